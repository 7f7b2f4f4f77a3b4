"""The same constraint written another way: nothing may change, whatever the estimator and whatever is asked of the fit.

Right values are lavaan's (tests/reference/sem_constraints.R), which gives the same for both forms.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset
from sem.ordinal_reference import columns, reference

from tamkit.sem import compare, fit
from tamkit.sem.result import Fit

LAVAAN = reference("sem_constraints")
ONE = "visual =~ x1 + a*x2 + b*x3 + x4\n"
TWO = "F1 =~ y1 + a*y2 + b*y3\nF2 =~ y4 + c*y5 + d*y6\n"
# Each pair says the same thing; the second of each is not linear, so it is solved for and not substituted.
FORMS = {
    "equal": ("a == b", "a^2 == b^2"),
    "fixed": ("a == 0.9", "exp(a) == exp(0.9)"),
    "binding": ("a == 0.9", "a > 0.9"),
}
KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "ML": (ONE, "hs", {}),
    "MLM": (ONE, "hs", {"estimator": "MLM"}),
    "MLR": (ONE, "hs", {"estimator": "MLR", "meanstructure": True}),
    "GLS": (ONE, "hs", {"estimator": "GLS"}),
    "ULS": (ONE, "hs", {"estimator": "ULS"}),
    "FIML": (ONE, "hs_missing", {"missing": "fiml"}),
    "FIML MLR": (ONE, "hs_missing", {"missing": "fiml", "estimator": "MLR"}),
    "WLSMV": (TWO, "skew7", {"estimator": "WLSMV", "ordered": "all"}),
    "ULSMV theta": (TWO, "skew7", {"estimator": "ULSMV", "ordered": "all", "parameterization": "theta"}),
}
# What binds in one kind need not bind in another.
CASES = [(kind, form) for kind in KINDS for form in FORMS if form != "binding" or kind in ("ML", "MLM", "MLR", "GLS")]


@cache
def data(name: str) -> pd.DataFrame:
    return dataset("hs") if name == "hs" else pd.DataFrame(columns(name))


@cache
def fitted(kind: str, constraint: str) -> Fit:
    model, name, options = KINDS[kind]
    return fit(model + constraint, data(name), **options)


def close(one: Any, other: Any, what: str) -> None:
    one, other = (np.asarray(part, dtype=float) for part in (one, other))
    np.testing.assert_allclose(one, other, rtol=2e-5, atol=2e-5, err_msg=what)


@pytest.mark.parametrize(("kind", "form"), CASES)
def test_nothing_changes(kind: str, form: str) -> None:
    one, other = (fitted(kind, constraint) for constraint in FORMS[form])
    assert one.converged
    assert other.converged
    for column in ("est", "se", "ci_lower", "std_all", "std_all_se"):
        close(one.table[column], other.table[column], column)
    if form != "binding":  # lavaan, too, counts no inequality in df
        assert one.fit.keys() == other.fit.keys()
        close(list(one.fit.values()), list(other.fit.values()), "fit")
    for residual in ("raw", "cor", "normalized", "standardized"):
        close(one.residuals(residual), other.residuals(residual), residual)
    keys = ["lhs", "op", "rhs"]
    first, second = (part.modification_indices().sort_values(keys) for part in (one, other))
    close(first[["mi", "epc", "sepc_all"]], second[["mi", "epc", "sepc_all"]], "modification indices")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("GLS", "ULS", "ML", "FIML")])
def test_comparisons_do_not_change(kind: str) -> None:
    larger = fitted(kind, "")
    methods = ["2000"] if kind in ("WLSMV", "ULSMV theta") else ["2001", "2010"]
    for method in methods:
        rows = [compare(larger, fitted(kind, form), method=method).iloc[1] for form in FORMS["equal"]]
        for column in ("chisq_diff", "df_diff", "pvalue_diff"):
            close(rows[0][column], rows[1][column], f"{method} {column}")


@pytest.mark.parametrize("right", LAVAAN["residuals"], ids=lambda right: right["constraint"])
def test_standardized_residuals_are_lavaans(right: dict[str, Any]) -> None:
    found = fitted("ML", right["constraint"])
    assert found.fit["chisq"] == pytest.approx(right["chisq"], abs=1e-5)
    # what lavaan solves for and does not substitute, it stops short of: its own two forms differ by so much
    assert found.residuals("standardized").loc["x2"].tolist() == pytest.approx(right["x2"], abs=1e-4)


@pytest.mark.parametrize("right", LAVAAN["robust"], ids=lambda right: f"{right['estimator']} {right['constraint']}")
def test_robust_indices_of_incomplete_data_are_lavaans(right: dict[str, Any]) -> None:
    kept = fit(ONE + right["constraint"], data("hs_missing"), missing="fiml", estimator=right["estimator"]).fit
    for name in ("cfi_robust", "rmsea_robust"):
        assert kept[name] == pytest.approx(right[name], abs=1e-5), name


def test_a_constraint_can_identify_a_model() -> None:
    """Loadings without a marker: what fixes their product says as much as what fixes one of them."""
    text = "visual =~ NA*x1 + a*x1 + b*x2 + c*x3 + x4\n"
    product = fit(text + "a*b*c == 1", data("hs"))
    marker = fit("visual =~ x1 + x2 + x3 + x4", data("hs"))
    assert product.fit["chisq"] == pytest.approx(marker.fit["chisq"], abs=1e-6)
    close(product.table["std_all"], marker.table["std_all"], "std_all")
    close(product.table["std_all_se"], marker.table["std_all_se"], "std_all_se")
    draws = fit(text + "a*b*c == 1", data("hs"), bootstrap=4, seed=1).bootstrap
    other = fit("visual =~ x1 + x2 + x3 + x4", data("hs"), bootstrap=4, seed=1).bootstrap
    assert draws is not None
    assert other is not None
    close(draws.draws.value, other.draws.value, "bootstrap")
