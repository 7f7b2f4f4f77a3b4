"""The bivariate normal against quadrature, known values and its own symmetries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.special import ndtr

from tamkit.sem.ordinal.bivariate import bvn_cdf, bvn_pdf, rectangle_slopes, rectangles

TOLERANCE = 1e-12
numbers = st.floats(-6, 6)
correlations = st.floats(-0.999, 0.999)


def by_quadrature(h: float, k: float, rho: float) -> float:
    """Plackett: Phi2 at rho is Phi(h) Phi(k) plus the integral of the density over the correlation (sine
    substituted)."""

    def density(t: float) -> float:
        return float(np.exp(-(h * h - 2 * np.sin(t) * h * k + k * k) / (2 * np.cos(t) ** 2)) / (2 * np.pi))

    return float(ndtr(h) * ndtr(k) + quad(density, 0, np.arcsin(rho), epsabs=1e-14, epsrel=1e-13, limit=200)[0])


@settings(max_examples=150, deadline=None)
@given(numbers, numbers, correlations)
def test_cdf_agrees_with_quadrature(h: float, k: float, rho: float) -> None:
    assert_allclose(float(bvn_cdf(h, k, rho)), by_quadrature(h, k, rho), atol=TOLERANCE)


@settings(max_examples=50, deadline=None)
@given(numbers, numbers, correlations)
def test_cdf_is_symmetric_and_complements(h: float, k: float, rho: float) -> None:
    assert_allclose(bvn_cdf(h, k, rho), bvn_cdf(k, h, rho), atol=TOLERANCE)
    assert_allclose(bvn_cdf(h, k, rho) + bvn_cdf(h, -k, -rho), ndtr(h), atol=TOLERANCE)


def test_cdf_at_known_places() -> None:
    rho = np.array([-0.9, -0.3, 0.0, 0.5, 0.99])
    assert_allclose(bvn_cdf(0.0, 0.0, rho), 0.25 + np.arcsin(rho) / (2 * np.pi), atol=TOLERANCE)
    assert_allclose(bvn_cdf(-0.0, 0.7, 0.4), bvn_cdf(0.0, 0.7, 0.4), atol=TOLERANCE)
    assert_allclose(
        bvn_cdf([np.inf, 0.3, -np.inf, 0.0], [0.3, np.inf, 1.0, np.inf], 0.4), [ndtr(0.3), ndtr(0.3), 0, 0.5]
    )


def test_cdf_at_perfect_correlation() -> None:
    assert_allclose(bvn_cdf([1.0, 1.0, 0.0], [0.5, -2.0, 0.0], [1.0, -1.0, 1.0]), [ndtr(0.5), 0.0, 0.5], atol=TOLERANCE)


def test_density_integrates_to_the_cdf() -> None:
    step = 1e-5
    slope = (bvn_cdf(0.4, -0.2, 0.3 + step) - bvn_cdf(0.4, -0.2, 0.3 - step)) / (2 * step)
    assert_allclose(bvn_pdf(0.4, -0.2, 0.3), slope, rtol=1e-8)


def test_rectangles_sum_to_margins() -> None:
    th1, th2 = np.array([-1.0, 0.1, 1.4]), np.array([-0.5, 0.8, np.inf])
    cells = rectangles(th1, th2, np.array(0.6))
    assert_allclose(cells.sum(axis=1), np.diff([0.0, *ndtr(th1), 1.0]), atol=TOLERANCE)
    assert_allclose(cells.sum(axis=0), [*np.diff([0.0, *ndtr(th2[:2]), 1.0]), 0.0], atol=TOLERANCE)


@pytest.mark.parametrize("rho", [-0.7, 0.0, 0.95])
def test_rectangle_slopes_are_derivatives(rho: float) -> None:
    th1, th2, step = np.array([-1.0, 0.1, np.inf]), np.array([-0.5, 0.8, 1.3]), 1e-5
    first, second = rectangle_slopes(th1, th2, np.array(rho))
    up, down = (rectangles(th1, th2, np.array(rho + s)) for s in (step, -step))
    assert_allclose(first, (up - down) / (2 * step), atol=1e-8)
    first_up, first_down = (rectangle_slopes(th1, th2, np.array(rho + s))[0] for s in (step, -step))
    assert_allclose(second, (first_up - first_down) / (2 * step), atol=1e-6)
