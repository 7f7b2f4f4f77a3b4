"""The cumulative logistic likelihood: its derivatives by differences, and what separates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from tamkit.survey.cumulative import Cumulative, absent, profile, separated

rng = np.random.default_rng(6)
X = rng.normal(size=(120, 2))
Y = np.digitize(X @ [0.8, -0.4] + rng.logistic(size=120), [-0.5, 1.0]).astype(np.int64)
LIKELIHOOD = Cumulative(Y, X)
THETA = np.array([-0.4, 1.1, 0.6, -0.2])


def maximum():
    theta = THETA
    for _ in range(20):
        _, gradient, hessian = LIKELIHOOD.parts(theta)
        theta = theta - np.linalg.solve(hessian, gradient)
    return theta, np.linalg.inv(-LIKELIHOOD.parts(theta)[2])


def test_gradient_and_hessian_are_the_derivatives():
    _, gradient, hessian = LIKELIHOOD.parts(THETA)
    np.testing.assert_allclose(gradient, approx_fprime(THETA, lambda t: LIKELIHOOD.parts(t)[0], 1e-7), rtol=1e-4)
    numeric = np.array([approx_fprime(THETA, lambda t, j=j: LIKELIHOOD.parts(t)[1][j], 1e-7) for j in range(4)])
    np.testing.assert_allclose(hessian, numeric, rtol=1e-4, atol=1e-4)
    assert LIKELIHOOD.parts(np.array([1.0, 0.0, 0.0, 0.0]))[0] == -np.inf


def test_a_held_parameter_is_a_smaller_model():
    theta, _ = maximum()
    loglik, found, slope = LIKELIHOOD.held(theta, 3, 0.0)
    assert found[3] == 0.0
    nearby = [LIKELIHOOD.held(theta, 3, step)[0] for step in (-1e-5, 1e-5)]
    assert slope == pytest.approx((nearby[1] - nearby[0]) / 2e-5, rel=1e-4)
    np.testing.assert_allclose(np.delete(LIKELIHOOD.parts(found)[1], 3), 0, atol=1e-4)
    assert loglik < LIKELIHOOD.parts(theta)[0]


def test_p_and_interval_go_together():
    theta, cov = maximum()
    for at in range(2, 4):
        for level in (0.8, 0.95, 0.999):
            low, high = profile(LIKELIHOOD, theta, cov, at, level)
            assert (absent(LIKELIHOOD, theta, cov, at) < 1 - level) == (low > 0 or high < 0)
            assert low < theta[at] < high


@pytest.mark.parametrize("newton", [0, 8])
def test_an_end_is_where_the_likelihood_ratio_has_fallen_so_far(monkeypatch: pytest.MonkeyPatch, newton: int):
    """By Newton's steps, or without them."""
    monkeypatch.setattr("tamkit.survey.cumulative.NEWTON", newton)
    theta, cov = maximum()
    for at in range(4):
        for end in profile(LIKELIHOOD, theta, cov, at):
            fall = 2 * (LIKELIHOOD.parts(theta)[0] - LIKELIHOOD.held(theta, at, end)[0])
            assert fall == pytest.approx(3.841458820694124, rel=1e-5)


def test_an_end_that_is_never_reached_is_infinite():
    """Just one answer of the lowest category has x = 1: the other side is open."""
    y = np.repeat([0, 1], 30).astype(np.int64)
    x = np.zeros((60, 1))
    x[59] = 1.0
    assert separated(y, x).tolist() == [True]
    low, high = profile(Cumulative(y, x), np.array([0.03, 30.0]), np.diag([0.06, 1.0]), 1)
    assert np.isfinite(low)
    assert high == np.inf


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([Y > 0, X[:, 0]], [True, False]),
        ([X[:, 0], X[:, 1]], [False, False]),
        ([(Y == 2) & (X[:, 0] > 0), X[:, 1]], [True, False]),
    ],
)
def test_who_separates(columns, expected):
    assert separated(Y, np.column_stack(columns).astype(float)).tolist() == expected


def test_two_that_separate_only_together():
    x = np.array([[0.0, 1], [1, 2], [2, 3], [1, 0], [2, 1], [3, 2]])
    assert separated(np.array([0, 0, 0, 1, 1, 1]), x).tolist() == [True, True]
