"""p of a bootstrap inverts its interval, so that both always say the same."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from tamkit.sem.intervals import interval, pvalue_of


@pytest.mark.parametrize("kind", ["percentile", "bc", "bca"])
def test_p_and_interval_agree(kind: str) -> None:
    rng = np.random.default_rng(4)
    value = np.linspace(-0.5, 0.5, 101)
    t = value + 0.15 * (rng.gamma(4, size=(1999, 101)) - 4) / 2
    jack = value + rng.gamma(2, size=(60, 101)) / 300 if kind == "bca" else None
    lower, upper = interval(t, value, kind, jack)
    p = pvalue_of(t, value, kind, jack)
    away = (lower > 0) | (upper < 0)
    assert np.array_equal(away, p < 0.05)
    assert 20 < away.sum() < 80


def test_p_of_normal_draws_is_the_normal_p() -> None:
    se, value = 0.1, np.array([0.05, 0.15, 0.2, -0.18])
    grid = norm.ppf((np.arange(1, 20000) - 0.5) / 19999)
    t = value + se * grid[:, None]
    assert pvalue_of(t, value, "percentile", None) == pytest.approx(2 * norm.sf(np.abs(value) / se), abs=2e-4)


def test_the_smallest_p_is_limited_by_the_draws() -> None:
    t = np.full((99, 1), 1.0) + np.linspace(0, 0.1, 99)[:, None]
    assert pvalue_of(t, np.array([1.05]), "percentile", None)[0] == pytest.approx(2 / 100)
