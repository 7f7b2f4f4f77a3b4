"""Resamples as stacks of moments, made without copying rows.

A bootstrap sample is a vector of counts w over the cases, so its moments are weighted sums of case products:
S_b = Σ_i w_bi z_i z_iᵀ/n − m_b m_bᵀ. A chunk of draws is one matrix product. Draws are made chunk by chunk, each
from its own child of the seed, so the result does not depend on how many jobs share the work.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.matrices import Array

CHUNK = 250  # small enough for the caches, large enough that jobs seldom wait for one another between two calls
_BLOCK = 16384


def chunk_size(n: int) -> int:
    """Draws a chunk: fewer when there are very many cases."""
    return max(1, min(CHUNK, 4_000_000 // max(n, 1)))


def draw_indices(sizes: Sequence[int], draws: int, child: np.random.SeedSequence) -> list[NDArray[np.intp]]:
    """Row indices (draws, n_g) of each group, drawn within groups."""
    rng = np.random.Generator(np.random.PCG64(child))
    return [rng.integers(0, n, size=(draws, n)) for n in sizes]


def counts(indices: NDArray[np.intp], n: int) -> Array:
    """How often each of n cases occurs in each draw (draws, n)."""
    draws = len(indices)
    flat = (indices + n * np.arange(draws)[:, None]).ravel()
    return np.bincount(flat, minlength=draws * n).reshape(draws, n).astype(float)


def weighted_moments(y: Array, weights: Array) -> tuple[Array, Array]:
    """Covariance (B,p,p), divisor Σw, and means (B,p) of the cases ``y`` (n,p) under weights (B,n)."""
    n, p = y.shape
    centre = y.mean(axis=0)
    a, b = np.tril_indices(p)
    total = weights.sum(axis=1)
    sums = np.zeros((len(weights), len(a) + p))
    for begin in range(0, n, _BLOCK):
        z, w = y[begin : begin + _BLOCK] - centre, weights[:, begin : begin + _BLOCK]
        if len(w) >= 32:
            sums += w @ np.concatenate([z[:, a] * z[:, b], z], axis=1)
            continue
        # Few draws of many cases: forming all products would cost more than the draws themselves.
        for row, own in enumerate(w):
            weighted = z * own[:, None]
            sums[row, : len(a)] += (weighted.T @ z)[a, b]
            sums[row, len(a) :] += weighted.sum(axis=0)
    sums /= total[:, None]
    shift = sums[:, len(a) :]
    S = np.empty((len(weights), p, p))
    S[:, a, b] = sums[:, : len(a)]
    S[:, b, a] = sums[:, : len(a)]
    S -= shift[:, :, None] * shift[:, None, :]
    return S, shift + centre


def jackknife_moments(y: Array) -> tuple[Array, Array]:
    """Moments of the n samples that each leave one case out, in closed form: (n,p,p) and (n,p)."""
    n = len(y)
    mean = y.mean(axis=0)
    z = y - mean
    S = z.T @ z / n
    outer = z[:, :, None] * z[:, None, :]
    return (n * S - outer * (n / (n - 1))) / (n - 1), mean - z / (n - 1)
