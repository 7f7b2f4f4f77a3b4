"""Indices of careless responding, one number a respondent, as pure functions over arrays.

Rows are respondents, columns items; ``nan`` is a missing answer. *Raw* answers are what was clicked (a reversed item
not turned round), *keyed* answers what is analysed: runs and spreads are read off the raw ones, consistency off the
keyed.

Sources: Meade & Craig 2012 (Psychological Methods 17:437-455); Curran 2016 (JESP 66:4-19); Johnson 2005 (longstring).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Rows worked on at once: keeps the temporaries of a million rows within some tens of megabytes.
CHUNK = 65_536

#: A within-person correlation over fewer pairs than this is noise (two points always correlate ±1) and stays nan.
MIN_PAIRS = 3


def chunks(rows: int, size: int = CHUNK) -> Iterator[slice]:
    """Slices that cover ``rows`` rows."""
    return (slice(start, min(start + size, rows)) for start in range(0, rows, size))


def missing_share(X: Floats, skipped: NDArray[np.bool_] | None = None) -> Floats:
    """Share of the items a person was asked that have no answer, 0 to 1.

    ``skipped`` (n, k) marks items that were not asked: they count neither as missing nor in the base. A person who was
    asked nothing has 0. R: ``rowMeans(is.na(X))``.

    >>> missing_share([[1.0, np.nan], [2.0, 3.0]]).tolist()
    [0.5, 0.0]
    >>> missing_share([[1.0, np.nan]], np.array([[False, True]])).tolist()
    [0.0]
    """
    X = np.asarray(X, dtype=float)
    share = np.empty(len(X))
    for rows in chunks(len(X)):
        gone = np.isnan(X[rows])
        asked = np.ones_like(gone) if skipped is None else ~skipped[rows]
        share[rows] = (gone & asked).sum(axis=1) / np.maximum(asked.sum(axis=1), 1)
    return share


def longstring(X: Floats) -> NDArray[np.int64]:
    """Longest run of identical consecutive raw answers of each person; a missing answer ends a run.

    X is (n, k) with the items in the order they stood on the page. R: ``careless::longstring(X)``.

    >>> longstring([[3, 3, 3, 1], [1, 2, 1, 2], [5, 5, np.nan, 5]]).tolist()
    [3, 1, 2]
    """
    X = np.asarray(X, dtype=float)
    n, k = X.shape
    best = np.zeros(n, dtype=np.int64)
    for rows in chunks(n):
        columns = np.ascontiguousarray(X[rows].T)
        run = np.zeros(columns.shape[1], dtype=np.int64)
        top = np.zeros_like(run)
        for j in range(k):
            answered = columns[j] == columns[j]
            run = (run * (columns[j] == columns[j - 1]) + 1) * answered if j else answered.astype(np.int64)
            np.maximum(top, run, out=top)
        best[rows] = top
    return best


def irv(X: Floats) -> Floats:
    """Intra-individual response variability: the standard deviation (n − 1) of a person's raw answers.

    Low values are straight-lining; nan with fewer than two answers. R: ``apply(X, 1, sd, na.rm = TRUE)``.
    Source: Dunn, Heggestad, Shanock & Theilgard 2018.

    >>> irv([[1, 3], [2, 2]]).round(6).tolist()
    [1.414214, 0.0]
    """
    X = np.asarray(X, dtype=float)
    out = np.empty(len(X))
    for rows in chunks(len(X)):
        out[rows] = _row_sd(X[rows])
    return out


def _row_sd(X: Floats) -> Floats:
    seen = ~np.isnan(X)
    count = seen.sum(axis=1)
    total = np.where(seen, X, 0.0).sum(axis=1)
    mean = total / np.maximum(count, 1)
    deviations = np.where(seen, X - mean[:, None], 0.0)
    square = np.einsum("ij,ij->i", deviations, deviations)
    return np.where(count > 1, np.sqrt(square / np.maximum(count - 1, 1)), np.nan)


def row_correlation(A: Floats, B: Floats) -> Floats:
    """Pearson correlation of row i of A with row i of B over the columns both have.

    nan with fewer than ``MIN_PAIRS`` pairs or when either side doesn't vary.

    >>> row_correlation([[1, 2, 3], [1, 1, 1]], [[2, 4, 6], [1, 2, 3]]).round(6).tolist()
    [1.0, nan]
    """
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    out = np.empty(len(A))
    for rows in chunks(len(A)):
        out[rows] = _row_correlation(A[rows], B[rows])
    return out


def _row_correlation(A: Floats, B: Floats) -> Floats:
    both = ~(np.isnan(A) | np.isnan(B))
    count = both.sum(axis=1)
    safe = np.maximum(count, 1)[:, None]
    a = np.where(both, A, 0.0)
    b = np.where(both, B, 0.0)
    a = np.where(both, a - a.sum(axis=1, keepdims=True) / safe, 0.0)
    b = np.where(both, b - b.sum(axis=1, keepdims=True) / safe, 0.0)
    saa, sbb, sab = (np.einsum("ij,ij->i", x, y) for x, y in ((a, a), (b, b), (a, b)))
    # Rounding leaves 1e-32 where a constant row should give 0: such a row has no correlation.
    varies = (saa > 1e-18) & (sbb > 1e-18) & (count >= MIN_PAIRS)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = sab / np.sqrt(saa * sbb)
    return np.where(varies, np.clip(r, -1.0, 1.0), np.nan)


def even_odd(X: Floats, scales: Sequence[Sequence[int]]) -> Floats:
    """Even–odd consistency: a person's correlation, over scales, of the mean of the odd with that of the even items.

    X is keyed, ``scales`` lists the column positions of each scale in order; a scale of one item is left out. The
    correlation r is stepped up by Spearman–Brown, 2r/(1 + r), and held at −1 from below. 1 is consistent;
    nan when fewer than three scales can be compared. R: ``-careless::evenodd(X, factors)`` (careless ≥ 1.2 turns the
    sign so that high means careless).

    >>> X = [[1, 1, 3, 3, 5, 5], [1, 5, 3, 3, 5, 1]]
    >>> even_odd(X, [[0, 1], [2, 3], [4, 5]]).tolist()
    [1.0, -1.0]
    """
    X = np.asarray(X, dtype=float)
    halves = [(list(scale[0::2]), list(scale[1::2])) for scale in scales if len(scale) > 1]
    out = np.full(len(X), np.nan)
    if len(halves) < MIN_PAIRS:
        return out
    for rows in chunks(len(X)):
        odd = np.column_stack([_row_mean(X[rows][:, first]) for first, _ in halves])
        even = np.column_stack([_row_mean(X[rows][:, second]) for _, second in halves])
        r = _row_correlation(odd, even)
        with np.errstate(divide="ignore"):
            stepped = np.where(r > -1.0, 2.0 * r / (1.0 + r), np.where(np.isnan(r), np.nan, -np.inf))
        out[rows] = np.maximum(stepped, -1.0)
    return out


def _row_mean(X: Floats) -> Floats:
    seen = ~np.isnan(X)
    count = seen.sum(axis=1)
    return np.where(count > 0, np.where(seen, X, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)


def correlations(X: Floats) -> Floats:
    """Item correlations on the rows where both items are answered, (k, k); nan for a constant item.

    R: ``cor(X, use = "pairwise.complete.obs")``. Used to find pairs of items, never to fit a model.
    """
    X = np.asarray(X, dtype=float)
    k = X.shape[1]
    n, s, q, c = (np.zeros((k, k)) for _ in range(4))
    centre = np.nan_to_num(np.nanmean(X[:CHUNK], axis=0)) if len(X) and not np.isnan(X[:CHUNK]).all(axis=0).any() else 0
    for rows in chunks(len(X)):
        seen = ~np.isnan(X[rows])
        x = np.where(seen, X[rows] - centre, 0.0)
        m = seen.astype(float)
        n += m.T @ m
        s += x.T @ m  # sum of item i over rows where j is answered too
        q += (x * x).T @ m
        c += x.T @ x
    with np.errstate(divide="ignore", invalid="ignore"):
        cov = c - s * s.T / n
        var = q - s * s / n
        scale = np.sqrt(var * var.T)
        return np.where(scale > 1e-12, np.clip(cov / scale, -1.0, 1.0), np.nan)


def synonym_pairs(R: Floats, critical: float) -> list[tuple[int, int]]:
    """Pairs of items whose correlation is at least ``critical`` (at most it, when it is negative: antonyms).

    >>> synonym_pairs([[1, 0.7, 0.1], [0.7, 1, -0.8], [0.1, -0.8, 1]], 0.6)
    [(0, 1)]
    >>> synonym_pairs([[1, 0.7, 0.1], [0.7, 1, -0.8], [0.1, -0.8, 1]], -0.6)
    [(1, 2)]
    """
    R = np.asarray(R, dtype=float)
    rows, columns = np.triu_indices(len(R), 1)
    r = R[rows, columns]
    with np.errstate(invalid="ignore"):
        hit = r >= critical if critical >= 0 else r <= critical
    return [(int(i), int(j)) for i, j in zip(rows[hit], columns[hit], strict=True)]


def pair_consistency(X: Floats, pairs: Sequence[tuple[int, int]]) -> Floats:
    """A person's correlation over item pairs: psychometric synonyms (expected high) or antonyms (expected negative).

    X is keyed. nan with fewer than three pairs. R: ``careless::psychsyn(X, critval)``; antonyms ``critval = -.6, anto =
    TRUE``.

    >>> pair_consistency([[1, 1, 2, 2, 3, 3]], [(0, 1), (2, 3), (4, 5)]).tolist()
    [1.0]
    """
    X = np.asarray(X, dtype=float)
    if len(pairs) < MIN_PAIRS:
        return np.full(len(X), np.nan)
    first, second = (list(side) for side in zip(*pairs, strict=True))
    out = np.empty(len(X))
    for rows in chunks(len(X)):
        out[rows] = _row_correlation(X[rows][:, first], X[rows][:, second])
    return out


def mahalanobis(X: Floats) -> tuple[Floats, Floats]:
    """Squared Mahalanobis distance of each person from the centroid of the complete rows, and its χ² p-value.

    D² = (x − x̄)ᵀ S⁻¹ (x − x̄), S with n − 1; a row with missing answers is compared on the items it has, with as many
    degrees of freedom. Constant items are left out. Both are nan where nothing can be said: no answer, too few complete
    rows, or a singular S. R: ``mahalanobis(X, colMeans(X), cov(X))``, ``pchisq(D2, ncol(X), lower.tail = FALSE)``.

    >>> d2, p = mahalanobis([[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 3.0]])
    >>> d2.round(6).tolist()
    [1.5, 1.5, 1.5, 1.5]
    """
    from scipy.special import chdtrc  # scipy.stats alone takes a second to import

    X = np.asarray(X, dtype=float)
    n = len(X)
    d2, df = np.full(n, np.nan), np.zeros(n)
    centre, S = _complete_moments(X)
    varies = np.diag(S) > 1e-12
    S, centre = S[np.ix_(varies, varies)], centre[varies]
    p = int(varies.sum())
    if p == 0 or not np.isfinite(S).all() or np.linalg.matrix_rank(S) < p:
        return d2, np.full(n, np.nan)
    inverse = np.linalg.inv(S)
    for rows in chunks(n):
        deviations = X[rows][:, varies] - centre
        seen = ~np.isnan(deviations)
        whole = seen.all(axis=1)
        part = np.empty(len(deviations))
        part[whole] = np.einsum("ij,ij->i", deviations[whole] @ inverse, deviations[whole])
        if not whole.all():
            part[~whole] = _partial_distances(deviations[~whole], seen[~whole], S)
        d2[rows], df[rows] = part, seen.sum(axis=1)
    d2[df == 0] = np.nan
    return d2, np.asarray(chdtrc(np.maximum(df, 1), d2), dtype=float)


def _complete_moments(X: Floats) -> tuple[Floats, Floats]:
    """Mean and covariance (n − 1) of the complete rows, in one pass of chunks; nan when there are fewer than two."""
    k = X.shape[1]
    count, total, square = 0, np.zeros(k), np.zeros((k, k))
    origin: Floats | None = None
    for rows in chunks(len(X)):
        whole = X[rows][~np.isnan(X[rows]).any(axis=1)]
        if not len(whole):
            continue
        if origin is None:
            origin = whole.mean(axis=0)
        shifted = whole - origin  # near the mean, so the difference below loses no digits
        count += len(whole)
        total += shifted.sum(axis=0)
        square += shifted.T @ shifted
    if origin is None or count < 2:
        return np.full(k, np.nan), np.full((k, k), np.nan)
    return origin + total / count, (square - np.outer(total, total) / count) / (count - 1)


def _partial_distances(deviations: Floats, seen: NDArray[np.bool_], S: Floats) -> Floats:
    """D² on the observed items of each row: one stacked solve over the missing patterns.

    A missing item gets a unit row in S and a zero deviation, which leaves exactly the quadratic form of the rest.
    """
    patterns, which = _patterns(seen)
    p = S.shape[0]
    out = np.empty(len(deviations))
    filled = np.where(seen, deviations, 0.0)
    order = np.argsort(which, kind="stable")
    bounds = np.searchsorted(which[order], np.arange(len(patterns) + 1))
    for start in range(0, len(patterns), 512):
        block = patterns[start : start + 512]
        masked = np.where(block[:, :, None] & block[:, None, :], S, 0.0)
        masked[:, np.arange(p), np.arange(p)] = np.where(block, np.diag(S), 1.0)
        inverses = np.linalg.inv(masked)
        for j, inverse in enumerate(inverses, start):
            members = order[bounds[j] : bounds[j + 1]]
            rows = filled[members]
            out[members] = np.einsum("ij,ij->i", rows @ inverse, rows)
    return out


def _patterns(seen: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """The distinct rows of ``seen`` and which of them each row is; rows are compared as one 64-bit number where they
    fit one, which sorts twenty times as fast as rows do."""
    n, p = seen.shape
    if p > 64:
        patterns, which = np.unique(seen, axis=0, return_inverse=True)
        return patterns, which.reshape(-1)
    bits = np.zeros((n, 64), dtype=bool)
    bits[:, :p] = seen
    keys = np.packbits(bits, axis=1).view(np.uint64).reshape(-1)
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return seen[first], which.reshape(-1)
