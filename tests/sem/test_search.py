"""The lowest of several minima, and starts from outside Σ > 0."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamkit.sem import Fit, fit, simulate
from tamkit.sem.search import LOWER, elsewhere, solve_from
from tamkit.sem.start_elsewhere import lavaan_start

REFERENCE = Path(__file__).parents[1] / "reference"
EQUAL = {"estimator": "MLR", "meanstructure": True, "group": "grp"}


def case(name: str, data: pd.DataFrame | None = None, **options: Any) -> Fit:
    model = (REFERENCE / f"sem_{name}.lav").read_text(encoding="utf-8")
    return fit(model, pd.read_csv(REFERENCE / f"sem_{name}.csv") if data is None else data, **options)


def test_the_lower_of_two_minima_is_reported_and_told() -> None:
    """R: sem(model, data, estimator = "MLR", group = "grp", group.equal = c("loadings", "intercepts", "residuals"))."""
    found = case("minimum", **EQUAL, group_equal=["loadings", "intercepts", "residuals"])
    assert found.fit["chisq"] == pytest.approx(2065.860, abs=5e-4)
    told = [warning for warning in found.warnings if warning.code == "several_minima"]
    assert len(told) == 1
    assert told[0].values["higher"] == pytest.approx(2157.631, abs=5e-4)
    assert "i1_2~~i1_2 -0.247 → 0.574" in str(told[0])  # no variance at the lower one


def test_a_fit_from_one_start_says_nothing_of_minima() -> None:
    for equal in ([], ["loadings", "intercepts"]):
        found = case("minimum", **EQUAL, group_equal=equal)
        assert found.estimate.elsewhere is None
        assert "several_minima" not in {warning.code for warning in found.warnings}


def test_constructs_held_at_minus_one_are_fitted() -> None:
    """Σ of the standard start is not positive definite. R: sem(model, data, std.lv = TRUE)."""
    found = case("opposite", std_lv=True)
    assert found.converged
    assert found.fit["chisq"] == pytest.approx(524.903, abs=5e-4)
    assert found.fit["df"] == 138


def test_incomplete_rows_of_a_constant_pattern_are_fitted() -> None:
    """R: sem(model, data, missing = "ml")."""
    found = case("fiml_constant", missing="fiml")
    assert found.fit["chisq"] == pytest.approx(16.811, abs=5e-4)
    assert found.fit["df"] == 19


def test_lavaan_s_start() -> None:
    """R: parTable(fit)$start of the same fit: FABIN3 loadings of the first group."""
    setup = case("minimum", estimator="MLR", meanstructure=True, group="grp").setup
    at = {row.name: row.free - 1 for row in setup.table.free_rows()}
    theta = lavaan_start(setup.table, setup.sample, setup.cov)
    expected = {"F1=~i1_2": 0.383, "F1=~i1_3": 0.489, "F2=~i2_2": 1.510, "F2=~i2_3": 0.826, "F3=~i3_4": 1.295}
    for name, value in expected.items():
        assert theta[at[name]] == pytest.approx(value, abs=1e-3), name
    assert theta[at["F1~~F1"]] == 0.05
    assert theta[at["i1_2~~i1_2"]] == pytest.approx(0.155, abs=1e-3)


@settings(max_examples=12, derandomize=True, deadline=None)
@given(st.permutations(["a", "b", "c"]), st.integers(0, 2**31))
def test_names_and_order_of_groups_and_rows_move_no_minimum(labels: list[str], seed: int) -> None:
    data = pd.read_csv(REFERENCE / "sem_minimum.csv")
    rows = np.random.default_rng(seed).permutation(len(data))
    changed = data.assign(grp=data["grp"].map(dict(zip(sorted(set(data["grp"])), labels, strict=False)))).iloc[rows]
    found = case("minimum", changed, **EQUAL, group_equal=["loadings", "intercepts", "residuals"])
    assert found.fit["chisq"] == pytest.approx(2065.860, abs=5e-4)


@settings(max_examples=15, derandomize=True, deadline=None)
@given(st.integers(0, 2**31), st.floats(-0.9, 0.9), st.sampled_from([-1.0, -0.5, 1.0]))
def test_no_standard_start_leads_lower_than_the_fit(seed: int, r: float, held: float) -> None:
    """Models that hold a correlation far from where it is."""
    true = f"F =~ .8*a + .7*b + .6*c\nG =~ .7*d + .8*e + .6*f\nF ~~ {r:.3f}*G"
    data = simulate(true, 200, seed=seed, standardized=True)
    found = fit(f"F =~ a + b + c\nG =~ d + e + f\nF ~~ {held}*G", data, std_lv=True)
    setup, problem = found.setup, found.setup.route.problem(found.setup)
    if not found.converged:
        return
    for start in elsewhere(setup, problem, found.estimate.theta):
        other = solve_from(setup, problem, start)
        assert (
            not other.converged[0] or 400 * (found.estimate.value - other.value[0]) < LOWER or found.fit["rmsea"] < 0.1
        )
