"""The one resampling kernel: from a seed to what any statistic makes of its resamples, chunk by chunk.

A resample is a vector of counts w over the cases, drawn with replacement within groups. Its moments are weighted sums
of case products, S_b = Σ_i w_bi z_i z_iᵀ/n − m_b m_bᵀ: a chunk of draws is one matrix product, and no row is copied.
Every chunk has its own child of the seed, so the result does not depend on how many jobs share the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import InputError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.machine import single_threaded
from tamkit.sem.matrices import Array

Indices = NDArray[np.intp]
Given = Array | Sequence[Array]  # row numbers (draws, n); with groups one such array each
T = TypeVar("T")

#: What the draws are called while they are drawn.
RESAMPLING = Message("sem.resampling")
CHUNK = 250  # small enough for the caches, large enough that jobs seldom wait for one another between two calls
_BLOCK = 16384


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some draws: how many, and how to make their row indices (draws, n_g) of each group."""

    size: int
    indices: Callable[[], list[Indices]]


def fresh_seed(seed: int | None) -> int:
    """``seed``, or one that is drawn, so that a result can name it."""
    return int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else seed


def chunk_size(n: int) -> int:
    """Draws a chunk: fewer when there are very many cases."""
    return max(1, min(CHUNK, 4_000_000 // max(n, 1)))


def chunks(sizes: Sequence[int], draws: int, seed: int | None, resamples: Given | None = None) -> list[Chunk]:
    """The draws of groups of ``sizes``, from a seed, or ``resamples`` as given.

    Raises InputError when given row numbers are not (draws, n) or outside their group.
    """
    step = chunk_size(sum(sizes))
    if resamples is not None:
        try:
            given = [np.asarray(part, dtype=np.intp) for part in (resamples if len(sizes) > 1 else [resamples])]
        except (TypeError, ValueError):
            raise InputError("sem.resamples_not_an_array") from None
        for part, n in zip(given, sizes, strict=True):
            if part.ndim != 2 or part.min(initial=0) < 0 or part.max(initial=0) >= n:
                raise InputError("sem.resamples_out_of_range", last=n - 1)
        return [_given([part[begin : begin + step] for part in given]) for begin in range(0, len(given[0]), step)]
    children = np.random.SeedSequence(seed).spawn(-(-draws // step))
    return [_drawn(sizes, min(step, draws - index * step), child) for index, child in enumerate(children)]


def _given(parts: list[Indices]) -> Chunk:
    return Chunk(len(parts[0]), lambda: parts)


def _drawn(sizes: Sequence[int], size: int, child: np.random.SeedSequence) -> Chunk:
    return Chunk(size, lambda: draw_indices(sizes, size, child))


def resampled(
    statistic: Callable[[list[Array]], T],
    sizes: Sequence[int],
    lots: Sequence[Chunk],
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    what: Message = RESAMPLING,
) -> list[T]:
    """``statistic`` of the counts (draws, n_g) of each group, chunk by chunk and in order, ``jobs`` chunks at a time.

    >>> lots = chunks([5], 400, seed=1)
    >>> found = resampled(lambda counts: counts[0].sum(axis=1), [5], lots)
    >>> [len(part) for part in found], set(np.concatenate(found).tolist())
    ([250, 150], {5.0})
    """

    def one(chunk: Chunk) -> T:
        return statistic([counts(at, n) for at, n in zip(chunk.indices(), sizes, strict=True)])

    out: list[T] = []
    done, total = 0, sum(chunk.size for chunk in lots)
    with ExitStack() as stack:
        stack.enter_context(single_threaded())
        results: Iterator[Any] = map(one, lots)
        if jobs > 1 and len(lots) > 1:
            results = stack.enter_context(ThreadPoolExecutor(jobs)).map(one, lots)
        for part, chunk in zip(results, lots, strict=True):
            out.append(part)
            done += chunk.size
            if progress is not None:
                progress(what, done, total)
    return out


def draw_indices(sizes: Sequence[int], draws: int, child: np.random.SeedSequence) -> list[NDArray[np.intp]]:
    """Row indices (draws, n_g) of each group, drawn within groups."""
    rng = np.random.Generator(np.random.PCG64(child))
    return [rng.integers(0, n, size=(draws, n)) for n in sizes]


def counts(indices: NDArray[np.intp], n: int) -> Array:
    """How often each of n cases occurs in each draw (draws, n)."""
    draws = len(indices)
    flat = (indices + n * np.arange(draws)[:, None]).ravel()
    return np.bincount(flat, minlength=draws * n).reshape(draws, n).astype(float)


def leave_one_out(sizes: Sequence[int], g: int) -> Iterator[list[Array]]:
    """Counts (draws, n) of each group with each case of group ``g`` left out in turn, in chunks."""
    step = chunk_size(sum(sizes))
    for begin in range(0, sizes[g], step):
        out = np.arange(begin, min(begin + step, sizes[g]))
        weights = [np.ones((len(out), n)) for n in sizes]
        weights[g][np.arange(len(out)), out] = 0.0
        yield weights


def weighted_moments(y: Array, weights: Array) -> tuple[Array, Array]:
    """Covariance (B,p,p), divisor Σw, and means (B,p) of the cases ``y`` (n,p) under weights (B,n).

    Sums of products of whole numbers are exact in single precision up to 2²⁴, and take half the time: answers are such.
    """
    n, p = y.shape
    centre = y.mean(axis=0)
    a, b = np.tril_indices(p)
    total = weights.sum(axis=1)
    if len(weights) >= 32 and _exact_in_single(y, np.rint(centre), weights, total):
        centre, weights = np.rint(centre), weights.astype(np.float32)
    sums = np.zeros((len(weights), len(a) + p))
    for begin in range(0, n, _BLOCK):
        z, w = y[begin : begin + _BLOCK] - centre, weights[:, begin : begin + _BLOCK]
        if len(w) >= 32:
            z = z.astype(w.dtype)
            sums += w @ np.concatenate([z[:, a] * z[:, b], z], axis=1)
            continue
        # Few draws of many cases: forming all products would cost more than the draws themselves.
        for row, own in enumerate(w):
            weighted = z * own[:, None]
            sums[row, : len(a)] += (weighted.T @ z)[a, b]
            sums[row, len(a) :] += weighted.sum(axis=0)
    sums /= total[:, None]
    shift = sums[:, len(a) :]
    place = np.empty((p, p), dtype=np.intp)
    place[a, b] = place[b, a] = np.arange(len(a))
    S = sums.take(place, axis=1)
    S -= shift[:, :, None] * shift[:, None, :]
    return S, shift + centre


def _exact_in_single(y: Array, centre: Array, weights: Array, total: Array) -> bool:
    """Whether every partial sum of w z zᵀ, z = y − centre, is a whole number below 2²⁴."""
    largest = np.abs(y - centre).max(initial=0.0) ** 2
    bounded = total.max(initial=0.0) * max(largest, 1.0) < 2**24
    return bool(bounded and (y == np.rint(y)).all() and (weights == np.rint(weights)).all() and (weights >= 0).all())


def jackknife_moments(y: Array) -> tuple[Array, Array]:
    """Moments of the n samples that each leave one case out, in closed form: (n,p,p) and (n,p)."""
    n = len(y)
    mean = y.mean(axis=0)
    z = y - mean
    S = z.T @ z / n
    outer = z[:, :, None] * z[:, None, :]
    return (n * S - outer * (n / (n - 1))) / (n - 1), mean - z / (n - 1)
