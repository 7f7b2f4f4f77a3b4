"""Invariance ladders against lavaan's group.equal and semTools' measEq."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from measurement.reference import HS, ITEMS, TOLERANCE, holzinger, likert, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import Block, invariance
from tamkit.measurement.invariance_rules import LARGE, SMALL, rule_for
from tamkit.measurement.invariance_syntax import group_model

REF = reference("measurement_models")
LADDER = ["configural", "metric", "scalar", "strict", "structural"]


def compare(table: pd.DataFrame, ref: dict[str, Any], scaled: bool) -> None:
    rows = table.set_index("level")
    for level, wanted in ref["levels"].items():
        row = rows.loc[level]
        assert row["chisq"] == pytest.approx(wanted["chisq"], rel=TOLERANCE)
        assert row["df"] == wanted["df"]
        assert row["srmr"] == pytest.approx(wanted["srmr"], abs=TOLERANCE)
        for key in ("cfi", "rmsea"):
            name = f"{key}.robust" if scaled else key
            assert row[key] == pytest.approx(wanted[name], abs=TOLERANCE), (level, key)
    for level, test in zip(list(ref["levels"])[1:], ref["tests"], strict=True):
        row = rows.loc[level]
        assert row["chisq_diff"] == pytest.approx(test["diff"], rel=10 * TOLERANCE)  # a difference of two large numbers
        assert row["df_diff"] == test["df"]
        assert row["pvalue_diff"] == pytest.approx(test["p"], abs=TOLERANCE)


@pytest.mark.parametrize(("key", "estimator"), [("hs_ml", "ML"), ("hs_mlr", "MLR")])
def test_holzinger_by_school(key: str, estimator: str) -> None:
    found = invariance(holzinger(), HS, "school", estimator=estimator)
    assert found.groups == ("Pasteur", "Grant-White")
    assert found.n == (156, 145)
    assert found.rule is LARGE
    assert found.table["level"].tolist() == LADDER
    compare(found.table, REF["invariance"][key], scaled=estimator == "MLR")
    assert found.held == "metric"  # the well-known result: intercepts of x3 and x7 differ
    assert found.latent_means is None
    assert any("Latent means are not compared" in str(note) for note in found.notes)


def test_partial_invariance_frees_x3_and_x7() -> None:
    found = invariance(holzinger(), HS, "school", partial=True, estimator="ML")
    assert found.held == "partial structural"
    freed = found.freed[found.freed["level"] == "scalar"]
    assert freed["parameter"].tolist() == ["x3~1", "x7~1"]
    ref = REF["invariance"]["hs_partial"]
    row = found.table[(found.table["level"] == "scalar") & found.table["partial"]].iloc[0]
    assert row["chisq"] == pytest.approx(ref["levels"]["scalar"]["chisq"], rel=TOLERANCE)
    assert found.latent_means is not None
    means = found.latent_means.set_index("construct").loc[ref["mean_names"]]
    assert means["difference"].tolist() == pytest.approx(ref["means"], abs=TOLERANCE)
    assert means["se"].tolist() == pytest.approx(ref["mean_se"], abs=TOLERANCE)
    assert (means["reference"] == "Pasteur").all()


def test_simulated_groups_differ_in_one_intercept() -> None:
    """PU4 was shifted by half a point in group 2: that, and nothing else, is found."""
    found = invariance(likert(), ITEMS, "group", partial=True, rule=SMALL, estimator="ML")
    full = found.table[~found.table["partial"]]
    compare(
        full.assign(), {**REF["invariance"]["likert_ml"], "levels": _until_scalar(), "tests": _tests()}, scaled=False
    )
    assert found.freed["parameter"].tolist() == ["PU4~1"]
    assert found.latent_means is not None
    assert (found.latent_means["pvalue"] > 0.05).all()


def _until_scalar() -> dict[str, Any]:
    levels = REF["invariance"]["likert_ml"]["levels"]
    return {level: levels[level] for level in LADDER[:3]}


def _tests() -> list[Any]:
    tests: list[Any] = REF["invariance"]["likert_ml"]["tests"][:2]
    return tests


def test_rule_by_size() -> None:
    assert rule_for([200, 150]) is LARGE
    assert rule_for([150, 150]) is SMALL
    assert rule_for([500, 120]) is SMALL
    assert LARGE.holds("metric", -0.010, 0.015, 0.030)
    assert not LARGE.holds("scalar", -0.010, 0.015, 0.030)
    assert not SMALL.holds("metric", -0.006, 0.0, 0.0)
    assert SMALL.holds("structural", 0.0, 0.0, 0.02)
    lax = replace(LARGE, combine="chen")
    assert lax.holds("metric", -0.002, 0.020, 0.01)
    assert not LARGE.holds("metric", -0.002, 0.020, 0.01)
    assert not lax.holds("metric", -0.012, 0.020, 0.01)


def test_groups_that_cannot_be_compared_are_named() -> None:
    data = holzinger()
    with pytest.raises(AnalysisError, match=r"group 8 \(\d+\) of grade.*each group needs 150"):
        invariance(data.assign(grade=data["grade"].astype(float)), HS, "grade", smallest=150)
    with pytest.raises(InputError, match="did you mean 'school'"):
        invariance(data, HS, "schol")
    with pytest.raises(InputError, match="1 group"):
        invariance(data.assign(school="one"), HS, "school")
    with pytest.raises(InputError, match="no grouping variable"):
        invariance(data.assign(age=range(len(data))), HS, "age")
    with pytest.raises(InputError, match="unknown level"):
        invariance(data, HS, "school", upto="full")  # type: ignore[arg-type]
    constant = data.assign(x2=data["x2"].where(data["school"] == "Pasteur", 3.0))
    with pytest.raises(AnalysisError, match="item x2 has the same answer from everyone in group Grant-White"):
        invariance(constant, HS, "school")


def test_rows_without_a_group_are_counted() -> None:
    data = likert()
    data["group"] = data["group"].where(data.index > 4)
    found = invariance(data, {"PU": ITEMS["PU"], "IT": ITEMS["IT"]}, "group", upto="metric")
    assert sum(found.n) == 415
    assert any("5 rows have no group" in str(note) for note in found.notes)
    assert found.latent_means is None


def test_ordinal_syntax_frees_what_thresholds_identify() -> None:
    text = str(group_model([Block("F", ("a", "b"))], "thresholds", 2, thresholds={"a": 4, "b": 1}))
    assert "a | c(t1_a, t1_a)*t1" in text
    assert "a ~ c(0, NA)*1" in text
    assert "a ~~ c(1, NA)*a" in text
    assert "b ~~ c(1, 1)*b" in text  # two categories: no scale of its own
    with pytest.raises(InputError, match="unknown level"):
        group_model([Block("F", ("a", "b"))], "thresholds", 2)


def test_ordinal_ladder_against_semtools() -> None:
    """Thresholds first, theta parameterization; the difference is lavaan's Satorra (2000) test."""
    ref = REF["ordinal"]
    found = invariance(likert(), {"IT": ITEMS["IT"], "FR": ITEMS["FR"]}, "group", estimator="WLSMV", upto="strict")
    rows = found.table.set_index("level")
    assert list(rows.index) == list(ref["levels"])
    for level, wanted in ref["levels"].items():
        row = rows.loc[level]
        assert row["df"] == wanted["df"]
        assert row["chisq"] == pytest.approx(wanted["chisq"], rel=TOLERANCE)
        assert row["chisq_scaled"] == pytest.approx(wanted["chisq.scaled"], rel=TOLERANCE)
        assert row["cfi"] == pytest.approx(wanted["cfi.scaled"], abs=TOLERANCE)
        assert row["rmsea"] == pytest.approx(wanted["rmsea.scaled"], abs=TOLERANCE)
        assert row["srmr"] == pytest.approx(wanted["srmr"], abs=TOLERANCE)
    for level, test in zip(list(ref["levels"])[1:], ref["tests"], strict=True):
        assert rows.loc[level, "chisq_diff"] == pytest.approx(test["diff"], rel=TOLERANCE)
        assert rows.loc[level, "df_diff"] == test["df"]
        assert rows.loc[level, "pvalue_diff"] == pytest.approx(test["p"], abs=TOLERANCE)
    assert found.latent_means is not None
    assert any("read the test" in str(note) for note in found.notes)


def test_categories_nobody_chose_are_named() -> None:
    data = likert()
    lowest = (data["group"] == 2) & (data["IT2"] == 1)
    data.loc[lowest, "IT2"] = 2
    with pytest.raises(AnalysisError, match=r"item IT2: nobody in group 2 of group answered 1.*Join that category"):
        invariance(data, {"IT": ITEMS["IT"], "FR": ITEMS["FR"]}, "group", estimator="WLSMV")


def test_when_nothing_may_be_freed_the_level_fails_and_says_so() -> None:
    found = invariance(holzinger(), HS, "school", partial=True, max_freed=0.0, upto="scalar")
    assert found.held == "metric"
    assert found.freed.empty
    assert found.latent_means is None
    assert any("No partial scalar invariance: nothing more may be freed" in str(note) for note in found.notes)


def test_three_groups_and_codes_kept_as_floats() -> None:
    data = likert()
    data["group"] = (data.index % 3 + 1).astype(float)
    found = invariance(data, {"PU": ITEMS["PU"], "FR": ITEMS["FR"]}, "group", upto="scalar")
    assert found.groups == ("1", "2", "3")
    # R: cfa(..., group.equal = ...): 3 x 13, + 2 x 5 loadings, + 2 x 5 intercepts
    assert found.table["df"].tolist() == [39, 49, 59]
    assert found.latent_means is not None
    assert found.latent_means["group"].tolist() == ["2", "2", "3", "3"]


def test_an_estimator_without_a_p_of_fit_has_a_ladder_too() -> None:
    found = invariance(holzinger(), HS, "school", estimator="ULS", upto="metric")
    assert found.table["pvalue"].isna().all()
    assert found.table["level"].tolist() == ["configural", "metric"]


def test_dwls_climbs_the_ladder_of_ordered_items() -> None:
    data = likert()
    found = invariance(data, {"PU": ITEMS["PU"], "IT": ITEMS["IT"]}, "group", estimator="DWLS", upto="metric")
    assert found.table["level"].tolist() == ["configural", "thresholds", "metric"]
