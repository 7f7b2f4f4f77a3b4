"""ULS and DWLS on moments: statistics, value, gradient and information by their formulas."""

from __future__ import annotations

import numpy as np
import pytest
from sem.lavaan_reference import dataset

from tamkit.sem import fit
from tamkit.sem.complete.gamma import gamma
from tamkit.sem.complete.weighted import WeightedLS, model_statistics, statistics
from tamkit.sem.matrices import Array
from tamkit.sem.result import Fit

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual"


def test_means_come_first_then_columns_of_the_lower_triangle() -> None:
    S, m = np.array([[[1.0, 2.0, 3.0], [2.0, 4.0, 5.0], [3.0, 5.0, 6.0]]]), np.array([[7.0, 8.0, 9.0]])
    assert statistics(S, m, False).tolist() == [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]
    assert statistics(S, m, True).tolist() == [[7.0, 8.0, 9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]


@pytest.fixture(scope="module", params=["ULS", "DWLS"])
def result(request: pytest.FixtureRequest) -> Fit:
    return fit(HS, dataset("hs"), estimator=request.param, group="school")


def problem(result: Fit) -> tuple[WeightedLS, Array]:
    found = result.setup.route.problem(result.setup)
    assert isinstance(found, WeightedLS)
    return found, result.estimate.theta + 0.05


def test_the_value(result: Fit) -> None:
    """½ Σ (n_g − 1)/N Σ w (s − σ)²."""
    f, theta = problem(result)
    total = 0.0
    for g, n in enumerate(result.n):
        sigma, _ = model_statistics(result.setup.matrices[g], theta[None], f.cov[g], f.mean[g])
        gap = statistics(f.cov[g], f.mean[g], True)[0] - sigma[0]
        y = result.setup.sample.data[g]  # type: ignore[index]
        weight = np.ones(len(gap)) if result.estimator == "ULS" else 1 / np.diag(gamma(y, True))
        total += 0.5 * (n - 1) / 301 * float(weight @ gap**2)
    assert f.value(theta[None], slice(None))[0] == pytest.approx(total, rel=1e-10)
    assert not f.exact
    assert f.size == 1


def test_derivatives(result: Fit) -> None:
    f, theta = problem(result)
    value, g, H = f.evaluate(theta[None], slice(None))
    assert H is not None
    assert value[0] == f.value(theta[None], slice(None))[0]
    h, k = 1e-6, len(theta)
    points = np.concatenate([theta + h * np.eye(k), theta - h * np.eye(k)])
    rows = np.zeros(2 * k, dtype=int)
    values = f.value(points, rows)
    np.testing.assert_allclose(g[0], (values[:k] - values[k:]) / (2 * h), atol=1e-6)
    wanted = np.zeros((k, k))
    for at, n in enumerate(result.n):
        _, delta = model_statistics(result.setup.matrices[at], theta[None], f.cov[at], f.mean[at])
        wanted += (n - 1) / 301 * delta[0].T @ (f.weight[at][0][:, None] * delta[0])
    np.testing.assert_allclose(H[0], wanted, rtol=1e-10, atol=1e-12)
    assert f.derivatives(theta[None], slice(None), weight=False)[1] is None


def test_the_test_is_twice_n_times_the_value(result: Fit) -> None:
    assert result.fit["chisq"] == pytest.approx(2 * 301 * result.estimate.value, rel=1e-12)


def test_derivatives_of_the_statistics_are_differences(result: Fit) -> None:
    f, theta = problem(result)
    matrices = result.setup.matrices[0]
    _, delta = model_statistics(matrices, theta[None], f.cov[0], f.mean[0])
    for place in range(0, len(theta), 3):
        step = np.zeros(len(theta))
        step[place] = 1e-6
        up, down = (model_statistics(matrices, (theta + sign * step)[None], f.cov[0], f.mean[0])[0] for sign in (1, -1))
        np.testing.assert_allclose(delta[0, :, place], (up - down)[0] / 2e-6, atol=1e-7)


def test_what_is_not_finite_has_no_value() -> None:
    found = fit(HS, dataset("hs"), estimator="ULS")
    f, theta = found.setup.route.problem(found.setup), found.estimate.theta.copy()
    theta[0] = np.inf
    with np.errstate(invalid="ignore", over="ignore"):
        assert f.value(theta[None], slice(None))[0] == np.inf
