"""Least squares on thresholds and polychoric correlations (ULS, DWLS), and the robust inference that goes with it.

    f = 1/2 sum_g (n_g - 1)/N (s_g - sigma_g)' W_g (s_g - sigma_g),     W = I (ULS) or diag(Gamma)⁻¹ (DWLS)

With H = sum_g n_g/N Delta' W Delta, Gamma and W of all groups in one block matrix (weighted by n_g/N), and
U = W - W Delta H⁻¹ Delta' W,

    robust.sem         cov(theta) = H⁻¹ (sum_g n_g/N Delta' W Gamma W Delta) H⁻¹ / N
    satorra.bentler    T df / tr(U Gamma)
    mean.var.adjusted  T tr(U Gamma) / tr((U Gamma)²) on tr(U Gamma)² / tr((U Gamma)²) degrees of freedom
    scaled.shifted     a T + df - a tr(U Gamma), a = sqrt(df / tr((U Gamma)²))         (Asparouhov & Muthén 2010)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.sem.discrepancy import Rows, Weight
from tamkit.sem.matrices import Array
from tamkit.sem.ordinal.latent import Latent, model_statistics, pull_back, statistics_jacobian
from tamkit.sem.teststat import Test, chi2_sf


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


def information(deltas: Sequence[Array], weights: Sequence[Array], n: Sequence[int]) -> Array:
    """H (k,k) = sum_g n_g/N Delta' W Delta from the groups' Delta (q,k) and diag(W) (q,)."""
    total = sum(n)
    out: Array = sum(
        (m / total) * delta.T @ (weight[:, None] * delta) for delta, weight, m in zip(deltas, weights, n, strict=True)
    )
    return out


def sandwich_meat(
    deltas: Sequence[Array], weights: Sequence[Array], gammas: Sequence[Array], n: Sequence[int]
) -> Array:
    """sum_g n_g/N Delta' W Gamma W Delta (k,k)."""
    total = sum(n)
    out = np.zeros((deltas[0].shape[1],) * 2)
    for delta, weight, gamma, m in zip(deltas, weights, gammas, n, strict=True):
        WD = weight[:, None] * delta
        out += (m / total) * WD.T @ gamma @ WD
    return out


def traces(
    deltas: Sequence[Array], weights: Sequence[Array], gammas: Sequence[Array], n: Sequence[int], inverse: Array
) -> tuple[float, float]:
    """tr(U Gamma) and tr((U Gamma)²), all groups together.

    W is diagonal, so with P = W Gamma the first is tr(P) - tr(H⁻¹ M), and the second
    tr(P P) - 2 tr(H⁻¹ Delta' P P W Delta) + tr((H⁻¹ M)²): no block matrix of all groups is ever built.
    """
    total = sum(n)
    M = sandwich_meat(deltas, weights, gammas, n)
    HM = inverse @ M
    first, square = 0.0, 0.0
    twice = np.zeros_like(M)
    for delta, weight, gamma, m in zip(deltas, weights, gammas, n, strict=True):
        P = weight[:, None] * gamma
        first += float(np.trace(P))
        square += float(np.sum(P * P.T))
        WD = weight[:, None] * delta
        GWD = gamma @ WD
        twice += (m / total) * GWD.T @ (weight[:, None] * GWD)
    second = square - 2.0 * float(np.trace(inverse @ twice)) + float(np.sum(HM * HM.T))
    return first - float(np.trace(HM)), second


def adjusted_test(base: Test, trace: float, trace_square: float, kind: str) -> Test:
    """The robust test ``kind`` (satorra.bentler, mean.var.adjusted, scaled.shifted) from tr(U Gamma) and tr((U
    Gamma)²).

    R: ``lavaan::lavTest(fit, test = kind)``.
    """
    T, df = base.chisq, base.df
    if df <= 0:
        return Test(T, df, base.pvalue, kind, T, df, base.pvalue, float("nan"), trace=trace)
    shift = float("nan")
    if kind == "satorra.bentler":
        factor, df_scaled = trace / df, df
        scaled = T / factor
    elif kind == "mean.var.adjusted":
        df_scaled = trace**2 / trace_square
        factor = trace / df_scaled
        scaled = T / factor
    else:
        # tr((U Gamma)²) is positive unless the estimate is degenerate; then there is no test.
        factor, df_scaled = float(np.sqrt(trace_square / df)) if trace_square > 0 else float("nan"), df
        shift = df - trace / factor
        scaled = T / factor + shift
    return Test(T, df, base.pvalue, kind, scaled, df_scaled, chi2_sf(scaled, df_scaled), factor, shift, trace)
