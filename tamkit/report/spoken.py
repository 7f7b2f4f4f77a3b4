"""Numbers as sentences say them: as `tamkit.report.formats` writes them, holding the value they are of.

>>> from tamkit.report.cited import plain
>>> plain(interval(-0.1, 0.25)), plain(p_phrase(0.0312)), number(None)
('[−0.100, 0.250]', 'p = .031', '—')
"""

from __future__ import annotations

from tamkit.report import formats
from tamkit.report.cited import mark


def number(value: float | None, digits: int = 3) -> str:
    return mark(formats.number(value, digits), value, "number")


def beta(value: float | None, digits: int = 3) -> str:
    """A standardized number, marked beyond ±1."""
    return mark(formats.beta(value, digits), value, "beta")


def percent(value: float | None, digits: int = 1) -> str:
    """A share already in percent."""
    return mark(formats.percent(value, digits), value, "percent")


def p_value(value: float | None) -> str:
    return mark(formats.p_value(value), value, "p")


def p_phrase(value: float | None) -> str:
    return mark(formats.p_phrase(value), value, "phrase")


def interval(lower: float, upper: float, digits: int = 3) -> str:
    return f"[{number(lower, digits)}, {number(upper, digits)}]"
