"""DataFrames as tables: cells of every dtype, further header rows, and a digest of their contents."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tamkit.errors import DataError
from tamkit.survey.readers.frames import Framed, _cell


@pytest.mark.parametrize(
    "column",
    [
        [1, 2, 1], [1.5, None, 2.0], ["a", None, "a"], [True, False, True], pd.array([1, None, 2], dtype="Int64"),
        pd.Categorical(["b", None, "a"]), pd.array(["x", None, "y"], dtype="string"),
        np.array([1, "a", None], dtype=object),
    ],
)  # fmt: skip
def test_any_column_comes_as_it_is(column):
    series = pd.Series(column)
    found = Framed(pd.DataFrame({"x": series})).table(1).columns[0].to_list()
    assert [None if pd.isna(cell) else cell for cell in series] == found
    assert all(type(cell).__module__ == "builtins" for cell in found)


def test_times():
    stamp, span = pd.Timestamp("2026-01-02 03:04:05"), pd.Timedelta(seconds=90)
    found = Framed(pd.DataFrame({"a": [stamp, pd.NaT], "b": [span, pd.NaT]})).table(1).columns
    assert found[0].to_list() == [dt.datetime(2026, 1, 2, 3, 4, 5), None]
    assert found[1].to_list() == [dt.timedelta(seconds=90), None]


def test_further_header_rows_are_taken_from_the_top():
    framed = Framed(pd.DataFrame({"a": ["Text", None, 1], "b": ["More", 2, 3]}, index=[7, 7, 7]), 2)
    table = framed.table(2)
    assert table.header == (("a", "b"), ("Text", "More"))
    assert table.rows.tolist() == [2, 3]
    assert table.columns[0].to_list() == [None, 1]
    assert framed.table(3).header[2] == ("", "2")
    assert framed.name == "DataFrame 2"
    assert framed.head.texts(1) == ("Text", "More")


def test_names_that_are_no_texts():
    assert Framed(pd.DataFrame({1: [1], ("a", "b"): [2]})).table(1).header == (("1", "('a', 'b')"),)


def test_the_digest_is_of_names_and_cells():
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    same = Framed(frame).sha256
    assert Framed(frame.set_index(pd.Index([5, 6]))).sha256 == same
    others = [
        frame.rename(columns={"a": "c"}),
        frame.iloc[::-1],
        frame.assign(b=["x", "z"]),
        frame.astype({"a": float}),
    ]
    assert len({same, *(Framed(other).sha256 for other in others)}) == 5


@pytest.mark.parametrize(
    ("frame", "key"),
    [
        (pd.DataFrame(index=[1, 2]), "survey.no_columns"), (pd.DataFrame({("a", "b"): [1]}), "survey.names_in_levels"),
        (pd.DataFrame({"a": [[1, 2]]}), "survey.no_cell"), (pd.DataFrame({"a": [1 + 2j]}), "survey.no_cell"),
    ],
)  # fmt: skip
def test_what_is_no_table(frame, key):
    with pytest.raises(DataError) as caught:
        Framed(frame)
    assert caught.value.message.key == key


@pytest.mark.parametrize("value", [None, pd.NA, pd.NaT, float("nan"), np.float64("nan")])
def test_empty_cells(value):
    assert _cell(value, ("DataFrame", "a")) is None
