"""Factor scores of the fitted cases.

regression  E(η | y) = E(η) + cov(η, y) Σ⁻¹ (y − μ)                     (Thurstone; SPSS "regression")
Bartlett    E(η) + (Λᵀ Θ⁻¹ Λ)⁻¹ Λᵀ Θ⁻¹ (y − μ), written with Σ⁻¹ so that Θ may be singular
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tamkit.errors import DataError, OptionError
from tamkit.sem.estimate import Estimate
from tamkit.sem.implied import Implied, implied
from tamkit.sem.matrices import Array
from tamkit.sem.setup import Setup

METHODS = ("regression", "bartlett")


def factor_scores(setup: Setup, estimate: Estimate, method: str = "regression") -> Any:
    """DataFrame of scores, one column a latent variable, one row a fitted case (index: its position in the data).

    Ordered items: the mode of each case's posterior, which ``"regression"`` is for continuous ones. The Bartlett score
    of a construct of which a case answered no item does not exist: NaN. Under FIML cases without any answer, which
    are not fitted, have a row of NaN, as in lavaan.

    Raises InputError for an unknown method, for data without rows, and where the method does not exist for the model.
    R: ``lavPredict(fit, method = )``.
    """
    import pandas as pd

    word = method.lower()
    if word not in METHODS:
        raise OptionError("sem.unknown_scores", method=method, allowed=tuple(METHODS))
    sample = setup.sample
    if sample.data is None:
        raise DataError("sem.scores_need_rows")
    names, parts = list(setup.table.names.lv), []
    empty = sample.empty or tuple(cases[:0] for cases in sample.cases)
    for g, (cases, without) in enumerate(zip(sample.cases, empty, strict=True)):
        scores = setup.route.factor_scores(setup, estimate.theta, g, word)
        own = pd.DataFrame(scores, columns=names, index=cases).reindex(np.append(cases, without))
        if len(sample.groups) > 1:
            own.insert(0, "group", sample.groups[g])
        parts.append(own)
    frame = pd.concat(parts)
    return frame.sort_index()


def normal_scores(setup: Setup, theta: Array, g: int, y: Array, method: str) -> Array:
    """(n, m) scores of continuous rows y (n,p), NaN for missing; cases with the same answered items share weights."""
    at = implied(setup.matrices[g], theta[None], setup.cov[g][None], setup.mean[g][None])
    out = np.full((len(y), len(setup.table.names.lv)), np.nan)
    patterns, which = np.unique(~np.isnan(y), axis=0, return_inverse=True)
    for index, pattern in enumerate(patterns):
        rows = which.ravel() == index
        own = _bartlett if method == "bartlett" else _regression
        out[rows] = own(setup, at, theta, g, y[rows], np.flatnonzero(pattern))
    return out


def _centre(setup: Setup, at: Implied, g: int) -> tuple[Array, Array]:
    """μ̂ (p,) and the means of the latent variables (m,)."""
    matrices = setup.matrices[g]
    latent = [matrices.variables.index(name) for name in setup.table.names.lv]
    if not matrices.meanstructure:
        return setup.mean[g], np.zeros(len(latent))
    return at.mu[0], at.eta[0, latent]


def _regression(setup: Setup, at: Implied, theta: Array, g: int, y: Array, items: Array) -> Array:
    mu, eta = _centre(setup, at, g)
    latent = [setup.matrices[g].variables.index(name) for name in setup.table.names.lv]
    weights = np.linalg.solve(at.Sigma[0][items][:, items], at.V[0][items][:, latent])
    return np.asarray((y[:, items] - mu[items]) @ weights + eta)


def _bartlett(setup: Setup, at: Implied, theta: Array, g: int, y: Array, items: Array) -> Array:
    mu, eta = _centre(setup, at, g)
    names = setup.table.names
    place = {name: index for index, name in enumerate(names.ov)}
    every = np.zeros((len(names.ov), len(names.lv)))
    for row in setup.table.of_group(g + 1):
        if row.op == "=~" and row.rhs in place:
            every[place[row.rhs], names.lv.index(row.lhs)] = theta[row.free - 1] if row.free else row.value
    empty = [name for name, column in zip(names.lv, every.T, strict=True) if not column.any()]
    if empty:
        raise OptionError("sem.bartlett_needs_items", construct=empty[0])
    index = [item for item in items if names.ov[item] in names.indicators]
    Lambda = every[index]
    scores = np.full((len(y), len(names.lv)), np.nan)
    answered = Lambda.any(axis=0)
    if answered.any():
        Lambda = Lambda[:, answered]
        weighted = np.linalg.solve(at.Sigma[0][np.ix_(index, index)], Lambda)
        centred = y[:, index] - mu[index]
        scores[:, answered] = centred @ weighted @ np.linalg.inv(Lambda.T @ weighted) + eta[answered]
    return scores
