"""The distribution of a weighted sum of independent χ² variables of one degree of freedom, Q = Σ λᵢ χ²₁, λᵢ ≥ 0.

With φ(z) = E exp(−zQ) = Π (1 + 2λᵢz)^(−½), Bromwich's integral

    P(Q ≤ q) =  (1/2πi) ∫ exp(zq) φ(z)/z dz,   upwards, crossing the real axis at c > 0
    P(Q > q) = −(1/2πi) ∫ exp(zq) φ(z)/z dz,   crossing it at −1/(2 max λ) < c < 0

is exact on every such path. The path crosses where the integrand is smallest on the real axis, so nothing cancels and a
small probability keeps its digits (on Imhof's (1961) path along the imaginary axis it is the difference of ½ and an
integral). The trapezoidal rule converges geometrically on it (Trefethen & Weideman 2014): its step is halved until two
agree. Along a straight line the integrand falls as |z|^(−1−m/2); with few weights the path bends into a parabola around
the singularities, on which it falls exponentially (Weideman & Trefethen 2007).

R: ``CompQuadForm::imhof(q, lambda)$Qq``, here with an error below 1e-11 of the probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamkit.sem.matrices import Array

_NEGLIGIBLE = 45.0  # exp(−45) = 3e-20 of the integrand's largest value is left out
_LONG = 4000  # points of the first step, from which the bent path is the shorter one
_HALVINGS = 8


def weighted_chisq_sf(q: float, weights: Array) -> float:
    """P(Σ λᵢ χ²₁ > q) for weights λ (m,) that are not negative.

    Weights below 1e-15 of the largest are zeros that rounding left. Raises ValueError for negative or infinite weights.

    >>> round(weighted_chisq_sf(5.991464547107979, np.ones(2)), 12)
    0.05
    >>> round(weighted_chisq_sf(3.0, np.array([1.0, 0.5, 0.25])), 6)
    0.164465
    """
    weights = np.asarray(weights, dtype=float)
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ValueError("weights must be finite and not negative")
    if q <= 0:
        return 1.0
    largest = float(weights.max(initial=0.0))
    if largest == 0.0:
        return 0.0
    values, counts = np.unique(weights[weights > 1e-15 * largest], return_counts=True)
    if len(values) == 1:
        from scipy.special import chdtrc

        return float(chdtrc(counts[0], q / values[0]))
    upper = q >= float(counts @ values)  # the smaller of the two tails, roughly
    tail = _tail(q / largest, values / largest, counts.astype(float), upper)
    return float(min(max(tail if upper else 1.0 - tail, 0.0), 1.0))


@dataclass(frozen=True, slots=True)
class _Integrand:
    """exp(zq) φ(z)/z along z(u) = c + μ(2iu − bend·u²), over its size where it crosses the real axis, exp(``size``)."""

    q: float
    values: Array
    counts: Array
    c: float
    mu: float
    size: float
    bend: float

    def __call__(self, u: Array) -> Array:
        z = self.c + self.mu * (2j * u - self.bend * u**2)
        logs = z * self.q - 0.5 * _logarithm(z, self.values, self.counts, straight=self.bend == 0.0)
        return np.asarray(np.exp(logs - self.size) / z * (self.mu * (2j - 2.0 * self.bend * u)))

    def total(self, first: float, h: float, end: float) -> float:
        """The sum of its imaginary parts at ``first``, ``first`` + h, … up to the end."""
        u = first + h * np.arange(max(0, int((end - first) / h) + 1))
        return float(sum(self(part).imag.sum() for part in np.array_split(u, len(u) // 20_000 + 1)))


def _logarithm(z: Array, values: Array, counts: Array, *, straight: bool) -> Array:
    """Σⱼ countsⱼ log(1 + 2zλⱼ) for Im z ≥ 0, the logarithms being continuous from the real axis on.

    The angle of each factor is below π, on the straight path below π/2, so that of two factors, or of four, is below 2π
    and is known from their product: a logarithm costs as much as dozens of products.
    """
    several = counts != 1.0
    out = np.log(1.0 + 2.0 * np.multiply.outer(z, values[several])) @ counts[several]
    single, at_once = values[~several], 4 if straight else 2
    for place in range(0, len(single), at_once):
        factors = 1.0 + 2.0 * np.multiply.outer(single[place : place + at_once], z)
        log = np.log(np.multiply.reduce(factors))
        log.imag[log.imag < 0] += 2.0 * np.pi
        out += log
    return np.asarray(out)


def _tail(q: float, values: Array, counts: Array, upper: bool) -> float:
    """P(Q > q) for ``upper``, else P(Q ≤ q); the largest weight is 1."""
    c = _crossing(q, values, counts, upper)
    size = c * q - 0.5 * float(counts @ np.log1p(2.0 * values * c))
    nearest = -0.5 if upper else 0.0  # the singularity on the left that the path goes around
    distance = min(-c, c + 0.5) if upper else c
    mu = c - nearest
    first = 2.0 * np.pi * distance / 20.0 / (2.0 * mu)
    end = _line_end(values, counts, c) / (2.0 * mu)
    bend = 0.0
    if end / first > _LONG:
        bend, end = 1.0, _parabola_end(_Integrand(q, values, counts, c, mu, size, 1.0))
    value = _halved(_Integrand(q, values, counts, c, mu, size, bend), first, end)
    return float((-value if upper else value) * np.exp(size))


def _halved(integrand: _Integrand, h: float, end: float) -> float:
    """∫ dz / 2πi from the lower to the upper end by trapezoids so fine that halving them changes nothing.

    The two halves are conjugate; every step keeps the points of the one before.
    """
    h = min(h, end / 16.0)
    total = integrand.total(0.0, h, end) - 0.5 * float(integrand(np.zeros(1)).imag[0])
    value = h / np.pi * total
    for _ in range(_HALVINGS):
        before = value
        total += integrand.total(0.5 * h, h, end)
        h *= 0.5
        value = h / np.pi * total
        if abs(value - before) <= 1e-13 * abs(value):
            break
    return value


def _crossing(q: float, values: Array, counts: Array, upper: bool) -> float:
    """Where exp(cq) φ(c)/|c| is smallest: its logarithm is convex on either side of 0, so its slope has one zero."""
    from scipy.optimize import brentq

    def slope(c: float) -> float:
        return q - float(counts @ (values / (1.0 + 2.0 * values * c))) - 1.0 / c

    total = float(counts @ values)
    if upper:  # at the first end the singularity outweighs q and 1/|c|, at the second 1/|c| the mean
        gap = 1.0 / (2.0 * (q + 4.0))
        return float(brentq(slope, 0.5 * (gap - 1.0), -0.25 / total, xtol=1e-14, rtol=1e-10))
    most = (0.5 * counts.sum() + 1.0) / q
    return float(brentq(slope, 1.0 / (q + total + 4.0 * most), most * (1 + 1e-12), xtol=1e-14, rtol=1e-10))


def _line_end(values: Array, counts: Array, c: float) -> float:
    """The height y from which on the straight line c + iy can be left out: |φ(z)/z| only falls with y."""
    relative = 2.0 * values / (1.0 + 2.0 * values * c)

    def lost(y: float) -> float:
        return 0.25 * float(counts @ np.log1p((relative * y) ** 2)) + 0.5 * float(np.log1p((y / c) ** 2))

    y = abs(c)
    while lost(y) < _NEGLIGIBLE:
        y *= 1.25
    return y


def _parabola_end(integrand: _Integrand) -> float:
    """The u from which on the parabola can be left out: exp(−qμu²) ends it wherever φ is of ordinary size."""
    u, start = np.sqrt(_NEGLIGIBLE / (integrand.q * integrand.mu)), abs(integrand(np.zeros(1))[0])
    while abs(integrand(np.array([u]))[0]) > 3e-20 * start:
        u *= 1.25
    return float(u)
