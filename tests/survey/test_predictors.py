"""Predictors as columns: numbers, counts, factors with a reference, and what is not there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tamkit.questionnaire import Predictor, load
from tamkit.survey.predictors import design, in_words

FORM = load("credit_reference")
FRAME = pd.DataFrame(
    {"CR3": [1, 2, 3, 2, np.nan], "income": [1, 2, 6, 4, 3], "CR16": [1, 3, 2, 1, 1], "CR2.1": [1, 1, 0, 1, np.nan]}
).astype(float)
ALL = np.ones(5, dtype=bool)


def made(*wanted, rows=ALL, frame=FRAME):
    return design(frame, FORM, [Predictor.model_validate(one) for one in wanted], rows)


def test_a_factor_has_a_column_an_answer_but_the_first():
    found = made("income", "CR3")
    assert found.terms == ("income", "CR3=2", "CR3=3")
    np.testing.assert_array_equal(found.X[:, 1], [0, 1, 0, 1, np.nan])
    assert found.left_out == ()


def test_an_ordered_choice_is_a_number_unless_it_is_said_to_be_a_factor():
    assert made({"variable": "income", "factor": True}, rows=FRAME["CR3"].notna()).terms == (
        "income=2",
        "income=4",
        "income=6",
    )


def test_named_quantities_and_options():
    found = made("n_products", "card", {"id": "knew", "variable": "CR3", "options": [1]})
    assert found.terms == ("n_products", "card", "knew")
    np.testing.assert_array_equal(found.X, np.column_stack([FRAME["CR2.1"], FRAME["CR16"] == 1, [1, 0, 0, 0, np.nan]]))


def test_the_answer_compared_with_is_one_that_occurs():
    """Of those with the outcome nobody knew, so "did not know" is the first."""
    found = made("CR3", rows=np.array([False, True, True, True, True]))
    assert found.terms == ("CR3=3",)
    alone = made("CR3", "income", rows=np.array([False, True, False, True, False]))
    assert alone.terms == ("income",)
    assert [(name, why.key) for name, why in alone.left_out] == [("CR3", "survey.factor_constant")]


def test_what_was_not_asked_is_left_out():
    found = made("income", "CR11", "knowledge", "R4")
    assert found.terms == ("income",)
    assert [name for name, _ in found.left_out] == ["CR11", "knowledge", "R4"]


def test_terms_are_called_by_words_in_both_languages():
    wanted = [Predictor.model_validate(one) for one in ("n_products", "CR3", "R4", "knowledge")]
    for term, code, option in (("CR3=3", "CR3", 3), ("CR3", "CR3", None)):
        told = in_words(FORM, wanted, term)
        for lang in ("zh", "en"):
            said = told.say(lang) if option else told.get(lang)
            assert FORM.variable(code).name.get(lang) in said
            assert option is None or FORM.variable(code).option(option).label.get(lang) in said
    assert in_words(FORM, wanted, "R4") == FORM.construct("R4").name
    assert in_words(FORM, wanted, "n_products") == FORM.analyses.quantities[0].name
    assert str(in_words(FORM, wanted, "knowledge")) == "Knowledge (right answers)"
    assert in_words(FORM, wanted, "else") == "else"
