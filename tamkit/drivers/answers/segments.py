"""Where a service could be developed: importance and performance, whole and by segment, in words that predict.

The construct looked at first is the one with the most to gain: significant total effect β in the direction that speaks
for adoption, times what its performance lacks of 100. Nothing says that raising it would raise the outcome: people who
differ in it are *predicted* to differ in the outcome. A segment has the whole sample's importance unless the test of
its groups rejects that a path on the way is equal; then its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.drivers.answers.answer import Answer
from tamkit.drivers.answers.causes import inadmissible
from tamkit.drivers.answers.choices import crossed, ticks
from tamkit.drivers.answers.compared import is_item, items_by, not_compared
from tamkit.drivers.answers.evidence import Evidence
from tamkit.drivers.answers.levels import FEW, by_group
from tamkit.drivers.importance_map import importance, performance
from tamkit.drivers.verdicts import ALPHA
from tamkit.errors import SampleError, listed
from tamkit.messages import Message
from tamkit.sem.paths import path_rows

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.drivers.groups import Groups
    from tamkit.questionnaire.questions import Question

STEP = 1.0  # standard deviations that the implication speaks of: their figure is the importance, which a table holds
SMALLEST = 30  # people in a segment, fewer say little of its mean
WHOLE = ("construct", "turned", "importance", "importance_ci_lower", "importance_ci_upper", "performance", "ci_lower",
         "ci_upper", "n", "missing")  # fmt: skip
BY = ("variable", "level", "construct", "turned", "performance", "ci_lower", "ci_upper", "n", "missing", "importance",
      "importance_ci_lower", "importance_ci_upper", "own", "comparable")  # fmt: skip


def answer(question: Question, evidence: Evidence) -> Answer:
    """See this module. What leads to no outcome, or in a study without models, is compared by its means alone.

    Raises
    ------
    AnalysisError
        When nothing that is asked about was answered, or compared by groups.
    """
    import pandas as pd

    whole = _whole(question, evidence)
    leads = [] if whole is None else [str(code) for code in whole["construct"]]
    tables: dict[str, pd.DataFrame] = {}
    numbers: dict[str, Any] = {}
    said: list[Message] = []
    if whole is not None:
        tables, numbers, said = _mapped(question, evidence, whole)
    groups, left = [], list[str]()
    for code in question.of:
        if code not in leads and not is_item(evidence, code):
            own, told = by_group(evidence, code, question)
            groups += own
            said += [Message("drivers.answer.of", construct=evidence.text(code), what=one) for one in told]
            left += [] if told or ticks(evidence, code) else [code]
    single, told = items_by(evidence, [code for code in question.of if is_item(evidence, code)], question.by)
    groups += [single] if len(single) else []
    said += told
    if groups:
        tables["groups"] = pd.concat(groups, ignore_index=True)
    choices = crossed(evidence, question.of, question.by)
    if choices is not None:
        tables |= {"shares": choices.shares, "associations": choices.tests}
        said += choices.said
    if left:
        said.append(Message("drivers.answer.left", codes=listed(left)))
    sizes = [] if choices is None else [choices.n]
    sizes += [] if whole is None else [int(whole["n"].min())]
    if groups:
        sizes.append(int(tables["groups"].groupby(["construct", "variable"], sort=False)["n"].sum().max()))
    if not sizes:
        raise SampleError("drivers.answer.no_segments", codes=listed(question.of))
    n = min(sizes)
    return Answer(
        question.id, question.text, question.kind, tuple(said), numbers, tables, n=n, missing=evidence.valid - n
    )


def _whole(question: Question, evidence: Evidence) -> pd.DataFrame | None:
    """The importance–performance map of those asked about that lead to the outcome; None without any."""
    drivers = evidence.drivers
    if drivers is None:
        return None
    found = importance(drivers.main, evidence.items, evidence.questionnaire, drivers.outcome).table
    found = found[found["construct"].isin(question.of) & found["importance"].notna()].reset_index(drop=True)
    return found if len(found) else None


def _mapped(
    question: Question, evidence: Evidence, whole: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], dict[str, Any], list[Message]]:
    """Tables, numbers and sentences of the importance–performance map."""
    drivers = evidence.drivers
    assert drivers is not None
    outcome = drivers.outcome
    tables = {"importance_performance": whole[list(WHOLE)]}
    segments = _by_segment(question, evidence, whole)
    if segments is not None:
        tables["segments"] = segments
    firm = _firm(whole, drivers.effects)
    lever = _lever(firm)
    numbers: dict[str, Any] = {"outcome": outcome, "step": STEP, "construct": lever}
    if lever is None:
        return tables, numbers, [Message("drivers.answer.no_lever", outcome=evidence.name(outcome))]
    row = whole.set_index("construct").loc[lever]
    said = [
        _implication(evidence, outcome, lever, row, len(firm)),
        *_segments_said(evidence, outcome, lever, segments),
        *_untold(question, evidence, lever),
    ]
    return tables, numbers | _implied(row), [*said, *inadmissible(drivers)]


def _firm(whole: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """The rows of those whose total effect is significant in the right direction."""
    p = dict(zip(effects["source"], effects["total_b_pvalue"], strict=True))
    firm = whole[[p.get(code, 1.0) < ALPHA for code in whole["construct"]]]
    return firm[firm["importance"] > 0]


def _lever(firm: pd.DataFrame) -> str | None:
    """Of those the construct with the most to gain; None where there is none."""
    if not len(firm):
        return None
    gain = (firm["importance"] * (100.0 - firm["performance"])).to_numpy(dtype=float)
    return str(firm["construct"].iloc[int(np.argmax(gain))])


def _implied(row: Any) -> dict[str, float]:
    ends = sorted(STEP * float(row[f"importance_ci_{end}"]) for end in ("lower", "upper"))
    return {"predicted": STEP * float(row["importance"]), "lower": ends[0], "upper": ends[1]}


def _implication(evidence: Evidence, outcome: str, code: str, row: Any, k: int) -> Message:
    drivers = evidence.drivers
    assert drivers is not None
    arrows = {(str(one["source"]), str(one["target"])) for one in path_rows(drivers.main.table, drivers.main.latent)}
    # What follows from the construct itself, as in a loop, is not held.
    before = [one for one, other in sorted(arrows) if other == code and not on_the_way(arrows, code, one)]
    return Message(
        "drivers.answer.implication",
        k=k,
        alike=tuple(evidence.name(one) for one in before) or None,
        construct=evidence.name(code),
        outcome=evidence.name(outcome),
        turned=bool(row["turned"]),
        step=STEP,
        performance=float(row["performance"]),
        performance_lower=float(row["ci_lower"]),
        performance_upper=float(row["ci_upper"]),
        **_implied(row),
    )


def _by_segment(question: Question, evidence: Evidence, whole: pd.DataFrame) -> pd.DataFrame | None:
    """Performance of every level of every variable asked by, and the importance that holds there."""
    import pandas as pd

    drivers, rows = evidence.drivers, []
    assert drivers is not None
    pooled = whole.set_index("construct")
    codes = [str(code) for code in whole["construct"]]
    for variable in question.by:
        if variable not in evidence.respondents.columns:
            continue
        answers = evidence.respondents[variable].to_numpy(dtype=float)
        found = (evidence.groups or {}).get(variable)
        for option in evidence.questionnaire.variable(variable).options:
            inside = answers == option.code
            if inside.sum() < max(SMALLEST, evidence.small_cells):
                continue
            own = _own(found, str(option.code), drivers.outcome, codes)
            for row in performance(evidence.items, evidence.questionnaire, codes, inside).to_dict("records"):
                code = str(row["construct"])
                rated = {"variable": variable, "level": option.code, **row, "own": code in own}
                rated["comparable"] = _comparable(evidence, variable, code)
                sign = -1.0 if row["turned"] else 1.0
                if code in own:
                    value, low, high = (sign * part for part in own[code])
                    rated |= {"importance": value, "importance_ci_lower": min(low, high)}
                    rated |= {"importance_ci_upper": max(low, high)}
                else:
                    rated |= {name: pooled.loc[code, name] for name in WHOLE[2:5]}
                rows.append(rated)
    return pd.DataFrame(rows, columns=list(BY)) if rows else None


def _own(found: Groups | None, level: str, outcome: str, codes: Iterable[str]) -> dict[str, tuple[float, float, float]]:
    """The standardized total effects of one group, with intervals, of the constructs of which a path on the way to the
    outcome is not equal in all groups."""
    if found is None or found.differences is None or "free" not in found.fits or level not in found.groups:
        return {}
    fit = found.fits["free"]
    unequal = {
        (str(row["source"]), str(row["target"]))
        for row in found.differences.to_dict("records")
        if row["p_holm"] < ALPHA
    }
    if not unequal:
        return {}
    arrows = {(str(row["source"]), str(row["target"])) for row in path_rows(fit.table, fit.latent)}
    effects = fit.effects(outcome, group=level).set_index("source")
    return {
        code: (
            float(effects.loc[code, "total_std"]),
            float(effects.loc[code, "total_std_ci_lower"]),
            float(effects.loc[code, "total_std_ci_upper"]),
        )
        for code in codes
        if code in effects.index and unequal & on_the_way(arrows, code, outcome)
    }


def on_the_way(arrows: set[tuple[str, str]], source: str, outcome: str) -> set[tuple[str, str]]:
    """The arrows on any way from a construct to the outcome.

    >>> sorted(on_the_way({("A", "B"), ("B", "C"), ("D", "C"), ("A", "E")}, "A", "C"))
    [('A', 'B'), ('B', 'C')]
    """

    def reached(start: str, forward: bool) -> set[str]:
        seen, todo = {start}, [start]
        while todo:
            here = todo.pop()
            for one, other in arrows:
                after = (other if one == here else None) if forward else (one if other == here else None)
                if after is not None and after not in seen:
                    seen.add(after)
                    todo.append(after)
        return seen

    down, up = reached(source, True), reached(outcome, False)
    return {(one, other) for one, other in arrows if one in down and other in up}


def _segments_said(evidence: Evidence, outcome: str, lever: str, segments: pd.DataFrame | None) -> list[Message]:
    """Which levels stand lowest where they can be compared and differ, and whose importance is their own."""
    if segments is None:
        return []
    said: list[Message] = []
    rows = segments[segments["construct"] == lever]
    for variable, own in rows.groupby("variable", sort=False):
        if _compared(evidence, str(variable), lever):
            said.append(_lowest(evidence, str(variable), own))
        if own["own"].any():
            levels = tuple(
                Message(
                    "drivers.answer.segment_figure", level=evidence.option(str(variable), row["level"]), **_implied(row)
                )
                for row in own[own["own"]].to_dict("records")
            )
            said.append(
                Message(
                    "drivers.answer.segment_own",
                    variable=evidence.quoted(str(variable)),
                    outcome=evidence.name(outcome),
                    step=STEP,
                    levels=levels,
                )
            )
    return said


def _untold(question: Question, evidence: Evidence, lever: str) -> list[Message]:
    """Variables asked by of which nothing else is said: that no difference was found, or why none was looked for."""
    found = evidence.differences
    tests = {} if found is None else {
        str(row["variable"]): row for row in found.tests.to_dict("records") if row["construct"] == lever
    }  # fmt: skip
    rows = {variable: tests[variable] for variable in question.by if variable in tests}
    alike = tuple(
        evidence.quoted(variable) for variable, row in rows.items() if row["comparable"] and not row["p_holm"] < ALPHA
    )
    raw = tuple(
        evidence.quoted(variable)
        for variable, row in rows.items()
        if row["comparable"] and not row["p_holm"] < ALPHA and row["pvalue"] < ALPHA
    )
    tested = 0 if found is None else int(found.tests["p_holm"].notna().sum())
    told = {"variables": alike, "n": len(alike), "few": len(alike) <= FEW, "tests": tested, "raw": raw or None}
    said = [Message("drivers.answer.segments_alike", **told)] if alike else []
    why: dict[Message, list[Message]] = {}
    for variable, row in rows.items():
        if not row["comparable"]:
            why.setdefault(row["why"], []).append(evidence.quoted(variable))
    said += [Message("drivers.answer.level_untold", variables=tuple(names), why=one) for one, names in why.items()]
    return [*said, *not_compared(evidence, lever, question.by)]


def _lowest(evidence: Evidence, variable: str, rows: pd.DataFrame) -> Message:
    """The group of the lowest performance; of two groups, beside the other."""
    order = rows.iloc[np.argsort(rows["performance"].to_numpy(dtype=float), kind="stable")]

    def level(row: Any) -> Message:
        return Message(
            "drivers.answer.segment_level",
            level=evidence.option(variable, row["level"]),
            performance=float(row["performance"]),
            lower=float(row["ci_lower"]),
            upper=float(row["ci_upper"]),
            n=int(row["n"]),
        )

    other = level(order.iloc[1]) if len(order) == 2 else None
    return Message(
        "drivers.answer.segment_lowest", variable=evidence.quoted(variable), lowest=level(order.iloc[0]), other=other
    )


def _comparable(evidence: Evidence, variable: str, construct: str) -> bool:
    """Whether the levels' means of a construct can be compared."""
    found = evidence.differences
    if found is None:
        return False
    tests = found.tests[(found.tests["variable"] == variable) & (found.tests["construct"] == construct)]
    return bool(len(tests)) and bool(tests["comparable"].iloc[0])


def _compared(evidence: Evidence, variable: str, construct: str) -> bool:
    """Whether the levels' means of a construct can be compared, and differ."""
    found = evidence.differences
    if found is None or not _comparable(evidence, variable, construct):
        return False
    tests = found.tests[(found.tests["variable"] == variable) & (found.tests["construct"] == construct)]
    return bool(tests["p_holm"].iloc[0] < ALPHA)
