"""The predictors of a regression as columns of numbers: factors a column an answer, what isn't there left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.messages import Message
from tamkit.survey.quantities import Bools, Floats, items_of, values_of

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Predictor, Questionnaire


@dataclass(frozen=True, slots=True)
class Design:
    """X (n, p) with a name a column: a predictor's key, or ``knew=2`` of an answer to a factor. left_out: predictors
    that the answers don't hold, with the reason."""

    X: Floats
    terms: tuple[str, ...]
    left_out: tuple[tuple[str, Message], ...]


@dataclass(frozen=True, slots=True)
class _Column:
    key: str
    values: Floats
    codes: tuple[int, ...]  # of a factor, in the order of its options; () of a number


def design(frame: pd.DataFrame, questionnaire: Questionnaire, wanted: Sequence[Predictor], rows: Bools) -> Design:
    """The columns of ``wanted``. Which answers to a factor have one is decided by the respondents of ``rows`` who have
    all of the predictors: the first that occurs among them has none, it is what the others are compared with."""
    columns: list[_Column] = []
    left_out: list[tuple[str, Message]] = []
    for one in wanted:
        try:
            columns.append(_column(frame, questionnaire, one))
        except AnalysisError as error:
            left_out.append((one.key, error.message))
    whole = rows & ~np.any([np.isnan(column.values) for column in columns], axis=0) if columns else rows
    terms: list[str] = []
    parts: list[Floats] = []
    for column in columns:
        if not column.codes:
            terms.append(column.key)
            parts.append(column.values)
            continue
        seen = [code for code in column.codes if (column.values[whole] == code).any()]
        if len(seen) < 2:
            left_out.append((column.key, Message("survey.factor_constant")))
        for code in seen[1:]:
            terms.append(f"{column.key}={code}")
            parts.append(np.where(np.isnan(column.values), np.nan, column.values == code))
    X = np.column_stack(parts) if parts else np.empty((len(frame), 0))
    return Design(X, tuple(terms), tuple(left_out))


def in_words(questionnaire: Questionnaire, wanted: Sequence[Predictor], term: str) -> Any:
    """What a term of a regression is called: its predictor's name, of an answer to a factor with what it is."""
    key, found, code = term.rpartition("=")
    own = {one.key: one for one in wanted}
    if term in own or not found or key not in own:
        return _name(questionnaire, own.get(term), term)
    variable = own[key].variable
    named = {quantity.id: quantity.variable for quantity in questionnaire.analyses.quantities}
    variable = named.get(str(variable), variable)
    label = questionnaire.variable(str(variable)).option(int(code)).label
    return Message("survey.term_of", name=_name(questionnaire, own[key], key), option=label)


def _name(questionnaire: Questionnaire, one: Predictor | None, term: str) -> Any:
    if one is None:
        return term
    if one.name is not None:
        return one.name
    code = str(one.variable or one.key)
    if code == "knowledge":
        return Message("questionnaire.knowledge_score")
    named = {quantity.id: quantity.name for quantity in questionnaire.analyses.quantities}
    names = {construct.code: construct.name for construct in questionnaire.constructs}
    names |= {variable.code: variable.name for variable in questionnaire.variables}
    names |= {variable.code: variable.name for variable in questionnaire.derived}
    return named.get(code) or names.get(code) or term


def _column(frame: pd.DataFrame, questionnaire: Questionnaire, one: Predictor) -> _Column:
    word = one.variable if one.options is None else None
    named = {quantity.id: quantity for quantity in questionnaire.analyses.quantities}
    if word in named:
        quantity = named[word]
        if quantity.options is not None or quantity.variable is None:
            return _Column(one.key, values_of(frame, questionnaire, quantity), ())
        word = quantity.variable
    if word is not None and word in {construct.code for construct in questionnaire.constructs}:
        items = frame[items_of(frame, questionnaire, word)].to_numpy(dtype=float)
        return _Column(one.key, np.asarray(items.mean(axis=1), dtype=float), ())
    if word is None:
        return _Column(one.key, values_of(frame, questionnaire, one), ())
    variable = questionnaire.variable(word)
    values = values_of(frame, questionnaire, one.model_copy(update={"variable": word}))
    numeric = variable.kind == "number" or (variable.ordered and not one.factor)
    return _Column(one.key, values, () if numeric else tuple(option.code for option in variable.options))
