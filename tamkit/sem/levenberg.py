"""Levenberg's method with the exact Hessian, for samples that lie far from where they start.

A step is −(H + μ I)⁻¹ g with H the exact Hessian and I the expected information, which is definite and knows the units.
μ is zero while H is definite and its steps are as good as promised; it grows fourfold when a step does not lower f.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.discrepancy import Discrepancy
from tamkit.sem.linalg import cholesky_or_nan
from tamkit.sem.matrices import Array
from tamkit.sem.metric import Mask

FIRST = 0.1  # μ where H is not definite, or a step was refused
LARGEST = 1e6
FLOOR = 1e-11  # decrement below which f is too round to tell whether a step is good

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Arrived:
    """Where each member is (B,k), whether at a minimum, whether it left for other coordinates, steps taken."""

    x: Array
    converged: Mask
    left: Mask
    steps: NDArray[np.intp]


def levenberg(
    problem: Discrepancy,
    start: Array,
    rows: Rows,
    leaves: Callable[[Array], Mask],
    *,
    tolerance: float,
    max_iterations: int,
) -> Arrived:
    """Minimise for the members ``rows`` of a stack from ``start`` (B,k), where f is finite.

    ``leaves`` says of points (b,k) whether other coordinates are better there: those members stop.
    """
    x = start.copy()
    converged, left = np.zeros(len(x), dtype=bool), np.zeros(len(x), dtype=bool)
    steps = np.zeros(len(x), dtype=np.intp)
    at, mu = np.arange(len(x)), np.zeros(len(x))
    f, g, H = _exact(problem, x, rows)
    expected = np.full_like(H, np.nan)
    for _ in range(max_iterations):
        direction, mu = _direction(problem, x[at], rows[at], g, H, mu, expected)
        decrement = -np.vecdot(g, direction)
        steps[at] += 1
        done = (decrement < tolerance) & (decrement >= 0) & (mu == 0)
        x[at[done]] += direction[done]
        converged[at[done]] = True
        lost = ~np.isfinite(decrement) | (mu > LARGEST)
        stay = ~(done | lost)
        at, mu, f, g, H, expected = at[stay], mu[stay], f[stay], g[stay], H[stay], expected[stay]
        if not len(at):
            break
        direction, decrement = direction[stay], decrement[stay]
        step = direction / np.sqrt(np.maximum(decrement, 1.0))[:, None]
        promised = -np.vecdot(g, step) - 0.5 * np.vecdot(step, (H @ step[..., None])[..., 0])
        gained = f - problem.value(x[at] + step, rows[at])
        good = (gained > 1e-4 * promised) & (gained > 0) | (decrement < FLOOR) & (mu == 0)
        ratio = np.where(promised > 0, gained / np.where(promised > 0, promised, 1.0), 0.0)
        mu = np.where(good, np.where(ratio > 0.5, mu / 5, np.where(ratio < 0.2, 2 * mu, mu)), np.maximum(4 * mu, FIRST))
        mu[mu < 1e-3] = 0.0
        if not good.any():
            continue
        moved = at[good]
        x[moved] += step[good]
        gone = leaves(x[moved])
        left[moved[gone]] = True
        fresh = np.flatnonzero(good)[~gone]
        if len(fresh):
            f[fresh], g[fresh], H[fresh] = _exact(problem, x[at[fresh]], rows[at[fresh]])
            expected[fresh] = np.nan
        stay = ~left[at]
        at, mu, f, g, H, expected = at[stay], mu[stay], f[stay], g[stay], H[stay], expected[stay]
        if not len(at):
            break
    return Arrived(x, converged, left, steps)


def _exact(problem: Discrepancy, x: Array, rows: Rows) -> tuple[Array, Array, Array]:
    f, g, H = problem.evaluate(x, rows, "exact")
    assert H is not None
    return f, g, H


def _direction(
    problem: Discrepancy, x: Array, rows: Rows, g: Array, H: Array, mu: Array, expected: Array
) -> tuple[Array, Array]:
    """−(H + μI)⁻¹ g (B,k) with the least μ from the given one on at which the sum is definite.

    ``expected`` (B,k,k) is filled where it is asked for; NaN where no μ will do.
    """
    mu, todo, whole = mu.copy(), np.arange(len(x)), H.copy()
    while len(todo):
        damped = todo[mu[todo] > 0]
        asked = damped[np.isnan(expected[damped, 0, 0])]
        if len(asked):
            information = problem.derivatives(x[asked], rows[asked])[1]
            assert information is not None
            expected[asked] = information
        whole[damped] = H[damped] + mu[damped, None, None] * expected[damped]
        bad = np.isnan(cholesky_or_nan(whole[todo])[:, 0, 0])
        todo = todo[bad]
        mu[todo] = np.maximum(3 * mu[todo], FIRST)
        todo = todo[mu[todo] <= LARGEST]
    whole[mu > LARGEST] = np.nan
    return -np.linalg.solve(whole, g[..., None])[..., 0], mu
