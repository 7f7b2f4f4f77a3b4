"""Information matrices at the estimate, their inverse under constraints, and what the data cannot tell apart.

All matrices are per observation and over θ (k,k). With H the Hessian of f (lavaan's "unit information"):

    expected    H = Σ_g w_g [½ tr(Ω ∂Σ Ω ∂Σ) + ∂μᵀ Ω ∂μ]
    observed    H = ∂²f/∂θ∂θᵀ (see `tamkit.sem.curvature`)

Constraints leave a tangent space K: H⁻¹ is K (KᵀHK)⁻¹ Kᵀ.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.sem.discrepancy import Discrepancy
from tamkit.sem.linalg import clearly_definite, inverse_and_log_determinant
from tamkit.sem.matrices import Array
from tamkit.sem.metric import Affine


def observed_hessian(problem: Discrepancy, theta: Array, row: int = 0) -> Array:
    """∂²f/∂θ∂θᵀ at one θ (k,): exact where the discrepancy offers it, else by central differences of the gradient.

    The step is 1e-5·max(1, |θ|), the 2k gradients are one stack; truncation and rounding both stay near 1e-10.
    """
    if problem.exact:
        _, _, exact = problem.evaluate(theta[None], np.array([row]), "exact")
        assert exact is not None
        return exact[0]
    k = len(theta)
    h = 1e-5 * np.maximum(1.0, np.abs(theta))
    g, _ = problem.derivatives(theta + np.concatenate([np.diag(h), -np.diag(h)]), np.full(2 * k, row), weight=False)
    H = (g[:k] - g[k:]) / (2 * h[:, None])
    return 0.5 * (H + H.T)


def expected_hessian(problem: Discrepancy, theta: Array, row: int = 0) -> Array:
    _, H = problem.derivatives(theta[None], np.array([row]))
    assert H is not None
    return H[0]


def tangent(affine: Affine, jacobian: Array | None = None) -> Array | None:
    """Orthonormal directions (k,·) along which θ may move; None when nothing holds it.

    ``jacobian`` (c,k) of non-linear equalities and of inequalities that bind narrows what linear equalities leave.
    """
    if jacobian is None or not len(jacobian):
        return affine.K
    K = affine.K if affine.K is not None else np.eye(jacobian.shape[1])
    _, s, Vt = np.linalg.svd(jacobian @ K)
    rank = int((s > 1e-9 * s.max()).sum())
    return K @ Vt[rank:].T


def inverse_along(H: Array, K: Array | None) -> Array:
    """H⁻¹ on the space that K spans: K (KᵀHK)⁻¹ Kᵀ; without K the whole.

    Raises ``numpy.linalg.LinAlgError`` when the information is singular there.
    """
    if K is None:
        inverse, size = inverse_and_log_determinant(H[None])
        return inverse[0] if np.isfinite(size[0]) else np.linalg.inv(H)
    return K @ np.linalg.inv(K.T @ H @ K) @ K.T


SINGULAR = 1e-8  # smallest eigenvalue of the scaled information below which parameters are not identified
NEARLY_SINGULAR = 1e-5  # … and below which they are only just


def clearly_identified(H: Array, K: Array | None = None) -> bool:
    """Whether the pivots of the scaled information are well away from zero: the usual case, settled at once."""
    scaled, _ = _unit_diagonal(_along(H, K))
    return clearly_definite(scaled, 1e-2)


def _along(H: Array, K: Array | None) -> Array:
    return H if K is None else K.T @ H @ K


def _unit_diagonal(H: Array) -> tuple[Array, Array]:
    """H scaled to a unit diagonal, and the scale; rows without any derivative, whatever the unit, are zero."""
    diagonal = H.diagonal()
    scale = np.sqrt(np.maximum(diagonal, 1e-300))
    scaled = H / (scale[:, None] * scale)
    blank = diagonal <= 1e-60
    scaled[blank, :] = scaled[:, blank] = 0.0
    return scaled, scale


def unidentified(H: Array, K: Array | None, names: Sequence[str], bound: float = SINGULAR) -> list[str]:
    """Names of the parameters that the data cannot tell apart: those in the null space of the information along K.

    The information is scaled to a unit diagonal first, so that units of measurement play no part.
    """
    if clearly_identified(H, K):
        return []
    K = np.eye(len(H)) if K is None else K
    scaled, scale = _unit_diagonal(K.T @ H @ K)
    values, vectors = np.linalg.eigh(scaled)
    null = vectors[:, values < bound]
    if not null.shape[1]:
        return []
    weight = np.abs(K @ (null / scale[:, None])).max(axis=1) * np.sqrt(np.maximum(np.diag(H), 1e-300))
    weight = np.where(np.diag(H) <= 0, np.abs(K @ null).max(axis=1), weight)
    order = np.argsort(-weight)
    return [names[i] for i in order if weight[i] > 0.1 * weight.max()]
