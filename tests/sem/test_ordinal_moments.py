"""Ordinal sample statistics and their asymptotic covariance against lavaan's muthen1984."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sem.ordinal_reference import columns, matrix, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.sem.ordinal import ordinal_moments
from tamkit.sem.ordinal.conditional import conditional_moments

# lavaan's correlations come from nlminb (about 3e-8), Gamma moves with them
TOLERANCE = 2e-6
NAMES = list(reference("ordinal_moments"))


def moments_of(name: str):  # type: ignore[no-untyped-def]
    ref = reference("ordinal_moments")[name]
    data = "covariates" if name == "covariates_mixed" else name
    ordered = [column in ref["ordered"] for column in ref["names"]]
    values = matrix(data, ref["names"])
    if not ref["x"]:
        return ref, ordinal_moments(values, ordered, ref["names"])
    covariates = matrix(data, ref["x"])
    known = ~np.isnan(covariates).any(axis=1)
    return ref, conditional_moments(values[known], ordered, covariates[known], ref["names"], ref["x"])


@pytest.mark.parametrize("name", NAMES)
def test_statistics_are_lavaans(name: str) -> None:
    ref, m = moments_of(name)
    assert m.n == ref["n"]
    assert len(m.labels) == len(ref["labels"]) == len(m.statistics)
    assert_allclose(m.statistics, ref["statistics"], atol=TOLERANCE)
    assert_allclose(m.cov, ref["cov"], atol=TOLERANCE)


@pytest.mark.parametrize("name", NAMES)
def test_asymptotic_covariance_is_lavaans(name: str) -> None:
    ref, m = moments_of(name)
    assert_allclose(np.diag(m.gamma), ref["diag"], rtol=TOLERANCE)
    assert_allclose(m.weights, 1 / np.array(ref["diag"]), rtol=TOLERANCE)
    assert_allclose(m.gamma @ np.cos(np.arange(1, len(m.gamma) + 1)), ref["product"], atol=TOLERANCE)
    if "gamma" in ref:
        assert_allclose(m.gamma, ref["gamma"], atol=TOLERANCE)


@pytest.mark.parametrize("name", NAMES)
def test_labels_are_lavaans(name: str) -> None:
    ref, m = moments_of(name)
    assert list(m.labels) == ref["labels"]


def test_reordering_respondents_changes_nothing() -> None:
    x = matrix("skew7", ["y1", "y2", "y3"])
    a, b = ordinal_moments(x), ordinal_moments(x[np.random.default_rng(0).permutation(len(x))])
    assert_allclose(a.gamma, b.gamma, atol=1e-10)


def test_reversing_an_item_mirrors_its_thresholds_and_correlations() -> None:
    x = matrix("skew7", ["y1", "y2", "y3"])
    turned = x.copy()
    turned[:, 0] = 8 - x[:, 0]
    a, b = ordinal_moments(x), ordinal_moments(turned)
    assert_allclose(b.thresholds[:6], -a.thresholds[:6][::-1], atol=1e-12)
    assert_allclose(b.cov[0, 1:], -a.cov[0, 1:], atol=1e-9)
    assert_allclose(np.diag(b.gamma)[-3:], np.diag(a.gamma)[-3:], atol=1e-7)


def test_without_gamma() -> None:
    m = ordinal_moments(matrix("binary", ["y1", "y2"]), gamma=False)
    assert m.gamma is None
    with pytest.raises(AnalysisError, match="without their asymptotic covariance"):
        _ = m.weights


def test_empty_cells_and_near_perfect_pairs_are_reported() -> None:
    _, m = moments_of("skew7")
    assert ("y1", "y2") in m.empty
    data = columns("skew7")
    x = np.column_stack([data["y1"], data["y1"], data["y2"]])
    x[0, 1] = 8 - x[0, 1]
    assert ordinal_moments(x, names=["a", "b", "c"], gamma=False).near_one in ((), (("a", "b"),))


def test_perfectly_related_binary_items_are_refused_by_name() -> None:
    x = np.array([[1, 1, 2], [2, 2, 1], [1, 1, 1], [2, 2, 2.0]])
    with pytest.raises(AnalysisError, match="'a' and 'b' are correlated \\+1"):
        ordinal_moments(x, names=["a", "b", "c"])


def test_constant_continuous_variable_is_named() -> None:
    with pytest.raises(InputError, match="'age' is constant"):
        ordinal_moments(np.column_stack([[1, 2, 1, 2.0], [5, 5, 5, 5.0]]), [True, False], ["q", "age"])


def test_blocks_of_rows_give_the_same_covariance(monkeypatch: pytest.MonkeyPatch) -> None:
    ref, whole = moments_of("mixed_missing")
    for module in ("codes", "influence"):
        monkeypatch.setattr(f"tamkit.sem.ordinal.{module}.BLOCK", 70)
    _, parts = moments_of("mixed_missing")
    assert_allclose(parts.gamma, whole.gamma, atol=1e-10)
    assert_allclose(np.diag(parts.gamma), ref["diag"], rtol=TOLERANCE)
