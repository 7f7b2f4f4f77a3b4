"""What a questionnaire declares beyond its models, made from the answers; what can't be made is told.

``frame`` holds the respondents' answers, the items of constructs among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.messages import Message
from tamkit.survey.held import Coheld, coheld
from tamkit.survey.logistic import Logistic, logistic
from tamkit.survey.ordinal import Ordinal, ordinal
from tamkit.survey.predictors import design, in_words
from tamkit.survey.proportions import Association, Trend, association, trend
from tamkit.survey.quantities import categories_of, items_of, picked, require
from tamkit.survey.ranked import Ranked, chosen, ranked

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Analyses, CrossTable, Grid, Outcome, Quantity, Questionnaire
    from tamkit.questionnaire.texts import Text

Part = TypeVar("Part")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Two quantities counted against each other. table: rows × columns by option code; row_percent: its cells as
    percentages of their row, nan in a row of nobody; missing: respondents without one of the two; association: χ² and
    strength; trend: linear trend, None unless both are ordered."""

    row: Quantity
    column: Quantity
    table: pd.DataFrame
    row_percent: pd.DataFrame
    missing: int
    association: Association
    trend: Trend | None


@dataclass(frozen=True, slots=True)
class Made:
    """What could be made of the declared analyses, by id; ``notes`` says of the rest why not."""

    crosstabs: tuple[Crosstab, ...]
    regressions: Mapping[str, Logistic | Ordinal]
    rankings: Mapping[str, Ranked]
    together: Mapping[str, Coheld]
    grids: Mapping[str, pd.DataFrame]
    notes: tuple[Message, ...]


def make(frame: pd.DataFrame, questionnaire: Questionnaire, wanted: Analyses) -> Made:
    """Everything of ``wanted`` that these answers allow."""
    notes: list[Message] = []

    def each(
        parts: Iterable[Part],
        called: Callable[[Part], str],
        work: Callable[[Part], Found],
        title: Callable[[Part], Any] | None = None,
    ) -> dict[str, Found]:
        found = {}
        for one in parts:
            try:
                found[called(one)] = work(one)
            except AnalysisError as error:
                place = called(one) if title is None else title(one)
                notes.append(Message("located", place=place, what=error.message))
        return found

    tables = each(wanted.crosstabs, str, lambda one: _crosstab(frame, questionnaire, one))
    return Made(
        crosstabs=tuple(tables.values()),
        regressions=each(
            wanted.outcomes,
            lambda one: one.key,
            lambda one: _regression(frame, questionnaire, one, notes),
            lambda one: _title(questionnaire, one),
        ),
        rankings=each(wanted.rankings, str, lambda one: _ranking(frame, questionnaire, one)),
        together=each(wanted.together, lambda one: one.id, lambda one: coheld(frame, questionnaire, one.of)),
        grids=each(wanted.grids, lambda one: one.id, lambda one: _grid(frame, questionnaire, one)),
        notes=tuple(notes),
    )


def _crosstab(frame: pd.DataFrame, questionnaire: Questionnaire, pair: CrossTable) -> Crosstab:
    import pandas as pd

    x, y = (categories_of(frame, questionnaire, quantity) for quantity in (pair.row, pair.column))
    both = ~(np.isnan(x.values) | np.isnan(y.values))
    counts = np.array([[int(((x.values == a) & (y.values == b) & both).sum()) for b in y.codes] for a in x.codes])
    tested = association(counts)
    index, columns = pd.Index(x.codes, name=str(pair.row)), pd.Index(y.codes, name=str(pair.column))
    slope = trend(counts) if x.ordered and y.ordered else None
    table = pd.DataFrame(counts, index=index, columns=columns)
    percent = 100 * table.div(table.sum(axis=1).replace(0, np.nan), axis=0)
    return Crosstab(pair.row, pair.column, table, percent, len(frame) - int(counts.sum()), tested, slope)


def _regression(
    frame: pd.DataFrame, questionnaire: Questionnaire, wanted: Outcome, notes: list[Message]
) -> Logistic | Ordinal:
    """The fit; which predictors it is without, because the answers don't hold them, is noted. What is said names
    predictors and answers by their words."""
    try:
        return _fitted(frame, questionnaire, wanted, notes)
    except AnalysisError as error:
        raise type(error)(_worded(questionnaire, wanted, error.message)) from error


def _fitted(
    frame: pd.DataFrame, questionnaire: Questionnaire, wanted: Outcome, notes: list[Message]
) -> Logistic | Ordinal:
    require(frame, wanted.outcome)
    variable = questionnaire.variable(wanted.outcome)
    codes = wanted.options or tuple(option.code for option in variable.options)
    if wanted.kind == "binary":
        outcome = picked(frame, wanted.outcome, codes)
    else:
        given = frame[wanted.outcome].to_numpy(dtype=float)
        outcome = np.where(np.isin(given, codes), given, np.nan)
    made = design(frame, questionnaire, wanted.predictors, ~np.isnan(outcome))
    title = _title(questionnaire, wanted)
    for key, why in made.left_out:
        name = in_words(questionnaire, wanted.predictors, key)
        notes.append(Message("survey.predictor_left_out", id=title, predictor=name, reason=why))
    if not made.terms:
        raise AnalysisError("survey.no_predictors")
    if wanted.kind == "binary":
        return logistic(outcome, made.X, made.terms)
    found = ordinal(outcome, made.X, made.terms, codes)
    told = tuple(_worded(questionnaire, wanted, note) for note in found.notes)
    notes += [Message("located", place=title, what=note) for note in told]
    return replace(found, notes=told)


def _title(questionnaire: Questionnaire, wanted: Outcome) -> Text:
    """What a regression explains, in words."""
    return wanted.title or questionnaire.variable(wanted.outcome).name


def _worded(questionnaire: Questionnaire, wanted: Outcome, message: Message) -> Message:
    """A remark of a regression with words for its codes: the terms among ``predictors``, the answers of ``levels``."""
    new: dict[str, Any] = {}
    for name, value in message.values.items():
        if isinstance(value, Message):
            new[name] = _worded(questionnaire, wanted, value)
        elif name == "predictors":
            new[name] = tuple(in_words(questionnaire, wanted.predictors, str(term)) for term in value)
        elif name == "levels":
            variable = questionnaire.variable(wanted.outcome)
            labels = [variable.option(int(code)).label for code in value]
            new[name] = tuple(Message("survey.quoted", text=label) for label in labels)
    return message.with_values({**message.values, **new}) if new else message


def _ranking(frame: pd.DataFrame, questionnaire: Questionnaire, code: str) -> Ranked:
    """The items of a construct by their means, the options of a multiple choice by their shares."""
    if code in {construct.code for construct in questionnaire.constructs}:
        return ranked(frame[items_of(frame, questionnaire, code)])
    require(frame, code)
    columns = [f"{code}.{option.code}" for option in questionnaire.variable(code).options if not option.exclusive]
    return chosen(frame[[column for column in columns if column in frame.columns]])


def _grid(frame: pd.DataFrame, questionnaire: Questionnaire, wanted: Grid) -> pd.DataFrame:
    """``item, n, missing, frequency, users, share, n_amount, amount``: of each thing the mean of how often, how
    many and which share (0–1) do at all, and the mean of how much of those who said."""
    import pandas as pd

    rows = []
    often, much = (items_of(frame, questionnaire, code) for code in (wanted.x, wanted.y))
    for x, y in zip(often, much, strict=True):
        f, a = frame[x].to_numpy(dtype=float), frame[y].to_numpy(dtype=float)
        seen = ~np.isnan(f)
        lowest = questionnaire.scale_of(x).low
        users = seen & (f > lowest)
        n, said = int(seen.sum()), a[users & ~np.isnan(a)]
        if n == 0:
            raise AnalysisError("survey.answers_hold_no", code=x)
        mean = float(said.mean()) if len(said) else float("nan")
        head = (x, n, len(frame) - n, float(f[seen].mean()), int(users.sum()), float(users.sum() / n))
        rows.append((*head, len(said), mean))
    return pd.DataFrame(rows, columns=["item", "n", "missing", "frequency", "users", "share", "n_amount", "amount"])
