"""Fit measures against their textbook formulas, computed here from chi-square, S and Sigma alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, ncx2
from sem.lavaan_reference import dataset, fitted, reference

from tamkit.sem import fit, simulate
from tamkit.sem.measures import noncentrality
from tamkit.sem.result import Fit

KEYS = [("tam_sem", "ml"), ("classics", "hs"), ("classics", "democracy"), ("tam_small", "n60")]


@pytest.fixture(params=KEYS, ids=["/".join(key) for key in KEYS])
def result(request: pytest.FixtureRequest) -> Fit:
    return fitted(*request.param)


def test_chi_square_is_the_likelihood_ratio(result: Fit) -> None:
    S, Sigma = result.sample_cov().to_numpy(), result.implied_cov().to_numpy()
    p, n, f = len(S), result.n[0], result.fit
    F = np.linalg.slogdet(Sigma)[1] - np.linalg.slogdet(S)[1] + np.trace(S @ np.linalg.inv(Sigma)) - p
    assert f["chisq"] == pytest.approx(n * F, rel=1e-9)
    assert f["chisq"] == pytest.approx(2 * (f["unrestricted_logl"] - f["logl"]), rel=1e-8)
    assert f["df"] == p * (p + 1) / 2 - f["npar"]
    assert f["pvalue"] == pytest.approx(chi2.sf(f["chisq"], f["df"]), rel=1e-9)
    R = S / np.sqrt(np.outer(np.diag(S), np.diag(S)))
    assert f["baseline_chisq"] == pytest.approx(-n * np.linalg.slogdet(R)[1], rel=1e-9)
    assert f["baseline_df"] == p * (p - 1) / 2


def test_incremental_measures(result: Fit) -> None:
    f = result.fit
    T, df, Tb, dfb = f["chisq"], f["df"], f["baseline_chisq"], f["baseline_df"]
    assert f["cfi"] == pytest.approx(1 - max(T - df, 0) / max(T - df, Tb - dfb, 0))
    assert f["tli"] == pytest.approx((Tb / dfb - T / df) / (Tb / dfb - 1))
    assert f["nnfi"] == f["tli"]
    assert f["nfi"] == pytest.approx(1 - T / Tb)
    assert f["rfi"] == pytest.approx(1 - (T / df) / (Tb / dfb))
    assert f["ifi"] == pytest.approx((Tb - T) / (Tb - df))
    assert f["pnfi"] == pytest.approx(df / dfb * f["nfi"])
    assert f["pcfi"] == pytest.approx(df / dfb * f["cfi"])


def test_rmsea_and_its_interval(result: Fit) -> None:
    f, n = result.fit, result.n[0]
    T, df = f["chisq"], f["df"]
    assert f["rmsea"] == pytest.approx(np.sqrt(max(T - df, 0) / (n * df)))
    assert f["rmsea_ci_lower"] <= f["rmsea"] <= f["rmsea_ci_upper"]
    if f["rmsea_ci_lower"] > 0:
        assert ncx2.cdf(T, df, n * df * f["rmsea_ci_lower"] ** 2) == pytest.approx(0.95, abs=1e-7)
    if f["rmsea_ci_upper"] > 0:
        assert ncx2.cdf(T, df, n * df * f["rmsea_ci_upper"] ** 2) == pytest.approx(0.05, abs=1e-7)
    assert f["rmsea_pvalue"] == pytest.approx(ncx2.sf(T, df, n * df * 0.05**2), abs=1e-9)


def test_absolute_measures(result: Fit) -> None:
    S, Sigma, f = result.sample_cov().to_numpy(), result.implied_cov().to_numpy(), result.fit
    p, df = len(S), f["df"]
    ratio = np.linalg.solve(Sigma, S)
    gfi = 1 - np.trace((ratio - np.eye(p)) @ (ratio - np.eye(p))) / np.trace(ratio @ ratio)
    assert f["gfi"] == pytest.approx(gfi, rel=1e-9)
    assert f["agfi"] == pytest.approx(1 - p * (p + 1) / (2 * df) * (1 - gfi), rel=1e-9)
    assert f["pgfi"] == pytest.approx(2 * df / (p * (p + 1)) * gfi, rel=1e-9)
    low = np.tril_indices(p)
    d = np.sqrt(np.diag(S))
    assert f["rmr"] == pytest.approx(np.sqrt(np.mean((S - Sigma)[low] ** 2)), rel=1e-9)
    assert f["srmr"] == pytest.approx(np.sqrt(np.mean(((S - Sigma) / np.outer(d, d))[low] ** 2)), rel=1e-9)


def test_information_criteria(result: Fit) -> None:
    f, n = result.fit, result.n[0]
    assert f["aic"] == pytest.approx(-2 * f["logl"] + 2 * f["npar"])
    assert f["bic"] == pytest.approx(-2 * f["logl"] + np.log(n) * f["npar"])
    assert f["ecvi"] == pytest.approx((f["chisq"] + 2 * f["npar"]) / n)
    assert f["cn_05"] == pytest.approx(chi2.ppf(0.95, f["df"]) / (f["chisq"] / n) + 1)


def test_the_wishart_likelihood_is_the_convention_of_amos() -> None:
    """χ² = (N − 1)·F with S of divisor N − 1; estimates of structural paths are the same."""
    normal, wishart = fitted("tam_sem", "ml"), fitted("tam_sem", "wishart")
    assert wishart.fit["chisq"] == pytest.approx(normal.fit["chisq"] * 299 / 300, rel=1e-9)
    np.testing.assert_allclose(wishart.paths()["est"], normal.paths()["est"], rtol=1e-6)
    np.testing.assert_allclose(wishart.table["std_all"], normal.table["std_all"], rtol=1e-6, atol=1e-8)
    assert wishart.fit["rmsea"] == pytest.approx(np.sqrt(max(wishart.fit["chisq"] - 198, 0) / (299 * 198)), rel=1e-9)


def test_scaled_statistics_are_the_plain_one_over_the_factor() -> None:
    for key in ("mlm", "mlr"):
        f = fitted("tam_sem", key).fit
        assert f["chisq_scaled"] == pytest.approx(f["chisq"] / f["chisq_scaling_factor"])
        c, cb = f["chisq_scaling_factor"], f["baseline_chisq_scaling_factor"]
        up, down = max(f["chisq"] - c * f["df"], 0), f["baseline_chisq"] - cb * f["baseline_df"]
        assert f["cfi_robust"] == pytest.approx(1 - up / max(up, down))


def test_normal_data_need_no_scaling() -> None:
    data = simulate(
        "A =~ 0.8*a1 + 0.8*a2 + 0.8*a3 + 0.8*a4\nB =~ 0.8*b1 + 0.8*b2 + 0.8*b3\nB ~ 0.5*A",
        5000,
        seed=1,
        standardized=True,
    )
    for estimator in ("MLM", "MLR"):
        f = fit("A =~ a1 + a2 + a3 + a4\nB =~ b1 + b2 + b3\nB ~ A", data, estimator=estimator).fit
        assert f["chisq_scaling_factor"] == pytest.approx(1.0, abs=0.04)
    robust = fit("A =~ a1 + a2 + a3 + a4\nB =~ b1 + b2 + b3\nB ~ A", data, estimator="MLR").table
    plain = fit("A =~ a1 + a2 + a3 + a4\nB =~ b1 + b2 + b3\nB ~ A", data).table
    np.testing.assert_allclose(robust["se"], plain["se"], rtol=0.08)


def test_noncentrality_where_a_correction_leaves_no_chisq() -> None:
    assert noncentrality(-3.0, 5.0, 0.95) == 0.0
    for chisq in (float("nan"), float("inf")):
        assert np.isnan(noncentrality(chisq, 5.0, 0.05))


@pytest.mark.parametrize(("chisq", "df"), [(30.0, 20.0), (250.0, 198.0), (1.0, 3.0), (5000.0, 400.0)])
def test_noncentrality(chisq: float, df: float) -> None:
    for tail in (0.95, 0.05):
        found = noncentrality(chisq, df, tail)
        if found == 0:
            assert chi2.cdf(chisq, df) <= tail
        else:
            assert ncx2.cdf(chisq, df, found) == pytest.approx(tail, abs=1e-7)


def test_the_reference_data_are_those_of_lavaan() -> None:
    """HolzingerSwineford1939 and PoliticalDemocracy as semopy ships them, against R's own copies."""
    for name, columns in reference("sem_extras")["data"].items():
        data = dataset(name)
        for column, (total, weighted) in columns.items():
            x = data[column].to_numpy()
            assert x.sum() == pytest.approx(total, rel=1e-10)
            assert (np.arange(1, len(x) + 1) * x**2).sum() == pytest.approx(weighted, rel=1e-10)
