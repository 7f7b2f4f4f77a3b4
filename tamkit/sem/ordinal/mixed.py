"""Pairs with a continuous variable: polyserial correlations and correlations of two continuous variables.

Means and variances are fixed at their univariate estimates (step one), the correlation is maximum likelihood given
them.
With complete data the correlation of two continuous variables is therefore Pearson's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tamkit.sem.ordinal.bivariate import FAR
from tamkit.sem.ordinal.codes import Array, Codes
from tamkit.sem.ordinal.polychoric import RHO_MAX, climb
from tamkit.sem.ordinal.scores import normal_pdf

# lavaan's bound for polyserial correlations, and the smallest probability it divides by.
POLYSERIAL_MAX = 0.995
TINY = float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class PairScores:
    """What one kind of pair gives: rho (P,), casewise scores (n, P) of rho, and of the nuisance parameters.

    ``first`` and ``second`` are lists of (n, P) casewise scores of the first and second variable's own parameters in
    the pair's likelihood: mean and variance of a continuous one; the thresholds of an ordered one.
    """

    rho: Array
    scores: Array
    first: list[Array]
    second: list[Array]


def standardised(values: Array) -> tuple[Array, Array, Array]:
    """z scores (n, m; NaN missing), means and (n-denominator) variances of the available cases."""
    mean = np.nanmean(values, axis=0)
    variance = np.nanvar(values, axis=0)
    return (values - mean) / np.sqrt(variance), mean, variance


def mean_scores(values: Array, mean: Array, variance: Array) -> tuple[Array, Array]:
    """Casewise scores of each variable's mean and variance, (n, m) each: r / s² and (r² / s² - 1) / (2 s²)."""
    residual = np.where(np.isnan(values), 0.0, values - mean)
    seen = ~np.isnan(values)
    return residual / variance, np.where(seen, (residual**2 / variance - 1.0) / (2.0 * variance), 0.0)


def polyserial(
    z: Array, variance: Array, codes: Codes, table: Array, rho: Array | None = None, shift: Array | None = None
) -> PairScores:
    """Polyserial correlations of P pairs: column of ``z`` (n, P; NaN missing) with column of ``codes`` (n, P).

    ``variance`` (P,) of the continuous variables, ``table`` (P, K - 1) thresholds of the ordered ones. The
    likelihood of
    a respondent is Phi((tau_c - rho z) / R) - Phi((tau_{c-1} - rho z) / R), R = sqrt(1 - rho²)
    (Olsson, Drasgow & Dorans 1982, Psychometrika 47, 337-347). With ``rho`` given only the scores are computed.
    ``shift`` (n, P) is taken from the thresholds case by case (covariates).
    """
    seen = ~np.isnan(z) & (codes >= 0)
    z = np.where(seen, z, 0.0)
    edge = np.concatenate(
        [np.full((len(table), 1), -FAR), np.clip(table, -FAR, FAR), np.full((len(table), 1), FAR)], axis=1
    )
    at = np.where(seen, codes, 0)
    pair = np.arange(len(table))
    upper, lower = edge[pair, at + 1], edge[pair, at]
    if shift is not None:
        upper, lower = np.clip(upper - shift, -FAR, FAR), np.clip(lower - shift, -FAR, FAR)

    def parts(rho: Array, which: NDArray[np.int64]) -> tuple[Array, ...]:
        R = np.sqrt(1.0 - rho * rho)
        x, hi, lo = z[:, which], upper[:, which], lower[:, which]
        t_hi, t_lo = (hi - rho * x) / R, (lo - rho * x) / R
        pi = np.maximum(ndtr(t_hi) - ndtr(t_lo), TINY)
        return R, x, hi, lo, t_hi, t_lo, normal_pdf(t_hi), normal_pdf(t_lo), pi

    def score(which: NDArray[np.int64], rho: Array) -> tuple[Array, Array]:
        R, x, hi, lo, t_hi, t_lo, d_hi, d_lo, pi = parts(rho, which)
        s_hi, s_lo = (rho * hi - x) / R**3, (rho * lo - x) / R**3
        c_hi, c_lo = hi / R**3 + 3.0 * rho * s_hi / R**2, lo / R**3 + 3.0 * rho * s_lo / R**2
        slope = np.where(seen[:, which], (d_hi * s_hi - d_lo * s_lo) / pi, 0.0)
        bend = np.where(seen[:, which], (d_hi * (c_hi - t_hi * s_hi**2) - d_lo * (c_lo - t_lo * s_lo**2)) / pi, 0.0)
        return slope.sum(axis=0), (bend - slope**2).sum(axis=0)

    if rho is None:
        rho = climb(score, np.zeros(len(table)), POLYSERIAL_MAX, 1e-11)
    R, x, hi, lo, _, _, d_hi, d_lo, pi = parts(rho, pair)
    gap = np.where(seen, (d_hi - d_lo) / pi, 0.0)
    sd = np.sqrt(variance)
    rho_score = np.where(seen, (d_hi * (rho * hi - x) - d_lo * (rho * lo - x)) / (pi * R**3), 0.0)
    mean_score = np.where(seen, (x + rho / R * gap) / sd, 0.0)
    variance_score = np.where(seen, (x * x - 1.0 + rho / R * x * gap) / (2.0 * variance), 0.0)
    taus = [np.where(seen, ((at == t) * d_hi - (at == t + 1) * d_lo) / (R * pi), 0.0) for t in range(table.shape[1])]
    return PairScores(rho, rho_score, [mean_score, variance_score], taus)


def pearson(z1: Array, z2: Array, variance1: Array, variance2: Array, rho: Array | None = None) -> PairScores:
    """Correlations of P pairs of continuous variables, columns of ``z1`` and ``z2`` (n, P; NaN missing).

    With ``rho`` given only the scores are computed.
    """
    seen = ~np.isnan(z1) & ~np.isnan(z2)
    z1, z2 = np.where(seen, z1, 0.0), np.where(seen, z2, 0.0)
    n, cross, squares = seen.sum(axis=0), (z1 * z2).sum(axis=0), (z1 * z1 + z2 * z2).sum(axis=0)

    def score(which: NDArray[np.int64], rho: Array) -> tuple[Array, Array]:
        # (1 - rho²)² times the likelihood equation, a cubic with the same sign as the gradient
        N, s12, s = n[which], cross[which], squares[which]
        value = -N * rho**3 + s12 * rho**2 + (N - s) * rho + s12
        return value, -3.0 * N * rho**2 + 2.0 * s12 * rho + N - s

    if rho is None:
        rho = climb(score, np.clip(cross / n, -0.99, 0.99), RHO_MAX, 1e-13)
    one_minus = 1.0 - rho * rho
    q = z1 * z1 - 2.0 * rho * z1 * z2 + z2 * z2
    sd1, sd2 = np.sqrt(variance1), np.sqrt(variance2)
    rho_score = np.where(seen, rho / one_minus + z1 * z2 / one_minus - q * rho / one_minus**2, 0.0)
    means = [(z1 - rho * z2) / (sd1 * one_minus), (z2 - rho * z1) / (sd2 * one_minus)]
    variances = [
        np.where(seen, ((z1 * z1 - rho * z1 * z2) / one_minus - 1.0) / (2.0 * variance1), 0.0),
        np.where(seen, ((z2 * z2 - rho * z1 * z2) / one_minus - 1.0) / (2.0 * variance2), 0.0),
    ]
    return PairScores(rho, rho_score, [means[0], variances[0]], [means[1], variances[1]])
