"""Resamples of ordered and incomplete rows: the stack against each resample fitted by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sem.ordinal_reference import columns, matrix, reference

from tamkit.errors import InputError
from tamkit.sem.fitting import fit
from tamkit.sem.ordinal import ordinal_moments
from tamkit.sem.ordinal.stack import ordinal_stack

CASES = reference("ordinal_fits")
TWO = CASES["skew7_wlsmv"]["model"]


def frame(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns(name))


def levels_of(data: Any) -> list[Any]:
    return [np.unique(column[~np.isnan(column)]) for column in data.T]


@pytest.mark.parametrize("name", ["skew7", "binary", "skew7_missing"])
def test_stacked_statistics_are_those_of_each_resample(name: str) -> None:
    data = matrix(name, [f"y{j}" for j in range(1, 7)])
    rng = np.random.default_rng(2)
    weights = np.stack([np.bincount(rng.integers(0, len(data), len(data)), minlength=len(data)) for _ in range(6)])
    stack = ordinal_stack(data, [True] * 6, weights.astype(float), levels_of(data))
    assert stack.usable.sum() >= 3
    for b in np.flatnonzero(stack.usable):
        alone = ordinal_moments(np.repeat(data, weights[b], axis=0))
        assert_allclose(stack.statistics[b], alone.statistics, atol=1e-10)
        assert_allclose(stack.weight[b], alone.weights, rtol=1e-10)
        assert_allclose(stack.cov[b], alone.cov, atol=1e-10)


def test_a_resample_that_loses_a_category_is_not_usable() -> None:
    data = matrix("skew7", ["y1", "y2", "y3"])
    weights = np.ones((2, len(data)))
    weights[1, data[:, 0] == 1] = 0.0
    stack = ordinal_stack(data, [True] * 3, weights, levels_of(data))
    assert stack.usable.tolist() == [True, False]
    assert np.isnan(stack.statistics[1]).all()


def test_continuous_variables_are_worked_out_one_by_one() -> None:
    names = ["x1", "x2", "x5"]
    data = matrix("mixed", names)
    rng = np.random.default_rng(1)
    weights = np.stack([np.bincount(rng.integers(0, len(data), len(data)), minlength=len(data)) for _ in range(2)])
    stack = ordinal_stack(data, [True, True, False], weights.astype(float), levels_of(data[:, :2]))
    alone = ordinal_moments(np.repeat(data, weights[0], axis=0), [True, True, False])
    assert_allclose(stack.statistics[0], alone.statistics, atol=1e-12)
    assert_allclose(stack.weight[0], alone.weights, rtol=1e-12)


@pytest.mark.parametrize(
    ("model", "data", "options"),
    [
        (TWO, "skew7", {"estimator": "WLSMV", "ordered": "all"}),
        (TWO, "binary", {"estimator": "ULSMV", "ordered": "all"}),
        (CASES["hs_fiml"]["model"], "hs_missing", {"missing": "fiml", "estimator": "MLR"}),
        ("x9 ~ x7 + x8\n x7 ~ x4", "hs_missing", {"missing": "fiml"}),
    ],
)
def test_draws_are_fits_of_the_repeated_rows(model: str, data: str, options: dict[str, Any]) -> None:
    rows = frame(data)
    alone = fit(model, rows, **options)
    own = alone.setup.sample.cases[0]
    rng = np.random.default_rng(5)
    resamples = rng.integers(0, alone.n[0], size=(5, alone.n[0]))
    boot = fit(model, rows, bootstrap=5, resamples=resamples, **options).bootstrap
    assert boot is not None
    fits = []
    for draw in resamples:
        try:
            fits.append(fit(model, rows.iloc[own[draw]].reset_index(drop=True), **options))
        except InputError:  # a category is gone: the draw counts as failed
            continue
    assert boot.requested == 5
    assert boot.converged == len(fits)
    assert_allclose(boot.draws.theta, [part.estimate.theta for part in fits], atol=2e-5)


def test_bca_intervals_and_failed_draws_are_reported() -> None:
    found = fit(TWO, frame("skew7"), estimator="WLSMV", ordered="all", bootstrap=40, seed=3, ci="bca")
    boot = found.bootstrap
    assert boot is not None
    assert boot.jackknife is not None
    assert boot.converged <= boot.requested == 40
    rows = found.paths() if len(found.paths()) else found.loadings()
    free = rows[rows["free"]]
    assert (free["ci_lower"] < free["est"]).all()
    assert (free["est"] < free["ci_upper"]).all()


def test_the_number_of_jobs_changes_nothing() -> None:
    options: dict[str, Any] = {"estimator": "WLSMV", "ordered": "all", "bootstrap": 130, "seed": 1}
    one, two = (fit(TWO, frame("binary"), jobs=jobs, **options).bootstrap for jobs in (1, 2))
    assert one is not None
    assert two is not None
    assert_allclose(one.draws.theta, two.draws.theta, atol=0)


def test_bollen_stine_is_refused() -> None:
    with pytest.raises(InputError, match="complete continuous data"):
        fit(TWO, frame("skew7"), estimator="WLSMV", ordered="all").bollen_stine(10, seed=1)
