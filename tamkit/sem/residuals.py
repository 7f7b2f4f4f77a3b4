"""Residual moments: how far each sample covariance lies from the model's.

raw           s_ij − σ̂_ij
cor           s_ij/√(s_ii s_jj) − σ̂_ij/√(σ̂_ii σ̂_jj)          (Bollen; SPSSAU's and Mplus's residual correlations)
cor.bentler   (s_ij − σ̂_ij)/√(s_ii s_jj)                      (what SRMR averages)
normalized    raw / SE of s_ij
standardized  raw / SE of the residual, from Q Γ Qᵀ with Q = I − n_g/N Δ H⁻¹ ΔᵀW   (Ogasawara 2001)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tamkit.errors import OptionError
from tamkit.sem.estimate import Estimate
from tamkit.sem.matrices import Array
from tamkit.sem.pieces import ResidualParts
from tamkit.sem.setup import Setup

KINDS = ("raw", "cor", "cor.bentler", "normalized", "standardized")


def residuals(setup: Setup, estimate: Estimate, kind: str = "cor") -> Any:
    """Residual covariances as a DataFrame (p,p); with groups a dict of them by label.

    Raises InputError for an unknown kind.
    R: ``lavResiduals(fit)$cov`` (cor), ``residuals(fit, type = kind)``.
    """
    import pandas as pd

    if kind not in KINDS:
        raise OptionError("sem.unknown_residuals", kind=kind, allowed=tuple(KINDS))
    names = list(setup.sample.names)
    frames = {
        label: pd.DataFrame(_one(setup, estimate.theta, g, kind), index=names, columns=names)
        for g, label in enumerate(setup.sample.groups)
    }
    return frames if len(frames) > 1 else next(iter(frames.values()))


def mean_residuals(setup: Setup, estimate: Estimate, kind: str = "raw") -> Any:
    """Residual means as a Series (p,); with groups a dict of them by label.

    ``raw`` is m − μ̂; ``cor`` and ``cor.bentler`` divide by the sample's standard deviation; ``normalized`` and
    ``standardized`` by the standard error of m and of the residual.

    Raises InputError for an unknown kind and for a model without means, or of ordered variables, which have none.
    R: ``residuals(fit, type = kind)$mean``.
    """
    import pandas as pd

    if kind not in KINDS:
        raise OptionError("sem.unknown_residuals", kind=kind, allowed=tuple(KINDS))
    if not setup.table.options.meanstructure or setup.table.ordered:
        raise OptionError("sem.no_residual_means", ordered=bool(setup.table.ordered))
    names = list(setup.sample.names)
    found = {
        label: pd.Series(_means(setup, estimate.theta, g, kind), index=names)
        for g, label in enumerate(setup.sample.groups)
    }
    return found if len(found) > 1 else next(iter(found.values()))


def _means(setup: Setup, theta: Array, g: int, kind: str) -> Array:
    S, m, (_, mu) = setup.cov[g], setup.mean[g], setup.route.implied(setup, theta, g)
    raw = m - mu
    if kind == "raw":
        return raw
    if kind in ("cor", "cor.bentler"):
        return np.asarray(raw / np.sqrt(np.diag(S)))
    part = setup.route.residual_parts(setup, theta, g)
    at = np.arange(len(m))
    return _z(part, _acov(setup, theta, g, part, standardized=kind == "standardized"), at, 1e-12 * np.diag(S))


def _one(setup: Setup, theta: Array, g: int, kind: str) -> Array:
    if kind in ("normalized", "standardized"):
        return residual_z(setup, theta, g, standardized=kind == "standardized")
    S, (Sigma, _) = setup.cov[g], setup.route.implied(setup, theta, g)
    ds, dm = np.sqrt(np.diag(S)), np.sqrt(np.diag(Sigma))
    if kind == "cor":
        return S / np.outer(ds, ds) - Sigma / np.outer(dm, dm)
    return (S - Sigma) / (np.outer(ds, ds) if kind == "cor.bentler" else 1.0)


def residual_z(setup: Setup, theta: Array, g: int, *, standardized: bool) -> Array:
    """(p,p) residual covariances of group ``g`` over their standard errors; 0 where the model must reproduce them.

    ``standardized``: over the SE of the residual, otherwise of the statistic alone. Constraints narrow Q by way of H⁻¹.
    R: ``lavResiduals(fit)$cov.z``.
    """
    part = setup.route.residual_parts(setup, theta, g)
    p = len(setup.sample.names)
    out = np.zeros((p, p))
    z = _z(part, _acov(setup, theta, g, part, standardized=standardized), part.at, part.least)
    out[part.i, part.j] = out[part.j, part.i] = z
    return out


def _acov(setup: Setup, theta: Array, g: int, part: ResidualParts, *, standardized: bool) -> Array:
    """Γ (q,q) of the statistics of group ``g``, or of their residuals."""
    if not standardized:
        return part.acov
    share = setup.sample.n[g] / sum(setup.sample.n)
    inverse = setup.inverse(part.bread, theta)
    Q = np.eye(len(part.acov)) - share * part.delta @ inverse @ part.weighted.T
    return np.asarray(Q @ part.acov @ Q.T)


def _z(part: ResidualParts, acov: Array, at: Array, least: Array) -> Array:
    """Residuals of the statistics ``at`` over their standard errors.

    What the model reproduces by construction has a residual of zero and no variance: 0.
    """
    difference = part.residual[at]
    variance = np.maximum(np.diag(acov)[at], 0.0) / part.divisor
    exact = (np.abs(difference) < part.negligible) | (variance < least)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(exact, 0.0, difference / np.sqrt(variance))
