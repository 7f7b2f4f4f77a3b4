"""What the solver steps with: the space that linear constraints leave, and an inverse Hessian that learns."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.linalg import inverse_and_log_determinant
from tamkit.sem.matrices import Array

MEMORY = 12  # BFGS pairs that are remembered
LONGEST = 24  # pairs from which a way of whole steps learns

Mask = NDArray[np.bool_]


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
            a = rho * np.vecdot(s, q)
            q = q - a[:, None] * y
            weights.append(a)
        r = q @ self.inverse if self.inverse.ndim == 2 else (self.inverse @ q[..., None])[..., 0]
        for (s, y, rho), a in zip(self.pairs, reversed(weights), strict=True):
            r = r + (a - rho * np.vecdot(y, r))[:, None] * s
        return r

    def learn(self, s: Array, y: Array) -> None:
        """Add a pair; where the curvature is not positive the pair is void (ρ = 0)."""
        sy = np.vecdot(s, y)
        good = sy > 1e-12 * np.sqrt(np.vecdot(s, s) * np.vecdot(y, y))
        self.pairs.append((s, y, np.where(good, 1.0 / np.where(good, sy, 1.0), 0.0)))
        del self.pairs[:-MEMORY]

    def keep(self, mask: Mask) -> None:
        """Drop the members that are done."""
        if self.inverse.ndim == 3:
            self.inverse = self.inverse[mask]
        self.pairs = [(s[mask], y[mask], rho[mask]) for s, y, rho in self.pairs]


class Way:
    """H⁻¹ of members that take every step whole, from one inverse (k,k) that they share or from their own (b,k,k).

    BFGS in sums: with s = −H⁻¹g the step, y the change of g and w = H⁻¹y, which is H⁻¹ of the new g plus s,

        H⁻¹ ← H⁻¹ − ρ (s wᵀ + w sᵀ) + (ρ + ρ² yᵀw) s sᵀ ,   ρ = 1/yᵀs .

    So one product with all pairs at a time is all that a step costs.
    """

    def __init__(self, inverse: Array, members: int) -> None:
        k = inverse.shape[-1]
        self._inverse = inverse
        self._pairs = np.empty((members, 2 * LONGEST, k))  # s and w in turn
        self._rho, self._bend = np.empty((members, LONGEST)), np.empty((members, LONGEST))
        self._known = 0
        self._gradient, self._step = np.empty((0, k)), np.empty((0, k))

    def step(self, g: Array) -> Array:
        """−H⁻¹g (b,k), having learnt from the step before."""
        h = self._applied(g)
        if len(self._step) and self._known < LONGEST:
            h = self._learnt(g, h)
        self._gradient, self._step = g, -h
        return self._step

    def _applied(self, g: Array) -> Array:
        shared = self._inverse.ndim == 2
        h: Array = g @ self._inverse if shared else (self._inverse @ g[..., None])[..., 0]
        n = self._known
        if n:
            pairs, rho = self._pairs[:, : 2 * n], self._rho[:, :n]
            t = (pairs @ g[..., None])[..., 0]
            weight = np.empty_like(t)
            weight[:, ::2] = self._bend[:, :n] * t[:, ::2] - rho * t[:, 1::2]
            weight[:, 1::2] = -rho * t[:, ::2]
            h += (weight[:, None, :] @ pairs)[:, 0]
        return h

    def _learnt(self, g: Array, h: Array) -> Array:
        """H⁻¹g with what the last step taught; where the curvature is not positive that is nothing."""
        n, s, y = self._known, self._step, g - self._gradient
        w, sy = h + s, np.vecdot(s, y)
        good = sy > 1e-12 * np.sqrt(np.vecdot(s, s) * np.vecdot(y, y))
        rho = np.where(good, 1.0 / np.where(good, sy, 1.0), 0.0)
        bend = rho + rho**2 * np.vecdot(y, w)
        self._pairs[:, 2 * n], self._pairs[:, 2 * n + 1] = s, w
        self._rho[:, n], self._bend[:, n] = rho, bend
        self._known += 1
        sg = np.vecdot(s, g)
        h = h + (bend * sg - rho * np.vecdot(w, g))[:, None] * s
        h -= (rho * sg)[:, None] * w
        return h

    def keep(self, mask: Mask) -> None:
        """Drop the members that are done."""
        if self._inverse.ndim == 3:
            self._inverse = self._inverse[mask]
        pairs = np.empty((int(mask.sum()), *self._pairs.shape[1:]))
        pairs[:, : 2 * self._known] = self._pairs[mask, : 2 * self._known]
        self._pairs, self._rho, self._bend = pairs, self._rho[mask], self._bend[mask]
        self._gradient, self._step = self._gradient[mask], self._step[mask]


def inverse_weight(H: Array, damping: Array) -> Array:
    """(H + damping·diag H)⁻¹ of each member; a singular H falls back to its pseudo-inverse.

    H is scaled to a unit diagonal first, so that units of measurement play no part.
    """
    diagonal = H.diagonal(axis1=1, axis2=2)
    scale = 1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    units = scale[:, :, None] * scale[:, None, :]
    H = H * units
    if damping.any():
        H = H + damping[:, None, None] * np.eye(H.shape[-1])
    inverse, _ = inverse_and_log_determinant(H)
    if not np.abs(inverse).max(initial=0.0) < 1e12:  # singular to rounding, or not finite
        inverse = np.linalg.pinv(np.where(np.isfinite(H), H, 0.0), rcond=1e-12, hermitian=True)
    return inverse * units
