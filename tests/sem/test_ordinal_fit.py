"""Whole fits of ordered variables through fit() against lavaan, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from sem.ordinal_reference import columns, mismatches, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.sem.fitting import Options, arrange, fit
from tamkit.sem.inference import infer
from tamkit.sem.moments import Moments
from tamkit.sem.teststat import standard_test

CASES = reference("ordinal_fits")
# skew7_mva asks for a test that fit() has no option for: it is tested below
ORDERED = [name for name, case in CASES.items() if "ordered" in case["options"] and name != "skew7_mva"]
TWO = CASES["skew7_wlsmv"]["model"]


def frame(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns(name))


@pytest.mark.parametrize("name", [*ORDERED, "hs_wlsmv_continuous"])
def test_fit_is_lavaans(name: str) -> None:
    """|Δ| ≤ 1e-4·max(1, |reference|) for estimates, SE, standardized values with their SE, and every fit measure."""
    case = CASES[name]
    options = {key.replace(".", "_"): value for key, value in case["options"].items()}
    if options["estimator"] in ("ULS", "DWLS"):
        options["se"] = "standard"  # 0.6's; tamkit's are 0.7's, see test_lavaan07
    found = fit(case["model"], frame(case["dataset"]), **options)
    assert found.converged
    assert mismatches(found, case) == []


def test_mean_and_variance_adjusted_test_is_lavaans() -> None:
    case = CASES["skew7_mva"]
    setup = arrange(TWO, frame("skew7"), Options(estimator="WLSMV", ordered=("all",)))
    fitted = fit(TWO, frame("skew7"), estimator="WLSMV", ordered="all")
    from dataclasses import replace

    changed = replace(setup, settings=replace(setup.settings, test="mean.var.adjusted"))
    base = standard_test(fitted.estimate.test.chisq, setup.df)
    test = infer(changed, fitted.estimate.theta, base).test
    expected = case["tests"]["mean.var.adjusted"]
    assert_allclose(
        [test.chisq_scaled, test.df_scaled, test.scaling_factor, test.pvalue_scaled],
        [expected["stat"], expected["df"], expected["scaling.factor"], expected["pvalue"]],
        rtol=1e-5,
    )


def test_scaled_and_shifted_test_is_lavaans() -> None:
    case = CASES["skew7_wlsmv"]["tests"]["scaled.shifted"]
    test = fit(TWO, frame("skew7"), estimator="WLSMV", ordered="all").estimate.test
    assert_allclose([test.scaling_factor, test.shift], [case["scaling.factor"], case["shift.parameter"]], rtol=1e-5)


def test_residual_variances_and_r2_follow_from_the_unit_variance() -> None:
    found = fit(TWO, frame("skew7"), estimator="WLSMV", ordered="all")
    for item, share in found.r2.items():
        assert_allclose(share, CASES["skew7_wlsmv"]["r2"][item], atol=1e-4)
    assert_allclose(np.diag(found.implied_cov()), 1.0, atol=1e-10)


@pytest.mark.parametrize("group", [1, 2])
def test_r2_by_group(group: int) -> None:
    case = CASES["groups_scalar"]
    found = fit(
        case["model"],
        frame("groups"),
        estimator="WLSMV",
        ordered="all",
        group="school",
        group_equal=["loadings", "thresholds", "intercepts"],
    )
    for item, share in found.r2[str(group)].items():
        assert_allclose(share, case["r2"][str(group)][item], atol=1e-4)


def test_order_of_rows_and_coding_do_not_matter() -> None:
    data = frame("skew7")
    first = fit(TWO, data, estimator="WLSMV", ordered="all")
    other = fit(TWO, (10 * data).sample(frac=1.0, random_state=1), estimator="WLSMV", ordered="all")
    assert_allclose(other.fit["chisq_scaled"], first.fit["chisq_scaled"], rtol=1e-6)
    assert_allclose(other.table["std_all"], first.table["std_all"], atol=1e-6)


def test_changing_the_marker_leaves_fit_and_standardized_values() -> None:
    data = frame("skew7")
    first = fit(TWO, data, estimator="WLSMV", ordered="all")
    other = fit(TWO, data, estimator="WLSMV", ordered="all", std_lv=True)
    assert_allclose(other.fit["chisq_scaled"], first.fit["chisq_scaled"], rtol=1e-7)
    assert_allclose(other.loadings()["std_all"], first.loadings()["std_all"], atol=1e-6)


def test_delta_and_theta_are_one_model() -> None:
    data = frame("groups")
    options: dict[str, Any] = {
        "estimator": "WLSMV",
        "ordered": "all",
        "group": "school",
        "group_equal": "loadings,thresholds,intercepts",
    }
    delta, theta = (fit(TWO, data, parameterization=kind, **options) for kind in ("delta", "theta"))
    assert_allclose(delta.fit["chisq"], theta.fit["chisq"], rtol=1e-6)
    assert delta.fit["df"] == theta.fit["df"]


def test_an_ordered_predictor_is_fitted_under_theta() -> None:
    model = "F1 =~ y1 + y2 + y3\n y4 ~ F1\n y5 ~ y4"
    data = frame("skew7")
    with pytest.raises(AnalysisError, match="'y4' is ordered and predicts other variables"):
        fit(model, data, estimator="WLSMV", ordered="all")
    assert fit(model, data, estimator="WLSMV", ordered="all", parameterization="theta").converged


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ordered": ["y1", "Y2"], "estimator": "WLSMV"}, "unknown ordered variable 'Y2'; did you mean 'y2'"),
        ({"ordered": ["F1"], "estimator": "WLSMV"}, "'F1' is a latent variable"),
        ({"ordered": "all", "estimator": "MLR"}, "MLR is not for ordered variables"),
        ({"missing": "pairwise", "estimator": "WLSMV"}, "missing='pairwise' works with ordered variables only"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        fit(TWO, frame("skew7"), **options)


def test_a_category_empty_in_one_group_is_named() -> None:
    data = frame("groups")
    data.loc[data["school"] == 2, "y3"] = data.loc[data["school"] == 2, "y3"].clip(upper=3)
    with pytest.raises(InputError, match="in group '2' of 'school': ordered variable 'y3': nobody chose 4"):
        fit(TWO, data, estimator="WLSMV", ordered="all", group="school")


def test_a_continuous_variable_declared_ordered_is_named() -> None:
    data = frame("hs")
    with pytest.raises(InputError, match=r"ordered variable 'x1' has \d+ different values"):
        fit("f =~ x1 + x2 + x3", data, estimator="WLSMV", ordered=["x1"])


def test_nearly_identical_items_are_reported() -> None:
    data = frame("skew7")
    data["y2"] = data["y1"]
    data.loc[:1, "y2"] = 8 - data.loc[:1, "y2"]
    data["y2"] = data["y2"].where(data.index != 5, data["y1"])
    found = fit("F1 =~ y1 + y2 + y3 + y4 + y5", data, estimator="WLSMV", ordered="all")
    codes = {warning.code for warning in found.warnings}
    assert codes & {"polychoric_near_one", "heywood", "loading_above_one"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("y1 | t9", "line 4: 'y1' has no threshold 't9'; it has 2 categories, so t1"),
        ("y1 | t1", "line 4: 'y1' has a threshold but is not among the ordered"),
    ],
)
def test_impossible_thresholds_are_placed(line: str, message: str) -> None:
    ordered: Any = "all" if "t9" in line else [f"y{j}" for j in range(2, 7)]
    model = "F1 =~ y1 + y2 + y3\nF2 =~ y4 + y5 + y6\n\n" + line
    with pytest.raises(InputError, match=message):
        fit(model, frame("binary"), estimator="WLSMV", ordered=ordered)


def test_a_residual_variance_that_follows_below_zero_is_a_heywood_case() -> None:
    """Two indicators with a strong and a weak partner: the residual of the ordered item is not free, but negative."""
    rng = np.random.default_rng(3)
    R = np.array([[1.0, 0.8, 0.75], [0.8, 1.0, 0.3], [0.75, 0.3, 1.0]])
    data = pd.DataFrame(
        np.digitize(rng.multivariate_normal(np.zeros(3), R, size=800), [-1, 0, 1]), columns=["a", "b", "c"]
    )
    found = fit("f =~ a + b + c", data, estimator="WLSMV", ordered="all")
    codes = {warning.code: str(warning) for warning in found.warnings}
    assert "heywood" in codes
    assert "'a'" in codes["heywood"] or " a" in codes["heywood"]
    residual = found.table.query("lhs == 'a' and op == '~~' and rhs == 'a'")["est"].iloc[0]
    assert residual < 0


def test_fewer_rows_than_variables_are_refused() -> None:
    with pytest.raises(InputError, match="only 6 complete rows for 6 observed variables"):
        fit(TWO, frame("skew7").iloc[:6], estimator="WLSMV", ordered="all")


def test_a_matrix_has_no_categories() -> None:
    moments = Moments(cov=frame("skew7").cov(), n=300)
    with pytest.raises(InputError, match="ordered variables need the rows"):
        fit(TWO, moments, estimator="ULS", ordered="all")
