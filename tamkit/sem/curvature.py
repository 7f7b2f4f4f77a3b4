"""The exact Hessian of the discrepancy: the observed information.

With f's derivatives M/2 by Σ and r by μ, and Σ_k, Σ_kl first and second derivatives of Σ (μ likewise),

    ML        H_kl = I_kl − tr(Ω Σ_k M Σ_l) + ½ tr(M Σ_kl) + rᵀμ_kl − rᵀΣ_kΩμ_l − rᵀΣ_lΩμ_k
    GLS, ULS  H_kl = I_kl + ½ tr(M Σ_kl) + rᵀμ_kl                       (their weight Ω does not move)

where I is the expected information. Like the first derivatives of `tamkit.sem.implied`, everything is look-ups: with
W = [T V I], K = WᵀΩW and Q = WᵀMW, E = (I − B)⁻¹ and C = cov(η), an arrow j → i moves Σ by u_i v_jᵀ + v_j u_iᵀ (u_i the
column of W through which i reaches the observed), a covariance of p and q by u_p u_qᵀ + u_q u_pᵀ, and

    ½ tr(M ∂²Σ) of arrows j → i, q → p       E_qi Q(u_p, v_j) + C_qj Q(u_i, u_p) + E_jp Q(u_i, v_q)
    of an arrow j → i, a covariance of p, q   E_jq Q(u_i, u_p) + E_jp Q(u_i, u_q)        (halved for p = q)
"""

from __future__ import annotations

import numpy as np

from tamkit.sem.implied import (
    Implied,
    between,
    by_parameter,
    information_of_elements,
    lookups,
    mean_factor,
    products,
)
from tamkit.sem.matrices import Array, Matrices


def observed(matrices: Matrices, at: Implied, Omega: Array, M: Array, r: Array | None, moving: bool) -> Array:
    """H (B,k,k) of one group; ``moving`` says that Ω = Σ⁻¹ moves with θ (ML)."""
    Q = products(at, M)
    Kxx, Kxy, Kyy = lookups(matrices, products(at, Omega))
    E = _reach(matrices, at)
    by_element = information_of_elements(matrices, at, Kxx, Kxy, Kyy)
    if moving:
        c = matrices.elements.c
        Qxx, Qxy, Qyy = lookups(matrices, Q)
        crossed = Kxy.transpose(0, 2, 1) * Qxy
        change = crossed + crossed.transpose(0, 2, 1)
        change += Kyy * Qxx
        change += Kxx * Qyy
        by_element -= (c[:, None] * c) * change
    if r is not None and matrices.meanstructure:
        by_element += _mean_part(matrices, at, E, r, (Kxx, Kxy) if moving else None)
    return by_parameter(matrices, _add_second_derivatives(by_element, matrices, at, E, Q))


def _reach(matrices: Matrices, at: Implied) -> Array:
    """Rows of (I − B)⁻¹ for the inner variables (B,n,m): zero for outer columns, which nothing inner depends on."""
    outer = len(matrices.variables) - matrices.inner
    return np.concatenate([at.inverse, np.zeros((*at.inverse.shape[:2], outer))], axis=2)


def _add_second_derivatives(out: Array, matrices: Matrices, at: Implied, E: Array, Q: Array) -> Array:
    """½ tr(M Σ_kl) added for all pairs of free elements (B,e,e)."""
    elements = matrices.elements
    a, s = elements.arrows, elements.covariances
    tail, head, x = elements.tail, elements.head, elements.x
    if not len(a):
        return out
    # Of two arrows j → i (rows) and q → p (columns): E_qi Q(u_p, v_j) and its mirror image.
    first = between(E, tail, head) * between(Q, x[a], elements.y[a])
    first = first + first.transpose(0, 2, 1) + between(at.total, tail, tail) * between(Q, x[a], x[a])
    out[:, a[:, None], a] += first
    if len(s):
        p, q = x[s], elements.y[s]
        block = between(E, tail, elements.other) * between(Q, x[a], p)
        block += between(E, tail, elements.one) * between(Q, x[a], q)
        block *= elements.c[s]
        out[:, a[:, None], s] += block
        out[:, s[:, None], a] += block.transpose(0, 2, 1)
    return out


def _mean_part(matrices: Matrices, at: Implied, E: Array, r: Array, moving: tuple[Array, Array] | None) -> Array:
    """rᵀμ_kl and, for ML, the terms where a change of Σ meets a change of μ (B,e,e); ``moving``: K_xx and K_xy."""
    elements = matrices.elements
    a, i = elements.arrows, elements.intercepts
    tail, x, y = elements.tail, elements.x, elements.y
    out = np.zeros((len(r), len(elements), len(elements)))
    R = np.concatenate([(at.TV.transpose(0, 2, 1) @ r[..., None])[..., 0], r], axis=1)
    if len(a):
        # η_j R_p E_qi of arrows j → i (rows) and q → p (columns).
        Ra = R[:, x[a]]
        first = at.eta[:, tail, None] * Ra[:, None, :] * between(E, tail, elements.head).transpose(0, 2, 1)
        out[:, a[:, None], a] = first + first.transpose(0, 2, 1)
        if len(i):
            block = Ra[:, :, None] * between(E, tail, elements.level)
            out[:, a[:, None], i] = block
            out[:, i[:, None], a] = block.transpose(0, 2, 1)
    if moving is not None:
        Kxx, Kxy = moving
        factor = mean_factor(matrices, at.eta)
        # rᵀΣ_kΩμ_l = c_k (r·x_k y_kᵀ + r·y_k x_kᵀ) Ω u_l a_l
        cross = R[:, x, None] * Kxy.transpose(0, 2, 1) + R[:, y, None] * Kxx
        cross *= elements.c[:, None] * factor[:, None, :]
        out -= cross + cross.transpose(0, 2, 1)
    return out
