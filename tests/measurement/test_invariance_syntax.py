"""Multi-group models, parameter by parameter."""

from __future__ import annotations

import itertools

import pytest
from measurement.reference import HS, holzinger

from tamkit import sem
from tamkit.errors import InputError
from tamkit.measurement import Block, blocks_of
from tamkit.measurement.invariance_syntax import CONTINUOUS, HELD, ORDINAL, group_model, parameter

TWO = [Block("F", ("a", "b", "c")), Block("G", ("d", "e", "f"))]


def lines(level: str, **more: object) -> list[str]:
    return str(group_model(TWO, level, 2, **more)).split("\n")  # type: ignore[arg-type]


def test_names_of_parameters() -> None:
    assert parameter("loading", "PU", "PU2") == "PU=~PU2"
    assert parameter("intercept", "PU", "PU2") == "PU2~1"
    assert parameter("residual", "PU", "PU2") == "PU2~~PU2"
    with pytest.raises(KeyError):
        parameter("mean", "PU", "PU2")


def test_every_level_holds_those_before_it() -> None:
    texts = {level: "\n".join(lines(level)) for level in CONTINUOUS}
    assert "l_F_a_g1, l_F_a_g2" in texts["configural"]
    for level in CONTINUOUS[1:]:
        assert "l_F_a, l_F_a" in texts[level]
    assert "i_a_g1, i_a_g2" in texts["metric"]
    for level in ("scalar", "strict", "structural"):
        assert "i_a, i_a" in texts[level]
    assert [
        level
        for level in CONTINUOUS
        if "a ~~ c(" in texts[level] and "_g1" not in texts[level].split("a ~~ c(")[1].split(")")[0]
    ] == ["strict", "structural"]


def test_the_degrees_of_freedom_of_the_ladder() -> None:
    data = holzinger()
    dfs = []
    for level in CONTINUOUS:
        model = group_model(blocks_of(HS), level, 2)
        dfs.append(sem.fit(model, data, group="school", estimator="ML", std_lv=True).fit["df"])
    # 9 loadings less the 3 whose scale is freed with the variances, 6 intercepts, 9 residuals, 6 (co)variances
    assert [int(after - before) for before, after in itertools.pairwise(dfs)] == [6, 6, 9, 6]


def test_freed_parameters_stay_free() -> None:
    held, loose = lines("scalar"), lines("scalar", freed=["b~1"])
    assert [line for line in loose if line not in held] == ["b ~ c(i_b_g1, i_b_g2)*1"]


def test_ordinal_levels_need_thresholds() -> None:
    with pytest.raises(InputError, match="unknown level"):
        group_model(TWO, "thresholds", 2)
    with pytest.raises(InputError, match="unknown level"):
        group_model(TWO, "weak", 2)  # type: ignore[arg-type]
    thresholds = dict.fromkeys("abcdef", 3)
    text = "\n".join(lines("thresholds", thresholds=thresholds))
    assert text.count("|") == 6
    assert "| c(" in text or "t1" in text


def test_what_levels_hold() -> None:
    assert set(HELD) == set(ORDINAL)
    assert [level for level in ORDINAL if level != "thresholds"] == list(CONTINUOUS)
    kinds = [kind for level in ORDINAL for kind in HELD[level]]
    assert kinds == ["thresholds", "loadings", "intercepts", "residuals", "lv.variances", "lv.covariances"]


def test_three_groups() -> None:
    text = "\n".join(str(group_model(TWO, "metric", 3)).split("\n"))
    assert "c(l_F_a, l_F_a, l_F_a)*a" in text
    assert "F ~~ c(1, NA, NA)*F" in text
