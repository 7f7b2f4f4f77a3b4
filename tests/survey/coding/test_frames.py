"""Parts to frames: columns in the questionnaire's order, keyed once, filled where a file has no such column."""

from __future__ import annotations

import numpy as np
import pandas as pd
from survey.exports import FORM

from tamkit.survey.coding import frames
from tamkit.survey.coding.index import Matches
from tamkit.survey.coding.part import Part
from tamkit.survey.coding.people import Answers
from tamkit.survey.readers.table import Layout, RawTable


def part(n, *, name="a.csv", scores=None, people=None, skipped=None, meta=None, prints=None, simulated=False):
    table = RawTable(name, "csv", (("x",),), (), np.arange(2, n + 2))
    none = Matches({}, {}, (), ())
    floats = {code: np.asarray(values, dtype=float) for code, values in (scores or {}).items()}
    marks = {code: np.asarray(values, dtype=object) for code, values in (prints or {}).items()}
    return Part(
        table, Layout("csv", ()), none, np.arange(1, n + 1), False, floats, skipped or {}, people or Answers(),
        {"row": table.rows, **(meta or {})}, marks, simulated, True,
    )  # fmt: skip


def test_scores_are_keyed_once_and_filled():
    parts = [part(2, scores={"PU1": [1, 2], "PU3": [1, np.nan], "RK3": [1, 2]}), part(1, scores={"PU3": [4]})]
    found = frames.scores(parts, FORM, ["PU1", "PU3", "RK3"], range(3), key=True)
    np.testing.assert_array_equal(found["PU1"], [1, 2, np.nan])
    np.testing.assert_array_equal(found["PU3"], [5, np.nan, 2])  # reverse: true
    np.testing.assert_array_equal(found["RK3"], [1, 2, np.nan])  # reverse: already
    assert frames.scores(parts, FORM, ["PU3"], range(3), key=False)["PU3"].tolist()[0] == 1
    assert all(kind.kind == "f" for kind in found.dtypes)


def test_respondents_stand_in_the_order_asked():
    one = Answers(columns={"comment": np.array(["a", None], dtype=object), "used.3": np.ones(2), "used.1": np.zeros(2)})
    other = Answers(columns={"gender": np.array([2.0]), "used.1": np.array([1.0])})
    found = frames.people([part(2, people=one), part(1, people=other)], FORM, range(3))
    assert list(found) == ["gender", "used.1", "used.3", "comment"]
    np.testing.assert_array_equal(found["gender"], [np.nan, np.nan, 2])
    np.testing.assert_array_equal(found["used.1"], [0, 0, 1])
    assert found["comment"].isna().tolist() == [False, True, True]
    assert found["used.3"].dtype == float


def test_skips_have_a_column_only_where_there_are_some():
    people = Answers(skipped={"overdue": np.array([False, True])})
    parts = [part(2, people=people), part(1, skipped={"PU1": np.array([True])})]
    found = frames.skipped(parts, ["PU1", "PU2", "overdue"], range(3))
    assert found.to_dict("list") == {"PU1": [False, False, True], "overdue": [False, True, False]}
    assert frames.skipped([part(2)], ["PU1"], range(2)).shape == (2, 0)


def test_meta_of_several_files():
    stamp = np.array(["2026-01-01T10:00"], dtype="datetime64[ns]")
    first = part(
        2, name="x/a.csv", meta={"seconds": np.array([60.0, 70.0]), "status": np.array(["ok", None], dtype=object)}
    )
    second = part(1, name="x/b.csv", meta={"submitted": stamp, "serial": np.array([7])}, simulated=True)
    found = frames.meta([first, second], range(3))
    assert list(found) == ["file", "row", "serial", "submitted", "seconds", "status", "simulated"]
    assert found["file"].tolist() == ["a.csv", "a.csv", "b.csv"]
    assert found["row"].tolist() == [2, 3, 2]
    assert found["submitted"].isna().tolist() == [True, True, False]
    assert found["submitted"][2] == pd.Timestamp("2026-01-01 10:00")
    np.testing.assert_array_equal(found["seconds"], [60, 70, np.nan])
    assert found["status"].isna().tolist() == [False, True, True]
    assert found["simulated"].tolist() == [False, False, True]


def test_one_file_twice_by_name_is_one_category():
    found = frames.meta([part(1, name="x/a.csv"), part(1, name="y/a.csv")], range(2))
    assert found["file"].cat.categories.tolist() == ["a.csv"]


def test_marks():
    assert frames.prints([part(2)], range(2)) is None
    found = frames.prints([part(2, prints={"ip": ["m", None]}), part(1, prints={"email": ["n"]})], range(3))
    assert found is not None
    assert found["ip"].tolist() == ["m", None, None]
    assert found["email"].tolist() == [None, None, "n"]
