"""Indices against base R (tests/reference/screening.R) and worked examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from survey.samples import floats, reference

from tamkit.survey.screening import indices

TOLERANCE = 1e-10

SCALES = [list(range(start, start + 4)) for start in range(0, 20, 4)]


@pytest.fixture(params=["whole", "gaps"])
def case(request):
    found = reference("screening")[request.param]
    return floats(found["data"]), found


def close(ours, theirs):
    np.testing.assert_allclose(ours, floats(theirs), rtol=TOLERANCE, atol=TOLERANCE)


def test_missing_share(case):
    X, r = case
    close(indices.missing_share(X), r["missing"])


def test_longstring(case):
    X, r = case
    close(indices.longstring(X), r["longstring"])


def test_irv(case):
    X, r = case
    close(indices.irv(X), r["irv"])


def test_even_odd(case):
    X, r = case
    close(indices.even_odd(X, SCALES), r["even_odd"])


def test_correlations(case):
    X, r = case
    close(indices.correlations(X), r["correlations"])


def test_synonyms(case):
    X, r = case
    pairs = indices.synonym_pairs(indices.correlations(X), 0.6)
    assert sorted(pairs) == sorted((int(a), int(b)) for a, b in r["pairs"])
    close(indices.pair_consistency(X, pairs), r["synonyms"])


def test_mahalanobis(case):
    X, r = case
    d2, p = indices.mahalanobis(X)
    close(d2, r["d2"])
    close(p, r["p"])


def test_mahalanobis_of_whole_data_is_r_mahalanobis():
    r = reference("screening")["whole"]
    close(indices.mahalanobis(floats(r["data"]))[0], r["d2_base"])


def test_longstring_ends_at_a_gap():
    assert indices.longstring([[2, 2, np.nan, 2, 2, 2]]).tolist() == [3]
    assert indices.longstring([[np.nan, np.nan]]).tolist() == [0]


def test_irv_needs_two_answers():
    assert np.isnan(indices.irv([[np.nan, 3.0]])).all()


def test_even_odd_needs_three_scales():
    assert np.isnan(indices.even_odd([[1, 2, 3, 4]], [[0, 1], [2, 3]])).all()


def test_even_odd_leaves_out_scales_of_one_item():
    X = [[1, 1, 3, 3, 5, 5, 2]]
    assert indices.even_odd(X, [[0, 1], [2, 3], [4, 5], [6]]).tolist() == [1.0]


def test_mahalanobis_leaves_out_a_constant_item():
    X = np.random.default_rng(1).normal(size=(30, 3))
    with_constant = np.column_stack([X, np.full(30, 4.0)])
    close(indices.mahalanobis(with_constant)[0], indices.mahalanobis(X)[0])


@pytest.mark.parametrize("X", [np.ones((5, 2)), np.arange(6.0).reshape(2, 3), np.full((4, 2), np.nan)])
def test_mahalanobis_says_nothing_when_there_is_nothing_to_say(X):
    d2, p = indices.mahalanobis(X)
    assert np.isnan(d2).all()
    assert np.isnan(p).all()


def test_rows_over_a_chunk_boundary(monkeypatch):
    r = reference("screening")["gaps"]
    monkeypatch.setattr(indices, "CHUNK", 7)
    X = floats(r["data"])
    close(indices.irv(X), r["irv"])
    close(indices.correlations(X), r["correlations"])
    close(indices.mahalanobis(X)[0], r["d2"])


@settings(max_examples=50, deadline=None, derandomize=True)
@given(arrays(float, (6, 9), elements=st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, np.nan])))
def test_turning_the_scale_round_changes_no_spread_and_no_run(X):
    np.testing.assert_allclose(indices.irv(6 - X), indices.irv(X), atol=1e-12)
    np.testing.assert_array_equal(indices.longstring(6 - X), indices.longstring(X))
    np.testing.assert_array_equal(indices.longstring(X[:, ::-1]), indices.longstring(X))


def test_more_items_than_one_number_holds(monkeypatch):
    rng = np.random.default_rng(4)
    X = rng.normal(size=(300, 70))
    X[rng.random(X.shape) < 0.005] = np.nan
    few = X[:, :60]
    d2, _ = indices.mahalanobis(few)
    monkeypatch.setattr(indices, "_patterns", lambda seen: tuple(_rows(seen)))
    close(indices.mahalanobis(few)[0], d2)
    monkeypatch.undo()
    assert np.isfinite(indices.mahalanobis(X)[0]).all()


def _rows(seen):
    patterns, which = np.unique(seen, axis=0, return_inverse=True)
    return patterns, which.reshape(-1)


def test_correlations_stay_within_one():
    """Rounding carries r of two items that say the same beyond 1 in the last digit; a correlation is never there."""
    rng = np.random.default_rng(1)
    for _ in range(50):
        x = rng.normal(size=(40, 1))
        R = indices.correlations(np.hstack([x, 3 * x + 1, 7 - x / 3]))
        assert (np.abs(R) <= 1).all()
        assert R[0, 1] == pytest.approx(1)
        assert R[1, 2] == pytest.approx(-1)
