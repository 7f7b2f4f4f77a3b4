"""What tests of exact fit of complete continuous data are made of: residual moments, Δ, and Γ of every kind.

All of the moments that vary (see `Setup.modelled`): means where the model has them, then covariances by columns.
"""

from __future__ import annotations

import numpy as np

from tamkit.sem.complete.gamma import gamma_given, gamma_unbiased, normal_acov
from tamkit.sem.complete.weighted import model_statistics, statistics
from tamkit.sem.linalg import crossed, vech_index
from tamkit.sem.matrices import Array
from tamkit.sem.pieces import MomentFit
from tamkit.sem.setup import Setup


def moment_fits(setup: Setup, theta: Array) -> list[MomentFit]:
    """Residuals and Δ of each group; the statistic counts n cases under normal ML, n − 1 otherwise."""
    meanstructure = setup.table.options.meanstructure
    keep = setup.modelled(meanstructure)
    lost = 0 if setup.settings.discrepancy == "ML" and setup.settings.likelihood == "normal" else 1
    out = []
    for matrices, S, m, n in zip(setup.matrices, setup.cov, setup.mean, setup.sample.n, strict=True):
        sigma, delta = model_statistics(matrices, theta[None], S[None], m[None])
        residual = statistics(S[None], m[None], meanstructure)[0] - sigma[0]
        out.append(MomentFit(residual[keep], delta[0][keep], n - lost))
    return out


def moment_information(setup: Setup, theta: Array) -> list[Array]:
    """The information about the moments at Σ̂, μ̂: the inverse of Γ under normality, or the observed one."""
    if setup.settings.information == "expected":
        return [np.linalg.inv(G) for G in acovs(setup, theta, "nt.model")]
    meanstructure = setup.table.options.meanstructure
    keep = np.flatnonzero(setup.modelled(meanstructure))
    out = []
    for g, (S, m) in enumerate(zip(setup.cov, setup.mean, strict=True)):
        V = _observed(*setup.route.implied(setup, theta, g), S, m)
        out.append((V if meanstructure else V[len(S) :, len(S) :])[np.ix_(keep, keep)])
    return out


def _observed(Sigma: Array, mu: Array, S: Array, mean: Array) -> Array:
    """Minus the second derivatives of the log-likelihood in (μ, vech Σ), per case.

    With Ω = Σ⁻¹, d = ȳ − μ and W = S + ddᵀ: Ω for μ, Dᵀ(Ωd ⊗ Ω) between, ½ Dᵀ(Ω ⊗ (2ΩWΩ − Ω))D for Σ.
    """
    Omega, d = np.linalg.inv(Sigma), mean - mu
    j, i = vech_index(len(S))
    r = Omega @ d
    between = r[i][:, None] * Omega[j] + np.where(i == j, 0.0, r[j])[:, None] * Omega[i]
    W = S + np.outer(d, d)
    second = 0.5 * crossed(Omega[None], (2.0 * Omega @ W @ Omega - Omega)[None])
    return np.block([[Omega, between.T], [between, second]])


def acovs(setup: Setup, theta: Array, kind: str) -> list[Array]:
    """Γ of each group: ``nt`` under normality at S, ``nt.model`` at Σ̂; ``adf`` distribution-free, ``adf.model`` around
    the model's moments; ``unbiased`` as `gamma_unbiased` says."""
    meanstructure = setup.table.options.meanstructure
    keep = setup.modelled(meanstructure)
    out = []
    for g in range(len(setup.sample.n)):
        if kind == "nt":
            G = _normal(setup, setup.cov[g])
        elif kind == "nt.model":
            G = _normal(setup, setup.route.implied(setup, theta, g)[0])
        else:
            assert setup.sample.data is not None
            y = setup.sample.data[g]
            if kind == "unbiased":
                G = gamma_unbiased(y, meanstructure)
            else:
                model = setup.route.implied(setup, theta, g) if kind == "adf.model" else None
                G = gamma_given(y, meanstructure, setup.exogenous, model)
        out.append(G[np.ix_(keep, keep)])
    return out


def _normal(setup: Setup, Sigma: Array) -> Array:
    """Γ under normality, given the fixed exogenous variables: of Σ less that of what they explain."""
    x, p = setup.exogenous, len(Sigma)
    explained = Sigma[:, x] @ np.linalg.solve(Sigma[np.ix_(x, x)], Sigma[x]) if x else np.zeros((p, p))
    G = normal_acov(Sigma) - normal_acov(explained)
    if not setup.table.options.meanstructure:
        return G
    q = len(G)
    return np.block([[Sigma - explained, np.zeros((p, q))], [np.zeros((q, p)), G]])
