"""The route of ordered data: weights, information, baseline and residuals by their formulas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.ordinal_reference import columns, reference

from tamkit.errors import InputError, OptionError
from tamkit.sem import fit
from tamkit.sem.ordinal.least_squares import OrdinalLS
from tamkit.sem.ordinal.route import OrdinalRoute
from tamkit.sem.result import Fit
from tamkit.sem.teststat import adjusted_test, standard_test

TWO = reference("ordinal_fits")["skew7_wlsmv"]["model"]


def ordered(estimator: str = "WLSMV", data: str = "skew7", **options: Any) -> Fit:
    return fit(TWO, pd.DataFrame(columns(data)), estimator=estimator, ordered="all", **options)


def route_of(result: Fit) -> OrdinalRoute:
    assert isinstance(result.setup.route, OrdinalRoute)
    return result.setup.route


@pytest.mark.parametrize("estimator", ["DWLS", "WLSMV", "ULS", "ULSMV"])
def test_the_value_and_the_test(estimator: str) -> None:
    """f = ½ (n − 1)/n Σ w (s − σ)², T = 2 n f."""
    result = ordered(estimator)
    (part,) = route_of(result).fitted(result.setup, result.estimate.theta)
    w = 1 / np.diag(part.moments.gamma) if result.options.kind.discrepancy == "DWLS" else np.ones(len(part.weight))
    np.testing.assert_allclose(part.weight, w)
    gap = part.moments.statistics - part.fitted
    n = result.n[0]
    assert result.estimate.value == pytest.approx(0.5 * (n - 1) / n * w @ gap**2, rel=1e-10)
    assert result.fit["chisq"] == pytest.approx((n - 1) * w @ gap**2, rel=1e-10)
    assert result.fit["gfi"] == pytest.approx(1 - w @ gap**2 / (w @ part.moments.statistics**2), rel=1e-10)
    assert result.fit["wrmr"] == pytest.approx(np.sqrt(result.fit["chisq"] / len(gap)))


@pytest.mark.parametrize("estimator", ["WLSMV", "ULSMV", "WLSM"])
def test_errors_and_tests_from_the_written_out_matrices(estimator: str) -> None:
    """H⁻¹ Δᵀ W Γ W Δ H⁻¹/n, and tr(UΓ), tr((UΓ)²) with U = W − W Δ H⁻¹ Δᵀ W."""
    result = ordered(estimator)
    (part,) = route_of(result).fitted(result.setup, result.estimate.theta)
    W, G, D = np.diag(part.weight), part.moments.gamma, part.delta
    assert G is not None
    inverse = np.linalg.inv(D.T @ W @ D)
    np.testing.assert_allclose(
        result.vcov, inverse @ D.T @ W @ G @ W @ D @ inverse / result.setup.N, rtol=1e-6, atol=1e-12
    )
    UG = (W - W @ D @ inverse @ D.T @ W) @ G
    f = result.fit
    wanted = adjusted_test(
        standard_test(f["chisq"], f["df"]), np.trace(UG), np.trace(UG @ UG), result.setup.settings.test
    )
    assert f["chisq_scaled"] == pytest.approx(wanted.chisq_scaled, rel=1e-7)
    assert f["chisq_scaling_factor"] == pytest.approx(wanted.scaling_factor, rel=1e-7)


@pytest.mark.parametrize("estimator", ["DWLS", "ULS"])
def test_standard_errors_by_name_are_those_of_the_weight(estimator: str) -> None:
    result = ordered(estimator, se="standard")
    (part,) = route_of(result).fitted(result.setup, result.estimate.theta)
    H = part.delta.T @ (part.weight[:, None] * part.delta)
    np.testing.assert_allclose(result.vcov, np.linalg.inv(H) / result.setup.N, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("estimator", ["WLSMV", "DWLS", "ULSMV"])
def test_independence_needs_no_iteration(estimator: str) -> None:
    result = ordered(estimator)
    moments = route_of(result).statistics[0]
    t = len(moments.thresholds)
    assert moments.gamma is not None
    w = np.ones(len(moments.statistics)) if estimator == "ULSMV" else 1 / np.diag(moments.gamma)
    T = (result.n[0] - 1) * w[t:] @ moments.statistics[t:] ** 2
    p = len(result.observed)
    f = result.fit
    assert f["baseline_chisq"] == pytest.approx(T, rel=1e-10)
    assert f["baseline_df"] == p * (p - 1) / 2
    if estimator != "DWLS":
        P = w[t:, None] * moments.gamma[t:, t:]
        wanted = adjusted_test(standard_test(T, f["baseline_df"]), np.trace(P), np.trace(P @ P), "scaled.shifted")
        assert f["baseline_chisq_scaled"] == pytest.approx(wanted.chisq_scaled, rel=1e-8)


@pytest.mark.parametrize(
    ("options", "data"),
    [
        ({}, "skew7"),
        ({"parameterization": "theta"}, "skew7"),
        ({"group": "school", "group_equal": ["loadings", "thresholds"]}, "groups"),
        ({"group": "school", "group_equal": ["loadings", "thresholds"], "parameterization": "theta"}, "groups"),
    ],
)
def test_gradient_and_derivatives_are_differences(options: dict[str, Any], data: str) -> None:
    """Both ways of the gradient: with the derivatives formed and without."""
    result = ordered(data=data, **options)
    f = result.setup.route.problem(result.setup)
    assert isinstance(f, OrdinalLS)
    theta, h = result.estimate.theta + 0.02, 1e-6
    k = len(theta)
    values = f.value(np.concatenate([theta + h * np.eye(k), theta - h * np.eye(k)]), np.zeros(2 * k, dtype=int))
    numeric = (values[:k] - values[k:]) / (2 * h)
    rows = np.array([0])
    for weight in (True, False):
        value, g, H = f.evaluate(theta[None], rows, weight)
        np.testing.assert_allclose(g[0], numeric, atol=1e-6)
        assert value[0] == pytest.approx(f.value(theta[None], rows)[0], rel=1e-12)
        assert (H is not None) is weight
    assert f.size == 1
    assert not f.exact


def test_residuals_of_correlations_over_their_errors() -> None:
    result = ordered()
    (part,) = route_of(result).fitted(result.setup, result.estimate.theta)
    W, G, D = np.diag(part.weight), part.moments.gamma, part.delta
    Q = np.eye(len(W)) - D @ np.linalg.inv(D.T @ W @ D) @ D.T @ W
    t = len(part.moments.thresholds)
    se = np.sqrt(np.diag(Q @ G @ Q.T)[t:] / result.n[0])
    gap = (part.moments.statistics - part.fitted)[t:]
    z = result.residuals("standardized").to_numpy()
    np.testing.assert_allclose(z[np.triu_indices(len(z), 1)], gap / se, rtol=1e-5)
    np.testing.assert_array_equal(np.diag(z), 0.0)


def test_residuals_averaged() -> None:
    """SRMR over the correlations with lavaan's divisor p(p + 1)/2; CRMR over the correlations alone."""
    result = ordered()
    gap = result.residuals("raw").to_numpy()[np.triu_indices(len(result.observed), 1)]
    p = len(result.observed)
    assert result.fit["srmr"] == pytest.approx(np.sqrt(np.sum(gap**2) / (p * (p + 1) / 2)), rel=1e-9)
    assert result.fit["crmr_nomean"] == pytest.approx(np.sqrt(np.mean(gap**2)), rel=1e-9)


def test_robust_indices_only_where_correlations_carry_the_misfit() -> None:
    assert "cfi_robust" in ordered().fit
    assert "cfi_robust" not in ordered("DWLS").fit
    equal = ordered(data="groups", group="school", group_equal=["loadings", "thresholds"])
    assert "cfi_robust" not in equal.fit
    assert "cfi_robust" in ordered(data="groups", group="school").fit


def test_start_values_are_the_samples_thresholds() -> None:
    result = ordered()
    route = route_of(result)
    guesses = route.guesses(result.setup.table, result.setup.sample, 0)
    tau = [value for (_, op, _), value in guesses.items() if op == "|"]
    np.testing.assert_allclose(tau, route.statistics[0].thresholds)
    free = result.table[result.table["op"] == "|"]
    np.testing.assert_allclose(free["est"], tau, atol=1e-8)  # thresholds are saturated


def test_what_ordered_data_are_not_for() -> None:
    result = ordered()
    route, setup, theta = route_of(result), result.setup, result.estimate.theta
    for call in (lambda: route.first_order(setup, theta), lambda: route.saturated_trace(setup)):
        with pytest.raises(InputError) as caught:
            call()
        assert caught.value.message.key == "sem.ordered_without_likelihood"
    with pytest.raises(OptionError) as scores:
        result.factor_scores("bartlett")
    assert scores.value.message.key == "sem.scores_of_ordered_regression_only"
    assert not {"logl", "aic"} & set(result.fit)
