"""Response times and submission times as platforms write them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np

from tamkit.survey.coding.cells import Floats, number, spell
from tamkit.survey.readers.table import Cell, Cells, blank

_PART = re.compile(
    r"(?:(?P<d>\d+)\s*(?:天|days?|d))?\s*(?:(?P<h>\d+)\s*(?:小时|时|hours?|hrs?|h))?\s*"
    r"(?:(?P<m>\d+)\s*(?:分钟|分|minutes?|mins?|min|m))?\s*(?:(?P<s>\d+(?:\.\d+)?)\s*(?:秒钟|秒|seconds?|secs?|s))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)")
_EXCEL = np.datetime64("1899-12-30", "us")
_FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M:%S",
    "%Y/%m/%d %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d", "%Y/%m/%d",
)  # fmt: skip


def seconds(cell: Cell) -> float:
    """Seconds in whatever writing; NaN when there are none.

    >>> seconds("1小时2分3秒"), seconds("123秒"), seconds("02:13"), seconds("1:02:13"), seconds(95)
    (3723.0, 123.0, 133.0, 3733.0, 95.0)
    """
    if blank(cell):
        return float("nan")
    value = number(cell)
    if value is not None:
        return value if value >= 0 else float("nan")
    if isinstance(cell, dt.datetime):
        return float("nan")
    if isinstance(cell, dt.time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds()
    text = spell(cell)
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3])
    parts = _PART.fullmatch(text)
    if parts and any(parts.groups()):
        days, hours, minutes = (int(parts[key] or 0) for key in "dhm")
        return days * 86_400 + hours * 3600 + minutes * 60 + float(parts["s"] or 0)
    return float("nan")


def durations(cells: Cells) -> Floats:
    """(n,) seconds."""
    return np.asarray([seconds(cell) for cell in cells.values], dtype=float)[cells.codes]


def moments(cells: Cells) -> Any:
    """(n,) datetime64[ns], NaT where there is no time between 1900 and 2200.

    Dates of a workbook as they are; numbers between 1954 and 2119 as Excel counts days; texts by the one format that
    reads most of them, and what is left (fractions, time zones, 上午 and 下午) cleaned and tried once more.
    """
    values = list(cells.values)
    found = np.full(len(values), np.datetime64("NaT"), dtype="datetime64[us]")
    texts: list[int] = []
    for place, cell in enumerate(values):
        if isinstance(cell, (dt.datetime, dt.date)):
            found[place] = _naive(cell)
        elif isinstance(cell, (int, float)) and not blank(cell):
            if 20_000 < cell < 80_000:
                found[place] = _EXCEL + np.timedelta64(round(cell * 86_400), "s")
        elif isinstance(cell, str) and not blank(cell):
            texts.append(place)
    if texts:
        found[texts] = _parsed([str(values[place]).strip() for place in texts])
        rest = [place for place in texts if np.isnat(found[place])]
        if rest:
            found[rest] = _parsed([_stamp(values[place]) for place in rest])
    found[(found < np.datetime64("1900")) | (found > np.datetime64("2200"))] = np.datetime64("NaT")
    return found.astype("datetime64[ns]")[cells.codes]


def _parsed(texts: list[str]) -> Any:
    """Texts by the one format that reads most of a sample."""
    import pandas as pd

    series = pd.Series(texts, dtype=object)
    sample = series.head(300)
    counts = {form: int(pd.to_datetime(sample, format=form, errors="coerce").notna().sum()) for form in _FORMATS}
    form = max(counts, key=lambda form: counts[form])
    if not counts[form]:
        return np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[us]")
    return pd.to_datetime(series, format=form, errors="coerce").to_numpy(dtype="datetime64[us]")


def _naive(cell: dt.datetime | dt.date) -> np.datetime64:
    if not isinstance(cell, dt.datetime):
        return np.datetime64(cell, "us")
    return np.datetime64(cell.replace(tzinfo=None), "us")


def _stamp(cell: Cell) -> str:
    """A time stamp without fractions, zone, weekday, and with 上午/下午 as AM/PM."""
    text = spell(cell).replace("上午", "AM ").replace("下午", "PM ")
    text = re.sub(r"(?<=\d)T(?=\d)", " ", text)
    text = re.sub(r"(AM|PM)\s+(\d{1,2}:\d{2}:\d{2})", r"\2 \1", text)
    text = re.sub(r"(\d{2}:\d{2}(?::\d{2})?)\.\d+", r"\1", text)
    return re.sub(r"\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}|GMT[+-]\d{1,2}|格林尼治标准时间\S*|EE?S?T)$", "", text).strip()
