"""Combinations of statistics: each by its own draws, in lots or at once."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from tamkit.sem import fit, judged
from tamkit.sem.judged import Basis, combined
from tamkit.sem.result import Fit


@cache
def resampled(draws: int = 60) -> Fit:
    rng = np.random.default_rng(1)
    x = rng.normal(size=120)
    m = 0.5 * x + rng.normal(size=120)
    data = pd.DataFrame({"x": x, "m": m, "y": 0.5 * m + rng.normal(size=120)})
    return fit("m ~ x; y ~ m + x", data, bootstrap=draws, seed=1)


def basis(draws: int = 60) -> Basis:
    ways = resampled(draws)._ways
    assert ways is not None
    return ways.plain


def test_a_combination_is_judged_by_its_own_draws() -> None:
    own = basis()
    assert own.draws is not None
    t = own.draws[:, 0] - 2 * own.draws[:, 1]
    found = own.judged(np.array([[1.0, -2.0]]))
    assert found.est[0] == own.value[0] - 2 * own.value[1]
    np.testing.assert_allclose(found.se, t.std(ddof=1))
    assert t.min() <= found.lower[0] < found.upper[0] <= t.max()
    assert set(found.intervals) == {"wald", "percentile", "bca"}


def test_lots_are_what_all_at_once_is(monkeypatch) -> None:
    weights = np.random.default_rng(2).normal(size=(7, 2))
    whole = basis().judged(weights)
    monkeypatch.setattr(judged, "LOT", 3)
    parts = basis().judged(weights)
    for name in ("est", "se", "z", "pvalue", "lower", "upper"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), rtol=1e-12)
    for kind, ends in whole.intervals.items():
        np.testing.assert_allclose(parts.intervals[kind], ends, rtol=1e-12)


def test_what_does_not_vary_is_not_judged() -> None:
    found = basis().judged(np.zeros((1, 2)))
    assert found.est[0] == 0.0
    assert np.isnan([found.se[0], found.pvalue[0], found.lower[0], found.intervals["wald"][0][0]]).all()


def test_draws_too_few_for_an_interval_give_none() -> None:
    found = basis(30).judged(np.eye(2))
    assert np.isnan(found.lower).all()
    assert np.isnan(found.intervals["bca"][1]).all()
    assert np.isfinite(found.se).all()
    told = resampled(30).to_dict()["indirect"][0]["intervals"]
    assert {part["ci"] for part in told} == {"wald"}


def test_a_missing_value_stays_where_it_is() -> None:
    rows = np.array([[np.nan, 1.0, 2.0], [3.0, 4.0, 5.0]])
    found = combined(rows, np.array([[0.0, 1.0, 1.0], [1.0, 1.0, 0.0]]))
    np.testing.assert_array_equal(found, [[3.0, np.nan], [9.0, 7.0]])
