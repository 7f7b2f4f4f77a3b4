"""Information matrices and casewise scores at the estimate, and the covariance of the estimates made from them.

All matrices are per observation and over θ (k,k). With H the Hessian of f (lavaan's "unit information"):

    expected    H = Σ_g w_g [½ tr(Ω ∂Σ Ω ∂Σ) + ∂μᵀ Ω ∂μ]
    observed    H = ∂²f/∂θ∂θᵀ (see `tamkit.sem.curvature`)
    first.order B = Σ_i s_i s_iᵀ / N, s_i the score of case i

    standard            cov(θ̂) = H⁻¹ / N
    robust.sem (MLM)    cov(θ̂) = H⁻¹ (Δᵀ W Γ W Δ) H⁻¹ / N      (Satorra & Bentler 1994; Browne 1984)
    robust.huber.white  cov(θ̂) = H⁻¹ B H⁻¹ / N                  (Huber 1967; White 1982; MLR)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.sem.discrepancy import Discrepancy
from tamkit.sem.implied import implied, mean_factor, products
from tamkit.sem.linalg import clearly_definite, inverse_and_log_determinant
from tamkit.sem.matrices import Array, Matrices
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


def case_scores(
    matrices: Matrices,
    theta: Array,
    data: Array,
    cov: Array,
    mean: Array,
    *,
    centre: str = "model",
    exogenous: Sequence[int] = (),
) -> Array:
    """Scores (n,k) of the complete cases of one group at θ, the derivative of the case's log-likelihood.

    With z = Σ⁻¹(y − μ) and K = WᵀΣ⁻¹W the score of an element is c (z·w_x)(z·w_y) − c K_xy, plus its mean part.
    ``centre="model"`` subtracts the model's moment (Huber–White); ``"sample"`` the sample's (the meat of robust.sem).
    Without a mean structure deviations are from the sample mean. Under ``"sample"`` the moments of fixed ``exogenous``
    variables do not vary, so what they predict of each case is taken out (lavaan's Γ under fixed.x).
    """
    at = implied(matrices, theta[None], cov[None], mean[None])
    Omega = np.linalg.inv(at.Sigma[0])
    centre_point = at.mu[0] if matrices.meanstructure and centre == "model" else mean
    TV, elements = at.TV[0], matrices.elements
    z = (data - centre_point) @ Omega
    zW = np.concatenate([z @ TV, z], axis=1)
    scores = zW[:, elements.x] * zW[:, elements.y]
    if centre == "sample":
        if len(exogenous):
            fitted = predicted(data - mean, exogenous) @ Omega
            fitted = np.concatenate([fitted @ TV, fitted], axis=1)
            scores = scores - fitted[:, elements.x] * fitted[:, elements.y]
            zW = zW - fitted
        scores = scores - scores.mean(axis=0)
    else:
        scores = scores - products(at, Omega[None])[0, elements.x, elements.y]
    by_element = elements.c * scores
    if matrices.meanstructure:
        by_element = by_element + mean_factor(matrices, at)[0] * zW[:, elements.x]
    return matrices.spread(by_element)


def predicted(centred: Array, exogenous: Sequence[int]) -> Array:
    """What the exogenous columns predict of all columns, case by case (n,p): ŷ = x (xᵀx)⁻¹ xᵀ y; x itself is kept."""
    x = centred[:, list(exogenous)]
    slopes, *_ = np.linalg.lstsq(x, centred, rcond=None)
    return np.asarray(x @ slopes)


def meat(scores: Sequence[Array], total: int) -> Array:
    """Σ_i s_i s_iᵀ / N over all groups."""
    return sum((s.T @ s for s in scores), np.zeros((scores[0].shape[1],) * 2)) / total


def invert(H: Array, affine: Affine, jacobian: Array | None = None) -> Array:
    """H⁻¹ on the tangent space of the constraints: K (KᵀHK)⁻¹ Kᵀ.

    ``jacobian`` (c,k) of non-linear or active inequality constraints narrows the space further.
    Raises ``numpy.linalg.LinAlgError`` when the information is singular there.
    """
    narrowed = jacobian is not None and len(jacobian) > 0
    if affine.K is None and not narrowed:
        inverse, size = inverse_and_log_determinant(H[None])
        return inverse[0] if np.isfinite(size[0]) else np.linalg.inv(H)
    K = affine.K if affine.K is not None else np.eye(len(H))
    if jacobian is not None and narrowed:
        _, s, Vt = np.linalg.svd(jacobian @ K)
        rank = int((s > 1e-9 * s.max()).sum())
        K = K @ Vt[rank:].T
    return K @ np.linalg.inv(K.T @ H @ K) @ K.T


SINGULAR = 1e-8  # smallest eigenvalue of the scaled information below which parameters are not identified
NEARLY_SINGULAR = 1e-5  # … and below which they are only just


def clearly_identified(H: Array, affine: Affine) -> bool:
    """Whether the pivots of the scaled information are well away from zero: the usual case, settled at once."""
    scaled, _ = _unit_diagonal(affine.weight(H))
    return clearly_definite(scaled, 1e-2)


def _unit_diagonal(H: Array) -> tuple[Array, Array]:
    """H scaled to a unit diagonal, and the scale; rows without any derivative, whatever the unit, are zero."""
    diagonal = H.diagonal()
    scale = np.sqrt(np.maximum(diagonal, 1e-300))
    scaled = H / (scale[:, None] * scale)
    dead = diagonal <= 1e-60
    scaled[dead, :] = scaled[:, dead] = 0.0
    return scaled, scale


def unidentified(H: Array, affine: Affine, names: Sequence[str], bound: float = SINGULAR) -> list[str]:
    """Names of the parameters that the data cannot tell apart: those in the null space of the information.

    The information is scaled to a unit diagonal first, so that units of measurement play no part.
    """
    if clearly_identified(H, affine):
        return []
    K = affine.K if affine.K is not None else np.eye(len(H))
    scaled, scale = _unit_diagonal(affine.weight(H))
    values, vectors = np.linalg.eigh(scaled)
    null = vectors[:, values < bound]
    if not null.shape[1]:
        return []
    weight = np.abs(K @ (null / scale[:, None])).max(axis=1) * np.sqrt(np.maximum(np.diag(H), 1e-300))
    weight = np.where(np.diag(H) <= 0, np.abs(K @ null).max(axis=1), weight)
    order = np.argsort(-weight)
    return [names[i] for i in order if weight[i] > 0.1 * weight.max()]
