"""Polychoric correlations: two-step maximum likelihood, all pairs of variables at once.

Step one takes the thresholds from each variable's margins; step two maximises, for every pair, the multinomial
likelihood of its table over rho with the thresholds held (Olsson 1979, Psychometrika 44, 443-460). Two categories
make it a tetrachoric correlation. Definitions, zero cells included, are lavaan's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamkit.sem.ordinal.bivariate import rectangle_slopes, rectangles
from tamkit.sem.ordinal.codes import (
    Array,
    Codes,
    as_codes,
    category_counts,
    pair_tables,
    pairs_of,
    threshold_table,
)

Index = NDArray[np.int64]

# lavaan's bounds for rho, the probability below which a cell no longer counts, and where it calls a correlation
# "nearly 1".
RHO_MAX = 0.999
SMALLEST = float(np.sqrt(np.finfo(float).eps))
NEARLY_ONE = 0.99
MAX_STEPS = 60


def polychoric(data: ArrayLike, names: Sequence[str] | None = None) -> tuple[Array, tuple[Array, ...]]:
    """Polychoric correlation matrix (p, p) and the thresholds of each variable, from a table of ordered answers (n, p).

    Available cases: each correlation uses everyone who answered both items. ``names`` are used in messages.
    Raises InputError for a constant variable or one without answers.
    R: ``lavaan::lavCor(data, ordered = names(data))`` and ``psych::polychoric(data, correct = 0)``.

    >>> rng = np.random.default_rng(1)
    >>> x = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=20_000)
    >>> R, tau = polychoric(np.digitize(x, [-1, 0.2, 1.1]))
    >>> round(float(R[0, 1]), 1), tau[0].round(1).tolist()
    (0.6, [-1.0, 0.2, 1.1])
    """
    ordered = as_codes(data, names)
    table = thresholds(ordered.codes, ordered.categories)
    rho = pair_correlations(ordered.codes, ordered.categories, table)
    return correlation_matrix(rho, ordered.p), tuple(
        row[: k - 1] for row, k in zip(table, ordered.categories, strict=True)
    )


def thresholds(codes: Codes, categories: NDArray[np.int64]) -> Array:
    """(p, K - 1) thresholds Phi^-1(P(code <= c)) of the answered cases, +inf beyond a variable's last one.

    >>> thresholds(np.array([[0], [0], [1], [1]]), np.array([2])).tolist()
    [[0.0]]
    """
    return threshold_table(category_counts(codes, categories), categories)


def pair_correlations(codes: Codes, categories: NDArray[np.int64], table: Array) -> Array:
    """Polychoric correlation of every pair (P,), in the order of :func:`~tamkit.sem.ordinal.codes.pairs_of`."""
    counts = fill_zero_cells(pair_tables(codes, int(categories.max())), categories)
    first, second = pairs_of(codes.shape[1])
    return solve_rho(table[first], table[second], counts)


def correlation_matrix(rho: Array, p: int) -> Array:
    """(…, P) correlations of the pairs as symmetric matrices (…, p, p) with unit diagonal."""
    first, second = pairs_of(p)
    out = np.zeros((*rho.shape[:-1], p, p))
    out[..., first, second] = out[..., second, first] = rho
    out[..., np.arange(p), np.arange(p)] = 1.0
    return out


def fill_zero_cells(tables: Array, categories: NDArray[np.int64], add: float = 0.5) -> Array:
    """A 2 × 2 table with one empty cell gets 0.5 there, margins kept (lavaan: zero.add = c(0.5, 0), zero.keep.margins).

    Larger tables stay as they are, and so does a 2 × 2 table with two empty cells (its correlation is ±1).
    ``tables`` is (…, P, K, K).
    """
    first, second = pairs_of(len(categories))
    binary = (categories[first] == 2) & (categories[second] == 2)
    if not binary.any():
        return tables
    corner = tables[..., :2, :2]
    empty = corner == 0.0
    fill = (binary & (empty.sum(axis=(-1, -2)) == 1))[..., None, None]
    diagonal = (empty[..., 0, 0] | empty[..., 1, 1])[..., None, None]
    shift = add * np.where(diagonal, 1.0, -1.0) * np.array([[1.0, -1.0], [-1.0, 1.0]])
    out = tables.copy()
    out[..., :2, :2] = np.where(fill, corner + shift, corner)
    return out


def solve_rho(th1: Array, th2: Array, tables: Array, tolerance: float = 1e-11, start: Array | None = None) -> Array:
    """Maximise sum(tables · log pi(rho)) for every table at once; ``th1``, ``th2`` (…, K - 1), ``tables`` (…, K, K).

    rho is held within ±0.999 as in lavaan; a 2 × 2 table whose two cells off (on) the diagonal are empty gets exactly
    1 (-1). ``start`` need not be good: see :func:`climb`.
    """
    shape = tables.shape[:-2]
    K = tables.shape[-1]
    th1 = np.broadcast_to(th1, (*shape, K - 1)).reshape(-1, K - 1)
    th2 = np.broadcast_to(th2, (*shape, K - 1)).reshape(-1, K - 1)
    counts = tables.reshape(-1, K, K)

    def score(active: Index, rho: Array) -> tuple[Array, Array]:
        return _score(th1[active], th2[active], rho, counts[active])

    begin = _start(counts) if start is None else np.broadcast_to(start, shape).reshape(-1)
    rho = climb(score, begin, RHO_MAX, tolerance)
    return _perfect(counts, _binary(th1) & _binary(th2), rho).reshape(shape)


def climb(score: Callable[[Index, Array], tuple[Array, Array]], start: Array, limit: float, tolerance: float) -> Array:
    """Newton's method for many one-parameter likelihoods at once, each inside a bracket the sign of its gradient keeps.

    ``score(active, rho)`` returns gradient and second derivative of the problems numbered ``active``. A step that
    leaves
    the bracket, or meets a likelihood that is not concave there, becomes a bisection; -limit <= rho <= limit.
    """
    rho = start.copy()
    low, high = np.full(len(rho), -limit), np.full(len(rho), limit)
    active = np.arange(len(rho))
    for _ in range(MAX_STEPS):
        at = rho[active]
        slope, curve = score(active, at)
        low[active] = np.where(slope > 0.0, at, low[active])
        high[active] = np.where(slope <= 0.0, at, high[active])
        with np.errstate(divide="ignore", invalid="ignore"):
            new = at - slope / curve
        lost = ~((curve < 0.0) & (new >= low[active]) & (new <= high[active]))
        new[lost] = 0.5 * (low[active] + high[active])[lost]
        new[slope == 0.0] = at[slope == 0.0]
        rho[active] = new
        active = active[np.abs(new - at) > tolerance]
        if not active.size:
            break
    return rho


def _score(th1: Array, th2: Array, rho: Array, counts: Array) -> tuple[Array, Array]:
    """Gradient and second derivative of the log-likelihood in rho; cells of negligible probability are left out."""
    pi = rectangles(th1, th2, rho)
    first, second = rectangle_slopes(th1, th2, rho)
    counted = (pi > SMALLEST) & (counts > 0.0)
    share = np.where(counted, counts / np.where(counted, pi, 1.0), 0.0)
    ratio = np.where(counted, first / np.where(counted, pi, 1.0), 0.0)
    return (share * first).sum(axis=(-1, -2)), (share * (second - first * ratio)).sum(axis=(-1, -2))


def _start(counts: Array) -> Array:
    """The product-moment correlation of the category numbers, a little stretched: coarse categories shrink it."""
    K = counts.shape[-1]
    score = np.arange(K, dtype=float)
    total = np.maximum(counts.sum(axis=(-1, -2)), 1.0)
    rows, columns = counts.sum(axis=-1) / total[:, None], counts.sum(axis=-2) / total[:, None]
    m1, m2 = rows @ score, columns @ score
    v1, v2 = rows @ score**2 - m1**2, columns @ score**2 - m2**2
    both = np.einsum("pab,a,b->p", counts, score, score) / total - m1 * m2
    with np.errstate(divide="ignore", invalid="ignore"):
        r = both / np.sqrt(v1 * v2)
    return np.clip(np.where(np.isfinite(r), 1.15 * r, 0.0), -0.95, 0.95)


def _binary(th: Array) -> NDArray[np.bool_]:
    """Which rows of a padded threshold table have one threshold only."""
    return np.isinf(th[:, 1]) if th.shape[1] > 1 else np.ones(len(th), dtype=bool)


def _perfect(counts: Array, binary: NDArray[np.bool_], rho: Array) -> Array:
    """±1 where a 2 × 2 table has nobody off, or nobody on, its diagonal."""
    on, off = counts[:, 0, 0] + counts[:, 1, 1], counts[:, 0, 1] + counts[:, 1, 0]
    return np.where(binary & (off == 0.0), 1.0, np.where(binary & (on == 0.0), -1.0, rho))
