"""What must not change a number, and whether intervals cover the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measurement.reference import ITEMS, likert

from tamkit.measurement import htmt, kmo, parallel
from tamkit.measurement import reliability as rel
from tamkit.measurement.blocks import correlation

X = likert()[ITEMS["PU"]].to_numpy(float)
seeds = st.integers(0, 10_000)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(seeds)
def test_order_shift_and_scale_leave_reliability_unchanged(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(len(X)), rng.permutation(4)
    moved = X[rows][:, columns] + rng.normal(size=4)
    assert rel.alpha(moved) == pytest.approx(rel.alpha(X))
    np.testing.assert_allclose(rel.corrected_item_total(moved), rel.corrected_item_total(X)[columns])
    scaled = moved * rng.uniform(0.5, 2.0, size=4)
    assert rel.alpha_standardized(scaled) == pytest.approx(rel.alpha_standardized(X))
    assert rel.mean_inter_item(scaled) == pytest.approx(rel.mean_inter_item(X))
    assert rel.alpha_ordinal(np.exp(X)) == pytest.approx(rel.alpha_ordinal(X))  # only the order of categories counts


@settings(max_examples=10, deadline=None, derandomize=True)
@given(seeds)
def test_htmt_knows_no_units_and_kmo_no_direction(seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = likert()
    items = [item for scale in ITEMS.values() for item in scale]
    moved = data[items] * rng.uniform(0.5, 2.0, size=17) + rng.normal(size=17)
    for kind in ("htmt", "htmt2"):
        pd.testing.assert_frame_equal(
            htmt(moved, ITEMS, kind=kind).matrix,  # type: ignore[arg-type]
            htmt(data, ITEMS, kind=kind).matrix,  # type: ignore[arg-type]
        )
    turned = data[items] * rng.choice([-1.0, 1.0], size=17)
    assert kmo(correlation(turned.to_numpy())).overall == pytest.approx(
        kmo(correlation(data[items].to_numpy())).overall
    )


def test_feldt_interval_covers() -> None:
    """1000 samples of five parallel items, n = 60, alpha = 5/6: 95 % give or take Monte-Carlo error (.007)."""
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(1000):
        sample = rng.normal(size=(60, 1)) + rng.normal(size=(60, 5))
        interval = rel.alpha_interval(sample)
        hits += interval.lower <= 5 / 6 <= interval.upper
    assert 0.93 <= hits / 1000 <= 0.97


def test_htmt_interval_covers() -> None:
    """120 samples of two correlated constructs (.6), n = 200: percentile limits cover .6 in about 95 %."""
    rng = np.random.default_rng(11)
    hits = 0
    for draw in range(120):
        f = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 200)
        data = pd.DataFrame(np.repeat(f, 3, axis=1) + 0.8 * rng.normal(size=(200, 6)), columns=list("abcdef"))
        pair = htmt(data, {"A": list("abc"), "B": list("def")}, draws=200, seed=draw).pairs.iloc[0]
        hits += pair["ci_lower"] <= 0.6 <= pair["ci_upper"]
    assert 0.90 <= hits / 120 <= 0.985


def test_parallel_analysis_finds_the_truth() -> None:
    """30 samples of three factors with four items each: at least 28 give three."""
    rng = np.random.default_rng(13)
    found = []
    for draw in range(30):
        f = rng.normal(size=(250, 3))
        data = 0.7 * np.repeat(f, 4, axis=1) + np.sqrt(1 - 0.49) * rng.normal(size=(250, 12))
        found.append(parallel(data, basis="fa", draws=60, seed=draw).factors)
    assert found.count(3) >= 28
