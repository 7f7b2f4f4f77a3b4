"""Types of mediation, way by way; what a sum of ways would hide."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tamkit import sem
from tamkit.drivers import ranking
from tamkit.drivers.mediation import COLUMNS, draws_needed, mediation_type, overall, table

CASES = Path(__file__).parents[3] / "shared" / "cases"

NAN = float("nan")


@pytest.mark.parametrize(
    ("indirect", "indirect_p", "direct", "direct_p", "expected"),
    [
        (0.2, 0.01, 0.3, 0.01, "complementary"),
        (0.2, 0.01, -0.3, 0.01, "competitive"),
        (-0.2, 0.01, -0.3, 0.01, "complementary"),
        (0.2, 0.01, 0.3, 0.2, "indirect_only"),
        (0.2, 0.3, 0.3, 0.01, "direct_only"),
        (0.2, 0.3, 0.3, 0.2, "none"),
        (0.2, 0.01, 0.0, NAN, "indirect"),
        (0.2, 0.2, 0.0, NAN, "no_indirect"),
        (NAN, NAN, 0.3, 0.01, ""),
        (0.2, 0.049, 0.3, 0.049, "complementary"),
        (0.2, 0.05, 0.3, 0.049, "direct_only"),
        (0.2, 0.049, 0.3, 0.05, "indirect_only"),
        (0.2, 0.07, 0.3, 0.07, "none"),
    ],
)
def test_zhao_lynch_and_chen(indirect: float, indirect_p: float, direct: float, direct_p: float, expected: str) -> None:
    found = mediation_type(indirect=indirect, indirect_p=indirect_p, direct=direct, direct_p=direct_p)
    assert found == expected


@pytest.mark.parametrize(
    ("ways", "whole_p", "direct", "direct_p", "expected"),
    [
        ([], NAN, 0.3, 0.01, ""),
        ([(0.2, 0.01), (-0.2, 0.01)], 0.9, 0.3, 0.01, "opposite"),
        ([(0.2, 0.01), (-0.2, 0.06)], 0.9, 0.3, 0.01, "complementary"),
        ([(0.2, 0.06), (-0.2, 0.01)], 0.9, 0.3, 0.01, "competitive"),
        ([(0.2, 0.01), (0.1, 0.01)], 0.001, 0.3, 0.2, "indirect_only"),
        ([(0.2, 0.01), (0.1, 0.01)], 0.001, 0.0, NAN, "indirect"),
        ([(0.2, 0.06), (0.2, 0.06)], 0.01, 0.3, 0.01, "together"),
        ([(0.2, 0.06), (0.2, 0.06)], 0.05, 0.3, 0.01, "direct_only"),
        ([(0.2, 0.06)], 0.06, 0.3, 0.2, "none"),
        ([(0.2, 0.06)], 0.06, 0.0, NAN, "no_indirect"),
        ([(0.2, NAN)], NAN, 0.3, 0.2, ""),
    ],
)
def test_all_ways_of_a_source_together(
    ways: list[tuple[float, float]], whole_p: float, direct: float, direct_p: float, expected: str
) -> None:
    assert overall(ways, whole_p, direct, direct_p) == expected


MEASURED = "X =~ x1 + x2 + x3; M =~ m1 + m2 + m3; K =~ k1 + k2 + k3; Y =~ y1 + y2 + y3; M ~ X; K ~ X; "


TRUTH = """
  X =~ 0.8*x1 + 0.8*x2 + 0.8*x3; M =~ 0.8*m1 + 0.8*m2 + 0.8*m3
  K =~ 0.8*k1 + 0.8*k2 + 0.8*k3; Y =~ 0.8*y1 + 0.8*y2 + 0.8*y3
  M ~ 0.5*X; K ~ 0.5*X; Y ~ 0.5*M + -0.5*K
"""


def cancelling(source: str) -> pd.DataFrame:
    if source == "drawn":
        return sem.simulate(TRUTH, 500, seed=8, standardized=True)
    if not (CASES / source).is_file():
        pytest.skip("the shared folder of cases is absent")
    return pd.read_csv(CASES / source)


@pytest.mark.parametrize("draws", [0, 60])
@pytest.mark.parametrize(("model", "each"), [("Y ~ M + K + X", "indirect_only"), ("Y ~ M + K", "indirect")])
@pytest.mark.parametrize("source", ["drawn", "cancel.csv"])
def test_two_ways_that_cancel_are_two_opposite_effects(source: str, draws: int, model: str, each: str) -> None:
    """0.1.0 said "no mediation, no direct effect"; and "indirect only" of a direct path that was never estimated."""
    fit = sem.fit(MEASURED + model, cancelling(source), estimator="MLR", bootstrap=draws, seed=1)
    ways = table(fit, "Y").set_index("path")
    assert list(ways.index) == ["X -> M -> Y", "X -> K -> Y"]
    assert ways["mediation"].tolist() == [each, each]
    assert (ways["pvalue"] < (0.05 if draws else 1e-7)).all()
    ranked = ranking.table(fit, "Y").set_index("source")
    assert ranked.loc["X", "mediation"] == "opposite"
    assert ranked.loc["M", "mediation"] == ""
    assert ranked.loc["X", "indirect_b_pvalue"] > 0.05
    assert np.isfinite(ranked.loc["X", "direct_b_pvalue"]) == (each == "indirect_only")
    if each == "indirect_only" and source == "cancel.csv":
        assert ways["std"].round(3).tolist() == [0.268, -0.279]
        assert ranked.loc["X", "total"] == pytest.approx(-0.023, abs=0.001)
    assert ranked.loc["X", "indirect_b"] == pytest.approx(ways["est"].sum())


def chain(n: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    x = rng.normal(size=n)
    m = 0.6 * x + rng.normal(size=n)
    k = 0.5 * x + rng.normal(size=n)
    return pd.DataFrame({"x": x, "m": m, "k": k, "y": 0.5 * m + 0.02 * k + rng.normal(size=n)})


def test_holm_is_over_all_ways_and_out_of_reach_of_few_draws() -> None:
    fit = sem.fit("m ~ x; k ~ x; y ~ m + k + x", chain(), bootstrap=79, seed=2)
    found = table(fit, "y")
    assert list(found.columns) == COLUMNS
    assert found["path"].tolist() == ["x -> m -> y", "x -> k -> y"]
    strong = found.iloc[0]
    assert strong["pvalue"] < strong["resolution"] == 2 / 80
    assert strong["p_holm"] == pytest.approx(0.05)
    assert not found["holm_reachable"].any()
    enough = table(sem.fit("m ~ x; k ~ x; y ~ m + k + x", chain(), bootstrap=draws_needed(2), seed=2), "y")
    assert enough["holm_reachable"].all()
    assert enough["p_holm"].iloc[0] < 0.05
    plain = table(sem.fit("m ~ x; k ~ x; y ~ m + k + x", chain()), "y")
    assert plain["holm_reachable"].all()


@pytest.mark.parametrize("tests", [1, 2, 3, 7, 16, 24, 100])
def test_the_draws_that_are_needed_are_the_fewest(tests: int) -> None:
    needed = draws_needed(tests)
    assert tests * 2 / (needed + 1) < 0.05 <= tests * 2 / needed + 1e-12


def test_an_outcome_without_ways_has_an_empty_table() -> None:
    found = table(sem.fit("y ~ x + m", chain()), "y")
    assert not len(found)
    assert list(found.columns) == COLUMNS
