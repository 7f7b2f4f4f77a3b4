"""One file, coded: kept rows, ids, times, whether it is simulated, marks of persons, and roles given by a mapping."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from survey.exports import FORM, frame

from tamkit.errors import InputError
from tamkit.survey import load


def loaded(mapping=None, **columns):
    """The plain table with further columns in front, loaded as a frame."""
    data = frame().drop(columns=[name for name in ("id", "seconds") if name in columns])
    return load(pd.concat([pd.DataFrame(columns), data], axis=1), FORM, mapping=mapping)


def keys(survey):
    return [note.key for note in survey.notes]


def test_only_rows_with_a_status_are_kept():
    mapping = {"keep": {"state": ["done", 1]}}
    survey = loaded(mapping, state=["done", "open", 1, 1.0])
    assert survey.meta["row"].tolist() == [1, 3, 4]
    (note,) = [note for note in survey.notes if note.key == "survey.rows_not_kept"]
    assert (note.values["n"], note.values["wanted"]) == (1, ("done", "1"))
    assert "survey.rows_not_kept" not in keys(loaded(mapping, state=["done"] * 4))


def test_a_blank_status_is_never_kept():
    survey = loaded({"keep": {"state": ["None", "", "done"]}}, state=["done", None, "", "done"])
    assert survey.meta["row"].tolist() == [1, 4]


def test_a_status_that_nobody_has_is_refused_with_those_there_are():
    with pytest.raises(InputError) as caught:
        loaded({"keep": {"state": ["finished"]}}, state=["done", "open", "done", None])
    assert caught.value.message.key == "survey.keep_matches_nothing"
    assert caught.value.message.values["have"] == ("done", "open")


@pytest.mark.parametrize(
    ("serials", "ids"),
    [
        ([7, 5, 9, 11], [7, 5, 9, 11]), (["0007", "5", "9", "11"], [7, 5, 9, 11]),
        ([7.0, 5.0, 9.0, 11.0], [7, 5, 9, 11]),
        (["R_1", "R_2", 3, "R_4"], ["R_1", "R_2", "3", "R_4"]), ([7, None, 9, 11], [1, 2, 3, 4]),
        ([7, 7.5, 9, 11], ["7", "7.5", "9", "11"]),
        (["a", "", "c", "d"], [1, 2, 3, 4]),
    ],
)  # fmt: skip
def test_ids_are_serials_where_they_tell_responses_apart(serials, ids):
    assert loaded(id=pd.Series(serials, dtype=object)).items.index.tolist() == ids


def test_without_serials_ids_are_row_numbers():
    assert load(frame().drop(columns="id"), FORM).items.index.tolist() == [1, 2, 3, 4]


def test_seconds_are_the_span_where_the_file_tells_no_other():
    started = pd.to_datetime(["2026-01-01 10:00:00", "2026-01-01 10:00:00", None, "2026-01-01 10:05:00"])
    submitted = pd.to_datetime(
        ["2026-01-01 10:02:03", "2026-01-02 10:00:00", "2026-01-01 10:00:00", "2026-01-01 10:00:00"]
    )
    data = frame().drop(columns="seconds").assign(started=started, submitted=submitted)
    np.testing.assert_array_equal(load(data, FORM).meta["seconds"], [123, 86_400, np.nan, np.nan])
    own = load(data.assign(seconds=[1, 2, 3, 4]), FORM)
    assert own.meta["seconds"].tolist() == [1, 2, 3, 4]


def test_of_two_times_the_fuller_one_counts():
    survey = loaded(EndDate=["2026-01-01 10:00:00", None, None, None], RecordedDate=["2026-01-02 10:00:00"] * 4)
    assert survey.meta["submitted"].tolist() == [pd.Timestamp("2026-01-02 10:00:00")] * 4


def test_a_status_of_few_values_is_kept_in_meta():
    survey = loaded(status=["ok", None, "bad", "ok"])
    assert [None if pd.isna(cell) else cell for cell in survey.meta["status"]] == ["ok", None, "bad", "ok"]


@pytest.mark.parametrize(
    ("column", "cells", "simulated"),
    [
        ("simulated", [1] * 4, True), ("simulated", ["yes", "", "", ""], True), ("模拟数据", ["是"] * 4, True),
        ("simulated", [0] * 4, False), ("simulated", [None] * 4, False), ("来源", ["模拟数据"] * 4, True),
        ("distributionchannel", ["anonymous", "simulated", "", ""], True), ("来源", ["微信"] * 4, False),
        ("status", ["Simulated"] * 4, True), ("progress", [1] * 4, False), ("extra", ["simulated"] * 4, False),
    ],
)  # fmt: skip
def test_whether_a_file_says_that_it_is_simulated(column, cells, simulated):
    survey = loaded(**{column: cells})
    assert survey.simulated is simulated
    assert survey.meta["simulated"].tolist() == [simulated] * 4


def test_marks_of_persons():
    mails = ["a@b.cn", "c@d.cn", "e@f.cn", "a@b.cn"]
    survey = loaded(ip=["192.0.2.1", "192.0.2.2", "192.0.2.1", None], 邮箱=mails, 昵称=["甲", "乙", "丙", "丁"])
    marks = survey._fingerprints
    assert list(marks) == ["ip", "email"]  # a nickname tells nobody apart
    assert marks["ip"][survey.items.index[0]] == marks["ip"].iloc[2]
    assert pd.isna(marks["ip"].iloc[3])
    (note,) = [note for note in survey.notes if note.key == "survey.personal_forgotten"]
    assert note.values["headers"] == ("ip", "邮箱", "昵称")


def test_a_question_that_holds_addresses_is_marked_too():
    assert list(loaded(where=["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.9"])._fingerprints) == ["ip"]
    assert loaded(where=["north", "south", "north", "east"])._fingerprints is None
    assert loaded(ip=[None] * 4)._fingerprints is None


def test_roles_given_by_a_mapping_come_first():
    mapping = {"columns": {"who": "private", "n": "serial", "took": "seconds", "junk": "ignore"}}
    survey = loaded(
        mapping, who=["13800138000", "13800138001", "", ""], n=[4, 3, 2, 1], took=["1分", 2, 3, 4], junk=[1, 1, 1, 1]
    )
    assert survey.items.index.tolist() == [4, 3, 2, 1]
    assert survey.meta["seconds"].tolist() == [60, 2, 3, 4]
    assert list(survey._fingerprints) == ["phone"]
    assert "survey.columns_unmatched" not in keys(survey)


def test_missing_and_skipped_of_a_mapping():
    data = frame()
    data["PU1"] = [5, -99, 3, -88]
    survey = load(data, FORM, mapping={"missing": [-99], "skips": [-88]})
    np.testing.assert_array_equal(survey.items["PU1"], [5, np.nan, 3, np.nan])
    assert survey.skipped["PU1"].tolist() == [False, False, False, True]


def test_the_source_is_told():
    survey = loaded(id=[1, 2, 3, 4])
    assert [source.name for source in survey.sources] == ["DataFrame"]
    assert (survey.sources[0].rows, survey.sources[0].platform, survey.sources[0].form) == (4, "csv", "mixed")
    with pytest.raises(dataclasses.FrozenInstanceError):
        survey.sources[0].rows = 5
