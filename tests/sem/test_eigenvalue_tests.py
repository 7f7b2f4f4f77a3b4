"""What the eigenvalue tests make of a spectrum, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from tamkit.sem.eigenvalue_tests import eigenvalue_pvalue, penalized
from tamkit.sem.fit_test_names import EigenvalueTest

SPECTRUM = np.array([5.0, 3.0, 2.0, 1.5, 0.5])  # mean 2.4


def weights(method: str, number: float = 2.0) -> list[float]:
    return [float(one) for one in penalized(EigenvalueTest(method, number), SPECTRUM)]


def test_all_takes_them_as_they_are_and_pall_half_way_to_the_mean() -> None:
    assert weights("all") == SPECTRUM.tolist()
    assert weights("pall") == pytest.approx([3.7, 2.7, 2.2, 1.95, 1.45])


def test_blocks_are_of_one_size_but_the_last() -> None:
    assert weights("peba", 1) == pytest.approx([2.4] * 5)
    assert weights("peba", 2) == pytest.approx([(10 / 3 + 2.4) / 2] * 3 + [(1.0 + 2.4) / 2] * 2)
    assert weights("peba", 3) == pytest.approx([3.2, 3.2, 2.075, 2.075, 1.45])
    assert weights("peba", 4) == weights("peba", 3)  # blocks of two: no fourth is left
    assert weights("peba", 5) == weights("peba", 9) == weights("pall")


def test_a_penalized_line() -> None:
    slope = np.polyfit(np.arange(5), SPECTRUM, 1)[0]
    for g in (1.0, 2.0, 0.5):
        line = 2.4 + slope / g * (np.arange(5) - 2)
        assert weights("pols", g) == pytest.approx(np.maximum(line, 0.0))
    assert min(weights("pols", 0.5)) == 0.0


def test_one_degree_of_freedom_is_scaled_chi_square() -> None:
    for method in ("all", "pall", "peba", "pols"):
        found = eigenvalue_pvalue(EigenvalueTest(method, 4), 6.0, np.array([1.7]), 1)
        assert found == pytest.approx(float(chi2.sf(6.0 / 1.7, 1)), rel=1e-12)


def test_negative_and_missing_eigenvalues_count_as_zero() -> None:
    wanted = eigenvalue_pvalue(EigenvalueTest("all"), 6.0, np.array([2.0, 1.0]), 2)
    assert eigenvalue_pvalue(EigenvalueTest("all"), 6.0, np.array([2.0, 1.0, -0.3]), 3) == wanted
    assert eigenvalue_pvalue(EigenvalueTest("all"), 6.0, np.array([2.0, 1.0]), 3) == wanted
    assert np.isnan(eigenvalue_pvalue(EigenvalueTest("all"), 0.0, np.zeros(0), 0))
