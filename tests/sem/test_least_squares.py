"""The algebra of least squares against its formulas written out with block matrices of all groups."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.sem.least_squares import information, meat, misfit, sandwich
from tamkit.sem.matrices import Array
from tamkit.sem.pieces import Pieces
from tamkit.sem.teststat import adjusted_test, standard_test

N = (70, 130)


def pieces(seed: int, q: int = 6, k: int = 3) -> Pieces:
    rng = np.random.default_rng(seed)
    roots = [rng.normal(size=(q, q)) for _ in N]
    return Pieces(
        [rng.normal(size=(q, k)) for _ in N],
        [rng.uniform(0.5, 2.0, size=q) for _ in N],
        [root @ root.T for root in roots],
    )


def whole(blocks: list[Array]) -> Array:
    q = len(blocks[0])
    out = np.zeros((2 * q, 2 * q))
    out[:q, :q], out[q:, q:] = blocks
    return out


@pytest.mark.parametrize("seed", range(3))
def test_traces_are_those_of_u_gamma(seed: int) -> None:
    """U = W − W Δ H⁻¹ Δᵀ W with W weighted by n_g/N and Γ divided by it."""
    part = pieces(seed)
    share = [n / sum(N) for n in N]
    Delta = np.concatenate(part.deltas)
    W = whole([s * np.diag(w) for s, w in zip(share, part.weights, strict=True)])
    Gamma = whole([G / s for s, G in zip(share, part.gammas, strict=True)])
    H = Delta.T @ W @ Delta
    np.testing.assert_allclose(information(part.deltas, part.weights, N), H, rtol=1e-12)
    np.testing.assert_allclose(meat(part, N), Delta.T @ W @ Gamma @ W @ Delta, rtol=1e-10)
    U = W - W @ Delta @ np.linalg.inv(H) @ Delta.T @ W
    found = sandwich(part, N, np.linalg.inv(H))
    assert found.trace == pytest.approx(np.trace(U @ Gamma), rel=1e-10)
    assert found.trace_square == pytest.approx(np.trace(U @ Gamma @ U @ Gamma), rel=1e-10)


def test_misfit_adds_up_squares() -> None:
    s, sigma, w = np.array([1.0, 2.0]), np.array([0.5, 2.0]), np.array([4.0, 1.0])
    found = misfit([s, s], [sigma, s], [w, w], {})
    assert found.error == [1.0, 0.0]
    assert found.size == [8.0, 8.0]
    assert found.count == 4


def test_adjusted_tests_have_the_moments_that_they_promise() -> None:
    """With tr(UΓ) = df and tr((UΓ)²) = df nothing is to be adjusted."""
    base = standard_test(12.0, 5)
    for kind in ("satorra.bentler", "scaled.shifted", "mean.var.adjusted"):
        found = adjusted_test(base, 5.0, 5.0, kind)
        assert found.chisq_scaled == pytest.approx(12.0)
        assert found.df_scaled == pytest.approx(5.0)
        assert found.scaling_factor == pytest.approx(1.0)
    doubled = adjusted_test(base, 10.0, 20.0, "scaled.shifted")
    assert doubled.chisq_scaled == pytest.approx(6.0)
    assert doubled.shift == pytest.approx(0.0)
