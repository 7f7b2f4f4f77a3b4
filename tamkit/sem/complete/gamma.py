"""Γ, the asymptotic covariance of √n times the sample moments, distribution-free (Browne 1984).

Γ_{ij,kl} = σ_ijkl − σ_ij σ_kl with fourth-order central moments; with means their third-order covariances join in.
"""

from __future__ import annotations

import numpy as np

from tamkit.sem.linalg import vech_index
from tamkit.sem.matrices import Array


def case_moments(y: Array, meanstructure: bool) -> Array:
    """Each case's contribution (n,q) to the moments, centred: deviations, then products minus their mean."""
    centred = y - y.mean(axis=0)
    a, b = vech_index(y.shape[1])
    products = centred[:, a] * centred[:, b]
    products -= products.mean(axis=0)
    return np.concatenate([centred, products], axis=1) if meanstructure else products


def gamma(y: Array, meanstructure: bool) -> Array:
    """Γ (q,q) with divisor n (lavaan's ``lavInspect(fit, "gamma")``)."""
    z = case_moments(y, meanstructure)
    return z.T @ z / len(z)


def gamma_diagonal(y: Array, meanstructure: bool) -> Array:
    z = case_moments(y, meanstructure)
    return np.einsum("nq,nq->q", z, z) / len(z)
