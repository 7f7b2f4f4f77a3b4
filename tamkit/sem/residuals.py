"""Residual moments: how far each sample covariance lies from the model's.

raw           s_ij − σ̂_ij
cor           s_ij/√(s_ii s_jj) − σ̂_ij/√(σ̂_ii σ̂_jj)          (Bollen; SPSSAU's and Mplus's residual correlations)
cor.bentler   (s_ij − σ̂_ij)/√(s_ii s_jj)                      (what SRMR averages)
normalized    raw / SE of s_ij
standardized  raw / SE of the residual, from Q Γ_NT(S) Qᵀ/n with Q = I − Δ(ΔᵀWΔ)⁻¹ΔᵀW   (Ogasawara 2001)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import InputError
from tamkit.sem.estimate import discrepancy, hessian
from tamkit.sem.implied import implied, jacobian
from tamkit.sem.information import invert
from tamkit.sem.matrices import Array
from tamkit.sem.weighted import vech_index

if TYPE_CHECKING:
    from tamkit.sem.result import Fit

KINDS = ("raw", "cor", "cor.bentler", "normalized", "standardized")


def residuals(fit: Fit, kind: str = "cor") -> Any:
    """Residual covariances as a DataFrame; with groups a dict of them by label.

    R: ``lavResiduals(fit)$cov`` (cor), ``residuals(fit, type = kind)``.
    """
    if kind not in KINDS:
        raise InputError(f"unknown kind of residuals {kind!r}; allowed: {', '.join(KINDS)}.")
    frames = {label: fit._frame(_one(fit, g, kind), fit.observed) for g, label in enumerate(fit.groups)}
    return frames if len(frames) > 1 else next(iter(frames.values()))


def _one(fit: Fit, g: int, kind: str) -> Array:
    S, Sigma = fit.setup.cov[g], fit._implied(g).Sigma[0]
    ds, dm = np.sqrt(np.diag(S)), np.sqrt(np.diag(Sigma))
    if kind == "raw":
        return S - Sigma
    if kind == "cor":
        return S / np.outer(ds, ds) - Sigma / np.outer(dm, dm)
    if kind == "cor.bentler":
        return (S - Sigma) / np.outer(ds, ds)
    if fit.setup.sample.ordinal or fit.setup.sample.patterns:
        return _z_of_statistics(fit, g, kind)
    a, b = vech_index(len(S))
    acov = _sample_acov(fit, g)
    if kind == "standardized":
        Q = _projector(fit, g)
        acov = Q @ acov @ Q.T
    acov = acov[-len(a) :, -len(a) :]
    difference = (S - Sigma)[a, b]
    variance = np.maximum(np.diag(acov), 0.0) / fit.n[g]
    # A moment that the model reproduces by construction has a residual of zero and no variance.
    exact = (np.abs(difference) < 1e-5) | (variance < 1e-12 * S[a, a] * S[b, b])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(exact, 0.0, difference / np.sqrt(variance))
    out = np.zeros_like(S)
    out[a, b] = z
    out[b, a] = z
    return out


def _z_of_statistics(fit: Fit, g: int, kind: str) -> Array:
    """Residuals over their standard errors for ordered and incomplete data, whose statistics have their own Γ."""
    setup, theta = fit.setup, fit.estimate.theta
    if setup.sample.ordinal:
        from tamkit.sem.ordinal.estimation import residual_z
    else:
        from tamkit.sem.missing.estimation import residual_z
    return residual_z(setup, theta, g, standardized=kind == "standardized")


def normal_acov(S: Array) -> Array:
    """Γ_NT: asymptotic covariance of √n vech(S) under normality, s_ik s_jl + s_il s_jk."""
    a, b = vech_index(len(S))
    return S[np.ix_(a, a)] * S[np.ix_(b, b)] + S[np.ix_(a, b)] * S[np.ix_(b, a)]


def _modelled(fit: Fit) -> Array:
    """Which moments vary: all but those among fixed exogenous variables; means first with a mean structure."""
    x = np.isin(np.arange(len(fit.observed)), fit.setup.exogenous)
    a, b = vech_index(len(x))
    keep = ~(x[a] & x[b])
    return np.concatenate([~x, keep]) if fit.setup.table.options.meanstructure else keep


def _weight(fit: Fit, base: Array) -> Array:
    """Normal-theory weight of (means and) covariances at ``base``; zero where nothing varies."""
    W = np.linalg.inv(normal_acov(base))
    if fit.setup.table.options.meanstructure:
        p = len(base)
        W = np.block([[np.linalg.inv(base), np.zeros((p, len(W)))], [np.zeros((len(W), p)), W]])
    keep = _modelled(fit)
    return W * keep[:, None] * keep


def _sample_acov(fit: Fit, g: int) -> Array:
    """Asymptotic covariance of √n times the sample moments under normality (MLR and MLM keep it too)."""
    keep = _modelled(fit)
    out = np.zeros((len(keep), len(keep)))
    out[np.ix_(keep, keep)] = np.linalg.inv(_weight(fit, fit.setup.cov[g])[np.ix_(keep, keep)])
    return out


def _projector(fit: Fit, g: int) -> Array:
    """Q = I − w_g Δ H⁻¹ Δᵀ W over the moments of one group, W the estimator's weight."""
    setup, theta = fit.setup, fit.estimate.theta
    matrices = setup.matrices[g]
    at = implied(matrices, theta[None], setup.cov[g][None], setup.mean[g][None])
    d_sigma, d_mu = jacobian(matrices, at)
    a, b = vech_index(len(setup.cov[g]))
    delta = d_sigma[0][:, a, b].T
    if setup.table.options.meanstructure:
        delta = np.concatenate([d_mu[0].T, delta])
    H = hessian(setup, discrepancy(setup), theta, "expected")
    inverse = invert(H, setup.constraints.affine)
    weight = fit.n[g] / sum(fit.n)
    if setup.settings.estimator.discrepancy in ("ML", "GLS"):
        base = at.Sigma[0] if setup.settings.estimator.discrepancy == "ML" else setup.cov[g]
        W = _weight(fit, base)
    else:
        W = np.eye(len(delta))
    return np.eye(len(delta)) - weight * delta @ inverse @ delta.T @ W
