"""The lowest minimum that the standard starts reach, where one start does not settle it.

Ordinary fits are solved from one start. Where that leads nowhere, or where the sample hardly fits, so that there are
often several minima, others are tried; the lowest minimum found counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tamkit.sem.constraints import resolve
from tamkit.sem.discrepancy import Discrepancy
from tamkit.sem.matrices import Array, compile_group
from tamkit.sem.nonlinear import constrained
from tamkit.sem.setup import Setup
from tamkit.sem.solve import Solution, descend, scoring
from tamkit.sem.start import plain_start, start_values
from tamkit.sem.start_elsewhere import lavaan_start, pivot_starts
from tamkit.sem.table import ParameterTable

VERY_BAD = 0.10  # RMSEA beyond which other starts are tried; MacCallum, Browne & Sugawara (1996): poor fit
PIVOTS = 3  # of the starts at one indicator, those of the lowest discrepancy
LOWER = 1e-4  # χ² by which another minimum must be lower to be another


@dataclass(frozen=True, slots=True)
class Found:
    """The lowest minimum, and a start (k,) with Σ > 0.

    ``first``, ``before``: χ² and θ of the standard start's minimum, where that one is higher; else NaN and None.
    """

    solution: Solution
    start: Array
    first: float = float("nan")
    before: Array | None = None


def lowest(setup: Setup, problem: Discrepancy) -> Found:
    """Minimise from the standard start, and from others where that is not enough."""
    start = start_values(setup.table, setup.sample, setup.cov, known=guesses(setup))
    solution = solve_from(setup, problem, start)
    arrived = bool(solution.converged[0])
    if arrived and not hardly_fits(setup, solution):
        return Found(solution, start)
    best = solution
    for other in elsewhere(setup, problem, solution.theta[0]) if arrived else further(setup, problem, start):
        try:
            again = solve_from(setup, problem, other)
        except np.linalg.LinAlgError:  # no way from there says nothing of the ways that were found
            continue
        lower = again.converged[0] and _chisq(setup, again) < _chisq(setup, best) - LOWER
        if lower or (again.converged[0] and not best.converged[0]):
            best = again
            start = start if np.isfinite(solution.value[0]) else other
    if best is solution or not arrived:
        return Found(best, start)
    return Found(best, start, _chisq(setup, solution), solution.theta[0])


def solve_from(setup: Setup, problem: Discrepancy, start: Array) -> Solution:
    """Fisher scoring from θ (k,), or sequential quadratic programming when constraints are not linear.

    From outside Σ > 0 there is no way.
    """
    at = problem.value(start[None], slice(None))
    if not np.isfinite(at[0]):
        return Solution(start[None], at, np.array([False]), np.array([0]))
    if setup.constraints.linear_only:
        return scoring(problem, start[None], setup.constraints.affine)
    return constrained(setup.table, setup.constraints, problem, start[None])


def guesses(setup: Setup) -> list[dict[tuple[str, str, str], float]]:
    """What the route knows of the start of each group."""
    return [dict(setup.route.guesses(setup.table, setup.sample, g)) for g in range(len(setup.sample.n))]


def hardly_fits(setup: Setup, solution: Solution) -> bool:
    """Whether RMSEA is beyond `VERY_BAD` by more than chance: T against the 95th percentile of the non-central χ².

    The percentile is the normal one, df + λ + 1.645 √(2 (df + 2 λ)), λ = `VERY_BAD`² df N / G. The independence model,
    which hardly ever fits, has one minimum.
    """
    df = setup.df
    if df <= 0 or not setup.table.names.lv:
        return False
    noncentral = VERY_BAD**2 * df * setup.N / len(setup.sample.n)
    return _chisq(setup, solution) > df + noncentral + 1.645 * np.sqrt(2 * (df + 2 * noncentral))


def _chisq(setup: Setup, solution: Solution) -> float:
    return setup.route.chisquare(setup, solution.theta[0], float(solution.value[0]))


def further(setup: Setup, problem: Discrepancy, start: Array) -> Iterator[Array]:
    """Starts (k,) for a sample that is not solved from the standard one: they assume less, or BFGS leads to them."""
    table, known = setup.table, guesses(setup)
    plain = plain_start(table, setup.sample, setup.cov, known=known)
    yield start_values(table, setup.sample, setup.cov, structured=False, known=known)
    yield plain
    yield _shrunken(table, plain)
    yield from _followed(setup, problem, start)
    yield from _followed(setup, problem, lavaan_start(table, setup.sample, setup.cov, known=known))


def elsewhere(setup: Setup, problem: Discrepancy, theta: Array) -> Iterator[Array]:
    """Starts (k,) from which a minimum other than θ̂ (k,) may be reached, of a sample that hardly fits.

    What the groups say one by one; lavaan's own, and where BFGS leads from there, which is where lavaan ends; and the
    most promising of those at which a construct is next to one indicator alone.
    """
    table, n, known = setup.table, setup.sample.n, guesses(setup)
    apart = None if len(n) == 1 else _apart(setup)
    if apart is not None:
        yield apart
    lavaan = lavaan_start(table, setup.sample, setup.cov, known=known)
    yield lavaan
    yield from _followed(setup, problem, lavaan)
    pivots = list(pivot_starts(table, n, setup.sample.names, setup.cov, theta))
    values = [float(problem.value(one[None], slice(None))[0]) for one in pivots]
    yield from [pivots[at] for at in np.argsort(values, kind="stable")[:PIVOTS]]


def _followed(setup: Setup, problem: Discrepancy, start: Array) -> Iterator[Array]:
    """Where BFGS leads from a start, if Σ > 0 there."""
    if setup.constraints.linear_only and np.isfinite(problem.value(start[None], slice(None))[0]):
        yield descend(problem, start, setup.constraints.affine, 0)


def _shrunken(table: ParameterTable, theta: Array) -> Array:
    """θ (k,) with small loadings: Σ is positive definite whatever covariances of constructs are fixed."""
    out = theta.copy()
    index = [row.free - 1 for row in table.rows if row.free and row.op == "=~" and row.start != row.start]
    out[index] *= 0.1
    return out


def _apart(setup: Setup) -> Array | None:
    """θ (k,) from the groups without what holds them together: of what is equal across them the mean, by their size."""
    table, at = loosened(setup.table)
    n = setup.sample.n
    matrices = tuple(compile_group(table, g + 1) for g in range(len(n)))
    loose = replace(setup, table=table, matrices=matrices, constraints=resolve(table))
    begin = start_values(table, setup.sample, setup.cov, known=guesses(loose))
    solution = scoring(loose.route.problem(loose), begin[None], loose.constraints.affine)
    if not solution.converged[0]:
        return None
    weight = np.array([n[row.group - 1] for row in table.free_rows()], dtype=float)
    total = np.bincount(at, weight, minlength=setup.table.k)
    sums = np.bincount(at, weight * solution.theta[0], minlength=setup.table.k)
    unknown = start_values(setup.table, setup.sample, setup.cov, known=guesses(setup))
    return np.where(total > 0, sums / np.where(total > 0, total, 1.0), unknown)


def loosened(table: ParameterTable) -> tuple[ParameterTable, Array]:
    """The table with every free row a parameter of its own and no constraints; of each the place in the table's θ.

    What later groups have free only because others are held (means, scales, variances of constructs) is fixed as in
    the first.
    """
    first = {(row.lhs, row.op, row.rhs): row for row in table.of_group(1)}
    rows, at = [], list[int]()
    for row in table.rows:
        here, reference = replace(row, label=""), first[row.lhs, row.op, row.rhs]
        if row.free and not row.user and not reference.free and not reference.exo:
            here.free, here.is_free, here.value = 0, False, reference.value
        elif row.free:
            at.append(row.free - 1)
            here.free = len(at)
        rows.append(here)
    options = replace(table.options, group_equal=(), group_partial=())
    loose = replace(table, rows=tuple(rows), k=len(at), constraints=(), definitions=(), options=options)
    return loose, np.array(at, dtype=int)
