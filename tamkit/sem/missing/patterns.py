"""Respondents grouped by which variables they answered, with what each group contributes to a normal likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamkit.errors import DataError, SampleError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Patterns:
    """The missing-data patterns of one group of respondents.

    data: (n, p) rows with at least one answer, 0 where missing; of_row: (n,) the pattern of each row
    kept: (n,) row numbers of ``data`` in the table given (completely empty rows are left out, as lavaan does)
    observed: (M, p) which variables a pattern has, complete pattern first if there is one; counts: (M,) rows of it
    means: (M, p) means of the pattern's rows, 0 where missing
    spread: (R, p) rows whose crossproduct, pattern by pattern, is the pattern's centred crossproduct, at most
        min(count - 1, p) a pattern, so that a likelihood costs the same for 500 as for 500,000 respondents
    spread_of: (R,) the pattern of each of them
    """

    data: Array
    of_row: NDArray[np.int64]
    kept: NDArray[np.int64]
    observed: NDArray[np.bool_]
    counts: Array
    means: Array
    spread: Array
    spread_of: NDArray[np.int64]

    @property
    def n(self) -> int:
        return len(self.data)

    @property
    def p(self) -> int:
        return int(self.data.shape[1])

    @property
    def size(self) -> int:
        """Number of patterns."""
        return len(self.counts)

    @property
    def answers(self) -> float:
        """Number of observed values."""
        return float(self.counts @ self.observed.sum(axis=1))

    def scatter(self) -> Array:
        """(M, p, p) covariance matrices (denominator count) of the patterns, 0 in rows and columns they miss."""
        out = np.zeros((self.size, self.p, self.p))
        np.add.at(out, self.spread_of, self.spread[:, :, None] * self.spread[:, None, :])
        return out / self.counts[:, None, None]


def missing_patterns(data: ArrayLike, names: Sequence[str] | None = None) -> Patterns:
    """Group the rows of ``data`` (n, p; NaN missing) by pattern.

    Raises InputError when a variable has no values or is constant, naming it, and AnalysisError when two variables are
    never observed together (their covariance is then not estimable without a model; the saturated model has none).
    R: ``lavaan::lavInspect(fit, "patterns")`` and ``"coverage"``.

    >>> m = missing_patterns([[1.0, 2.0], [np.nan, 3.0], [4.0, 1.0]])
    >>> m.observed.tolist(), m.counts.tolist()
    ([[True, True], [False, True]], [2.0, 1.0])
    """
    values = np.asarray(data, float)
    if values.ndim != 2:
        raise DataError("sem.data_not_a_table")
    labels = tuple(names) if names is not None else tuple(f"x{j + 1}" for j in range(values.shape[1]))
    seen = ~np.isnan(values)
    kept = np.flatnonzero(seen.any(axis=1))
    seen = seen[kept]
    filled = np.where(seen, values[kept], 0.0)
    _check(values, seen, labels)
    # complete rows sort first: patterns are compared as rows of "is missing" flags
    packed = np.packbits(~seen, axis=1)
    _, first, of_row, counts = np.unique(packed, axis=0, return_index=True, return_inverse=True, return_counts=True)
    of_row = of_row.reshape(-1)
    observed = seen[first]
    weights = counts.astype(float)
    sums = np.zeros(observed.shape)
    np.add.at(sums, of_row, filled)
    means = sums / weights[:, None]
    spread, spread_of = _spread(np.where(seen, filled - means[of_row], 0.0), of_row, counts, values.shape[1])
    return Patterns(filled, of_row, kept, observed, weights, means, spread, spread_of)


def _check(values: Array, seen: NDArray[np.bool_], labels: tuple[str, ...]) -> None:
    for j, name in enumerate(labels):
        column = values[~np.isnan(values[:, j]), j]
        if column.size == 0:
            raise DataError("sem.variable_without_values", variable=name)
        if np.ptp(column) == 0.0:
            raise DataError("sem.variable_constant", variable=name, value=column[0])
    together = seen.astype(float).T @ seen
    apart = np.argwhere(np.triu(together == 0.0, 1))
    if apart.size:
        i, j = apart[0]
        raise SampleError("sem.nobody_answered_both", first=labels[i], second=labels[j])


def _spread(
    centred: Array, of_row: NDArray[np.int64], counts: NDArray[np.int64], p: int
) -> tuple[Array, NDArray[np.int64]]:
    """Rows with the patterns' centred crossproducts: the rows themselves, or their triangular factor if that is
    smaller."""
    order = np.argsort(of_row, kind="stable")
    starts = np.concatenate([[0], np.cumsum(counts)])
    keep = (counts > 1) & (counts <= p + 1)
    small = order[keep[of_row[order]]]
    rows, owners = [centred[small]], [of_row[small]]
    for m in np.flatnonzero(counts > p + 1):
        factor: Array = np.linalg.qr(centred[order[starts[m] : starts[m + 1]]], mode="r")  # type: ignore[assignment]  # "r" gives R alone
        rows.append(factor)
        owners.append(np.full(len(factor), m))
    return np.concatenate(rows), np.concatenate(owners)
