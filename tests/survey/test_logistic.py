"""Logistic regression against R's glm (tests/reference/logistic.R)."""

from __future__ import annotations

import numpy as np
import pytest
from survey.samples import floats, reference

from tamkit.errors import AnalysisError
from tamkit.survey.logistic import logistic

TOLERANCE = 1e-7


@pytest.mark.parametrize("name", ["overdue", "flat"])
def test_against_glm(name):
    r = reference("logistic")[name]
    X = floats(r["x"])
    fit = logistic(floats(r["y"]), X, [f"x{j}" for j in range(X.shape[1])])
    for column, theirs in (("b", "b"), ("se", "se"), ("pvalue", "p")):
        np.testing.assert_allclose(fit.table[column], r[theirs], rtol=TOLERANCE)
    assert fit.n == r["n"]
    named = {
        "loglik": "loglik",
        "loglik_null": "null",
        "nagelkerke": "nagelkerke",
        "auc": "auc",
        "hosmer_lemeshow": "hl",
    }
    for ours, theirs in named.items():
        assert getattr(fit, ours) == pytest.approx(r[theirs], rel=TOLERANCE)
    assert fit.hosmer_lemeshow_df == r["groups"] - 2
    assert fit.chisq == pytest.approx(2 * (r["loglik"] - r["null"]), rel=TOLERANCE)
    np.testing.assert_allclose(np.log(fit.table["odds_ratio"]), fit.table["b"])


@pytest.mark.parametrize(
    ("y", "X", "said"),
    [
        ([1, 1, 1], [[1], [2], [3]], "same for everybody"),
        ([0, 1, 0, 1], [[1, 2], [2, 4], [3, 6], [4, 8]], "linearly dependent"),
        ([0, 0, 0, 1, 1, 1], [[1], [2], [3], [4], [5], [6]], "separate"),
        ([0, 0, 0, 1, 1, 1], [[1], [2], [3], [3], [5], [6]], "separate"),  # all but one value
        ([0, 1, 0, 1, 1, 1], [[0], [0], [0], [1], [1], [1]], "separate"),  # one cell of the table is empty
        ([0, 0, 0, 1, 1, 1], [[1e5], [2e5], [3e5], [4e5], [5e5], [6e5]], "separate"),
    ],
)
def test_what_cannot_be_estimated(y, X, said):
    with pytest.raises(AnalysisError, match=said):
        logistic(y, X, [f"x{j}" for j in range(len(X[0]))])


def test_one_dichotomous_predictor_is_the_odds_ratio_of_the_table():
    y = [1] * 12 + [0] * 30 + [1] * 5 + [0] * 41
    x = [[1.0]] * 42 + [[0.0]] * 46
    fit = logistic(y, x, ["x"])
    assert fit.table.loc[1, "odds_ratio"] == pytest.approx(12 * 41 / (30 * 5))
    assert np.isnan(fit.hosmer_lemeshow_pvalue)


@pytest.mark.parametrize("unit", [1e-2, 1e6])
def test_the_unit_of_a_predictor_changes_nothing_but_its_coefficient(unit):
    r = reference("logistic")["overdue"]
    X = floats(r["x"])
    names = [f"x{j}" for j in range(X.shape[1])]
    fit, other = logistic(floats(r["y"]), X, names), logistic(floats(r["y"]), X * unit, names)
    np.testing.assert_allclose(other.table["b"][1:] * unit, fit.table["b"][1:], rtol=1e-9)
    np.testing.assert_allclose(other.table["z"], fit.table["z"], rtol=1e-9)
    assert other.auc == pytest.approx(fit.auc)
