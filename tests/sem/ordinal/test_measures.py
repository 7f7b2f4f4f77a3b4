"""Robust indices of ordered items from all matrices written out (Savalei 2021)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.ordinal_reference import columns, reference

from tamkit.sem import fit
from tamkit.sem.linalg import crossed
from tamkit.sem.ordinal.measures import polychoric_discrepancy
from tamkit.sem.ordinal.route import OrdinalRoute

TWO = reference("ordinal_fits")["skew7_wlsmv"]["model"]


@pytest.mark.parametrize(
    ("data", "options"),
    [
        ("skew7", {}),
        ("skew7", {"estimator": "ULSMV"}),
        ("skew7", {"orthogonal": True}),
        ("groups", {"group": "school"}),
    ],
)
def test_the_constant_and_the_statistic(data: str, options: dict[str, Any]) -> None:
    """T = Σ n F_ML(R, P), c = tr(Aᵀ V A Γ)/df with A = I − Δ H⁻¹ Δᵀ W over the correlations of all groups."""
    result = fit(TWO, pd.DataFrame(columns(data)), **({"estimator": "WLSMV", "ordered": "all"} | options))
    route = result.setup.route
    assert isinstance(route, OrdinalRoute)
    parts = route.fitted(result.setup, result.estimate.theta)
    assert result.estimate.inverse is not None
    found = polychoric_discrepancy(parts, result.estimate.inverse, result.fit["df"])
    assert found is not None
    p, N = len(result.observed), sum(result.n)
    first, second = np.triu_indices(p, 1)
    i, j = np.triu_indices(p)
    pairs = len(first)
    T = null = 0.0
    size = pairs * len(parts)
    V, G, W = (np.zeros((size, size)) for _ in range(3))
    deltas = []
    for g, (part, n) in enumerate(zip(parts, result.n, strict=True)):
        own = slice(g * pairs, (g + 1) * pairs)
        R, P = part.moments.cov, result.implied_cov(g + 1).to_numpy()
        np.testing.assert_allclose(P[first, second], part.fitted[-pairs:], atol=1e-10)
        P = P - np.diag(np.diag(P)) + np.eye(p)
        T += n * (np.linalg.slogdet(P)[1] - np.linalg.slogdet(R)[1] + np.trace(np.linalg.solve(P, R)) - p)
        null -= n * np.linalg.slogdet(R)[1]
        inverse = np.linalg.inv(P)
        V[own, own] = n / N * (0.5 * crossed(inverse[None], inverse[None]))[np.ix_(i != j, i != j)]
        assert part.moments.gamma is not None
        G[own, own] = N / n * part.moments.gamma[-pairs:, -pairs:]
        W[own, own] = n / N * np.diag(part.weight[-pairs:])
        deltas.append(part.delta[-pairs:])
    D = np.concatenate(deltas)
    A = np.eye(size) - D @ result.estimate.inverse @ D.T @ W
    assert found.chisq == pytest.approx(T, rel=1e-8)
    assert found.c == pytest.approx(np.trace(A.T @ V @ A @ G) / result.fit["df"], rel=1e-7)
    assert found.null == pytest.approx(null, rel=1e-10)
    assert found.c_null == pytest.approx(np.trace(G) / size, rel=1e-10)
    f, df = result.fit, result.fit["df"]
    dfb = f["baseline_df"]
    up, down = T - found.c * df, null - found.c_null * dfb
    assert f["cfi_robust"] == pytest.approx(1 - max(up, 0) / max(up, down, 1e-300), rel=1e-7)


def test_nothing_for_a_saturated_model_or_a_continuous_variable() -> None:
    result = fit(TWO, pd.DataFrame(columns("skew7")), estimator="WLSMV", ordered="all")
    route = result.setup.route
    assert isinstance(route, OrdinalRoute)
    parts = route.fitted(result.setup, result.estimate.theta)
    assert result.estimate.inverse is not None
    assert polychoric_discrepancy(parts, result.estimate.inverse, 0) is None
    mixed = fit(TWO, pd.DataFrame(columns("skew7")), estimator="WLSMV", ordered=["y1", "y2", "y3"])
    assert "cfi_robust" not in mixed.fit
