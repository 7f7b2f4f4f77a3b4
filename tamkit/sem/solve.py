"""Minimise a stack of discrepancies by Fisher scoring with quasi-Newton corrections, each member on its own terms.

A step is θ ← θ − t H⁻¹ g. H is the expected Hessian far from the minimum (and again after a step had to be shortened);
near it the exact one is computed once, where the discrepancy knows it, and kept: limited-memory BFGS pairs correct it,
so that the last digits cost gradients only. A member has converged when its Newton decrement gᵀH⁻¹g is below
``TOLERANCE``: the distance to the minimum in units of standard errors is √(N·decrement), under 1e-5 at n = 500, and one
more step is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.discrepancy import Discrepancy, Weight
from tamkit.sem.matrices import Array
from tamkit.sem.metric import Affine, Mask, Metric, inverse_weight

TOLERANCE = 1e-13
MAX_ITERATIONS = 500
NEAR = 0.02  # decrement below which the metric is exact and may be kept
PATIENCE = 15  # steps with a kept metric before it is made anew
STRETCH = 50  # steps after which progress is looked at

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Solution:
    """θ (B,k), value f (B,), whether and after how many steps each member converged."""

    theta: Array
    value: Array
    converged: Mask
    iterations: NDArray[np.intp]


def scoring(
    problem: Discrepancy,
    start: Array,
    affine: Affine,
    *,
    tolerance: float = TOLERANCE,
    max_iterations: int = MAX_ITERATIONS,
) -> Solution:
    """Minimise from ``start`` (B,k). Members leave the stack as they converge or are lost."""
    phi = np.array(affine.reduce(start))
    value, converged = np.full(len(phi), np.inf), np.zeros(len(phi), dtype=bool)
    iterations = np.zeros(len(phi), dtype=np.intp)
    # What follows is of the members still at work: ``at`` says which they are, ``rows`` the same for the problem.
    at, rows, x = np.arange(len(phi)), slice(None), phi.copy()
    damping, damped = np.zeros(len(phi)), False
    weight: Weight = True
    f, g, H = _evaluate(problem, affine, x, rows, weight)
    mark = f  # the value when progress was last looked at
    metric, kept, sharp = Metric(np.empty(0)), 0, False
    for iteration in range(1, max_iterations + 1):
        if H is not None:
            metric, kept = Metric(inverse_weight(H, damping)), 0
            sharp = weight == "exact"
        direction = -metric.apply(g)
        decrement = -np.vecdot(g, direction)
        look = iteration % STRETCH == 0
        if look or decrement.min() < tolerance:
            done = (decrement < tolerance) & (decrement >= 0) & (damping == 0)
            # A value that falls by less in so many steps than one step promises is on its way to nowhere.
            with np.errstate(invalid="ignore"):  # of a draw that has no value, neither now nor then
                stalled = look & (decrement > 1e-6) & (mark - f < 0.1 * decrement)
            left = at[done | stalled]
            # The last step is not looked at: it lowers f by half the decrement, far below its rounding.
            phi[at[done]], value[at[done]] = x[done] + direction[done], f[done] - 0.5 * decrement[done]
            phi[at[stalled]], value[at[stalled]] = x[stalled], f[stalled]
            converged[at[done]], iterations[left] = True, iteration
            stay = ~(done | stalled)
            at, x, damping, mark = at[stay], x[stay], damping[stay], mark[stay]
            f, g, direction, decrement = f[stay], g[stay], direction[stay], decrement[stay]
            if not len(at):
                break
            rows = at
            metric.keep(stay)
            mark = f if look else mark
        if damped or not decrement.max() < NEAR:
            weight = True
        elif problem.exact and not sharp:
            weight = "exact"
        else:
            weight = kept >= PATIENCE and ("exact" if problem.exact else True)
        step, f, g_new, H = _advance(problem, affine, x, f, g, direction, decrement, rows, weight)
        x = x + step
        kept += 1
        if step is direction and not damped:  # everyone took the whole step
            if H is None:
                metric.learn(step, g_new - g)
            g = g_new
            continue
        moved = step.any(axis=1)
        # At the rounding floor of f a tiny decrement that no step improves is convergence too.
        floor = ~moved & (np.abs(decrement) < 1e-11) & (damping == 0)
        stuck = ~moved & ~floor
        damping = np.where(stuck, np.maximum(10 * damping, 1e-4), np.where(damping > 1e-5, damping / 10, 0.0))
        stay = ~(floor | (damping > 1e8) | ~np.isfinite(decrement))
        left = at[~stay]
        phi[left], value[left], converged[left], iterations[left] = x[~stay], f[~stay], floor[~stay], iteration
        rows = at = at[stay]
        x, f, damping, mark = x[stay], f[stay], damping[stay], mark[stay]
        if not len(at):
            break
        damped, weight = bool(damping.any()), True
        f, g, H = _evaluate(problem, affine, x, rows, weight)
    phi[at], iterations[at] = x, max_iterations
    value[at] = f if len(at) else value[at]
    return Solution(affine.expand(phi), value, converged, iterations)


def _evaluate(
    problem: Discrepancy, affine: Affine, phi: Array, rows: Rows | slice, weight: Weight
) -> tuple[Array, Array, Array | None]:
    f, g, H = problem.evaluate(affine.expand(phi), rows, weight)
    return f, affine.gradient(g), None if H is None else affine.weight(H)


def _advance(
    problem: Discrepancy,
    affine: Affine,
    x: Array,
    f: Array,
    g: Array,
    direction: Array,
    decrement: Array,
    rows: Rows | slice,
    weight: Weight,
) -> tuple[Array, Array, Array, Array | None]:
    """A full step where it lowers f enough, else a shortened one, else none; with f, g and H at the new points.

    The step is ``direction`` itself when every member takes the whole of it.
    """
    sensible = (decrement > 0) & (decrement < np.inf)
    step = direction if sensible.all() else np.where(sensible[:, None], direction, 0.0)
    f_new, g_new, H_new = _evaluate(problem, affine, x + step, rows, weight)
    slack = 1e-15 * np.maximum(1.0, np.abs(f))
    enough = f_new <= f - 1e-4 * decrement + slack
    if not enough.all():
        bad = np.flatnonzero(~enough & sensible)
        if not len(bad):  # what is not enough has no direction to shorten: it stands outside Σ > 0
            return (step if sensible.all() else step.copy()), f_new, g_new, H_new
        own = bad if isinstance(rows, slice) else rows[bad]
        fraction = _shorten(problem, affine, x[bad], direction[bad], f[bad], decrement[bad], own)
        step = step.copy()
        step[bad] = fraction[:, None] * direction[bad]
        f_new[bad], g_new[bad], H_bad = _evaluate(problem, affine, x[bad] + step[bad], own, weight)
        if H_new is not None and H_bad is not None:
            H_new[bad] = H_bad
    return step, f_new, g_new, H_new


def _shorten(
    problem: Discrepancy, affine: Affine, phi: Array, direction: Array, f: Array, decrement: Array, active: Rows
) -> Array:
    """Halve each member's step until f falls by a ten-thousandth of what g promises; 0 when it never does."""
    fraction = np.zeros(len(phi))
    step = 1.0
    todo = np.arange(len(phi))
    for _ in range(30):
        step *= 0.5
        trial = problem.value(affine.expand(phi[todo] + step * direction[todo]), active[todo])
        slack = 1e-15 * np.maximum(1.0, np.abs(f[todo]))
        ok = trial <= f[todo] - 1e-4 * step * decrement[todo] + slack
        fraction[todo[ok]] = step
        todo = todo[~ok]
        if not len(todo):
            break
    return fraction


def descend(problem: Discrepancy, start: Array, affine: Affine, row: int) -> Array:
    """θ (k,) after quasi-Newton descent (scipy's BFGS) of one member, for the few that scoring leaves unconverged.

    Far from the minimum of a small or badly fitting sample the expected Hessian can point along a ridge for ever; BFGS
    learns the curvature as it goes. Parameters are scaled by the expected information at the start.
    """
    from scipy.optimize import minimize

    rows = np.array([row])
    phi = affine.reduce(start[None])[0]
    _, H = problem.derivatives(start[None], rows)
    assert H is not None
    diagonal = np.diag(affine.weight(H)[0])
    unit = 1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))

    def value(u: Array) -> float:
        f = float(problem.value(affine.expand((u * unit)[None]), rows)[0])
        return f if np.isfinite(f) else 1e10

    def slope(u: Array) -> Array:
        g, _ = problem.derivatives(affine.expand((u * unit)[None]), rows, weight=False)
        return np.asarray(affine.gradient(g)[0] * unit)

    with np.errstate(all="ignore"):
        found = minimize(value, phi / unit, jac=slope, method="BFGS", options={"maxiter": 500})
    return np.asarray(affine.expand((found.x * unit)[None])[0])
