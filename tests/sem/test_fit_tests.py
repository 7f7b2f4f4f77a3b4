"""Tests of exact fit against lavaan 0.7-2 and 0.6-14, their definitions, and what is refused by name."""

from __future__ import annotations

import doctest
import importlib
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2
from sem.fit_test_reference import CHAIN, SHARED, cases, data, options_of
from sem.lavaan_reference import reference

from tamkit.errors import InputError, SampleError
from tamkit.messages import languages
from tamkit.sem import Moments, Options, fit, simulate
from tamkit.sem.complete.gamma import gamma, gamma_unbiased
from tamkit.sem.estimate import Estimate
from tamkit.sem.estimators import ESTIMATORS
from tamkit.sem.fit_test_names import NAMED, canonical, eigenvalue_test
from tamkit.sem.fit_tests import fit_tests
from tamkit.sem.fitting import arrange
from tamkit.sem.linalg import vech_index
from tamkit.sem.teststat import standard_test

FIFTEEN = reference("fit_tests_07")["cases"]
# lavaan stops where the discrepancy still falls; the minimum lies beyond a loading of 0 (test_ledger).
WITHOUT_MINIMUM = "hs_better_groups"
# Γ of fixed predictors has zeros, and lavaan 0.6-14's inverse of it goes wrong once there are means beside.
NOT_FOLLOWED = {("covariate_means", name) for name in NAMED if name.startswith("browne")}
# lavaan puts another information in where the estimator is not MLR.
NOT_FOLLOWED |= {("fiml", "yuan.bentler.mplus")}


def names_of(case: dict[str, Any]) -> list[str]:
    return [name for name, found in case.items() if isinstance(found, dict)]


def compare(found: pd.DataFrame, case: dict[str, Any]) -> None:
    """Statistics and p of the others within 1e-5, p of the eigenvalue tests too, above .001 (lavaan's quadrature)."""
    for one in found.itertuples():
        wanted = case[one.test]
        assert one.df == pytest.approx(wanted["df"], rel=1e-6), one.test
        if eigenvalue_test(one.test) is None:
            assert one.stat == pytest.approx(wanted["stat"], rel=1e-6), one.test
            assert one.pvalue == pytest.approx(wanted["pvalue"], abs=1e-6), one.test
        elif wanted["pvalue"] > 0.001:
            assert one.pvalue == pytest.approx(wanted["pvalue"], abs=1e-6), one.test
            assert one.stat == pytest.approx(wanted["stat"], abs=1e-3), one.test


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared/reference/lavaan is absent")
@pytest.mark.parametrize("name", sorted(set(FIFTEEN) - {WITHOUT_MINIMUM}))
def test_lavaan_as_it_is_today(name: str) -> None:
    case = FIFTEEN[name]
    found = fit(case["model"], pd.read_csv(SHARED / case["data"]), test=names_of(case)).tests
    assert list(found["test"]) == names_of(case)
    assert len(found) == 13
    compare(found, case)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared/reference/lavaan is absent")
def test_lavaan_as_it_is_today_at_a_point_that_is_no_minimum() -> None:
    """Two groups: the formulas at lavaan's own estimates, from which f still falls."""
    case = FIFTEEN[WITHOUT_MINIMUM]
    frame = pd.read_csv(SHARED / case["data"])
    setup = arrange(case["model"], frame, Options(group="school"))
    at = reference("fit_tests")["hs_better_groups"]
    estimates = {key[:4]: key[4] for key in zip(at["lhs"], at["op"], at["rhs"], at["group"], at["est"], strict=True)}
    rows = setup.table.free_rows()
    theta = np.array([estimates[row.lhs, row.op, row.rhs, row.group] for row in rows])
    value = float(setup.route.problem(setup).value(theta[None], np.array([0]))[0])
    inverse = setup.inverse(setup.route.hessian(setup, theta, "expected"), theta)
    test = standard_test(setup.route.chisquare(setup, theta, value), setup.df)
    found = fit_tests(setup, Estimate(theta, value, True, 1, inverse, inverse, test), names_of(case))
    for one in found:
        wanted = case[one.test]
        assert one.pvalue == pytest.approx(wanted["pvalue"], abs=2e-5), one.test
        if eigenvalue_test(one.test) is None:
            assert one.stat == pytest.approx(wanted["stat"], rel=2e-4), one.test


@pytest.mark.parametrize("name", cases())
def test_lavaan_as_it_was(name: str) -> None:
    """Statistic, df and p of every test, in every combination of estimator, data, groups and constraints."""
    case = cases()[name]
    found = fit(case["model"], data(case["data"]), test=list(case["found"]), **options_of(case)).tests
    for one in found.itertuples():
        wanted = case["found"][one.test]
        if (name, one.test) in NOT_FOLLOWED:
            continue
        assert one.df == pytest.approx(wanted["df"], rel=1e-5), one.test
        assert one.stat == pytest.approx(wanted["stat"], rel=2e-5), one.test
        told = one.test != "standard" or name != "dwls"  # T of least squares is no χ²: no p, as in 0.7
        wanted_p = (told and wanted.get("pvalue")) or np.nan
        assert one.pvalue == pytest.approx(wanted_p, abs=1e-5, nan_ok=True), one.test


@pytest.mark.parametrize("name", [name for name, case in cases().items() if case["spectrum"]])
def test_the_eigenvalue_tests_follow_from_lavaan_s_eigenvalues(name: str) -> None:
    from tamkit.sem.weighted_chisq import weighted_chisq_sf

    case = cases()[name]
    asked = ["standard", "browne.residual.nt.model", "all_ml", "all_ug_ml", "all_rls", "all_ug_rls"]
    found = fit(case["model"], data(), test=asked, **options_of(case)).tests.set_index("test")
    statistic = {"ml": found.loc["standard", "stat"], "rls": found.loc["browne.residual.nt.model", "stat"]}
    for kind, own in (("biased", ""), ("unbiased", "_ug")):
        for which, value in statistic.items():
            wanted = weighted_chisq_sf(value, np.maximum(case[kind], 0.0))
            assert found.loc[f"all{own}_{which}", "pvalue"] == pytest.approx(wanted, abs=1e-5)


# -- definitions -------------------------------------------------------------------------------------------------------


def test_saturated_means_change_nothing() -> None:
    """Where every mean is free the tests are those of the covariances, fixed predictors or not."""
    asked = [name for name in NAMED if name != "bollen.stine"] + ["pall_ml", "peba4_rls"]
    for model in (CHAIN, CHAIN + "\nf ~ z"):
        one = fit(model, data(), test=asked).tests
        other = fit(model, data(), test=asked, meanstructure=True).tests
        for column in ("stat", "df", "pvalue"):
            assert other[column].to_numpy() == pytest.approx(one[column].to_numpy(), rel=1e-6), column


def test_the_estimator_s_own_test_is_found_by_its_name() -> None:
    for kind in ESTIMATORS.values():
        if kind.test == "standard":
            continue
        items = list(data().columns[:9])
        given = {"ordered": items} if kind.ordinal else {}
        found = fit(CHAIN, data("ordered"), estimator=kind.name, test=["standard", kind.test], **given)
        plain, own = found.tests.itertuples()
        assert (plain.stat, plain.df) == (found.fit["chisq"], found.fit["df"])
        assert own.stat == pytest.approx(found.fit["chisq_scaled"], rel=1e-8)
        assert own.df == pytest.approx(found.fit.get("df_scaled", found.fit["df"]), rel=1e-8)
        assert own.pvalue == pytest.approx(found.fit["pvalue_scaled"], rel=1e-7)


def test_browne_s_normal_statistic_is_gls_at_its_minimum() -> None:
    found = fit(CHAIN, data(), estimator="GLS", test=["standard", "browne.residual.nt"]).tests
    assert found["stat"][0] == pytest.approx(found["stat"][1], rel=1e-6)


def test_rls_of_ml_is_the_quadratic_form_of_the_residuals() -> None:
    """½ n tr[(Σ̂⁻¹(S − Σ̂))²] (Browne 1974)."""
    found = fit(CHAIN, data(), test="browne.residual.nt.model")
    E = np.linalg.solve(found.implied_cov().to_numpy(), found.sample_cov().to_numpy()) - np.eye(9)
    assert found.tests["stat"][0] == pytest.approx(0.5 * found.n[0] * np.trace(E @ E), rel=1e-6)


def test_the_eigenvalues_add_up_to_the_traces_of_the_scaled_tests() -> None:
    """Two moments of Σ λ χ²₁ are those of the mean-and-variance adjusted χ², so the p are close."""
    found = fit(CHAIN, data(), test=["mean.var.adjusted", "all_ml", "pall_ml", "peba1_ml"]).tests.set_index("test")
    assert found.loc["all_ml", "pvalue"] == pytest.approx(found.loc["mean.var.adjusted", "pvalue"], abs=0.03)
    scaled = fit(CHAIN, data(), test="satorra.bentler").tests["pvalue"][0]
    assert found.loc["peba1_ml", "pvalue"] == pytest.approx(scaled, rel=1e-6)  # one block: all weights are the mean
    assert found.loc["pall_ml", "pvalue"] < found.loc["all_ml", "pvalue"]


def test_the_statistic_of_an_eigenvalue_test_is_its_p_turned_round() -> None:
    for one in fit(CHAIN, data(), test=["fmg", "pols2_ml"]).tests.itertuples():
        assert chi2.sf(one.stat, one.df) == pytest.approx(one.pvalue, rel=1e-9)


def test_constraints_count_as_directions() -> None:
    """Equal loadings by label, by an equation, or by one that is not linear: one model, one set of tests."""
    asked = ["satorra.bentler", "browne.residual.nt", "browne.residual.adf", "peba4_rls", "all_ug_ml"]
    labels = "f =~ a1 + p*a2 + p*a3\ng =~ b1 + b2 + b3"
    equation = "f =~ a1 + p*a2 + q*a3\ng =~ b1 + b2 + b3\np == q"
    curved = "f =~ a1 + p*a2 + q*a3\ng =~ b1 + b2 + b3\np*p == p*q"
    one, two, three = (fit(model, data(), test=asked).tests for model in (labels, equation, curved))
    assert two["stat"].to_numpy() == pytest.approx(one["stat"].to_numpy(), rel=1e-6)
    assert three["stat"].to_numpy() == pytest.approx(one["stat"].to_numpy(), rel=1e-4)
    assert (three["df"] == one["df"]).all()


def test_scale_and_order_of_the_items_change_nothing() -> None:
    asked = ["mean.var.adjusted", "browne.residual.adf", "browne.residual.adf.model", "peba4_ug_rls", "pols2_ml"]
    frame = data()
    moved = frame.copy()
    for power, item in enumerate(frame.columns[:9]):
        moved[item] = frame[item] * 10.0 ** (power % 3 - 1) + power
    other = "h =~ c3 + c1 + c2\ng =~ b2 + b1 + b3\nf =~ a3 + a2 + a1\nh ~ g\ng ~ f"
    one, two = fit(CHAIN, frame, test=asked).tests, fit(other, moved, test=asked).tests
    assert two["stat"].to_numpy() == pytest.approx(one["stat"].to_numpy(), rel=1e-5)


def test_a_saturated_model_has_no_p() -> None:
    frame = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3", 100, seed=2, standardized=True)
    found = fit("f =~ x1 + x2 + x3", frame, test=["standard", "satorra.bentler", "browne.residual.nt", "peba4_rls"])
    assert found.tests["pvalue"].isna().all()
    assert found.tests["stat"][2] == 0.0
    assert all(one.keys() <= {"test", "stat", "df"} for one in found.to_dict()["tests"])


@pytest.mark.parametrize("means", [True, False])
def test_the_unbiased_gamma_is_unbiased(means: bool) -> None:
    """Its mean over all samples of five from three equally likely cases is n − 1 times what covariances (divisor n − 1)
    vary and covary by over these samples; the usual one's is not."""
    population = np.array([[0.0, 1.0], [1.0, -1.0], [3.0, 2.0]])
    samples = [population[list(one)] for one in product(range(3), repeat=5)]
    moments = np.array([[*y.mean(axis=0), *np.cov(y.T)[vech_index(2)]] for y in samples])
    part = slice(0 if means else 2, None)
    wanted = 4 * np.cov(moments.T, bias=True)[part, part]
    mean = np.mean([gamma_unbiased(y, means) for y in samples], axis=0)
    usual = np.mean([gamma(y, means) for y in samples], axis=0)
    assert mean == pytest.approx(wanted, rel=1e-9)
    assert np.abs(usual - wanted).max() > 0.2 * np.abs(wanted).max()


# -- what the option does ----------------------------------------------------------------------------------------------


def test_bollen_stine_is_the_test_of_its_own_method() -> None:
    found = fit(CHAIN, data(), test=["bollen.stine", "standard"], bootstrap=50, seed=4)
    one, two = found.tests.itertuples()
    assert one.pvalue == found.bollen_stine(50, seed=4).pvalue
    assert one.stat == two.stat == found.fit["chisq"]
    told = found.to_dict()["tests"][0]
    assert (told["draws"], told["converged"], told["seed"]) == (50, 50, 4)
    assert "50 of 50 draws, seed 4" in found.summary()
    again = fit(CHAIN, data(), test="bollen.stine", seed=4)
    assert again.bootstrap is None
    assert again.to_dict()["tests"][0]["draws"] == 1000


def test_they_stand_in_table_summary_and_json() -> None:
    found = fit(CHAIN, data(), test="standard, FMG, peba4_rls, Browne.Residual.NT")
    names = ["standard", "peba4_rls", "browne.residual.nt"]
    assert list(found.tests.columns) == ["test", "stat", "df", "pvalue"]
    assert list(found.tests["test"]) == names
    assert [one["test"] for one in found.to_dict()["tests"]] == names
    assert all(set(one) == {"test", "stat", "df", "pvalue"} for one in found.to_dict()["tests"])
    assert all(name in found.summary() for name in names)
    copy = found.tests
    copy["stat"] = 0.0
    assert found.tests["stat"][0] == found.fit["chisq"]
    plain = fit(CHAIN, data())
    assert len(plain.tests) == 0
    assert "tests" not in plain.to_dict()
    assert plain.fit == found.fit
    assert plain.to_dict()["options"] == found.to_dict()["options"]


def test_the_summary_shows_the_numbers_without_a_test_asked_for_in_vain() -> None:
    assert "Exact-fit tests" not in fit(CHAIN, data()).summary()


# -- refused by name ---------------------------------------------------------------------------------------------------

ITEMS = [f"{factor}{i}" for factor in "abc" for i in (1, 2, 3)]
REFUSED = [
    ({"test": "peba4_rls", "estimator": "MLR"}, "'peba4_rls' exists for ML, MLM, not for MLR"),
    ({"test": "all", "estimator": "GLS"}, "'all_ml' exists for ML, MLM, not for GLS"),
    ({"test": "bollen.stine", "estimator": "GLS"}, "'bollen.stine' exists for ML, MLM, MLR, ULS"),
    ({"test": "satorra.bentler", "estimator": "GLS"}, "not for GLS"),
    ({"test": "yuan.bentler", "estimator": "ULS"}, "'yuan.bentler' exists for ML, MLM, MLR, not for ULS"),
    ({"test": "yuan.bentler.mplus", "estimator": "WLSMV", "ordered": "all"}, "not for WLSMV"),
    (
        {"test": "peba4_rls", "missing": "fiml"},
        "'peba4_rls' needs complete rows; with missing='fiml' there are standard",
    ),
    ({"test": "satorra.bentler", "missing": "fiml"}, "needs complete rows"),
    ({"test": "browne.residual.nt.model", "missing": "fiml"}, "needs complete rows"),
    ({"test": "bollen.stine", "missing": "fiml"}, "needs complete rows"),
    ({"test": "bollen.stine", "estimator": "WLSMV", "ordered": "all"}, "'bollen.stine' is not for ordered variables"),
    ({"test": "browne.residual.nt", "estimator": "DWLS", "ordered": "all"}, "is not for ordered variables"),
    ({"test": "peba4"}, None),
    ({"test": "peba"}, None),
    ({"test": "nonsense"}, "unknown test of fit 'nonsense'; allowed: standard, satorra.bentler"),
    ({"test": "peba4_lrs"}, "Did you mean 'peba4_rls'?"),
    ({"test": "pall4"}, "unknown test of fit 'pall4'"),
    ({"test": "peba0"}, "unknown test of fit 'peba0'"),
    ({"test": "peba2.5"}, "unknown test of fit 'peba2.5'"),
    ({"test": "pols0_ml"}, "unknown test of fit 'pols0_ml'"),
    ({"test": 3}, "test must be a name or a list of names; got 3."),
]


@pytest.mark.parametrize(("given", "says"), REFUSED)
def test_what_lavaan_refuses_is_refused_by_name(given: dict[str, Any], says: str | None) -> None:
    if says is None:
        assert Options(**given).test
        return
    with pytest.raises(InputError) as caught:
        Options(**given)
    assert says in str(caught.value)
    assert all(caught.value.message.say(language) for language in languages())


def test_the_data_decide_too_before_anything_is_estimated() -> None:
    matrix = data("matrix")
    for name in ("satorra.bentler", "browne.residual.adf", "fmg", "bollen.stine", "yuan.bentler"):
        with pytest.raises(InputError, match="needs the rows of the data; with a matrix there are standard"):
            fit(CHAIN, matrix, test=name)
    with pytest.raises(InputError, match="takes the moments of all observed variables to vary"):
        fit(CHAIN + "\nf ~ z", data(), test="peba4_ug_rls")
    assert len(fit(CHAIN + "\nf ~ z", data(), test="peba4_ug_rls", fixed_x=False).tests) == 1
    three = data().iloc[:3]
    with pytest.raises(InputError, match="at least four cases in each group; the smallest has 3"):
        fit("a2 ~ 0*a1", three, test="all_ug_ml", fixed_x=False)


def test_too_few_cases_for_a_distribution_free_weight() -> None:
    few = data().iloc[:20]
    with pytest.raises(
        SampleError, match=r"'browne.residual.adf' needs more cases than degrees of freedom.*df = 25, n = 20"
    ):
        fit(CHAIN, few, test="browne.residual.adf")
    assert fit(CHAIN, few, test=["browne.residual.nt.model", "peba4_rls"]).tests["pvalue"].notna().all()


def test_two_matrices_are_two_groups() -> None:
    frame, items = data(), ITEMS
    parts = [part for _, part in frame.groupby("group", sort=False)]
    rows = fit(CHAIN, frame, group="group", test=["browne.residual.nt", "browne.residual.nt.model"]).tests
    given = Moments(
        [part[items].cov() for part in parts], [len(part) for part in parts], [part[items].mean() for part in parts]
    )
    again = fit(CHAIN, given, test=["browne.residual.nt", "browne.residual.nt.model"]).tests
    assert again["stat"].to_numpy() == pytest.approx(rows["stat"].to_numpy(), rel=1e-8)


def test_names_are_read_in_full() -> None:
    spelt = {
        "fmg": "peba4_rls",
        "fmg_ug": "peba4_ug_rls",
        "FMG_ML": "peba4_ml",
        "peba": "peba2_ml",
        "peba4_ug": "peba4_ug_ml",
    }
    spelt |= {"pols_rls": "pols2_rls", "pols0.5": "pols0.5_ml", "all_ug": "all_ug_ml", "pall": "pall_ml"}
    for word, name in spelt.items():
        assert canonical(word) == canonical(name) == name
    assert Options(test="fmg, peba4_rls").test == ("peba4_rls",)
    assert Options(test=None).test == ()


def test_the_tests_are_of_the_model_reported_in_full() -> None:
    whole = Options(test=["fmg"], bootstrap=10)
    assert whole.for_measurement().test == whole.without_bootstrap().test == ()
    assert whole.with_estimator("WLSMV").test == ()
    with pytest.raises(InputError, match=r"^test is not an option here"):
        Options.for_companions(test="fmg")


@pytest.mark.parametrize("name", ["fit_tests", "fit_test_names", "eigenvalue_tests"])
def test_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"tamkit.sem.{name}")).failed == 0
