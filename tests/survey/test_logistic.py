"""Logistic regression against R's glm (tests/reference/logistic.R)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
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
    assert fit.missing == len(r["y"]) - r["n"]
    # R reads the ends off a spline through the profile.
    np.testing.assert_allclose(np.log(fit.table["or_lower"]), r["lower"], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(np.log(fit.table["or_upper"]), r["upper"], rtol=1e-4, atol=1e-4)
    half = 1.959963984540054 * r["auc_se"]
    assert (fit.auc_lower, fit.auc_upper) == pytest.approx((r["auc"] - half, r["auc"] + half))


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


def drawn(n=150, seed=4):
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.normal(size=n), rng.integers(0, 3, n), rng.normal(size=n)])
    y = (rng.random(n) < 1 / (1 + np.exp(-(0.3 + 0.8 * X[:, 0] - 0.5 * X[:, 1])))).astype(float)
    return y, X


def test_the_estimates_solve_the_likelihood_equations():
    """X'(y − p) = 0, standard errors from (X'WX)⁻¹, log-likelihood Σ y log p + (1 − y) log(1 − p)."""
    y, X = drawn()
    fit = logistic(y, X, ["a", "b", "c"])
    design = np.column_stack([np.ones(len(y)), X])
    p = 1 / (1 + np.exp(-design @ fit.table["b"]))
    np.testing.assert_allclose(design.T @ (y - p), 0, atol=1e-8)
    covariance = np.linalg.inv(design.T @ (design * (p * (1 - p))[:, None]))
    np.testing.assert_allclose(fit.table["se"], np.sqrt(np.diag(covariance)), rtol=1e-7)
    assert fit.loglik == pytest.approx(np.sum(np.log(np.where(y == 1, p, 1 - p))))
    np.testing.assert_allclose(fit.table["z"], fit.table["b"] / fit.table["se"])
    assert (fit.n, fit.events, fit.df) == (150, int(y.sum()), 3)


def test_at_the_ends_of_an_interval_the_likelihood_has_fallen_by_half_a_quantile():
    y, X = drawn()
    fit = logistic(y, X, ["a", "b", "c"])
    for end in fit.table.loc[1, ["or_lower", "or_upper"]]:
        offset = np.log(end) * X[:, 0]
        held = GLM(y, np.column_stack([np.ones(len(y)), X[:, 1:]]), Binomial(), offset=offset).fit(tol=1e-12)
        assert 2 * (fit.loglik - held.llf) == pytest.approx(1.959963984540054**2, rel=1e-6)


def test_the_predictors_that_separate_are_named():
    rng = np.random.default_rng(2)
    y = np.repeat([0.0, 1.0], 40)
    X = np.column_stack([rng.normal(size=80), np.where(y == 1, rng.integers(0, 2, 80), 0), rng.normal(size=80)])
    with pytest.raises(AnalysisError, match=": b separates") as caught:
        logistic(y, X, ["a", "b", "c"])
    assert caught.value.message.values["predictors"] == ("b",)
    with pytest.raises(AnalysisError) as caught:
        logistic(y, np.column_stack([X[:, 0], np.ones(80)]), ["a", "constant"])
    assert caught.value.message.values["predictors"] == ("constant",)


def test_measures_by_their_formulas():
    y, X = drawn()
    fit = logistic(y, X, ["a", "b", "c"])
    share = y.mean()
    null = len(y) * (share * np.log(share) + (1 - share) * np.log(1 - share))
    assert fit.loglik_null == pytest.approx(null)
    assert fit.mcfadden == pytest.approx(1 - fit.loglik / null)
    most = 1 - np.exp(2 * null / len(y))
    assert fit.nagelkerke == pytest.approx((1 - np.exp(2 * (null - fit.loglik) / len(y))) / most)
    p = 1 / (1 + np.exp(-np.column_stack([np.ones(len(y)), X]) @ fit.table["b"]))
    gaps = p[y == 1][:, None] - p[y == 0][None, :]
    assert fit.auc == pytest.approx(np.mean((gaps > 0) + 0.5 * (gaps == 0)))
    assert fit.shrinkage == pytest.approx(1 - 3 / fit.chisq)
    table = fit.calibration
    assert table["n"].sum() == len(y)
    assert (table["n"] * table["observed"]).sum() == pytest.approx(y.sum())
    assert (table["n"] * table["predicted"]).sum() == pytest.approx(y.sum())


def test_incomplete_cases_are_left_out():
    y, X = drawn()
    y[3], X[5, 0], X[9, 2] = np.nan, np.nan, np.nan
    whole = np.delete(np.arange(len(y)), [3, 5, 9])
    fit, alone = logistic(y, X, ["a", "b", "c"]), logistic(y[whole], X[whole], ["a", "b", "c"])
    assert fit.n == 147
    np.testing.assert_array_equal(fit.table["b"], alone.table["b"])


def test_the_other_answer_turns_every_sign():
    y, X = drawn()
    fit, other = logistic(y, X, ["a", "b", "c"]), logistic(1 - y, X, ["a", "b", "c"])
    np.testing.assert_allclose(fit.table["b"], -other.table["b"], rtol=1e-6)
    assert (fit.auc, fit.chisq) == pytest.approx((other.auc, other.chisq))
    np.testing.assert_allclose(1 / fit.table["or_lower"], other.table["or_upper"], rtol=1e-5)
    assert fit.events + other.events == fit.n


@pytest.mark.parametrize("groups", [4, 5, 10])
def test_calibration_over_groups(groups):
    y, X = drawn()
    fit = logistic(y, X, ["a", "b", "c"], groups=groups)
    p = 1 / (1 + np.exp(-np.column_stack([np.ones(len(y)), X]) @ fit.table["b"]))
    cuts = np.quantile(p, np.linspace(0, 1, groups + 1))
    chisq = 0.0
    for place, (low, high) in enumerate(pairwise(cuts)):
        inside = ((p > low) | (place == 0)) & (p <= high)
        n, seen, expected = inside.sum(), y[inside].sum(), p[inside].sum()
        chisq += (seen - expected) ** 2 / (expected * (1 - expected / n))
    assert fit.hosmer_lemeshow == pytest.approx(chisq)
    assert fit.hosmer_lemeshow_df == groups - 2
