"""The exact Hessian of the discrepancy: the observed information.

With f's derivatives M/2 by Σ and r by μ, and Σ_k, Σ_kl first and second derivatives of Σ (μ likewise),

    ML        H_kl = I_kl − tr(Ω Σ_k M Σ_l) + ½ tr(M Σ_kl) + rᵀμ_kl − rᵀΣ_kΩμ_l − rᵀΣ_lΩμ_k
    GLS, ULS  H_kl = I_kl + ½ tr(M Σ_kl) + rᵀμ_kl                       (their weight Ω does not move)

where I is the expected information. Like the first derivatives of `tamkit.sem.matrices`, everything is look-ups: with
W = [U V], K = WᵀΩW and Q = WᵀMW, E = (I − A)⁻¹ and C = cov(v),

    ½ tr(M ∂²Σ/∂A_ij∂A_pq) = E_qi Q(u_p, v_j) + C_qj Q(u_i, u_p) + E_jp Q(u_i, v_q)
    ½ tr(M ∂²Σ/∂A_ij∂S_pq) = E_jq Q(u_i, u_p) + E_jp Q(u_i, u_q)        (halved for p = q)
"""

from __future__ import annotations

import numpy as np

from tamkit.sem.matrices import Array, Implied, Matrices, information, mean_factor


def observed(matrices: Matrices, at: Implied, Omega: Array, M: Array, r: Array | None, moving: bool) -> Array:
    """H (B,k,k) of one group; ``moving`` says that Ω = Σ⁻¹ moves with θ (ML)."""
    W = np.concatenate([at.U, at.V], axis=2)
    Q = W.transpose(0, 2, 1) @ (M @ W)
    by_element = _second_derivatives(matrices, at, Q)
    if moving:
        K = W.transpose(0, 2, 1) @ (Omega @ W)
        x, y, c = matrices.x, matrices.y, matrices.c
        Kx, Ky, Qx, Qy = K[:, x, :], K[:, y, :], Q[:, x, :], Q[:, y, :]
        middle = Ky[:, :, x] * Qx[:, :, y] + Ky[:, :, y] * Qx[:, :, x]
        middle += Kx[:, :, x] * Qy[:, :, y] + Kx[:, :, y] * Qy[:, :, x]
        by_element -= (c[:, None] * c) * middle
    if r is not None and matrices.meanstructure:
        by_element += _mean_part(matrices, at, W, Omega, r, moving)
    half = matrices.spread(by_element)
    return information(matrices, at, Omega) + matrices.spread(half.transpose(0, 2, 1))


def _second_derivatives(matrices: Matrices, at: Implied, Q: Array) -> Array:
    """½ tr(M Σ_kl) for all pairs of free elements (B,e,e)."""
    m, a = len(matrices.variables), len(matrices.free_A)
    e = len(matrices.x)
    out = np.zeros((len(Q), e, e))
    if not a:
        return out
    i, j, _ = matrices.free_A.T
    E, C = _reach(matrices, at), at.total
    # Between two arrows A_ij and A_pq: rows are (i, j), columns (p, q); E_qi Q(u_p, v_j) and its mirror image.
    first = E[:, j][:, :, i].transpose(0, 2, 1) * Q[:, i][:, :, m + j].transpose(0, 2, 1)
    out[:, :a, :a] = first + first.transpose(0, 2, 1) + C[:, j][:, :, j] * Q[:, i][:, :, i]
    s = len(matrices.free_S)
    if s:
        p, q, _ = matrices.free_S.T
        c = matrices.c[a : a + s]
        Ej, Qi = E[:, j], Q[:, i]
        block = c * (Ej[:, :, q] * Qi[:, :, p] + Ej[:, :, p] * Qi[:, :, q])
        out[:, :a, a : a + s] = block
        out[:, a : a + s, :a] = block.transpose(0, 2, 1)
    return out


def _reach(matrices: Matrices, at: Implied) -> Array:
    """Rows of (I − A)⁻¹ for the inner variables (B,i,m): zero for outer columns, which nothing inner depends on."""
    outer = len(matrices.variables) - matrices.inner
    return np.concatenate([at.inverse, np.zeros((*at.inverse.shape[:2], outer))], axis=2)


def _mean_part(matrices: Matrices, at: Implied, W: Array, Omega: Array, r: Array, moving: bool) -> Array:
    """rᵀμ_kl and, for ML, the terms where a change of Σ meets a change of μ (B,e,e)."""
    a, s = len(matrices.free_A), len(matrices.free_S)
    e = len(matrices.x)
    out = np.zeros((len(W), e, e))
    R = (W.transpose(0, 2, 1) @ r[..., None])[..., 0]
    if a:
        i, j, _ = matrices.free_A.T
        E = _reach(matrices, at)
        eta = at.eta[:, j]
        # η_j R_p E_qi: rows are (i, j), columns (p, q).
        first = eta[:, :, None] * R[:, i][:, None, :] * E[:, j][:, :, i].transpose(0, 2, 1)
        out[:, :a, :a] = first + first.transpose(0, 2, 1)
        if e > a + s:
            p = matrices.free_alpha[:, 0]
            block = R[:, i][:, :, None] * E[:, j][:, :, p]
            out[:, :a, a + s :] = block
            out[:, a + s :, :a] = block.transpose(0, 2, 1)
    if moving:
        x, y, c = matrices.x, matrices.y, matrices.c
        K = W.transpose(0, 2, 1) @ (Omega @ W)
        factor = mean_factor(matrices, at)
        # rᵀΣ_kΩμ_l = c_k (r·x_k y_kᵀ + r·y_k x_kᵀ) Ω u_l a_l
        cross = c[:, None] * (R[:, x, None] * K[:, y][:, :, x] + R[:, y, None] * K[:, x][:, :, x]) * factor[:, None, :]
        out -= cross + cross.transpose(0, 2, 1)
    return out
