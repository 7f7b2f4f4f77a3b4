"""Factor scores of the fitted cases.

regression  E(η | y) = E(η) + cov(η, y) Σ⁻¹ (y − μ)                     (Thurstone; SPSS "regression")
Bartlett    E(η) + (Λᵀ Θ⁻¹ Λ)⁻¹ Λᵀ Θ⁻¹ (y − μ), written with Σ⁻¹ so that Θ may be singular
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import InputError
from tamkit.sem.matrices import Array

if TYPE_CHECKING:
    from tamkit.sem.result import Fit

METHODS = ("regression", "bartlett")


def factor_scores(fit: Fit, method: str = "regression") -> Any:
    """DataFrame of scores, one column a latent variable, one row a fitted case (index: its position in the data).

    Ordered items: the mode of each case's posterior, which ``"regression"`` is for continuous ones.

    R: ``lavPredict(fit, method = )``.
    """
    import pandas as pd

    word = method.lower()
    if word not in METHODS:
        raise InputError(f"unknown method of factor scores {method!r}; allowed: {', '.join(METHODS)}.")
    if fit.setup.sample.data is None:
        raise InputError("factor scores need the rows of the data; a covariance matrix has none.")
    parts, places = [], []
    for g, y in enumerate(fit.setup.sample.data):
        if fit.setup.sample.ordinal:
            parts.append(_of_ordered(fit, g, y, word))
        elif np.isnan(y).any():
            parts.append(_with_gaps(fit, g, y, word))
        else:
            parts.append(_scores(fit, g, y, np.arange(y.shape[1]), word))
        places.append(fit.setup.sample.cases[g])
    frame = pd.DataFrame(np.concatenate(parts), columns=fit.latent, index=np.concatenate(places))
    if len(fit.groups) > 1:
        frame.insert(0, "group", np.repeat(fit.groups, [len(p) for p in parts]))
    return frame.sort_index()


def _of_ordered(fit: Fit, g: int, y: Array, method: str) -> Array:
    if method != "regression":
        raise InputError("ordered items have posterior-mode scores only (method='regression').")
    from tamkit.sem.ordinal.predict import posterior_modes

    return posterior_modes(fit.setup, fit.estimate.theta, g, y)


def _with_gaps(fit: Fit, g: int, y: Array, method: str) -> Array:
    """Cases with the same answered items share their weights."""
    out = np.full((len(y), len(fit.latent)), np.nan)
    patterns, which = np.unique(~np.isnan(y), axis=0, return_inverse=True)
    for index, pattern in enumerate(patterns):
        rows = which.ravel() == index
        out[rows] = _scores(fit, g, y[rows], np.flatnonzero(pattern), method)
    return out


def _scores(fit: Fit, g: int, y: Array, items: Array, method: str) -> Array:
    at = fit._implied(g)
    matrices = fit.setup.matrices[g]
    latent = [matrices.variables.index(name) for name in fit.latent]
    mu = fit.implied_mean(g + 1).to_numpy()
    eta = at.eta[0, latent] if matrices.meanstructure else np.zeros(len(latent))
    if method == "bartlett":
        return _bartlett(fit, g, y, items, mu) + eta
    centred = y[:, items] - mu[items]
    weights = np.linalg.solve(at.Sigma[0][items][:, items], at.V[0][items][:, latent])
    return np.asarray(centred @ weights + eta)


def _bartlett(fit: Fit, g: int, y: Array, items: Array, mu: Array) -> Array:
    table = fit.table
    rows = table[(table["op"] == "=~") & (table["group"] == g + 1)]
    names = [fit.observed[i] for i in items if fit.observed[i] in set(rows["rhs"])]
    Lambda = np.zeros((len(names), len(fit.latent)))
    for row in rows.itertuples():
        if row.rhs in names:
            Lambda[names.index(row.rhs), fit.latent.index(row.lhs)] = row.est
    empty = [name for name, column in zip(fit.latent, Lambda.T, strict=True) if not column.any()]
    if empty:
        raise InputError(
            f"Bartlett scores need items of the construct's own; {empty[0]!r} has none here. Use regression."
        )
    index = [fit.observed.index(name) for name in names]
    Sigma = fit._implied(g).Sigma[0][np.ix_(index, index)]
    weighted = np.linalg.solve(Sigma, Lambda)
    centred = y[:, index] - mu[index]
    return np.asarray(centred @ weighted @ np.linalg.inv(Lambda.T @ weighted))
