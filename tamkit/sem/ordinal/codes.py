"""Ordered answers as category codes, and the contingency tables of all pairs of items at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from tamkit.errors import DataError, listed

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

MISSING = -1
MAX_CATEGORIES = 30
BLOCK = 20_000  # rows worked on at a time: memory does not grow with the sample


@dataclass(frozen=True, slots=True)
class Ordered:
    """Category codes of p ordered variables.

    codes: (n, p), 0 … categories - 1, ``MISSING`` (-1) where there is no answer; categories: (p,); names: p names;
    levels: for each variable the values its codes stand for, ascending.
    """

    codes: Codes
    categories: NDArray[np.int64]
    names: tuple[str, ...]
    levels: tuple[tuple[float, ...], ...]

    @property
    def n(self) -> int:
        return int(self.codes.shape[0])

    @property
    def p(self) -> int:
        return int(self.codes.shape[1])


def as_codes(
    data: ArrayLike, names: Sequence[str] | None = None, levels: Sequence[Sequence[float]] | None = None
) -> Ordered:
    """Codes 0, 1, … for the values of each column of ``data`` (n, p), in ascending order; NaN is missing.

    Without ``levels`` the categories of a column are the values found in it, as R's ``ordered()`` does. With ``levels``
    (the values of each variable, say those of all groups together) every one of them must occur, because a threshold
    next to an empty category cannot be estimated.

    Raises InputError naming the variable: a constant one, an empty category, more than 30 categories, no answers.

    >>> as_codes([[1, 2], [3, 2], [1, 5.0]]).codes.tolist()
    [[0, 0], [1, 0], [0, 1]]
    """
    values = np.asarray(data, float)
    if values.ndim != 2:
        raise DataError("sem.ordered_data_not_a_table")
    labels = (
        tuple(str(name) for name in names) if names is not None else tuple(f"x{j + 1}" for j in range(values.shape[1]))
    )
    codes = np.full(values.shape, MISSING, dtype=np.int64)
    found: list[tuple[float, ...]] = []
    for j, name in enumerate(labels):
        column = values[:, j]
        seen = ~np.isnan(column)
        present = np.unique(column[seen])
        if levels is None:
            _check_categories(name, present)
            known = present
        else:
            known = np.asarray(levels[j], float)
            _check_levels(name, present, known)
        codes[seen, j] = np.searchsorted(known, column[seen])
        found.append(tuple(float(value) for value in known))
    return Ordered(codes, np.array([len(known) for known in found], dtype=np.int64), labels, tuple(found))


def _check_categories(name: str, present: Array) -> None:
    if present.size == 0:
        raise DataError("sem.ordered_without_answers", variable=name)
    if present.size == 1:
        raise DataError("sem.ordered_constant", variable=name, answer=present[0])
    if present.size > MAX_CATEGORIES:
        raise DataError("sem.too_many_categories", variable=name, n=present.size, most=MAX_CATEGORIES)


def _check_levels(name: str, present: Array, known: Array) -> None:
    strange = np.setdiff1d(present, known)
    if strange.size:
        raise DataError(
            "sem.no_such_category", variable=name, found=strange[0], categories=listed([f"{v:g}" for v in known])
        )
    empty = np.setdiff1d(known, present)
    if empty.size:
        raise DataError("sem.category_without_answers", variable=name, categories=listed([f"{v:g}" for v in empty]))


def category_counts(codes: Codes, categories: NDArray[np.int64], weights: Array | None = None) -> Array:
    """How often each category was chosen: (p, K) or, with ``weights`` (B, n), (B, p, K); K the largest number of
    categories."""
    K = int(categories.max())
    if weights is not None:
        counts: Array = np.tensordot(weights, indicators(codes, K), axes=(1, 0))
        return counts
    return np.array([np.bincount(column[column >= 0], minlength=K)[:K] for column in codes.T], dtype=float)


def indicators(codes: Codes, K: int) -> Array:
    """(n, p, K): 1 where respondent i chose category c of variable j; a missing answer is a row of zeros."""
    out: Array = (codes[:, :, None] == np.arange(K)).astype(float)
    return out


def threshold_table(counts: Array, categories: NDArray[np.int64]) -> Array:
    """Thresholds Phi^-1(cumulative proportions) from category counts (…, p, K): (…, p, K - 1), padded with +inf."""
    cumulative = np.cumsum(counts, axis=-1)[..., :-1] / counts.sum(axis=-1, keepdims=True)
    table: Array = ndtri(np.minimum(cumulative, 1.0))
    table[..., np.arange(table.shape[-1]) >= (categories[:, None] - 1)] = np.inf
    return table


def pairs_of(p: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs in lavaan's order, that of the lower triangle column by column: (0, 1), (0, 2), … (1, 2), …"""
    first, second = np.triu_indices(p, 1)
    return first, second


def pair_tables(codes: Codes, K: int, weights: Array | None = None) -> Array:
    """The contingency table of every pair, (P, K, K), or (B, P, K, K) for a stack of case weights (B, n).

    Rows of a table are the categories of the pair's first variable. Pairs are those of :func:`pairs_of`; whoever
    did not answer both items of a pair is in none of its cells (available-case counting).
    """
    n, p = codes.shape
    first, second = pairs_of(p)
    if weights is None:
        total = np.zeros((p * K, p * K))
        for begin in range(0, n, BLOCK):
            part = indicators(codes[begin : begin + BLOCK], K).reshape(-1, p * K)
            total += part.T @ part
        return np.ascontiguousarray(total.reshape(p, K, p, K)[first, :, second, :])
    hot = indicators(codes, K).reshape(n, p * K)
    out = np.empty((len(weights), len(first), K, K))
    for b, weight in enumerate(weights):
        out[b] = ((hot * weight[:, None]).T @ hot).reshape(p, K, p, K)[first, :, second, :]
    return out
