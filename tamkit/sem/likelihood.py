"""Gaussian log-likelihood of complete data from its sample moments.

    logl = −½ Σ_g n_g [p log 2π + log|Σ_g| + tr(S_g Σ_g⁻¹) + (m_g − μ_g)ᵀ Σ_g⁻¹ (m_g − μ_g)]

Fixed exogenous variables are conditioned on: their own log-likelihood is taken off, as in lavaan.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.sem.matrices import Array


def loglik(n: int, S: Array, mean: Array, Sigma: Array, mu: Array, exogenous: Sequence[int] = ()) -> float:
    """Log-likelihood of one group; ``S`` has divisor n (n − 1 under the Wishart likelihood)."""
    value = _plain(n, S, mean, Sigma, mu)
    if len(exogenous):
        x = list(exogenous)
        Sxx = S[np.ix_(x, x)]
        value -= _plain(n, Sxx, mean[x], Sxx, mean[x])
    return value


def _plain(n: int, S: Array, mean: Array, Sigma: Array, mu: Array) -> float:
    p = len(S)
    _, logdet = np.linalg.slogdet(Sigma)
    inverse = np.linalg.inv(Sigma)
    d = mean - mu
    return float(-0.5 * n * (p * np.log(2 * np.pi) + logdet + np.sum(inverse * S) + d @ inverse @ d))
