"""The non-parametric bootstrap of a fit: thousands of refits as a stack, their standard errors and intervals.

Cases are drawn with replacement within groups; every draw is solved to the tolerance of a single fit, from the sample's
solution. Draws that do not converge are left out and counted; converged draws that are inadmissible (negative variance,
covariance matrix not positive definite) stay in, as in lavaan, and are counted too.

Resamples are those of `tamkit.sem.resampling`, intervals those of `tamkit.sem.intervals`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.errors import DataError, NotConverged
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.basins import SHARE, Basins, basins
from tamkit.sem.estimate import Estimate
from tamkit.sem.information import expected_hessian
from tamkit.sem.intervals import interval, pvalue_of, resolution
from tamkit.sem.machine import single_threaded
from tamkit.sem.matrices import Array
from tamkit.sem.pieces import Solved
from tamkit.sem.resampling import RESAMPLING, Chunk, Given, chunks, counts, fresh_seed, resampled
from tamkit.sem.setup import Setup
from tamkit.sem.standardize import defined_values, row_values, standardized
from tamkit.sem.vicinity import Vicinity
from tamkit.shown import Card, Shown

PILOT = 40  # draws that are looked at before the work is split

Statistic = Callable[[Array, list[Array], list[Array]], Array]  # θ (B,k), moments of each group → (B, anything)


@dataclass(frozen=True, slots=True, repr=False)
class Draws:
    """Solved samples: θ (C,k), their discrepancies f (C,), and the moments they were fitted to, one entry a group."""

    theta: Array
    value: Array
    cov: list[Array]
    mean: list[Array]
    requested: int
    admissible: int

    @classmethod
    def of(cls, solved: Solved, requested: int) -> Draws:
        return cls(solved.theta, solved.value, solved.cov, solved.mean, requested, solved.admissible)

    @property
    def converged(self) -> int:
        return len(self.theta)

    def __repr__(self) -> str:
        return f"<Draws: {self.requested} requested, {self.converged} converged, {self.admissible} admissible>"


@dataclass(frozen=True, slots=True, repr=False)
class Bootstrap(Shown):
    """Draws and what follows from them for every row of the parameter table (rows, then definitions).

    ``se``, ``lower``, ``upper`` unstandardized; ``std_*`` for ``std_all``. ``kind`` is percentile, bc or bca.
    ``basins``: how many draws changed basin (`tamkit.sem.basins`).
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
    basins: Basins
    level: float = 0.95

    def __post_init__(self) -> None:
        """What a fit hands out cannot be written over."""
        for part in (self.se, self.lower, self.upper, self.pvalue, self.std_se, self.std_lower, self.std_upper):
            part.flags.writeable = False
        self.draws.theta.flags.writeable = False

    @property
    def unsettled(self) -> bool:
        """Whether more than a twentieth of the draws ended in another basin than the sample."""
        return self.basins.changed > SHARE * self.converged

    @property
    def requested(self) -> int:
        return self.draws.requested

    @property
    def converged(self) -> int:
        return self.draws.converged

    @property
    def admissible(self) -> int:
        return self.draws.admissible

    @property
    def resolution(self) -> float:
        """No p below this can be told from a smaller one."""
        return resolution(self.draws.converged)

    def interval_of(self, value: Array, statistic: Statistic) -> tuple[Array, Array, Array, Array]:
        """Standard error, lower and upper end and p of a statistic of (θ, moments); ``value`` is its sample value."""
        return _ends(self.draws, self.jackknife, statistic, value, self.kind, self.level)

    def _card(self) -> Card:
        return Card(
            Message("sem.bootstrap_of", draws=self.requested),
            {
                "converged": Message("sem.draws_converged", converged=self.converged, admissible=self.admissible),
                "basins": Message("sem.draws_changed", n=self.basins.changed) if self.basins.changed else None,
                "intervals": Message("sem.intervals_of", level=self.level, kind=self.kind, n=len(self.se)),
                "seed": Message("sem.resamples_given") if self.seed is None else self.seed,
            },
            (Message("sem.bootstrap_held_in"), ".draws.theta"),
        )


def bootstrap_fit(
    setup: Setup,
    estimate: Estimate,
    *,
    draws: int,
    kind: str = "percentile",
    seed: int | None = None,
    jobs: int = 1,
    resamples: Given | None = None,
    progress: Progress | None = None,
    level: float = 0.95,
) -> Bootstrap:
    """Bootstrap a fit; see `tamkit.sem.fit` for the options.

    Raises AnalysisError when fewer than half of the draws, or fewer than two, converge.
    R: ``lavaan::sem(…, se = "bootstrap")``.
    """
    if setup.sample.data is None:
        raise DataError("sem.bootstrap_needs_rows")
    if not estimate.converged:
        raise NotConverged("sem.bootstrap_needs_convergence")
    if resamples is None:
        seed = fresh_seed(seed)
    lots = chunks(setup.sample.n, draws, seed, resamples)
    solved = solve_draws(setup, estimate.theta, lots, setup.sample.data, jobs=jobs, progress=progress)
    if solved.converged < 2 or solved.converged < 0.5 * solved.requested:
        raise NotConverged("sem.too_few_draws_converged", converged=solved.converged, requested=solved.requested)
    jack = jackknifed(setup, estimate) if kind == "bca" else None

    def rows(theta: Array, cov: list[Array], mean: list[Array]) -> Array:
        return np.concatenate([row_values(setup, theta, cov, mean), defined_values(setup.table, theta)], axis=1)

    def std(theta: Array, cov: list[Array], mean: list[Array]) -> Array:
        return standardized(setup, theta, cov, mean, "std_all")

    ends: list[Array] = []
    for statistic in (rows, std):
        value = statistic(estimate.theta[None], *setup.stack)[0]
        ends += _ends(solved, jack, statistic, value, kind, level)
    se, lower, upper, pvalue, std_se, std_lower, std_upper, _ = ends
    found = basins(setup, estimate.theta, solved.theta)
    return Bootstrap(kind, seed, solved, jack, se, lower, upper, pvalue, std_se, std_lower, std_upper, found, level)


def jackknifed(setup: Setup, estimate: Estimate) -> Draws:
    """The samples that leave one case out, solved: what the acceleration of BCa intervals follows from."""
    with single_threaded():
        return Draws.of(setup.route.jackknife(setup, vicinity(setup, estimate.theta)), sum(setup.sample.n))


def solve_draws(
    setup: Setup,
    theta: Array,
    lots: Sequence[Chunk],
    rows: Sequence[Array],
    *,
    jobs: int,
    progress: Progress | None,
    what: Message = RESAMPLING,
) -> Draws:
    """Fit every draw of the ``rows`` of each group, from the sample's solution θ̂ (k,)."""
    first = [counts(at[:PILOT], n) for at, n in zip(lots[0].indices(), setup.sample.n, strict=True)]
    with single_threaded():
        near = setup.route.survey(setup, vicinity(setup, theta), first, rows)

    def refit(weights: list[Array]) -> Solved:
        return setup.route.refit(setup, near, weights, rows)

    parts = resampled(refit, setup.sample.n, lots, jobs=jobs, progress=progress, what=what)
    return Draws.of(Solved.joined(parts), sum(chunk.size for chunk in lots))


def vicinity(setup: Setup, theta: Array) -> Vicinity:
    """What the sample's solution θ̂ (k,) itself says.

    Constraints that are not linear are solved for draw by draw, without a metric; they may be all that identifies the
    model.
    """
    if not setup.constraints.linear_only:
        return Vicinity(theta, np.empty((0, 0)))
    H = expected_hessian(setup.route.problem(setup), theta)
    return Vicinity(theta, np.linalg.inv(setup.constraints.affine.weight(H)))


def _ends(
    draws: Draws, jackknife: Draws | None, statistic: Statistic, value: Array, kind: str, level: float
) -> tuple[Array, Array, Array, Array]:
    """Standard error, interval and p of a statistic over the draws."""
    t = over(draws, statistic)
    jack = over(jackknife, statistic) if jackknife is not None else None
    lower, upper = interval(t, value, kind, jack, level)
    return t.std(axis=0, ddof=1), lower, upper, pvalue_of(t, value, kind, jack)


def over(draws: Draws, statistic: Statistic) -> Array:
    """A statistic of every draw (C, ·), a few hundred draws at a time to bound memory."""
    parts = []
    for begin in range(0, draws.converged, 500):
        part = slice(begin, begin + 500)
        parts.append(statistic(draws.theta[part], [S[part] for S in draws.cov], [m[part] for m in draws.mean]))
    return np.concatenate(parts)
