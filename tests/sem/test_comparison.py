"""Difference tests beyond the numbers in test_lavaan_after: order, changes of fit, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2
from sem.lavaan_reference import dataset, fitted, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.sem import Fit, compare, fit
from tamkit.sem.comparison import difference, implies, scaling_at
from tamkit.sem.inference import infer
from tamkit.sem.teststat import standard_test

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6"
CHAIN = reference("sem_tables")["models"]["chain"]


def test_models_are_sorted_by_their_degrees_of_freedom_and_keep_their_names() -> None:
    steps = [fitted("tam_groups", key) for key in ("intercepts", "configural", "loadings")]
    found = compare(*steps, names=["scalar", "configural", "metric"])
    assert list(found["model"]) == ["configural", "metric", "scalar"]
    assert found["df"].is_monotonic_increasing
    assert found["chisq_diff"].isna().tolist() == [True, False, False]
    assert found["chisq_diff"].iloc[1] == pytest.approx(found["chisq"].iloc[1] - found["chisq"].iloc[0])
    assert found["cfi_diff"].iloc[2] == pytest.approx(found["cfi"].iloc[2] - found["cfi"].iloc[1])
    assert found["delta_cfi"].equals(found["cfi_diff"])  # the name before, for one release


def test_robust_fits_are_compared_with_the_scaled_test_by_default() -> None:
    steps = [
        fitted("classics", "democracy_mlr"),
        fit(reference("sem_tables")["models"]["democracy_equal"], dataset("pd"), estimator="MLR"),
    ]
    default, named, plain = (compare(*steps, method=method) for method in (None, "2001", "standard"))
    assert default["chisq_diff"].iloc[1] == named["chisq_diff"].iloc[1] != plain["chisq_diff"].iloc[1]
    # the scaled difference is not the difference of the scaled statistics
    assert default["chisq_diff"].iloc[1] != pytest.approx(default["chisq_scaled"].diff().iloc[1], rel=1e-3)


def test_equivalent_models_have_no_test() -> None:
    found = compare(fitted("classics", "hs"), fitted("classics", "hs_second"))
    assert found["df_diff"].iloc[1] == 0
    assert found["chisq_diff"].iloc[1] == pytest.approx(0.0, abs=1e-6)
    assert "pvalue_diff" not in found or found["pvalue_diff"].isna().all()


def test_what_cannot_be_compared_is_refused() -> None:
    chain = fitted("tam_groups", "configural")
    single = fit(CHAIN, dataset("tam"))
    for others, options, says in (
        ((single,), {}, "at least two fits"),
        ((single, fitted("classics", "hs")), {}, "different observed variables"),
        ((single, chain), {}, "different samples"),
        ((single, fit(CHAIN, dataset("tam").iloc[:200])), {}, "different samples"),
        ((single, fit(CHAIN, dataset("tam"), estimator="MLR")), {}, "different estimators"),
        ((single, single), {"method": "2001"}, "needs fits with a scaled test"),
        ((single, single), {"method": "1999"}, "unknown method '1999'"),
    ):
        with pytest.raises(InputError, match=says):
            compare(*others, **options)


@pytest.mark.parametrize("written", ["x1 ~~ x4", "x4 ~~ x1"])
def test_a_covariance_is_the_same_parameter_whichever_end_is_written_first(written: str) -> None:
    """2010 takes the smaller model's estimates to the larger one, by name."""
    larger = fit(f"{HS}\nx1 ~~ x4", dataset("hs"), estimator="MLR")
    smaller = fit(f"{HS}\n{written}\nvisual ~~ 0*textual", dataset("hs"), estimator="MLR")
    row = compare(larger, smaller, method="2010").iloc[1]
    c0, df0 = smaller.estimate.test.scaling_factor, smaller.fit["df"]
    at = {(r.lhs, r.op, r.rhs): r.est for r in smaller.table.itertuples()}
    theta = np.zeros(larger.npar)
    for parameter in larger.setup.table.rows:
        if parameter.free:
            key = (parameter.lhs, parameter.op, parameter.rhs)
            theta[parameter.free - 1] = at[key] if key in at else at[key[2], key[1], key[0]]
    base = standard_test(larger.fit["chisq"], larger.fit["df"])
    c10 = infer(larger.setup, theta, base).test.scaling_factor
    scaling = (df0 * c0 - larger.fit["df"] * c10) / (df0 - larger.fit["df"])
    assert row["scaling_diff"] == pytest.approx(scaling, rel=1e-8)
    assert row["chisq_diff"] == pytest.approx((smaller.fit["chisq"] - larger.fit["chisq"]) / scaling, rel=1e-8)


def test_the_scaling_of_2001_is_of_the_two_factors() -> None:
    larger = fit(HS, dataset("hs"), estimator="MLM")
    smaller = fit(f"{HS}\nvisual ~~ 0*textual", dataset("hs"), estimator="MLM")
    row = compare(smaller, larger).iloc[1]
    f0, f1 = smaller.fit, larger.fit
    scaling = f0["df"] * f0["chisq_scaling_factor"] - f1["df"] * f1["chisq_scaling_factor"]
    assert row["df_diff"] == 1
    assert row["scaling_diff"] == pytest.approx(scaling)
    assert row["chisq_diff"] == pytest.approx((f0["chisq"] - f1["chisq"]) / scaling)
    assert row["pvalue_diff"] == pytest.approx(chi2.sf(row["chisq_diff"], 1))
    assert difference(larger, smaller) == {key: row[key] for key in ("chisq_diff", "df_diff", "pvalue_diff")}


def test_a_negative_scaling_has_no_test_and_2010_stands_in() -> None:
    larger = fit(HS, dataset("hs"), estimator="MLM")
    smaller = fit(f"{HS}\nvisual ~~ 0*textual", dataset("hs"), estimator="MLM")
    huge = replace(larger, estimate=replace(larger.estimate, test=replace(larger.estimate.test, scaling_factor=9.0)))
    row = compare(huge, smaller).iloc[1]
    assert row["scaling_diff"] < 0
    assert np.isnan(row["chisq_diff"])
    assert np.isnan(row["pvalue_diff"])
    found = difference(huge, smaller)
    wanted = compare(larger, smaller, method="2010").iloc[1]
    assert found["chisq_diff"] == pytest.approx(wanted["chisq_diff"], rel=1e-9)


def test_what_a_row_holds() -> None:
    """Plain fits their own indices, robust ones the robust; nothing where there is no likelihood."""
    plain, robust, gls = (fit(HS, dataset("hs"), estimator=name) for name in ("ML", "MLR", "GLS"))
    for found, suffix in ((plain, ""), (robust, "_robust")):
        row = compare(found, found).iloc[0]
        assert row["model"] == "model 1"
        assert (row["cfi"], row["rmsea"]) == (found.fit[f"cfi{suffix}"], found.fit[f"rmsea{suffix}"])
        assert (row["aic"], row["bic"], row["srmr"]) == tuple(found.fit[key] for key in ("aic", "bic", "srmr"))
    assert "chisq_scaled" in compare(robust, robust)
    assert "chisq_scaled" not in compare(plain, plain)
    assert "aic" not in compare(gls, gls)


MORE = reference("sem_more")


@cache
def made(text: str, data: str, estimator: str, options: str) -> Fit:
    given = {key.replace(".", "_"): value for key, value in json.loads(options).items()}
    return fit(text, dataset(data), estimator=estimator, **given)


def pair(spec: dict[str, Any]) -> tuple[Fit, Fit]:
    large, small = (
        made(s["text"], s["data"], spec["estimator"], json.dumps(s["options"] or {}))
        for s in (spec["large"], spec["small"])
    )
    return large, small


#: lavaan takes parameters of the same name over where they mean something else (latent means, paths for covariances).
WRONG_2010 = ("structural MLM", "structural MLR", "scalar MLR")


@pytest.mark.parametrize("name", MORE["lrt"])
def test_satorra_2000_of_ml_fits(name: str) -> None:
    """R: lavTestLRT(large, small, method = "satorra.2000")."""
    spec = MORE["lrt"][name]
    found = compare(*pair(spec), method="2000").iloc[1]
    chisq, df, pvalue = spec["shifted"]
    assert found["chisq_diff"] == pytest.approx(chisq, rel=1e-5)
    assert found["df_diff"] == df
    assert found["pvalue_diff"] == pytest.approx(pvalue, rel=1e-4)


@pytest.mark.parametrize("name", [name for name in MORE["lrt"] if name not in WRONG_2010])
def test_satorra_bentler_2010_where_parameters_map(name: str) -> None:
    spec = MORE["lrt"][name]
    found = compare(*pair(spec), method="2010").iloc[1]
    assert found["chisq_diff"] == pytest.approx(spec["sb2010"][0], rel=1e-5)


@pytest.mark.parametrize("name", WRONG_2010)
def test_satorra_bentler_2010_by_its_formula_where_they_do_not(name: str) -> None:
    """c₁₀ by hand: the larger model's own scaling, fitted to data whose moments are the smaller model's."""
    spec = MORE["lrt"][name]
    large, small = pair(spec)
    found = compare(large, small, method="2010").iloc[1]
    assert found["chisq_diff"] != pytest.approx(spec["sb2010"][0], rel=0.05)
    # The moments of the larger model at the point used are the smaller one's.
    c10 = scaling_at(large, small)
    t0, t1 = small.estimate.test, large.estimate.test
    c = (t0.df * t0.scaling_factor - t1.df * c10) / (t0.df - t1.df)
    assert found["chisq_diff"] == pytest.approx((t0.chisq - t1.chisq) / c)
    assert found["chisq_diff"] == pytest.approx(compare(large, small, method="2001").iloc[1]["chisq_diff"], rel=0.5)


def test_a_model_implies_what_another_does_by_whatever_paths() -> None:
    """Nesting by covariances (Bentler & Satorra, 2010)."""
    data = dataset("hs")
    items = "v =~ x1 + x2 + x3\nt =~ x4 + x5 + x6\ns =~ x7 + x8 + x9\n"
    large = fit(items + "t ~ v\ns ~ v + t", data)
    chain, turned = fit(items + "t ~ v\ns ~ t", data), fit(items + "v ~ t\nt ~ s", data)
    apart = fit(items + "t ~ v\ns ~ v\nt ~~ 0*s", data)
    assert all(implies(large, one) for one in (chain, turned, apart))
    assert implies(chain, turned)  # one model in two forms
    assert implies(turned, chain)
    assert not implies(chain, apart)
    assert not implies(chain, large)


def test_2010_of_models_that_are_not_nested_is_refused() -> None:
    data = dataset("hs")
    large = fit("v =~ x1 + x2 + x3\nt =~ x4 + x5 + x6", data, estimator="MLM")
    small = fit("v =~ x1 + x2 + x4\nt =~ x3 + x5 + x6\nv ~~ 0*t", data, estimator="MLM")
    with pytest.raises(AnalysisError, match="2001"):
        compare(large, small, method="2010")


def test_a_smaller_model_with_a_lower_chisquare_has_no_test_and_a_remark() -> None:
    data = dataset("hs")
    large = fit("v =~ x1 + x2 + x4\nt =~ x3 + x5 + x6", data)
    small = fit("v =~ x1 + x2 + 1*x3\nt =~ x4 + x5 + x6", data)
    found = compare(large, small).iloc[1]
    assert found["chisq_diff"] < 0
    assert found["pvalue_diff"] != found["pvalue_diff"]
    assert "not nested" in str(found["remark"])
    assert "remark" not in compare(small, fit("v =~ x1 + 1*x2 + 1*x3\nt =~ x4 + x5 + x6", data))


def test_fits_of_other_statistics_are_told_by_name() -> None:
    """Means, incomplete rows and likelihoods: AIC and χ² of one are not those of the other."""
    data = dataset("hs")
    model = "v =~ x1 + x2 + x3\nt =~ x4 + x5 + x6"
    plain = fit(model, data)
    for other, says in (
        (fit(model, data, meanstructure=True), "model 2 has a mean structure and model 1 has none"),
        (fit(model, data, missing="fiml"), "missing: listwise in model 1, fiml in model 2"),
        (fit(model, data, likelihood="wishart"), "likelihood: normal in model 1, wishart in model 2"),
        (fit(model, data.assign(x1=data["x1"] + data["x9"])), "other answers|different answers"),
    ):
        with pytest.raises(InputError, match=says):
            compare(plain, other)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(st.permutations(["v =~ x1 + x2 + x3", "t =~ x4 + x5 + x6", "s =~ x7 + x8 + x9"]), st.booleans(), st.booleans())
def test_equivalent_forms_have_one_difference(lines: list[str], squared: bool, std_lv: bool) -> None:
    """Lines in another order, a constraint squared, another unit: no method moves."""
    text = "\n".join(lines).replace("x2", "a*x2").replace("x3", "b*x3")
    data = dataset("hs")
    large = fit(text, data, estimator="MLM", std_lv=std_lv)
    constraint = "a^2 == b^2" if squared else "a == b"
    small = fit(f"{text}\n{constraint}", data, estimator="MLM", std_lv=std_lv)
    for method, expected in {"2000": 3.5537970, "2001": 3.8764560, "2010": 3.6280530}.items():
        found = compare(large, small, method=method).iloc[1]
        assert found["chisq_diff"] == pytest.approx(expected, rel=1e-5), method
