"""Latent method factor and CFA marker against the same models written out for lavaan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from measurement.reference import ITEMS, SECOND, TOLERANCE, likert, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import common_method, marker_cfa, method_factor

REF = reference("measurement_models")
MARKED = {**ITEMS, "MK": ["MK1", "MK2", "MK3"]}
STRUCTURE = "PU ~ IT\nFR ~ IT + PU\nPV ~ IT\nPF ~ IT"


def check(row: Any, ref: dict[str, float]) -> None:
    for key in ("chisq", "df", "cfi", "rmsea", "srmr"):
        assert row[key] == pytest.approx(ref[key], abs=TOLERANCE * max(1.0, abs(ref[key]))), key


def test_method_factor_against_lavaan() -> None:
    found = method_factor(likert(), SECOND, structure=STRUCTURE, estimator="ML")
    ref = REF["ulmc"]
    fits, tests = found.table.set_index("model"), found.tests.set_index("model")
    for name, key in (("method_equal", "equal"), ("method_free", "free")):
        check(fits.loc[name], ref[key])
        assert tests.loc[name, "chisq_diff"] == pytest.approx(ref[f"{key}_test"]["diff"], rel=TOLERANCE)
        assert tests.loc[name, "pvalue_diff"] == pytest.approx(ref[f"{key}_test"]["p"], abs=TOLERANCE)
        assert tests.loc[name, "substantive"] == pytest.approx(ref[key]["substantive"], abs=TOLERANCE)
        assert tests.loc[name, "method"] == pytest.approx(ref[key]["method"], abs=TOLERANCE)
    assert found.paths is not None
    assert found.paths["std"].tolist() == pytest.approx(ref["plain"], abs=TOLERANCE)
    assert found.paths["std_method"].tolist() == pytest.approx(ref["with_method"], abs=TOLERANCE)


def test_no_common_variance_beside_the_constructs() -> None:
    """Sample covariances of two factors with unlike loadings, all a little *smaller*: a common factor only hurts."""
    loadings = np.zeros((8, 2))
    loadings[:4, 0] = loadings[4:, 1] = [0.9, 0.7, 0.5, 0.3]
    S = loadings @ np.array([[1, 0.4], [0.4, 1]]) @ loadings.T - 0.05
    np.fill_diagonal(S, 1.0)
    Z = np.random.default_rng(12).normal(size=(400, 8))
    Z = np.linalg.solve(np.linalg.cholesky(np.cov(Z, rowvar=False)), (Z - Z.mean(axis=0)).T).T
    data = pd.DataFrame(Z @ np.linalg.cholesky(S).T, columns=list("abcdefgh"))
    found = method_factor(data, {"A": list("abcd"), "B": list("efgh")})
    row = found.tests.set_index("model").loc["method_equal"]
    # The method variance stands at its bound, so the models are one model; what is left is rounding.
    assert (row["chisq_diff"], row["method"]) == pytest.approx((0.0, 0.0), abs=1e-9)
    assert any("method loading is estimated at 0" in str(note) for note in found.notes)


def test_marker_against_lavaan() -> None:
    found = marker_cfa(likert(), MARKED, "MK", estimator="ML")
    ref, fits = REF["marker"], found.table.set_index("model")
    for name, key in {"cfa": "cfa", "baseline": "baseline", "method_c": "C", "method_u": "U"}.items():
        check(fits.loc[name], ref[key])
    check(fits.loc["method_r"], ref["RC" if found.kept == "method_c" else "RU"])
    tests = found.tests.set_index("comparison")
    assert tests["df_diff"].tolist() == [11, 1, 16, 10]
    assert tests.loc["baseline - method_c", "chisq_diff"] == pytest.approx(
        ref["baseline"]["chisq"] - ref["C"]["chisq"], rel=1e-3
    )  # a small difference of two large chi-squares, each right to 1e-6
    assert 0 < found.method < 0.1


def test_marker_has_to_be_there() -> None:
    with pytest.raises(InputError, match="marker 'MX'"):
        marker_cfa(likert(), MARKED, "MX")
    with pytest.raises(AnalysisError, match="two substantive"):
        marker_cfa(likert(), {"PU": ITEMS["PU"], "MK": MARKED["MK"]}, "MK")


def test_all_in_one_call() -> None:
    found = common_method(likert(), {**SECOND, "MK": MARKED["MK"]}, marker="MK", answers={"anonymous": True})
    assert found.marker is not None
    assert found.latent is not None
    assert found.one_factor["model"].tolist() == ["measurement", "one_factor"]
    assert found.one_factor_test["pvalue_diff"] < 0.001
    assert found.one_factor_test["cfi_diff"] < -0.3
    assert found.collinearity["construct"].tolist() == ["PU", "IT", "PR"]
    assert "Harman" in found._repr_html_()
    without = common_method(likert(), ITEMS)
    assert without.marker is None
    assert any("marker" in str(note) for note in without.notes)
