"""What one cell says by itself: nothing, not asked, a number, a date; and columns coded cell by distinct cell."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamkit.survey.coding.cells import NOTHING, Empty, Wrong, code, dated, emptiness, number, spell
from tamkit.survey.readers.table import Cells, Layout, factorize

PLATFORM = Layout("wjx", (), skips=frozenset({"(跳过)", "-3"}), missing=frozenset({"(空)", "-2"}), zero_missing=True)
PLAIN = Layout("csv", ())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (3.0, "3"), (3.5, "3.5"), (-2.0, "-2"), (1e15, "1000000000000000.0"), (7, "7"), (True, "True"),
        (False, "False"),
        ("  同意\u200b", "同意"), ("'4", "4"), ("\ufeff是", "是"), ("ＡＢ　", "AB"), ("a b", "a b"),
        (dt.date(2026, 1, 5), "2026-01-05"),
    ],
)  # fmt: skip
def test_a_cell_as_text(cell, text):
    assert spell(cell) == text


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (2, 2.0), (2.5, 2.5), (0, 0.0), (-3, -3.0), ("+4", 4.0), ("-0.5", -0.5), ("'12", 12.0), ("１２．５", 12.5),
        ("123456789012345", 123456789012345.0), ("1234567890123456", None), (float("inf"), None), (1e301, None),
        ("1,000", None), ("1.", None), (".5", None), ("1e3", None), ("五", None), ("", None), (None, None),
        (True, None),
        (dt.date(2026, 1, 1), None),
    ],
)  # fmt: skip
def test_numbers(cell, value):
    assert number(cell) == value
    assert value is None or isinstance(number(cell), float)


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_is_itself_however_it_is_stored(value):
    wide = "".join(chr(ord(char) + 0xFEE0) for char in str(value))
    assert {number(value), number(float(value)), number(str(value)), number(f" {value}.0 "), number(wide)} == {value}


@pytest.mark.parametrize("cell", [None, "", " \t\u3000", float("nan"), "(空)", "-2", -2, -2.0])
def test_missing_on_a_platform(cell):
    assert emptiness(cell, PLATFORM) is Empty.MISSING


@pytest.mark.parametrize("cell", ["(跳过)", "（跳过）", -3, "-3", -3.0])
def test_skipped_on_a_platform(cell):
    assert emptiness(cell, PLATFORM) is Empty.SKIPPED
    assert emptiness(cell, PLAIN) is None


@pytest.mark.parametrize("word", sorted(NOTHING))
def test_words_for_nothing_in_any_case(word):
    assert emptiness(word, PLAIN) is Empty.MISSING
    assert emptiness(f" {word.upper()} ", PLAIN) is Empty.MISSING


def test_a_zero_counts_as_nothing_only_where_the_platform_and_the_question_say_so():
    assert emptiness(0, PLATFORM, zero=True) is Empty.MISSING
    assert emptiness("0", PLATFORM, zero=True) is Empty.MISSING
    assert emptiness(0, PLATFORM) is None
    assert emptiness(0, PLAIN, zero=True) is None
    assert emptiness(10, PLATFORM, zero=True) is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (dt.datetime(2026, 1, 5), "date"), (dt.date(2026, 3, 5), "date"), (dt.time(1, 5), "time"),
        (dt.timedelta(minutes=3), "time"), (True, "truth_value"), (False, "truth_value"), ("#REF!", "formula_error"),
        (" #DIV/0! ", "formula_error"), ("#NAME?", "formula_error"), ("#VALUE!", "formula_error"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_made_of_an_answer(cell, why):
    wrong = dated(cell)
    assert wrong is not None
    assert wrong.why == why


@pytest.mark.parametrize("cell", [1, "1-5", "REF!", "#3", 2.5, None, "2026-01-05"])
def test_what_is_left_alone(cell):
    assert dated(cell) is None


def test_a_wrong_cell_tells_what_its_sentence_needs():
    said = Wrong("out_of_bounds", {"low": 14.0, "high": None}).about("3")
    assert said.key == "survey.wrong_answer"
    assert dict(said.values) == {"why": "out_of_bounds", "cell": "3", "low": 14.0, "high": None}


def test_a_column_is_decided_once_a_distinct_cell():
    asked = []

    def decide(cell):
        asked.append(cell)
        return {"a": 1.0, "b": Empty.MISSING, "c": Empty.SKIPPED, "d": Wrong("no_number")}[cell]

    coded = code(factorize(["a", "b", "a", "c", "d", "c", "a"]), decide)
    assert asked == ["a", "b", "c", "d"]
    np.testing.assert_array_equal(coded.values, [1, np.nan, 1, np.nan, np.nan, np.nan, 1])
    assert coded.skipped.tolist() == [False, False, False, True, False, True, False]
    assert [(index, wrong.why) for index, wrong in coded.wrong] == [(3, "no_number")]


def test_cells_that_no_row_holds_any_longer_are_not_looked_at():
    left = Cells(np.array([1, 1], dtype=np.int32), ("gone", "5", "gone too"))
    coded = code(left, lambda cell: float(cell))
    assert coded.values.tolist() == [5, 5]
    assert coded.wrong == ()
