"""Matching by question number: worded columns must resemble the question, wordless ones must fit the whole form."""

from __future__ import annotations

import pytest
from survey.exports import FORM

from tamkit.survey.coding.index import Index, Target
from tamkit.survey.coding.numbers import _words, by_number
from tamkit.survey.readers.table import Column

INDEX = Index(FORM)


def match(*columns, taken=None):
    """Columns (number, words): what they are taken for, and the notes' keys."""
    found = [Column(at, f"{number}、{words}", number=number, row=words) for at, (number, words) in enumerate(columns)]
    targets = dict(taken or {})
    notes = by_number(found, targets, INDEX, "a.csv")
    return {at: target.name for at, target in targets.items()}, [note.key for note in notes]


PEOPLE = [(1, ""), (2, ""), (3, ""), *[(4, "")] * 4, (5, "")]
SCALES = [*[(6, "")] * 3, *[(7, "")] * 4]


def test_numbers_that_fit_the_whole_form():
    found, notes = match(*PEOPLE, *SCALES, (8, ""))
    assert list(found.values()) == [
        "gender", "age", "income", "used.1", "used.2", "used.3", "used.4", "overdue", "PU1", "PU2", "PU3", "RK1", "RK2",
        "RK3", "AC1", "comment",
    ]  # fmt: skip
    assert notes == ["survey.matched_by_order"]


@pytest.mark.parametrize(
    "columns",
    [
        SCALES[1:],  # one row too few
        [*SCALES, (7, "")],  # one too many
        [*SCALES, (9, "")],  # a number the form does not have
        SCALES[:3],  # no column for the other items
        [*SCALES, (4, ""), (4, "")],  # two of four options
    ],
)
def test_one_misfit_and_nothing_is_taken(columns):
    assert match(*columns) == ({}, [])


def test_what_is_known_already_is_not_needed():
    known = {20: Target("item", "PU1"), 21: Target("item", "PU2"), 22: Target("item", "PU3")}
    found, notes = match(*SCALES[3:], taken=known)
    assert [found[at] for at in range(4)] == ["RK1", "RK2", "RK3", "AC1"]
    assert notes == ["survey.matched_by_order"]
    assert match(*SCALES, taken={20: Target("item", "PU1")}) == ({20: "PU1"}, [])


def test_worded_columns_must_resemble_their_question():
    found, notes = match((7, "我很担心个人信息会被泄露"), (7, "今天天气不错啊"), (6, "花呗使我的资金更灵活"))
    assert found == {0: "RK2", 2: "PU2"}
    assert notes == ["survey.matched_by_number"] * 2
    assert match((6, "我很担心个人信息会被泄露")) == ({}, [])  # alike, but under another number


def test_of_two_columns_the_one_more_alike():
    found, _ = match((7, "我担心有关个人信息被泄露"), (7, "我担心信息被泄露吗"))
    assert found == {1: "RK2"}


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (Column(0, "", row="PU1"), ""), (Column(0, "", row="q_12"), ""),
        (Column(0, "", stem="我担心信息"), "我担心信息"),
        (Column(0, "", row="四个字的"), ""), (Column(0, "", row="abcde12"), "abcde12"),
        (Column(0, "", row="abcd12"), ""),
    ],
)  # fmt: skip
def test_codes_are_no_words(column, words):
    assert _words(column) == words
