"""Margins and pairs given covariates: ordered probit regressions, and correlations of what they leave.

With covariates x the responses are y* = beta'x + e; step one estimates thresholds and slopes (intercept, slopes and
residual variance of a continuous variable), step two the correlation of each pair's e. Nothing is assumed of x.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from tamkit.errors import NotConverged, SampleError
from tamkit.sem.ordinal.bivariate import FAR, bvn_cdf, bvn_pdf
from tamkit.sem.ordinal.codes import Array, Codes
from tamkit.sem.ordinal.polychoric import RHO_MAX, SMALLEST, Index, climb
from tamkit.sem.ordinal.scores import normal_pdf

MAX_STEPS = 100


@dataclass(frozen=True, slots=True)
class Margin:
    """One variable's regression on the covariates.

    level (t,): thresholds, or the intercept; slope (m,); variance: of the residual (1 for an ordered variable)
    scores (n, t + m [+ 1]): of level, slope and, for a continuous variable, variance; 0 where the answer is missing
    shift (n,): beta'x
    """

    level: Array
    slope: Array
    variance: float
    scores: Array
    shift: Array


def probit(codes: Codes, categories: int, X: Array, name: str) -> Margin:
    """Ordered probit regression of ``codes`` (n,; -1 missing) on ``X`` (n,m) by Newton's method.

    log P = log(Phi(tau_c - beta'x) - Phi(tau_{c-1} - beta'x)); the start is beta = 0 with the marginal thresholds.
    Raises AnalysisError naming the variable when it does not converge. R: ``MASS::polr(method = "probit")``.
    """
    seen = codes >= 0
    c, x = codes[seen], X[seen]
    n, m = x.shape
    T = categories - 1
    shares = np.cumsum(np.bincount(c, minlength=categories)[:-1]) / n
    point: Array = np.concatenate([ndtri(shares), np.zeros(m)])
    value = -np.inf
    for _ in range(MAX_STEPS):
        loglik, g, H = _probit_parts(point, c, x, T)
        value = loglik
        try:
            step = np.linalg.solve(H, g)
        except np.linalg.LinAlgError:
            raise SampleError("sem.probit_without_solution", variable=name) from None
        size = 1.0
        while size > 1e-10:
            trial = point - size * step
            if (np.diff(trial[:T]) > 0.0).all() and _probit_parts(trial, c, x, T)[0] >= value - 1e-10 * abs(value):
                break
            size *= 0.5
        point = np.asarray(point - size * step, dtype=np.float64)
        if np.abs(step).max() < 1e-10:
            break
    else:
        raise NotConverged("sem.probit_not_converged", variable=name)
    scores = np.zeros((len(codes), T + m))
    lower, upper = _edges(point[:T], c, x @ point[T:])
    pi = np.maximum(ndtr(upper) - ndtr(lower), 1e-300)
    t = np.arange(T)
    by_threshold = (c[:, None] == t) * (normal_pdf(upper) / pi)[:, None]
    by_threshold = by_threshold - (c[:, None] == t + 1) * (normal_pdf(lower) / pi)[:, None]
    scores[seen] = np.concatenate([by_threshold, -by_threshold.sum(axis=1)[:, None] * x], axis=1)
    level: Array = point[:T].astype(np.float64)
    slope: Array = point[T:].astype(np.float64)
    return Margin(level, slope, 1.0, scores, X @ slope)


def _edges(tau: Array, c: Codes, shift: Array) -> tuple[Array, Array]:
    edge = np.concatenate([[-FAR], tau, [FAR]])
    return np.clip(edge[c] - shift, -FAR, FAR), np.clip(edge[c + 1] - shift, -FAR, FAR)


def _probit_parts(point: Array, c: Codes, x: Array, T: int) -> tuple[float, Array, Array]:
    """Log-likelihood, gradient and Hessian in (tau, beta)."""
    lower, upper = _edges(point[:T], c, x @ point[T:])
    # far in the upper tail the difference of lower tails cancels; take that of upper ones
    pi = np.where(lower > 0.0, ndtr(-lower) - ndtr(-upper), ndtr(upper) - ndtr(lower))
    pi = np.maximum(pi, 1e-300)
    d_lo, d_hi = normal_pdf(lower) / pi, normal_pdf(upper) / pi
    up = np.zeros((len(c), T + x.shape[1]))
    down = np.zeros_like(up)
    rows = np.arange(len(c))
    top, bottom = c < T, c > 0
    up[rows[top], c[top]] = 1.0
    down[rows[bottom], c[bottom] - 1] = 1.0
    up[:, T:] = down[:, T:] = -x
    first = d_hi[:, None] * up - d_lo[:, None] * down
    H = -first.T @ first - (upper * d_hi)[:, None].T * up.T @ up + (lower * d_lo)[:, None].T * down.T @ down
    return float(np.log(pi).sum()), first.sum(axis=0), H


def linear(y: Array, X: Array) -> Margin:
    """Least squares of ``y`` (n,; NaN missing) on a constant and ``X``; residual variance with divisor n."""
    seen = ~np.isnan(y)
    design = np.column_stack([np.ones(int(seen.sum())), X[seen]])
    coefficients = np.linalg.lstsq(design, y[seen], rcond=None)[0]
    residual = y[seen] - design @ coefficients
    variance = float(np.mean(residual**2))
    scores = np.zeros((len(y), design.shape[1] + 1))
    by_variance = (residual**2 / variance - 1.0) / (2.0 * variance)
    scores[seen] = np.column_stack([design * (residual / variance)[:, None], by_variance])
    fitted: Array = np.asarray(coefficients, dtype=np.float64)
    return Margin(fitted[:1], fitted[1:], variance, scores, X @ coefficients[1:])


@dataclass(frozen=True, slots=True)
class OrderedPairs:
    """P pairs of ordered variables case by case: rho (P,), scores of rho (n,P), and of either variable's edges (n,P).

    ``upper1`` is the derivative of the log-likelihood in the threshold above the first variable's answer, ``lower1`` in
    the one below it (with its sign), and so on; all 0 where an answer is missing or the case has negligible
    probability.
    """

    rho: Array
    scores: Array
    upper1: Array
    lower1: Array
    upper2: Array
    lower2: Array


def ordered_pairs(first: tuple[Array, Array], second: tuple[Array, Array], start: Array) -> OrderedPairs:
    """Correlations of pairs whose ``first`` and ``second`` hold (lower, upper) edges (n,P), NaN where missing."""
    seen = ~(np.isnan(first[0]) | np.isnan(second[0]))
    l1, u1 = (np.where(seen, edge, side) for edge, side in zip(first, (-FAR, FAR), strict=True))
    l2, u2 = (np.where(seen, edge, side) for edge, side in zip(second, (-FAR, FAR), strict=True))

    def corners(function: Callable[..., Array], which: Index, rho: Array) -> Array:
        a, b, c, d = (edge[:, which] for edge in (l1, u1, l2, u2))
        return np.asarray(function(b, d, rho) - function(a, d, rho) - function(b, c, rho) + function(a, c, rho))

    def score(which: Index, rho: Array) -> tuple[Array, Array]:
        pi = corners(bvn_cdf, which, rho)
        counted = seen[:, which] & (pi > SMALLEST)
        safe = np.where(counted, pi, 1.0)
        slope = np.where(counted, corners(bvn_pdf, which, rho) / safe, 0.0)
        bend = np.where(counted, corners(_pdf_slope, which, rho) / safe, 0.0)
        return slope.sum(axis=0), (bend - slope**2).sum(axis=0)

    rho = climb(score, start, RHO_MAX, 1e-11)
    every = np.arange(len(rho))
    pi = corners(bvn_cdf, every, rho)
    counted = seen & (pi > SMALLEST)
    safe = np.where(counted, pi, 1.0)
    R = np.sqrt(1.0 - rho * rho)

    def edge_score(edge: Array, low: Array, high: Array) -> Array:
        mass = normal_pdf(edge) * (ndtr((high - rho * edge) / R) - ndtr((low - rho * edge) / R))
        return np.where(counted, mass / safe, 0.0)

    return OrderedPairs(
        rho,
        np.where(counted, corners(bvn_pdf, every, rho) / safe, 0.0),
        edge_score(u1, l2, u2),
        -edge_score(l1, l2, u2),
        edge_score(u2, l1, u1),
        -edge_score(l2, l1, u1),
    )


def _pdf_slope(u: Array, v: Array, r: Array) -> Array:
    """d phi2 / d rho."""
    one_minus = 1.0 - r * r
    out: Array = (
        bvn_pdf(u, v, r) * (u * v * one_minus - r * (u * u - 2.0 * r * u * v + v * v) + r * one_minus) / one_minus**2
    )
    return out
