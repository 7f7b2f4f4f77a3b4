"""Γ by its definition: fourth-order moments, and third-order ones beside the means."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.sem.complete.gamma import case_moments, gamma, gamma_diagonal
from tamkit.sem.complete.route import normal_acov

Y = np.random.default_rng(5).gamma(2.0, size=(80, 3)) @ np.array([[1.0, 0.4, 0.0], [0.0, 1.0, 0.3], [0.0, 0.0, 1.0]])
PAIRS = [(0, 0), (1, 0), (2, 0), (1, 1), (2, 1), (2, 2)]  # the lower triangle, column by column


def test_every_element() -> None:
    c = Y - Y.mean(axis=0)
    G = gamma(Y, meanstructure=False)
    for at, (i, j) in enumerate(PAIRS):
        for other, (k, m) in enumerate(PAIRS):
            fourth = np.mean(c[:, i] * c[:, j] * c[:, k] * c[:, m])
            wanted = fourth - np.mean(c[:, i] * c[:, j]) * np.mean(c[:, k] * c[:, m])
            assert G[at, other] == pytest.approx(wanted, rel=1e-10)


def test_with_means() -> None:
    c = Y - Y.mean(axis=0)
    G = gamma(Y, meanstructure=True)
    np.testing.assert_allclose(G[:3, :3], np.cov(Y.T, bias=True))
    np.testing.assert_allclose(G[3:, 3:], gamma(Y, meanstructure=False))
    for at, (i, j) in enumerate(PAIRS):
        np.testing.assert_allclose(G[3 + at, :3], [np.mean(c[:, i] * c[:, j] * c[:, k]) for k in range(3)])


@pytest.mark.parametrize("means", [False, True])
def test_the_diagonal_alone(means: bool) -> None:
    np.testing.assert_allclose(gamma_diagonal(Y, means), np.diag(gamma(Y, means)), rtol=1e-12)
    assert case_moments(Y, means).shape == (80, 9 if means else 6)
    np.testing.assert_allclose(case_moments(Y, means).mean(axis=0), 0.0, atol=1e-12)


def test_of_normal_data_it_is_that_of_the_second_moments() -> None:
    y = np.random.default_rng(6).multivariate_normal([0, 0], [[1.0, 0.5], [0.5, 2.0]], size=60_000)
    S = np.cov(y.T, bias=True)
    np.testing.assert_allclose(gamma(y, False), normal_acov(S), atol=0.15)
    assert normal_acov(S)[0].tolist() == pytest.approx([2 * S[0, 0] ** 2, 2 * S[0, 0] * S[0, 1], 2 * S[0, 1] ** 2])
    assert normal_acov(S)[1, 1] == pytest.approx(S[0, 0] * S[1, 1] + S[0, 1] ** 2)
