"""A wider search for a lower minimum than the one that the usual starts lead to.

An estimate is the lowest minimum that the standard starts reach (`tamkit.sem.search`). Where a path can run through
infinity there may be another beyond: every chart of the model (`tamkit.sem.charts`) is entered on both sides of it, and
left again where θ serves better. The starts for samples that hardly fit are tried as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tamkit.sem.atlas import Atlas
from tamkit.sem.charts import Chart, charts_of, spread_ratios
from tamkit.sem.discrepancy import Discrepancy, NormalTheory
from tamkit.sem.implied import inner_covariance
from tamkit.sem.levenberg import levenberg
from tamkit.sem.matrices import Array
from tamkit.sem.metric import Mask
from tamkit.sem.search import LOWER, elsewhere, solve_from
from tamkit.sem.setup import Setup
from tamkit.sem.solve import TOLERANCE, Solution
from tamkit.sem.vicinity import Vicinity

FAR = 3.0  # standardized size of the path where a chart is entered
SHARE = 0.5  # of the largest covariance that x and y may then have
STEPS = 100


def lower(setup: Setup, problem: Discrepancy, solution: Solution) -> Solution | None:
    """The lowest minimum that the search finds, where it is lower than ``solution``'s; else None."""
    best, theta = solution, solution.theta[0]
    for start in (*_beyond(setup, problem, theta), *elsewhere(setup, problem, theta)):
        try:
            again = solve_from(setup, problem, start)
        except np.linalg.LinAlgError:
            continue
        if again.converged[0] and _chisq(setup, again) < _chisq(setup, best) - LOWER:
            best = again
    return None if best is solution else best


def _chisq(setup: Setup, solution: Solution) -> float:
    return setup.route.chisquare(setup, solution.theta[0], float(solution.value[0]))


def _beyond(setup: Setup, problem: Discrepancy, theta: Array) -> Iterator[Array]:
    """θ (k,) at or near the minima that the charts lead to from θ̂ (k,), lower than it is there."""
    charts = charts_of(setup.table, setup.matrices)
    if not charts or not isinstance(problem, NormalTheory) or not setup.constraints.linear_only:
        return
    # The metric is not used: Levenberg's method has a Hessian of its own.
    atlas = Atlas(problem, Vicinity(theta, np.empty((0, 0)), charts), setup.constraints.affine)
    here = float(problem.value(theta[None], slice(None))[0])
    ends, arrived, away = [], [], []
    with np.errstate(all="ignore"):
        for own, chart in enumerate(charts, start=1):
            starts = np.array([_entered(setup, chart, theta, sign) for sign in (1.0, -1.0)])
            starts = starts[np.isfinite(atlas.problems[own].value(starts, np.zeros(2, dtype=np.intp)))]
            if len(starts):
                settled, minima, left = _settled(atlas, own, starts)
                ends.append(settled)
                arrived.append(minima)
                away.append(left)
        if not ends:
            return
        found, minima = _onward(atlas, np.concatenate(ends), np.concatenate(arrived), np.concatenate(away))
        value = problem.value(found, np.zeros(len(found), dtype=np.intp))
    # Who is still on the way after so many steps creeps along a ridge, and is followed if ahead of those that arrived.
    ahead = minima | (value < value[minima & np.isfinite(value)].min(initial=np.inf))
    yield from found[np.isfinite(found).all(axis=1) & ahead & (value < here - 1e-9)]


def _entered(setup: Setup, chart: Chart, theta: Array, sign: float) -> Array:
    """q (k,) of a chart far out on one side: x is to the other exogenous constructs as at θ̂, the rest of it small."""
    matrices = setup.matrices[0]
    before = chart.enter(matrices.sources(theta[None], None, None), len(theta))[0]
    ratio = float(spread_ratios([chart], inner_covariance(matrices, theta[None]))[0, 0])
    q, known = before.copy(), len(chart.paths)
    u = sign * ratio / FAR
    q[chart.path] = u
    q[chart.variance] = SHARE * u * before[chart.residual]
    others = chart.covariances[known:]
    q[others] = before[chart.path] * before[others] / u  # c_j of the same a_j
    return q


def _settled(atlas: Atlas, own: int, starts: Array) -> tuple[Array, Mask, Mask]:
    """Where Levenberg's method ends in a chart, as θ (B,k), whether at a minimum, and whether it left the chart."""
    found = levenberg(
        atlas.problems[own],
        starts,
        np.zeros(len(starts), dtype=np.intp),
        lambda x: atlas.wanted(own, x) != own,
        tolerance=TOLERANCE,
        max_iterations=STEPS,
    )
    return atlas.moved(found.x, own, 0), found.converged, found.left


def _onward(atlas: Atlas, theta: Array, arrived: Mask, away: Mask) -> tuple[Array, Mask]:
    """The points (B,k), those that left a chart followed in θ, all at once; and which of them are at a minimum."""
    rows = np.zeros(len(theta), dtype=np.intp)
    going = np.flatnonzero(away & np.isfinite(atlas.problems[0].value(theta, rows)))
    if len(going):
        again = levenberg(
            atlas.problems[0],
            theta[going],
            rows[going],
            lambda x: np.zeros(len(x), dtype=bool),
            tolerance=TOLERANCE,
            max_iterations=STEPS,
        )
        theta[going], arrived[going] = again.x, again.converged
    return theta, arrived
