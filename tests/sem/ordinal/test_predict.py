"""Scores from ordered answers: the mode of each posterior, by brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import ndtr
from sem.ordinal_reference import columns

from tamkit.errors import AnalysisError
from tamkit.sem import fit
from tamkit.sem.ordinal.predict import posterior_modes
from tamkit.sem.result import Fit

MODEL = "F =~ y1 + y2 + y3\nG =~ y4 + y5 + y6"
ITEMS = [f"y{j}" for j in range(1, 7)]


@pytest.fixture(scope="module")
def result() -> Fit:
    return fit(MODEL, pd.DataFrame(columns("skew7")), estimator="WLSMV", ordered="all", std_lv=True)


def mode(result: Fit, codes: np.ndarray) -> np.ndarray:
    """argmax of log φ(η; Φ) + Σ log P(answer | η), over the items answered."""
    table = result.table
    lam = np.zeros((6, 2))
    for row in result.loadings().itertuples():
        lam[ITEMS.index(row.rhs), result.latent.index(row.lhs)] = row.est
    Phi = result.latent_cov().to_numpy()
    sd = np.sqrt(1 - np.einsum("ja,ab,jb->j", lam, Phi, lam))
    edges = {
        x: np.concatenate([[-40.0], table[(table["op"] == "|") & (table["lhs"] == x)]["est"], [40.0]]) for x in ITEMS
    }

    def minus(eta: np.ndarray) -> float:
        total = 0.5 * eta @ np.linalg.solve(Phi, eta)
        for j, x in enumerate(ITEMS):
            if codes[j] >= 0:
                lo, hi = edges[x][codes[j]], edges[x][codes[j] + 1]
                m = lam[j] @ eta
                total -= np.log(ndtr((hi - m) / sd[j]) - ndtr((lo - m) / sd[j]))
        return float(total)

    return np.asarray(minimize(minus, np.zeros(2), method="BFGS", options={"gtol": 1e-8}).x)


def test_modes_of_complete_and_of_incomplete_answers(result: Fit) -> None:
    values = pd.DataFrame(columns("skew7"))[ITEMS].to_numpy()
    levels = [np.unique(values[:, j]) for j in range(6)]
    rows = values[[0, 5, 11, 40]].astype(float)
    rows[1, 2] = np.nan
    rows[2, 3:] = np.nan
    found = posterior_modes(result.setup, result.estimate.theta, 0, rows)
    for row, scores in zip(rows, found, strict=True):
        codes = np.array([-1 if np.isnan(v) else int(np.searchsorted(levels[j], v)) for j, v in enumerate(row)])
        np.testing.assert_allclose(scores, mode(result, codes), atol=1e-4)


def test_who_answered_nothing_has_no_score(result: Fit) -> None:
    rows = np.full((1, 6), np.nan)
    assert np.isnan(posterior_modes(result.setup, result.estimate.theta, 0, rows)).all()


def test_higher_answers_have_higher_scores(result: Fit) -> None:
    values = pd.DataFrame(columns("skew7"))[ITEMS].to_numpy(dtype=float)
    low, high = values.min(axis=0), values.max(axis=0)
    scores = posterior_modes(result.setup, result.estimate.theta, 0, np.stack([low, np.median(values, axis=0), high]))
    signs = np.sign([result.loadings(1).query("lhs == @name")["est"].sum() for name in result.latent])
    assert (np.diff(scores * signs, axis=0) > 0).all()


def test_a_negative_residual_variance_has_no_scores(result: Fit) -> None:
    theta = result.estimate.theta.copy()
    theta[next(row.free - 1 for row in result.setup.table.rows if row.op == "=~" and row.free)] = 1.5
    with pytest.raises(AnalysisError) as caught:
        posterior_modes(result.setup, theta, 0, np.ones((1, 6)))
    assert caught.value.message.key == "sem.scores_need_positive_variances"
