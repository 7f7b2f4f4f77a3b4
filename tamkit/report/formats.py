"""Numbers as a person reads them: three decimals, APA p values, stars at .05, .01 and .001, a true minus sign."""

from __future__ import annotations

import math

from tamkit.drawing.numbers import MINUS as MINUS  # figures and tables write numbers alike
from tamkit.drawing.numbers import MISSING as MISSING
from tamkit.drawing.numbers import number as number
from tamkit.drawing.numbers import p_value as p_value
from tamkit.drawing.numbers import stars as stars
from tamkit.report.tree import Below, Beside, Cell, Column, Interval, Starred, Verdict


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


def cell(value: Cell, column: Column) -> str:
    """A cell as text, by the kind and digits of its column."""
    if value is None:
        return MISSING
    if isinstance(value, str):
        return value
    if isinstance(value, Verdict):
        return value.text
    if isinstance(value, Starred):
        return number(value.value, column.digits) + stars(value.p)
    if isinstance(value, Beside):
        return number(value.value, column.digits) + ("" if value.p is None else f" ({p_value(value.p)})")
    if isinstance(value, Below):
        return p_value(value.value, value.resolution)
    if isinstance(value, Interval):
        return interval(value.lower, value.upper, column.digits)
    if column.kind == "p":
        return p_value(float(value))
    if column.kind == "percent":
        return percent(float(value), column.digits)
    if column.kind == "integer" or isinstance(value, int):
        return integer(float(value))
    return number(float(value), column.digits)


def is_numeric(column: Column) -> bool:
    """Whether a column is set to the right, digits under digits."""
    return column.kind in ("number", "integer", "percent", "p")
