"""Flags by their formulas: each threshold met and just missed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from survey.samples import survey_of, varied

from tamkit.errors import OptionError
from tamkit.questionnaire import loads
from tamkit.survey import Rules
from tamkit.survey.screening.flags import BURST_RATIO, _hits, checks_failed, flag, pages, raw_answers, skipped_items

NAN = np.nan


@pytest.mark.parametrize(
    ("op", "values", "threshold", "hits"),
    [
        (">", [0.2, 0.21, NAN], 0.2, [0, 1, 0]),
        ("<", [2.0, 1.99, NAN], 2.0, [0, 1, 0]),
        (">=", [19 / 20, 0.94, NAN], 0.95, [1, 0, 0]),
        (">=", [0.1 + 0.2, 0.3 - 1e-10, 0.2999], 0.3, [1, 1, 0]),
        ("lowest", [0.0, 1, 2, 3, 4], 0.25, [1, 0, 0, 0, 0]),
        ("lowest", [0.0, 0.0, 5, NAN, 6], 0.0, [1, 1, 0, 0, 0]),
        ("lowest", [1.0, 2, 3, 4, 5], 0.3, [1, 1, 0, 0, 0]),
        ("burst", [1.0, 1, 1, 9, 10], 10, [0, 0, 0, 0, 1]),
        ("burst", [4.0, 4, 4, 19, 20], 10, [0, 0, 0, 0, 1]),
        ("<", [NAN, NAN], 1.0, [0, 0]),
    ],
)
def test_who_a_number_flags(op, values, threshold, hits):
    assert _hits(op, np.array(values), threshold).astype(int).tolist() == hits


def test_a_burst_is_five_times_the_usual():
    assert BURST_RATIO == 5


def test_answers_as_they_were_clicked():
    X = varied(5)
    raw = raw_answers(survey_of(X))
    np.testing.assert_array_equal(raw[:, 2], 6 - X[:, 2])  # A3 is reversed
    np.testing.assert_array_equal(np.delete(raw, 2, axis=1), np.delete(X, 2, axis=1))


def test_skipped_items_by_place():
    assert skipped_items(survey_of(varied(3))) is None
    assert skipped_items(survey_of(varied(3), skipped={"B1": [False] * 3})) is None
    found = skipped_items(survey_of(varied(3), skipped={"B1": [True, False, False], "user": [True] * 3}))
    assert found is not None
    assert np.argwhere(found).tolist() == [[0, 4]]


def test_pages_in_the_order_asked():
    assert pages(survey_of(varied(2))) == [list(range(8)), list(range(8, 12))]
    assert pages(survey_of(varied(2)[:, :6])) == [list(range(6))]


def test_failed_checks():
    survey = survey_of(varied(4), checks={"AC1": [4, 3, NAN, 5]})
    assert checks_failed(survey).tolist() == [0, 1, 0, 1]


def test_times_by_question_and_by_the_median():
    survey = survey_of(varied(4), checks={"AC1": [4.0] * 4}, seconds=[26, 52, 13, NAN])
    frame = flag(survey, Rules()).frame
    np.testing.assert_allclose(frame["seconds_per_item"], [2, 4, 1, NAN])  # twelve items and a check
    np.testing.assert_allclose(frame["seconds_share_of_median"], [1, 2, 0.5, NAN])
    assert frame["flag_min_seconds_per_item"].tolist() == [False, False, True, False]


def test_straight_lines_by_page_and_form():
    X = varied(3)
    raw = np.tile([1.0, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2], (3, 1))
    raw[0, :8] = 4  # the first page
    raw[1, 8:] = 4  # the second
    X[:] = raw
    X[:, 2] = 6 - X[:, 2]
    frame = flag(survey_of(X), Rules(longstring=0.5, longstring_min=4)).frame
    assert frame["longstring"].tolist() == [8, 4, 1]
    assert frame["longstring_share"].tolist() == [1, 1, 1 / 4]
    assert frame["flag_longstring"].tolist() == [True, True, False]
    assert flag(survey_of(X), Rules(longstring=5)).frame["flag_longstring"].tolist() == [True, False, False]
    assert not flag(survey_of(X), Rules(longstring=None)).frame["flag_longstring"].any()


def test_shared_addresses_are_counted_over_every_kind_of_mark():
    marks = {"ip": ["a", "a", "b", None], "email": ["x", "y", "x", None]}
    frame = flag(survey_of(varied(4), fingerprints=marks), Rules()).frame
    np.testing.assert_array_equal(frame["same_source"], [2, 2, 2, NAN])
    assert frame["flag_same_source"].tolist() == [True, True, True, False]


def test_bursts_by_the_clock():
    start = pd.Timestamp("2026-01-01")
    submitted = [start + pd.Timedelta(seconds=second) for second in (0, 10, 30, 31, 500)]
    frame = flag(survey_of(varied(5), submitted=submitted), Rules(burst_seconds=60, bursts=2)).frame
    assert frame["burst"].tolist() == [3, 4, 4, 3, 1]  # within thirty seconds either way
    assert flag(survey_of(varied(5)), Rules()).frame["burst"].isna().all()


def test_declared_pairs_must_be_items():
    with pytest.raises(OptionError) as caught:
        flag(survey_of(varied(30)), Rules(synonym_pairs=(("A1", "A9"),)))
    assert "'A9'" in str(caught.value)


def test_pairs_are_noted_and_few_of_them_not_used():
    pairs = tuple((f"A{n}", f"B{n}") for n in (1, 2, 3, 4))
    found = flag(survey_of(varied(30)), Rules(synonym_pairs=pairs, antonyms=None))
    assert found.frame["synonyms"].isna().all()
    note = next(note for note in found.notes if note.key == "survey.pairs")
    assert (note.values["n"], note.values["computed"], note.values["correlation"]) == (4, False, None)
    more = flag(survey_of(varied(30)), Rules(synonym_pairs=(*pairs, ("A1", "C1")), antonyms=None))
    index = more.frame["synonyms"].first_valid_index()
    row = varied(30)[index - 1]
    assert more.frame["synonyms"][index] == pytest.approx(np.corrcoef(row[[0, 1, 2, 3, 0]], row[[4, 5, 6, 7, 8]])[0, 1])


def test_rules_without_data_are_told():
    found = flag(survey_of(varied(6)), Rules())
    assert {"attention", "min_seconds_per_item", "min_share_of_median", "same_source", "bursts"} <= set(
        found.not_checked
    )
    assert "missing" not in found.not_checked
    off = flag(survey_of(varied(6)), Rules(attention=None, mahalanobis=None, duplicates=None, near_duplicates=None))
    assert "attention" not in off.not_checked
    assert off.frame[["mahalanobis", "identical", "nearest"]].isna().all().all()


MIXED = """
name: mixed
title: Mixed
scales:
  five: {points: 5, labels: {en: [a, b, c, d, e]}}
  seven: {points: 7, labels: {en: [a, b, c, d, e, f, g]}}
  eleven: {points: 11, labels: {en: [a, b, c, d, e, f, g, h, i, j, k]}}
constructs:
  - {code: A, name: A, items: [{code: A1, text: a, scale: five}, {code: A2, text: b, scale: five}]}
  - {code: B, name: B, items: [{code: B1, text: c, scale: seven}, {code: B2, text: d, scale: seven}]}
  - {code: C, name: C, items: [{code: C1, text: e, scale: eleven}, {code: C2, text: f, scale: eleven}]}
"""


def test_scales_of_different_length_are_compared_from_nought_to_one():
    asked = loads(MIXED, "mixed.yaml")
    answers = np.array([[5.0, 5, 4, 4, 1, 1], [1, 5, 7, 1, 6, 9], [2, 3, 4, 3, 9, 8]])
    unit = (answers - 1) / np.array([4, 4, 6, 6, 10, 10])
    r = np.array([np.corrcoef(row[0::2], row[1::2])[0, 1] for row in unit])
    frame = flag(survey_of(answers, questionnaire=asked), Rules()).frame
    np.testing.assert_allclose(frame["even_odd"], np.maximum(2 * r / (1 + r), -1))
    assert frame["even_odd"].iloc[0] == pytest.approx(1)
