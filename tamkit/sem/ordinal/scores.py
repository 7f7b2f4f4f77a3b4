"""Casewise scores of thresholds and correlations, and how a correlation's score moves with the thresholds.

A respondent's score for a pair of ordered variables depends only on the cell of the pair's table the respondent is
in, so the
derivatives are worked out once a cell and looked up once a respondent.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tamkit.sem.ordinal.bivariate import FAR, rectangle_slopes, rectangles
from tamkit.sem.ordinal.codes import Array, Codes, pair_tables, pairs_of
from tamkit.sem.ordinal.polychoric import SMALLEST


def normal_pdf(x: Array) -> Array:
    """Density of the standard normal."""
    out: Array = np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)
    return out


def threshold_scores(codes: Codes, categories: NDArray[np.int64], table: Array) -> list[Array]:
    """For each variable the (n, categories - 1) derivatives of a respondent's log-likelihood in the thresholds.

    d log P(c) / d tau_t = phi(tau_t) / P(c) if c is the category below tau_t, minus that if it is the one above,
    else 0.
    A missing answer scores 0.
    """
    out = []
    for j, k in enumerate(categories):
        tau = table[j, : k - 1]
        share = np.diff(np.concatenate([[0.0], ndtr(tau), [1.0]]))
        density = normal_pdf(tau)
        cells = np.zeros((k + 1, k - 1))  # the last row, which code -1 falls on, stays zero
        t = np.arange(k - 1)
        cells[t, t] = density / share[:-1]
        cells[t + 1, t] = -density / share[1:]
        out.append(cells[codes[:, j]])
    return out


def correlation_scores(codes: Codes, table: Array, rho: Array) -> tuple[Array, Array, Array]:
    """Casewise scores of every polychoric correlation and their crossproducts with the pair's threshold scores.

    Returns ``scores`` (n, P): d log pi / d rho at each respondent's cell (0 where an answer is missing or the cell has
    negligible probability); ``cross1`` and ``cross2`` (P, K - 1): sums over respondents of that score times
    d log pi / d tau of the pair's first and second variable. Padded thresholds (+inf) have crossproduct 0.
    """
    p = codes.shape[1]
    K = table.shape[1] + 1
    first, second = pairs_of(p)
    th1, th2 = table[first], table[second]
    counts = pair_tables(codes, K)
    pi = rectangles(th1, th2, rho)
    slope, _ = rectangle_slopes(th1, th2, rho)
    counted = pi > SMALLEST
    safe = np.where(counted, pi, 1.0)
    cell = np.where(counted, slope / safe, 0.0)

    weight = np.where(counted, counts * cell / safe, 0.0)
    along = _edge_mass(th1, th2, rho)
    across = _edge_mass(th2, th1, rho)
    cross1 = (along * (weight[:, :-1, :] - weight[:, 1:, :])).sum(axis=2)
    turned = weight.transpose(0, 2, 1)
    cross2 = (across * (turned[:, :-1, :] - turned[:, 1:, :])).sum(axis=2)

    framed = np.zeros((len(first), K + 1, K + 1))  # code -1 falls on the zero border
    framed[:, :K, :K] = cell
    position = (codes % (K + 1)).T  # -1 becomes K
    flat = position[first] * (K + 1) + position[second]
    scores = np.take_along_axis(framed.reshape(len(first), -1), flat, axis=1).T
    return np.ascontiguousarray(scores), cross1, cross2


def _edge_mass(th1: Array, th2: Array, rho: Array) -> Array:
    """(P, K - 1, K): probability density of the first variable at tau1_t while the second is in category b.

    phi(tau1_t) (Phi((tau2_b - rho tau1_t) / R) - Phi((tau2_{b-1} - rho tau1_t) / R)): what cell (t, b) gains, and cell
    (t + 1, b) loses, when tau1_t moves up.
    """
    u = np.clip(th1, -FAR, FAR)[:, :, None]
    v = np.clip(th2, -FAR, FAR)[:, None, :]
    r = rho[:, None, None]
    below = ndtr((v - r * u) / np.sqrt(1.0 - r * r))
    frame = np.zeros((below.shape[0], below.shape[1], below.shape[2] + 2))
    frame[..., 1:-1] = below
    frame[..., -1] = 1.0
    return normal_pdf(u) * np.diff(frame, axis=2)
