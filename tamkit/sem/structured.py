"""The gradient of ML where residuals are uncorrelated: through matrices of factors, without products of p × p ones.

With Θ diagonal, G = Θ⁻¹Λ and C = cov(η), Woodbury's Σ⁻¹ = Θ⁻¹ − G A Gᵀ, A = N C, N = (I + C ΛᵀG)⁻¹, makes of
M = Σ⁻¹ (Σ − S) Σ⁻¹, the derivative of f by Σ,

    M Λ = R N ,   R = G − Θ⁻¹X + G A Y ,   X = S G ,   Y = GᵀX
    diag M = 1/θ − s/θ² − diag((R − Θ⁻¹X) A Gᵀ) .

All that a gradient asks of M lies in these: M V = R A, Tᵀ M [T V] = (ΛE)ᵀ R [N E, A] and, of residual variances,
diag M. With means S is S + d dᵀ, d = m − μ, and r = −Σ⁻¹d. It loses digits as a residual variance nears zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamkit.sem.implied import mean_factor, total_effects
from tamkit.sem.linalg import cholesky_or_nan, inverse_or_nan, log_determinant
from tamkit.sem.matrices import Array, Matrices


def structured(matrices: Matrices) -> bool:
    """Whether the way through the factors is there, and shorter."""
    return matrices.uncorrelated and 2 * matrices.inner <= len(matrices.observed) and not len(matrices.responses)


@dataclass(frozen=True, slots=True)
class _Factors:
    """E, Λ, C, diag Θ, and α and ν where there is a mean structure, of a stack."""

    E: Array
    Lambda: Array
    C: Array
    residual: Array
    means: list[Array]

    @classmethod
    def of(cls, matrices: Matrices, theta: Array) -> _Factors:
        n, p = matrices.inner, len(matrices.observed)
        ends = [n * n, n * (n + p), n * (2 * n + p), n * (2 * n + p) + p, n * (2 * n + p + 1) + p]
        flat = matrices.sources(theta, None, None).take(matrices.slim, axis=1)
        B, Lambda, Psi, residual, *means = np.split(flat, ends if matrices.meanstructure else ends[:3], axis=1)
        E = total_effects(B.reshape(-1, n, n), matrices.depth)
        C = E @ Psi.reshape(-1, n, n) @ E.transpose(0, 2, 1)
        return cls(E, Lambda.reshape(-1, p, n), C, residual, means)

    @property
    def eta(self) -> Array:
        return (self.E @ self.means[0][..., None])[..., 0]

    def off(self, m: Array, eta: Array) -> Array:
        """d = m − μ."""
        return m - self.means[1] - (self.Lambda @ eta[..., None])[..., 0]


def structured_value(matrices: Matrices, theta: Array, S: Array, m: Array) -> Array:
    """log|Σ| + tr(S Σ⁻¹) + (m − μ)ᵀ Σ⁻¹ (m − μ) at θ (B,k) of moments (B,p,p), (B,p).

    NaN where a residual variance is not positive, or Σ is not positive definite: with K = ΛᵀG = L Lᵀ and Θ > 0 it is
    where I + LᵀCL is, whose determinant times that of Θ is that of Σ.
    """
    at = _Factors.of(matrices, theta)
    measured = np.flatnonzero(at.Lambda.any(axis=(0, 1)))  # K is singular with factors that have no items
    Lambda, C, eye = at.Lambda[:, :, measured], at.C[:, measured][:, :, measured], np.eye(len(measured))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        residual = np.where(at.residual > 0, at.residual, np.nan)
        G = Lambda / residual[..., None]
        L = cholesky_or_nan(Lambda.transpose(0, 2, 1) @ G)
        Lt = L.transpose(0, 2, 1)
        logdet = log_determinant(eye + Lt @ C @ L) + np.log(residual).sum(axis=1)
        A = C @ inverse_or_nan(eye + L @ (Lt @ C))
        fit = (S.diagonal(axis1=1, axis2=2) / residual).sum(axis=1)
        Y = G.transpose(0, 2, 1) @ (S @ G)
        if at.means:
            d = at.off(m, at.eta)
            own = (d[:, None, :] @ G)[:, 0]
            Y += own[:, :, None] * own[:, None, :]
            fit += (d * d / residual).sum(axis=1)
        return np.asarray(logdet + fit - (A * Y).sum(axis=(1, 2)))


def structured_gradient(matrices: Matrices, theta: Array, S: Array, m: Array) -> Array:
    """Gradient (B,k) of the same, halved; θ may also be one (1,k) for all.

    NaN where Σ is singular; it need not be positive definite.
    """
    at, n, elements = _Factors.of(matrices, theta), matrices.inner, matrices.elements
    E, Lambda, C = at.E, at.Lambda, at.C
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        precise = 1.0 / at.residual
        G, Lt = Lambda * precise[..., None], Lambda.transpose(0, 2, 1)
        N = inverse_or_nan(np.eye(n) + C @ (Lt @ G))
        A = N @ C
        GA, X = G @ A, S @ G
        variance = S.diagonal(axis1=1, axis2=2)
        if at.means:
            eta = at.eta
            d = at.off(m, eta)
            own = (d[:, None, :] @ G)[:, 0]
            X += d[..., None] * own[:, None, :]
            variance = variance + d * d
        scaled = X * precise[..., None]
        R = G + GA @ (G.transpose(0, 2, 1) @ X) - scaled
        RA = R @ A
        diagonal = precise - variance * precise**2 - np.vecdot(R - scaled, GA)
        inside = E.transpose(0, 2, 1) @ (Lt @ R) @ np.concatenate((N @ E, A), axis=2)
        flat = np.concatenate((inside.reshape(len(S), -1), RA.reshape(len(S), -1), diagonal), axis=1)
        by_element = elements.c * flat.take(elements.slim, axis=1)
        if at.means:
            r = (GA @ own[..., None])[..., 0] - precise * d
            reach = np.concatenate((((r[:, None, :] @ Lambda) @ E)[:, 0], r), axis=1)
            by_element += mean_factor(matrices, eta) * reach.take(elements.reach, axis=1)
        return matrices.spread(by_element)
