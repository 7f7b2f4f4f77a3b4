"""The standard bivariate normal distribution over whole arrays at once.

The distribution function is written with Owen's T function (Owen 1956), which scipy evaluates in compiled code to
about 1e-16, so nothing here loops over pairs of variables or over cells.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, owens_t

Array = NDArray[np.float64]

# Beyond 38 standard deviations every normal tail underflows to zero; a finite stand-in keeps inf - inf out of the
# algebra.
FAR = 40.0
TWO_PI = 2.0 * np.pi


def bvn_pdf(h: ArrayLike, k: ArrayLike, rho: ArrayLike) -> Array:
    """Density of the standard bivariate normal at (h, k).

    phi2(h, k; rho) = exp(-(h² - 2 rho h k + k²) / (2 (1 - rho²))) / (2 pi sqrt(1 - rho²)); |rho| < 1, arguments
    broadcast.
    R: ``mvtnorm::dmvnorm(c(h, k), sigma = matrix(c(1, rho, rho, 1), 2))``.

    >>> round(float(bvn_pdf(0.0, 0.0, 0.0)), 6)
    0.159155
    """
    x, y, r = np.clip(np.asarray(h, float), -FAR, FAR), np.clip(np.asarray(k, float), -FAR, FAR), np.asarray(rho, float)
    one_minus = 1.0 - r * r
    out: Array = np.exp(-(x * x - 2.0 * r * x * y + y * y) / (2.0 * one_minus)) / (TWO_PI * np.sqrt(one_minus))
    return out


def bvn_cdf(h: ArrayLike, k: ArrayLike, rho: ArrayLike) -> Array:
    """P(X <= h, Y <= k) of a standard bivariate normal with correlation ``rho``.

    With T for Owen's function and R = sqrt(1 - rho²),

        Phi2(h, k; rho) = (Phi(h) + Phi(k)) / 2 - T(h, (k - rho h) / (h R)) - T(k, (h - rho k) / (k R)) - delta,

    where delta is 0 when h k > 0, or h k = 0 and h + k >= 0, and 1/2 otherwise. Infinite limits are allowed, and so is
    rho = ±1, where Phi2 is Phi(min(h, k)) and max(Phi(h) + Phi(k) - 1, 0). Arguments broadcast; the absolute error is
    below 1e-14. Source: Owen (1956), Annals of Mathematical Statistics 27, 1075-1090.
    R: ``mvtnorm::pmvnorm(upper = c(h, k), corr = matrix(c(1, rho, rho, 1), 2))``.

    >>> round(float(bvn_cdf(0.0, 0.0, 0.5)), 10)  # 1/4 + asin(1/2) / (2 pi)
    0.3333333333
    """
    x, y, r = np.broadcast_arrays(
        np.clip(np.asarray(h, float), -FAR, FAR), np.clip(np.asarray(k, float), -FAR, FAR), np.asarray(rho, float)
    )
    # what would underflow in a product is zero, and zero is positive: signs below are then those of the numerators
    x, y = np.where(np.abs(x) < 1e-150, 0.0, x), np.where(np.abs(y) < 1e-150, 0.0, y)
    phi_x, phi_y = ndtr(x), ndtr(y)
    R = np.sqrt(np.maximum(1.0 - r * r, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        slope_x = (y - r * x) / (x * R)
        slope_y = (x - r * y) / (y * R)
    delta = np.where((x * y > 0.0) | ((x * y == 0.0) & (x + y >= 0.0)), 0.0, 0.5)
    out: Array = 0.5 * (phi_x + phi_y) - owens_t(x, slope_x) - owens_t(y, slope_y) - delta
    origin = (x == 0.0) & (y == 0.0)
    if origin.any():
        out = np.where(origin, 0.25 + np.arcsin(r) / TWO_PI, out)
    one = R == 0.0
    if one.any():
        out = np.where(one, np.where(r > 0.0, np.minimum(phi_x, phi_y), np.maximum(phi_x + phi_y - 1.0, 0.0)), out)
    return np.clip(out, 0.0, 1.0)


def _differences(corners: Array) -> Array:
    """Second differences over the last two axes: the corner values of a grid become those of its cells."""
    return corners[..., 1:, 1:] - corners[..., :-1, 1:] - corners[..., 1:, :-1] + corners[..., :-1, :-1]


def rectangles(th1: Array, th2: Array, rho: Array) -> Array:
    """Probabilities of the cells two sets of thresholds cut out of the plane.

    ``th1`` (..., a) and ``th2`` (..., b) ascend (pad with +inf for variables that have fewer categories: padded
    cells get
    probability 0), ``rho`` (...); the answer is (..., a + 1, b + 1) and each table sums to 1.

    >>> rectangles(np.array([0.0]), np.array([0.0]), np.array(0.5)).round(4).tolist()
    [[0.3333, 0.1667], [0.1667, 0.3333]]
    """
    inner = bvn_cdf(th1[..., :, None], th2[..., None, :], np.asarray(rho)[..., None, None])
    a, b = inner.shape[-2:]
    corners = np.zeros((*inner.shape[:-2], a + 2, b + 2))
    corners[..., 1:-1, 1:-1] = inner
    corners[..., -1, 1:-1] = ndtr(th2)
    corners[..., 1:-1, -1] = ndtr(th1)
    corners[..., -1, -1] = 1.0
    return _differences(corners)


def rectangle_slopes(th1: Array, th2: Array, rho: Array) -> tuple[Array, Array]:
    """First and second derivative of :func:`rectangles` in rho, both (..., a + 1, b + 1).

    d Phi2 / d rho = phi2, and d phi2 / d rho = phi2 · (u v (1 - rho²) - rho (u² - 2 rho u v + v²) + rho (1 -
    rho²)) / (1 - rho²)².
    """
    u, v = np.clip(th1, -FAR, FAR)[..., :, None], np.clip(th2, -FAR, FAR)[..., None, :]
    r = np.asarray(rho)[..., None, None]
    one_minus = 1.0 - r * r
    density = bvn_pdf(u, v, r)
    change = density * (u * v * one_minus - r * (u * u - 2.0 * r * u * v + v * v) + r * one_minus) / one_minus**2
    return _differences(_framed(density)), _differences(_framed(change))


def _framed(inner: Array) -> Array:
    """The grid with a border of zeros: densities vanish at infinite corners."""
    out: Array = np.zeros((*inner.shape[:-2], inner.shape[-2] + 2, inner.shape[-1] + 2))
    out[..., 1:-1, 1:-1] = inner
    return out
