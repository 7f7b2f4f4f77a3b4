"""Which of several ratings, or options of a multiple choice, stands highest, and what is not told apart from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamkit.drivers.answers.answer import Answer
from tamkit.drivers.answers.choices import ticks
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
    import pandas as pd

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
        given = ticks(evidence, code) if code not in evidence.respondents.columns else {}
        if len(given) < 2:
            continue
        frame = pd.DataFrame(given)
        found = ranked_hidden(chosen(frame), evidence.small_cells)
        tables |= {code: found.table, f"{code}_pairs": found.pairs}
        numbers[code] = _numbers(found)
        said += [] if found.table["share"].isna().iloc[0] else [_picked(found, evidence, code)]
        sizes.append(int(found.table["n"].min()))
    if not said:
        raise SampleError("drivers.answer.no_ranking", codes=listed(question.of))
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


def _numbers(found: Ranked) -> dict[str, Any]:
    test = found.test
    return {"first": found.table.iloc[0, 0], "test": test.name, "statistic": test.statistic, "df": test.df,
            "pvalue": test.pvalue, "n": test.n}  # fmt: skip


def _with_first(found: Ranked) -> list[str]:
    """What shares the first place with the first."""
    return [str(row.iloc[0]) for _, row in found.table.iloc[1:].iterrows() if row["rank_lower"] == 1]


def _with_last(found: Ranked) -> list[str]:
    """What shares the last place with the last."""
    k = len(found.table)
    return [str(row.iloc[0]) for _, row in found.table.iloc[:-1].iterrows() if row["rank_upper"] == k]


def _rated(found: Ranked, evidence: Evidence, high: int) -> list[Message]:
    first, last = found.table.iloc[0], found.table.iloc[-1]
    if not found.test.pvalue < ALPHA:
        return [Message("drivers.answer.ratings_alike", k=len(found.table), n=found.test.n)]
    top = Message("drivers.answer.rating", **_rating(first, evidence), points=high)
    bottom = Message("drivers.answer.rating", **_rating(last, evidence), points=high)
    told = {"tied": _quoted(_with_first(found), evidence), "last_tied": _quoted(_with_last(found), evidence)}
    return [Message("drivers.answer.ratings", k=len(found.table), first=top, last=bottom, **told)]


def _rating(row: Any, evidence: Evidence) -> dict[str, Any]:
    numbers = {"mean": row["mean"], "lower": row["lower"], "upper": row["upper"], "share": row["favourable"]}
    return {"item": evidence.quote(str(row["item"])), **{name: float(one) for name, one in numbers.items()}}


def _quoted(items: list[str], evidence: Evidence) -> Any:
    return listed([evidence.quote(item) for item in items], 3) if items else None


def _picked(found: Ranked, evidence: Evidence, code: str) -> Message:
    first, n = found.table.iloc[0], int(found.table["n"].min())
    if not found.test.pvalue < ALPHA:
        return Message("drivers.answer.options_alike", variable=evidence.text(code), k=len(found.table), n=found.test.n)
    tied = _with_first(found)
    runners = [] if tied else [row for _, row in found.table.iloc[1:].iterrows() if row["rank_lower"] == 2]
    shown = [row for row in runners if row["share"] == row["share"]]
    after = [
        Message("drivers.answer.chosen", option=_option(evidence, code, str(row["option"])), share=float(row["share"]))
        for row in shown
    ]
    return Message(
        "drivers.answer.options",
        variable=evidence.text(code),
        first=_option(evidence, code, str(first["option"])),
        share=float(first["share"]),
        lower=float(first["lower"]),
        upper=float(first["upper"]),
        n=n,
        tied=listed([_option(evidence, code, option) for option in tied], 4) if tied else None,
        second=listed(after, 4) if after else None,
        several=len(after) > 1,
    )


def _option(evidence: Evidence, code: str, option: str) -> Message:
    return Message("drivers.answer.quoted", text=evidence.option(code, option))
