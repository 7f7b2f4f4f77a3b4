"""The last step before anything is told: no count of fewer people than the study shows goes beyond it.

Stages hide what the sums of their own tables would tell (:mod:`tamkit.survey.small_cells`); whatever a stage forgets,
and every sentence, is hidden here. A result is walked whole: of tables the columns that count the people of a level, of
messages the values that do (`SAID`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np

from tamkit.messages import Message

T = TypeVar("T")

#: What of a message counts the people in a level or cell, by its key; a hidden one is None: its entry has words for it.
SAID: Mapping[str, tuple[str, ...]] = {
    "drivers.answer.level_of": ("n",),
    "drivers.answer.segment_level": ("n",),
    "drivers.group_size": ("n",),
    "measurement.group_size": ("n",),
    "report.pooled": ("inside", "outside"),
}
#: Columns that make a row one of a level, and what counts its people there.
LEVELS = frozenset({"level", "option", "group"})
COUNTS = ("n", "base", "asked", "answered", "missing", "chosen", "small")
#: By the name of a field: sizes of levels that a result holds by name.
SIZES = frozenset({"refused"})
#: Rows of respondents and fitted models: results.json and reports tell neither.
_WHOLE = frozenset({"Clean", "Survey", "Fit", "Drivers", "Measurement"})


def few(count: Any, below: int) -> bool:
    """Whether a number counts somebody, and fewer than are shown.

    >>> few(3, 5), few(0, 5), few(5, 5), few(None, 5)
    (True, False, False, False)
    """
    return isinstance(count, int | float | np.number) and not isinstance(count, bool) and bool(0 < count < below)


def protected(found: T, below: int) -> T:
    """What was found without the counts of fewer than ``below`` people; 0 hides nothing.

    >>> from tamkit.messages import Message
    >>> print(protected(Message("drivers.group_size", label="PhD", n=3), 5))
    PhD (few)
    >>> print(protected(Message("drivers.group_size", label="BA", n=30), 5))
    BA (n = 30)
    """
    return _walked(found, below) if below else found


def _walked(value: Any, below: int) -> Any:
    if isinstance(value, Message):
        return _message(value, below)
    if isinstance(value, Mapping):
        made = {name: _walked(part, below) for name, part in value.items()}
        return value if _same(made.values(), value.values()) else made
    if type(value) in (tuple, list):
        parts = [_walked(part, below) for part in value]
        return value if _same(parts, value) else type(value)(parts)
    if hasattr(value, "columns") and hasattr(value, "assign"):
        return _table(value, below)
    if is_dataclass(value) and not isinstance(value, type) and type(value).__name__ not in _WHOLE:
        return _object(value, below)
    return value


def _object(value: Any, below: int) -> Any:
    new = {}
    for one in fields(value):
        part = getattr(value, one.name)
        made = _sizes(part, below) if one.name in SIZES else _walked(part, below)
        if made is not part and one.init:
            new[one.name] = made
    return replace(value, **new) if new else value


def _sizes(part: Any, below: int) -> Any:
    """Sizes by level: with the small ones those that the sum would tell them by."""
    from tamkit.survey.small_cells import masked

    if not isinstance(part, Mapping) or not any(few(n, below) for n in part.values()):
        return part
    hidden = masked(list(part.values()), below)
    return {name: None if gone else n for (name, n), gone in zip(part.items(), hidden, strict=True)}


def _message(message: Message, below: int) -> Message:
    counted = SAID.get(message.key, ())
    values = {
        name: None if name in counted and few(part, below) else _walked(part, below)
        for name, part in message.values.items()
    }
    return message if _same(values.values(), message.values.values()) else message.with_values(values)


def _table(frame: Any, below: int) -> Any:
    """A table of levels without the small counts in its rows; messages in its cells are walked too."""
    new: dict[str, Any] = {}
    rows = not LEVELS.isdisjoint(frame.columns)
    for name in frame.columns:
        column = frame[name]
        if column.dtype == object:
            cells = [_walked(cell, below) for cell in column]
            if not _same(cells, column):
                new[name] = cells
        elif (name in COUNTS and rows) or name == "small":
            new |= _counts(name, column, below)
    return frame.assign(**new) if new else frame


def _counts(name: str, column: Any, below: int) -> dict[str, Any]:
    if column.dtype == bool:  # whether a level is small
        return {}
    n = column.to_numpy(dtype=float)
    hidden = (n > 0) & (n < below)
    return {name: np.where(hidden, np.nan, n)} if hidden.any() else {}


def _same(made: Any, given: Any) -> bool:
    return all(one is other for one, other in zip(made, given, strict=True))
