"""Polyserial and Pearson pairs: estimates by likelihood, scores as its derivatives, gaps and shifts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import ndtr

from tamkit.sem.ordinal.codes import Array
from tamkit.sem.ordinal.mixed import mean_scores, pearson, polyserial, standardised
from tamkit.sem.ordinal.polychoric import climb

H = 1e-6


def answers(n: int = 250) -> tuple[Array, Array, np.ndarray, Array]:
    """Two continuous columns with gaps, codes of two ordered ones, and the latter's thresholds."""
    rng = np.random.default_rng(9)
    R = np.array([[1.0, 0.5, 0.6, -0.3], [0.5, 1.0, 0.2, 0.4], [0.6, 0.2, 1.0, 0.1], [-0.3, 0.4, 0.1, 1.0]])
    z = rng.multivariate_normal(np.zeros(4), R, size=n)
    table = np.array([[-0.8, 0.1, 1.0], [0.3, np.inf, np.inf]])
    codes = np.column_stack([np.digitize(z[:, 2], table[0]), np.digitize(z[:, 3], table[1, :1])])
    y = z[:, :2] * [2.0, 0.5] + [3.0, -1.0]
    y[rng.random(y.shape) < 0.08] = np.nan
    codes[rng.random(codes.shape) < 0.08] = -1
    return y, z, codes, table


def test_available_cases_are_standardised() -> None:
    y, *_ = answers()
    z, mean, variance = standardised(y)
    np.testing.assert_allclose(mean, np.nanmean(y, axis=0))
    np.testing.assert_allclose(variance, np.nanvar(y, axis=0))
    np.testing.assert_allclose(np.nanmean(z, axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(np.nanvar(z, axis=0), 1.0)


def test_scores_of_means_and_variances() -> None:
    y, *_ = answers()
    mean, variance = np.array([2.7, -0.9]), np.array([3.5, 0.3])

    def logs(m: Array, v: Array) -> Array:
        return np.where(np.isnan(y), 0.0, -0.5 * (np.log(v) + (np.nan_to_num(y) - m) ** 2 / v))

    by_mean, by_variance = mean_scores(y, mean, variance)
    np.testing.assert_allclose(by_mean, (logs(mean + H, variance) - logs(mean - H, variance)) / (2 * H), atol=1e-6)
    np.testing.assert_allclose(by_variance, (logs(mean, variance + H) - logs(mean, variance - H)) / (2 * H), atol=1e-6)


def serial_logs(y: Array, codes: np.ndarray, mean: Array, variance: Array, table: Array, rho: Array) -> Array:
    """(n, P) log-likelihood of a continuous and an ordered answer together."""
    z = (np.nan_to_num(y) - mean) / np.sqrt(variance)
    edge = np.concatenate(
        [np.full((len(table), 1), -40.0), np.clip(table, -40, 40), np.full((len(table), 1), 40.0)], axis=1
    )
    c, pair = np.maximum(codes, 0), np.arange(len(table))
    R = np.sqrt(1 - rho**2)
    pi = ndtr((edge[pair, c + 1] - rho * z) / R) - ndtr((edge[pair, c] - rho * z) / R)
    return np.where(np.isnan(y) | (codes < 0), 0.0, np.log(np.maximum(pi, 1e-300)) - 0.5 * (np.log(variance) + z**2))


def test_polyserial_correlations_maximise_their_likelihood() -> None:
    y, _, codes, table = answers()
    z, mean, variance = standardised(y)
    found = polyserial(z, variance, codes, table)
    for pair in range(2):
        best = minimize_scalar(
            lambda r, pair=pair: -serial_logs(y, codes, mean, variance, table, np.full(2, r))[:, pair].sum(),
            bounds=(-0.99, 0.99),
            method="bounded",
            options={"xatol": 1e-9},
        )
        assert found.rho[pair] == pytest.approx(best.x, abs=1e-5)
    np.testing.assert_allclose(found.scores.sum(axis=0), 0.0, atol=1e-6)
    assert found.rho[0] == pytest.approx(0.6, abs=0.15)


def test_polyserial_scores_are_derivatives() -> None:
    y, _, codes, table = answers()
    rho, mean, variance = np.array([0.4, 0.25]), np.nanmean(y, axis=0), np.nanvar(y, axis=0)
    z = (y - mean) / np.sqrt(variance)
    found = polyserial(z, variance, codes, table, rho)
    np.testing.assert_array_equal(found.rho, rho)

    def slope(**moved: tuple[Array, Array]) -> Array:
        at = {"mean": mean, "variance": variance, "table": table, "rho": rho}
        up, down = ({**at, **{key: pair[side] for key, pair in moved.items()}} for side in (0, 1))
        return (serial_logs(y, codes, **up) - serial_logs(y, codes, **down)) / (2 * H)

    np.testing.assert_allclose(found.scores, slope(rho=(rho + H, rho - H)), atol=1e-6)
    np.testing.assert_allclose(found.first[0], slope(mean=(mean + H, mean - H)), atol=1e-5)
    np.testing.assert_allclose(found.first[1], slope(variance=(variance + H, variance - H)), atol=1e-5)
    for t in range(table.shape[1]):
        step = np.zeros_like(table)
        step[:, t] = H
        wanted = slope(table=(table + step, table - step))
        has = np.isfinite(table[:, t])
        np.testing.assert_allclose(found.second[t][:, has], wanted[:, has], atol=1e-6)


def test_a_shift_moves_the_thresholds_case_by_case() -> None:
    y, _, codes, table = answers()
    z, _, variance = standardised(y)
    rho = np.array([0.4, 0.25])
    shifted = polyserial(z, variance, codes, table, rho, shift=np.full(codes.shape, 0.2))
    moved = polyserial(z, variance, codes, table - 0.2, rho)
    np.testing.assert_allclose(shifted.scores, moved.scores, atol=1e-9)
    for one, other in zip(shifted.second, moved.second, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)


def pearson_logs(y1: Array, y2: Array, m: Array, v: Array, rho: Array) -> Array:
    a, b = (np.nan_to_num(y1) - m[0]) / np.sqrt(v[0]), (np.nan_to_num(y2) - m[1]) / np.sqrt(v[1])
    q = (a * a - 2 * rho * a * b + b * b) / (1 - rho**2)
    logs = -0.5 * (np.log(v[0]) + np.log(v[1]) + np.log(1 - rho**2) + q)
    return np.where(np.isnan(y1) | np.isnan(y2), 0.0, logs)


def test_pearson_scores_are_derivatives() -> None:
    y, *_ = answers()
    y1, y2 = y[:, :1], y[:, 1:]
    m, v, rho = np.array([2.8, -1.1]), np.array([3.0, 0.3]), np.array([0.35])
    found = pearson((y1 - m[0]) / np.sqrt(v[0]), (y2 - m[1]) / np.sqrt(v[1]), v[:1], v[1:], rho)
    numeric = (pearson_logs(y1, y2, m, v, rho + H) - pearson_logs(y1, y2, m, v, rho - H)) / (2 * H)
    np.testing.assert_allclose(found.scores, numeric, atol=1e-6)
    seen = ~np.isnan(y1) & ~np.isnan(y2)
    for side, parts in enumerate((found.first, found.second)):
        step = H * np.eye(2)[side]
        by_mean = (pearson_logs(y1, y2, m + step, v, rho) - pearson_logs(y1, y2, m - step, v, rho)) / (2 * H)
        np.testing.assert_allclose(np.where(seen, parts[0], 0.0), by_mean, atol=1e-6)
        by_variance = (pearson_logs(y1, y2, m, v + step, rho) - pearson_logs(y1, y2, m, v - step, rho)) / (2 * H)
        np.testing.assert_allclose(parts[1], by_variance, atol=1e-5)


def test_of_complete_rows_it_is_pearsons_correlation() -> None:
    _, z, _, _ = answers()
    own, _, variance = standardised(z[:, :2])
    found = pearson(own[:, :1], own[:, 1:], variance[:1], variance[1:])
    assert found.rho[0] == pytest.approx(np.corrcoef(z[:, :2].T)[0, 1], abs=1e-10)


def test_of_rows_with_gaps_it_is_a_root_of_the_likelihood() -> None:
    y, *_ = answers()
    z, _, variance = standardised(y)
    found = pearson(z[:, :1], z[:, 1:], variance[:1], variance[1:])
    np.testing.assert_allclose(found.scores.sum(), 0.0, atol=1e-8)
    seen = ~np.isnan(z).any(axis=1)
    assert found.rho[0] == pytest.approx(np.corrcoef(z[seen].T)[0, 1], abs=0.05)


def likelihood_equation(
    monkeypatch: pytest.MonkeyPatch, estimate: Callable[[], object]
) -> Callable[..., tuple[Array, Array]]:
    """What `climb` is given to find the root of: the equation and its slope."""
    given: list[Callable[..., tuple[Array, Array]]] = []

    def spy(score: Callable[..., tuple[Array, Array]], start: Array, limit: float, tolerance: float) -> Array:
        given.append(score)
        return climb(score, start, limit, tolerance)

    for function in (polyserial, pearson):
        monkeypatch.setitem(function.__globals__, "climb", spy)
    estimate()
    return given[0]


@pytest.mark.parametrize("kind", ["polyserial", "pearson"])
def test_newton_is_told_the_slope_of_its_equation(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A wrong one would still arrive, step by bisected step."""
    y, _, codes, table = answers()
    z, _, variance = standardised(y)
    score = likelihood_equation(
        monkeypatch,
        (lambda: polyserial(z, variance, codes, table))
        if kind == "polyserial"
        else (lambda: pearson(z, z[:, ::-1], variance, variance[::-1])),
    )
    both = np.arange(2)
    for at in (-0.7, -0.2, 0.1, 0.6):
        rho = np.full(2, at)
        _, slope = score(both, rho)
        numeric = (score(both, rho + H)[0] - score(both, rho - H)[0]) / (2 * H)
        np.testing.assert_allclose(slope, numeric, rtol=1e-5, atol=1e-4)
