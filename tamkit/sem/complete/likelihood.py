"""Gaussian log-likelihood of complete data.

    logl = −½ Σ_g n_g [p log 2π + log|Σ_g| + tr(S_g Σ_g⁻¹) + (m_g − μ_g)ᵀ Σ_g⁻¹ (m_g − μ_g)]
         = logl of the saturated model − N f

Fixed exogenous variables are conditioned on: their own log-likelihood is taken off, as in lavaan.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.sem.matrices import Array


def saturated_loglik(n: int, S: Array, exogenous: Sequence[int] = ()) -> float:
    """Log-likelihood of the saturated model in one group; ``S`` has divisor n (n − 1 under the Wishart likelihood)."""
    x = list(exogenous)
    value = -0.5 * n * _size(S)
    return value + 0.5 * n * _size(S[np.ix_(x, x)]) if x else value


def _size(S: Array) -> float:
    """p log 2π + log|S| + p."""
    return len(S) * (float(np.log(2 * np.pi)) + 1.0) + float(np.linalg.slogdet(S)[1])
