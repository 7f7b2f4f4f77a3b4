"""Whole FIML fits through fit() against lavaan."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sem.ordinal_reference import columns, mismatches, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.sem.fitting import fit

CASES = {name: case for name, case in reference("ordinal_fits").items() if case["options"].get("missing") == "fiml"}
HS = CASES["hs_fiml"]["model"]
SKIP = {
    # lavaan 0.6-14 divides by all parameters, those set equal included; ours counts each once
    "hs_fiml_scalar": ("scaling_factor_h0",),
    # lavaan holds exogenous variables fixed when it refits for the corrections although fixed.x = FALSE, and gives no
    # interval when tr(U Gamma), which stands for df, falls below 1 (here 0.99)
    "path_fiml_random": (
        *(f"{name}_robust" for name in ("tli", "nnfi", "rmsea", "rmsea_ci_lower", "rmsea_ci_upper")),
        *(f"{name}_robust" for name in ("rmsea_pvalue", "rmsea_notclose_pvalue")),
        "rmsea_ci_lower_scaled",
        "rmsea_ci_upper_scaled",
    ),
}


def frame(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns(name))


@pytest.mark.parametrize("name", list(CASES))
def test_fit_is_lavaans(name: str) -> None:
    """|Δ| ≤ 1e-4·max(1, |reference|) for estimates, SE, standardized values with their SE, and every fit measure."""
    case = CASES[name]
    options = {key.replace(".", "_"): value for key, value in case["options"].items()}
    found = fit(case["model"], frame(case["dataset"]), **options)
    assert found.converged
    assert mismatches(found, case, SKIP.get(name, ())) == []


def test_complete_data_give_the_ordinary_estimates() -> None:
    data = frame("hs")
    plain = fit(HS, data, meanstructure=True, information="observed")
    full = fit(HS, data, missing="fiml")
    assert_allclose(full.table["est"], plain.table["est"], atol=1e-6)
    assert_allclose(full.table["se"], plain.table["se"], atol=1e-5)
    for name in ("chisq", "cfi", "rmsea", "logl", "aic", "baseline_chisq"):
        assert_allclose(full.fit[name], plain.fit[name], rtol=1e-6, atol=1e-6, err_msg=name)


def test_rescaling_an_item_leaves_the_fit() -> None:
    data = frame("hs_missing")
    first = fit(HS, data, missing="fiml", estimator="MLR")
    data["x5"] = 100.0 * data["x5"] - 7.0
    other = fit(HS, data.sample(frac=1.0, random_state=3), missing="fiml", estimator="MLR")
    assert_allclose(other.fit["chisq_scaled"], first.fit["chisq_scaled"], rtol=1e-6)
    assert_allclose(other.loadings()["std_all"], first.loadings()["std_all"], atol=1e-6)


def test_observed_information_is_the_hessian() -> None:
    """The split into data and model curvature against differences of the whole gradient."""
    found = fit(HS, frame("hs_missing"), missing="fiml")
    at, theta = found.setup.route.problem(found.setup), found.estimate.theta
    h = 1e-5
    shifts = np.concatenate([np.eye(len(theta)) * h, -np.eye(len(theta)) * h])
    gradient, _ = at.derivatives(theta + shifts, slice(None), weight=False)
    numeric = (gradient[: len(theta)] - gradient[len(theta) :]) / (2 * h)
    assert_allclose(at.observed(theta), numeric, atol=1e-6)


def test_rows_without_exogenous_values_are_counted() -> None:
    data = frame("hs_missing")
    found = fit("x9 ~ x7 + x8", data, missing="fiml")
    kept = data[["x7", "x8"]].notna().all(axis=1)
    assert found.n == (int(kept.sum()),)
    assert any(warning.code == "rows_dropped" for warning in found.warnings)


def test_fiml_needs_maximum_likelihood() -> None:
    with pytest.raises(InputError, match="missing='fiml' works with ML, MLR"):
        fit(HS, frame("hs_missing"), missing="fiml", estimator="GLS")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: data.assign(x1=np.nan), "'x1' has no values"),
        (lambda data: data.assign(x3=2 * data["x1"]), "a variable is a combination of others"),
        (lambda data: data.iloc[:9], "only 9 rows for 9 observed variables"),
    ],
)
def test_data_without_an_estimate_are_refused(spoil, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises((InputError, AnalysisError), match=message):
        fit(HS, spoil(frame("hs_missing")), missing="fiml")
