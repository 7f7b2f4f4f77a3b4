"""Coded parts to the frames of a `Survey`: reverse keys applied once, columns in the questionnaire's order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.survey.coding.answers import keyed
from tamkit.survey.coding.part import Part

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Questionnaire


def scores(parts: list[Part], questionnaire: Questionnaire, codes: list[str], index: Any, *, key: bool) -> pd.DataFrame:
    """Items (key=True: reverse keys applied) or checks, float, NaN where a file has no such column."""
    import pandas as pd

    reverse = {item.code: item.reverse for item in questionnaire.items}
    columns = {}
    for code in codes:
        whole = _stack([part.scores.get(code) for part in parts], parts, np.nan)
        scale = questionnaire.scale_of(code)
        columns[code] = keyed(whole, scale.high, reverse[code], scale.low) if key else whole
    return pd.DataFrame(columns, index=index, columns=codes, dtype=float)


def people(parts: list[Part], questionnaire: Questionnaire, index: Any) -> pd.DataFrame:
    """Respondent columns, in the questionnaire's order."""
    import pandas as pd

    have = {name for part in parts for name in part.people.columns}
    order = {variable.code: place for place, variable in enumerate(questionnaire.variables)}
    names = sorted(have, key=lambda name: _place(name, order))
    columns = {name: _stack([part.people.columns.get(name) for part in parts], parts, None) for name in names}
    return pd.DataFrame(columns, index=index, columns=names)


def _place(name: str, order: dict[str, int]) -> tuple[int, int]:
    if name in order:
        return order[name], -1
    code, _, option = name.rpartition(".")
    return order[code], int(option)


def skipped(parts: list[Part], names: list[str], index: Any) -> pd.DataFrame:
    """Who was not asked what: bool, only columns in which somebody was not asked."""
    import pandas as pd

    columns = {}
    for name in names:
        found = [part.skipped.get(name, part.people.skipped.get(name)) for part in parts]
        if any(values is not None for values in found):
            columns[name] = _stack(found, parts, False)
    return pd.DataFrame(columns, index=index, columns=list(columns), dtype=bool)


def meta(parts: list[Part], index: Any) -> pd.DataFrame:
    """file, row, serial, started, submitted, seconds, status, simulated: whatever the files tell."""
    import pandas as pd

    columns: dict[str, Any] = {}
    files = [Path(part.table.path).name for part in parts]
    sizes = [len(part.ids) for part in parts]
    names = list(dict.fromkeys(files))
    columns["file"] = pd.Categorical.from_codes(np.repeat([names.index(file) for file in files], sizes), names)
    for name in ("row", "serial", "started", "submitted", "seconds", "status"):
        found = [part.meta.get(name) for part in parts]
        if any(values is not None for values in found):
            columns[name] = _stack(found, parts, None if name in ("serial", "status") else np.nan)
    frame = pd.DataFrame(columns, index=index)
    frame["simulated"] = np.repeat(np.array([part.simulated for part in parts]), sizes)
    return frame


def prints(parts: list[Part], index: Any) -> pd.DataFrame | None:
    """The opaque marks, or None when the files identify nobody."""
    import pandas as pd

    names = list(dict.fromkeys(name for part in parts for name in part.prints))
    if not names:
        return None
    columns = {name: _stack([part.prints.get(name) for part in parts], parts, None) for name in names}
    return pd.DataFrame(columns, index=index, columns=names, dtype=object)


def _stack(found: list[Any], parts: list[Part], empty: Any) -> Any:
    """One array for all parts, filled where a part has no such column."""
    if len(found) == 1:
        return found[0]
    kinds = [values.dtype for values in found if values is not None]
    times = any(np.issubdtype(kind, np.datetime64) for kind in kinds)
    if times:
        empty = np.datetime64("NaT", "ns")
    elif empty is None and not any(kind.hasobject for kind in kinds):
        empty = np.nan
    blocks = [
        np.full(len(part.ids), empty, dtype="datetime64[ns]" if times else object if empty is None else None)
        if values is None
        else values
        for values, part in zip(found, parts, strict=True)
    ]
    return np.concatenate(blocks)
