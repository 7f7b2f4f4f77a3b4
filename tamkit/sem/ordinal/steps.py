"""Steps one and two: the margins of every variable, then the correlation of every pair given its margins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import DataError, SampleError
from tamkit.sem.ordinal.codes import (
    MISSING,
    Array,
    Codes,
    as_codes,
    category_counts,
    pair_tables,
    pairs_of,
    threshold_table,
)
from tamkit.sem.ordinal.mixed import pearson, polyserial, standardised
from tamkit.sem.ordinal.polychoric import correlation_matrix, fill_zero_cells, solve_rho


@dataclass(frozen=True, slots=True)
class Layout:
    """Where step one's parameters stand: thresholds and means in column order (0 … t - 1), then variances.

    kind (p,): ordered or not; start, stop (p,): positions of a variable's thresholds (mean); variance_at (p,): of
    its variance.
    """

    kind: NDArray[np.bool_]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    variance_at: NDArray[np.int64]

    @classmethod
    def of(cls, kind: NDArray[np.bool_], categories: NDArray[np.int64]) -> Layout:
        width = np.where(kind, categories - 1, 1)
        stop = np.cumsum(width)
        return cls(kind, stop - width, stop, stop[-1] + np.cumsum(~kind) - 1)

    @property
    def size(self) -> int:
        return int(self.stop[-1] + (~self.kind).sum())

    @property
    def threshold_of(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.kind)), self.stop - self.start)

    @property
    def is_mean(self) -> NDArray[np.bool_]:
        return ~self.kind[self.threshold_of]

    def own(self, j: int) -> list[int]:
        """Positions of everything step one estimates of variable j."""
        return [*range(int(self.start[j]), int(self.stop[j])), *([] if self.kind[j] else [int(self.variance_at[j])])]


@dataclass(frozen=True, slots=True)
class TwoStep:
    """Estimates of both steps for p variables, and the data in the form the scores need.

    kind (p,): ordered or not; codes (n, p): category codes, -1 missing or continuous; values (n, p): the data as
    numbers
    categories (p,): 0 for continuous; table (p, K - 1): thresholds, +inf beyond the last
    mean, variance (p,): 0 and 1 for ordered variables; rho (P,): correlations; empty (P,): tables with an empty cell
    """

    kind: NDArray[np.bool_]
    codes: Codes
    values: Array
    categories: NDArray[np.int64]
    table: Array
    mean: Array
    variance: Array
    rho: Array
    empty: NDArray[np.bool_]

    @property
    def n(self) -> int:
        return len(self.codes)

    @property
    def layout(self) -> Layout:
        return Layout.of(self.kind, self.categories)

    @property
    def thresholds(self) -> Array:
        """(t,) thresholds of ordered variables, means of continuous ones, in column order."""
        parts = [
            self.table[j, : self.categories[j] - 1] if self.kind[j] else self.mean[j : j + 1]
            for j in range(len(self.kind))
        ]
        return np.concatenate(parts)

    @property
    def cov(self) -> Array:
        sd = np.sqrt(self.variance)
        scaled: Array = correlation_matrix(self.rho, len(sd)) * np.outer(sd, sd)
        return scaled


def pair_kinds(kind: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the pairs of two ordered, of one ordered and one continuous, and of two continuous variables."""
    first, second = pairs_of(len(kind))
    count = kind[first].astype(int) + kind[second]
    return np.flatnonzero(count == 2), np.flatnonzero(count == 1), np.flatnonzero(count == 0)


def sides(pairs: NDArray[np.int64], kind: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two columns of each pair, the continuous one first where there is one of each kind."""
    first, second = pairs_of(len(kind))
    a, b = first[pairs], second[pairs]
    swap = kind[a] & ~kind[b]
    return np.where(swap, b, a), np.where(swap, a, b)


def two_step(
    values: Array, kind: NDArray[np.bool_], names: tuple[str, ...], levels: Sequence[Sequence[float]] | None = None
) -> TwoStep:
    """Thresholds, means and variances from the margins; polychoric, polyserial and Pearson correlations from the pairs.

    ``values`` (n, p) with NaN missing, ``kind`` (p,) True for ordered columns, ``levels`` as in :func:`as_codes` for
    the ordered columns. Raises InputError (constant variable, empty category), AnalysisError (a pair correlated ±1).
    """
    n, p = values.shape
    _check_continuous(values, kind, names)
    columns = np.flatnonzero(kind)
    codes = np.full((n, p), MISSING, dtype=np.int64)
    categories = np.zeros(p, dtype=np.int64)
    K = 2
    if columns.size:
        coded = as_codes(values[:, columns], [names[j] for j in columns], levels)
        codes[:, columns] = coded.codes
        categories[columns] = coded.categories
        K = int(coded.categories.max())
    table = np.full((p, K - 1), np.inf)
    z, mean, variance = np.full((n, p), np.nan), np.zeros(p), np.ones(p)
    if columns.size:
        table[columns] = threshold_table(category_counts(codes[:, columns], categories[columns]), categories[columns])
    if columns.size < p:
        z[:, ~kind], mean[~kind], variance[~kind] = standardised(values[:, ~kind])

    both, one, none = pair_kinds(kind)
    rho, empty = np.zeros(p * (p - 1) // 2), np.zeros(p * (p - 1) // 2, dtype=bool)
    if both.size:
        a, b = sides(both, kind)
        counts = pair_tables(codes[:, columns], K)
        inside = (np.arange(K) < categories[a][:, None])[:, :, None] & (np.arange(K) < categories[b][:, None])[
            :, None, :
        ]
        empty[both] = ((counts == 0.0) & inside).any(axis=(1, 2))
        rho[both] = solve_rho(table[a], table[b], fill_zero_cells(counts, categories[columns]))
    if one.size:
        a, b = sides(one, kind)
        rho[one] = polyserial(z[:, a], variance[a], codes[:, b], table[b]).rho
    if none.size:
        a, b = sides(none, kind)
        rho[none] = pearson(z[:, a], z[:, b], variance[a], variance[b]).rho
    _check_correlations(rho, names)
    return TwoStep(kind, codes, z, categories, table, mean, variance, rho, empty)


def _check_continuous(values: Array, kind: NDArray[np.bool_], names: tuple[str, ...]) -> None:
    for j in np.flatnonzero(~kind):
        column = values[:, j][~np.isnan(values[:, j])]
        if column.size == 0:
            raise DataError("sem.variable_without_values", variable=names[j])
        if np.ptp(column) == 0.0:
            raise DataError("sem.variable_constant", variable=names[j], value=column[0])


def _check_correlations(rho: Array, names: tuple[str, ...]) -> None:
    first, second = pairs_of(len(names))
    for i in np.flatnonzero(np.abs(rho) >= 1.0):
        raise SampleError("sem.correlated_perfectly", first=names[first[i]], second=names[second[i]], r=rho[i])
