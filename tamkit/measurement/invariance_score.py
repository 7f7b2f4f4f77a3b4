"""Score tests of equality across groups: what chi-square would lose if one parameter were freed, without refitting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tamkit.measurement.blocks import Matrix
from tamkit.syntax import Model, as_model

Key = tuple[str, str, str]


def score_drop(gradient: Matrix, H: Matrix, K: Matrix, E: Matrix, n: int) -> float:
    """Lagrange multiplier test of setting free the directions E (k, r) besides those the model has, K (k, q).

    ``N u'V⁻¹u`` with ``u = E'g`` and ``V = E'HE - E'HK (K'HK)⁻¹ K'HE``; g and H the gradient and expected information
    of the discrepancy per case at the model's estimates, where K'g = 0.
    """
    HK, HE = H @ K, H @ E
    u = E.T @ gradient
    V = E.T @ HE - HE.T @ K @ np.linalg.solve(K.T @ HK, K.T @ HE)
    return float(n * u @ np.linalg.solve(V, u))


def release_drops(
    fit: Any, open_model: Model | str, candidates: Mapping[str, Key], thresholds: Mapping[str, int] | None = None
) -> dict[str, float]:
    """Expected drop in chi-square of every candidate, largest first.

    Parameters
    ----------
    fit
        The constrained fit.
    open_model
        The same model with all candidates free in every group.
    candidates
        Name to (lhs, op, rhs) of a parameter that ``fit`` holds equal, or fixed, across groups.

    R: ``lavaan::lavTestScore(fit)$uni``.
    """
    from tamkit.sem.setup import prepare
    from tamkit.sem.table import build

    old = fit.setup
    setup = prepare(
        build(as_model(open_model), old.table.options, dict(thresholds or {})), old.sample, old.settings, old.route
    )
    present = {(row.lhs, row.op, row.rhs, row.group): row.free for row in old.table.rows}
    estimates = fit.table
    keys = zip(estimates["lhs"], estimates["op"], estimates["rhs"], estimates["group"], strict=True)
    value = dict(zip(keys, estimates["est"].astype(float), strict=True))
    theta = np.zeros(setup.table.k)
    K = np.zeros((setup.table.k, old.table.k))
    place: dict[tuple[str, str, str, int], int] = {}
    for row in setup.table.rows:
        if not row.free:
            continue
        key = (row.lhs, row.op, row.rhs, row.group)
        place[key] = row.free - 1
        theta[row.free - 1] = value[key]
        if present[key]:
            K[row.free - 1, present[key] - 1] = 1.0
    held = old.tangent(fit.estimate.theta)
    K = K if held is None else K @ held
    K = K[:, K.any(axis=0)]
    gradient = setup.route.problem(setup).derivatives(theta[None], np.array([0]), weight=False)[0][0]
    H = setup.route.hessian(setup, theta, "expected")
    drops = {}
    for name, parts in candidates.items():
        later = [place[(*parts, g)] for g in range(2, len(fit.n) + 1) if (*parts, g) in place]
        E = np.zeros((setup.table.k, len(later)))
        E[later, np.arange(len(later))] = 1.0
        drops[name] = score_drop(gradient, H, K, E, sum(fit.n))
    return dict(sorted(drops.items(), key=lambda item: -item[1]))


def names_of(kind: str, construct: str, items: Sequence[str]) -> dict[str, Key]:
    """Candidates of one construct: a loading, intercept or residual variance of each item."""
    from tamkit.measurement.invariance_syntax import parameter

    keys: dict[str, Any] = {
        "loading": lambda item: (construct, "=~", item),
        "intercept": lambda item: (item, "~1", ""),
        "residual": lambda item: (item, "~~", item),
    }
    return {parameter(kind, construct, item): keys[kind](item) for item in items}
