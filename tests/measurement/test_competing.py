"""Competing measurement models against lavaan."""

from __future__ import annotations

import pytest
from measurement.reference import ITEMS, SECOND, TOLERANCE, likert, reference

from tamkit.errors import AnalysisError
from tamkit.measurement import Competing, competing
from tamkit.measurement.competing import candidates, target_coefficient

REF = reference("measurement_models")["competing"]


@pytest.fixture(scope="module")
def found() -> Competing:
    return competing(likert(), SECOND, estimator="ML")


@pytest.mark.parametrize("name", list(REF))
def test_every_model_against_lavaan(found: Competing, name: str) -> None:
    row = found.table.set_index("model").loc[name]
    for key, value in REF[name].items():
        assert row[key] == pytest.approx(value, abs=TOLERANCE * max(1.0, abs(value))), key


def test_target_coefficient(found: Competing) -> None:
    assert found.target is not None
    assert found.target.loc[0, "target"] == pytest.approx(
        REF["first_order"]["chisq"] / REF["second_order"]["chisq"], abs=TOLERANCE
    )
    with pytest.raises(AnalysisError, match="chi-square of 0"):
        target_coefficient(1.0, 0.0)


def test_models_follow_the_constructs() -> None:
    assert list(candidates(ITEMS)) == ["one_factor", "first_order"]
    assert list(candidates(SECOND)) == ["one_factor", "merged", "first_order", "second_order", "bifactor"]
    plain = competing(likert(), ITEMS)
    assert plain.target is None


def test_models_can_be_added_and_dropped() -> None:
    two = competing(likert(), ITEMS, models={"first_order": "", "pair": "PU =~ PU1 + PU2 + PU3"})
    assert two.table["model"].tolist() == ["one_factor", "pair"]


def test_robust_estimators_bring_scaled_columns() -> None:
    table = competing(likert(), ITEMS, estimator="MLR").table
    assert {"chisq_scaled", "cfi_robust"} <= set(table)
    assert not table.isna().to_numpy().any()
