"""Which of several ratings, or options of a multiple choice, stands highest, and what is not told apart from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tamkit.drivers.answers.answer import Answer
from tamkit.drivers.answers.evidence import Evidence
from tamkit.drivers.verdicts import ALPHA
from tamkit.errors import SampleError, listed
from tamkit.messages import Message
from tamkit.survey.ranked import Ranked, chosen, ranked
from tamkit.survey.small_cells import ranked_hidden

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire.questions import Question


def answer(question: Question, evidence: Evidence) -> Answer:
    """Items (those of constructs too) rated on one scale are one ranking, options of each multiple choice another.

    Ratings: paired t tests; options: McNemar's; Holm over the pairs of a ranking. What does not differ shares a place.

    Raises
    ------
    AnalysisError
        When the study asked none of what the question is about.
    """
    tables: dict[str, pd.DataFrame] = {}
    numbers: dict[str, Any] = {}
    said: list[Message] = []
    sizes: list[int] = []
    for ends, codes in _by_scale(question, evidence).items():
        if len(codes) < 2:
            continue
        low, high = ends
        found = ranked(evidence.items[codes], favourable=high - (high - low) / 4)
        name = "ratings" if "ratings" not in tables else f"ratings_{high}"
        tables |= {name: found.table, f"{name}_pairs": found.pairs}
        numbers[name] = _numbers(found)
        said += _rated(found, evidence, high)
        sizes.append(int(found.table["n"].min()))
    for code in question.of:
        columns = _options(code, evidence)
        if not columns:
            continue
        frame = evidence.respondents[list(columns)].rename(columns=columns)
        found = ranked_hidden(chosen(frame), evidence.small_cells)
        tables |= {code: found.table, f"{code}_pairs": found.pairs}
        numbers[code] = _numbers(found)
        said += [] if found.table["share"].isna().iloc[0] else [_picked(found, evidence, code)]
        sizes.append(int(found.table["n"].min()))
    if not said:
        raise SampleError("drivers.answer.nothing_asked", codes=listed(question.of))
    n = min(sizes)
    return Answer(
        question.id, question.text, question.kind, tuple(said), numbers, tables, n=n, missing=evidence.valid - n
    )


def _by_scale(question: Question, evidence: Evidence) -> dict[tuple[int, int], list[str]]:
    """The items asked about by the ends of their scale: only those of one scale can be ranked."""
    form, found = evidence.questionnaire, dict[tuple[int, int], list[str]]()
    constructs = {construct.code for construct in form.constructs}
    for code in question.of:
        items = evidence.construct_items(code) if code in constructs else [code]
        for item in items:
            if item in evidence.items.columns and item in form.item_codes:
                scale = form.scale_of(item)
                found.setdefault((int(scale.low), int(scale.high)), []).append(item)
    return {ends: list(dict.fromkeys(codes)) for ends, codes in found.items()}


def _options(code: str, evidence: Evidence) -> Mapping[str, str]:
    """The columns of a multiple choice (exclusive options left out), with the code of each option."""
    variables = {variable.code: variable for variable in evidence.questionnaire.variables}
    variable = variables.get(code)
    if variable is None or variable.kind != "multiple":
        return {}
    named = {f"{code}.{option.code}": str(option.code) for option in variable.options if not option.exclusive}
    return {column: option for column, option in named.items() if column in evidence.respondents.columns}


def _numbers(found: Ranked) -> dict[str, Any]:
    test = found.test
    return {"first": found.table.iloc[0, 0], "test": test.name, "statistic": test.statistic, "df": test.df,
            "pvalue": test.pvalue, "n": test.n}  # fmt: skip


def _tied(found: Ranked) -> list[str]:
    """What shares the first place with the first."""
    return [str(row.iloc[0]) for _, row in found.table.iloc[1:].iterrows() if row["rank_lower"] == 1]


def _rated(found: Ranked, evidence: Evidence, high: int) -> list[Message]:
    first, last = found.table.iloc[0], found.table.iloc[-1]
    if not found.test.pvalue < ALPHA:
        return [Message("drivers.answer.ratings_alike", k=len(found.table), n=found.test.n)]
    return [
        Message(
            "drivers.answer.ratings",
            k=len(found.table),
            first=evidence.text(str(first["item"])),
            mean=float(first["mean"]),
            lower=float(first["lower"]),
            upper=float(first["upper"]),
            points=high,
            share=float(first["favourable"]),
            tied=_quoted(_tied(found), evidence),
            last=evidence.text(str(last["item"])),
            last_mean=float(last["mean"]),
            last_lower=float(last["lower"]),
            last_upper=float(last["upper"]),
            last_share=float(last["favourable"]),
        )
    ]


def _quoted(items: list[str], evidence: Evidence) -> Any:
    return listed([Message("drivers.answer.quoted", text=evidence.text(item)) for item in items], 3) if items else None


def _picked(found: Ranked, evidence: Evidence, code: str) -> Message:
    first, n = found.table.iloc[0], int(found.table["n"].min())
    if not found.test.pvalue < ALPHA:
        return Message("drivers.answer.options_alike", variable=evidence.text(code), k=len(found.table), n=found.test.n)
    tied = [_option(evidence, code, option) for option in _tied(found)]
    second = found.table.iloc[1]
    return Message(
        "drivers.answer.options",
        variable=evidence.text(code),
        first=_option(evidence, code, str(first["option"])),
        share=float(first["share"]),
        lower=float(first["lower"]),
        upper=float(first["upper"]),
        n=n,
        tied=listed(tied, 4) if tied else None,
        second=None if tied or second["share"] != second["share"] else _option(evidence, code, str(second["option"])),
        second_share=float(second["share"]),
    )


def _option(evidence: Evidence, code: str, option: str) -> Message:
    return Message("drivers.answer.quoted", text=evidence.option(code, option))
