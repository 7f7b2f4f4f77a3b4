"""Latent correlations and the test that they are 1, against lavaan."""

from __future__ import annotations

import pytest
from measurement.reference import SECOND, TOLERANCE, likert, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import latent_pairs

REF = reference("measurement_models")["pairs"]


def test_against_lavaan() -> None:
    found = latent_pairs(likert(), SECOND, estimator="ML")
    table, notes = found.table, found.notes
    assert notes == ()
    for row in table.to_dict("records"):
        ref = REF[f"{row['construct_1']}_{row['construct_2']}"]
        assert row["r"] == pytest.approx(ref["r"], abs=TOLERANCE)
        assert (row["ci_lower"], row["ci_upper"]) == pytest.approx((ref["lower"], ref["upper"]), abs=TOLERANCE)
        assert row["chisq_diff"] == pytest.approx(ref["chisq_diff"], rel=TOLERANCE)
        assert row["df_diff"] == 1
    assert table["at"].tolist() == [1.0, -1.0, -1.0]


def test_pairs_beyond_the_cutoff_are_named_not_tested() -> None:
    found = latent_pairs(likert(), SECOND, only=["PU", "IT"], cutoff=0.4)
    assert found.table.empty
    assert "not discriminant" in str(found.notes[0])
    assert "不具区分效度" in found.remarks[0].say("zh")


def test_bad_cutoffs_and_single_constructs() -> None:
    with pytest.raises(InputError, match="allowed: above 0 up to 1"):
        latent_pairs(likert(), SECOND, cutoff=1.2)
    with pytest.raises(AnalysisError, match="only one construct"):
        latent_pairs(likert(), SECOND, only=["PU"])


def test_a_held_correlation_that_fits_better_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    nan = float("nan")
    for chisq, says in ((-3.0, "local minimum"), (nan, "scaling is negative")):
        found = {"chisq_diff": chisq, "df_diff": 1.0, "pvalue_diff": nan}
        monkeypatch.setattr("tamkit.measurement.pairs.difference", lambda *_, found=found: found)
        assert says in str(latent_pairs(likert(), SECOND, only=["PU", "IT"], estimator="ML").notes[0])
