"""The route of incomplete data: its sample, likelihood, available moments, and resamples one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal
from sem.lavaan_reference import dataset
from sem.ordinal_reference import columns

from tamkit.errors import OptionError
from tamkit.sem import fit
from tamkit.sem.missing.patterns import missing_patterns
from tamkit.sem.missing.robust import _complete_discrepancy, _complete_information
from tamkit.sem.missing.route import IncompleteRoute, available_moments
from tamkit.sem.missing.saturated import saturated
from tamkit.sem.result import Fit
from tamkit.sem.vicinity import Vicinity

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual"
ITEMS = [f"x{j}" for j in range(1, 7)]


def gaps() -> pd.DataFrame:
    return pd.DataFrame(columns("hs_missing"))


@pytest.fixture(scope="module")
def result() -> Fit:
    return fit(HS, gaps(), missing="fiml")


def loglik(y: np.ndarray, mu: np.ndarray, Sigma: np.ndarray) -> float:
    total = 0.0
    for row in y:
        seen = ~np.isnan(row)
        if seen.any():
            total += multivariate_normal(mu[seen], Sigma[np.ix_(seen, seen)]).logpdf(row[seen])
    return total


def test_the_likelihood_is_the_density_of_what_was_answered(result: Fit) -> None:
    y = gaps()[ITEMS].to_numpy()
    mu, Sigma = result.implied_mean().to_numpy(), result.implied_cov().to_numpy()
    assert result.fit["logl"] == pytest.approx(loglik(y, mu, Sigma), rel=1e-9)
    h1 = saturated(missing_patterns(y))
    assert result.fit["unrestricted_logl"] == pytest.approx(loglik(y, h1.mean, h1.cov), rel=1e-9)
    assert result.fit["chisq"] == pytest.approx(2 * (result.fit["unrestricted_logl"] - result.fit["logl"]), rel=1e-8)
    np.testing.assert_allclose(result.sample_cov(), h1.cov, rtol=1e-10)
    assert result.setup.route.needs_means
    assert result.setup.settings.information == "observed"


def test_exogenous_variables_are_conditioned_on() -> None:
    """log f(y | x): the likelihood of everything less that of x alone, which is complete."""
    found = fit("x4 ~ x1 + x2\nx5 ~ x4", gaps(), missing="fiml")
    rows = gaps()[["x4", "x5", "x1", "x2"]].dropna(subset=["x1", "x2"])
    assert found.observed == list(rows.columns)
    x = rows[["x1", "x2"]].to_numpy()
    alone = multivariate_normal(x.mean(axis=0), np.cov(x.T, bias=True)).logpdf(x).sum()
    whole = loglik(rows.to_numpy(), found.implied_mean().to_numpy(), found.implied_cov().to_numpy())
    assert found.fit["logl"] == pytest.approx(whole - alone, rel=1e-8)
    assert found.n == (len(rows),)


def test_the_observed_hessian_is_that_of_the_likelihood(result: Fit) -> None:
    setup, theta = result.setup, result.estimate.theta
    H = setup.route.hessian(setup, theta, "observed")
    step = 1e-3 * np.random.default_rng(2).normal(size=len(theta))
    problem = setup.route.problem(setup)
    values = [float(problem.value((theta + sign * step)[None], slice(None))[0]) for sign in (1, -1, 0)]
    assert values[0] + values[1] - 2 * values[2] == pytest.approx(step @ H @ step, rel=1e-3)
    expected = setup.route.hessian(setup, theta, "expected")
    assert not np.allclose(expected, H)
    np.testing.assert_allclose(result.vcov, np.linalg.inv(H) / sum(result.n), rtol=1e-6)


def test_available_moments() -> None:
    """R: colMeans(x, na.rm = TRUE), cov(x, use = "pairwise") · (n − 1)/n."""
    data = gaps()[ITEMS]
    mean, cov = available_moments(missing_patterns(data.to_numpy()))
    n = int(data.notna().any(axis=1).sum())
    np.testing.assert_allclose(mean, data.mean(), rtol=1e-12)
    np.testing.assert_allclose(cov, data.cov() * (n - 1) / n, rtol=1e-9)


def test_what_complete_data_would_say() -> None:
    S, Sigma = np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([[1.5, 0.2], [0.2, 1.2]])
    m, mu = np.array([0.3, 0.1]), np.array([0.0, 0.2])
    d = m - mu
    wanted = np.log(np.linalg.det(Sigma) / np.linalg.det(S)) + np.trace(S @ np.linalg.inv(Sigma)) - 2
    assert _complete_discrepancy(S, m, Sigma, mu) == pytest.approx(wanted + d @ np.linalg.inv(Sigma) @ d)
    assert _complete_discrepancy(S, m, S, m) == pytest.approx(0.0, abs=1e-12)
    W, inverse = _complete_information(S), np.linalg.inv(S)
    np.testing.assert_allclose(W[:2, :2], inverse)
    assert W[2, 2] == pytest.approx(0.5 * inverse[0, 0] ** 2)
    assert W[3, 3] == pytest.approx(inverse[0, 0] * inverse[1, 1] + inverse[0, 1] ** 2)
    np.testing.assert_array_equal(W[:2, 2:], 0.0)


def test_of_complete_data_the_robust_indices_are_the_plain_ones() -> None:
    """Nothing is missing, so nothing is to be corrected: c = 1, T is χ²."""
    data = dataset("hs")
    found = fit(HS, data, missing="fiml")
    for name in ("cfi", "tli", "rmsea", "rmsea_ci_lower", "rmsea_ci_upper"):
        assert found.fit[f"{name}_robust"] == pytest.approx(found.fit[name], rel=1e-5, abs=1e-7)


def test_a_refit_is_a_fit_of_the_repeated_rows(result: Fit) -> None:
    setup, theta = result.setup, result.estimate.theta
    n = result.n[0]
    weights = np.random.default_rng(5).multinomial(n, np.full(n, 1 / n), size=2).astype(float)
    H = setup.route.hessian(setup, theta, "expected")
    assert setup.sample.data is not None
    found = setup.route.refit(setup, Vicinity(theta, np.linalg.inv(H)), [weights], setup.sample.data)
    assert found.admissible == 2
    for b, weight in enumerate(weights):
        rows = np.repeat(setup.sample.data[0], weight.astype(int), axis=0)
        again = fit(HS, pd.DataFrame(rows, columns=result.observed), missing="fiml")
        np.testing.assert_allclose(found.theta[b], again.estimate.theta, atol=1e-5)


def test_a_resample_without_answers_is_left_out(result: Fit) -> None:
    setup, theta = result.setup, result.estimate.theta
    assert setup.sample.data is not None
    weights = np.zeros((1, result.n[0]))
    weights[0, 0] = result.n[0]  # one respondent over and over: every variable is constant
    found = setup.route.refit(setup, Vicinity(theta, np.eye(len(theta))), [weights], setup.sample.data)
    assert found.theta.shape == (0, len(theta))
    assert (len(found.value), found.admissible) == (0, 0)


def test_what_incomplete_data_are_not_for(result: Fit) -> None:
    setup, theta = result.setup, result.estimate.theta
    route = setup.route
    assert isinstance(route, IncompleteRoute)
    for call, key in (
        (lambda: route.sandwich(setup, theta, np.eye(len(theta))), "sem.satorra_bentler_needs_complete_rows"),
        (lambda: route.pieces(setup, theta), "sem.incomplete_needs_ml"),
    ):
        with pytest.raises(OptionError) as caught:
            call()
        assert caught.value.message.key == key
