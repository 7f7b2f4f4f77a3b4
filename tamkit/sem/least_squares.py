"""Inference from least squares on statistics with a diagonal weight, whatever the statistics are.

With Δ, W and Γ of each group, H = Σ n_g/N Δᵀ W Δ, Γ and W of all groups in one block matrix (weighted by n_g/N), and
U = W − W Δ H⁻¹ Δᵀ W,

    robust.sem   cov(θ̂) = H⁻¹ (Σ n_g/N Δᵀ W Γ W Δ) H⁻¹ / N

and the adjusted tests follow from tr(UΓ) and tr((UΓ)²), see `tamkit.sem.teststat`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.sem.matrices import Array
from tamkit.sem.pieces import Misfit, Pieces, Sandwich


def information(deltas: Sequence[Array], weights: Sequence[Array], n: Sequence[int]) -> Array:
    """H (k,k) = Σ n_g/N Δᵀ W Δ from the groups' Δ (q,k) and diag(W) (q,)."""
    total = sum(n)
    out: Array = sum(
        (m / total) * delta.T @ (weight[:, None] * delta) for delta, weight, m in zip(deltas, weights, n, strict=True)
    )
    return out


def meat(pieces: Pieces, n: Sequence[int]) -> Array:
    """Σ n_g/N Δᵀ W Γ W Δ (k,k)."""
    total = sum(n)
    out = np.zeros((pieces.deltas[0].shape[1],) * 2)
    for delta, weight, gamma, m in zip(pieces.deltas, pieces.weights, pieces.gammas, n, strict=True):
        WD = weight[:, None] * delta
        out += (m / total) * WD.T @ gamma @ WD
    return out


def sandwich(pieces: Pieces, n: Sequence[int], inverse: Array) -> Sandwich:
    """The meat M, tr(UΓ) and tr((UΓ)²), all groups together; ``inverse`` is H⁻¹ (k,k).

    W is diagonal, so with P = WΓ the first trace is tr(P) − tr(H⁻¹M), the second tr(PP) − 2 tr(H⁻¹ Δᵀ P P W Δ) +
    tr((H⁻¹M)²): no block matrix of all groups is ever built.
    """
    total = sum(n)
    M = meat(pieces, n)
    HM = inverse @ M
    first, square = 0.0, 0.0
    twice = np.zeros_like(M)
    for delta, weight, gamma, m in zip(pieces.deltas, pieces.weights, pieces.gammas, n, strict=True):
        P = weight[:, None] * gamma
        first += float(np.trace(P))
        square += float(np.sum(P * P.T))
        GWD = gamma @ (weight[:, None] * delta)
        twice += (m / total) * GWD.T @ (weight[:, None] * GWD)
    second = square - 2.0 * float(np.trace(inverse @ twice)) + float(np.sum(HM * HM.T))
    return Sandwich(M, first - float(np.trace(HM)), second)


def misfit(
    statistics: Sequence[Array], fitted: Sequence[Array], weights: Sequence[Array], averages: dict[str, float]
) -> Misfit:
    """Σ w (s − σ)² and Σ w s² of each group, beside the averages of residuals."""
    parts = list(zip(statistics, fitted, weights, strict=True))
    return Misfit(
        [float(w @ (s - sigma) ** 2) for s, sigma, w in parts],
        [float(w @ s**2) for s, _, w in parts],
        sum(len(s) for s in statistics),
        averages,
    )
