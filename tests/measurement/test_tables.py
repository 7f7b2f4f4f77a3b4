"""Tables read off a fitted measurement model."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from measurement.reference import ITEMS, SECOND, likert
from scipy import stats

from tamkit import sem
from tamkit.errors import AnalysisError
from tamkit.measurement import Block, blocks_of
from tamkit.measurement.blocks import first_order, measurement_model, second_order
from tamkit.measurement.tables import _smc, item_table, second_order_table, two_sided

DATA = likert()
BLOCKS = blocks_of(SECOND)


@pytest.fixture(scope="module")
def fit() -> Any:
    return sem.fit(measurement_model(BLOCKS), DATA, estimator="ML")


def test_one_row_an_item(fit: Any) -> None:
    notes: list[Any] = []
    frame = item_table(fit, DATA, first_order(BLOCKS), notes)
    assert frame["item"].tolist() == [item for items in ITEMS.values() for item in items]
    loadings = fit.table[fit.table["op"] == "=~"].set_index(["lhs", "rhs"])
    for row in frame.to_dict("records"):
        want = loadings.loc[(row["construct"], row["item"])]
        assert (row["loading"], row["est"]) == (want["std_all"], want["est"])
        assert row["mean"] == pytest.approx(DATA[row["item"]].mean())
        assert row["sd"] == pytest.approx(DATA[row["item"]].std())
        assert row["smc"] == pytest.approx(row["loading"] ** 2, abs=1e-8)
        items = ITEMS[row["construct"]]
        others = DATA[[item for item in items if item != row["item"]]].sum(axis=1)
        assert row["citc"] == pytest.approx(np.corrcoef(DATA[row["item"]], others)[0, 1])
        if row["fixed"]:
            assert np.isnan(row["se"])
            assert np.isnan(row["pvalue"])
        else:
            assert (row["se"], row["z"], row["pvalue"]) == (want["se"], want["z"], want["pvalue"])
    assert frame.groupby("construct")["fixed"].sum().eq(1).all()
    assert len(notes) == 1


def test_alpha_without_an_item(fit: Any) -> None:
    frame = item_table(fit, DATA, first_order(BLOCKS), []).set_index("item")
    rest = DATA[["FR2", "FR3"]].cov().to_numpy()
    assert frame.loc["FR1", "alpha_if_deleted"] == pytest.approx(2 * (1 - np.trace(rest) / rest.sum()))


def test_two_items_and_one_item() -> None:
    blocks = (Block("F", ("PU1", "PU2")), Block("G", ("IT1", "IT2", "IT3")))
    fit = sem.fit(measurement_model(blocks), DATA, estimator="ML")
    notes: list[Any] = []
    frame = item_table(fit, DATA, (*blocks, Block("H", ("PF1",)), Block("C", ("PF1", "PF2"), composite=True)), notes)
    assert frame["construct"].unique().tolist() == ["F", "G"]
    assert frame.loc[frame["construct"] == "F", "alpha_if_deleted"].isna().all()
    assert frame.loc[frame["construct"] == "G", "alpha_if_deleted"].notna().all()
    assert len(notes) == 2


def test_facets_of_a_second_order_construct(fit: Any) -> None:
    frame = second_order_table(fit, second_order(BLOCKS))
    assert frame["facet"].tolist() == SECOND["PR"]
    loadings = fit.table[fit.table["op"] == "=~"].set_index(["lhs", "rhs"])
    for row in frame.to_dict("records"):
        want = loadings.loc[("PR", row["facet"])]
        assert (row["loading"], row["se"]) == (want["std_all"], want["std_all_se"])
        assert row["z"] == pytest.approx(want["std_all"] / want["std_all_se"])
        assert row["pvalue"] == pytest.approx(2 * stats.norm.sf(abs(row["z"])))
        assert row["smc"] == pytest.approx(fit.r2[row["facet"]])


def test_explained_variance_of_the_first_group_or_from_the_loading() -> None:
    assert _smc(SimpleNamespace(r2={"a": 0.3}), "a", 0.9) == 0.3
    assert _smc(SimpleNamespace(r2={"1": {"a": 0.4}, "2": {"a": 0.5}}), "a", 0.9) == 0.4
    assert _smc(SimpleNamespace(r2={}), "a", 0.9) == pytest.approx(0.81)


@pytest.mark.parametrize(
    ("estimate", "se", "z", "p"), [(0.98, 0.5, 1.96, 0.05), (-0.98, 0.5, -1.96, 0.05), (0.0, 1.0, 0.0, 1.0)]
)
def test_a_two_sided_test(estimate: float, se: float, z: float, p: float) -> None:
    assert two_sided(estimate, se) == pytest.approx((z, p), abs=1e-4)


@pytest.mark.parametrize("se", [0.0, float("nan")])
def test_without_a_standard_error_there_is_no_test(se: float) -> None:
    with pytest.raises(AnalysisError, match="not defined"):
        two_sided(0.5, se)


def test_no_facets_no_rows(fit: Any) -> None:
    assert second_order_table(fit, first_order(BLOCKS)).empty
    assert isinstance(second_order_table(fit, ()), pd.DataFrame)
