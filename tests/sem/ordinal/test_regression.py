"""Margins given covariates: likelihoods and their derivatives, and pairs of what is left."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import ndtr

from tamkit.errors import SampleError
from tamkit.sem.ordinal.bivariate import bvn_cdf
from tamkit.sem.ordinal.codes import Array
from tamkit.sem.ordinal.regression import _probit_parts, linear, ordered_pairs, probit

H = 1e-6


def sample(n: int = 300) -> tuple[Array, np.ndarray, Array]:
    """Covariates, codes of a three-point answer with gaps, and a continuous one."""
    rng = np.random.default_rng(12)
    X = np.column_stack([rng.normal(size=n), rng.integers(0, 2, n)])
    codes = np.digitize(X @ [0.7, -0.4] + rng.normal(size=n), [-0.5, 0.8])
    codes[:15] = -1
    y = 2.0 + X @ [0.5, 1.0] + 0.6 * rng.normal(size=n)
    y[20:30] = np.nan
    return X, codes, y


def logs(point: Array, codes: np.ndarray, X: Array) -> Array:
    tau, beta = point[:2], point[2:]
    edge = np.concatenate([[-40.0], tau, [40.0]])
    c = np.maximum(codes, 0)
    return np.where(codes < 0, 0.0, np.log(ndtr(edge[c + 1] - X @ beta) - ndtr(edge[c] - X @ beta)))


def test_probit_is_the_maximum() -> None:
    X, codes, _ = sample()
    found = probit(codes, 3, X, "q")
    best = minimize(lambda point: -logs(point, codes, X).sum(), [-0.3, 0.6, 0.0, 0.0], method="BFGS")
    np.testing.assert_allclose(np.concatenate([found.level, found.slope]), best.x, atol=1e-4)
    np.testing.assert_allclose(found.scores.sum(axis=0), 0.0, atol=1e-7)
    np.testing.assert_allclose(found.shift, X @ found.slope)
    assert found.variance == 1.0


def test_its_scores_and_curvature_are_derivatives() -> None:
    X, codes, _ = sample()
    found = probit(codes, 3, X, "q")
    point = np.concatenate([found.level, found.slope])
    for place, step in enumerate(H * np.eye(4)):
        numeric = (logs(point + step, codes, X) - logs(point - step, codes, X)) / (2 * H)
        np.testing.assert_allclose(found.scores[:, place], numeric, atol=1e-7)
    seen, there = codes >= 0, point + 0.1
    value, g, Hessian = _probit_parts(there, codes[seen], X[seen], 2)
    assert value == pytest.approx(logs(there, codes, X).sum())
    for place, step in enumerate(H * np.eye(4)):
        up, down = (_probit_parts(there + sign * step, codes[seen], X[seen], 2) for sign in (1, -1))
        assert g[place] == pytest.approx((up[0] - down[0]) / (2 * H), abs=1e-4)
        np.testing.assert_allclose(Hessian[place], (up[1] - down[1]) / (2 * H), atol=1e-4)


def test_a_covariate_that_is_another_has_no_slope_of_its_own() -> None:
    X, codes, _ = sample()
    with pytest.raises(SampleError) as caught:
        probit(codes, 3, np.column_stack([X[:, 1], X[:, 1]]), "q")
    assert caught.value.message.values["variable"] == "q"


def test_least_squares_and_its_scores() -> None:
    X, _, y = sample()
    found = linear(y, X)
    seen = ~np.isnan(y)
    design = np.column_stack([np.ones(seen.sum()), X[seen]])
    beta = np.linalg.solve(design.T @ design, design.T @ y[seen])
    np.testing.assert_allclose(np.concatenate([found.level, found.slope]), beta, rtol=1e-10)
    residual = y[seen] - design @ beta
    assert found.variance == pytest.approx(np.mean(residual**2))
    point = np.concatenate([beta, [found.variance]])

    def normal(at: Array) -> Array:
        gap = np.nan_to_num(y) - at[0] - X @ at[1:3]
        return np.where(seen, -0.5 * (np.log(at[3]) + gap**2 / at[3]), 0.0)

    for place, step in enumerate(H * np.eye(4)):
        numeric = (normal(point + step) - normal(point - step)) / (2 * H)
        np.testing.assert_allclose(found.scores[:, place], numeric, atol=1e-6)


def edges(n: int = 120) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Edges of two pairs of answers whose thresholds differ from case to case."""
    rng = np.random.default_rng(5)
    out = []
    z = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=(2, n)).transpose(2, 1, 0)
    for side in range(2):
        shift = 0.3 * rng.normal(size=(n, 2))
        tau = np.array([-40.0, -0.4, 0.7, 40.0])
        code = (z[side][..., None] > tau[1:3] - shift[..., None]).sum(axis=2)
        low, high = (np.clip(tau[code + k] - shift, -40, 40) for k in (0, 1))
        low[3 + side], high[3 + side] = np.nan, np.nan
        out.append((low, high))
    return out[0], out[1]


def pair_logs(first: tuple[Array, Array], second: tuple[Array, Array], rho: Array) -> Array:
    (a, b), (c, d) = first, second
    seen = ~(np.isnan(a) | np.isnan(c))
    a, b, c, d = (np.nan_to_num(edge) for edge in (a, b, c, d))
    pi = bvn_cdf(b, d, rho) - bvn_cdf(a, d, rho) - bvn_cdf(b, c, rho) + bvn_cdf(a, c, rho)
    return np.where(seen, np.log(np.where(seen, pi, 1.0)), 0.0)


def test_pairs_of_ordered_answers() -> None:
    first, second = edges()
    found = ordered_pairs(first, second, np.zeros(2))
    np.testing.assert_allclose(found.scores.sum(axis=0), 0.0, atol=1e-6)
    assert found.rho == pytest.approx([0.5, 0.5], abs=0.25)
    rho = found.rho
    numeric = (pair_logs(first, second, rho + H) - pair_logs(first, second, rho - H)) / (2 * H)
    np.testing.assert_allclose(found.scores, numeric, atol=1e-6)
    for name, side, edge in (("lower1", 0, 0), ("upper1", 0, 1), ("lower2", 1, 0), ("upper2", 1, 1)):
        up, down = [list(first), list(second)], [list(first), list(second)]
        up[side][edge] = up[side][edge] + H
        down[side][edge] = down[side][edge] - H
        wanted = (pair_logs(tuple(up[0]), tuple(up[1]), rho) - pair_logs(tuple(down[0]), tuple(down[1]), rho)) / (2 * H)
        np.testing.assert_allclose(getattr(found, name), wanted, atol=1e-6, err_msg=name)
