"""The non-parametric bootstrap: thousands of refits as a stack, their standard errors and intervals.

Cases are drawn with replacement within groups; every draw is solved to the tolerance of a single fit, from the sample's
solution. Draws that do not converge are left out and counted; converged draws that are inadmissible (negative variance,
covariance matrix not positive definite) stay in, as in lavaan, and are counted too.

Intervals are those of `tamkit.sem.intervals`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import AnalysisError, InputError
from tamkit.sem.admissibility import admissible_rows
from tamkit.sem.estimate import discrepancy, minimise
from tamkit.sem.information import expected_hessian
from tamkit.sem.intervals import interval, pvalue_of
from tamkit.sem.machine import single_threaded
from tamkit.sem.matrices import Array
from tamkit.sem.resample import chunk_size, counts, draw_indices, jackknife_moments, weighted_moments
from tamkit.sem.resampled import needs_rows, solve_resampled
from tamkit.sem.setup import Setup
from tamkit.sem.solve import warm
from tamkit.sem.standardize import defined_values, row_values, standardized

if TYPE_CHECKING:
    from tamkit.sem.result import Fit

Statistic = Callable[[Array, list[Array], list[Array]], Array]  # θ (B,k), moments of each group → (B, anything)
Moments = tuple[list[Array], list[Array]]


@dataclass(frozen=True, slots=True)
class Draws:
    """Solved samples: θ (C,k), their test statistics f (C,), and the moments they were fitted to, one entry a group."""

    theta: Array
    value: Array
    cov: list[Array]
    mean: list[Array]
    requested: int
    admissible: int

    @property
    def converged(self) -> int:
        return len(self.theta)


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """Draws and what follows from them for every row of the parameter table (rows, then definitions).

    ``se``, ``lower``, ``upper`` unstandardized; ``std_*`` for ``std_all``. ``kind`` is percentile, bc or bca.
    """

    kind: str
    seed: int | None
    draws: Draws
    jackknife: Draws | None
    se: Array
    lower: Array
    upper: Array
    pvalue: Array
    std_se: Array
    std_lower: Array
    std_upper: Array
    level: float = 0.95

    @property
    def requested(self) -> int:
        return self.draws.requested

    @property
    def converged(self) -> int:
        return self.draws.converged

    @property
    def admissible(self) -> int:
        return self.draws.admissible

    def interval_of(self, value: Array, statistic: Statistic) -> tuple[Array, Array, Array, Array]:
        """Standard error, lower and upper end and p of a statistic of (θ, moments); ``value`` is its sample value."""
        t = over(self.draws, statistic)
        jack = over(self.jackknife, statistic) if self.jackknife is not None else None
        lower, upper = interval(t, value, self.kind, jack, self.level)
        return t.std(axis=0, ddof=1), lower, upper, pvalue_of(t, value, self.kind, jack)


def bootstrap_fit(
    fit: Fit,
    *,
    draws: int,
    kind: str = "percentile",
    seed: int | None = None,
    jobs: int = 1,
    resamples: Array | Sequence[Array] | None = None,
    progress: Callable[[int, int], None] | None = None,
    level: float = 0.95,
) -> Bootstrap:
    """Bootstrap a fit; see `tamkit.sem.fit` for the options.

    Raises AnalysisError when fewer than half of the draws, or fewer than two, converge.
    """
    setup = fit.setup
    if setup.sample.data is None:
        raise InputError("the bootstrap resamples rows; a covariance matrix has none.")
    if not fit.converged:
        raise AnalysisError("the model did not converge on the sample itself, so there is nothing to bootstrap.")
    if resamples is None and seed is None:
        seed = int(np.random.SeedSequence().entropy % 2**32)  # type: ignore[operator]  # an int when not given
    chunks = list(_chunks(setup, draws, seed, resamples))
    solved = solve_chunks(setup, fit.estimate.theta, chunks, jobs, progress)
    if solved.converged < 2 or solved.converged < 0.5 * solved.requested:
        raise AnalysisError(
            f"only {solved.converged} of {solved.requested} bootstrap draws converged; no intervals are given."
        )
    jack = _jackknife(setup, fit.estimate.theta) if kind == "bca" else None
    table, matrices = setup.table, setup.matrices

    def rows(theta: Array, cov: list[Array], mean: list[Array]) -> Array:
        return np.concatenate([row_values(table, theta, cov, mean), defined_values(table, theta)], axis=1)

    def std(theta: Array, cov: list[Array], mean: list[Array]) -> Array:
        return standardized(table, matrices, theta, cov, mean, "std_all")

    ends = []
    for statistic in (rows, std):
        value = statistic(fit.estimate.theta[None], [S[None] for S in setup.cov], [m[None] for m in setup.mean])[0]
        t = over(solved, statistic)
        j = over(jack, statistic) if jack is not None else None
        ends += [t.std(axis=0, ddof=1), *interval(t, value, kind, j, level), pvalue_of(t, value, kind, j)]
    se, lower, upper, pvalue, std_se, std_lower, std_upper, _ = ends
    return Bootstrap(kind, seed, solved, jack, se, lower, upper, pvalue, std_se, std_lower, std_upper, level)


Chunk = Callable[[], list[NDArray[np.intp]]]


def _chunks(
    setup: Setup, draws: int, seed: int | None, resamples: Array | Sequence[Array] | None
) -> Iterator[tuple[int, Chunk]]:
    """(size, maker of row indices) for each chunk of draws."""
    sizes = setup.sample.n
    step = chunk_size(sum(sizes))
    if resamples is not None:
        given = [np.asarray(part, dtype=np.intp) for part in (resamples if len(sizes) > 1 else [resamples])]
        for g, part in enumerate(given):
            if part.ndim != 2 or part.min(initial=0) < 0 or part.max(initial=0) >= sizes[g]:
                raise InputError(f"resamples must be a (draws, n) array of row numbers from 0 to {sizes[g] - 1}.")
        for begin in range(0, len(given[0]), step):
            part_of = [part[begin : begin + step] for part in given]
            yield len(part_of[0]), lambda part_of=part_of: part_of  # type: ignore[misc]  # bound now
        return
    children = np.random.SeedSequence(seed).spawn(-(-draws // step))
    for index, child in enumerate(children):
        size = min(step, draws - index * step)
        yield size, lambda size=size, child=child: draw_indices(sizes, size, child)  # type: ignore[misc]


def solve_chunks(
    setup: Setup,
    theta: Array,
    chunks: Sequence[tuple[int, Chunk]],
    jobs: int,
    progress: Callable[[int, int], None] | None,
    data: Sequence[Array] | None = None,
) -> Draws:
    """Fit every draw of every chunk, ``jobs`` chunks at a time. ``data`` replaces the rows (Bollen–Stine)."""
    rows = list(data if data is not None else setup.sample.data or ())
    problem = discrepancy(setup)
    affine = setup.constraints.affine
    inverse = np.linalg.inv(affine.weight(expected_hessian(problem, theta)))

    def one(chunk: tuple[int, Chunk]) -> tuple[Array, Array, list[Array], list[Array], int]:
        indices = chunk[1]()
        if needs_rows(setup):
            return solve_resampled(
                setup, theta, inverse, [counts(at, len(y)) for at, y in zip(indices, rows, strict=True)]
            )
        cov, mean = moments_of(setup, rows, indices)
        return _solve(setup, theta, inverse, cov, mean, chunk[0])

    parts = []
    done, total = 0, sum(size for size, _ in chunks)
    with ExitStack() as stack:
        stack.enter_context(single_threaded())
        results: Iterator[Any] = map(one, chunks)
        if jobs > 1 and len(chunks) > 1:
            results = stack.enter_context(ThreadPoolExecutor(jobs)).map(one, chunks)
        for part, (size, _) in zip(results, chunks, strict=True):
            parts.append(part)
            done += size
            if progress is not None:
                progress(done, total)
    groups = range(len(setup.sample.n))
    return Draws(
        theta=np.concatenate([p[0] for p in parts]),
        value=np.concatenate([p[1] for p in parts]),
        cov=[np.concatenate([p[2][g] for p in parts]) for g in groups],
        mean=[np.concatenate([p[3][g] for p in parts]) for g in groups],
        requested=total,
        admissible=sum(p[4] for p in parts),
    )


def moments_of(setup: Setup, rows: Sequence[Array], indices: Sequence[NDArray[np.intp]]) -> Moments:
    """Moments of the draws in the estimator's form (divisor n or n − 1), one entry a group."""
    cov, mean = [], []
    for g, y in enumerate(rows):
        S, m = weighted_moments(y, counts(indices[g], len(y)))
        cov.append(S * (setup.cov[g][0, 0] / setup.sample.cov[g][0, 0]))
        mean.append(m)
    return cov, mean


def _solve(
    setup: Setup, theta: Array, inverse: Array, cov: list[Array], mean: list[Array], size: int
) -> tuple[Array, Array, list[Array], list[Array], int]:
    """Solve one chunk; keep what converged."""
    problem = discrepancy(setup, cov, mean)
    start = np.repeat(theta[None], size, axis=0)
    if setup.constraints.linear_only:
        solution = warm(problem, start, inverse, setup.constraints.affine)
    else:
        solution = minimise(setup, problem, start)
    keep = solution.converged
    kept = solution.theta[keep]
    cov, mean = [S[keep] for S in cov], [m[keep] for m in mean]
    good = admissible_rows(setup.table, setup.matrices, kept, cov, mean)
    return kept, solution.value[keep], cov, mean, int(good.sum())


def _jackknife(setup: Setup, theta: Array) -> Draws:
    """Solve the n samples that leave one case out, in chunks like the bootstrap's."""
    rows = setup.sample.data or ()
    problem = discrepancy(setup)
    inverse = np.linalg.inv(setup.constraints.affine.weight(expected_hessian(problem, theta)))
    parts = []
    for g, y in enumerate(rows):
        if needs_rows(setup):
            parts += _jackknife_rows(setup, theta, inverse, g)
            continue
        S, m = jackknife_moments(y)
        n = len(y)
        scale = 1.0 if np.allclose(setup.cov[g], setup.sample.cov[g]) else (n - 1) / (n - 2)
        for begin in range(0, n, chunk_size(n)):
            part = slice(begin, min(begin + chunk_size(n), n))
            size = part.stop - part.start
            cov = [np.repeat(other[None], size, axis=0) for other in setup.cov]
            mean = [np.repeat(other[None], size, axis=0) for other in setup.mean]
            cov[g], mean[g] = S[part] * scale, m[part]
            parts.append(_solve(setup, theta, inverse, cov, mean, size))
    groups = range(len(setup.sample.n))
    return Draws(
        np.concatenate([p[0] for p in parts]),
        np.concatenate([p[1] for p in parts]),
        [np.concatenate([p[2][g] for p in parts]) for g in groups],
        [np.concatenate([p[3][g] for p in parts]) for g in groups],
        sum(len(y) for y in rows),
        sum(p[4] for p in parts),
    )


def _jackknife_rows(setup: Setup, theta: Array, inverse: Array, g: int) -> list[Any]:
    """Leave each case of group ``g`` out in turn, where only rows tell the resample."""
    sizes = setup.sample.n
    parts = []
    for begin in range(0, sizes[g], chunk_size(sum(sizes))):
        left_out = np.arange(begin, min(begin + chunk_size(sum(sizes)), sizes[g]))
        weights = [np.ones((len(left_out), n)) for n in sizes]
        weights[g][np.arange(len(left_out)), left_out] = 0.0
        parts.append(solve_resampled(setup, theta, inverse, weights))
    return parts


def over(draws: Draws, statistic: Statistic) -> Array:
    """A statistic of every draw (C, ·), a few hundred draws at a time to bound memory."""
    parts = []
    for begin in range(0, draws.converged, 500):
        part = slice(begin, begin + 500)
        parts.append(statistic(draws.theta[part], [S[part] for S in draws.cov], [m[part] for m in draws.mean]))
    return np.concatenate(parts)


@dataclass(frozen=True, slots=True)
class BollenStine:
    """``pvalue``: share of converged draws whose χ² is at least the sample's; ``chisq`` (C,) theirs."""

    pvalue: float
    chisq: Array
    requested: int
    converged: int
    seed: int | None


def bollen_stine(
    fit: Fit,
    draws: int = 1000,
    *,
    seed: int | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> BollenStine:
    """Bollen & Stine's (1992) bootstrap test of fit.

    The rows are transformed to z = (y − ȳ) S^{−½} Σ̂^{½} + μ̂, so that the model holds in them, and then resampled.
    R: ``lavaan::sem(…, test = "bollen.stine")``.
    """
    setup = fit.setup
    if setup.sample.data is None:
        raise InputError("the Bollen–Stine bootstrap resamples rows; a covariance matrix has none.")
    if needs_rows(setup):
        raise InputError(
            "the Bollen–Stine bootstrap is for complete continuous data; it transforms the rows themselves."
        )
    rows = []
    for g, y in enumerate(setup.sample.data):
        Sigma = fit.implied_cov(g + 1).to_numpy() * (setup.sample.cov[g][0, 0] / setup.cov[g][0, 0])
        mu = fit.implied_mean(g + 1).to_numpy()
        rows.append((y - setup.sample.mean[g]) @ _root(setup.sample.cov[g], -0.5) @ _root(Sigma, 0.5) + mu)
    if seed is None:
        seed = int(np.random.SeedSequence().entropy % 2**32)  # type: ignore[operator]  # an int when not given
    solved = solve_chunks(setup, fit.estimate.theta, list(_chunks(setup, draws, seed, None)), jobs, progress, rows)
    scale = fit.fit["chisq"] / fit.estimate.value if fit.estimate.value > 0 else 2.0 * setup.N
    chisq = scale * solved.value
    return BollenStine(float(np.mean(chisq >= fit.fit["chisq"])), chisq, draws, solved.converged, seed)


def _root(matrix: Array, power: float) -> Array:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * values**power) @ vectors.T)
