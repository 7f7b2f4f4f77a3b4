"""Screening as a whole: each flag, the flow, and what happens when rules meet."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from survey.samples import small, survey_of, varied

from tamkit.errors import InputError
from tamkit.survey import screen
from tamkit.survey.screening import Rules, variants


def checks(n: int, *failed: int) -> dict[str, list[float]]:
    return {"AC1": [1.0 if i in failed else 4.0 for i in range(n)]}


def test_nobody_is_excluded_without_a_reason():
    clean = screen(survey_of(varied(40), checks=checks(40), seconds=[120] * 40))
    assert clean.n == 40
    assert clean.valid_rate == 1.0
    assert clean.excluded.empty
    assert clean.flow["reason"].tolist() == [
        "received",
        "missing",
        "attention",
        "min_seconds_per_item",
        "longstring",
        "valid",
    ]


def test_the_flow_counts_each_person_once_under_the_first_reason():
    X = varied(10)
    X[0, :4] = np.nan  # 4 of 12 missing, and a failed check
    X[1] = [3] * 12  # straight line; the reversed item makes it 3 too
    seconds = [200, 200, 13, 13, *[200] * 6]  # 13 questions: 1 second each
    clean = screen(survey_of(X, checks=checks(10, 0, 3, 4), seconds=seconds))
    flow = clean.flow.set_index("reason")
    assert flow.loc["received", "remaining"] == 10
    assert flow.loc["missing", ["flagged", "excluded", "remaining"]].tolist() == [1, 1, 9]
    assert flow.loc["attention", ["flagged", "excluded", "remaining"]].tolist() == [3, 2, 7]
    assert flow.loc["min_seconds_per_item", ["flagged", "excluded", "remaining"]].tolist() == [2, 1, 6]
    assert flow.loc["longstring", ["flagged", "excluded", "remaining"]].tolist() == [1, 1, 5]
    assert flow.loc["valid", "remaining"] == clean.n == 5
    assert clean.excluded.set_index("id")["reasons"].to_dict() == {
        1: "missing; attention",
        2: "longstring",
        3: "min_seconds_per_item",
        4: "attention; min_seconds_per_item",
        5: "attention",
    }
    assert clean.items.index.tolist() == [6, 7, 8, 9, 10]
    assert clean.valid_rate == 0.5


def test_exclusions_in_the_flow_sum_to_those_listed():
    clean = screen(survey_of(varied(30), checks=checks(30, 1, 2), seconds=[20] * 5 + [200] * 25))
    assert clean.flow["excluded"].sum() == len(clean.excluded) == 30 - clean.n
    assert clean.flags["excluded"].sum() == len(clean.excluded)


def test_straight_lining_is_seen_on_what_was_clicked():
    X = varied(20)
    X[0] = 5.0
    X[0, 2] = 1.0  # A3 is reversed: 5 all along was clicked
    flags = screen(survey_of(X), {"exclude": []}).flags
    assert flags.loc[1, "longstring_form"] == 12
    assert flags.loc[1, "irv"] == 0.0
    assert flags.loc[1, "flag_longstring"]


def test_a_run_stops_at_the_page():
    X = varied(5)
    X[0] = [1, 2, 1, 2, 1, 2, 4, 4, 4, 4, 4, 1]  # 2 on the first page, 3 on the second
    X[0, 2] = 5  # A3 is reversed: 1 was clicked
    flags = screen(survey_of(X)).flags
    assert flags.loc[1, "longstring"] == 3
    assert flags.loc[1, "longstring_form"] == 5
    assert flags.loc[1, "longstring_share"] == 0.75


def test_a_number_of_items_may_be_declared_for_longstring():
    X = varied(5)
    X[0, 8:] = 4.0
    flags = screen(survey_of(X), {"longstring": 4, "exclude": []}).flags
    assert flags.loc[1, "flag_longstring"]


def test_an_unanswered_check_is_not_a_failed_one():
    clean = screen(survey_of(varied(3), checks={"AC1": [np.nan, 4.0, 2.0]}))
    assert clean.flags["checks_failed"].tolist() == [0, 0, 1]


def test_two_failed_checks_may_be_required():
    assert screen(survey_of(varied(4), checks=checks(4, 0)), {"attention": 2}).n == 4


def test_skipped_items_are_not_missing():
    X = varied(4)
    X[0, 8:] = np.nan
    skipped = {code: [True, False, False, False] for code in ("C1", "C2", "C3", "C4")}
    assert screen(survey_of(X)).n == 3
    assert screen(survey_of(X, skipped=skipped)).n == 4


def test_seconds_are_held_against_items_and_checks():
    flags = screen(survey_of(varied(3), checks=checks(3), seconds=[26, 130, np.nan])).flags
    assert flags["seconds_per_item"].tolist()[:2] == [2.0, 10.0]
    assert flags["seconds_share_of_median"].tolist()[:2] == [26 / 78, 130 / 78]
    assert not flags["flag_min_seconds_per_item"].any()


def test_a_fixed_floor_of_seconds_is_off_until_declared():
    survey = survey_of(varied(4), seconds=[59, 61, 300, 300])
    assert not screen(survey).flags["flag_min_seconds"].any()
    clean = screen(survey, {"min_seconds": 60, "exclude": ["min_seconds"]})
    assert clean.excluded["id"].tolist() == [1]


def test_what_could_not_be_checked_is_said():
    clean = screen(survey_of(varied(5)))
    assert {"attention", "min_seconds_per_item", "min_share_of_median", "same_source"} <= set(clean.not_checked)


def test_duplicates_and_shared_addresses_flag_and_leave_in():
    X = np.vstack([varied(6), varied(6)[:1]])
    clean = screen(survey_of(X, fingerprints={"ip": ["a", "b", "c", "d", "e", "f", "a"], "account": [None] * 7}))
    assert clean.n == 7
    assert clean.flags["identical"].tolist() == [2, 1, 1, 1, 1, 1, 2]
    assert clean.flags["same_source"].tolist() == [2, 1, 1, 1, 1, 1, 2]
    assert clean.flags["flag_duplicates"].tolist() == clean.flags["flag_same_source"].tolist()


def test_mahalanobis_excludes_only_with_a_second_flag():
    X = varied(200)
    X[0] = [1, 5] * 6
    X[1] = [5, 1] * 6
    seconds = [10, *[200] * 199]
    survey = survey_of(X, seconds=seconds)
    rules = {"exclude": [], "exclude_with_second": ["mahalanobis"], "duplicates": None, "near_duplicates": None,
             "even_odd": None, "irv": None}  # fmt: skip
    clean = screen(survey, rules)
    assert clean.flags.loc[[1, 2], "flag_mahalanobis"].all()
    assert clean.excluded["id"].tolist() == [1]


def test_declared_pairs_replace_the_search():
    X = varied(60)
    rules = {"synonym_pairs": [["A1", "A2"], ["B1", "B2"], ["B3", "B4"], ["C1", "C2"], ["C3", "C4"]],
             "antonym_pairs": [["A1", "C1"]]}  # fmt: skip
    clean = screen(survey_of(X), rules)
    first, second = X[:, [0, 4, 6, 8, 10]], X[:, [1, 5, 7, 9, 11]]
    with np.errstate(invalid="ignore"):
        expected = [np.corrcoef(a, b)[0, 1] for a, b in zip(first, second, strict=True)]
    np.testing.assert_allclose(clean.flags["synonyms"], expected)
    assert str(clean.notes[0]) == "synonyms: 5 declared item pairs."
    assert str(clean.notes[1]) == "antonyms: one declared item pair; fewer than 5, so not computed."
    with pytest.raises(InputError, match="unknown item 'A9'"):
        screen(survey_of(X), {"antonym_pairs": [["A9", "B1"]]})


def test_contradictions():
    respondents = {
        "user": [1, 2, 2, 1],
        "often": [1, 3, np.nan, 2],
        "uses.1": [1, 1, 0, 0],
        "uses.2": [0, 0, 0, 0],
        "uses.3": [0, 0, 0, 0],
        "uses.4": [0, 1, 1, 1],
        "age": [20, 30, 40, 50],
    }
    survey = survey_of(varied(4), respondents=respondents)
    assert screen(survey).flags["conflicts"].tolist() == [0, 2, 0, 0]
    rules = {"contradictions": [{"user": 1, "uses": 4}]}
    assert screen(survey, rules).flags["conflicts"].tolist() == [0, 2, 0, 1]
    with pytest.raises(InputError, match="unknown variable 'usr'; did you mean 'user'"):
        screen(survey, {"contradictions": [{"usr": 1, "uses": 4}]})


def test_bursts_stand_out_from_the_usual_pace():
    start = pd.Timestamp("2026-03-02 08:00")
    steady = [start + pd.Timedelta(minutes=10 * i) for i in range(40)]
    burst = [start + pd.Timedelta(hours=2, seconds=2 * i) for i in range(12)]
    flags = screen(survey_of(varied(52), submitted=[*steady, *burst])).flags
    assert flags["flag_bursts"].tolist()[:40] == [False] * 12 + [True] + [False] * 27
    assert flags["flag_bursts"].tolist()[40:] == [True] * 12


def test_nobody_left_is_an_error_that_says_why():
    with pytest.raises(InputError, match=r"all 5 respondents were excluded \(Attention checks failed: 5\)"):
        screen(survey_of(varied(5), checks=checks(5, 0, 1, 2, 3, 4)))


def test_no_responses():
    with pytest.raises(InputError, match="no responses"):
        screen(survey_of(np.empty((0, 12))))


def test_variants_nest():
    X = np.vstack([varied(60), varied(60)[:3]])
    found = variants(survey_of(X, checks=checks(63, 5), seconds=[200.0] * 62 + [30]))
    assert list(found) == ["all", "main", "strict"]
    assert found["all"].n == 63
    assert found["main"].n == 62
    assert found["strict"].n < 57
    assert set(found["strict"].items.index) < set(found["main"].items.index)


def test_a_strict_variant_that_leaves_nobody_is_left_out():
    X = np.vstack([varied(3), varied(3)])
    assert list(variants(survey_of(X))) == ["all", "main"]


def test_screening_through_the_survey_and_the_figure_frame():
    clean = survey_of(varied(6), seconds=[60] * 6).screen({"missing": 0.5})
    assert clean.rules == Rules(missing=0.5)
    frame = clean.time_and_longstring()
    assert list(frame) == ["seconds", "seconds_per_item", "longstring", "longstring_share", "excluded", "reason"]
    assert len(frame) == 6
    assert "6 valid of 6 received" in clean._repr_html_()
    assert "6 valid of 6" in repr(clean)


def test_the_survey_is_left_as_it_was():
    survey = survey_of(varied(6), checks=checks(6, 1))
    before = survey.items.copy()
    screen(survey)
    pd.testing.assert_frame_equal(survey.items, before)


def test_a_questionnaire_without_pages_is_one_page():
    q = small().model_copy(update={"blocks": ()})
    X = varied(4)
    X[0] = 2.0
    X[0, 2] = 4.0
    assert screen(survey_of(X, questionnaire=q), {"exclude": []}).flags.loc[1, "longstring"] == 12
