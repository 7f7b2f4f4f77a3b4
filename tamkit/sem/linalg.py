"""Linear algebra of stacks (B,p,p) whose members may fail one by one: a failed member is NaN, the others are right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import numpy as np

from tamkit.sem.matrices import Array


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
