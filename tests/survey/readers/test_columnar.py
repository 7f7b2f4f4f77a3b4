"""SPSS, Stata and parquet: labels, missing codes, odd columns and damaged files."""

from __future__ import annotations

import decimal
import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tamkit.errors import DataError, InputError
from tamkit.survey.readers.columnar import _garbled, _user_missing, _within, open_parquet, open_statistics
from tamkit.survey.readers.table import factorize

pyreadstat = pytest.importorskip("pyreadstat")
DATA = pd.DataFrame({"q1": [1.0, 2.0, np.nan, 99.0], "q2": ["a", "", "b", "zz"]})


def cells(grid, place):
    return grid.table(1).columns[place].to_list()


def parquet(table):
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def test_labels_stand_in_a_second_header_row(tmp_path):
    pyreadstat.write_sav(DATA, str(tmp_path / "a.sav"), column_labels={"q1": "Your age"})
    grid = open_statistics(tmp_path / "a.sav", "spss")
    assert grid.head.rows[:2] == (("q1", "q2"), ("Your age", ""))
    assert grid.head.rows[2] == (1.0, "a")
    pyreadstat.write_sav(DATA, str(tmp_path / "b.sav"))
    assert open_statistics(tmp_path / "b.sav", "spss").table(1).header == (("q1", "q2"),)


def test_declared_missing_values_are_emptied_and_told(tmp_path):
    pyreadstat.write_sav(
        DATA, str(tmp_path / "a.sav"), variable_value_labels={"q1": {1: "Yes", 99: "Refused"}},
        missing_ranges={"q1": [{"lo": 90, "hi": 99}], "q2": ["zz"]},
    )  # fmt: skip
    grid = open_statistics(tmp_path / "a.sav", "spss")
    table = grid.table(1)
    assert cells(grid, 0) == [1.0, 2.0, None, None]
    assert cells(grid, 1)[3] is None
    assert table.value_labels == {0: {1.0: "Yes"}}
    first, second = table.notes
    assert {first.key, second.key} == {"survey.declared_missing"}
    assert (first.values["column"], first.values["cells"]) == ("q1", ("99.0 (Refused)",))
    assert second.values["cells"] == ("'zz'",)


@pytest.mark.parametrize(
    ("value", "ranges", "inside"),
    [
        (5.0, [{"lo": 5.0, "hi": 9.0}], True), (9.0, [{"lo": 5.0, "hi": 9.0}], True),
        (9.1, [{"lo": 5.0, "hi": 9.0}], False),
        (1.0, [{"lo": 5.0, "hi": 9.0}, {"lo": 1.0, "hi": 1.0}], True), ("x", [{"lo": "x", "hi": "x"}], True),
        ("y", [{"lo": "x", "hi": "x"}], False), (1.0, [{}], False), (1.0, [], False),
    ],
)  # fmt: skip
def test_ranges_of_missing_values(value, ranges, inside):
    assert _within(value, ranges) is inside


def test_missing_letters():
    left, dropped = _user_missing(factorize(["a", 1.0, None, "b"]), [], ["a", "b"])
    assert left.to_list() == [None, 1.0, None, None]
    assert dropped == ("a", "b")


@pytest.mark.parametrize(
    ("labels", "garbled"),
    [
        (["Your age"], False),
        (["ÄãµÄÐÔ±ð"], True),
        (["您的性别"], False),
        (["Prénom"], False),
        (["x\ufffd"], True),
        ([], False),
    ],
)
def test_labels_in_the_wrong_encoding(labels, garbled):
    from types import SimpleNamespace

    meta = SimpleNamespace(column_names_to_labels=dict(enumerate(labels)), variable_value_labels={})
    assert _garbled(None, meta) is garbled
    values = SimpleNamespace(column_names_to_labels={}, variable_value_labels={"q": dict(enumerate(labels))})
    assert _garbled(None, values) is garbled


@pytest.mark.parametrize(("kind", "data"), [("spss", b"$FL2" + b"x" * 200), ("stata", b"<stata_dta>" + b"x" * 200)])
def test_damaged_files(tmp_path, kind, data):
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        open_statistics(path, kind)
    assert caught.value.message.key == "survey.statistics_unreadable"
    assert caught.value.message.values["program"] == {"spss": "SPSS", "stata": "Stata"}[kind]


def test_parquet_of_every_kind():
    table = pa.table(
        {
            "id": pa.array([1, 2, None]),
            "share": pa.array([0.5, float("nan"), 2.0]),
            "price": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("2")], pa.decimal128(5, 2)),
            "label": pa.array(["同意", None, "同意"]).dictionary_encode(),
            "__index_level_0__": pa.array([7, 8, 9]),
        }
    )
    grid = open_parquet(parquet(table), "a.parquet", "x/a.parquet")
    assert grid.table(1).header == (("id", "share", "price", "label"),)
    assert [cells(grid, place) for place in range(4)] == [
        [1, 2, None], [0.5, None, 2.0], [1.5, None, 2.0], ["同意", None, "同意"]
    ]  # fmt: skip
    assert grid.table(1).rows.tolist() == [1, 2, 3]


def test_parquet_that_is_no_table():
    with pytest.raises(DataError) as caught:
        open_parquet(parquet(pa.table({"a": [[1, 2], [3]]})), "a.parquet", "a")
    assert (caught.value.message.key, caught.value.message.values["column"]) == ("survey.column_nested", "a")
    with pytest.raises(DataError) as caught:
        open_parquet(parquet(pa.table({"a": pa.array([], pa.int64())})), "a.parquet", "a")
    assert caught.value.message.key == "survey.columns_without_responses"
    with pytest.raises(InputError) as unread:
        open_parquet(b"PAR1 and no more", "a.parquet", "a")
    assert unread.value.message.key == "survey.parquet_unreadable"


def test_a_damaged_file_may_name_two_columns_alike(tmp_path, monkeypatch):
    """KeyError at 0.1.0: a fuzzed file named one nan."""
    path = str(tmp_path / "a.sav")
    pyreadstat.write_sav(DATA, path)
    frame, meta = pyreadstat.read_sav(path)
    for names in (["q1", "q1"], ["q1", float("nan")]):
        frame.columns = pd.Index(names)
        monkeypatch.setattr("tamkit.survey.readers.columnar._read", lambda *_: (frame, meta, None))
        grid = open_statistics(tmp_path / "a.sav", "spss")
        assert grid.head.rows[0] == tuple(map(str, names))
        assert cells(grid, 1) == ["a", "", "b", "zz"]
