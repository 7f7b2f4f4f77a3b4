"""Several files: two exports of the same responses joined, more responses put together, contradictions refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from survey.exports import FORM

from tamkit.errors import DataError
from tamkit.survey.coding.index import Index, Matches
from tamkit.survey.coding.join import _one_to_one, identify, merge, pairs
from tamkit.survey.coding.part import Part
from tamkit.survey.coding.people import Answers
from tamkit.survey.readers.table import Layout, RawTable

INDEX = Index(FORM)


def part(ids, form, scores, *, people=None, meta=None, prints=None, skipped=None, name=None, serial=True):
    n = len(ids)
    table = RawTable(name or f"{form}.csv", "csv", (("x",),), (), np.arange(2, n + 2))
    floats = {code: np.asarray(values, dtype=float) for code, values in scores.items()}
    answers = Answers({code: np.asarray(values, dtype=float) for code, values in (people or {}).items()})
    return Part(
        table, Layout("wjx", (), form=form), Matches({}, {}, (),
        ()), np.asarray(ids), serial, floats, skipped or {}, answers,
        {"row": table.rows, **(meta or {})}, prints or {}, False, form != "text",
    )  # fmt: skip


WORDS = part([1, 2, 3], "text", {"PU1": [5, 4, 1]})
NUMBERS = part([3, 2, 1, 9], "codes", {"PU1": [1, 4, 5, 2], "PU2": [3, 2, 1, 5]})


def keys(notes):
    return [note.key for note in notes]


def test_what_is_a_pair():
    assert pairs([WORDS, NUMBERS])
    assert pairs([NUMBERS, WORDS])
    assert not pairs([WORDS])
    assert not pairs([WORDS, replace(NUMBERS, has_serial=False)])
    assert not pairs([WORDS, part([1, 2, 3], "text", {})])
    assert not pairs([part([1, 2], "scores", {}), NUMBERS])
    assert not pairs([WORDS, part([1, 8, 9], "codes", {})])
    assert not pairs([part([1, 2], "text", {}), part([1, 9], "codes", {})])  # half of them is not most


def test_numbers_are_taken_in_the_order_of_the_words():
    for order in ([WORDS, NUMBERS], [NUMBERS, WORDS]):
        joined = merge(order, INDEX)
        assert joined.ids.tolist() == [1, 2, 3]
        assert joined.scores["PU1"].tolist() == [5, 4, 1]
        assert joined.scores["PU2"].tolist() == [1, 2, 3]
        assert keys(joined.notes) == ["survey.joined", "survey.in_one_file_only", "survey.files_agree"]
        assert (joined.notes[1].values["kept"], joined.notes[1].values["left_out"]) == (0, 1)


def test_numbers_that_run_against_the_words_are_turned():
    numbers = part([1, 2, 3], "codes", {"PU1": [1, 2, 5], "PU2": [1, 2, np.nan]})
    joined = merge([WORDS, numbers], INDEX)
    np.testing.assert_array_equal(joined.scores["PU2"], [5, 4, np.nan])
    assert keys(joined.notes)[-1] == "survey.numbers_run_down"


def test_a_response_of_one_file_only_has_no_answers_of_the_other():
    numbers = part(
        [1, 3], "codes", {"PU1": [5, 1], "PU2": [3, 4]}, people={"age": [20, 30]},
        meta={"submitted": np.array(["2026-01-01", "2026-01-02"], dtype="M8[ns]"), "seconds": np.array([60, 70])},
        prints={"ip": np.array(["a", "b"], dtype=object)}, skipped={"PU2": np.array([False, True])},
    )  # fmt: skip
    joined = merge([WORDS, numbers], INDEX)
    np.testing.assert_array_equal(joined.scores["PU2"], [3, np.nan, 4])
    np.testing.assert_array_equal(joined.people.columns["age"], [20, np.nan, 30])
    np.testing.assert_array_equal(joined.meta["seconds"], [60, np.nan, 70])
    assert np.isnat(joined.meta["submitted"]).tolist() == [False, True, False]
    assert joined.prints["ip"].tolist() == ["a", None, "b"]
    assert joined.skipped["PU2"].tolist() == [False, False, True]


def refused(first, second):
    with pytest.raises(DataError) as caught:
        merge([first, second], INDEX)
    return caught.value.message


def test_files_that_disagree():
    said = refused(WORDS, part([1, 2, 3], "codes", {"PU1": [5, 4, 2]}))
    assert said.key == "survey.files_disagree"
    (question,) = said.values["questions"]
    assert (question.values["code"], question.values["n"]) == ("PU1", 1)
    words = replace(WORDS, people=Answers({"gender": np.array([1.0, 2, 1])}))
    said = refused(words, part([1, 2, 3], "codes", {}, people={"gender": [1, 1, 2]}))
    assert [one.values["code"] for one in said.values["questions"]] == ["gender"]


def test_serials_that_repeat():
    said = refused(part([1, 1, 2, 3], "text", {}), NUMBERS)
    assert (said.key, said.values["n"], said.values["serials"]) == ("survey.serials_stand_twice", 1, ("1",))


def test_times_may_differ_by_a_minute():
    stamps = np.array(["2026-01-01T10:00:00"] * 3, dtype="datetime64[ns]")
    words = replace(WORDS, meta={"submitted": stamps})
    close = part([1, 2, 3], "codes", {}, meta={"submitted": stamps + np.timedelta64(61, "s")})
    assert (merge([words, close], INDEX).meta["submitted"] == stamps).all()
    late = part([1, 2, 3], "codes", {}, meta={"submitted": stamps + np.array([0, 62, 0], dtype="timedelta64[s]")})
    said = refused(words, late)
    assert (said.key, said.values["n"]) == ("survey.times_differ", 1)


def test_another_order_of_the_same_options():
    words, numbers = np.repeat([1.0, 2.0], 5), np.repeat([2.0, 1.0], 5)
    assert _one_to_one(words, numbers)
    assert not _one_to_one(words[1:], numbers[1:])  # four rows may be a slip
    assert not _one_to_one(words, np.repeat([2.0, 2.0], 5))
    assert not _one_to_one(np.r_[words, 1.0], np.r_[numbers, 1.0])


def test_one_file_keeps_its_serials_unless_they_repeat():
    (only,), ids, notes = identify([WORDS])
    assert only is WORDS
    assert (ids[0].tolist(), notes) == ([1, 2, 3], [])
    _, ids, notes = identify([part([5, 5], "text", {"PU1": [1, 2]})])
    assert ids[0].tolist() == [2, 3]
    assert keys(notes) == ["survey.serials_repeat"]


def test_more_responses():
    first, second = (
        part([1, 2], "text", {"PU1": [5, 4]}, name="a.csv"),
        part(["x", "y"], "text", {"PU1": [5, 4]}, name="b.csv"),
    )
    _, ids, notes = identify([first, second])
    assert [own.tolist() for own in ids] == [[1, 2], ["x", "y"]]
    assert notes == []
    with pytest.raises(DataError):  # serial 2 of both, with other answers: neither is counted twice
        identify([first, replace(second, ids=np.array([2, 3]))])


def test_rows_an_earlier_file_holds_are_left_out():
    first = part([1, 2], "text", {"PU1": [5, np.nan]}, name="a.csv")
    second = part([2, 3], "text", {"PU1": [np.nan, 1]}, people={"age": [20, 30]}, name="b.csv")
    kept, ids, notes = identify([first, second])
    assert [own.tolist() for own in ids] == [[1, 2], [3]]
    assert (kept[1].scores["PU1"].tolist(), kept[1].people.columns["age"].tolist()) == ([1], [30])
    assert kept[1].table.rows.tolist() == [3]
    assert [(note.key, note.values["n"]) for note in notes] == [("survey.in_earlier_file", 1)]
