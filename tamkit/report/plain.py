"""Results as plain JSON data: every number unrounded, the same order every time, never NaN."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from tamkit.errors import TamkitError


def whole(fit: Any) -> Any:
    """All that a fit tells of itself; the ways of the main model stand among the findings, with their types."""
    return {name: part for name, part in fit.to_dict().items() if name != "indirect"}


def plain(value: Any, fit: Callable[[Any], Any] = whole) -> Any:
    """Frames, arrays, dataclasses and fits as lists, maps, numbers and texts.

    A frame becomes a list of records (an index with names is kept as columns), what is not a number becomes null, a
    sentence ``{key, values, zh, en}``. Every field of a dataclass is kept (:func:`fields_of` leaves out those it is
    told to). ``fit`` says how a fit anywhere in the value is told.

    >>> import numpy as np
    >>> plain({"a": np.float64(1.5), "b": (1, float("nan"))})
    {'a': 1.5, 'b': [1, None]}
    """
    if value.__class__ is float:  # most of what there is
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {_key(key): plain(one, fit) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, fit) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(one) for one in value)
    if isinstance(value, TamkitError):
        return plain(value.message)
    if hasattr(value, "to_dict") and hasattr(value, "say"):  # a sentence: its key, its values, its words
        return plain(value.to_dict())
    if hasattr(value, "to_dict") and hasattr(value, "converged"):  # a fit knows its own form
        return plain(fit(value))
    kind = type(value).__name__
    if kind == "DataFrame":
        return _records(value)
    if kind == "Series":
        return {_key(key): plain(one) for key, one in value.items()}
    if hasattr(value, "model_dump"):
        return plain(value.model_dump(exclude_none=True))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return fields_of(value, fit=fit)
    if hasattr(value, "tolist"):  # numpy arrays and scalars
        return plain(value.tolist())
    if kind in ("NAType", "NaTType"):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)


def fields_of(value: Any, *, without: tuple[str, ...] = (), fit: Callable[[Any], Any] = whole) -> dict[str, Any] | None:
    """The fields of a dataclass but those named in ``without``; None of None.

    Left out are also fields that say themselves that results don't depend on them (``told`` of an option): `jobs`.

    Raises
    ------
    ValueError
        When there is no field to leave out: it has been renamed, and would get in by its new name.
    """
    if value is None:
        return None
    fields = dataclasses.fields(value)
    names = [field.name for field in fields]
    if not set(without) <= set(names):
        raise ValueError(f"{type(value).__name__} has no field {', '.join(sorted(set(without) - set(names)))}")
    silent = {field.name for field in fields if not field.metadata.get("told", True)}
    return {name: plain(getattr(value, name), fit) for name in names if name not in {*without, *silent}}


def _records(frame: Any) -> list[dict[str, Any]]:
    named = [name for name in frame.index.names if name is not None]
    if named or not _counted(frame.index):
        frame = frame.reset_index(names=named or ["index"])
    columns = [_key(column) for column in frame.columns]
    rows = frame.to_numpy(dtype=object).tolist()
    return [{name: plain(cell) for name, cell in zip(columns, row, strict=True)} for row in rows]


def _counted(index: Any) -> bool:
    """Whether an index only counts the rows."""
    return bool(index.tolist() == list(range(len(index))))


def _key(key: Any) -> str:
    return ".".join(str(part) for part in key) if isinstance(key, tuple) else str(key)


def dumps(value: Any) -> str:
    """JSON text with a line end, the same bytes for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
