"""The χ² test and its adjustments by their formulas, and where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from tamkit.sem import teststat
from tamkit.sem.measures import scaling_constant
from tamkit.sem.teststat import adjusted_test, chi2_sf, standard_test

T, DF, TRACE, SQUARE = 40.0, 24.0, 30.0, 45.0


def adjusted(kind: str) -> teststat.Test:
    return adjusted_test(standard_test(T, DF), TRACE, SQUARE, kind)


def test_the_plain_test() -> None:
    found = standard_test(T, DF)
    assert (found.chisq, found.df, found.kind) == (T, DF, "standard")
    assert found.pvalue == pytest.approx(chi2.sf(T, DF), rel=1e-12)
    assert not found.robust
    assert np.isnan([found.chisq_scaled, found.df_scaled, found.pvalue_scaled, found.scaling_factor]).all()


def test_p_of_a_saturated_model_and_of_rounding() -> None:
    assert np.isnan(chi2_sf(0.0, 0))
    assert np.isnan(chi2_sf(3.0, -1))
    assert chi2_sf(-1e-12, 3) == 1.0


@pytest.mark.parametrize("kind", ["satorra.bentler", "yuan.bentler.mplus"])
def test_a_mean_adjusted_test_is_divided_by_the_average(kind: str) -> None:
    found = adjusted(kind)
    assert found.scaling_factor == pytest.approx(TRACE / DF)
    assert found.chisq_scaled == pytest.approx(T * DF / TRACE)
    assert found.df_scaled == DF
    assert np.isnan(found.shift)
    assert scaling_constant(found) == found.scaling_factor


def test_a_mean_and_variance_adjusted_test_has_degrees_of_freedom_of_its_own() -> None:
    found = adjusted("mean.var.adjusted")
    assert found.df_scaled == pytest.approx(TRACE**2 / SQUARE)
    assert found.chisq_scaled == pytest.approx(T * TRACE / SQUARE)
    assert found.pvalue_scaled == pytest.approx(chi2.sf(T * TRACE / SQUARE, TRACE**2 / SQUARE))


def test_the_scaled_and_shifted_test() -> None:
    found = adjusted("scaled.shifted")
    a = np.sqrt(DF / SQUARE)
    assert found.scaling_factor == pytest.approx(1 / a)
    assert found.shift == pytest.approx(DF - a * TRACE)
    assert found.chisq_scaled == pytest.approx(a * T + DF - a * TRACE)
    # mean and variance of a T + b are those of χ²: a tr + b = df, 2 a² tr² = 2 df
    assert a * TRACE + found.shift == pytest.approx(DF)
    assert a**2 * SQUARE == pytest.approx(DF)
    assert scaling_constant(found) == pytest.approx((DF - found.shift) / (a * DF))


def test_what_a_test_keeps_of_the_plain_one() -> None:
    for kind in ("satorra.bentler", "scaled.shifted", "mean.var.adjusted"):
        found = adjusted(kind)
        assert (found.chisq, found.df, found.trace, found.kind) == (T, DF, TRACE, kind)
        assert found.pvalue == pytest.approx(chi2.sf(T, DF))
        assert found.robust
        assert found.pvalue_scaled == pytest.approx(chi2.sf(found.chisq_scaled, found.df_scaled))


def test_a_saturated_model_is_not_adjusted() -> None:
    found = adjusted_test(standard_test(0.0, 0), 1.0, 1.0, "scaled.shifted")
    assert (found.chisq_scaled, found.df_scaled, found.robust) == (0.0, 0, True)
    assert np.isnan([found.pvalue, found.pvalue_scaled, found.scaling_factor]).all()


def test_a_degenerate_estimate_has_no_shifted_test() -> None:
    found = adjusted_test(standard_test(T, DF), TRACE, -1.0, "scaled.shifted")
    assert np.isnan(found.chisq_scaled)
    assert np.isnan(found.pvalue_scaled)
