"""Minimise a stack of discrepancies by Fisher scoring with quasi-Newton corrections, each member on its own terms.

A step is θ ← θ − t H⁻¹ g. H is the expected Hessian for the first steps (and again after a step had to be shortened);
then it is kept, and limited-memory BFGS pairs correct it towards the true Hessian, so that the last digits cost
gradients only. A member has converged when its Newton decrement gᵀH⁻¹g is below ``TOLERANCE``: the distance to the
minimum in units of standard errors is √(N·decrement), which leaves about 1e-6 standard errors at n = 500.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.discrepancy import Discrepancy
from tamkit.sem.matrices import Array

TOLERANCE = 1e-14
MAX_ITERATIONS = 500
FRESH = 4  # steps that compute the expected Hessian anew before it is kept
MEMORY = 12

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Solution:
    """θ (B,k), value f (B,), whether and after how many steps each member converged."""

    theta: Array
    value: Array
    converged: Mask
    iterations: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Affine:
    """Linear equality constraints as θ = Kφ + c; without constraints K is the identity and is skipped."""

    K: Array | None
    c: Array

    def expand(self, phi: Array) -> Array:
        return phi if self.K is None else phi @ self.K.T + self.c

    def reduce(self, theta: Array) -> Array:
        return theta if self.K is None else (theta - self.c) @ self.K

    def gradient(self, g: Array) -> Array:
        return g if self.K is None else g @ self.K

    def weight(self, H: Array) -> Array:
        return H if self.K is None else self.K.T @ H @ self.K


def unconstrained(k: int) -> Affine:
    return Affine(None, np.zeros(k))


@dataclass(slots=True)
class Metric:
    """H⁻¹ of the active members, corrected by BFGS pairs (s, y); ``inverse`` is (b,k,k), or (k,k) shared by all."""

    inverse: Array
    pairs: list[tuple[Array, Array, Array]] = field(default_factory=list)

    def apply(self, g: Array) -> Array:
        """H⁻¹ g by the two-loop recursion."""
        q = g
        weights: list[Array] = []
        for s, y, rho in reversed(self.pairs):
            a = rho * np.einsum("bi,bi->b", s, q)
            q = q - a[:, None] * y
            weights.append(a)
        r = q @ self.inverse if self.inverse.ndim == 2 else np.einsum("bij,bj->bi", self.inverse, q)
        for (s, y, rho), a in zip(self.pairs, reversed(weights), strict=True):
            r = r + (a - rho * np.einsum("bi,bi->b", y, r))[:, None] * s
        return r

    def learn(self, s: Array, y: Array) -> None:
        """Add a pair; where the curvature is not positive the pair is void (ρ = 0)."""
        sy = np.einsum("bi,bi->b", s, y)
        good = sy > 1e-12 * np.sqrt(np.einsum("bi,bi->b", s, s) * np.einsum("bi,bi->b", y, y))
        self.pairs.append((s, y, np.where(good, 1.0 / np.where(good, sy, 1.0), 0.0)))
        del self.pairs[:-MEMORY]

    def keep(self, mask: Mask) -> None:
        """Drop the members that are done."""
        if self.inverse.ndim == 3:
            self.inverse = self.inverse[mask]
        self.pairs = [(s[mask], y[mask], rho[mask]) for s, y, rho in self.pairs]


def scoring(
    problem: Discrepancy,
    start: Array,
    affine: Affine,
    *,
    tolerance: float = TOLERANCE,
    max_iterations: int = MAX_ITERATIONS,
) -> Solution:
    """Minimise from ``start`` (B,k). Members leave the active set as they converge or are lost."""
    phi = np.array(affine.reduce(start))
    B = len(phi)
    converged = np.zeros(B, dtype=bool)
    iterations = np.zeros(B, dtype=np.intp)
    damping = np.zeros(B)
    active: Rows = np.arange(B)
    value = problem.value(affine.expand(phi), active)
    metric, fresh = Metric(np.empty(0)), FRESH
    step, previous = np.zeros_like(phi), np.zeros_like(phi)
    for _ in range(max_iterations):
        renew = fresh > 0
        g, H = problem.derivatives(affine.expand(phi[active]), active, weight=renew)
        g = affine.gradient(g)
        if H is not None:
            metric = Metric(inverse_weight(affine.weight(H), damping[active]))
            fresh -= 1
        else:
            metric.learn(step, g - previous)
        direction = -metric.apply(g)
        decrement = -np.einsum("bi,bi->b", g, direction)
        iterations[active] += 1
        done = (decrement < tolerance) & (decrement >= 0) & (damping[active] == 0)
        fraction, trial = _line_search(problem, affine, phi[active], direction, value[active], decrement, active)
        moved = fraction > 0
        step = np.where(moved, fraction, 0.0)[:, None] * direction
        phi[active] += step
        value[active] = np.where(moved, trial, value[active])
        # At the rounding floor of f a tiny decrement that no step improves is convergence too.
        floor = ~moved & ~done & (np.abs(decrement) < 1e-11) & (damping[active] == 0)
        stuck = ~moved & ~done & ~floor
        converged[active[done | floor]] = True
        grown = np.where(damping[active] == 0, 1e-4, 10 * damping[active])
        shrunk = np.where(damping[active] > 1e-5, damping[active] / 10, 0.0)
        was_damped = damping[active] > 0
        damping[active] = np.where(stuck, grown, shrunk)
        if stuck.any() or was_damped.any() or (fraction[moved & ~done] < 0.5).any():
            fresh = max(fresh, 1)
        lost = (damping[active] > 1e8) | ~np.isfinite(decrement)
        stay = ~(done | floor | lost)
        if not stay.any():
            break
        step, previous = step[stay], g[stay]
        if not stay.all():
            metric.keep(stay)
            active = active[stay]
    return Solution(affine.expand(phi), value, converged, iterations)


def inverse_weight(H: Array, damping: Array) -> Array:
    """(H + damping·diag H)⁻¹ of each member; a singular H falls back to its pseudo-inverse."""
    if damping.any():
        diagonal = np.maximum(np.einsum("bii->bi", H), 1e-8)
        H = H + damping[:, None, None] * (np.eye(H.shape[-1]) * diagonal[:, None, :])
    try:
        inverse = np.linalg.inv(H)
        if np.isfinite(inverse).all():
            return inverse
    except np.linalg.LinAlgError:
        pass
    clean = np.where(np.isfinite(H), H, 0.0)
    return np.linalg.pinv(clean, rcond=1e-12, hermitian=True)


def _line_search(
    problem: Discrepancy, affine: Affine, phi: Array, direction: Array, value: Array, decrement: Array, active: Rows
) -> tuple[Array, Array]:
    """Halve each member's step until f falls by a ten-thousandth of what the gradient promises."""
    fraction = np.zeros(len(phi))
    best = value.copy()
    step = np.ones(len(phi))
    todo = np.isfinite(decrement) & (decrement > 0)
    for _ in range(30):
        index = np.flatnonzero(todo)
        if not len(index):
            break
        trial = problem.value(affine.expand(phi[index] + step[index, None] * direction[index]), active[index])
        slack = 1e-15 * np.maximum(1.0, np.abs(value[index]))
        ok = trial <= value[index] - 1e-4 * step[index] * decrement[index] + slack
        hit = index[ok]
        fraction[hit], best[hit] = step[hit], trial[ok]
        todo[hit] = False
        step[index[~ok]] *= 0.5
    return fraction, best


def warm(
    problem: Discrepancy,
    start: Array,
    inverse: Array,
    affine: Affine,
    *,
    tolerance: float = TOLERANCE,
    max_iterations: int = 40,
) -> Solution:
    """Solve samples that lie near one whose solution is known: resamples, replications of one population.

    ``start`` (B,k) is that solution and ``inverse`` (k,k) its inverse expected Hessian, which all members share; only
    gradients are computed. Members whose decrement does not fall, or that end outside Σ > 0, are solved again by
    `scoring`, so the answer and the tolerance are those of a single fit.
    """
    phi = np.array(affine.reduce(start))
    B = len(phi)
    converged = np.zeros(B, dtype=bool)
    iterations = np.zeros(B, dtype=np.intp)
    active: Rows = np.arange(B)
    metric = Metric(inverse)
    smallest = np.full(B, np.inf)
    step, previous = np.zeros_like(phi), np.zeros_like(phi)
    everyone: Rows | slice = slice(None)
    for iteration in range(max_iterations):
        g, _ = problem.derivatives(affine.expand(phi[active]), everyone, weight=False)
        g = affine.gradient(g)
        if iteration:
            metric.learn(step, g - previous)
        direction = -metric.apply(g)
        decrement = -np.einsum("bi,bi->b", g, direction)
        iterations[active] += 1
        phi[active] += direction
        done = (decrement < tolerance) & (decrement >= 0)
        lost = ~np.isfinite(decrement) | (decrement > 100 * smallest[active]) | (decrement < 0)
        smallest[active] = np.fmin(smallest[active], np.abs(decrement))
        converged[active[done]] = True
        stay = ~(done | lost)
        if not stay.any():
            break
        step, previous = direction[stay], g[stay]
        if not stay.all():
            metric.keep(stay)
            active = active[stay]
            everyone = active
    value = problem.value(affine.expand(phi), slice(None))
    converged &= np.isfinite(value)
    again = np.flatnonzero(~converged)
    theta = affine.expand(phi)
    if len(again):
        retry = scoring(_Part(problem, again), np.ascontiguousarray(start[again]), affine, tolerance=tolerance)
        theta[again], value[again], converged[again] = retry.theta, retry.value, retry.converged
        iterations[again] += retry.iterations
    return Solution(theta, value, converged, iterations)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some members of a stack, as a problem of their own."""

    whole: Discrepancy
    members: Rows

    @property
    def size(self) -> int:
        return len(self.members)

    def value(self, theta: Array, rows: Rows | slice) -> Array:
        return self.whole.value(theta, self.members[rows])

    def derivatives(self, theta: Array, rows: Rows | slice, weight: bool = True) -> tuple[Array, Array | None]:
        return self.whole.derivatives(theta, self.members[rows], weight)
