"""Difference tests beyond the numbers in test_lavaan_after: order, changes of fit, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2
from sem.lavaan_reference import dataset, fitted, reference

from tamkit.errors import InputError
from tamkit.sem import compare, fit
from tamkit.sem.comparison import difference
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
