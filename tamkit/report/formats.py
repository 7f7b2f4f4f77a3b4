"""Numbers as a person reads them: three decimals, APA p values, stars at .05, .01 and .001, a true minus sign."""

from __future__ import annotations

import math

from tamkit.drawing.numbers import MINUS as MINUS  # figures and tables write numbers alike
from tamkit.drawing.numbers import MISSING as MISSING
from tamkit.drawing.numbers import number as number
from tamkit.drawing.numbers import p_value as p_value
from tamkit.drawing.numbers import stars as stars
from tamkit.report.tree import Below, Beside, Cell, Column, Interval, Paragraph, Pvalue, Starred, Verdict

#: Behind a standardized number beyond ±1.
BEYOND = "†"


def beta(value: float | None, digits: int = 3) -> str:
    """A standardized number; one beyond ±1 is marked, for a correlation or loading it is none and a path is doubtful.

    >>> beta(0.5), beta(-1.2), beta(1.0), beta(None)
    ('0.500', '−1.200†', '1.000', '—')
    """
    text = number(value, digits)
    return text + BEYOND if value is not None and abs(value) > 1 + 1e-9 else text


def integer(value: float | None) -> str:
    """
    >>> integer(1234.0), integer(None)
    ('1234', '—')
    """
    return MISSING if value is None or math.isnan(value) else number(float(round(value)), 0)


def percent(value: float | None, digits: int = 1) -> str:
    """A share already in percent.

    >>> percent(43.51), percent(43.51, 2)
    ('43.5%', '43.51%')
    """
    text = number(value, digits)
    return text if text == MISSING else text + "%"


def p_phrase(value: float | None) -> str:
    """
    >>> p_phrase(0.0312), p_phrase(0.0001)
    ('p = .031', 'p < .001')
    """
    text = p_value(value)
    return f"p {text}" if text[0] in "<>" else f"p = {text}"


def interval(lower: float, upper: float, digits: int = 3) -> str:
    """
    >>> interval(-0.1, 0.25)
    '[−0.100, 0.250]'
    """
    return f"[{number(lower, digits)}, {number(upper, digits)}]"


def bounded(value: float, column: Column) -> str:
    """The number of a cell, marked where its column is one of standardized numbers and it lies beyond ±1."""
    return beta(value, column.digits) if column.bounded else number(value, column.digits)


def cell(value: Cell, column: Column) -> str:
    """A cell as text, by the kind and digits of its column."""
    if value is None:
        return MISSING
    if isinstance(value, str):
        return value
    if isinstance(value, Verdict | Paragraph):
        return value.text
    if isinstance(value, Starred):
        return bounded(value.value, column) + stars(value.p)
    if isinstance(value, Beside):
        return bounded(value.value, column) + ("" if value.p is None else f" ({p_value(value.p)})")
    if isinstance(value, Below):
        return p_value(value.value, value.resolution)
    if isinstance(value, Pvalue):
        return p_value(value.value)
    if isinstance(value, Interval):
        return interval(value.lower, value.upper, column.digits if value.digits is None else value.digits)
    if column.kind == "p":
        return p_value(float(value))
    if column.kind == "percent":
        return percent(float(value), column.digits)
    if column.kind == "integer" or isinstance(value, int):
        return integer(float(value))
    return bounded(float(value), column)


def is_numeric(column: Column) -> bool:
    """Whether a column is set to the right, digits under digits."""
    return column.kind in ("number", "integer", "percent", "p")
