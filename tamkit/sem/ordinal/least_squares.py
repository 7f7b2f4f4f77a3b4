"""Least squares on thresholds and polychoric correlations (ULS, DWLS).

f = 1/2 sum_g (n_g - 1)/N (s_g - sigma_g)' W_g (s_g - sigma_g),     W = I (ULS) or diag(Gamma)⁻¹ (DWLS)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.sem.discrepancy import Rows, Weight
from tamkit.sem.matrices import Array
from tamkit.sem.ordinal.latent import Latent, model_statistics, pull_back, statistics_jacobian


@dataclass(frozen=True, slots=True)
class OrdinalLS:
    """The discrepancy for a stack of samples: ``statistics`` and ``weight`` (B,q) and ``cov``, ``mean`` one entry
    a group.

    ``cov`` and ``mean`` (B, …) supply the moments of fixed exogenous variables.
    """

    latents: Sequence[Latent]
    statistics: Sequence[Array]
    weight: Sequence[Array]
    cov: Sequence[Array]
    mean: Sequence[Array]
    n: Sequence[int]

    @property
    def size(self) -> int:
        return len(self.statistics[0])

    @property
    def exact(self) -> bool:
        return False

    def _share(self, g: int) -> float:
        return (self.n[g] - 1) / sum(self.n)

    def value(self, theta: Array, rows: Rows) -> Array:
        total = np.zeros(len(theta))
        for g, latent in enumerate(self.latents):
            sigma = model_statistics(latent, theta, self.cov[g][rows], self.mean[g][rows])
            total += self._of_group(g, sigma, rows)
        return np.where(np.isfinite(total), total, np.inf)

    def derivatives(self, theta: Array, rows: Rows, weight: bool = True) -> tuple[Array, Array | None]:
        _, gradient, hessian = self.evaluate(theta, rows, weight)
        return gradient, hessian

    def evaluate(self, theta: Array, rows: Rows, weight: Weight = True) -> tuple[Array, Array, Array | None]:
        f, gradient = np.zeros(len(theta)), np.zeros_like(theta)
        hessian: Array | None = np.zeros((*theta.shape, theta.shape[1])) if weight else None
        for g, latent in enumerate(self.latents):
            cov, mean, W = self.cov[g][rows], self.mean[g][rows], self.weight[g][rows]
            if hessian is None:
                sigma, pulled = pull_back(latent, theta, cov, mean, np.stack([self.statistics[g][rows], W]))
            else:
                sigma, delta = statistics_jacobian(latent, theta, cov, mean)
                pulled = np.einsum("bqk,bq->bk", delta, W * (self.statistics[g][rows] - sigma))
                hessian += self._share(g) * (delta.transpose(0, 2, 1) @ (W[..., None] * delta))
            gradient -= self._share(g) * pulled
            f += self._of_group(g, sigma, rows)
        return np.where(np.isfinite(f), f, np.inf), gradient, hessian

    def _of_group(self, g: int, sigma: Array, rows: Rows) -> Array:
        d = self.statistics[g][rows] - sigma
        out: Array = 0.5 * self._share(g) * np.einsum("bq,bq->b", d * self.weight[g][rows], d)
        return out
