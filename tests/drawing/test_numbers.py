"""Numbers as the field prints them: a true minus, p without a zero before its point, stars at their limits."""

from __future__ import annotations

import math

import pytest

from tamkit.drawing.numbers import number, p_value, stars


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1.23456, 3, "1.235"),
        (-0.5, 2, "−0.50"),
        (-0.0004, 3, "0.000"),
        (-0.0006, 3, "−0.001"),
        (0.0, 1, "0.0"),
        (None, 3, "—"),
        (math.nan, 3, "—"),
        (math.inf, 3, "∞"),
        (-math.inf, 3, "−∞"),
    ],
)
def test_a_number(value: float | None, digits: int, text: str) -> None:
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0009999, "< .001"),
        (0.001, ".001"),
        (0.5, ".500"),
        (0.9994, ".999"),
        (0.9995, "> .999"),
        (0.99999, "> .999"),
        (1.0, "1.000"),
        (None, "—"),
        (math.nan, "—"),
    ],
)
def test_p(value: float | None, text: str) -> None:
    assert p_value(value) == text


@pytest.mark.parametrize(
    ("p", "marks"),
    [(0.0009, 3), (0.001, 2), (0.0099, 2), (0.01, 1), (0.049, 1), (0.05, 0), (1.0, 0), (None, 0), (math.nan, 0)],
)
def test_stars_begin_below_their_limit(p: float | None, marks: int) -> None:
    assert stars(p) == "*" * marks
