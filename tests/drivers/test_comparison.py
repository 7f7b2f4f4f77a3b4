"""Models side by side: what is nested in what, and the differences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tamkit import sem
from tamkit.drivers.comparison import ALIASES, MEASURES, _minus, free_parameters, nested, table, without_aliases
from tamkit.sem.comparison import difference

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
MEASURED = "PU =~ PU1 + PU2 + PU3\nIT =~ IT1 + IT2 + IT3\nINT =~ AI1 + AI2 + AI3\n"


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "drivers" / "responses.csv").astype(float)


@pytest.fixture(scope="module")
def fits(data: pd.DataFrame) -> dict[str, Any]:
    structures = {
        "one": "INT ~ PU\nPU ~~ IT\nINT ~~ 0*IT",
        "turned": "PU ~ INT\nIT ~ PU",
        "full": "INT ~ PU + IT\nPU ~~ IT",
    }
    return {name: sem.fit(MEASURED + text, data, estimator="ML") for name, text in structures.items()}


def test_a_covariance_is_the_same_in_both_orders(fits: dict[str, Any]) -> None:
    found = free_parameters(fits["full"])
    assert ("IT", "~~", "PU") in found
    assert ("PU", "~~", "IT") not in found
    assert ("INT", "~", "PU") in found
    assert ("PU", "=~", "PU1") not in found
    assert ("PU", "=~", "PU2") in found


def test_what_is_nested(fits: dict[str, Any], data: pd.DataFrame) -> None:
    assert nested(fits["one"], fits["full"])
    assert not nested(fits["full"], fits["one"])
    assert nested(fits["turned"], fits["full"])  # by other paths: it has all covariances of constructs free
    assert not nested(fits["full"], fits["turned"])
    assert not nested(fits["one"], fits["turned"])
    assert nested(fits["full"], fits["full"])
    fewer = sem.fit("PU =~ PU1 + PU2 + PU3\nIT =~ IT1 + IT2 + IT3", data, estimator="ML")
    assert not nested(fewer, fits["full"])


def test_every_model_against_the_last(fits: dict[str, Any]) -> None:
    found = table(fits, ["INT", "nobody"])
    assert found["model"].tolist() == list(fits)
    full = fits["full"]
    for row, fit in zip(found.to_dict("records"), fits.values(), strict=True):
        for measure in MEASURES:
            assert row[measure] == pytest.approx(fit.fit[measure])
        assert row["n"] == sum(fit.n)
        if fit is not full:
            for key in ("cfi", "aic", "bic"):
                assert row[f"{key}_diff"] == pytest.approx(fit.fit[key] - full.fit[key])
    assert found["nested"].tolist() == [True, True, False]
    assert not found["nests"].any()
    for row, name in enumerate(("one", "turned")):
        test = difference(full, fits[name])
        for key in ("chisq_diff", "df_diff", "pvalue_diff"):
            assert found.loc[row, key] == pytest.approx(test[key])
    assert found.loc[2:, ["chisq_diff", "df_diff", "pvalue_diff"]].isna().all(axis=None)
    assert found.loc[2, ["cfi_diff", "aic_diff", "bic_diff"]].isna().all()
    assert found.loc[2, "r2_INT"] == pytest.approx(full.r2["INT"])
    assert found["r2_nobody"].isna().all()


def test_the_last_model_may_be_the_restricted_one(fits: dict[str, Any]) -> None:
    """Fails at 0.1.0, which looked for models within the last one alone, and by the names of parameters alone."""
    found = table({"full": fits["full"], "one": fits["one"], "turned": fits["turned"]}, [])
    assert found["nested"].tolist() == [False, False, False]
    assert found["nests"].tolist() == [True, False, False]
    test = difference(fits["full"], fits["turned"])
    assert test["chisq_diff"] > 0
    for key in ("chisq_diff", "df_diff", "pvalue_diff"):
        assert found.loc[0, key] == pytest.approx(test[key])
    assert found.loc[0, "cfi_diff"] == pytest.approx(fits["full"].fit["cfi"] - fits["turned"].fit["cfi"])
    assert found.loc[1:, "chisq_diff"].isna().all()


def test_models_of_other_rows_are_not_compared(fits: dict[str, Any], data: pd.DataFrame) -> None:
    half = sem.fit(MEASURED + "INT ~ PU\nPU ~~ IT", data.head(200), estimator="ML")
    found = table({"half": half, "full": fits["full"]}, ["INT"])
    assert not found.loc[0, "nested"]
    assert found.loc[0, ["cfi_diff", "aic_diff", "bic_diff", "chisq_diff"]].isna().all()


def test_scaled_measures_come_with_their_estimator(data: pd.DataFrame, fits: dict[str, Any]) -> None:
    robust = {
        name: sem.fit(MEASURED + text, data, estimator="MLR")
        for name, text in {"one": "INT ~ PU\nPU ~~ IT", "full": "INT ~ PU + IT\nPU ~~ IT"}.items()
    }
    found = table(robust, [])
    assert found["chisq_scaled"].tolist() == pytest.approx([fit.fit["chisq_scaled"] for fit in robust.values()])
    assert "chisq_scaled" not in table(fits, [])
    assert found.loc[0, "cfi_diff"] == pytest.approx(found["cfi_robust"].diff().iloc[1] * -1)


def test_names_of_before_repeat_the_columns(fits: dict[str, Any]) -> None:
    found = table(fits, [])
    for name, old in ALIASES.items():
        assert np.array_equal(found[name], found[old], equal_nan=True)
    assert list(found.columns)[:2] == ["model", "n"]
    assert found["npar"].dtype == int


def test_a_measure_one_lacks_has_no_difference() -> None:
    assert _minus({"aic": 3.0}, {"aic": 1.0}, "aic") == 2.0
    assert _minus({}, {"aic": 1.0}, "aic") is None
    assert _minus({"aic": 1.0}, {}, "aic") is None
    assert _minus({"cfi": 0.9, "cfi_robust": 0.8}, {"cfi": 1.0, "cfi_robust": 0.85}, "cfi") == pytest.approx(-0.05)


def test_columns_that_repeat_another_are_dropped() -> None:
    assert without_aliases([{"cfi_diff": 1, "delta_cfi": 1, "n": 3}, {}]) == [{"cfi_diff": 1, "n": 3}, {}]
