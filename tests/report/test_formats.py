"""Numbers as people read them."""

from __future__ import annotations

import pytest

from tamkit.report import formats
from tamkit.report.tree import Below, Beside, Column, Interval, Starred, Verdict

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0.12345, 3, "0.123"),
        (-0.5, 3, "−0.500"),
        (-0.0001, 3, "0.000"),
        (2, 0, "2"),
        (INF, 3, "∞"),
        (-INF, 3, "−∞"),
        (NAN, 3, "—"),
        (None, 3, "—"),
        (0.25, 2, "0.25"),
    ],
)
def test_numbers(value: float | None, digits: int, shown: str) -> None:
    assert formats.number(value, digits) == shown


@pytest.mark.parametrize(("value", "shown"), [(1234.0, "1234"), (2.5001, "3"), (-3.0, "−3"), (None, "—"), (NAN, "—")])
def test_integers(value: float | None, shown: str) -> None:
    assert formats.integer(value) == shown


@pytest.mark.parametrize(("value", "digits", "shown"), [(43.51, 1, "43.5%"), (43.51, 2, "43.51%"), (None, 1, "—")])
def test_percentages(value: float | None, digits: int, shown: str) -> None:
    assert formats.percent(value, digits) == shown


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        (0.0312, ".031"),
        (0.001, ".001"),
        (0.00099, "< .001"),
        (0.0, "< .001"),
        (1.0, "1.000"),
        (0.9995, "> .999"),
        (0.9994, ".999"),
        (None, "—"),
        (NAN, "—"),
    ],
)
def test_p_values(p: float | None, shown: str) -> None:
    assert formats.p_value(p) == shown


@pytest.mark.parametrize(
    ("p", "shown"), [(0.0312, "p = .031"), (0.0001, "p < .001"), (0.9999, "p > .999"), (1.0, "p = 1.000")]
)
def test_p_in_a_sentence(p: float, shown: str) -> None:
    assert formats.p_phrase(p) == shown


@pytest.mark.parametrize(
    ("p", "shown"),
    [(0.0009, "***"), (0.001, "**"), (0.0099, "**"), (0.01, "*"), (0.0499, "*"), (0.05, ""), (None, ""), (NAN, "")],
)
def test_stars(p: float | None, shown: str) -> None:
    assert formats.stars(p) == shown


@pytest.mark.parametrize(
    ("value", "kind", "digits", "shown"),
    [
        (0.12345, "number", 3, "0.123"),
        (3, "number", 3, "3"),
        (2.0, "integer", 3, "2"),
        (43.511, "percent", 1, "43.5%"),
        (0.0004, "p", 3, "< .001"),
        (1, "p", 3, "1.000"),
        (Starred(0.2, 0.03), "number", 2, "0.20*"),
        (Starred(-0.2, None), "number", 3, "−0.200"),
        (Interval(-0.1, 0.2), "number", 1, "[−0.1, 0.2]"),
        (Verdict("No", "bad"), "decision", 3, "No"),
        (None, "text", 3, "—"),
        ("", "number", 3, ""),
    ],
)
def test_cells(value: object, kind: str, digits: int, shown: str) -> None:
    assert formats.cell(value, Column("k", "K", kind, digits)) == shown


@pytest.mark.parametrize(
    ("kind", "numeric"),
    [("number", True), ("integer", True), ("percent", True), ("p", True), ("text", False), ("decision", False)],
)
def test_what_is_set_to_the_right(kind: str, numeric: bool) -> None:
    assert formats.is_numeric(Column("k", "K", kind)) is numeric


def test_a_number_with_the_p_of_another_form_and_a_p_known_from_above() -> None:
    number, p = Column("b", "B", "number", 2), Column("p", "p", "p")
    assert formats.cell(Beside(-0.256, 0.0004), number) == "−0.26 (< .001)"
    assert formats.cell(Beside(0.5, None), number) == "0.50"
    assert formats.cell(Below(0.0019, 2 / 1001), p) == "< .002"
    assert formats.cell(Below(0.0003, 2 / 5001), p) == "< .001"


@pytest.mark.parametrize("draws", [40, 45, 99, 500, 999, 1000, 1500])
def test_a_p_is_below_what_is_printed(draws: int) -> None:
    smallest = 2 / (draws + 1)
    shown = formats.p_value(smallest * 0.999, smallest)
    assert shown.startswith("< .")
    assert smallest <= float("0" + shown.removeprefix("< ")) < smallest + 0.001
    assert formats.p_value(smallest, smallest) == formats.p_value(smallest)
