"""Casewise scores of thresholds and correlations, as derivatives of each case's likelihood."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from tamkit.sem.ordinal.bivariate import rectangles
from tamkit.sem.ordinal.codes import Array, Ordered, as_codes, category_counts, pairs_of, threshold_table
from tamkit.sem.ordinal.scores import correlation_scores, normal_pdf, threshold_scores

H = 1e-6


@pytest.fixture(scope="module")
def sample() -> tuple[Ordered, Array, Array]:
    """Coded answers with gaps, thresholds near the sample's, and correlations."""
    rng = np.random.default_rng(4)
    z = rng.multivariate_normal(np.zeros(3), np.eye(3) * 0.5 + 0.5, size=60)
    y = np.column_stack(
        [np.digitize(z[:, 0], [-0.5, 0.4]), np.digitize(z[:, 1], [0.1]), np.digitize(z[:, 2], [-1, 0, 1])]
    )
    y = y.astype(float)
    y[rng.random(y.shape) < 0.1] = np.nan
    coded = as_codes(y)
    table = threshold_table(category_counts(coded.codes, coded.categories), coded.categories)
    return coded, np.where(np.isfinite(table), table + 0.05, table), np.array([0.45, 0.3, -0.2])


def test_the_density() -> None:
    x = np.array([-1.5, 0.0, 2.0])
    np.testing.assert_allclose(normal_pdf(x), (ndtr(x + H) - ndtr(x - H)) / (2 * H), rtol=1e-8)


def test_scores_of_thresholds(sample: tuple[Ordered, Array, Array]) -> None:
    coded, table, _ = sample
    found = threshold_scores(coded.codes, coded.categories, table)

    def logs(j: int, tau: Array) -> Array:
        edge = np.concatenate([[-40.0], tau, [40.0]])
        c = np.maximum(coded.codes[:, j], 0)
        return np.where(coded.codes[:, j] < 0, 0.0, np.log(ndtr(edge[c + 1]) - ndtr(edge[c])))

    for j, k in enumerate(coded.categories):
        assert found[j].shape == (60, k - 1)
        tau = table[j, : k - 1]
        for t in range(k - 1):
            step = np.zeros(k - 1)
            step[t] = H
            np.testing.assert_allclose(found[j][:, t], (logs(j, tau + step) - logs(j, tau - step)) / (2 * H), atol=1e-7)


def pair_logs(coded: Ordered, table: Array, rho: Array) -> Array:
    """(n, P) log-likelihood of each pair of answers."""
    first, second = pairs_of(coded.p)
    cells = rectangles(table[first], table[second], rho)
    a, b = coded.codes[:, first], coded.codes[:, second]
    own = cells[np.arange(len(first)), np.maximum(a, 0), np.maximum(b, 0)]
    return np.where((a < 0) | (b < 0), 0.0, np.log(own))


def test_scores_of_correlations_and_their_crossproducts(sample: tuple[Ordered, Array, Array]) -> None:
    coded, table, rho = sample
    scores, cross1, cross2 = correlation_scores(coded.codes, table, rho)
    numeric = (pair_logs(coded, table, rho + H) - pair_logs(coded, table, rho - H)) / (2 * H)
    np.testing.assert_allclose(scores, numeric, atol=1e-7)
    first, second = pairs_of(coded.p)
    for cross, side in ((cross1, first), (cross2, second)):
        for pair, j in enumerate(side):
            for t in range(table.shape[1]):
                if not np.isfinite(table[j, t]):
                    assert cross[pair, t] == 0.0
                    continue
                up, down = table.copy(), table.copy()
                up[j, t] += H
                down[j, t] -= H
                slope = (pair_logs(coded, up, rho) - pair_logs(coded, down, rho))[:, pair] / (2 * H)
                assert cross[pair, t] == pytest.approx(scores[:, pair] @ slope, abs=1e-5)
