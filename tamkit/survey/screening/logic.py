"""Answers that contradict each other or the questionnaire's skips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import OptionError, unknown

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Questionnaire
    from tamkit.questionnaire.parts import Variable

Bools = NDArray[np.bool_]


def columns_of(frame: pd.DataFrame, variable: str) -> list[str]:
    """The columns of a variable: its own, or one an option of a multiple choice (``code.option``)."""
    if variable in frame.columns:
        return [variable]
    return [c for c in frame.columns if isinstance(c, str) and c.rpartition(".")[0] == variable]


def chosen(frame: pd.DataFrame, variable: str, options: Sequence[int]) -> Bools:
    """Who gave one of ``options`` to ``variable`` (single or multiple choice)."""
    if variable in frame.columns:
        return np.asarray(frame[variable].isin(list(options)), dtype=bool)
    picked = np.zeros(len(frame), dtype=bool)
    for option in options:
        column = f"{variable}.{option}"
        if column in frame.columns:
            picked |= np.asarray(frame[column] == 1, dtype=bool)
    return picked


def answered(frame: pd.DataFrame, variable: str) -> Bools:
    """Who gave an answer: a value, or at least one option ticked."""
    if variable in frame.columns:
        return np.asarray(frame[variable].notna(), dtype=bool)
    columns = columns_of(frame, variable)
    if not columns:
        return np.zeros(len(frame), dtype=bool)
    return np.asarray((frame[columns] == 1).any(axis=1), dtype=bool)


def asked(frame: pd.DataFrame, variable: Variable, questionnaire: Questionnaire) -> Bools:
    """Who was to be asked ``variable``: everybody, or those its base names. A base's own base counts too."""
    everybody = np.ones(len(frame), dtype=bool)
    base = variable.base
    if base is None or not columns_of(frame, base.variable):
        return everybody
    return chosen(frame, base.variable, base.options) & asked(
        frame, questionnaire.variable(base.variable), questionnaire
    )


def conflicts(
    frame: pd.DataFrame, questionnaire: Questionnaire, contradictions: Sequence[Mapping[str, tuple[int, ...]]] = ()
) -> NDArray[np.int64]:
    """Contradictions of each respondent: questions answered although they should have been skipped, exclusive options
    ticked with others, and the declared impossible combinations."""
    count = np.zeros(len(frame), dtype=np.int64)
    for variable in questionnaire.variables:
        if variable.base is not None:
            known = answered(frame, variable.base.variable)
            count += answered(frame, variable.code) & known & ~asked(frame, variable, questionnaire)
        if variable.kind == "multiple":
            count += _exclusive(frame, variable)
    for combination in contradictions:
        together = np.ones(len(frame), dtype=bool)
        for code, options in combination.items():
            if not columns_of(frame, code):
                known_codes = [v.code for v in questionnaire.variables]
                what = unknown("variable", code, known_codes)
                raise OptionError("located", place="screening: contradictions", what=what)
            together &= chosen(frame, code, options)
        count += together
    return count


def _exclusive(frame: pd.DataFrame, variable: Variable) -> Bools:
    columns = columns_of(frame, variable.code)
    alone = [f"{variable.code}.{o.code}" for o in variable.options if o.exclusive]
    alone = [c for c in alone if c in columns]
    if not alone or len(columns) < 2:
        return np.zeros(len(frame), dtype=bool)
    ticked = np.asarray((frame[columns] == 1).sum(axis=1))
    return np.asarray((frame[alone] == 1).any(axis=1), dtype=bool) & (ticked > 1)
