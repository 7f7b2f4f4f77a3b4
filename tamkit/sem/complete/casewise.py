"""What complete cases say one by one: their scores, and traces that would otherwise need p*² matrices.

    first.order  B = Σ_i s_i s_iᵀ / N, s_i the score of case i

For the saturated model tr(B₁ A₁⁻¹) is half of Mardia's kurtosis minus p, because a case's saturated score weighs it by
its squared Mahalanobis distance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.sem.implied import by_parameter, implied, mean_factor, products
from tamkit.sem.linalg import inverse_or_nan
from tamkit.sem.matrices import Array, Matrices


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
        by_element = by_element + mean_factor(matrices, at.eta)[0] * zW[:, elements.x]
    return matrices.spread(by_element)


def first_orders(matrices: Matrices, theta: Array, rows: Array, cov: Array, mean: Array, *, centre: str) -> Array:
    """B (b,k,k) of one group for a stack of samples (b,n,p): Σ_i s_i s_iᵀ / n of the scores of :func:`case_scores`.

    Sample by sample, for the caches' sake; cases stand in columns here, so that what belongs to an element lies side by
    side, and elements are summed into parameters at the end, when the cases are gone.
    """
    elements, n = matrices.elements, rows.shape[1]
    at = implied(matrices, theta, cov, mean)
    Omega = inverse_or_nan(at.Sigma)
    point = at.mu if matrices.meanstructure and centre == "model" else mean
    along = np.concatenate([at.TV.transpose(0, 2, 1) @ Omega, Omega], axis=1)
    factor = mean_factor(matrices, at.eta)[..., None] if matrices.meanstructure else None
    offset = None if centre == "sample" else products(at, Omega)[:, elements.x, elements.y]
    by_element = np.empty((len(rows), len(elements), len(elements)))
    for i, own in enumerate(rows):
        zW = along[i] @ (own - point[i]).T
        scores = zW.take(elements.x, axis=0)
        by_mean = None if factor is None else scores * factor[i]
        scores *= zW.take(elements.y, axis=0)
        average = scores.mean(axis=1)
        off = average if offset is None else offset[i]
        if by_mean is None:  # Σ (s − k)(s − k)ᵀ without a pass over all cases to take k away
            crossed = np.outer(average, off)
            by_element[i] = scores @ scores.T / n - (crossed + crossed.T - np.outer(off, off))
            by_element[i] *= elements.c[:, None] * elements.c
        else:
            scores -= off[:, None]
            scores *= elements.c[:, None]
            scores += by_mean
            by_element[i] = scores @ scores.T / n
    return by_parameter(matrices, by_element)


def predicted(centred: Array, exogenous: Sequence[int]) -> Array:
    """What the exogenous columns predict of all columns, case by case (n,p): ŷ = x (xᵀx)⁻¹ xᵀ y; x itself is kept."""
    x = centred[:, list(exogenous)]
    slopes, *_ = np.linalg.lstsq(x, centred, rcond=None)
    return np.asarray(x @ slopes)


def meat(scores: Sequence[Array], total: int) -> Array:
    """Σ_i s_i s_iᵀ / N over all groups."""
    return sum((s.T @ s for s in scores), np.zeros((scores[0].shape[1],) * 2)) / total


def trace_mlr_saturated(
    data: Sequence[Array], cov: Sequence[Array], mean: Sequence[Array], meanstructure: bool, exo: Sequence[int]
) -> float:
    """Σ_g tr(B₁ A₁⁻¹) of the saturated model.

    Without exogenous variables a case contributes ½ (m² − 2m + p) with m its squared Mahalanobis distance, and the
    means p.
    With fixed exogenous variables their own moments are left out of both matrices, by regression on them.
    """
    total = 0.0
    for g, y in enumerate(data):
        centred = y - mean[g]
        m = np.vecdot(centred @ np.linalg.inv(cov[g]), centred)
        p = y.shape[1]
        if not len(exo):
            total += 0.5 * (float(np.mean(m**2)) - 2.0 * float(np.mean(m)) + p) + (p if meanstructure else 0)
            continue
        total += _trace_with_exogenous(y, cov[g], mean[g], meanstructure, exo)
    return total


def trace_independent(y: Array, mean: Array, meanstructure: bool) -> float:
    """tr(B H⁻¹) of one group's independence model: ½ (kurtosis − 1) a variable, and 1 a mean."""
    squares = (y - mean) ** 2
    kurtosis = (squares**2).mean(axis=0) / squares.mean(axis=0) ** 2
    return float(0.5 * (kurtosis - 1).sum()) + (y.shape[1] if meanstructure else 0)


def _trace_with_exogenous(y: Array, cov: Array, mean: Array, meanstructure: bool, exo: Sequence[int]) -> float:
    """tr(B₁ A₁⁻¹) over all sample moments but those among the exogenous variables."""
    p = len(cov)
    Omega = np.linalg.inv(cov)
    z = (y - mean) @ Omega
    a, b = np.tril_indices(p)
    fixed = set(exo)
    keep = np.array([not (i in fixed and j in fixed) for i, j in zip(a, b, strict=True)])
    a, b = a[keep], b[keep]
    c = np.where(a == b, 0.5, 1.0)
    scores = c * (z[:, a] * z[:, b] - Omega[a, b])
    A1 = (c[:, None] * c) * (Omega[np.ix_(a, a)] * Omega[np.ix_(b, b)] + Omega[np.ix_(a, b)] * Omega[np.ix_(b, a)])
    if meanstructure:
        free = [i for i in range(p) if i not in fixed]
        scores = np.concatenate([scores, z[:, free]], axis=1)
        zeros = np.zeros((len(A1), len(free)))
        A1 = np.block([[A1, zeros], [zeros.T, Omega[np.ix_(free, free)]]])
    B1 = scores.T @ scores / len(y)
    return float(np.trace(np.linalg.solve(A1, B1)))


def weighted_trace(
    matrices: Sequence[Matrices],
    theta: Array,
    data: Sequence[Array],
    cov: Sequence[Array],
    mean: Sequence[Array],
    exogenous: Sequence[int] = (),
) -> float:
    """Σ_g tr(W Γ), with W at the model-implied moments and Γ distribution-free; tr(UΓ) is less tr(H⁻¹ Δᵀ W Γ W Δ)."""
    total = 0.0
    for g, y in enumerate(data):
        at = implied(matrices[g], theta[None], cov[g][None], mean[g][None])
        Omega = np.linalg.inv(at.Sigma[0])
        centred = y - mean[g]
        fitted = predicted(centred, exogenous) if len(exogenous) else np.zeros_like(centred)
        q, cross, r = (np.vecdot(a @ Omega, b) for a, b in ((centred, centred), (centred, fitted), (fitted, fitted)))
        OS = Omega @ ((centred.T @ centred - fitted.T @ fitted) / len(y))
        total += 0.5 * (float(np.mean(q**2 - 2 * cross**2 + r**2)) - float(np.trace(OS @ OS)))
        if matrices[g].meanstructure:
            total += float(np.mean(q - 2 * cross + r))
    return total
