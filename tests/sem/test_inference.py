"""One inference for every estimator: its parts by their formulas, and constraints in all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset
from sem.ordinal_reference import columns

from tamkit.sem import fit
from tamkit.sem.inference import infer
from tamkit.sem.result import Fit
from tamkit.sem.teststat import standard_test

MODEL = "visual =~ x1 + a*x2 + b*x3 + x4\n"
TWO = "F1 =~ y1 + a*y2 + b*y3\nF2 =~ y4 + y5 + y6\n"
KINDS: list[tuple[str, str, dict[str, Any]]] = [
    (MODEL, "hs", {"estimator": "MLM"}),
    (MODEL, "hs", {"estimator": "MLR"}),
    (MODEL, "hs", {"estimator": "DWLS"}),
    (MODEL, "hs_missing", {"estimator": "MLR", "missing": "fiml"}),
    (TWO, "skew7", {"estimator": "WLSMV", "ordered": "all"}),
    (TWO, "skew7", {"estimator": "ULSMV", "ordered": "all"}),
]


def fitted(model: str, data: str, options: dict[str, Any]) -> Fit:
    return fit(model, dataset("hs") if data == "hs" else pd.DataFrame(columns(data)), **options)


@pytest.mark.parametrize(("model", "data", "options"), KINDS)
@pytest.mark.parametrize("constraint", ["", "a == b", "a^2 == b^2", "exp(a) == exp(0.9)"])
def test_covariance_and_inverse_stay_on_the_tangent_space(
    model: str, data: str, options: dict[str, Any], constraint: str
) -> None:
    """Nothing varies in a direction that a constraint forbids; what is left is H⁻¹ there."""
    found = fitted(model + constraint, data, options)
    setup, theta = found.setup, found.estimate.theta
    K = setup.tangent(theta)
    assert found.estimate.vcov is not None
    assert found.estimate.inverse is not None
    if not constraint:
        assert K is None
        return
    assert K is not None
    outside = np.eye(len(theta)) - K @ K.T
    assert np.abs(outside @ found.estimate.vcov).max() < 1e-10
    assert np.linalg.matrix_rank(found.estimate.vcov) == K.shape[1] == len(theta) - 1
    H = setup.route.hessian(setup, theta, setup.settings.information)
    np.testing.assert_allclose(K.T @ found.estimate.inverse @ H @ K, np.eye(K.shape[1]), atol=1e-8)


@pytest.mark.parametrize(("data", "options"), [("hs", {}), ("hs_missing", {"missing": "fiml"})])
def test_the_meat_of_mlr_is_the_crossproduct_of_numeric_scores(data: str, options: dict[str, Any]) -> None:
    """The score of a case is the derivative of its own discrepancy: leave it out and see what f loses."""
    found = fitted(MODEL, data, {"estimator": "MLR", "meanstructure": True, **options})
    setup, theta = found.setup, found.estimate.theta
    assert setup.sample.data is not None
    y = setup.sample.data[0]
    h = 1e-5
    scores = np.zeros((len(y), len(theta)))
    for place in range(len(theta)):
        for sign in (1, -1):
            moved = theta.copy()
            moved[place] += sign * h
            Sigma, mu = setup.route.implied(setup, moved, 0)
            scores[:, place] += sign * np.array([_loglik(row, Sigma, mu) for row in y]) / (2 * h)
    np.testing.assert_allclose(setup.route.first_order(setup, theta), scores.T @ scores / len(y), atol=1e-5)


def _loglik(row: np.ndarray, Sigma: np.ndarray, mu: np.ndarray) -> float:
    seen = ~np.isnan(row)
    d, S = (row - mu)[seen], Sigma[np.ix_(seen, seen)]
    return float(-0.5 * (np.linalg.slogdet(S)[1] + d @ np.linalg.solve(S, d)))


@pytest.mark.parametrize(("model", "data", "options"), KINDS)
def test_inference_again_gives_the_same(model: str, data: str, options: dict[str, Any]) -> None:
    found = fitted(model, data, options)
    test = found.estimate.test
    again = infer(found.setup, found.estimate.theta, standard_test(test.chisq, test.df))
    np.testing.assert_allclose(again.vcov, found.estimate.vcov, rtol=1e-12)
    if options["estimator"] != "DWLS":
        assert again.test.chisq_scaled == pytest.approx(test.chisq_scaled, rel=1e-12)


def test_the_traces_of_satorra_and_bentler_are_of_expected_information() -> None:
    """Whatever information the standard errors take, the test is the same."""
    expected, observed = (
        fitted(MODEL, "hs", {"estimator": "MLM", "information": kind}) for kind in ("expected", "observed")
    )
    assert observed.estimate.test.trace == pytest.approx(expected.estimate.test.trace, rel=1e-8)
    assert observed.fit["chisq_scaled"] == pytest.approx(expected.fit["chisq_scaled"], rel=1e-8)
    assert not np.allclose(observed.vcov, expected.vcov, rtol=1e-3)
    setup, theta = observed.setup, observed.estimate.theta
    M = setup.route.sandwich(setup, theta, np.eye(len(theta))).meat
    bread = np.linalg.inv(setup.route.hessian(setup, theta, "observed"))
    np.testing.assert_allclose(observed.vcov, bread @ M @ bread / 301, rtol=1e-6, atol=1e-10)
