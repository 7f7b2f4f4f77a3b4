"""Quantities of declared analyses, counted by hand on ten respondents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from survey.samples import small

from tamkit.errors import AnalysisError
from tamkit.questionnaire import Quantity, loads
from tamkit.survey.quantities import (
    categories_of,
    knowledge_questions,
    knowledge_score,
    picked,
    require,
    responded,
    tick_count,
    values_of,
)

NAN = np.nan
FRAME = pd.DataFrame(
    {
        "user": [1, 2, 1, NAN],
        "often": [3, NAN, 1, NAN],
        "uses.1": [1, 0, 0, NAN],
        "uses.2": [1, 0, 0, NAN],
        "uses.4": [0, 1, 0, NAN],
        "age": [20, 30, NAN, 40],
    }
)
ASKED = loads("""
name: known
title: Known
scales: {s: {points: 2, labels: {en: ["No", "Yes"]}}}
variables:
  - {code: k1, name: K1, text: First, correct: 2, options: [{code: 1, label: Wrong}, {code: 2, label: Right}]}
  - {code: k2, name: K2, text: Second, correct: 1, options: [{code: 1, label: Right}, {code: 2, label: Wrong}]}
  - {code: k3, name: K3, text: Third, correct: 1, options: [{code: 1, label: Right}, {code: 2, label: Wrong}]}
""")
KNOWN = pd.DataFrame({"k1": [2, 2, 1, NAN], "k2": [1, 2, 2, 1]})


def test_who_answered():
    assert responded(FRAME, "user").tolist() == [True, True, True, False]
    assert responded(FRAME, "uses").tolist() == [True, True, True, False]  # nothing ticked but seen counts
    assert responded(FRAME, "nothing").tolist() == [False] * 4


def test_who_gave_one_of_the_options():
    np.testing.assert_array_equal(picked(FRAME, "user", [1]), [1, 0, 1, NAN])
    np.testing.assert_array_equal(picked(FRAME, "uses", [2, 4]), [1, 1, 0, NAN])
    np.testing.assert_array_equal(picked(FRAME, "uses", [3]), [0, 0, 0, NAN])


def test_exclusive_options_are_not_counted():
    np.testing.assert_array_equal(tick_count(FRAME, small().variable("uses")), [2, 0, 0, NAN])


def test_knowledge():
    questions = knowledge_questions(KNOWN, ASKED)
    assert [question.code for question in questions] == ["k1", "k2"]
    np.testing.assert_array_equal(knowledge_score(KNOWN, questions), [2, 1, 0, NAN])
    score = categories_of(KNOWN, ASKED, Quantity(score="knowledge"))
    assert (score.codes, score.ordered) == ((0, 1, 2), True)
    with pytest.raises(AnalysisError) as caught:
        values_of(FRAME, ASKED, Quantity(score="knowledge"))
    assert caught.value.message.key == "survey.no_knowledge_questions"


@pytest.mark.parametrize(
    ("quantity", "values", "codes", "ordered"),
    [
        (Quantity(variable="user"), [1, 2, 1, NAN], (1, 2), False),
        (Quantity(variable="often"), [3, NAN, 1, NAN], (1, 2, 3), True),
        (Quantity(variable="user", options=(2,)), [0, 1, 0, NAN], (0, 1), False),
        (Quantity(count="uses"), [2, 0, 0, NAN], (0, 1, 2, 3), True),
        (Quantity(count="uses", at_most=1), [1, 0, 0, NAN], (0, 1), True),
    ],
)
def test_quantities(quantity, values, codes, ordered):
    found = categories_of(FRAME, small(), quantity)
    np.testing.assert_array_equal(found.values, values)
    assert (found.codes, found.ordered) == (codes, ordered)
    np.testing.assert_array_equal(values_of(FRAME, small(), quantity), values)


def test_what_the_answers_do_not_hold_is_named():
    require(FRAME, "uses")
    with pytest.raises(AnalysisError) as caught:
        values_of(FRAME[["user"]], small(), Quantity(count="uses"))
    assert (caught.value.message.key, caught.value.message.values["code"]) == ("survey.answers_hold_no", "uses")
