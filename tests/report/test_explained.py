"""Every construct that is explained, with what leads to it."""

from __future__ import annotations

import pytest

from tamkit.report.content import Content
from tamkit.report.explained import explained


def test_the_outcome_and_facets_are_left_out(demo: Content) -> None:
    found = [one.construct for one in explained(demo, besides="INT")]
    facets = {facet for one in demo.questionnaire.constructs for facet in one.facets}
    assert found == [one for one in demo.drivers.r2["construct"] if one != "INT" and one not in facets]


def test_total_is_direct_and_indirect(models: Content) -> None:
    """Total = direct + indirect, by the paths of the model; the largest first."""
    std = {
        (row["rhs"], row["lhs"]): row["std_all"]
        for row in models.drivers.main.table.to_dict("records")
        if row["op"] == "~"
    }
    for one in explained(models, besides="INT"):
        totals = [abs(row["total"]) for row in one.effects]
        assert totals == sorted(totals, reverse=True)
        for row in one.effects:
            assert row["total"] == pytest.approx(row["direct"] + row["indirect"], abs=1e-9)
            assert row["direct"] == pytest.approx(std.get((row["source"], one.construct), 0.0), abs=1e-9)
            assert row["total_ci_lower"] < row["total"] < row["total_ci_upper"]
    ways = {(row["source"], row["outcome"]) for row in models.drivers.mediated.to_dict("records")}
    direct = {pair for pair in std if pair[1] != "INT"}
    shown = {(row["source"], one.construct) for one in explained(models, besides="INT") for row in one.effects}
    assert shown == direct | {pair for pair in ways if pair[1] != "INT"}
