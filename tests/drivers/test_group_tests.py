"""Tests of paths by group where a fit gives no test; the numbers are held to lavaan's in test_groups."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tamkit.drivers.group_tests import quadratic, wald


def fit(V: Any) -> Any:
    """A fit of two groups with one path in each, and one path in the first only."""
    rows = [
        SimpleNamespace(op="~", lhs="y", rhs="x", free=1),
        SimpleNamespace(op="~", lhs="y", rhs="x", free=2),
        SimpleNamespace(op="~", lhs="z", rhs="x", free=3),
        SimpleNamespace(op="~", lhs="y", rhs="age", free=4),
        SimpleNamespace(op="~~", lhs="y", rhs="x", free=0),
    ]
    estimate = SimpleNamespace(theta=np.array([0.5, 0.1, 0.3, 0.2]), covariance=V)
    setup = SimpleNamespace(table=SimpleNamespace(rows=rows))
    return SimpleNamespace(setup=setup, estimate=estimate, groups=("a", "b"), n=(60, 40), latent=["x", "y", "z"])


def test_by_the_formula() -> None:
    tests, pairs = wald(fit(np.diag([0.01, 0.03, 1.0, 1.0])))
    assert tests[["source", "target", "df"]].to_numpy().tolist() == [["x", "y", 1]]
    assert tests["wald"][0] == pytest.approx(0.4**2 / 0.04)
    assert pairs["z"][0] == pytest.approx(2.0)
    assert pairs["pvalue"][0] == pytest.approx(0.0455, abs=1e-4)
    assert (pairs["n_1"][0], pairs["n_2"][0]) == (60, 40)
    assert pairs["ci_lower"][0] == pytest.approx(0.4 - 1.959964 * 0.2, abs=1e-6)


def test_a_path_without_a_test_does_not_count_for_holm() -> None:
    tests, pairs = wald(fit(np.zeros((4, 4))))
    assert tests[["wald", "pvalue", "p_holm"]].isna().all(axis=None)
    assert pairs[["z", "pvalue", "p_holm"]].isna().all(axis=None)


def test_a_covariance_without_an_inverse_gives_no_statistic() -> None:
    assert np.isnan(quadratic(np.ones(2), np.array([[1.0, np.nan], [np.nan, 1.0]])))
    assert quadratic(np.array([3.0]), np.array([[9.0]])) == 1.0
