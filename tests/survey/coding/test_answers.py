"""Scores of items and checks: value labels, LimeSurvey's codes, the mapping's own values, and which way numbers run."""

from __future__ import annotations

import numpy as np
import pytest
from survey.exports import FORM
from survey.samples import YAML, small, varied

from tamkit.questionnaire import loads
from tamkit.survey.coding.answers import Scorer, against, by_number, direction, keyed
from tamkit.survey.readers.mapping import Mapping
from tamkit.survey.readers.table import Layout, RawTable, factorize


def table_of(*columns, labels=None):
    cells = tuple(factorize(column) for column in columns)
    header = (tuple(f"c{place}" for place in range(len(cells))),)
    rows = np.arange(2, 2 + len(cells[0]))
    return RawTable("a.csv", "csv", header, cells, rows, value_labels=labels or {})


def scorer(platform="csv", *, descending=False, values=None):
    layout = Layout(platform, (), skips=frozenset({"-3"}), missing=frozenset({"-2"}))
    return Scorer(FORM, layout, Mapping(values=values or {}), descending)


def test_labels_numbers_gaps_and_skips():
    coded = scorer().column(table_of(["同意", 1, "", -3, -2, "Neutral"]), 0, "PU1")
    np.testing.assert_array_equal(coded.values, [4, 1, np.nan, np.nan, np.nan, 3])
    assert coded.skipped.tolist() == [False, False, False, True, False, False]


def test_numbers_from_the_highest_label():
    coded = scorer(descending=True).column(table_of([1, 2, "同意"]), 0, "PU1")
    assert coded.values.tolist() == [5, 4, 4]


def test_value_labels_decide_whichever_way_numbers_run():
    table = table_of(
        [1, 2, 3, 4, 5], labels={0: {1.0: "非常同意", 2.0: "同意", 3.0: "一般", 4.0: "不同意", 5.0: "非常不同意"}}
    )
    for turned in (False, True):
        assert scorer(descending=turned).column(table, 0, "PU1").values.tolist() == [5, 4, 3, 2, 1]


def test_value_labels_that_say_one_thing_twice_are_not_followed():
    table = table_of([1, 2], labels={0: {1.0: "同意", 2.0: "同意"}})
    assert scorer().column(table, 0, "PU1").values.tolist() == [1, 2]


def test_the_mappings_values_come_first():
    coded = scorer(values={"PU1": {"1": 5, "Y": 4}}).column(table_of([1, "y", 1.0, 2]), 0, "PU1")
    assert coded.values.tolist() == [5, 4, 5, 2]


@pytest.mark.parametrize(("cell", "score"), [("A1", 1), ("A5", 5), ("AO04", 4), ("AO3", 3), (" A2 ", 2)])
def test_limesurveys_answer_codes(cell, score):
    assert scorer("limesurvey").column(table_of([cell]), 0, "PU1").values.tolist() == [score]


@pytest.mark.parametrize("cell", ["A6", "B1", "A", "a1"])
def test_codes_that_are_none(cell):
    ((_, wrong),) = scorer("limesurvey").column(table_of([cell]), 0, "PU1").wrong
    assert wrong.why in ("off_the_scale", "no_label")
    assert scorer().column(table_of(["A1"]), 0, "PU1").wrong


def test_numbers_or_words():
    assert by_number(table_of([1, 2], ["3", ""]), [0, 1], set())
    assert not by_number(table_of(["同意", "一般"]), [0], set())
    assert not by_number(table_of([1], ["同意"]), [0, 1], set())  # as many of one as of the other
    assert by_number(table_of([1, 2], ["同意", "同意"]), [0, 1], set())  # two distinct numbers, one label
    assert not by_number(table_of([1, 2], labels={0: {1.0: "同意"}}), [0], {0})
    assert not by_number(table_of([1]), [], set())


def test_reverse_keys():
    scores = np.array([1.0, 2, np.nan, 7])
    np.testing.assert_array_equal(keyed(scores, 7, True), [7, 6, np.nan, 1])
    assert keyed(scores, 7, False) is scores
    assert keyed(scores, 7, "already") is scores


def test_direction_needs_ten_answered_checks():
    told = np.array([4.0] * 6 + [2.0] * 3 + [1.0, np.nan])
    assert direction({"AC1": told}, FORM) == (0.6, 0.3)
    assert direction({"AC1": told[1:]}, FORM) is None


def test_a_check_that_both_ends_pass_tells_no_direction():
    asked = loads(YAML.replace("passes: [4]", "passes: [2, 4]"), "both.yaml")
    assert direction({"AC1": np.full(20, 4.0)}, asked) is None
    assert direction({"AC1": np.full(20, 4.0)}, small()) == (1.0, 0.0)


def turned(X, *places):
    X = X.copy()
    X[:, list(places)] = 6 - X[:, list(places)]
    return {code: X[:, place] for place, code in enumerate(small().item_codes)}


def test_items_that_run_against_their_construct():
    X = varied(200)
    assert against(turned(X), small()) == []
    ((item, construct, r),) = against(turned(X, 6), small())
    others = X[:, [4, 5, 7]].sum(axis=1)
    assert (item, construct) == ("B3", "B")
    assert r == pytest.approx(np.corrcoef(6 - X[:, 6], others)[0, 1])
    assert [code for code, _, _ in against(turned(X, 0, 9), small())] == ["A1", "C2"]


def test_what_can_say_nothing_about_direction():
    X = varied(30)
    assert against({code: values[:19] for code, values in turned(X, 6).items()}, small()) == []
    two = {code: values for code, values in turned(X, 4).items() if code in ("B1", "B2")}
    assert against(two, small()) == []
    constant = turned(X, 6) | {"B1": np.full(30, 3.0)}
    assert against(constant, small()) == []
    gaps = turned(X, 6)
    gaps["B3"][:11] = np.nan
    assert against(gaps, small()) == []
