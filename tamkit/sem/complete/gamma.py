"""Γ, the asymptotic covariance of √n times the sample moments: distribution-free (Browne 1984), normal, unbiased.

Γ_{ij,kl} = σ_ijkl − σ_ij σ_kl with fourth-order central moments; with means their third-order covariances join in.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.sem.linalg import vech_index
from tamkit.sem.matrices import Array


def case_moments(y: Array, meanstructure: bool) -> Array:
    """Each case's contribution (n,q) to the moments, centred: deviations, then products minus their mean."""
    centred = y - y.mean(axis=0)
    products = _products(centred)
    products -= products.mean(axis=0)
    return np.concatenate([centred, products], axis=1) if meanstructure else products


def gamma(y: Array, meanstructure: bool) -> Array:
    """Γ (q,q) with divisor n (lavaan's ``lavInspect(fit, "gamma")``)."""
    z = case_moments(y, meanstructure)
    return z.T @ z / len(z)


def gamma_diagonal(y: Array, meanstructure: bool) -> Array:
    z = case_moments(y, meanstructure)
    return np.einsum("nq,nq->q", z, z) / len(z)


def gamma_given(y: Array, meanstructure: bool, exogenous: Sequence[int], model: tuple[Array, Array] | None) -> Array:
    """Γ (q,q) given fixed ``exogenous`` variables, around the sample's moments or a model's (Σ̂, μ̂).

    What the exogenous variables predict of a case is taken out, by the sample's slopes or the model's; their own
    moments, which don't vary, keep zeros or next to it. R: ``lavaan:::lav_samplestats_Gamma``.
    """
    n, p = y.shape
    mean = y.mean(axis=0)
    S = (y - mean).T @ (y - mean) / n
    Sigma = S if model is None else model[0]
    mu = mean if model is None or not meanstructure else model[1]
    centred, x = y - mu, list(exogenous)
    predicted, explained = np.zeros_like(y), np.zeros((p, p))
    if x:
        slopes = np.linalg.solve(Sigma[np.ix_(x, x)], Sigma[x])
        predicted = (y[:, x] - mean[x]) @ slopes
        explained = Sigma[:, x] @ slopes
    a, b = vech_index(p)
    z = _products(centred) - _products(predicted) - (Sigma - explained)[a, b]
    if meanstructure:
        z = np.concatenate([centred - predicted, z], axis=1)
    return z.T @ z / n


def gamma_unbiased(y: Array, meanstructure: bool) -> Array:
    """The unbiased Γ (q,q) of Du & Bentler (2022), after Browne (1974); it need not be positive semidefinite.

    With c = n/((n−2)(n−3)):  Γ_u = c [(n − 1) Γ − Γ_NT(S) + 2/(n − 1) vech(S) vech(S)ᵀ],   S with divisor n;
    covariances of means and covariances are multiplied by n/(n − 2). It estimates n − 1 times the covariance of the
    sample covariances (of divisor n − 1) without bias.
    """
    n, p = y.shape
    G = gamma(y, meanstructure)
    S = np.cov(y.T, bias=True).reshape(p, p)
    s = S[vech_index(p)]
    part = slice(p, None) if meanstructure else slice(None)
    factor = n / ((n - 2) * (n - 3))
    G[part, part] = factor * ((n - 1) * G[part, part] - normal_acov(S) + 2.0 / (n - 1) * np.outer(s, s))
    if meanstructure:
        G[:p, p:] *= n / (n - 2)
        G[p:, :p] *= n / (n - 2)
    return G


def normal_acov(S: Array) -> Array:
    """Γ_NT: asymptotic covariance of √n vech(S) under normality, s_ik s_jl + s_il s_jk."""
    a, b = vech_index(len(S))
    of_a, of_b = S[a], S[b]  # rows, then columns: faster than pairs of indices
    return np.asarray(of_a.take(a, axis=1) * of_b.take(b, axis=1) + of_a.take(b, axis=1) * of_b.take(a, axis=1))


def _products(centred: Array) -> Array:
    """The products (n,p*) of every two columns, in the order of vech."""
    a, b = vech_index(centred.shape[1])
    return centred[:, a] * centred[:, b]
