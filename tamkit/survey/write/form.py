"""The questions of a form as the platforms number them, and the answers to them as they were clicked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import DataError, listed
from tamkit.survey.screening.flags import raw_answers

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Check, Item, Option, Questionnaire, Scale, Variable
    from tamkit.survey.responses import Responses


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of a matrix (or a scale question on its own)."""

    part: Item | Check
    text: str
    scale: Scale


@dataclass(frozen=True, slots=True)
class Question:
    """One numbered question: a matrix with its ``rows``, or a ``variable``."""

    number: int
    text: str
    rows: tuple[Row, ...] = ()
    variable: Variable | None = None

    @property
    def options(self) -> tuple[Option, ...]:
        return self.variable.options if self.variable is not None else ()


def questions(questionnaire: Questionnaire, lang: str = "zh") -> list[Question]:
    """Every question in the order of the form. A matrix block is one question; what no block names comes last."""
    out: list[Question] = []
    seen: set[str] = set()
    for block in questionnaire.blocks:
        parts = questionnaire.entries(block)
        seen |= {part.code for part in parts}
        if block.kind == "matrix":
            title = (block.instruction or block.title).get(lang, _generic(questionnaire, lang))
            rows = tuple(_row(questionnaire, part, lang) for part in parts)
            out.append(Question(len(out) + 1, title, rows))
        else:
            out += [_single(questionnaire, part, len(out) + 1 + at, lang) for at, part in enumerate(parts)]
    statements: list[Item | Check] = [*questionnaire.items, *questionnaire.checks]
    for scaled in statements:
        if scaled.code not in seen:
            row = _row(questionnaire, scaled, lang)
            out.append(Question(len(out) + 1, row.text, (row,)))
    for variable in questionnaire.variables:
        if variable.code not in seen:
            out.append(_single(questionnaire, variable, len(out) + 1, lang))
    return out


def _generic(questionnaire: Questionnaire, lang: str) -> str | None:
    return questionnaire.products.name(None, lang) if questionnaire.products is not None else None


def _row(questionnaire: Questionnaire, part: Any, lang: str) -> Row:
    text = part.text.get(lang, _generic(questionnaire, lang))
    return Row(part, text, questionnaire.scale_of(part.code))


def _single(questionnaire: Questionnaire, variable: Any, number: int, lang: str) -> Question:
    return Question(number, variable.text.get(lang, _generic(questionnaire, lang)), variable=variable)


@dataclass(frozen=True, slots=True)
class Answers:
    """A survey's answers as they were clicked, column by column.

    scaled: code → raw answers of an item or check (nan: not answered). respondents: as the survey's. skipped: column →
    who was not asked.
    """

    scaled: dict[str, NDArray[np.float64]]
    respondents: pd.DataFrame
    skipped: dict[str, NDArray[np.bool_]]

    def skip(self, column: str) -> NDArray[np.bool_]:
        """Who was not asked this column."""
        return self.skipped.get(column, np.zeros(len(self.respondents), dtype=bool))


def answers(survey: Responses) -> Answers:
    """The answers before reverse keys."""
    raw = raw_answers(survey)
    scaled = {code: raw[:, j] for j, code in enumerate(survey.items.columns)}
    scaled |= {code: survey.checks[code].to_numpy(dtype=float) for code in survey.checks.columns}
    skipped = {code: survey.skipped[code].to_numpy(dtype=bool) for code in survey.skipped.columns}
    return Answers(scaled, survey.respondents, skipped)


@dataclass(frozen=True, slots=True)
class Record:
    """What a platform notes beside the answers: ids, moments of beginning and end (None: unknown), whole seconds ("":
    unknown)."""

    serial: list[Any]
    started: list[Any]
    submitted: list[Any]
    seconds: list[Any]


def record(survey: Responses) -> Record:
    """The meta columns of a survey, blanks where it has none."""
    import pandas as pd

    n, meta = len(survey.items), survey.meta
    nothing = pd.Series([None] * n, index=meta.index)
    serial = meta["serial"] if "serial" in meta.columns else pd.Series(survey.items.index, index=meta.index)
    seconds = pd.to_numeric(meta.get("seconds", nothing), errors="coerce").astype(float)
    submitted = pd.to_datetime(meta.get("submitted", nothing), errors="coerce")
    started = submitted - pd.to_timedelta(seconds.fillna(0.0), unit="s")
    return Record(
        serial=[int(s) if isinstance(s, float | np.integer) and s == s else s for s in serial],
        started=[None if pd.isna(t) else t for t in started],
        submitted=[None if pd.isna(t) else t for t in submitted],
        seconds=["" if pd.isna(s) else int(s) for s in seconds],
    )


def rated(
    scale: Scale, values: NDArray[np.float64], lang: str | None, missing: Any, skip: NDArray[np.bool_], skipped: Any
) -> list[Any]:
    """The cells of an item or check: labels in ``lang``, or numbers; of a slider always numbers."""
    if not scale.slider:
        cells: dict[int, Any] = {one: one if lang is None else scale.label(one, lang) for one in scale.answers}
        return pick(values, cells, missing, skip, skipped)
    plain = [int(value) if value == int(value) else value for value in np.where(np.isnan(values), 0.0, values)]
    empty = np.isnan(values)
    return [skipped if off else missing if none else value for value, off, none in zip(plain, skip, empty, strict=True)]


def pick(
    values: NDArray[np.float64], cells: dict[int, Any], missing: Any, skip: NDArray[np.bool_], skipped: Any
) -> list[Any]:
    """One cell a respondent: ``cells[answer]``, or what the platform writes for missing and for skipped."""
    codes = np.array(list(cells), dtype=float)
    order = np.argsort(codes)
    table = np.array([*(cells[int(code)] for code in codes[order]), missing, skipped], dtype=object)
    known = np.clip(np.searchsorted(codes[order], values), 0, len(codes) - 1)
    strange = (codes[order][known] != values) & ~np.isnan(values) & ~skip
    if strange.any():
        raise DataError("survey.answer_has_no_cell", answer=values[strange][0], known=listed(list(cells)))
    place = np.where(skip, len(codes) + 1, np.where(np.isnan(values), len(codes), known))
    return list(table[place])
