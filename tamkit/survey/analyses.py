"""The cross-tables and regressions that a questionnaire declares, made from the answers; what can't be made is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.messages import Message
from tamkit.survey.logistic import Logistic, logistic
from tamkit.survey.proportions import Association, Trend, association, trend
from tamkit.survey.quantities import Floats, categories_of, picked, require, values_of

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Analyses, CrossTable, Quantity, Questionnaire, Regression


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Two quantities counted against each other. table: rows × columns by option code; association: χ² and strength;
    trend: linear trend, None unless both are ordered."""

    row: Quantity
    column: Quantity
    table: pd.DataFrame
    association: Association
    trend: Trend | None


@dataclass(frozen=True, slots=True)
class Made:
    """What could be made of the declared analyses, the regressions by id; ``notes`` says of the rest why not."""

    crosstabs: tuple[Crosstab, ...]
    regressions: Mapping[str, Logistic]
    notes: tuple[Message, ...]


def make(frame: pd.DataFrame, questionnaire: Questionnaire, wanted: Analyses) -> Made:
    """The cross-tables and regressions of ``wanted`` from the respondents' answers."""
    tables: list[Crosstab] = []
    fits: dict[str, Logistic] = {}
    notes: list[Message] = []
    for pair in wanted.crosstabs:
        try:
            tables.append(_crosstab(frame, questionnaire, pair))
        except AnalysisError as error:
            notes.append(Message("located", place=str(pair), what=error.message))
    for one in wanted.regressions:
        try:
            fits[one.id], left_out = _regression(frame, questionnaire, one)
            notes += left_out
        except AnalysisError as error:
            notes.append(Message("located", place=one.id, what=error.message))
    return Made(tuple(tables), fits, tuple(notes))


def _crosstab(frame: pd.DataFrame, questionnaire: Questionnaire, pair: CrossTable) -> Crosstab:
    import pandas as pd

    x, y = (categories_of(frame, questionnaire, quantity) for quantity in (pair.row, pair.column))
    both = ~(np.isnan(x.values) | np.isnan(y.values))
    counts = np.array([[int(((x.values == a) & (y.values == b) & both).sum()) for b in y.codes] for a in x.codes])
    tested = association(counts)
    index, columns = pd.Index(x.codes, name=str(pair.row)), pd.Index(y.codes, name=str(pair.column))
    slope = trend(counts) if x.ordered and y.ordered else None
    return Crosstab(pair.row, pair.column, pd.DataFrame(counts, index=index, columns=columns), tested, slope)


def _regression(
    frame: pd.DataFrame, questionnaire: Questionnaire, wanted: Regression
) -> tuple[Logistic, list[Message]]:
    """The fit, and which predictors it is without because the answers don't hold them."""
    require(frame, wanted.outcome.variable)
    predictors: dict[str, Floats] = {}
    left_out: list[Message] = []
    for one in wanted.predictors:
        try:
            predictors[one.id] = values_of(frame, questionnaire, one)
        except AnalysisError as error:
            why = error.message
            left_out.append(Message("survey.predictor_left_out", id=wanted.id, predictor=one.id, reason=why))
    if not predictors:
        raise AnalysisError("survey.no_predictors")
    outcome = picked(frame, wanted.outcome.variable, wanted.outcome.options)
    return logistic(outcome, np.column_stack(list(predictors.values())), list(predictors)), left_out
