"""Fits side by side: measures, differences, what fails."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from measurement.reference import HS, TOLERANCE, holzinger, reference

from tamkit import sem
from tamkit.errors import AnalysisError
from tamkit.measurement.blocks import blocks_of, measurement_model
from tamkit.measurement.model_fits import attempt, first_order_model, free_name, index, needed
from tamkit.sem.comparison import difference

MODEL = measurement_model(blocks_of(HS))


ML = sem.Options()


def test_cfi_where_the_model_restricts_more_than_the_baseline() -> None:
    """lavaan's CFI of the structural level, .8731187317, with df 75 against a baseline of 72."""
    levels = reference("measurement_models")["invariance"]["hs_ml"]["levels"]
    fit = SimpleNamespace(
        options=ML, fit={"chisq": 187.387500541, "df": 75, "baseline_chisq": 957.76905081, "baseline_df": 72}
    )
    assert index(fit, "cfi") == pytest.approx(levels["structural"]["cfi"], abs=TOLERANCE)
    perfect = SimpleNamespace(options=ML, fit={"chisq": 0.0, "df": 3, "baseline_chisq": 1.0, "baseline_df": 3})
    assert index(perfect, "cfi") == 1.0
    with pytest.raises(AnalysisError, match="no rmsea"):
        index(fit, "rmsea")


def test_index_prefers_robust_to_scaled_to_plain() -> None:
    nan = float("nan")
    assert index(SimpleNamespace(options=ML, fit={"cfi": 0.9, "cfi_scaled": 0.8, "cfi_robust": 0.7}), "cfi") == 0.7
    assert index(SimpleNamespace(options=ML, fit={"cfi": 0.9, "cfi_scaled": 0.8, "cfi_robust": nan}), "cfi") == 0.8
    assert index(SimpleNamespace(options=ML, fit={"cfi": 0.9}), "cfi") == 0.9


def test_failures_are_told_not_raised_unless_needed() -> None:
    data = holzinger()
    fit, said = attempt("broken", "f =~ x1 + x2", data, ML)
    assert fit is None
    assert str(said[0]).startswith("Model broken: ")
    with pytest.raises(AnalysisError, match="Model broken"):
        needed("broken", "f =~ x1 + x2", data, ML)


def test_difference_of_nested_models() -> None:
    data = holzinger()
    full, small = sem.fit(MODEL, data), sem.fit(MODEL.plus("visual ~~ 0*speed"), data)
    test = difference(full, small)
    assert test["chisq_diff"] == pytest.approx(small.fit["chisq"] - full.fit["chisq"])
    assert test["df_diff"] == 1
    ordinal = {"estimator": "WLSMV", "ordered": "all"}
    coarse = (data[[f"x{i}" for i in range(1, 10)]].rank(pct=True) * 3).round()
    same = sem.fit(MODEL, coarse, **ordinal)
    with pytest.raises(AnalysisError, match="do not differ"):
        difference(same, same)


def test_names_and_syntax() -> None:
    blocks = blocks_of({"G": ["a", "b"], "F": ["c", "d"], "H": ["G", "F"]})
    assert free_name(blocks, "G") == "G_"
    assert str(first_order_model(blocks)) == "G =~ a + b\nF =~ c + d"


def test_cfi_in_each_of_its_versions() -> None:
    from tamkit.measurement.model_fits import _cfi

    plain = {"chisq": 30.0, "df": 10.0, "baseline_chisq": 112.0, "baseline_df": 12.0}
    assert _cfi(plain, False) == pytest.approx(1 - 20 / 100)
    scaled = plain | {"chisq_scaling_factor": 2.0, "baseline_chisq_scaling_factor": 1.0}
    assert _cfi(scaled, False) == pytest.approx(1 - 10 / 100)
    assert _cfi(scaled | {"baseline_chisq_scaling_factor": 1.5}, False) == pytest.approx(1 - 10 / 94)
    ordinal = plain | {"chisq_scaled": 20.0, "baseline_chisq_scaled": 52.0}
    assert _cfi(ordinal, True) == pytest.approx(1 - 10 / 40)
    assert _cfi(ordinal, False) == pytest.approx(1 - 20 / 100)
    assert _cfi(plain | {"chisq": 5.0}, False) == 1.0
    assert _cfi({"chisq": 1.0, "df": 2.0, "baseline_chisq": 1.0, "baseline_df": 2.0}, False) == 1.0
    assert _cfi(plain | {"baseline_chisq": 22.0}, False) == pytest.approx(0.0)
