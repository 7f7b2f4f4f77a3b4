"""Derived respondent variables: a column each, made from the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.messages import Message
from tamkit.questionnaire.derived import in_order
from tamkit.survey.quantities import tick_count
from tamkit.survey.screening.logic import columns_of

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Derived, Questionnaire

Floats = NDArray[np.float64]


def with_derived(
    questionnaire: Questionnaire, items: pd.DataFrame, respondents: pd.DataFrame, skipped: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The respondents' columns with those the questionnaire derives, and who was not asked what they are made from.

    A missing answer stays missing, and so does one that is in no level (:func:`left_out` counts these). What the
    answers hold nothing of is not derived.
    """
    new: dict[str, Any] = {}
    unasked: dict[str, Any] = {}
    frame = respondents
    for code in in_order(questionnaire.derive):
        made = questionnaire.derive[code]
        values = source_values(questionnaire, made, items, frame)
        if values is None:
            continue
        places = made.places(values.tolist()) if made.quadrants is None else _quarters(values)
        new[code] = np.array([np.nan if place is None else float(place) for place in places])
        frame = frame.assign(**{code: new[code]})
        columns = columns_of(skipped, made.from_ or "")
        if columns:
            unasked[code] = skipped[columns].all(axis=1).to_numpy(dtype=bool)
    return (frame, skipped.assign(**unasked)) if new else (respondents, skipped)


def source_values(
    questionnaire: Questionnaire, made: Derived, items: pd.DataFrame, respondents: pd.DataFrame
) -> Floats | None:
    """What a derived variable is made from: one number a respondent, nan where there is none; of quadrants the number
    of the quarter. None where the answers do not hold it."""
    if made.quadrants is not None:
        return _quarter(questionnaire, made.quadrants, items)
    variable = questionnaire.variable(made.from_ or "")
    if not columns_of(respondents, variable.code):
        return None
    if variable.kind == "multiple":
        return tick_count(respondents, variable)
    return np.asarray(respondents[variable.code].to_numpy(dtype=float))


def _quarters(values: Floats) -> list[int | None]:
    return [None if np.isnan(value) else int(value) for value in values]


def _quarter(questionnaire: Questionnaire, pair: tuple[str, str], items: pd.DataFrame) -> Floats | None:
    low = []
    for construct in pair:
        codes = questionnaire.items_of(construct)
        if not set(codes) <= set(items.columns):
            return None
        scales = [questionnaire.scale_of(code) for code in codes]
        middle = np.mean([(scale.low + scale.high) / 2 for scale in scales])
        mean = items[codes].to_numpy(dtype=float).mean(axis=1)
        low.append(np.where(np.isnan(mean), np.nan, mean <= middle))
    return np.asarray(1 + 2 * low[0] + low[1])


def indistinct(questionnaire: Questionnaire, respondents: pd.DataFrame) -> Message | None:
    """One warning of all derived variables by which nobody differs: nobody is in a level, or everybody in one.
    None where there are none. What the answers hold nothing of is not among them."""
    told = []
    for code in questionnaire.derive:
        if code not in respondents.columns:
            continue
        levels = respondents[code].dropna().unique()
        if len(levels) < 2:
            variable = questionnaire.variable(code)
            level = variable.option(int(levels[0])).label if len(levels) else None
            told.append(Message("survey.derived_one_level", variable=variable.name, level=level))
    return Message("survey.derived_empty", variables=tuple(told)) if told else None


def left_out(questionnaire: Questionnaire, code: str, items: pd.DataFrame, respondents: pd.DataFrame) -> int:
    """How many answered what a variable is derived from and are in none of its levels; 0 for one that was asked."""
    made = questionnaire.derive.get(code)
    if made is None or code not in respondents.columns:
        return 0
    values = source_values(questionnaire, made, items, respondents)
    assert values is not None  # its column was made from them
    return int((~np.isnan(values) & respondents[code].isna().to_numpy()).sum())
