"""All checks of common-method bias in one call, each agreeing with the check alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from measurement.reference import ITEMS, likert

from tamkit import sem
from tamkit.errors import AnalysisError
from tamkit.measurement import blocks_of, common_method, marker_cfa, method_factor
from tamkit.measurement.blocks import measurement_model
from tamkit.measurement.common_method_bias import MethodBias
from tamkit.measurement.common_method_checks import full_collinearity, harman

THREE = {code: ITEMS[code] for code in ("PU", "IT", "FR")}


@pytest.fixture(scope="module")
def found() -> MethodBias:
    return common_method(likert(), ITEMS, estimator="ML", answers={"anonymous": True})


def test_the_parts_are_what_they_are_alone(found: MethodBias) -> None:
    data = likert()
    assert found.harman.pca == harman(data, ITEMS).pca
    assert found.harman.paf == harman(data, ITEMS).paf
    fit = sem.fit(measurement_model(blocks_of(ITEMS)), data, estimator="ML")
    pd.testing.assert_frame_equal(found.collinearity, full_collinearity(data, ITEMS, fit.latent_cor()))
    assert found.one_factor["model"].tolist() == ["measurement", "one_factor"]
    assert found.one_factor["chisq"].iloc[0] == pytest.approx(fit.fit["chisq"])


def test_one_factor_is_tested_against_the_measurement_model(found: MethodBias) -> None:
    first, second = (found.one_factor.iloc[i] for i in (0, 1))
    test = found.one_factor_test
    assert test["chisq_diff"] == pytest.approx(second["chisq"] - first["chisq"])
    assert test["df_diff"] == second["df"] - first["df"] == 10
    assert test["cfi_diff"] == pytest.approx(second["cfi"] - first["cfi"])
    assert test["cfi_diff"] < 0


def test_the_latent_method_factor_is_that_of_its_own_function(found: MethodBias) -> None:
    alone = method_factor(likert(), ITEMS, estimator="ML")
    assert found.latent is not None
    pd.testing.assert_frame_equal(found.latent.tests, alone.tests)


def test_the_checklist_holds_the_answers(found: MethodBias) -> None:
    done = found.checklist.set_index("key")["done"]
    assert str(done["anonymous"]) not in {str(value) for key, value in done.items() if key != "anonymous"}
    assert len(done) > 10


def test_a_marker_is_used_by_the_marker_technique_only() -> None:
    data = likert()
    found = common_method(data, THREE, marker="FR", estimator="ML")
    assert found.marker is not None
    assert found.marker.marker == "FR"
    pd.testing.assert_frame_equal(found.marker.tests, marker_cfa(data, THREE, "FR", estimator="ML").tests)
    assert found.collinearity["construct"].tolist() == ["PU", "IT"]
    assert set(found.fits["measurement"].latent) == {"PU", "IT"}


def test_without_a_marker_that_is_said(found: MethodBias) -> None:
    assert found.marker is None
    assert len(found.remarks) == len(found.notes) >= 1
    assert found.options.estimator == "ML"
    assert found._repr_html_().count("<table") >= 3


def test_two_constructs_are_needed() -> None:
    with pytest.raises(AnalysisError, match="two"):
        common_method(likert(), {"PU": ITEMS["PU"]})
    with pytest.raises(AnalysisError, match="two"):
        common_method(likert(), {"PU": ITEMS["PU"], "IT": ITEMS["IT"]}, marker="IT")


def test_a_method_factor_that_fails_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **given: object) -> object:
        raise AnalysisError("located", place="found", what="no.")

    monkeypatch.setattr("tamkit.measurement.common_method_bias.method_factor", fails)
    found = common_method(likert(), THREE, estimator="ML")
    assert found.latent is None
    assert any("found: no." in str(note) for note in found.notes)
    assert np.isfinite(found.one_factor_test["chisq_diff"])
