"""std_nox, score tests of equalities, residual means and factor scores with gaps, against lavaan 0.6-14."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sem.lavaan_reference import dataset, reference

from tamkit.errors import InputError
from tamkit.sem import Fit, fit

MORE = reference("sem_more")


def of(spec: dict[str, Any]) -> Fit:
    options = {key.replace(".", "_"): value for key, value in dict(spec["options"] or {}).items()}
    if options.get("missing") == "ml":
        options["missing"] = "fiml"
    return fit(spec["text"], dataset(spec["data"]), **options)


def numbers(values: Any) -> Any:
    return np.array([np.nan if value is None else value for value in np.ravel(values)], dtype=float)


# -- std_nox -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MORE["nox"])
def test_standardized_but_for_covariates(name: str) -> None:
    """R: parameterEstimates(fit, standardized = TRUE)$std.nox."""
    spec = MORE["nox"][name]
    table = of(spec["spec"]).table
    found = dict(
        zip(zip(table["lhs"], table["op"], table["rhs"], table["group"], strict=True), table["std_nox"], strict=True)
    )
    compared = 0
    for lhs, op, rhs, group, value in zip(
        *(spec[key] for key in ("lhs", "op", "rhs", "group", "std_nox")), strict=True
    ):
        key = (lhs, op, rhs, 0 if op == ":=" else group)
        key = key if key in found else (rhs, op, lhs, group)
        assert found[key] == pytest.approx(value, abs=3e-5), key
        compared += 1
    assert compared == len(table)


def test_without_covariates_std_nox_is_std_all() -> None:
    table = of(MORE["nox"]["without"]["spec"]).table
    assert np.allclose(table["std_nox"], table["std_all"])


@settings(max_examples=15, derandomize=True, deadline=None)
@given(st.floats(0.01, 100), st.floats(-50, 50))
def test_std_nox_of_a_covariate_follows_its_unit(scale: float, shift: float) -> None:
    """std_all does not; std_nox of the path is divided by the unit and nothing else moves."""
    model = "visual =~ x1 + x2 + x3\nvisual ~ ageyr"
    data = dataset("hs")
    before, after = fit(model, data).table, fit(model, data.assign(ageyr=data["ageyr"] * scale + shift)).table
    path = (before["op"] == "~").to_numpy()
    inner = (before["op"].isin(["=~", "~"]) | (before["lhs"] != "ageyr")).to_numpy() & ~path
    assert np.allclose(after["std_nox"][path] * scale, before["std_nox"][path], rtol=1e-5)
    assert np.allclose(after["std_all"], before["std_all"], atol=1e-6)
    assert np.allclose(after["std_nox"][inner], before["std_nox"][inner], atol=1e-6)


# -- score tests -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MORE["score"])
def test_score_tests(name: str) -> None:
    """R: lavTestScore(fit)."""
    spec = MORE["score"][name]
    found = of(spec["spec"]).score_tests()
    assert found.statistic == pytest.approx(spec["total"], rel=1e-5)
    assert found.df == spec["df"]
    assert found.pvalue == pytest.approx(spec["p"], rel=1e-4)
    np.testing.assert_allclose(found.table["chisq"], np.atleast_1d(spec["uni"]), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(found.table["pvalue"], np.atleast_1d(spec["uni_p"]), rtol=1e-3, atol=1e-9)


def test_score_tests_need_equalities() -> None:
    with pytest.raises(InputError, match="holds no parameters equal"):
        of(MORE["nox"]["without"]["spec"]).score_tests()


def test_score_tests_name_what_is_equal() -> None:
    table = of(MORE["score"]["loadings"]["spec"]).score_tests().table
    assert (table["lhs"][0], table["op"][0], table["rhs"][0]) == ("visual=~x2", "==", "visual=~x2.g2")
    assert list(of(MORE["score"]["sum"]["spec"]).score_tests().table["rhs"]) == ["1.5"]


FORMS = (
    "{x} =~ x1 + a*x2 + a*x3",
    "{x} =~ x1 + a*x2 + b*x3\na == b",
    "{x} =~ x1 + a*x2 + b*x3\na^3 == b^3",
    "{x} =~ x1 + a*x2 + b*x3\n2*b == 2*a",
)


@settings(max_examples=16, derandomize=True, deadline=None)
@given(st.sampled_from(FORMS), st.booleans(), st.sampled_from(["ML", "MLR", "GLS"]))
def test_one_equality_has_one_score_test(form: str, means: bool, estimator: str) -> None:
    """A shared label, ``==``, its cube and its double say the same."""
    data = dataset("hs")
    one, other = (
        fit(f"{text.format(x='v')}\nt =~ x4 + x5 + x6", data, estimator=estimator, meanstructure=means)
        for text in (FORMS[0], form)
    )
    assert other.score_tests().statistic == pytest.approx(one.score_tests().statistic, rel=1e-5)
    assert other.score_tests().df == one.score_tests().df == 1


# -- residual means ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MORE["means"])
@pytest.mark.parametrize("kind", ["raw", "cor", "cor.bentler", "normalized", "standardized"])
def test_residual_means(name: str, kind: str) -> None:
    """R: residuals(fit, type = kind)$mean."""
    spec = MORE["means"][name]
    theirs, ours = spec["kinds"][kind], of(spec["spec"]).residual_means(kind)
    if isinstance(theirs, list):
        theirs, ours = {"": theirs[0]}, {"": ours}
    for group, values in theirs.items():
        np.testing.assert_allclose(ours[group][spec["names"]], numbers(values), rtol=1e-4, atol=1e-5)


def test_residual_means_need_means() -> None:
    plain = fit("f =~ x1 + x2 + x3 + x4", dataset("hs"))
    with pytest.raises(InputError, match="meanstructure=True"):
        plain.residual_means()
    with pytest.raises(InputError, match="unknown kind"):
        plain.residual_means("z")
    grouped = fit("f =~ x1 + x2 + x3 + x4", dataset("hs"), group="school")
    assert np.allclose(grouped.residual_means(group="Pasteur"), 0, atol=1e-6)


# -- factor scores with gaps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["regression", "bartlett"])
def test_scores_of_rows_with_gaps(method: str) -> None:
    """R: lavPredict(fit, method = ): a construct without answers has no Bartlett score, an empty row none at all."""
    data = dataset("hsm").copy()
    data.loc[3, ["x1", "x2", "x3"]] = np.nan
    data.loc[8, ["x4", "x5"]] = np.nan
    data.loc[19, [f"x{i}" for i in range(1, 10)]] = np.nan
    found = fit(MORE["scores"]["model"], data, missing="fiml").factor_scores(method)
    assert list(found.index) == list(range(301))
    theirs = numbers(MORE["scores"][method]).reshape(301, 3)
    assert np.isnan(found.to_numpy()[19]).all()
    assert np.isnan(found.to_numpy()[3]).sum() == (method == "bartlett")
    np.testing.assert_allclose(found.to_numpy(), theirs, atol=1e-4)
