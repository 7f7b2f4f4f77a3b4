"""Derived variables are columns of the answers: missing stays missing, and who is in no level is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tamkit.questionnaire import load, loads
from tamkit.questionnaire.derived import Derived
from tamkit.survey import load as load_survey
from tamkit.survey import simulate
from tamkit.survey.derived import indistinct, left_out

FORM = load("huabei_baitiao_short")


def test_columns_follow_the_answers() -> None:
    survey = simulate(FORM, 400, seed=3).survey
    people = survey.respondents
    joined = people["occupation"].map({1: 1.0, 2: 2.0, 3: 3.0, 4: 3.0})
    pd.testing.assert_series_equal(people["work"], joined, check_names=False)
    assert left_out(FORM, "work", survey.items, people) == int(people["occupation"].isin([5, 6]).sum())
    assert left_out(FORM, "occupation", survey.items, people) == 0
    born = people["birth_year"].to_numpy()
    assert ((born >= 1985) & (born < 1990) == (people["cohort"] == 2)).all()
    risk = survey.items[FORM.items_of("PR")].mean(axis=1) > 3
    intention = survey.items[FORM.items_of("INT")].mean(axis=1) > 3
    assert (people["quadrant"] == 1 + 2 * ~intention + ~risk).all()


def test_the_year_of_birth_goes_with_the_age() -> None:
    people = simulate(FORM, 400, seed=3).survey.respondents
    assert (people["birth_year"].between(1996, 1999) == (people["age"] == 3)).all()


def test_missing_and_skipped_stay_so() -> None:
    form = load("credit_reference").with_derived(
        {"two": Derived.model_validate({"from": "CR3", "join": {"a": [1], "b": [2]}})}
    )
    frame = pd.DataFrame({code: [3] * 4 for code in form.item_codes})
    frame["CR1"], frame["CR3"], frame["CR7"] = [1, 1, 1, 2], [1, 3, np.nan, np.nan], [1, 2, np.nan, np.nan]
    survey = load_survey(frame, form)
    assert survey.respondents["two"].tolist()[0] == 1
    assert survey.respondents["two"].isna().tolist() == [False, True, True, True]
    assert survey.respondents["overdue"].tolist()[:2] == [1, 2]
    assert "heavy" not in survey.respondents
    assert left_out(form, "two", survey.items, survey.respondents) == 1
    assert survey.skipped["overdue"].tolist() == [False, False, False, True]


def test_ticks_are_cut() -> None:
    form = load("credit_reference")
    survey = simulate(form, 300, seed=1).survey
    ticks = survey.respondents[[f"CR2.{code}" for code in range(1, 11)]].sum(axis=1)
    users = survey.respondents["CR1"] == 1
    assert ((ticks >= 3) == (survey.respondents["heavy"] == 2))[users].all()
    assert survey.respondents["heavy"][~users].isna().all()


def test_what_tells_nobody_apart_is_said_once_by_name() -> None:
    from study import small

    form = loads(small.FORM).with_derived(
        {
            "old": Derived.model_validate({"from": "age", "cut": [90], "label": "Old"}),
            "late": Derived.model_validate({"from": "age", "cohorts": [2001, 2005], "label": "Cohort"}),
            "half": Derived.model_validate({"from": "age", "cut": [30]}),
            "again": Derived.model_validate({"from": "half", "join": {"a": [1], "b": [2]}}),
        }
    )
    people = load_survey(small.answers(40), form).respondents
    told = indistinct(form, people)
    assert told is not None
    assert told.say("en") == (
        'Derived variables that tell nobody apart: Old (all who are in a level are in "<90"), '
        "Cohort (nobody is in any of its levels). They are in no comparison."
    )
    assert "Cohort（没有人属于任何类别）" in told.say("zh")
    assert people["again"].tolist() == people["half"].tolist()
    assert indistinct(loads(small.FORM), people) is None


def test_one_made_from_another_further_down() -> None:
    from study import small

    made = {"again": {"from": "half", "join": {"a": [1], "b": [2]}}, "half": {"from": "age", "cut": [30]}}
    form = loads(small.FORM).with_derived({code: Derived.model_validate(one) for code, one in made.items()})
    people = load_survey(small.answers(40), form).respondents
    assert people["again"].tolist() == people["half"].tolist() == (1.0 + (people["age"] >= 30)).tolist()
