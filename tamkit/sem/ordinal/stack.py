"""Ordinal statistics of many resamples at once, from case weights: what a bootstrap of WLSMV needs.

Everything DWLS needs of a resample is in its pairwise tables: thresholds from the margins, correlations from the
tables, and
of the asymptotic covariance only the diagonal, because a respondent's influence on a pair's correlation depends on the
cell alone. No row is looked at again after counting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tamkit.errors import AnalysisError, InputError, SampleError
from tamkit.sem.ordinal.bivariate import rectangle_slopes, rectangles
from tamkit.sem.ordinal.codes import Array, Codes, as_codes, category_counts, pair_tables, pairs_of, threshold_table
from tamkit.sem.ordinal.moments import OrdinalMoments, joint_moments, ordinal_moments
from tamkit.sem.ordinal.polychoric import (
    SMALLEST,
    correlation_matrix,
    fill_zero_cells,
    pair_correlations,
    solve_rho,
)
from tamkit.sem.ordinal.scores import _edge_mass, normal_pdf


@dataclass(frozen=True, slots=True)
class OrdinalStack:
    """Statistics (B,q) and DWLS weights (B,q) of B resamples, their correlation matrices (B,p,p) and means (B,p).

    usable (B,): False where a resample has lost a category or two binary items agree perfectly; its numbers are NaN.
    """

    statistics: Array
    weight: Array
    cov: Array
    mean: Array
    usable: NDArray[np.bool_]


def ordinal_stack(
    data: Array, ordered: Sequence[bool], weights: Array, levels: Sequence[Sequence[float]] | None = None
) -> OrdinalStack:
    """Statistics of the resamples that take row i of ``data`` (n,p) ``weights`` (B,n) times.

    With a continuous variable among them each resample is worked out on its own: see :func:`stack_of`.
    """
    if not all(ordered):
        return stack_of(data, weights, lambda rows: ordinal_moments(rows, list(ordered), None, levels))
    coded = as_codes(data, None, levels)
    p, K = coded.p, int(coded.categories.max())
    counts = category_counts(coded.codes, coded.categories, weights)
    exists = np.arange(K) < coded.categories[:, None]
    usable = ((counts > 0.0) | ~exists).all(axis=(1, 2))
    table = threshold_table(np.where(exists, np.maximum(counts, 1e-300), 0.0), coded.categories)
    table = np.where(np.isfinite(table) | np.isposinf(table), table, 0.0)
    first, second = pairs_of(p)
    wide = _tables_with_missing(coded.codes, K, weights)
    tables = wide[..., :K, :K]
    # resamples lie near the sample, so its correlations are where they begin
    sample = threshold_table(category_counts(coded.codes, coded.categories), coded.categories)
    near = np.clip(pair_correlations(coded.codes, coded.categories, sample), -0.98, 0.98)
    filled = fill_zero_cells(tables, coded.categories)
    rho = solve_rho(table[:, first], table[:, second], filled, start=near)
    usable &= (np.abs(rho) < 1.0).all(axis=1)
    rho = np.clip(rho, -0.9999, 0.9999)
    inverse = _margin_information(table, counts, coded.categories)
    variance = _correlation_variance(table, inverse, wide, rho)
    t = [j for j, k in enumerate(coded.categories) for _ in range(k - 1)]
    c = [step for k in coded.categories for step in range(k - 1)]
    n = weights.sum(axis=1)[:, None]
    spread = n * np.concatenate([inverse[:, t, c, c], variance], axis=1)
    usable &= np.isfinite(spread).all(axis=1) & (spread > 0.0).all(axis=1)
    statistics = np.concatenate([table[:, t, c], rho], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = 1.0 / spread
    cov = correlation_matrix(rho, p)
    for part in (statistics, weight):
        part[~usable] = np.nan
    return OrdinalStack(statistics, weight, cov, np.zeros((len(weights), p)), usable)


def _tables_with_missing(codes: Codes, K: int, weights: Array) -> Array:
    """(B,P,K+1,K+1) tables whose last row and column count the missing answers of either variable."""
    if (codes < 0).any():
        return pair_tables(np.where(codes < 0, K, codes), K + 1, weights)
    tables = pair_tables(codes, K, weights)
    wide = np.zeros((*tables.shape[:-2], K + 1, K + 1))
    wide[..., :K, :K] = tables
    return wide


def _margin_information(table: Array, counts: Array, categories: NDArray[np.int64]) -> Array:
    """A11⁻¹ of each variable (B,p,K-1,K-1): the inverse crossproduct of its threshold scores, 0 beyond its
    thresholds."""
    K = counts.shape[2]
    scores = _threshold_score_cells(table)
    A = np.einsum("bjc,bjct,bjcu->bjtu", counts, scores, scores)
    beyond = np.arange(K - 1) >= (categories[:, None] - 1)
    A[:, beyond[:, :, None] | beyond[:, None, :]] = 0.0
    step = np.arange(K - 1)
    A[:, :, step, step] += np.where(beyond, 1.0, 0.0)
    singular = ~(np.linalg.cond(A) < 1e12)
    A[singular] = np.eye(K - 1)
    inverse: Array = np.linalg.inv(A)
    inverse[singular] = np.nan
    inverse[:, :, step, step] *= np.where(beyond, 0.0, 1.0)
    return inverse


def _threshold_score_cells(table: Array) -> Array:
    """(B,p,K,K-1): the score of each threshold in each category, phi(tau) / P of the category below, minus it above."""
    B, p, T = table.shape
    cumulative = np.concatenate([np.zeros((B, p, 1)), ndtr(table), np.ones((B, p, 1))], axis=2)
    share = np.maximum(np.diff(cumulative, axis=2), 1e-300)
    density = np.where(np.isinf(table), 0.0, normal_pdf(np.where(np.isinf(table), 0.0, table)))
    out = np.zeros((B, p, T + 1, T))
    step = np.arange(T)
    out[:, :, step, step] = density / share[:, :, :-1]
    out[:, :, step + 1, step] = -density / share[:, :, 1:]
    return out


def _correlation_variance(table: Array, inverse: Array, wide: Array, rho: Array) -> Array:
    """(B,P) diagonal of the sandwich: sum over cells of count · (s - u1 - u2)² / (sum of count · s²)²."""
    B, p, T = table.shape
    K = T + 1
    first, second = pairs_of(p)
    own = np.einsum(
        "bjct,bjtu->bjcu", _threshold_score_cells(table), inverse
    )  # influence on the thresholds by category
    shape = (B * len(first), -1)
    th1, th2 = table[:, first].reshape(shape), table[:, second].reshape(shape)
    r = rho.reshape(-1)
    pi = rectangles(th1, th2, r)
    slope, _ = rectangle_slopes(th1, th2, r)
    counted = pi > SMALLEST
    safe = np.where(counted, pi, 1.0)
    cell = np.where(counted, slope / safe, 0.0)
    counts = wide.reshape(-1, K + 1, K + 1)
    weight = np.where(counted, counts[:, :K, :K] * cell / safe, 0.0)
    cross1 = (_edge_mass(th1, th2, r) * (weight[:, :-1, :] - weight[:, 1:, :])).sum(axis=2)
    turned = weight.transpose(0, 2, 1)
    cross2 = (_edge_mass(th2, th1, r) * (turned[:, :-1, :] - turned[:, 1:, :])).sum(axis=2)
    u1 = np.zeros((len(r), K + 1, 1))
    u2 = np.zeros((len(r), 1, K + 1))
    u1[:, :K, 0] = np.einsum("xcu,xu->xc", own[:, first].reshape(len(r), K, T), cross1)
    u2[:, 0, :K] = np.einsum("xcu,xu->xc", own[:, second].reshape(len(r), K, T), cross2)
    influence = -u1 - u2
    influence[:, :K, :K] += cell
    information = (counts[:, :K, :K] * cell**2).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        variance = (counts * influence**2).sum(axis=(1, 2)) / information**2
    return np.asarray(variance.reshape(B, -1))


def stack_of(data: Array, weights: Array, statistics: Callable[[Array], OrdinalMoments]) -> OrdinalStack:
    """Each resample by itself, its rows repeated: where continuous variables or covariates take part."""
    found: list[OrdinalMoments | None] = []
    for weight in weights:
        try:
            found.append(statistics(np.repeat(data, weight.astype(int), axis=0)))
        except (InputError, AnalysisError):
            found.append(None)
    good = next((part for part in found if part is not None), None)
    if good is None:
        raise SampleError("sem.resamples_lack_categories")
    usable = np.array([part is not None for part in found])
    parts = [part if part is not None else good for part in found]
    statistics_of = np.stack([part.statistics for part in parts])
    weight_of = np.stack([part.weights for part in parts])
    statistics_of[~usable] = weight_of[~usable] = np.nan
    joint = [joint_moments(part, names_of(part)) for part in parts]
    return OrdinalStack(
        statistics_of, weight_of, np.stack([cov for cov, _ in joint]), np.stack([mean for _, mean in joint]), usable
    )


def names_of(moments: OrdinalMoments) -> tuple[str, ...]:
    """Responses, then covariates."""
    return moments.names if moments.covariates is None else (*moments.names, *moments.covariates.names)
