"""Numbers as a person reads them, in a figure or a table."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tamkit.shown import beside

#: Decimals of the numbers that have three by themselves.
_DECIMALS: ContextVar[int] = ContextVar("decimals", default=3)
MISSING = "—"
MINUS = "−"


@contextmanager
def decimals(digits: int) -> Iterator[None]:
    """Within it, numbers that have three decimals by themselves have this many, in sentences and tables alike.

    >>> with decimals(2):
    ...     number(0.1234), number(0.1234, 1)
    ('0.12', '0.1')
    """
    token = _DECIMALS.set(digits)
    try:
        yield
    finally:
        _DECIMALS.reset(token)


def number(value: float | None, digits: int = 3) -> str:
    """
    >>> number(-0.12345), number(0.0004), number(None), number(-0.0001)
    ('−0.123', '0.000', '—', '0.000')
    """
    if value is None or math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    text = f"{value:.{_DECIMALS.get() if digits == 3 else digits}f}"
    if text.startswith("-"):
        return text[1:] if float(text) == 0 else MINUS + text[1:]
    return text


def p_value(value: float | None, resolution: float | None = None) -> str:
    """APA style: no zero before the point, never ``.000``.

    ``resolution``: the smallest p that resampling can tell; what lies below it is told as below it.

    >>> p_value(0.0312), p_value(0.00001), p_value(1.0), p_value(None), p_value(0.9999), p_value(0.0501)
    ('.031', '< .001', '1.000', '—', '> .999', '.0501')
    >>> p_value(0.0019, resolution=2 / 1001), p_value(0.003, resolution=2 / 1001), p_value(0.0002, resolution=2 / 5001)
    ('< .002', '.003', '< .001')
    """
    if value is None or math.isnan(value):
        return MISSING
    if resolution is not None and value < resolution and resolution >= 0.001:
        # Rounded up: it is smaller than what is printed.
        return f"< {math.ceil(resolution * 1000 - 1e-9) / 1000:.3f}".replace("0.", ".")
    if value < 0.001:
        return "< .001"
    if 0.9995 <= value < 1:
        return "> .999"
    return beside(value, 0.05).removeprefix("0")


def stars(p: float | None) -> str:
    """
    >>> stars(0.0499), stars(0.0099), stars(0.00099), stars(0.05), stars(None)
    ('*', '**', '***', '', '')
    """
    if p is None or math.isnan(p):
        return ""
    return "***" if p < 0.001 else "**" if p < 0.01 else "*" if p < 0.05 else ""
