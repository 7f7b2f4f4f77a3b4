"""Respondent variables cell by cell: units, bounds, texts, choices and the bases that decide what was not asked."""

from __future__ import annotations

import numpy as np
import pytest
from survey.exports import FORM

from tamkit.survey.coding.index import Index, Matches, Target
from tamkit.survey.coding.people import code_people
from tamkit.survey.coding.problems import Problems
from tamkit.survey.readers.mapping import Mapping
from tamkit.survey.readers.table import Column, Layout, RawTable, factorize

INDEX = Index(FORM)


def coded(columns, *, platform="csv", form="mixed", mapping=None, labels=None):
    """Answers and problems of columns named by what they answer (``used.2``: an option)."""
    named = list(columns)
    table = RawTable(
        "a.csv", "csv", (tuple(named),), tuple(factorize(cells) for cells in columns.values()),
        np.arange(2, 2 + len(columns[named[0]])), value_labels=labels or {},
    )  # fmt: skip
    asked = tuple(Column(at, name) for at, name in enumerate(named))
    skips, missing = frozenset({"(跳过)", "-3"}), frozenset({"(空)", "-2"})
    layout = Layout(platform, asked, form=form, skips=skips, missing=missing, own_words=platform == "google")
    targets = {}
    for at, name in enumerate(named):
        code, _, option = name.partition(".")
        targets[at] = Target("option", code, int(option)) if option else Target("variable", code)
    problems = Problems(table.place)
    found = code_people(table, layout, Matches(targets, {}, (), ()), INDEX, mapping or Mapping(), problems)
    return found, problems


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("21岁", 21),
        ("约21", 21),
        ("about 21 years", 21),
        ("~ 21", 21),
        ("21.5", 21.5),
        ("21周岁左右", 21),
        ("２１", 21),
    ],
)
def test_numbers_with_their_units(cell, value):
    assert coded({"age": [cell]})[0].columns["age"].tolist() == [value]


def test_a_few_bad_numbers_are_missing_and_noted_by_row():
    found, problems = coded({"age": [20, 30, "many", 13, 100, 99, 14, 25, 26, 27]})
    np.testing.assert_array_equal(found.columns["age"], [20, 30, np.nan, np.nan, np.nan, 99, 14, 25, 26, 27])
    (note,) = found.notes
    assert note.key == "survey.no_usable_number"
    assert (note.values["low"], note.values["high"]) == (14.0, 99.0)
    assert note.values["cells"].values["rows"].values["rows"] == (4, 5, 6)
    problems.refuse()


def test_half_of_them_bad_is_a_mistake():
    found, problems = coded({"age": [20, "many"]})
    assert found.notes == []
    assert problems.cells == 1
    assert coded({"age": [20, 30, "many"]})[1].cells == 0


def test_texts():
    found, _ = coded({"comment": ["好", "(空)", "(跳过)", "打 13800138000", ""]})
    assert found.columns["comment"].tolist() == ["好", None, None, "打 […]", None]
    assert found.skipped["comment"].tolist() == [False, False, True, False, False]
    assert [note.key for note in found.notes] == ["survey.personal_answers"]


def test_a_column_of_telephone_numbers_is_not_kept():
    found, _ = coded({"comment": ["13800138000", "13800138001", "13800138002"]})
    assert found.columns == {}
    assert [(note.key, note.values["kind"]) for note in found.notes] == [("survey.personal_column", "phone")]


def test_one_choice():
    found, problems = coded({"income": [2, "3", "1001–3000元", 0, "(空)", "(跳过)"]})
    np.testing.assert_array_equal(found.columns["income"], [2, 3, 2, np.nan, np.nan, np.nan])
    assert found.skipped["income"].tolist() == [False] * 5 + [True]
    assert problems.cells == 1  # 0 is no option here


def test_the_mapping_comes_before_labels_and_numbers():
    mapping = Mapping(values={"gender": {"M": 1, "F": 2, "1": 2}})
    assert coded({"gender": ["m", "F", 1, 2]}, mapping=mapping)[0].columns["gender"].tolist() == [1, 2, 2, 2]


def test_value_labels_come_before_numbers():
    found, _ = coded({"gender": [1, 2, 3]}, labels={0: {1.0: "女", 2.0: "男", 3.0: "?"}})
    assert found.columns["gender"].tolist()[:2] == [2, 1]


def test_own_words_of_google():
    found, problems = coded({"used": ["Huabei, Jiebei", "Jiebei", "None"]}, platform="google", form="text")
    ticks = np.column_stack([found.columns[f"used.{code}"] for code in (1, 2, 3, 4)])
    assert ticks.tolist() == [[1, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    assert problems.cells == 0
    assert coded({"used": ["Huabei, Jiebei"]}, form="text")[1].cells == 1


def test_a_list_of_choices():
    found, _ = coded({"used": ["花呗,白条", "(跳过)", "", "1;4"]})
    ticks = np.column_stack([found.columns[f"used.{code}"] for code in (1, 2, 3, 4)])
    np.testing.assert_array_equal(ticks, [[1, 1, 0, 0], [np.nan] * 4, [np.nan] * 4, [1, 0, 0, 1]])
    assert found.skipped["used.2"].tolist() == [False, True, False, False]


def test_a_blank_beside_a_tick_is_no_and_a_row_of_blanks_no_answer():
    found, _ = coded({"used.1": [1, "", "", "(跳过)"], "used.2": ["", "x", "", ""], "used.4": [0, "", "", ""]})
    assert list(found.columns) == ["used.1", "used.2", "used.4"]
    np.testing.assert_array_equal(found.columns["used.1"], [1, 0, np.nan, np.nan])
    np.testing.assert_array_equal(found.columns["used.2"], [0, 1, np.nan, np.nan])
    assert [(note.key, note.values["options"]) for note in found.notes] == [("survey.options_absent", ("3",))]


def test_who_was_not_asked():
    used = {"used.1": [1, 0, 0, "", 0], "used.4": [0, 1, 1, "", 0]}
    found, _ = coded({**used, "overdue": ["", "", 2, "", ""]})
    assert found.skipped["overdue"].tolist() == [False, True, False, False, True]
    np.testing.assert_array_equal(found.columns["overdue"], [np.nan, np.nan, 2, np.nan, np.nan])


def test_without_the_base_nothing_is_known_of_skips():
    assert coded({"overdue": ["", 1]})[0].skipped == {}
