"""Proportional odds against MASS::polr, ordinal::clm and Brant's formula (tests/reference/ordinal.R)."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.miscmodels.ordinal_model import OrderedModel
from survey.samples import floats, reference

from tamkit.errors import AnalysisError
from tamkit.survey.logistic import logistic
from tamkit.survey.ordinal import brant, ordinal

R = reference("ordinal")
NAMES = ("products", "income", "unaware")


def fitted(name):
    y = floats(R[name]["y"])
    return ordinal(y, floats(R[name]["x"]), NAMES, range(1, int(np.nanmax(y)) + 1))


@pytest.mark.parametrize("name", ["three", "five"])
def test_against_r(name):
    r, fit = R[name], fitted(name)
    assert (fit.n, fit.missing, fit.df) == (r["n"], 2, 3)
    np.testing.assert_allclose(fit.table["b"], r["b"], rtol=1e-7)
    np.testing.assert_allclose(fit.table["se"], r["se"], rtol=1e-6)
    np.testing.assert_allclose(fit.table["b"], r["polr"], rtol=1e-6)
    np.testing.assert_allclose(fit.table["se"], r["polr_se"], rtol=1e-5)
    np.testing.assert_allclose(fit.thresholds["est"], r["thresholds"], rtol=1e-7)
    np.testing.assert_allclose(fit.thresholds["se"], r["thresholds_se"], rtol=1e-6)
    assert (fit.loglik, fit.loglik_null) == pytest.approx((r["loglik"], r["null"]), rel=1e-9)
    for end, theirs in (("or_lower", "lower"), ("or_upper", "upper")):  # R reads them off a spline
        np.testing.assert_allclose(np.log(fit.table[end]), r[theirs], rtol=1e-4)
        np.testing.assert_allclose(np.log(fit.table[end]), r[f"polr_{theirs}"], rtol=1e-4)
    assert fit.brant["term"].tolist() == ["(all)", *NAMES]
    np.testing.assert_allclose(fit.brant["chisq"], r["brant"], rtol=1e-5, atol=1e-8)
    np.testing.assert_allclose(fit.brant["pvalue"], r["brant_p"], rtol=1e-5)
    assert fit.notes == ()


def test_measures_by_their_formulas():
    fit = fitted("five")
    assert fit.chisq == pytest.approx(2 * (fit.loglik - fit.loglik_null))
    assert fit.mcfadden == pytest.approx(1 - fit.loglik / fit.loglik_null)
    most = 1 - np.exp(2 * fit.loglik_null / fit.n)
    assert fit.nagelkerke == pytest.approx((1 - np.exp(-fit.chisq / fit.n)) / most)
    np.testing.assert_allclose(np.log(fit.table["odds_ratio"]), fit.table["b"])
    assert fit.levels["n"].sum() == fit.n


def test_the_profile_has_fallen_by_half_a_quantile_at_its_ends():
    y, X = floats(R["three"]["y"]), floats(R["three"]["x"])
    keep = ~(np.isnan(y) | np.isnan(X).any(axis=1))
    y, X, fit = y[keep], X[keep], fitted("three")
    for end in np.log(fit.table.loc[0, ["or_lower", "or_upper"]].to_numpy(dtype=float)):
        held = OrderedModel(y, X[:, 1:], offset=end * X[:, 0], distr="logit").fit(method="bfgs", disp=False, gtol=1e-8)
        assert 2 * (fit.loglik - held.llf) == pytest.approx(1.959963984540054**2, rel=1e-5)


def test_two_answers_are_a_binary_regression():
    y, X = floats(R["three"]["y"]) > 1, floats(R["three"]["x"])
    both, alone = ordinal(y + 1.0, X, NAMES, (1, 2)), logistic(y, X, NAMES)
    np.testing.assert_allclose(both.table.iloc[:, 1:], alone.table.iloc[1:, 1:], rtol=1e-5)
    assert both.thresholds["est"].tolist() == pytest.approx([-alone.table.loc[0, "b"]])
    assert both.brant.empty
    assert both.notes == ()


def test_an_answer_that_nobody_gave_is_left_out_and_told():
    y = floats(R["five"]["y"])
    y = np.where(y == 4, 3, y)
    found = ordinal(y, floats(R["five"]["x"]), NAMES, (1, 2, 3, 4, 5))
    assert found.levels["code"].tolist() == [1, 2, 3, 5]
    assert found.thresholds[["below", "above"]].to_numpy().tolist() == [[1, 2], [2, 3], [3, 5]]
    (note,) = found.notes
    assert (note.key, note.values["levels"]) == ("survey.ordinal_level_empty", (4,))


def test_codes_are_in_the_order_given():
    y, X = floats(R["three"]["y"]), floats(R["three"]["x"])
    turned = ordinal(y, X, NAMES, (3, 2, 1))
    np.testing.assert_allclose(turned.table["b"], -fitted("three").table["b"], rtol=1e-7)


def test_a_unit_changes_nothing_but_its_coefficient():
    y, X = floats(R["three"]["y"]), floats(R["three"]["x"])
    large = ordinal(y, X * [1e6, 1, 1e-3], NAMES, (1, 2, 3))
    np.testing.assert_allclose(large.table["b"] * [1e6, 1, 1e-3], fitted("three").table["b"], rtol=1e-6)
    np.testing.assert_allclose(large.brant["chisq"], fitted("three").brant["chisq"], rtol=1e-4, atol=1e-8)


def test_what_cannot_be_estimated():
    X = np.random.default_rng(1).normal(size=(60, 2))
    y = np.repeat([1.0, 2, 3], 20)
    with pytest.raises(AnalysisError, match="same for everybody"):
        ordinal(np.ones(60), X, "ab", (1, 2))
    apart = np.column_stack([X[:, 0], np.where(y == 3, 1.0, 0.0)])
    with pytest.raises(AnalysisError, match=": b separates"):
        ordinal(y, apart, "ab", (1, 2, 3))
    with pytest.raises(AnalysisError, match="linearly dependent"):
        ordinal(y, np.column_stack([X[:, 0], 2 * X[:, 0]]), "ab", (1, 2, 3))


def test_without_brant_where_a_cut_is_separated_and_the_rest_stays():
    rng = np.random.default_rng(5)
    x = rng.integers(0, 2, 200)
    y = np.where(x == 1, rng.integers(1, 3, 200), rng.integers(1, 4, 200))
    y[(x == 1) & (y == 1)] = 2  # who has x is never at the bottom, nor at the top
    found = ordinal(y.astype(float), np.column_stack([x, rng.normal(size=200)]), ["x", "z"], (1, 2, 3))
    assert found.brant.empty
    assert [note.key for note in found.notes] == ["survey.no_brant"]
    assert np.isfinite(found.table["b"]).all()


def test_different_slopes_are_found():
    rng = np.random.default_rng(8)
    x, u = rng.normal(size=2000), rng.logistic(size=2000)
    y = np.where(u < -1.0 - 0.2 * x, 0, np.where(u < 1.0 - 1.2 * x, 1, 2)).astype(np.int64)
    assert brant(y, x[:, None], ["x"])["pvalue"].max() < 1e-6


def test_a_predictor_far_from_zero_is_no_trouble():
    y, X = floats(R["five"]["y"]), floats(R["five"]["x"])
    far = ordinal(y, X + np.array([0, 1990.0, 0]), NAMES, range(1, 6))
    np.testing.assert_allclose(far.table.iloc[:, 1:], fitted("five").table.iloc[:, 1:], rtol=1e-5)
