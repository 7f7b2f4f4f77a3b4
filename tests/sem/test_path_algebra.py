"""Effects by the algebra of paths: the series D + D² + … of hand-made paths, and which pairs are joined."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import fitted

from tamkit.sem.matrices import Array, compile_group
from tamkit.sem.path_algebra import EffectPairs, along, chains, effects, pairs, stacked_effects
from tamkit.sem.paths import path_rows
from tamkit.sem.table import ParameterTable, TableOptions, build
from tamkit.syntax import parse

CHAIN = "y ~ b*m + c*x\nm ~ a*x\nz ~ d*y"
VALUES = {"a": 0.5, "b": 0.4, "c": 0.3, "d": -2.0}


def at_values(model: str, values: dict[str, float]) -> tuple[ParameterTable, Array]:
    table = build(parse(model), TableOptions(fixed_x=False))
    theta = np.zeros((1, table.k))
    for row in table.rows:
        if row.free:
            theta[0, row.free - 1] = values.get(row.label, 1.0 if row.lhs == row.rhs else 0.0)
    return table, theta


def found_by(model: str, values: dict[str, float], std: bool = False) -> dict[tuple[str, str], tuple[float, ...]]:
    table, theta = at_values(model, values)
    which, matrices = pairs(table), compile_group(table, 1)
    p = len(table.names.ov)
    parts = effects(which, matrices, theta, np.eye(p)[None], np.zeros((1, p)), std)
    return {
        (which.variables[s], which.variables[o]): tuple(float(part[0, i]) for part in parts)
        for i, (s, o) in enumerate(zip(which.source, which.target, strict=True))
    }


def test_direct_indirect_and_total_effects_of_a_chain() -> None:
    found = found_by(CHAIN, VALUES)
    assert set(found) == {("m", "y"), ("x", "y"), ("x", "m"), ("y", "z"), ("m", "z"), ("x", "z")}
    assert found["x", "y"] == pytest.approx((0.3, 0.2, 0.5))
    assert found["x", "z"] == pytest.approx((0.0, -1.0, -1.0))
    assert found["m", "z"] == pytest.approx((0.0, -0.8, -0.8))
    assert found["y", "z"] == pytest.approx((-2.0, 0.0, -2.0))


def test_standardized_effects_are_in_standard_deviations() -> None:
    plain, std = found_by(CHAIN, VALUES), found_by(CHAIN, VALUES, std=True)
    variance = {"x": 1.0, "m": 0.25 + 1.0}
    variance["y"] = 0.5**2 + 0.4**2 + 1.0  # total effect of x, then m's own part, then its residual
    variance["z"] = 4.0 * variance["y"] + 1.0
    for (source, target), parts in plain.items():
        factor = np.sqrt(variance[source] / variance[target])
        assert std[source, target] == pytest.approx(tuple(part * factor for part in parts), rel=1e-12)


def test_feedback_is_a_geometric_series() -> None:
    found = found_by("y ~ b*m + x\nm ~ a*y + w", {"a": 0.5, "b": 0.4})
    loop = 0.5 * 0.4
    direct, indirect, total = found["m", "y"]
    assert direct == pytest.approx(0.4)
    assert total == pytest.approx(0.4 / (1 - loop))
    assert indirect == pytest.approx(total - direct)
    assert ("y", "y") not in found
    assert {("x", "m"), ("w", "y")} <= set(found)


def test_pairs_stand_in_model_order_latent_first() -> None:
    table = build(parse("F =~ i1 + i2 + i3\nF ~ x\ny ~ F"), TableOptions())
    which = pairs(table)
    assert which.variables == ("F", "y", "x")
    assert [(which.variables[s], which.variables[o]) for s, o in zip(which.source, which.target, strict=True)] == [
        ("x", "F"),
        ("F", "y"),
        ("x", "y"),
    ]


def test_a_long_chain_is_closed() -> None:
    chain = "\n".join(f"v{i + 1} ~ v{i}" for i in range(1, 8))
    which = pairs(build(parse(chain), TableOptions()))
    assert len(which.source) == 8 * 7 / 2


def test_nothing_is_joined_without_paths() -> None:
    assert pairs(build(parse("F =~ i1 + i2 + i3"), TableOptions())) == EffectPairs((), (), ())


def test_groups_stand_side_by_side() -> None:
    """(direct, indirect, total) of group 1, then of group 2: what the table of effects counts on."""
    result = fitted("tam_groups", "configural")
    setup = result.setup
    which = pairs(setup.table)
    count = len(which.source)
    both = stacked_effects(which, setup.matrices, result.estimate.theta[None], *setup.stack, False)
    assert both.shape == (1, 2 * 3 * count)
    frame = result.effects()
    for g in (1, 2):
        own = both[0, (g - 1) * 3 * count : g * 3 * count].reshape(3, count)
        for kind, values in zip(("direct", "indirect", "total"), own, strict=True):
            np.testing.assert_allclose(frame.loc[frame["group"] == g, kind], values, atol=1e-12)


def test_paths_of_a_table() -> None:
    table = pd.DataFrame(
        {
            "lhs": ["f", "y", "y", "f"],
            "op": ["=~", "~", "~", "~~"],
            "rhs": ["i", "f", "age", "f"],
            "est": [1.0, 0.4, 0.1, 2.0],
        }
    )
    assert [(row["source"], row["target"]) for row in path_rows(table)] == [("f", "y"), ("age", "y")]
    (own,) = path_rows(table, ("f", "y"))
    assert (own["source"], own["target"], own["est"]) == ("f", "y", 0.4)
    assert path_rows(table, ("y",)) == []


def test_chains_are_the_ways_of_two_arrows_or_more() -> None:
    table, _ = at_values("y ~ m + k + x\nm ~ x\nk ~ m + x\nz ~ y", {})
    to_y = [way for way in chains(table) if way[-1] == "y"]
    assert to_y == [("m", "k", "y"), ("x", "m", "y"), ("x", "k", "y"), ("x", "m", "k", "y")]
    assert ("x", "y", "z") in chains(table)
    assert len(chains(table)) == 4 + 2 + 7 - 1


def test_a_path_fixed_at_zero_leads_nowhere_and_a_loop_is_walked_once() -> None:
    table, _ = at_values("y ~ m + x\nm ~ 0*x", {})
    assert chains(table) == ()
    table, _ = at_values("y ~ m + x\nm ~ y + w", {})
    assert set(chains(table)) == {("w", "m", "y"), ("x", "y", "m")}


def test_products_along_all_ways_sum_to_the_indirect_effects() -> None:
    values = {"a": 0.5, "b": 0.4, "c": 0.3, "d": -2.0, "e": 0.7, "f": -0.2}
    model = "y ~ b*m + c*x + e*k\nm ~ a*x\nk ~ f*m\nz ~ d*y"
    table, theta = at_values(model, values)
    which, matrices, ways = pairs(table), compile_group(table, 1), chains(table)
    p = len(table.names.ov)
    for std in (False, True):
        products = along(ways, [matrices], theta, [np.eye(p)[None]], [np.zeros((1, p))], std)[0]
        summed: dict[tuple[str, str], float] = {}
        for way, product in zip(ways, products, strict=True):
            summed[way[0], way[-1]] = summed.get((way[0], way[-1]), 0.0) + product
        for pair, (_, indirect, _) in found_by(model, values, std).items():
            assert summed.get(pair, 0.0) == pytest.approx(indirect, abs=1e-12)
    assert len(which.source) > len(summed) > 0
