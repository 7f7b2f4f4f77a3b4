"""Solve samples that lie near one whose solution is known: resamples, replications of one population.

1. All draws go by quasi-Newton steps from the sample's solution with its inverse expected information, which they
   share.
2. What that leaves over goes the same way from templates: the middle of a few such draws, solved beforehand, in the
   coordinates in which they ended (`tamkit.sem.charts`), with the inverse of their mean exact Hessian.
3. The remainder goes by `tamkit.sem.levenberg` with a Hessian of its own, changing coordinates on the way.
4. What then is left, or ends outside Σ > 0, is solved one by one by `tamkit.sem.solve.scoring`.

The answer and the tolerance are those of a single fit, and no draw's answer depends on the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.atlas import Atlas
from tamkit.sem.discrepancy import Discrepancy, Weight
from tamkit.sem.levenberg import levenberg
from tamkit.sem.matrices import Array
from tamkit.sem.metric import Affine, Mask, Way, inverse_weight
from tamkit.sem.solve import TOLERANCE, Solution, scoring
from tamkit.sem.vicinity import Template, Vicinity

STEPS = 40  # of a quasi-Newton way at most
# A way leads elsewhere whose decrement is above SLOW after SOON steps (LATE, where there is no template to begin anew
# from), three times that one step before, …, or ASTRAY times its smallest.
SOON, LATE, SLOW, ASTRAY = 7, 14, 2e-3, 30
CROWD = 0.85  # share of a stack that is still on its way, below which the others leave it
HOPS = 6  # changes of coordinates of one draw
LONG = 200  # Levenberg steps between two changes
BATCH = 25  # members that get a Hessian each at a time, for the caches' sake
PILOTS, LEAST = 12, 3  # draws that make the templates, and one of them

Rows = NDArray[np.intp]


@dataclass(slots=True)
class _Ways:
    """Where each draw is: x (B,k) in coordinates ``place`` (B,), whether it has arrived, and how many steps it took."""

    x: Array
    place: NDArray[np.intp]
    converged: Mask
    steps: NDArray[np.intp]

    @property
    def left(self) -> Rows:
        return np.flatnonzero(~self.converged)


def resolve(problem: Discrepancy, near: Vicinity, affine: Affine, *, tolerance: float = TOLERANCE) -> Solution:
    """θ̂ of every member of the stack, from the sample's."""
    atlas, size = Atlas(problem, near, affine), problem.size
    with np.errstate(all="ignore"):
        ways = _from_the_sample(atlas, size, tolerance, SOON if near.templates else LATE)
        for template in near.templates:
            _from_a_template(atlas, template, ways, tolerance)
        _remainder(atlas, ways, ways.left, tolerance)
        theta = _in_theta(atlas, ways)
        theta[ways.left] = near.theta
        value = problem.value(theta, slice(None))
    converged = ways.converged & np.isfinite(value)
    for row in np.flatnonzero(~converged):
        alone = scoring(_Part(problem, np.array([row])), near.theta[None], affine, tolerance=tolerance)
        theta[row], value[row], converged[row] = alone.theta[0], alone.value[0], alone.converged[0]
        ways.steps[row] += alone.iterations[0]
    return Solution(theta, value, converged, ways.steps)


def with_templates(problem: Discrepancy, near: Vicinity, affine: Affine, *, tolerance: float = TOLERANCE) -> Vicinity:
    """The vicinity with templates, made of the first of these draws to which no way leads from the sample."""
    if not near.charts:
        return near
    atlas = Atlas(problem, near, affine)
    with np.errstate(all="ignore"):
        ways = _from_the_sample(atlas, problem.size, tolerance, SOON)
        pilots = ways.left[:PILOTS]
        _remainder(atlas, ways, pilots, tolerance)
        arrived = pilots[ways.converged[pilots]]
        templates = []
        for own in range(1, len(atlas.problems)):
            rows = arrived[ways.place[arrived] == own]
            if len(rows) >= LEAST:
                _, _, H = atlas.problems[own].evaluate(ways.x[rows], rows, "exact")
                assert H is not None
                inverse = inverse_weight(H.mean(axis=0)[None], np.zeros(1))[0]
                templates.append((len(rows), Template(own, np.median(ways.x[rows], axis=0), inverse)))
    return replace(near, templates=tuple(one for _, one in sorted(templates, key=lambda pair: -pair[0])))


def _from_the_sample(atlas: Atlas, size: int, tolerance: float, soon: int) -> _Ways:
    phi = np.repeat(atlas.affine.reduce(atlas.near.theta[None]), size, axis=0)
    everyone = np.arange(size)
    found = _follow(atlas.problems[0], phi, everyone, Way(atlas.near.inverse, size), tolerance, soon)
    ways = _Ways(found.x, np.zeros(size, dtype=np.intp), found.converged, found.steps)
    if not atlas.problems[0].exact:
        _own_metric(atlas.problems[0], ways, tolerance)
    return ways


def _own_metric(problem: Discrepancy, ways: _Ways, tolerance: float) -> None:
    """Quasi-Newton steps with an expected Hessian of one's own, where the exact one is not known."""
    left = ways.left
    for begin in range(0, len(left), BATCH):
        rows = left[begin : begin + BATCH]
        _, H = problem.derivatives(ways.x[rows], rows)
        assert H is not None
        own = Way(inverse_weight(np.where(np.isfinite(H), H, 0.0), np.zeros(len(rows))), len(rows))
        found = _follow(problem, ways.x[rows], rows, own, tolerance, LATE)
        ways.x[rows], ways.converged[rows] = found.x, found.converged
        ways.steps[rows] += found.steps


def _from_a_template(atlas: Atlas, template: Template, ways: _Ways, tolerance: float) -> None:
    rows = ways.left
    if not len(rows):
        return
    problem = atlas.problems[template.chart]
    start = np.repeat(template.point[None], len(rows), axis=0)
    found = _follow(problem, start, rows, Way(template.inverse, len(rows)), tolerance)
    ways.steps[rows] += found.steps
    before = np.full(len(rows), np.inf)
    for own in np.unique(ways.place[rows]):
        these = ways.place[rows] == own
        before[these] = atlas.problems[own].value(ways.x[rows[these]], rows[these])
    better = found.converged | (problem.value(found.x, rows) < before)
    ways.x[rows[better]], ways.place[rows[better]] = found.x[better], template.chart
    ways.converged[rows] = found.converged


def _remainder(atlas: Atlas, ways: _Ways, rows: Rows, tolerance: float) -> None:
    """Levenberg steps of the members ``rows``, each in the coordinates that are best where it is."""
    if not atlas.problems[0].exact:
        return
    for _ in range(HOPS):
        if not len(rows):
            return
        for own in np.unique(ways.place[rows]):
            _change(atlas, ways, rows[ways.place[rows] == own], int(own))
        hopped = []
        for own in np.unique(ways.place[rows]):
            mine = rows[ways.place[rows] == own]
            for begin in range(0, len(mine), BATCH):
                hopped.append(_batch(atlas, ways, mine[begin : begin + BATCH], int(own), tolerance))
        rows = np.sort(np.concatenate(hopped))


def _batch(atlas: Atlas, ways: _Ways, rows: Rows, own: int, tolerance: float) -> Rows:
    """Those of the ``rows`` that left for other coordinates."""
    problem = atlas.problems[own]
    found = levenberg(
        problem,
        ways.x[rows],
        rows,
        lambda x: atlas.wanted(own, x) != own,
        tolerance=tolerance,
        max_iterations=LONG,
    )
    ways.x[rows], ways.converged[rows] = found.x, found.converged
    ways.steps[rows] += found.steps
    return rows[found.left]


def _change(atlas: Atlas, ways: _Ways, rows: Rows, own: int) -> None:
    """To the coordinates that are best; from a chart by way of θ."""
    wanted = atlas.wanted(own, ways.x[rows])
    for other in np.unique(wanted[wanted != own]):
        these = rows[wanted == other]
        ways.x[these], ways.place[these] = atlas.moved(ways.x[these], own, int(other)), other


def _in_theta(atlas: Atlas, ways: _Ways) -> Array:
    """The points in θ (B,k)."""
    theta = np.array(atlas.affine.expand(ways.x))
    for own in np.unique(ways.place[ways.place > 0]):
        rows = np.flatnonzero(ways.place == own)
        theta[rows] = atlas.moved(ways.x[rows], int(own), 0)
    return theta


@dataclass(frozen=True, slots=True)
class _Followed:
    """Where each member ended (B,k), or of those that did not arrive their best point; arrived or not; steps."""

    x: Array
    converged: Mask
    steps: NDArray[np.intp]


def _follow(problem: Discrepancy, start: Array, rows: Rows, way: Way, tolerance: float, soon: int = SOON) -> _Followed:
    """Whole quasi-Newton steps of the members ``rows`` from ``start`` (B,k); values are not computed.

    Who does not arrive is left at the point of its smallest decrement, or at the start if f is lower there.
    """
    x, best = start.copy(), start.copy()
    converged, steps = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=np.intp)
    at, smallest, going = np.arange(len(rows)), np.full(len(rows), np.inf), np.ones(len(rows), dtype=bool)
    for iteration in range(STEPS):
        members: Rows | slice = slice(None) if len(at) == problem.size else rows[at]
        g, _ = problem.derivatives(x[at], members, weight=False)
        direction = way.step(g)
        decrement = -np.vecdot(g, direction)
        steps[at] += going
        done = going & (decrement < tolerance) & (decrement >= 0)
        allowed = np.minimum(ASTRAY * smallest, SLOW * 3.0 ** max(soon - iteration, 0))
        astray = going & ~((decrement >= 0) & (decrement <= allowed))
        nearer = going & ~astray & (decrement < smallest)
        smallest[nearer] = decrement[nearer]
        best[at[nearer]] = x[at[nearer]]
        converged[at[done]] = True
        x[at] += np.where(going[:, None], direction, 0.0)
        x[at[astray]] = best[at[astray]]
        going &= ~(done | astray)
        if not going.any():
            break
        # Who has ended stays where it is until there are enough to be worth the copying of the others.
        if going.mean() < CROWD:
            way.keep(going)
            at, smallest, going = at[going], smallest[going], going[going]
    lost = np.flatnonzero(~converged)
    if len(lost):
        worse = ~(problem.value(best[lost], rows[lost]) < problem.value(start[lost], rows[lost]))
        x[lost] = np.where(worse[:, None], start[lost], best[lost])
    return _Followed(x, converged, steps)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some members of a stack, as a problem of their own."""

    whole: Discrepancy
    members: Rows

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def exact(self) -> bool:
        return self.whole.exact

    def value(self, theta: Array, rows: Rows | slice) -> Array:
        return self.whole.value(theta, self.members[rows])

    def derivatives(self, theta: Array, rows: Rows | slice, weight: bool = True) -> tuple[Array, Array | None]:
        return self.whole.derivatives(theta, self.members[rows], weight)

    def evaluate(self, theta: Array, rows: Rows | slice, weight: Weight = True) -> tuple[Array, Array, Array | None]:
        return self.whole.evaluate(theta, self.members[rows], weight)
