"""Factor scores by their formulas, of complete and of incomplete rows, and where there are none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset, fitted
from sem.ordinal_reference import columns

from tamkit.errors import DataError, OptionError
from tamkit.sem import Moments, fit
from tamkit.sem.result import Fit

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6"
ITEMS = [f"x{j}" for j in range(1, 7)]


def parts(result: Fit) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Λ, Φ, Θ and μ from the fit's tables."""
    table = result.table
    est = {(row.lhs, row.op, row.rhs): row.est for row in table.itertuples()}
    Lambda = np.array([[est.get((f, "=~", x), 0.0) for f in result.latent] for x in result.observed])
    Theta = np.diag([est[x, "~~", x] for x in result.observed])
    return Lambda, result.latent_cov().to_numpy(), Theta, result.implied_mean().to_numpy()


@pytest.fixture(scope="module", params=[{}, {"meanstructure": True}, {"std_lv": True}])
def hs(request: pytest.FixtureRequest) -> Fit:
    return fit(HS, dataset("hs"), **request.param)


def test_regression_scores(hs: Fit) -> None:
    """Φ Λᵀ Σ⁻¹ (y − μ)."""
    Lambda, Phi, Theta, mu = parts(hs)
    y = dataset("hs")[ITEMS].to_numpy()
    wanted = (y - mu) @ np.linalg.solve(Lambda @ Phi @ Lambda.T + Theta, Lambda @ Phi)
    np.testing.assert_allclose(hs.factor_scores(), wanted, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(hs.factor_scores("REGRESSION"), wanted, rtol=1e-8, atol=1e-10)


def test_bartlett_scores(hs: Fit) -> None:
    """(Λᵀ Θ⁻¹ Λ)⁻¹ Λᵀ Θ⁻¹ (y − μ)."""
    Lambda, _, Theta, mu = parts(hs)
    y = dataset("hs")[ITEMS].to_numpy()
    weights = np.linalg.inv(Theta) @ Lambda
    wanted = (y - mu) @ weights @ np.linalg.inv(Lambda.T @ weights)
    np.testing.assert_allclose(hs.factor_scores("bartlett"), wanted, rtol=1e-8, atol=1e-10)


def test_means_of_constructs_are_added() -> None:
    """In groups with equal intercepts the second group's constructs have means of their own."""
    options: dict[str, Any] = {"group": "school", "group_equal": ["loadings", "intercepts"]}
    result = fit(HS, dataset("hs"), **options)
    scores = result.factor_scores()
    means = result.table[(result.table["op"] == "~1") & result.table["lhs"].isin(result.latent)]
    assert (means[means["group"] == 1]["est"] == 0).all()
    for label, g in zip(result.groups, (1, 2), strict=True):
        own = scores[scores["group"] == label]
        y = dataset("hs")[ITEMS].to_numpy()[own.index]
        V = result.implied_cov(g).to_numpy()
        lam = np.array(
            [
                [
                    next((r.est for r in result.loadings(g).itertuples() if (r.lhs, r.rhs) == (f, x)), 0.0)
                    for f in result.latent
                ]
                for x in ITEMS
            ]
        )
        eta = means[means["group"] == g].set_index("lhs")["est"][result.latent].to_numpy()
        C = result.latent_cov(g).to_numpy()
        wanted = (y - result.implied_mean(g).to_numpy()) @ np.linalg.solve(V, lam @ C) + eta
        np.testing.assert_allclose(own[result.latent], wanted, rtol=1e-7, atol=1e-9)


def test_rows_with_gaps_are_scored_by_what_they_have() -> None:
    data = pd.DataFrame(columns("hs_missing"))
    result = fit(HS, data, missing="fiml")
    scores, (Lambda, Phi, Theta, mu) = result.factor_scores(), parts(result)
    Sigma = Lambda @ Phi @ Lambda.T + Theta
    gaps = data[ITEMS].isna()
    some = gaps.index[gaps.any(axis=1) & ~gaps.all(axis=1)][:6]
    assert len(some) == 6
    for case in some:
        have = np.flatnonzero(~gaps.loc[case])
        y = data.loc[case, ITEMS].to_numpy(dtype=float)[have]
        wanted = (y - mu[have]) @ np.linalg.solve(Sigma[np.ix_(have, have)], (Lambda @ Phi)[have])
        np.testing.assert_allclose(scores.loc[case], wanted, rtol=1e-8, atol=1e-10)


def test_scores_stand_in_the_order_of_the_data() -> None:
    result = fitted("tam_groups", "configural")
    scores = result.factor_scores()
    assert list(scores.columns) == ["group", *result.latent]
    assert scores.index.is_monotonic_increasing
    assert scores["group"].tolist() == dataset("tam")["product"].tolist()


def test_what_has_no_scores() -> None:
    hs = fitted("classics", "hs")
    with pytest.raises(OptionError) as caught:
        hs.factor_scores("anderson")
    assert caught.value.message.key == "sem.unknown_scores"
    assert caught.value.message.values["allowed"] == ("regression", "bartlett")
    with pytest.raises(DataError) as missing:
        fit(HS, Moments(dataset("hs")[ITEMS].cov(), 301)).factor_scores()
    assert missing.value.message.key == "sem.scores_need_rows"
    second = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ x7 + x8 + x9\ntop =~ f + g + h"
    whole = fit(second, dataset("hs"))
    assert whole.factor_scores().shape == (301, 4)
    with pytest.raises(OptionError) as facets:
        whole.factor_scores("bartlett")
    assert facets.value.message.key == "sem.bartlett_needs_items"
    assert facets.value.message.values["construct"] == "top"
