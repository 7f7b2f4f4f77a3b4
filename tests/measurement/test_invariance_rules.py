"""When a level holds."""

from __future__ import annotations

import dataclasses

import pytest

from tamkit.measurement.invariance_rules import LARGE, SMALL, Rule, rule_for


@pytest.mark.parametrize(
    ("level", "cfi", "rmsea", "srmr", "holds"),
    [
        ("metric", -0.010, 0.015, 0.030, True),
        ("metric", -0.0101, 0.0, 0.0, False),
        ("metric", 0.0, 0.0151, 0.0, False),
        ("metric", 0.0, 0.0, 0.0301, False),
        ("thresholds", 0.0, 0.0, 0.030, True),
        ("scalar", 0.0, 0.0, 0.010, True),
        ("scalar", 0.0, 0.0, 0.0101, False),
        ("strict", 0.0, 0.0, 0.016, False),
        ("structural", 0.0, 0.0, 0.5, True),
        ("structural", -0.02, 0.0, 0.0, False),
        ("metric", 0.01, -0.01, -0.01, True),
    ],
)
def test_every_change_stays_within_its_bound(level: str, cfi: float, rmsea: float, srmr: float, holds: bool) -> None:
    assert LARGE.holds(level, cfi, rmsea, srmr) is holds


@pytest.mark.parametrize(
    ("cfi", "rmsea", "srmr", "holds"),
    [(-0.02, 0.0, 0.0, True), (-0.02, 0.02, 0.0, False), (-0.02, 0.0, 0.04, False), (0.0, 0.02, 0.04, True)],
)
def test_chen_s_own_wording_is_laxer(cfi: float, rmsea: float, srmr: float, holds: bool) -> None:
    assert dataclasses.replace(LARGE, combine="chen").holds("metric", cfi, rmsea, srmr) is holds


@pytest.mark.parametrize(
    ("n", "rule"),
    [
        ((150, 150), SMALL),
        ((151, 150), LARGE),
        ((200, 100), SMALL),
        ((201, 100), SMALL),
        ((400, 200), LARGE),
        ((401, 200), SMALL),
        ((300, 150, 310), SMALL),
    ],
)
def test_the_rule_follows_the_sizes(n: tuple[int, ...], rule: Rule) -> None:
    assert rule_for(n) is rule


def test_small_groups_have_the_tighter_bounds() -> None:
    assert (SMALL.cfi, SMALL.rmsea, SMALL.srmr_metric, SMALL.srmr) == (-0.005, 0.010, 0.025, 0.005)
    assert (LARGE.cfi, LARGE.rmsea, LARGE.srmr_metric, LARGE.srmr) == (-0.010, 0.015, 0.030, 0.010)
    assert SMALL.combine == LARGE.combine == "all"
