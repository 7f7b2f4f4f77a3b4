"""Repeated answers and bursts of submissions: the marks of copied or machine-made responses.

Answers come as small integers, (n, k) ``int8`` with 0 for a missing answer (see :func:`as_codes`), so that a million
rows take 40 MB. Nothing here is quadratic in n beyond :data:`ALL_PAIRS` rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamkit.survey.screening.indices import chunks

Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Up to this many respondents every pair is compared.
ALL_PAIRS = 4_000

#: Above it, rows that share a block of answers are compared; a larger group than this only with its neighbours.
BUCKET = 64

#: Neighbours compared, in sorted order, inside a group that is larger than :data:`BUCKET`.
NEIGHBOURS = 4


def as_codes(X: Floats) -> Codes:
    """Answers as small integers for comparing: the rank of each distinct value, 0 for missing.

    >>> as_codes([[1.0, np.nan], [5.0, 1.0]]).tolist()
    [[1, 0], [5, 1]]
    """
    X = np.asarray(X, dtype=float)
    codes = np.zeros(X.shape, dtype=np.int8)
    for rows in chunks(len(X)):
        part = np.where(np.isnan(X[rows]), 0.0, X[rows])
        small = part.size == 0 or (part.min() >= 0 and part.max() < 127)
        codes[rows] = part.astype(np.int8) if small else 0
        if not small or (codes[rows] != part).any():
            break
    else:
        return codes
    values = np.unique(X[~np.isnan(X)])  # scores that aren't 1..points: their ranks do as well
    ranks = np.searchsorted(values, X) + 1
    return np.where(np.isnan(X), 0, np.minimum(ranks, 127)).astype(np.int8)


def _hashes(codes: Codes) -> NDArray[np.uint64]:
    """One 64-bit number a row: a fixed random linear form, then mixed (splitmix64)."""
    rng: Any = np.random.default_rng(20_240_505)
    weights = rng.integers(0, 2**63, codes.shape[1], dtype=np.uint64) * 2 + 1
    h = np.zeros(len(codes), dtype=np.uint64)
    for j in range(codes.shape[1]):
        h += codes[:, j].astype(np.uint64) * weights[j]
    h ^= h >> np.uint64(30)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    return h ^ (h >> np.uint64(27))


def identical(codes: Codes, skipped: Bools | None = None) -> NDArray[np.int64]:
    """How many respondents, the person included, gave exactly these answers; 1 is unique.

    Two gaps are not equal answers: a row with one is nobody's duplicate (how alike it is, `near_duplicates` says), nor
    is one without answers. skipped (n, k): items that were not asked, which are no gaps.
    R: ``ave(rep(1, n), do.call(paste, X), FUN = length)`` on complete rows.

    >>> identical(np.array([[1, 2], [1, 2], [2, 1], [1, 0], [1, 0]], dtype=np.int8)).tolist()
    [2, 2, 1, 1, 1]
    """
    if len(codes) == 0:
        return np.zeros(0, dtype=np.int64)
    answered, gap = codes.any(axis=1), (codes == 0).any(axis=1)
    if skipped is not None:
        gap = ((codes == 0) & ~skipped).any(axis=1)
        codes = np.where(skipped & (codes == 0), np.int8(-1), codes)
    _, first, inverse, count = np.unique(_hashes(codes), return_index=True, return_inverse=True, return_counts=True)
    inverse = inverse.reshape(-1)
    if not (codes == codes[first[inverse]]).all():  # two rows share a hash (never seen): compare whole rows instead
        _, inverse, count = np.unique(codes, axis=0, return_inverse=True, return_counts=True)
        inverse = inverse.reshape(-1)
    return np.where(answered & ~gap, count[inverse], 1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """The most alike other respondent of each.

    similarity: (n,) share of items answered the same as by the most alike other person. With more than ``ALL_PAIRS``
        rows only pairs at or above the threshold are sought and the rest is nan.
    exhaustive: whether every pair at or above the threshold has surely been found.
    limited: rows that stood in a group too large to compare in full (0 when exhaustive).
    """

    similarity: Floats
    exhaustive: bool
    limited: int


def near_duplicates(codes: Codes, threshold: float, skipped: Bools | None = None) -> NearDuplicates:
    """Share of answers each person has in common with the most alike other person, of the items either was asked.

    Two gaps are not equal answers. skipped (n, k): items that were not asked; what neither was asked does not count.

    Two rows of k answers that agree on at least ``threshold``·k differ in at most d = ⌊(1 − threshold)k⌋; cut into
    d + 1 blocks of items they agree wholly on at least one (pigeonhole), so only rows that share a block are compared.
    That finds every pair without comparing all of them, unless a group is larger than ``BUCKET`` rows: then each of its
    rows is compared with its nearest in sorted order, and the result says so. Source of the index: Kuriakose & Robbins
    2016 (Statistical Journal of the IAOS 32:283-291).

    >>> X = np.array([[1, 2, 3, 4], [1, 2, 3, 5], [5, 5, 5, 5]], dtype=np.int8)
    >>> near_duplicates(X, 0.75).similarity.tolist()
    [0.75, 0.75, 0.25]
    """
    n, k = codes.shape
    answered = codes.any(axis=1)
    if n <= ALL_PAIRS:
        return NearDuplicates(np.where(answered, _all_pairs(codes, skipped), np.nan), True, 0)
    differences = int(np.floor((1.0 - threshold) * k + 1e-9))
    best = np.zeros(n)
    crowded = np.zeros(n, dtype=bool)
    live = np.flatnonzero(answered)
    for block in range(differences + 1):
        # Every (d+1)-th item: neighbours measure the same construct and would put too many rows into one group.
        _compare_block(codes, skipped, live, slice(block, None, differences + 1), best, crowded)
    found = answered & (best >= threshold - 1e-9)
    limited = int(crowded.sum())
    return NearDuplicates(np.where(found, best, np.nan), limited == 0, limited)


def _all_pairs(codes: Codes, skipped: Bools | None) -> Floats:
    n, k = codes.shape
    if n < 2 or k == 0:
        return np.zeros(n)
    best = np.zeros(n)
    values = np.unique(codes[codes > 0])
    if not len(values):
        return best
    unasked = None if skipped is None else skipped.astype(np.float32)
    onehot = np.concatenate([codes == v for v in values], axis=1).astype(np.float32)
    for start in range(0, n, 512):
        same = (onehot[start : start + 512] @ onehot.T).astype(float)  # exact: counts below 2^24
        if unasked is not None:
            same /= np.maximum(k - unasked[start : start + 512] @ unasked.T, 1)
        rows = np.arange(len(same))
        same[rows, start + rows] = -1
        best[start : start + 512] = same.max(axis=1)
    return np.maximum(best / k if unasked is None else best, 0.0)


def _compare_block(
    codes: Codes, skipped: Bools | None, live: NDArray[np.int64], items: slice, best: Floats, crowded: Bools
) -> None:
    """Compare the rows that agree on ``items``, gaps included; raises ``best`` (share in common) in place."""
    keys, whole = _hashes(codes[live][:, items]), _hashes(codes[live])
    order = np.lexsort((whole, keys))
    rows, key = live[order], keys[order]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    sizes = np.diff(np.r_[starts, len(key)])
    position = np.arange(len(key)) - np.repeat(starts, sizes)
    size = np.repeat(sizes, sizes)
    large = size > BUCKET
    crowded[rows[large]] = True
    reach = np.where(large, NEIGHBOURS, BUCKET)
    for lag in range(1, int(min(BUCKET, sizes.max() if len(sizes) else 0)) + 1):
        here = np.flatnonzero((position + lag < size) & (lag <= reach))
        if not len(here):
            continue
        for part in np.array_split(here, len(here) // 262_144 + 1):
            a, b = rows[part], rows[part + lag]
            same = ((codes[a] == codes[b]) & (codes[a] > 0)).sum(axis=1)
            base = codes.shape[1] - (0 if skipped is None else (skipped[a] & skipped[b]).sum(axis=1))
            share = same / np.maximum(base, 1)
            np.maximum.at(best, a, share)
            np.maximum.at(best, b, share)


def bursts(seconds: Floats, window: float) -> Floats:
    """Submissions that arrived within ``window``/2 seconds either side of each one, itself included.

    ``seconds`` are submission times in seconds from any origin; nan stays nan.

    >>> bursts([0.0, 1.0, 2.0, 500.0, np.nan], 60.0).tolist()
    [3.0, 3.0, 3.0, 1.0, nan]
    """
    t = np.asarray(seconds, dtype=float)
    known = np.sort(t[~np.isnan(t)])
    left = np.searchsorted(known, t - window / 2, side="left")
    right = np.searchsorted(known, t + window / 2, side="right")
    return np.where(np.isnan(t), np.nan, (right - left).astype(float))
