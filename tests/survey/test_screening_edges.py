"""Surveys at the edge: nobody's answers, one respondent, no scale items. Results or one plain error, no warnings."""

from __future__ import annotations

import numpy as np
import pytest
from survey.samples import small, survey_of

from tamkit.errors import InputError
from tamkit.questionnaire import loads
from tamkit.survey import describe, screen
from tamkit.survey.battery import battery
from tamkit.survey.missing import missing

NO_ITEMS = """
name: none
title: None
scales: {a: {points: 3, labels: {en: [Low, Mid, High]}}}
variables:
  - {code: v, name: V, text: Which, options: [{code: 1, label: A}, {code: 2, label: B}]}
"""

VARIED = [1, 2, 3, 4] * 3


def surveys():
    return {
        "no items": survey_of(
            np.empty((4, 0)), questionnaire=loads(NO_ITEMS, "none.yaml"), respondents={"v": [1, 2, 1, np.nan]}
        ),
        "one": survey_of([VARIED], seconds=[200], submitted=["2026-01-01"], checks={"AC1": [4]}),
        "an empty row": survey_of([[np.nan] * 12, *[VARIED] * 5], seconds=[200] * 6),
        "no answers": survey_of(np.full((3, 12), np.nan)),
        "constant": survey_of(np.full((30, 12), 3.0)),
        "no times": survey_of([VARIED] * 3, submitted=[None] * 3, seconds=[np.nan] * 3),
        "no seconds at all": survey_of([VARIED] * 3, seconds=[0, 0, 0]),
    }


@pytest.mark.parametrize("name", list(surveys()))
def test_every_stage_copes(name):
    survey = surveys()[name]
    clean = screen(survey, {"exclude": []})
    assert clean.n == len(survey.items)
    assert len(describe(clean).items) == survey.items.shape[1]
    assert len(missing(clean).items) == survey.items.shape[1]
    battery(clean)


@pytest.mark.parametrize("name", ["no answers", "constant", "no seconds at all"])
def test_nobody_left_is_said_plainly(name):
    with pytest.raises(InputError, match="screening leaves nobody"):
        screen(surveys()[name])


def test_without_items_only_the_variables_are_described():
    survey = surveys()["no items"]
    rows = describe(survey.screen()).respondents
    assert rows["n"].tolist() == [2, 1]
    assert rows["base"].tolist() == [3, 3]


def test_a_subset_of_the_items_is_enough():
    survey = survey_of([VARIED[:4]] * 3, questionnaire=small())
    assert screen(survey, {"exclude": []}).flags["longstring_form"].tolist() == [1, 1, 1]
    assert describe(survey).constructs["construct"].tolist() == ["A"]
