"""Linear algebra of stacks (B,p,p) whose members may fail one by one: a failed member is NaN, the others are right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import numpy as np

from tamkit.sem.matrices import Array, Index


def inverse_and_log_determinant(stack: Array) -> tuple[Array, Array]:
    """Σ⁻¹ and log|Σ| of each member; the logarithm is NaN where Σ is not positive definite.

    A stack of one goes straight to LAPACK: for small matrices the way there takes longer than the work.
    """
    if len(stack) == 1 and stack.shape[-1]:
        from scipy.linalg import lapack

        root, failed = lapack.dpotrf(stack[0].T, lower=1)
        if not failed:
            inner, _ = lapack.dtrtri(root, lower=1)
            return (inner.T @ inner)[None], np.array([2.0 * np.log(root.diagonal()).sum()])
    return inverse_or_nan(stack), log_determinant(stack)


def solved_trace(Sigma: Array, S: Array) -> tuple[float, float]:
    """log|Σ| and tr(Σ⁻¹S) of one matrix; both infinite where Σ is not positive definite."""
    from scipy.linalg import lapack

    root, failed = lapack.dpotrf(Sigma.T, lower=1)
    if failed:
        return np.inf, np.inf
    solution, _ = lapack.dpotrs(root, S, lower=1)
    return 2.0 * float(np.log(root.diagonal()).sum()), float(np.trace(solution))


def clearly_definite(matrix: Array, least: float = 1e-3) -> bool:
    """Whether the Cholesky factor of one matrix of unit diagonal has no diagonal entry below ``least``.

    The usual case, settled without eigenvalues; False leaves the question open.
    """
    from scipy.linalg import lapack

    if not len(matrix):
        return True
    root, failed = lapack.dpotrf(matrix.T, lower=1)
    return not failed and float(root.diagonal().min()) > least


def log_determinant(stack: Array) -> Array:
    """log|·| of each member; NaN where it is not positive definite."""
    return 2.0 * np.log(cholesky_or_nan(stack).diagonal(axis1=-2, axis2=-1)).sum(axis=-1)


def vech_index(p: int) -> tuple[Index, Index]:
    """Rows and columns of the lower triangle of a (p,p) matrix, column by column."""
    column, row = np.triu_indices(p)
    return row, column


def crossed(A: Array, B: Array) -> Array:
    """D' (sum over m of A_m ⊗ B_m) D for stacks of symmetric matrices (M, p, p), D the duplication matrix."""
    p = A.shape[1]
    i, j = np.triu_indices(p)
    q = len(i)
    # symmetric matrices have p(p+1)/2 different elements, so their products fill a matrix of that size
    place = np.empty((p, p), dtype=np.intp)
    place[i, j] = place[j, i] = np.arange(q)
    T = A[:, i, j].T @ B[:, i, j]
    # rows, then columns, then one index into the flattened T: several times as fast as pairs of indices
    of_i, of_j = place[i], place[j]
    ak, am = of_i.take(i, axis=1), of_i.take(j, axis=1)
    bk, bm = of_j.take(i, axis=1), of_j.take(j, axis=1)
    total = T.take(ak * q + bm)
    for other in (bk * q + am, am * q + bk, bm * q + ak):
        total += T.take(other)
    twice = np.where(i == j, 0.5, 1.0)
    out: Array = total * twice[:, None] * twice[None, :]
    return out


def trace(stack: Array) -> Array:
    """The trace of each member."""
    return stack.diagonal(axis1=-2, axis2=-1).sum(axis=-1)


def cholesky_or_nan(stack: Array) -> Array:
    """Cholesky factors; members that are not positive definite come back as NaN."""
    return _each(np.linalg.cholesky, stack)


def inverse_or_nan(stack: Array) -> Array:
    """Inverses; singular members come back as NaN, for the line search to step away from."""
    return _each(np.linalg.inv, stack)


def _each(function: Callable[[Array], Array], stack: Array) -> Array:
    try:
        return function(stack)
    except np.linalg.LinAlgError:
        out = np.full_like(stack, np.nan)
        for index, member in enumerate(stack):
            with suppress(np.linalg.LinAlgError):
                out[index] = function(member)
        return out
