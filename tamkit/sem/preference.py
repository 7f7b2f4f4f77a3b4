"""In which share of resamples one model of the same items is preferred to another by AIC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.errors import InputError
from tamkit.progress import Progress
from tamkit.sem.bootstrap import PILOT, vicinity
from tamkit.sem.machine import single_threaded
from tamkit.sem.matrices import Array
from tamkit.sem.resampling import RESAMPLING, Chunk, chunks, counts, resampled
from tamkit.sem.result import Fit

INCOMPLETE = 200  # draws of incomplete rows at most, each of which is solved by itself


@dataclass(frozen=True, slots=True)
class Preferred:
    """``share`` of the ``draws`` (in which both models converged) in which the first model has the lower AIC."""

    share: float
    draws: int


def preferred(first: Fit, second: Fit, *, draws: int, seed: int, progress: Progress | None = None) -> Preferred:
    """Fit both models to the same resamples of rows and compare AIC = 2 N f̂ + 2 k (what the rows say alone cancels).

    Equal AIC, to 1e-6, is half a preference. Of incomplete rows at most 200 draws are taken. Raises InputError for
    models of other items, other rows, or without a likelihood. R: ``AIC`` of both models of every resample.
    """
    one, other = first.setup, second.setup
    same = sorted(one.sample.names) == sorted(other.sample.names) and one.sample.n == other.sample.n
    if not same or "aic" not in first.fit or "aic" not in second.fit or one.sample.data is None:
        raise InputError("sem.preference_needs_likelihood")
    draws = draws if first.options.missing != "fiml" else min(draws, INCOMPLETE)
    lots = chunks(one.sample.n, draws, seed)
    found = [_known(fit, draws, seed, lots, progress) for fit in (first, second)]
    gap = found[1] - found[0]
    gap = gap[np.isfinite(gap)]
    if not len(gap):
        return Preferred(float("nan"), 0)
    return Preferred(float(np.where(np.abs(gap) < 1e-6, 0.5, gap > 0).mean()), len(gap))


def _known(fit: Fit, draws: int, seed: int, lots: Sequence[Chunk], progress: Progress | None) -> Array:
    """`_aic`, from the fit's own bootstrap where that has the same draws and lost none."""
    own = fit.bootstrap
    if own is None or own.seed != seed or own.converged != own.requested or own.requested < draws:
        return _aic(fit, lots, progress)
    return _of(fit, own.draws.value[:draws])


def _of(fit: Fit, value: Array) -> Array:
    return 2.0 * sum(fit.setup.sample.n) * value + 2.0 * fit.npar


def _aic(fit: Fit, lots: Sequence[Chunk], progress: Progress | None) -> Array:
    """2 N f + 2 k of every draw (R,), NaN where it did not converge."""
    setup, estimate = fit.setup, fit.estimate
    rows = setup.sample.data
    assert rows is not None
    near = vicinity(setup, estimate.theta)
    pilots = [counts(at[:PILOT], n) for at, n in zip(lots[0].indices(), setup.sample.n, strict=True)]
    with single_threaded():
        near = setup.route.survey(setup, near, pilots, rows)

    def one(weights: list[Array]) -> Array:
        solved = setup.route.refit(setup, near, weights, rows)
        size = len(weights[0])
        if len(solved.value) == size:
            return solved.value
        if size == 1:
            return np.array([np.nan])
        return np.concatenate([one([weight[b : b + 1] for weight in weights]) for b in range(size)])

    parts = resampled(one, setup.sample.n, lots, progress=progress, what=RESAMPLING)
    return _of(fit, np.concatenate(parts))
