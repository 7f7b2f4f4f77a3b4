"""Satorra's (2000) test of restrictions: its traces with restrictions written out, and what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2
from sem.lavaan_reference import dataset
from sem.ordinal_reference import columns, reference

from tamkit.errors import AnalysisError, OptionError
from tamkit.sem import compare, fit
from tamkit.sem.comparison import difference
from tamkit.sem.matrices import Array
from tamkit.sem.restrictions import restriction_traces, satorra_2000
from tamkit.sem.result import Fit

TWO = reference("ordinal_fits")["skew7_wlsmv"]["model"]


def ordered(model: str, estimator: str = "WLSMV", **options: object) -> Fit:
    return fit(model, pd.DataFrame(columns("skew7")), estimator=estimator, ordered="all", **options)  # type: ignore[arg-type]


def definite(k: int, seed: int) -> Array:
    y = np.random.default_rng(seed).normal(size=(3 * k, k))
    return np.asarray(y.T @ y / (3 * k))


def written_out(A: Array, P: Array, M: Array) -> tuple[float, float]:
    """tr(X M) and tr(X M X M) with X = P⁻¹ Aᵀ (A P⁻¹ Aᵀ)⁻¹ A P⁻¹."""
    inverse = np.linalg.inv(P)
    X = inverse @ A.T @ np.linalg.inv(A @ inverse @ A.T) @ A @ inverse
    return float(np.trace(X @ M)), float(np.trace(X @ M @ X @ M))


@pytest.mark.parametrize("seed", range(3))
def test_traces_of_parameters_fixed(seed: int) -> None:
    """The smaller model lacks the last two of five parameters: A picks them out."""
    Delta = np.random.default_rng(seed).normal(size=(9, 5))
    P, M = definite(5, seed), definite(5, seed + 10)
    found = restriction_traces(Delta, Delta[:, :3], P, M)
    assert found == pytest.approx(written_out(np.eye(5)[3:], P, M), rel=1e-8)


def test_traces_of_parameters_set_equal() -> None:
    """θ₁ = θ₂: the smaller model's first derivative is the sum of two, A their difference."""
    Delta = np.random.default_rng(4).normal(size=(9, 4))
    smaller = np.column_stack([Delta[:, 0] + Delta[:, 1], Delta[:, 2:]])
    P, M = definite(4, 1), definite(4, 2)
    assert restriction_traces(Delta, smaller, P, M) == pytest.approx(
        written_out(np.array([[1.0, -1.0, 0.0, 0.0]]), P, M), rel=1e-8
    )


def test_traces_on_the_tangent_space_of_the_larger_model() -> None:
    """A larger model with θ₁ = θ₂ is one of three parameters; fixing its last one leaves A in those coordinates."""
    Delta, P, M = np.random.default_rng(5).normal(size=(9, 4)), definite(4, 3), definite(4, 4)
    K = np.array([[0.5**0.5, 0, 0], [0.5**0.5, 0, 0], [0, 1, 0], [0, 0, 1.0]])
    found = restriction_traces(Delta @ K, (Delta @ K)[:, :2], P, M, K)
    assert found == pytest.approx(written_out(np.eye(3)[2:], K.T @ P @ K, K.T @ M @ K), rel=1e-8)


def test_a_model_that_spans_the_same_is_no_restriction() -> None:
    Delta = np.random.default_rng(6).normal(size=(9, 3))
    with pytest.raises(AnalysisError) as caught:
        restriction_traces(Delta, Delta @ definite(3, 1), np.eye(3), np.eye(3))
    assert caught.value.message.key == "sem.models_do_not_differ"


@pytest.mark.parametrize("estimator", ["WLSMV", "WLSM", "ULSMV"])
def test_one_restriction_is_a_scaled_difference(estimator: str) -> None:
    """With one degree of freedom every adjustment is a division: T = (T₀ − T₁)/tr(UΓ)."""
    larger, smaller = ordered(TWO, estimator), ordered(TWO, estimator, orthogonal=True)
    test = satorra_2000(larger, smaller)
    raw = smaller.estimate.test.chisq - larger.estimate.test.chisq
    assert test.df == 1
    assert test.chisq == pytest.approx(raw)
    assert test.chisq_scaled == pytest.approx(raw / test.trace, rel=1e-8)
    assert test.pvalue_scaled == pytest.approx(chi2.sf(test.chisq_scaled, 1), rel=1e-6)
    row = compare(larger, smaller, method="2000").iloc[1]
    assert row["chisq_diff"] == pytest.approx(test.chisq_scaled)
    assert difference(larger, smaller)["chisq_diff"] == pytest.approx(test.chisq_scaled)


def test_only_a_robust_test_has_it() -> None:
    hs = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6"
    for estimator in ("ML", "GLS"):
        found = fit(hs, dataset("hs"), estimator=estimator)
        with pytest.raises(OptionError) as caught:
            satorra_2000(found, found)
        assert caught.value.message.key == "sem.method_2000_needs_robust"


@pytest.mark.parametrize("estimator", ["DWLS", "ULS"])
def test_least_squares_compare_by_their_restrictions(estimator: str) -> None:
    """T₀ − T₁ has no χ² distribution: the difference is WLSMV's or ULSMV's, the plain one has no p."""
    robust = {"DWLS": "WLSMV", "ULS": "ULSMV"}[estimator]
    row, other = (
        compare(ordered(TWO, name), ordered(TWO, name, orthogonal=True)).iloc[1] for name in (estimator, robust)
    )
    assert row["chisq_diff"] == pytest.approx(other["chisq_diff"], rel=1e-8)
    assert row["pvalue_diff"] == pytest.approx(other["pvalue_diff"], rel=1e-8)
    plain = compare(ordered(TWO, estimator), ordered(TWO, estimator, orthogonal=True), method="standard").iloc[1]
    assert np.isnan(plain["pvalue_diff"])
