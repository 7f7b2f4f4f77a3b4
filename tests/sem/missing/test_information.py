"""Information about the moments of incomplete rows, as second derivatives of the likelihood."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.errors import AnalysisError
from tamkit.sem.missing.fiml import casewise_scores, fiml
from tamkit.sem.missing.information import expected_information, first_order_information, observed_information
from tamkit.sem.missing.patterns import Array, Patterns, missing_patterns

P = 3
ROW, COL = np.triu_indices(P)
MU, SIGMA = np.array([0.2, -0.1, 0.4]), np.array([[1.4, 0.5, 0.3], [0.5, 1.1, 0.2], [0.3, 0.2, 0.9]])


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    rng = np.random.default_rng(3)
    y = rng.normal(size=(90, P)) @ np.array([[1.0, 0.4, 0.2], [0.0, 1.0, 0.3], [0.0, 0.0, 1.0]])
    y[rng.random((90, P)) < 0.3] = np.nan
    return missing_patterns(y)


def unpacked(x: Array) -> tuple[Array, Array]:
    Sigma = np.zeros((P, P))
    Sigma[ROW, COL] = Sigma[COL, ROW] = x[P:]
    return x[:P], Sigma


def gradient(patterns: Patterns, x: Array) -> Array:
    at = fiml(patterns, *unpacked(x))
    return np.concatenate([at.dmu, np.where(ROW == COL, 1.0, 2.0) * at.dsigma[ROW, COL]])


X = np.concatenate([MU, SIGMA[ROW, COL]])


def test_the_gradient_is_the_slope_of_the_likelihood(patterns: Patterns) -> None:
    h = 1e-6
    numeric = [
        (fiml(patterns, *unpacked(X + h * e)).loglik - fiml(patterns, *unpacked(X - h * e)).loglik) / (2 * h)
        for e in np.eye(len(X))
    ]
    np.testing.assert_allclose(gradient(patterns, X), numeric, rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(casewise_scores(patterns, MU, SIGMA).sum(axis=0), gradient(patterns, X), atol=1e-9)


def test_observed_information_is_minus_the_curvature(patterns: Patterns) -> None:
    h = 1e-5
    numeric = np.array(
        [(gradient(patterns, X + h * e) - gradient(patterns, X - h * e)) / (2 * h) for e in np.eye(len(X))]
    )
    np.testing.assert_allclose(observed_information(patterns, MU, SIGMA), -numeric / patterns.n, atol=1e-6)


def test_expected_information_pattern_by_pattern(patterns: Patterns) -> None:
    """Σ n_m/n of what complete data on the pattern's variables would tell."""
    total = np.zeros((len(X), len(X)))
    for seen, count in zip(patterns.observed, patterns.counts, strict=True):
        G = np.zeros((P, P))
        G[np.ix_(seen, seen)] = np.linalg.inv(SIGMA[np.ix_(seen, seen)])
        total[:P, :P] += count * G
        for a in range(len(ROW)):
            for b in range(len(ROW)):
                value = G[ROW[a], ROW[b]] * G[COL[a], COL[b]] + G[ROW[a], COL[b]] * G[COL[a], ROW[b]]
                halves = (0.5 if ROW[a] == COL[a] else 1.0) * (0.5 if ROW[b] == COL[b] else 1.0)
                total[P + a, P + b] += count * value * halves
    found = expected_information(patterns, MU, SIGMA)
    np.testing.assert_allclose(found, total / patterns.n, rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(found[:P, P:], 0.0)  # means and covariances tell nothing of each other on average


def test_first_order_information_is_the_crossproduct(patterns: Patterns) -> None:
    scores = casewise_scores(patterns, MU, SIGMA)
    np.testing.assert_allclose(first_order_information(patterns, MU, SIGMA), scores.T @ scores / patterns.n)


def test_of_many_rows_all_three_agree() -> None:
    rng = np.random.default_rng(4)
    y = rng.multivariate_normal(MU, SIGMA, size=40_000)
    y[rng.random(y.shape) < 0.2] = np.nan
    many = missing_patterns(y)
    expected = expected_information(many, MU, SIGMA)
    for kind in (observed_information, first_order_information):
        np.testing.assert_allclose(kind(many, MU, SIGMA), expected, atol=0.05)


@pytest.mark.parametrize("kind", [expected_information, observed_information])
def test_a_covariance_that_is_none(patterns: Patterns, kind: object) -> None:
    with pytest.raises(AnalysisError) as caught:
        kind(patterns, MU, SIGMA - 2 * np.eye(P))  # type: ignore[operator]
    assert caught.value.message.key == "sem.covariance_without_information"
    with pytest.raises(np.linalg.LinAlgError):
        casewise_scores(patterns, MU, SIGMA - 2 * np.eye(P))
