"""The distribution of Σ λ χ²₁ against χ², closed forms and convolutions of 25 digits."""

from __future__ import annotations

import doctest
import json
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2

from tamkit.sem import weighted_chisq
from tamkit.sem.matrices import Array
from tamkit.sem.weighted_chisq import weighted_chisq_sf

REFERENCE = Path(__file__).parents[1] / "reference" / "weighted_chisq.json"
PROBABILITIES = (0.999, 0.9, 0.5, 0.05, 1e-3, 1e-8, 1e-40, 1e-150)


def of_pairs(q: float, weights: Array) -> float:
    """P(Σ λ χ²₂ > q), a mixture of exponentials: Σ exp(−q/2λᵢ) Π λᵢ/(λᵢ − λⱼ), which cancels, so with 400 digits."""
    with localcontext() as context:
        context.prec = 400
        exact = [Decimal(float(weight)) for weight in weights]
        total = Decimal(0)
        for i, own in enumerate(exact):
            share = (-Decimal(q) / (2 * own)).exp()
            for j, other in enumerate(exact):
                share *= own / (own - other) if i != j else 1
            total += share
        return float(total)


def of_two(q: float, a: float, b: float) -> float:
    """P(a χ²₁ + b χ²₁ > q) in polar coordinates: a mean over angles, and their midpoints converge geometrically."""
    angle = (np.arange(4000) + 0.5) * np.pi / 4000
    return float(np.mean(np.exp(-q / (2 * (a * np.cos(angle) ** 2 + b * np.sin(angle) ** 2)))))


@pytest.mark.parametrize("df", [1, 2, 3, 4, 7, 24, 150, 900])
def test_equal_weights_are_chi_square(df: int) -> None:
    for p in PROBABILITIES:
        q = float(chi2.isf(p, df))
        assert weighted_chisq_sf(2.5 * q, np.full(df, 2.5)) == pytest.approx(float(chi2.sf(q, df)), rel=1e-11)


def test_nearly_equal_weights_are_nearly_chi_square() -> None:
    """The same by the integral itself: the weights differ, by nothing that shows."""
    for df in (2, 3, 4, 7, 24, 150):
        weights = 1.0 + 1e-14 * np.arange(df)
        for p in PROBABILITIES:
            assert weighted_chisq_sf(float(chi2.isf(p, df)), weights) == pytest.approx(p, rel=1e-10)


@pytest.mark.parametrize("seed", range(40))
def test_pairs_have_a_closed_form(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = rng.gamma(0.5, size=rng.integers(2, 30)) * 10 ** rng.uniform(-3, 3)
    for share in (0.05, 0.3, 0.9, 1.0, 1.5, 4.0, 15.0):
        q = share * 2 * float(weights.sum())
        assert weighted_chisq_sf(q, np.repeat(weights, 2)) == pytest.approx(of_pairs(q, weights), rel=1e-11, abs=1e-300)


def test_two_weights_have_an_integral_over_angles() -> None:
    for ratio in (0.9, 0.3, 0.05):
        for q in (0.01, 0.5, 1.5, 6.0, 40.0):
            assert weighted_chisq_sf(q, np.array([1.0, ratio])) == pytest.approx(of_two(q, 1.0, ratio), rel=1e-11)


def test_long_convolutions() -> None:
    """One weight beside many smaller or larger ones, up to a thousand of a thousandth."""
    for case in json.loads(REFERENCE.read_text(encoding="utf-8")):
        weights = np.append(np.full(case["times"], case["often"]), case["once"])
        found, exact = weighted_chisq_sf(case["q"], weights), float(case["p"])
        assert found == pytest.approx(exact, rel=1e-11), case
        assert abs(found - exact) < 1e-12


def test_it_falls_with_q_from_one_to_zero() -> None:
    weights = np.random.default_rng(3).gamma(0.3, size=11)
    values = [weighted_chisq_sf(q, weights) for q in np.linspace(0.0, 30 * weights.sum(), 400)]
    assert values[0] == 1.0
    assert (np.diff(values) < 0).all()
    assert values[-1] < 1e-10


def test_scale_and_order_do_not_matter_and_zeros_do_not_count() -> None:
    weights = np.array([3.0, 0.2, 1.1, 0.2, 1e-18, 0.0])
    wanted = weighted_chisq_sf(4.0, weights[:4])
    assert weighted_chisq_sf(4.0, weights) == wanted
    assert weighted_chisq_sf(4.0, weights[::-1]) == pytest.approx(wanted, rel=1e-14)
    assert weighted_chisq_sf(4e9, 1e9 * weights) == pytest.approx(wanted, rel=1e-13)


def test_where_nothing_varies() -> None:
    assert weighted_chisq_sf(1.0, np.zeros(3)) == weighted_chisq_sf(1.0, np.zeros(0)) == 0.0
    assert weighted_chisq_sf(0.0, np.zeros(3)) == weighted_chisq_sf(-1.0, np.ones(3)) == 1.0


@pytest.mark.parametrize("wrong", [[1.0, -1.0], [np.nan, 1.0], [np.inf]])
def test_weights_are_finite_and_not_negative(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        weighted_chisq_sf(1.0, np.array(wrong))


def test_docstrings() -> None:
    assert doctest.testmod(weighted_chisq).failed == 0
