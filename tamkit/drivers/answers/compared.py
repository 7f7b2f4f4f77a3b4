"""What an answer says of the groups it was asked by: single items tested, and why a variable was not compared by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.drivers.answers.evidence import Evidence
from tamkit.drivers.hypotheses import holm
from tamkit.drivers.mean_differences import SMALLEST_LEVEL
from tamkit.drivers.verdicts import ALPHA
from tamkit.messages import Message
from tamkit.survey.means import LEVEL, compared, level_row
from tamkit.survey.small_cells import rows_hidden

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire.questions import Question

#: The columns of a table of means by group, as those of constructs have them.
MEANS = ("variable", "level", "construct", *LEVEL, "small", "comparable")


def is_item(evidence: Evidence, code: str) -> bool:
    """Whether a code is that of an item which was answered."""
    return code in evidence.questionnaire.item_codes and code in evidence.items.columns


def items_by(evidence: Evidence, codes: Iterable[str], by: Sequence[str]) -> tuple[pd.DataFrame, list[Message]]:
    """Means of single items by every variable, and what is said: Welch's test, Holm over all items and variables of the
    question. A single item has no loadings that could be shown to be equal; that is said too."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    tests: list[tuple[str, str, float]] = []
    untold: dict[Message, dict[str, None]] = {}
    codes = [code for code in dict.fromkeys(codes) if is_item(evidence, code)]
    for code in codes:
        scale, values = evidence.questionnaire.scale_of(code), evidence.items[code].to_numpy(dtype=float)
        for variable in by:
            why = _no_levels(evidence, variable)
            if why is not None:
                untold.setdefault(why, {})[variable] = None
                continue
            answers = evidence.respondents[variable].to_numpy(dtype=float)
            parts = []
            for option in evidence.questionnaire.variable(variable).options:
                inside = values[answers == option.code]
                if not len(inside):
                    continue
                row = level_row(inside, int(scale.low), int(scale.high), negative=turned(evidence, code))
                small = row["n"] < SMALLEST_LEVEL
                rows.append({"variable": variable, "level": option.code, "construct": code, **row, "small": small})
                parts += [] if small else [inside[~np.isnan(inside)]]
            if len(parts) < 2 or any(len(set(part)) < 2 for part in parts):
                untold.setdefault(Message("drivers.answer.by_few", least=SMALLEST_LEVEL), {})[variable] = None
                continue
            tests.append((code, variable, float(compared(parts)["pvalue"])))
    frame = pd.DataFrame([{**row, "comparable": not row["small"]} for row in rows], columns=list(MEANS))
    frame = rows_hidden(frame, evidence.small_cells, ["variable", "construct"], LEVEL)
    said = _told(evidence, frame, tests)
    return frame[list(MEANS)], [*said, *_reasons(evidence, untold)]


def _told(evidence: Evidence, frame: pd.DataFrame, tests: list[tuple[str, str, float]]) -> list[Message]:
    adjusted = holm(np.array([p for _, _, p in tests])) if tests else ()
    said, alike = list[Message](), dict[str, list[Message]]()
    for (code, variable, _), p in zip(tests, adjusted, strict=True):
        if p < ALPHA:
            own = frame[(frame["construct"] == code) & (frame["variable"] == variable) & ~frame["small"].astype(bool)]
            what = differs(evidence, variable, own)
            said.append(Message("drivers.answer.of", construct=evidence.quote(code), what=what))
        else:
            alike.setdefault(code, []).append(evidence.quoted(variable))
    for code, variables in alike.items():
        what = Message("drivers.answer.items_alike", variables=tuple(variables))
        said.append(Message("drivers.answer.of", construct=evidence.quote(code), what=what))
    if tests:
        said.append(Message("drivers.answer.items_tested", tests=len(tests)))
    return said


def differs(evidence: Evidence, variable: str, means: pd.DataFrame) -> Message:
    """The highest and the lowest level of a variable; neither is named where the means of some are not shown."""
    order = means["mean"].to_numpy(dtype=float)
    if np.isnan(order).any():
        return Message("drivers.answer.level_differs", variable=evidence.name(variable), top=None, bottom=None)
    top, bottom = means.iloc[int(np.argmax(order))], means.iloc[int(np.argmin(order))]

    def level(row: Any) -> Message:
        return Message(
            "drivers.answer.level_of",
            level=evidence.option(variable, row["level"]),
            mean=float(row["mean"]),
            lower=float(row["ci_lower"]),
            upper=float(row["ci_upper"]),
            share=float(row["favourable"]),
            n=int(row["n"]),
        )

    return Message(
        "drivers.answer.level_differs", variable=evidence.name(variable), top=level(top), bottom=level(bottom)
    )


def turned(evidence: Evidence, code: str) -> bool:
    """Whether a high answer to an item speaks against adoption."""
    form = evidence.questionnaire
    return any(one.valence == "negative" and code in form.items_of(one.code) for one in form.constructs)


def not_compared(evidence: Evidence, code: str, by: Iterable[str]) -> list[Message]:
    """Of the variables asked by those that a construct's means were not tested by, each with the reason."""
    found = evidence.differences
    tested = set() if found is None else set(found.tests.loc[found.tests["construct"] == code, "variable"])
    untold: dict[Message, dict[str, None]] = {}
    for variable in by:
        if variable not in tested:
            why = _no_levels(evidence, variable) or Message("drivers.answer.by_few", least=SMALLEST_LEVEL)
            if found is None:
                why = Message("drivers.answer.by_no_means")
            untold.setdefault(why, {})[variable] = None
    return _reasons(evidence, untold)


def _no_levels(evidence: Evidence, variable: str) -> Message | None:
    """Why nothing can be compared by a variable, whatever it is that is compared; None where it can."""
    if variable not in evidence.respondents.columns:
        return Message("drivers.answer.by_unasked")
    if evidence.questionnaire.selects(variable):
        names = tuple(evidence.name(code) for code in evidence.questionnaire.selects(variable))
        return Message("drivers.answer.by_selects", constructs=names)
    return None


def _reasons(evidence: Evidence, untold: dict[Message, dict[str, None]]) -> list[Message]:
    return [
        Message("drivers.answer.level_untold", variables=tuple(evidence.quoted(one) for one in variables), why=why)
        for why, variables in untold.items()
    ]


def unlevelled(evidence: Evidence, question: Question) -> list[Message]:
    """Of a question about choices alone: the variables asked by that nobody answered."""
    untold: dict[Message, dict[str, None]] = {}
    for variable in question.by:
        if variable not in evidence.respondents.columns:
            untold.setdefault(Message("drivers.answer.by_unasked"), {})[variable] = None
    return _reasons(evidence, untold)
