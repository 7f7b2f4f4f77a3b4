"""Types of mediation, way by way; what a sum of ways would hide."""

from __future__ import annotations

import itertools
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tamkit import sem
from tamkit.drivers import ranking
from tamkit.drivers.mediation import (
    COLUMNS,
    DIFFERENCES,
    PAIRS,
    STEPS,
    by_group,
    differences,
    draws_needed,
    mediation_type,
    overall,
    steps,
    table,
    together,
)
from tamkit.drivers.mediation_flow import RESULTS

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
        ([(0.2, 0.01), (-0.2, 0.06)], 0.9, 0.3, 0.01, "several"),
        ([(0.2, 0.06), (-0.2, 0.01)], 0.9, 0.3, 0.01, "several"),
        ([(0.2, 0.01), (0.1, 0.01)], 0.001, 0.3, 0.2, "several"),
        ([(0.2, 0.01), (0.1, 0.01)], 0.001, 0.0, NAN, "several"),
        ([(0.2, 0.06), (0.2, 0.06)], 0.01, 0.3, 0.01, "together"),
        ([(0.2, 0.06), (0.2, 0.06)], 0.05, 0.3, 0.01, "several_none"),
        ([(0.2, 0.06), (0.2, NAN)], 0.05, 0.0, NAN, "several_none"),
        ([(0.2, 0.01)], 0.01, 0.3, 0.01, "complementary"),
        ([(0.2, 0.01)], 0.01, -0.3, 0.01, "competitive"),
        ([(0.2, 0.06)], 0.06, 0.3, 0.2, "none"),
        ([(0.2, 0.01)], 0.01, 0.0, NAN, "indirect"),
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
@pytest.mark.parametrize(("model", "flow"), [("Y ~ M + K + X", "indirect_only"), ("Y ~ M + K", "no_direct_path")])
@pytest.mark.parametrize("source", ["drawn", "cancel.csv"])
def test_two_ways_that_cancel_are_two_opposite_effects(source: str, draws: int, model: str, flow: str) -> None:
    """0.1.0 said "no mediation, no direct effect"; and "indirect only" of a direct path that was never estimated."""
    fit = sem.fit(MEASURED + model, cancelling(source), estimator="MLR", bootstrap=draws, seed=1)
    ways = table(fit, "Y").set_index("path")
    assert list(ways.index) == ["X -> M -> Y", "X -> K -> Y"]
    assert ways["mediation"].tolist() == ["", ""]  # two ways have no type
    assert ways["flow"].tolist() == [flow, flow]
    assert ways["argued"].tolist() == ["suppression", "suppression"]  # the total effect is near 0
    assert (ways["pvalue"] < (0.05 if draws else 1e-7)).all()
    ranked = ranking.table(fit, "Y").set_index("source")
    assert ranked.loc["X", "mediation"] == "opposite"
    assert ranked.loc["M", "mediation"] == ""
    assert ranked.loc["X", "indirect_b_pvalue"] > 0.05
    assert np.isfinite(ranked.loc["X", "direct_b_pvalue"]) == (flow == "indirect_only")
    if flow == "indirect_only" and source == "cancel.csv":
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


# -- every way, to every outcome -----------------------------------------------------------------------------------

SERIAL = "m ~ x; k ~ m + x; y ~ m + k"


def serial(draws: int = 0) -> sem.Fit:
    return sem.fit(SERIAL, chain(), bootstrap=draws, seed=2)


def test_a_type_is_of_one_way_beside_an_estimated_direct_path() -> None:
    found = table(serial()).set_index("path")
    assert list(found.index) == ["x -> m -> k", "m -> k -> y", "x -> m -> y", "x -> k -> y", "x -> m -> k -> y"]
    whole = together(serial()).set_index(["source", "outcome"])
    assert whole["ways"].to_dict() == {("x", "k"): 1, ("m", "y"): 1, ("x", "y"): 3}
    assert whole["direct_estimated"].to_dict() == {("x", "k"): True, ("m", "y"): True, ("x", "y"): False}
    for path in ("x -> m -> k", "m -> k -> y"):
        own = whole.loc[(found.loc[path, "source"], found.loc[path, "outcome"])]
        assert (
            found.loc[path, "mediation"] == own["mediation"] in ("direct_only", "complementary", "competitive", "none")
        )
    assert found.loc[found["outcome"] == "y"].loc[lambda rows: rows["source"] == "x", "mediation"].eq("").all()
    assert whole.loc[("x", "y"), "mediation"] == "several"
    firm = found[(found["source"] == "x") & (found["outcome"] == "y") & (found["pvalue"] < 0.05)]["est"]
    counts = whole.loc[("x", "y"), ["significant", "positive", "negative"]].tolist()
    assert counts == [len(firm), (firm > 0).sum(), (firm < 0).sum()]


def test_sums_are_the_effects_of_the_algebra() -> None:
    for draws in (0, 60):
        fit = serial(draws)
        effects = fit.effects().set_index(["source", "target"])
        for row in together(fit).to_dict("records"):
            own = effects.loc[(row["source"], row["outcome"])]
            for kind in ("indirect", "direct", "total"):
                for name in ("", "_se", "_pvalue", "_ci_lower", "_ci_upper", "_std", "_std_se", "_std_ci_upper"):
                    assert row[kind + name] == pytest.approx(own[kind + name], rel=1e-6, nan_ok=True), (kind, name)


def test_holm_is_over_the_ways_to_one_outcome_and_over_the_pairs_of_one_source() -> None:
    fit = serial()
    for outcome in ("k", "y"):
        alone, among = table(fit, outcome), table(fit).query("outcome == @outcome")
        np.testing.assert_array_equal(alone["p_holm"], among["p_holm"])
    found = differences(fit)
    assert list(found.columns) == DIFFERENCES
    assert found[["path_1", "path_2"]].to_numpy().tolist() == [
        ["x -> m -> y", "x -> k -> y"],
        ["x -> m -> y", "x -> m -> k -> y"],
        ["x -> k -> y", "x -> m -> k -> y"],
    ]
    ways = table(fit).set_index("path")["est"]
    np.testing.assert_allclose(found["est"], ways[found["path_1"]].to_numpy() - ways[found["path_2"]].to_numpy())
    assert (found["p_holm"] >= found["pvalue"]).all()
    few = differences(serial(60))
    assert not few["holm_reachable"].any()  # 3 · 2/61 is above .05
    assert (few["pvalue"].min() < few["resolution"]).all()


def test_both_intervals_of_the_draws_stand_beside_the_one_that_decides() -> None:
    found = table(serial(60))
    assert (found["ci"] == "percentile").all()
    np.testing.assert_array_equal(found["ci_lower"], found["percentile_lower"])
    np.testing.assert_array_equal(found["std_ci_upper"], found["std_percentile_upper"])
    assert (found["bca_lower"] != found["percentile_lower"]).any()
    plain = table(serial())
    assert (plain["ci"] == "wald").all()
    assert plain[["percentile_lower", "bca_upper", "std_bca_lower"]].isna().to_numpy().all()
    other = table(sem.fit(SERIAL, chain(), bootstrap=60, seed=2, ci="bca"))
    np.testing.assert_array_equal(other["ci_lower"], found["bca_lower"])
    np.testing.assert_array_equal(other["percentile_upper"], found["percentile_upper"])


def test_the_steps_of_the_flow_are_of_the_fit() -> None:
    fit = serial()
    found, ways, whole = steps(fit), table(fit).set_index("path"), together(fit).set_index(["source", "outcome"])
    assert list(found.columns) == STEPS
    paths = fit.paths().set_index(["rhs", "lhs"])["pvalue"]
    for path, rows in found.groupby("path", sort=False):
        step = rows.set_index("step")
        way = ways.loc[path]
        pair = whole.loc[(way["source"], way["outcome"])]
        assert step.loc["total", "value"] == pair["total"]
        assert step.loc["total", "pvalue"] == pair["total_pvalue"]
        passed = path.split(" -> ")
        assert step.loc["paths", "pvalue"] == max(paths[one, other] for one, other in itertools.pairwise(passed))
        assert (
            step.loc["product", ["value", "lower", "upper"]].tolist() == way[["est", "ci_lower", "ci_upper"]].tolist()
        )
        assert way["flow"] in RESULTS
        if way["flow"] == "partial" and way["share_of"]:
            assert way["share"] == pytest.approx(way["est"] / pair["total"])
    assert ways.loc["x -> m -> k -> y", "extension"] == "chain several"
    assert ways.loc["x -> m -> y", "extension"] == "several"
    assert ways.loc["m -> k -> y", "extension"] == ""


def grouped(**given: object) -> sem.Fit:
    data = pd.concat([chain().assign(g="a"), chain(200).assign(g="b")])
    return sem.fit(SERIAL, data, group="g", **given)


def test_with_groups_one_list_a_group() -> None:
    fit = grouped()
    found = table(fit)
    assert found["group"].value_counts().to_dict() == {1: 5, 2: 5}
    alone = table(sem.fit(SERIAL, chain(200), meanstructure=True))
    pd.testing.assert_frame_equal(
        found[found["group"] == 2].drop(columns="group").reset_index(drop=True), alone.drop(columns="group"), rtol=1e-4
    )
    assert len(together(fit)) == 6
    assert len(differences(fit)) == 6
    assert len(steps(fit)) > 10


def test_groups_have_their_own_names_fitted_together_or_apart() -> None:
    joint = SimpleNamespace(fits={"free": grouped(), "y~m equal": None})
    assert by_group(joint)["group"].tolist() == ["a"] * 5 + ["b"] * 5
    apart = SimpleNamespace(fits={"1": serial(), "2": serial()})
    assert by_group(apart)["group"].tolist() == ["1"] * 5 + ["2"] * 5
    assert list(by_group(SimpleNamespace(fits={})).columns) == COLUMNS


def test_a_loop_costs_the_ways_and_nothing_else() -> None:
    fit = sem.fit("m ~ x + y; y ~ m", chain())
    for made, columns in ((table, COLUMNS), (together, PAIRS), (differences, DIFFERENCES), (steps, STEPS)):
        assert made(fit).empty
        assert list(made(fit).columns) == columns
    ranked = ranking.table(fit, "y")
    assert set(ranked["source"]) == {"x", "m"}
    assert (ranked["mediation"] == "").all()
