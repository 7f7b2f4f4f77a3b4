"""Influence functions are what leaving a respondent out does to the statistics."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.sem.ordinal.codes import Array
from tamkit.sem.ordinal.influence import asymptotic_covariance, influence_functions
from tamkit.sem.ordinal.moments import ordinal_moments
from tamkit.sem.ordinal.steps import TwoStep, two_step


def sample(n: int = 400) -> tuple[Array, np.ndarray]:
    """Two ordered and two continuous columns."""
    rng = np.random.default_rng(8)
    z = rng.normal(size=(n, 1)) + rng.normal(size=(n, 4))
    y = np.column_stack(
        [np.digitize(z[:, 0], [-1.0, 0.8]), z[:, 1] * 2 + 1, np.digitize(z[:, 2], [0.2]), 0.5 * z[:, 3]]
    )
    return y.astype(float), np.array([True, False, True, False])


def statistics(y: Array, kind: np.ndarray) -> Array:
    return ordinal_moments(y, kind, gamma=False).statistics


def solved() -> tuple[TwoStep, Array, np.ndarray]:
    y, kind = sample()
    return two_step(y, kind, ("a", "b", "c", "d")), y, kind


def test_leaving_a_respondent_out_moves_each_statistic_by_its_influence() -> None:
    step, y, kind = solved()
    influence, whole = influence_functions(step), statistics(y, kind)
    cases = np.arange(0, len(y), 16)
    moved = np.array([whole - statistics(np.delete(y, i, axis=0), kind) for i in cases])
    for column in range(len(whole)):
        mine, real = influence[cases, column], moved[:, column]
        assert np.corrcoef(mine, real)[0, 1] > 0.97, column
        assert np.linalg.norm(mine) == pytest.approx(np.linalg.norm(real), rel=0.15)


def test_influences_of_all_respondents_add_up_to_nothing() -> None:
    step, _, _ = solved()
    influence = influence_functions(step)
    np.testing.assert_allclose(influence.sum(axis=0) / np.abs(influence).sum(axis=0), 0.0, atol=1e-6)


def test_the_asymptotic_covariance_is_their_crossproduct() -> None:
    step, _, _ = solved()
    influence = influence_functions(step)
    np.testing.assert_allclose(asymptotic_covariance(step), step.n * influence.T @ influence, rtol=1e-9, atol=1e-12)


def test_for_continuous_variables_it_is_browns_gamma() -> None:
    """Means and variances have the moments of any distribution: σ² and μ₄ − σ⁴."""
    step, y, _ = solved()
    G = asymptotic_covariance(step)
    layout = step.layout
    for j in (1, 3):
        c = y[:, j] - y[:, j].mean()
        mean_at, variance_at = int(layout.start[j]), int(layout.variance_at[j])
        # the sandwich's bread is the crossproduct of scores, so they agree for data that are nearly normal
        assert G[mean_at, mean_at] == pytest.approx(np.mean(c**2), rel=0.05)
        assert G[variance_at, variance_at] == pytest.approx(2 * np.mean(c**2) ** 2, rel=0.25)
