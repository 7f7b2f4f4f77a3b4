"""Direct, indirect and total effects against the same sums of products written as definitions."""

from __future__ import annotations

import numpy as np
import pytest
from sem.lavaan_reference import dataset, fitted, reference

from tamkit.sem import fit

TAM = reference("sem_tables")["models"]["tam"]
# Every route from each construct to the outcome, written out by hand.
ROUTES = {
    ("PEOU", "INT"): "pi*ic + pi*ia*ac + pi*ir*ra*ac + pi*ir*rc + pu*uc + pu*ua*ac + pa*ac",
    ("PEOU", "ATT"): "pi*ia + pi*ir*ra + pu*ua",
    ("IT", "INT"): "ia*ac + ir*ra*ac + ir*rc",
    ("IT", "ATT"): "ir*ra",
    ("PU", "INT"): "ua*ac",
    ("PR", "INT"): "ra*ac",
}
LABELS = """
  IT  ~ pi*PEOU
  PR  ~ ir*IT
  PU  ~ pu*PEOU
  ATT ~ ua*PU + pa*PEOU + ra*PR + ia*IT
  INT ~ ac*ATT + uc*PU + rc*PR + ic*IT
"""


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_effects_are_the_sums_over_all_routes(estimator: str) -> None:
    definitions = "\n".join(f"i{k} := {route}" for k, route in enumerate(ROUTES.values()))
    written = fit(f"{TAM}\n{LABELS}\n{definitions}", dataset("tam"), estimator=estimator).defined().set_index("lhs")
    effects = fit(TAM, dataset("tam"), estimator=estimator).effects().set_index(["source", "target"])
    for k, pair in enumerate(ROUTES):
        mine, theirs = effects.loc[pair], written.loc[f"i{k}"]
        for ours, other in (
            ("indirect", "est"),
            ("indirect_se", "se"),
            ("indirect_pvalue", "pvalue"),
            ("indirect_ci_lower", "ci_lower"),
            ("indirect_ci_upper", "ci_upper"),
            ("indirect_std", "std_all"),
            ("indirect_std_se", "std_all_se"),
        ):
            assert mine[ours] == pytest.approx(theirs[other], rel=1e-5, abs=1e-7), (pair, ours)


def test_direct_effects_are_the_paths_and_totals_their_sum() -> None:
    result = fitted("tam_sem", "ml")
    effects = result.effects().set_index(["source", "target"])
    for row in result.paths().itertuples():
        found = effects.loc[(row.rhs, row.lhs)]
        assert found["direct"] == pytest.approx(row.est)
        assert found["direct_se"] == pytest.approx(row.se, rel=1e-6)
        assert found["direct_std"] == pytest.approx(row.std_all)
        assert found["direct_std_se"] == pytest.approx(row.std_all_se, rel=1e-5)
    np.testing.assert_allclose(effects["total"], effects["direct"] + effects["indirect"], atol=1e-12)


def test_effects_on_one_outcome() -> None:
    effects = fitted("tam_sem", "ml").effects("INT")
    assert set(effects["target"]) == {"INT"}
    assert set(effects["source"]) == {"PEOU", "PU", "PR", "IT", "ATT"}
    direct_only = effects.set_index("source").loc["ATT"]
    assert direct_only["indirect"] == 0
    assert np.isnan(direct_only["indirect_se"])


def test_effects_with_feedback_are_the_geometric_series() -> None:
    result = fitted("tam_small", "feedback")
    b = {(row.rhs, row.lhs): row.est for row in result.paths().itertuples()}
    loop = b["PU", "ATT"] * b["ATT", "PU"]
    effects = result.effects().set_index(["source", "target"])
    assert effects.loc[("IT", "ATT"), "total"] == pytest.approx(b["IT", "ATT"] / (1 - loop))
    assert effects.loc[("PEOU", "ATT"), "total"] == pytest.approx(b["PEOU", "PU"] * b["PU", "ATT"] / (1 - loop))


def test_effects_by_group() -> None:
    effects = fitted("tam_groups", "configural").effects()
    assert sorted(set(effects["group"])) == [1, 2]
    paths = fitted("tam_groups", "configural").paths().set_index(["group", "lhs", "rhs"])["est"]
    for g in (1, 2):
        row = effects[(effects["group"] == g) & (effects["source"] == "PU") & (effects["target"] == "INT")].iloc[0]
        assert row["indirect"] == pytest.approx(paths[g, "ATT", "PU"] * paths[g, "INT", "ATT"])


def test_a_measurement_model_has_no_effects() -> None:
    assert not len(fitted("classics", "hs").effects())


def test_effects_of_bootstrap_draws() -> None:
    result = fit(reference("sem_tables")["models"]["chain"], dataset("tam"), bootstrap=100, seed=1)
    draws = result.bootstrap
    assert draws is not None
    position = {row.name: row.free - 1 for row in result.setup.table.rows if row.free}
    t = draws.draws.theta[:, position["ATT~PU"]] * draws.draws.theta[:, position["INT~ATT"]]
    row = result.effects("INT").set_index("source").loc["PU"]
    assert row["indirect_se"] == pytest.approx(t.std(ddof=1), rel=1e-9)
    assert t.min() <= row["indirect_ci_lower"] < row["indirect"] < row["indirect_ci_upper"] <= t.max()


CHAIN = """
  PU =~ PU1 + PU2 + PU3
  ATT =~ ATT1 + ATT2 + ATT3
  INT =~ INT1 + INT2 + INT3
  ATT ~ a*PU
  INT ~ b*ATT + c*PU
  ie := a*b
  total := a*b + c
"""


@pytest.mark.parametrize("draws", [0, 60])
def test_one_effect_has_one_set_of_numbers_wherever_it_stands(draws: int) -> None:
    """A path in the table and as a direct effect, a way as a definition and in the two tables of effects."""
    found = fit(CHAIN, dataset("tam"), estimator="MLR", bootstrap=draws, seed=1)
    parts = ("se", "pvalue", "ci_lower", "ci_upper")
    rows = {row["lhs"]: row for row in found.defined().to_dict("records")}
    way = found.indirect("INT").iloc[0]
    effects = found.effects("INT").set_index("source").loc["PU"]
    path = found.paths().set_index(["lhs", "rhs"]).loc["INT", "PU"]
    whole = found.effects("ATT").set_index("source").loc["PU"]
    only = found.paths().set_index(["lhs", "rhs"]).loc["ATT", "PU"]
    assert way["path"] == "PU -> ATT -> INT"
    for part in parts:
        assert way[part] == pytest.approx(rows["ie"][part], rel=1e-6)
        assert effects[f"indirect_{part}"] == pytest.approx(way[part], rel=1e-6)
        assert effects[f"total_{part}"] == pytest.approx(rows["total"][part], rel=1e-6)
        assert effects[f"direct_{part}"] == pytest.approx(path[part], rel=1e-6)
        for kind in ("direct", "total"):  # a total with no other way is that path
            assert whole[f"{kind}_{part}"] == pytest.approx(only[part], rel=1e-6)
    for name, value in (("", "est"), ("_std", "std_all")):
        assert effects[f"indirect{name}"] == pytest.approx(rows["ie"][value])
    assert way["std_ci_lower"] == pytest.approx(effects["indirect_std_ci_lower"], rel=1e-6)
    assert way["std_se"] == pytest.approx(effects["indirect_std_se"], rel=1e-6)
    assert np.isnan(way["z"]) == bool(draws)
    if draws:
        assert way["resolution"] == effects["resolution"] == rows["ie"]["resolution"] == found.bootstrap.resolution
    else:
        assert np.isnan([way["resolution"], effects["resolution"]]).all()
    assert np.isnan(whole["resolution"])


def test_ways_by_group_and_none() -> None:
    found = fitted("tam_groups", "configural").indirect("INT")
    assert sorted(set(found["group"])) == [1, 2]
    assert len(found[found["group"] == 1]) == len(found) / 2
    nothing = fitted("classics", "hs").indirect()
    assert not len(nothing)
    assert list(nothing.columns) == list(found.columns)


def test_a_way_over_a_path_fixed_at_a_number_has_the_error_of_the_other() -> None:
    text = CHAIN.replace("b*ATT", "0.5*ATT").replace("a*b + c", "c").replace("a*b", "a*0.5")
    found = fit(text, dataset("tam"))
    way, path = found.indirect("INT").iloc[0], found.paths().set_index(["lhs", "rhs"]).loc["ATT", "PU"]
    assert way["est"] == pytest.approx(0.5 * path["est"])
    assert way["se"] == pytest.approx(0.5 * path["se"], rel=1e-5)
