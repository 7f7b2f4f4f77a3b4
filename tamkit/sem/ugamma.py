"""UΓ, whose eigenvalues say how a test statistic is distributed, and the residual-based statistics.

Moments of all groups stand in one vector; with shares f_g = n_g/N, V = diag(f_g V_g) the information about the moments,
Γ = diag(Γ_g/f_g), and D = ΔK along the directions K that the constraints leave,

    U = V − V D (Dᵀ V D)⁻¹ Dᵀ V          T → Σ λᵢ χ²₁ with the eigenvalues λ of UΓ    (Satorra & Bentler 1994)
    T_B = rᵀ D_c (D_cᵀ Γ_n D_c)⁻¹ D_cᵀ r,   D_c the complement of D,  Γ_n = diag(Γ_g/n_g)    (Browne 1984)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.errors import SampleError
from tamkit.sem.matrices import Array
from tamkit.sem.pieces import MomentFit


def block_diagonal(blocks: Sequence[Array]) -> Array:
    """The blocks (q,q) of the groups in one matrix."""
    from scipy.linalg import block_diag

    return np.asarray(block_diag(*blocks))


def complement(fits: Sequence[MomentFit], K: Array | None, root: Array | None = None) -> Array:
    """An orthonormal basis (q,df) of what RᵀΔK does not span, R a ``root`` (q,q) or the identity."""
    from scipy.linalg import qr

    D = np.concatenate([part.delta for part in fits])
    D = D if K is None else D @ K
    Q, _ = qr(D if root is None else root.T @ D)
    return np.asarray(Q[:, D.shape[1] :])


def lifted(fits: Sequence[MomentFit], weights: Sequence[Array], K: Array | None, n: Sequence[int]) -> Array:
    """L (q,df) with U = LLᵀ: with V = RRᵀ and Q the complement of RᵀD, L = RQ; ``weights``: V_g.

    Raises ``numpy.linalg.LinAlgError`` where V is not positive definite, which an observed information may not be.
    """
    total = sum(n)
    root = np.linalg.cholesky(block_diagonal([m / total * V for V, m in zip(weights, n, strict=True)]))
    return np.asarray(root @ complement(fits, K, root))


def eigenvalues(L: Array, gammas: Sequence[Array], n: Sequence[int]) -> Array:
    """The eigenvalues (df,) of UΓ without the zeros of U's null space, the largest first; ``L`` as of `lifted`."""
    total = sum(n)
    G = block_diagonal([total / m * gamma for gamma, m in zip(gammas, n, strict=True)])
    return np.linalg.eigvalsh(L.T @ G @ L)[::-1]


def residual_statistic(fits: Sequence[MomentFit], acovs: Sequence[Array], K: Array | None, test: str) -> float:
    """Browne's residual-based statistic; SampleError where the cases are too few for Γ's inverse in ``test``."""
    from scipy.linalg import cho_factor, cho_solve

    Q = complement(fits, K)
    r = np.concatenate([part.residual for part in fits]) @ Q
    G = block_diagonal([gamma / part.n for gamma, part in zip(acovs, fits, strict=True)])
    middle = Q.T @ G @ Q
    size = np.sqrt(middle.diagonal())
    scaled = middle / np.outer(size, size)
    if len(r) and np.linalg.eigvalsh(scaled)[0] < 1e-10:
        raise SampleError("sem.test_needs_more_cases", test=test, df=len(r), n=sum(part.n for part in fits))
    return float((r / size) @ cho_solve(cho_factor(scaled), r / size)) if len(r) else 0.0
