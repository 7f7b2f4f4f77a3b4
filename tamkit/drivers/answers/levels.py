"""How high constructs stand: mean with interval, share favourable, and where groups can be compared, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamkit.drivers.answers.answer import Answer
from tamkit.drivers.answers.choices import crossed, shares
from tamkit.drivers.answers.compared import differs, is_item, items_by, not_compared, turned, unlevelled
from tamkit.drivers.answers.evidence import Evidence
from tamkit.drivers.verdicts import ALPHA
from tamkit.errors import SampleError, listed
from tamkit.messages import Message
from tamkit.survey.means import LEVEL, ends, level_row, scale_means

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire.questions import Question

FEW = 3  # grouping variables that a sentence names one by one


def answer(question: Question, evidence: Evidence) -> Answer:
    """The mean of all valid respondents, then by every variable whose differences the study tested; of a choice the
    share of every option.

    Groups are compared where scalar invariance lets their means be compared; elsewhere the reason is told.

    Raises
    ------
    AnalysisError
        When the study asked none of what the question is about, or on scales of different ends.
    """
    import pandas as pd

    scores = scale_means(evidence.items, evidence.questionnaire)
    rows, said = [], list[Message]()
    groups: list[pd.DataFrame] = []
    chosen: list[pd.DataFrame] = []
    for code in question.of:
        values, span, negative = _values(code, evidence, scores)
        if values is None or span is None:
            table, told = shares(evidence, code)
            chosen += [table] if len(table) else []
            said += told
            continue
        low, high = span
        row = level_row(values, low, high, negative=negative)
        rows.append({"construct": code, "points": high, **row})
        if not row["n"] > 1:
            continue
        said.append(_stands(evidence, code, row, span, negative))
        if is_item(evidence, code):
            continue
        own, told = by_group(evidence, code, question)
        groups += own
        said += told
    single = [code for code in question.of if is_item(evidence, code)]
    if single and question.by:
        own, told = items_by(evidence, single, question.by)
        groups += [own] if len(own) else []
        said += told
    if not said:
        raise SampleError("drivers.answer.no_level", codes=listed(question.of))
    levels = pd.DataFrame(rows, columns=["construct", "points", *LEVEL])
    tables = {"levels": levels} if rows else {}
    choices = crossed(evidence, [code for code in question.of if code not in scores.columns], question.by)
    if choices is None and not rows:
        said += unlevelled(evidence, question)
    if choices is not None:
        tables |= {"shares_by": choices.shares, "associations": choices.tests}
        said += choices.said
    if groups:
        tables["groups"] = pd.concat(groups, ignore_index=True)
    if chosen:
        tables["shares"] = pd.concat(chosen, ignore_index=True)
    n = min(int(tables[name]["n"].min()) for name in ("levels", "shares") if name in tables)
    numbers = {str(row["construct"]): {key: row[key] for key in LEVEL} for row in rows}
    return Answer(
        question.id, question.text, question.kind, tuple(said), numbers, tables, n=n, missing=evidence.valid - n
    )


def _values(code: str, evidence: Evidence, scores: pd.DataFrame) -> tuple[Any, tuple[int, int] | None, bool]:
    """Each respondent's value of a construct or an item, the ends of its scale, and whether high speaks against."""
    form = evidence.questionnaire
    for construct in form.constructs:
        if construct.code == code and code in scores.columns:
            return scores[code].to_numpy(dtype=float), ends(form, code), construct.valence == "negative"
    if code in evidence.items.columns and code in form.item_codes:
        scale = form.scale_of(code)
        return evidence.items[code].to_numpy(dtype=float), (int(scale.low), int(scale.high)), turned(evidence, code)
    return None, None, False


def _stands(evidence: Evidence, code: str, row: dict[str, Any], span: tuple[int, int], negative: bool) -> Message:
    low, high = span
    quarter = (high - low) / 4  # as `is_favourable` has it
    single = code in evidence.items.columns
    return Message(
        "drivers.answer.level",
        construct=evidence.quote(code) if single else evidence.text(code),
        mean=float(row["mean"]),
        lower=float(row["ci_lower"]),
        upper=float(row["ci_upper"]),
        points=high,
        share=float(row["favourable"]),
        share_lower=float(row["favourable_lower"]),
        share_upper=float(row["favourable_upper"]),
        negative=negative,
        single=single,
        cut=f"{low + quarter if negative else high - quarter:g}",
        n=int(row["n"]),
    )


def by_group(evidence: Evidence, code: str, question: Question) -> tuple[list[pd.DataFrame], list[Message]]:
    """Rows of the means by group, and what is said of them."""
    found = evidence.differences
    if found is None:
        return [], not_compared(evidence, code, question.by)
    tests = found.tests[found.tests["construct"] == code]
    wanted = question.by or tuple(dict.fromkeys(found.tests["variable"]))
    tests = tests[tests["variable"].isin(wanted)]
    means = found.means[(found.means["construct"] == code) & found.means["variable"].isin(wanted)]
    said, untold = list[Message](), dict[Any, list[Any]]()
    alike, raw = list[Any](), list[Any]()
    for test in tests.to_dict("records"):
        variable = str(test["variable"])
        if not test["comparable"]:
            untold.setdefault(test["why"], []).append(evidence.quoted(variable))
        elif test["p_holm"] < ALPHA:
            said.append(differs(evidence, variable, means[(means["variable"] == variable) & ~means["small"]]))
        else:
            alike.append(evidence.quoted(variable))
            raw += [evidence.quoted(variable)] if test["pvalue"] < ALPHA else []
    if alike:
        tested = int(found.tests["p_holm"].notna().sum())
        told = {"variables": tuple(alike), "n": len(alike), "few": len(alike) <= FEW, "tests": tested}
        said.append(Message("drivers.answer.level_alike", **told, raw=tuple(raw) or None))
    for why, variables in untold.items():
        said.append(Message("drivers.answer.level_untold", variables=tuple(variables), why=why))
    return ([means] if len(means) else []), [*said, *not_compared(evidence, code, question.by)]
