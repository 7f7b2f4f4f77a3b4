"""The quantities of declared analyses, one number a respondent: answers, chosen options, ticks, right answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import AnalysisError
from tamkit.survey.screening.logic import chosen, columns_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tamkit.questionnaire import Quantity, Questionnaire, Variable

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Categories:
    """A quantity for a table: ``values`` of everybody (nan: no answer), the ``codes`` they can have, and whether these
    are in order."""

    values: Floats
    codes: tuple[int, ...]
    ordered: bool


def responded(frame: pd.DataFrame, variable: str) -> Bools:
    """Who answered: a value, or a multiple choice with any column filled (nothing ticked but seen counts)."""
    columns = columns_of(frame, variable)
    if not columns:
        return np.zeros(len(frame), dtype=bool)
    return np.asarray(frame[columns].notna().any(axis=1), dtype=bool)


def picked(frame: pd.DataFrame, variable: str, options: Sequence[int]) -> Floats:
    """1 for who gave one of ``options``, 0 for the others who answered, nan for the rest."""
    return np.where(responded(frame, variable), chosen(frame, variable, options), np.nan)


def tick_count(frame: pd.DataFrame, variable: Any) -> Floats:
    """Options ticked by each person, exclusive ones (以上都没有) not counted; nan where not answered."""
    columns = [f"{variable.code}.{o.code}" for o in variable.options if not o.exclusive]
    ticks = np.asarray((frame[[c for c in columns if c in frame.columns]] == 1).sum(axis=1), dtype=float)
    return np.where(responded(frame, variable.code), ticks, np.nan)


def knowledge_questions(frame: pd.DataFrame, questionnaire: Questionnaire) -> list[Variable]:
    """The questions of knowledge that were asked."""
    return [v for v in questionnaire.variables if v.correct is not None and v.code in frame.columns]


def knowledge_score(frame: pd.DataFrame, questions: Sequence[Variable]) -> Floats:
    """Right answers of each respondent who answered all ``questions``, of which there is one at least."""
    right = np.column_stack([chosen(frame, v.code, [v.correct or 0]) for v in questions]).sum(axis=1).astype(float)
    whole = np.column_stack([responded(frame, v.code) for v in questions]).all(axis=1)
    return np.where(whole, right, np.nan)


def with_score(frame: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """The respondents with the number of right answers as one more column, where knowledge was asked for."""
    from tamkit.questionnaire.analyses import KNOWLEDGE

    questions = knowledge_questions(frame, questionnaire)
    return frame.assign(**{KNOWLEDGE: knowledge_score(frame, questions)}) if questions else frame


def values_of(frame: pd.DataFrame, questionnaire: Questionnaire, quantity: Quantity) -> Floats:
    """The quantity of each respondent, nan where there is none.

    Raises
    ------
    AnalysisError
        When the answers don't hold what it is made of.
    """
    if quantity.code is None:
        questions = knowledge_questions(frame, questionnaire)
        if not questions:
            raise AnalysisError("survey.no_knowledge_questions")
        return knowledge_score(frame, questions)
    require(frame, quantity.code)
    if quantity.count is not None:
        ticks = tick_count(frame, questionnaire.variable(quantity.count))
        return ticks if quantity.at_most is None else np.minimum(ticks, quantity.at_most)
    if quantity.options is not None:
        return picked(frame, quantity.code, quantity.options)
    return frame[quantity.code].to_numpy(dtype=float)


def categories_of(frame: pd.DataFrame, questionnaire: Questionnaire, quantity: Quantity) -> Categories:
    """The quantity as categories; AnalysisError as :func:`values_of`."""
    values = values_of(frame, questionnaire, quantity)
    if quantity.code is None:
        return Categories(values, tuple(range(len(knowledge_questions(frame, questionnaire)) + 1)), True)
    variable = questionnaire.variable(quantity.code)
    if quantity.count is not None:
        countable = sum(not option.exclusive for option in variable.options)
        highest = countable if quantity.at_most is None else quantity.at_most
        return Categories(values, tuple(range(highest + 1)), True)
    if quantity.options is not None:
        return Categories(values, (0, 1), False)
    return Categories(values, tuple(option.code for option in variable.options), variable.ordered)


def items_of(frame: pd.DataFrame, questionnaire: Questionnaire, code: str) -> list[str]:
    """The items of a construct; AnalysisError where one was not asked."""
    items = questionnaire.items_of(code)
    for item in items:
        require(frame, item)
    return items


def require(frame: pd.DataFrame, code: str) -> None:
    """AnalysisError where the answers don't hold a variable."""
    if not columns_of(frame, code):
        raise AnalysisError("survey.answers_hold_no", code=code)
