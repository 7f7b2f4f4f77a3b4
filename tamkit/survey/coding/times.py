"""Response times and submission times as platforms write them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
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
_FIRST, _LAST = np.datetime64("1900-01-01", "us"), np.datetime64("2200-01-01", "us")
_EXCEL = np.datetime64("1899-12-30", "us")
_CLOCKS = (" %H:%M:%S", " %H:%M", "", " %I:%M:%S %p", " %I:%M %p")
#: How dates are written, by the order of day, month and year; one of these forms holds for a whole column.
_DATES = {
    "y/m/d": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"),
    "m/d/y": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%b %d, %Y", "%B %d, %Y"),
    "d/m/y": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d.%m.%y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y"),
}


@dataclass(frozen=True, slots=True)
class Moments:
    """A column of times.

    values: (n,) datetime64[ns], NaT where there is none; ambiguous: texts that may be day and month or month and day,
    so that none of them was read; unread: texts that are no date in the form of the others; order: d/m/y or m/d/y,
    where the texts settle that.
    """

    values: Any
    ambiguous: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    order: str | None = None


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
    """(n,) datetime64[ns], NaT where there is no time between 1900 and 2200 (`dated` says more)."""
    return dated(cells).values


def dated(cells: Cells, order: str | None = None) -> Moments:
    """The times of a column, by one form of date for all its texts.

    Dates of a workbook as they are; numbers between 1954 and 2119 as Excel counts days, or as 20260918. Texts by the
    form that reads the most of them; whether 3/4/2026 is in March or in April is told by the other texts of the column
    or by ``order`` (d/m/y, m/d/y, y/m/d), else it is nobody's guess and NaT.
    """
    values = list(cells.values)
    found = np.full(len(values), np.datetime64("NaT"), dtype="datetime64[us]")
    texts: list[int] = []
    for place, cell in enumerate(values):
        plain_number = not isinstance(cell, str) or cell.strip().replace(".", "", 1).isdigit()
        value = number(cell) if plain_number else None
        if isinstance(cell, (dt.datetime, dt.date)):
            found[place] = _naive(cell)
        elif value is not None and 20_000 < value < 80_000:
            found[place] = _EXCEL + np.timedelta64(round(value * 86_400), "s")
        elif (isinstance(cell, str) and not blank(cell)) or (value is not None and 19_000_000 < value < 22_010_000):
            texts.append(place)
    ambiguous: tuple[str, ...] = ()
    settled: str | None = None
    if texts:
        plain = [cell.strip() if isinstance(cell := values[place], str) else spell(cell) for place in texts]
        found[texts], ambiguous, settled = _read(plain, order)
    used = cells.used()
    unread = tuple(str(values[place]) for place in texts if np.isnat(found[place]) and used[place])
    found[(found < _FIRST) | (found > _LAST)] = np.datetime64("NaT")
    return Moments(found.astype("datetime64[ns]")[cells.codes], ambiguous, () if ambiguous else unread, settled)


def _read(texts: list[str], order: str | None) -> tuple[Any, tuple[str, ...], str | None]:
    """The times of texts, some texts where day and month cannot be told apart, the order if settled."""
    best = _by_forms(texts, order)
    if best is None or any(np.isnat(values).any() for values in best.values()):
        # Fractions, time zones, 上午 and 下午 cleaned, and everything read once more, by one form again.
        best = _by_forms([_stamp(text) for text in texts], order) or best
    if best is None:
        return np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[us]"), (), None
    if len(best) == 1:
        ((settled, values),) = best.items()
        return values, (), settled if settled != "y/m/d" else None
    first, second = best["m/d/y"], best["d/m/y"]
    differ = ~((first == second) | (np.isnat(first) & np.isnat(second)))
    if not differ.any():
        return first, (), None
    shown = tuple(texts[place] for place in np.flatnonzero(differ)[:2])
    return np.where(differ, np.datetime64("NaT"), first), shown, None


def _by_forms(texts: list[str], order: str | None) -> dict[str, Any] | None:
    """The times that the form which reads the most makes of the texts, by its order of day, month and year.

    Two where the texts fit day and month as well as month and day, or some of them one and some the other.
    """
    import pandas as pd

    series = pd.Series(texts, dtype=object)
    sample = series.head(300)
    orders = {form: name for name, forms in _DATES.items() for form in forms if order in (None, name)}
    counts: dict[str, int] = {}
    for form in orders:
        counts[form] = int(_one(sample, form).notna().sum())
        if counts[form] == len(sample):  # no other form reads more
            break
    best = max(counts, key=lambda form: counts[form])
    if not counts[best]:
        return None
    values = _one(series, best).to_numpy(dtype="datetime64[us]")
    turned = best.translate(str.maketrans("dm", "md"))
    if turned not in orders or orders[turned] == orders[best]:
        return {orders[best]: values}
    other = _one(series, turned).to_numpy(dtype="datetime64[us]")
    read, against = ~np.isnat(values) & np.isnat(other), np.isnat(values) & ~np.isnat(other)
    if read.any() and not against.any():
        return {orders[best]: values}
    return {orders[best]: values, orders[turned]: other}


def _one(series: Any, form: str) -> Any:
    """Texts by one form of date, whatever the form of the time behind it."""
    import pandas as pd

    clocks = _CLOCKS if form != "%Y%m%d" else (*_CLOCKS, "%H%M%S")
    found: Any = None
    for clock in clocks:
        rest = series if found is None else series[found.isna()]
        if not len(rest):
            break
        read = pd.to_datetime(rest, format=form + clock, errors="coerce").astype("datetime64[us]")
        read = read.where((read > _FIRST) & (read < _LAST))
        found = read if found is None else found.fillna(read)
    return found


def _naive(cell: dt.datetime | dt.date) -> np.datetime64:
    if not isinstance(cell, dt.datetime):
        return np.datetime64(cell, "us")
    return np.datetime64(cell.replace(tzinfo=None), "us")


def _stamp(cell: Cell) -> str:
    """A time stamp without fractions, zone, weekday, and with 上午/下午 as AM/PM."""
    text = spell(cell).replace("上午", "AM ").replace("下午", "PM ")
    text = re.sub(r"(?<=\d)T(?=\d)", " ", text)
    text = re.sub(r"(AM|PM)\s+(\d{1,2}:\d{2}(?::\d{2})?)", r"\2 \1", text)
    text = re.sub(r"(\d{2}:\d{2}(?::\d{2})?)\.\d+", r"\1", text)
    if not re.search(r":\d{2}", text):
        return text.strip()
    return re.sub(r"\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}|GMT[+-]\d{1,2}|格林尼治标准时间\S*|EE?S?T)$", "", text).strip()
