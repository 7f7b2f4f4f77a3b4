"""Cells as they were read: dictionary-encoded columns, rows by their number in the file, places and letters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamkit.messages import Message
from tamkit.survey.readers.table import (
    Cells,
    Column,
    Head,
    Layout,
    RawTable,
    blank,
    factorize,
    letter,
    on_sheet,
    spell_rows,
)

NOTE = Message("survey.nothing_missing")


def table(*columns, sheet=None):
    cells = tuple(factorize(column) for column in columns)
    return RawTable("x/a.xlsx", "xlsx", (("h",) * len(cells),), cells, np.arange(2, 2 + len(cells[0])), sheet=sheet)


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from(["1", "a", "", 1.0]))))
def test_dictionary_encoding_loses_nothing(cells):
    found = factorize(cells)
    assert [(type(cell), cell) for cell in found.to_list()] == [(type(cell), cell) for cell in cells]
    assert len(found) == len(cells)
    assert found.used().sum() == len(cells)
    assert found.codes.dtype == np.int32
    assert list(dict.fromkeys(found.codes.tolist())) == list(range(len(found.values)))


def test_kept_rows_keep_the_dictionary():
    kept = factorize(["a", "b", "c"]).take(np.array([False, True, True]))
    assert kept.to_list() == ["b", "c"]
    assert kept.values == ("a", "b", "c")
    assert kept.used().tolist() == [0, 1, 1]


@pytest.mark.parametrize("cell", [None, "", " \t\r\n", "\u3000\xa0\ufeff", float("nan")])
def test_blank(cell):
    assert blank(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", ".", "\u200b", float("inf")])
def test_not_blank(cell):
    assert not blank(cell)


def test_places():
    assert table(["a"]).place == "a.xlsx"
    assert table(["a"], sheet="Total").place == on_sheet("a.xlsx", "Total")
    assert table(["a"], sheet="").place == on_sheet("a.xlsx", "")


def test_rows_without_anything_are_left_out():
    whole = table(["a", "", None, "b"], [1, " ", None, None])
    left = whole.without_blank_rows()
    assert left.rows.tolist() == [2, 5]
    assert [column.to_list() for column in left.columns] == [["a", "b"], [1, None]]
    assert left.without_blank_rows() is left


def test_rows_of_a_cell():
    found = table(["a", "b", "a", "a", "b"])
    assert found.rows_of(0, 0) == ([2, 4, 5], 3)
    assert found.rows_of(0, 0, limit=2) == ([2, 4], 3)
    assert found.rows_of(0, 1) == ([3, 6], 2)


def test_notes_add_up():
    noted = table(["a", "b"]).noted(NOTE).keep(np.array([True, False]), NOTE)
    assert noted.notes == (NOTE, NOTE)
    assert noted.n == 1
    assert noted.rows.tolist() == [2]


@pytest.mark.parametrize(
    ("position", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_letters(position, name):
    assert letter(position) == Column(position, "x").letter == name


def test_a_head_as_texts():
    head = Head("a.csv", "csv", ((" a ", None, 3.0), (1, "b")))
    assert head.texts() == ("a", "", "3.0")
    assert head.texts(1) == ("1", "b")
    assert head.texts(2) == ()


def test_columns_of_a_role():
    columns = (Column(0, "id", "serial"), Column(1, "PU1"), Column(2, "PU2"))
    assert [column.position for column in Layout("csv", columns).of("question")] == [1, 2]
    assert Layout("csv", columns).of("total") == []


def test_rows_in_words():
    said = spell_rows([4, 9], 5)
    assert dict(said.values) == {"n": 5, "rows": (4, 9), "more": 3}
    assert Cells(np.zeros(0, dtype=np.int32), ()).used().tolist() == []
