"""The gradient of ML where residuals are uncorrelated: through matrices of factors, without products of p × p ones.

With Θ diagonal, G = Θ⁻¹Λ and C = cov(η), Woodbury's Σ⁻¹ = Θ⁻¹ − G A Gᵀ, A = N C, N = (I + C ΛᵀG)⁻¹, makes of
M = Σ⁻¹ (Σ − S) Σ⁻¹, the derivative of f by Σ,

    M Λ = R N ,   R = G − Θ⁻¹X + G A Y ,   X = S G ,   Y = GᵀX
    diag M = 1/θ − s/θ² − diag((R − Θ⁻¹X) A Gᵀ) .

All that a gradient asks of M lies in these: M V = R A, Tᵀ M [T V] = (ΛE)ᵀ R [N E, A] and, of residual variances, diag M.
With means S is S + d dᵀ, d = m − μ, and r = −Σ⁻¹d. It loses digits as a residual variance nears zero.
"""

from __future__ import annotations

import numpy as np

from tamkit.sem.implied import mean_factor, total_effects
from tamkit.sem.linalg import inverse_or_nan
from tamkit.sem.matrices import Array, Matrices


def structured(matrices: Matrices) -> bool:
    """Whether the way through the factors is there, and shorter."""
    return matrices.uncorrelated and 2 * matrices.inner <= len(matrices.observed) and not len(matrices.responses)


def structured_gradient(matrices: Matrices, theta: Array, S: Array, m: Array) -> Array:
    """Gradient (B,k) of log|Σ| + tr(S Σ⁻¹) + (m − μ)ᵀ Σ⁻¹ (m − μ), halved, at θ (B,k) of moments (B,p,p), (B,p).

    θ may also be one (1,k) for all. NaN where Σ is singular; it need not be positive definite.
    """
    n, p, elements = matrices.inner, len(matrices.observed), matrices.elements
    ends = np.cumsum((n * n, n * p, n * n, p, n))
    flat = matrices.sources(theta, None, None).take(matrices.slim, axis=1)
    structural, loadings, covariances, residual, *means = np.split(flat, ends[: 5 if matrices.meanstructure else 3], axis=1)
    E = total_effects(structural.reshape(-1, n, n), matrices.depth)
    Lambda = loadings.reshape(-1, p, n)
    C = E @ covariances.reshape(-1, n, n) @ E.transpose(0, 2, 1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        precise = 1.0 / residual
        G = Lambda * precise[..., None]
        N = inverse_or_nan(np.eye(n) + C @ (Lambda.transpose(0, 2, 1) @ G))
        A = N @ C
        X = S @ G
        variance = S.diagonal(axis1=1, axis2=2)
        if means:
            eta = (E @ means[0][..., None])[..., 0]
            d = m - means[1] - (Lambda @ eta[..., None])[..., 0]
            own = (d[:, None, :] @ G)[:, 0]
            X += d[..., None] * own[:, None, :]
            variance = variance + d * d
        Y = G.transpose(0, 2, 1) @ X
        scaled = X * precise[..., None]
        R = G @ (np.eye(n) + A @ Y) - scaled
        RA = R @ A
        diagonal = precise - variance * precise**2 - np.vecdot(RA - scaled @ A, G)
        inside = (Lambda @ E).transpose(0, 2, 1) @ R @ np.concatenate((N @ E, A), axis=2)
        by_element = elements.c * np.concatenate(
            (inside.reshape(len(S), -1), RA.reshape(len(S), -1), diagonal), axis=1
        ).take(elements.slim, axis=1)
        if means:
            r = (G @ (A @ own[..., None]))[..., 0] - precise * d
            Tr = (r[:, None, :] @ (Lambda @ E))[:, 0]
            by_element += mean_factor(matrices, eta) * np.concatenate((Tr, r), axis=1).take(elements.reach, axis=1)
        return matrices.spread(by_element)
