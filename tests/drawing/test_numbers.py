"""Numbers as a person reads them."""

from __future__ import annotations

import pytest

from tamkit.drawing.numbers import MINUS, MISSING, number, p_value, stars

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (0.12349, 3, "0.123"), (-0.5, 2, f"{MINUS}0.50"), (-0.0004, 3, "0.000"), (0.0, 3, "0.000"),
        (1234.5, 1, "1234.5"),
        (None, 3, MISSING), (NAN, 3, MISSING), (float("inf"), 3, "∞"), (float("-inf"), 3, f"{MINUS}∞"),
    ],
)  # fmt: skip
def test_numbers(value: float | None, digits: int, said: str) -> None:
    assert number(value, digits) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "< .001"), (0.00099, "< .001"), (0.001, ".001"), (0.0495, ".050"), (0.5, ".500"), (0.9994, ".999"),
        (0.9995, "> .999"), (1.0, "1.000"), (None, MISSING), (NAN, MISSING),
    ],
)  # fmt: skip
def test_p_values(value: float | None, said: str) -> None:
    assert p_value(value) == said


@pytest.mark.parametrize(
    ("p", "said"),
    [(0.0009, "***"), (0.001, "**"), (0.0099, "**"), (0.01, "*"), (0.0499, "*"), (0.05, ""), (None, ""), (NAN, "")],
)
def test_stars(p: float | None, said: str) -> None:
    assert stars(p) == said
