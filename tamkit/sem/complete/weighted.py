"""Least squares on a vector of sample statistics with a diagonal weight: ULS and DWLS on moments.

    f = ½ (n−1)/n (s − σ(θ))ᵀ V (s − σ(θ)),   V = I (ULS) or diag(Γ)⁻¹ (DWLS)

s holds the means (with a mean structure) and then the lower triangle of S by columns, as lavaan orders them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.sem.discrepancy import Rows, Weight
from tamkit.sem.implied import implied, jacobian
from tamkit.sem.linalg import vech_index
from tamkit.sem.matrices import Array, Matrices


def statistics(S: Array, mean: Array, meanstructure: bool) -> Array:
    """s (B,q) of a stack of moments."""
    a, b = vech_index(S.shape[-1])
    vech = S[:, a, b]
    return np.concatenate([mean, vech], axis=1) if meanstructure else vech


def model_statistics(matrices: Matrices, theta: Array, S: Array, mean: Array) -> tuple[Array, Array]:
    """σ(θ) (B,q) and Δ = ∂σ/∂θ (B,q,k)."""
    at = implied(matrices, theta, S, mean)
    d_sigma, d_mu = jacobian(matrices, at)
    a, b = vech_index(S.shape[-1])
    sigma, delta = at.Sigma[:, a, b], d_sigma[:, :, a, b].transpose(0, 2, 1)
    if matrices.meanstructure:
        sigma = np.concatenate([at.mu, sigma], axis=1)
        delta = np.concatenate([d_mu.transpose(0, 2, 1), delta], axis=1)
    return sigma, delta


@dataclass(frozen=True, slots=True)
class WeightedLS:
    """ULS or DWLS on a stack; ``weight`` (B,q) is the diagonal of V, one array a group; ``n`` the group sizes."""

    matrices: Sequence[Matrices]
    cov: Sequence[Array]
    mean: Sequence[Array]
    weight: Sequence[Array]
    n: Sequence[int]

    @property
    def size(self) -> int:
        return len(self.cov[0])

    @property
    def exact(self) -> bool:
        return False

    def _share(self, g: int) -> float:
        return (self.n[g] - 1) / sum(self.n)

    def evaluate(self, theta: Array, rows: Rows, weight: Weight = True) -> tuple[Array, Array, Array | None]:
        return self.value(theta, rows), *self.derivatives(theta, rows, bool(weight))

    def value(self, theta: Array, rows: Rows) -> Array:
        total = np.zeros(len(theta))
        for g, matrices in enumerate(self.matrices):
            S, mean = self.cov[g][rows], self.mean[g][rows]
            at = implied(matrices, theta, S, mean)
            d = statistics(S, mean, matrices.meanstructure) - statistics(at.Sigma, at.mu, matrices.meanstructure)
            total += 0.5 * self._share(g) * np.einsum("bq,bq->b", d * self.weight[g][rows], d)
        return np.where(np.isfinite(total), total, np.inf)

    def derivatives(self, theta: Array, rows: Rows, weight: bool = True) -> tuple[Array, Array | None]:
        g_total: Array = np.zeros_like(theta)
        H_total: Array | None = np.zeros((*theta.shape, theta.shape[1])) if weight else None
        for g, matrices in enumerate(self.matrices):
            S, mean = self.cov[g][rows], self.mean[g][rows]
            sigma, delta = model_statistics(matrices, theta, S, mean)
            d = statistics(S, mean, matrices.meanstructure) - sigma
            V = self.weight[g][rows]
            g_total -= self._share(g) * np.einsum("bqk,bq->bk", delta, V * d)
            if H_total is not None:
                H_total += self._share(g) * np.einsum("bqk,bql->bkl", delta, V[..., None] * delta)
        return g_total, H_total
