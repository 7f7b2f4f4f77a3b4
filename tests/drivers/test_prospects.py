"""Power of a path, the smallest effect that can be seen, and the n that absence takes."""

from __future__ import annotations

import dataclasses
from math import isnan

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from tamkit.drivers import power
from tamkit.drivers.prospects import Prospect, prospects
from tamkit.sem import Fit, fit, simulate

TRUTH = """
F =~ 0.8*x1 + 0.8*x2 + 0.8*x3
H =~ 0.8*h1 + 0.8*h2 + 0.8*h3
G =~ 0.8*y1 + 0.8*y2 + 0.8*y3
G ~ {beta}*F + 0.3*H
F ~~ 0.3*H
"""
MODEL = "F =~ x1 + x2 + x3\nH =~ h1 + h2 + h3\nG =~ y1 + y2 + y3\nG ~ F + H"
PATHS = {("F", "G"): "+", ("H", "G"): "+"}


def rows(n: int, seed: int = 1, cut: bool = False) -> pd.DataFrame:
    frame: pd.DataFrame = simulate(TRUTH.format(beta=0.25), n, seed=seed, standardized=True)
    return frame.apply(lambda column: np.digitize(column, [-1.5, -0.5, 0.5, 1.5]) + 1.0) if cut else frame


@pytest.fixture(scope="module")
def large() -> Fit:
    """So many answers that the fit is nearly the population."""
    return fit(MODEL, rows(20_000), estimator="MLR")


def test_power_is_that_of_the_population_with_the_path_changed(large: Fit) -> None:
    """Against Monte-Carlo power of that population itself."""
    found = prospects(large, PATHS, 0.2, samples=400, seed=2, n=200)[("F", "G")]
    direct = power(TRUTH.format(beta=0.2), 200, replications=400, seed=3, estimator="MLR")["power"][0]
    error = np.sqrt(found.mcse_delta**2 + direct * (1 - direct) / 400)
    assert abs(found.at_delta - direct) < 3 * error
    assert found.at_20 == pytest.approx(found.at_delta, abs=3 * 1.5 * found.mcse_20)  # the other lot of samples
    assert found.mcse_delta == pytest.approx(np.sqrt(found.at_delta * (1 - found.at_delta) / 400))
    assert (found.method, found.samples) == ("monte_carlo", 400)


def test_information_alone_agrees_with_the_samples(large: Fit) -> None:
    drawn, alone = (prospects(large, PATHS, 0.1, samples=samples, seed=2, n=400) for samples in (300, 0))
    for path in PATHS:
        one, other = drawn[path], alone[path]
        assert abs(one.at_delta - other.at_delta) < 4 * one.mcse_delta + 0.02
        assert one.detectable == pytest.approx(other.detectable, rel=0.15)
        assert one.n_needed == pytest.approx(other.n_needed, rel=0.1)
        assert (other.method, other.samples) == ("information", 0)
        assert isnan(other.mcse_delta)


def test_what_is_detectable_has_power_80_and_n_scales(large: Fit) -> None:
    found = prospects(large, PATHS, 0.1, samples=0, n=400)[("F", "G")]
    again = prospects(large, PATHS, found.detectable, samples=0, n=400)[("F", "G")]
    assert again.at_delta == pytest.approx(0.80, abs=0.005)
    # The n that absence takes does not depend on the n of the study, and goes with 1/δ².
    more = prospects(large, PATHS, 0.1, samples=0, n=1600)[("F", "G")]
    assert more.n_needed == pytest.approx(found.n_needed, rel=1e-3)
    assert more.detectable == pytest.approx(found.detectable / 2, rel=0.08)
    twice = prospects(large, PATHS, 0.2, samples=0, n=400)[("F", "G")]
    assert twice.n_needed == pytest.approx(found.n_needed / 4, abs=1)


def test_n_needed_by_its_formula(large: Fit) -> None:
    """n ((z.95 + z.90) SE/δ)² with the standard error that a path of 0 has."""
    null = fit(MODEL, simulate(TRUTH.format(beta=0.0), 20_000, seed=4, standardized=True), estimator="MLR")
    se = float(null.paths().loc[0, "std_all_se"])
    expected = 20_000 * ((norm.ppf(0.95) + norm.ppf(0.90)) * se / 0.1) ** 2
    assert prospects(large, PATHS, 0.1, samples=0)[("F", "G")].n_needed == pytest.approx(expected, rel=0.03)


def test_five_points_cost_power() -> None:
    fine, coarse = (fit(MODEL, rows(4000, cut=cut), estimator="MLR") for cut in (False, True))
    at = [prospects(one, PATHS, 0.1, samples=0, n=300)[("F", "G")].at_delta for one in (fine, coarse)]
    assert at[1] < at[0]
    ordered = fit(MODEL, rows(600, cut=True), estimator="WLSMV", ordered="all")
    found = prospects(ordered, PATHS, 0.1)[("F", "G")]  # each sample would be a fit of its own
    assert found.method == "information"
    assert 0.1 < found.at_delta < found.at_20 < 1


def test_a_size_that_leaves_no_variance_is_impossible() -> None:
    strong = TRUTH.replace("0.3*H\nF ~~ 0.3*H", "0.9*H\nF ~~ 0.3*H").format(beta=0.1)
    found = fit(MODEL, simulate(strong, 2000, seed=1, standardized=True), estimator="ML")
    one = prospects(found, PATHS, 0.6, samples=20, n=300)[("F", "G")]
    assert isnan(one.at_delta)
    assert not isnan(one.at_20)
    assert one.impossible == (True, False)


def test_no_more_samples_than_allowed_and_the_seed_decides(large: Fit) -> None:
    one, again, other = (prospects(large, PATHS, 0.1, most=30, seed=seed, n=200) for seed in (1, 1, 2))
    assert one == again != other
    assert one[("F", "G")].samples == 30


def test_a_model_without_populations_answers_from_its_own_errors() -> None:
    data = rows(300).assign(age=np.random.default_rng(1).normal(size=300))
    found = fit(MODEL.replace("G ~ F + H", "G ~ F + H + age"), data, estimator="MLR")
    one = prospects(found, PATHS, 0.1)[("F", "G")]
    se = float(found.paths().loc[0, "std_all_se"])
    assert one.method == "estimate"
    assert one.at_20 == pytest.approx(norm.cdf(0.2 / se - norm.ppf(0.975)))
    assert one.detectable == pytest.approx((norm.ppf(0.975) + norm.ppf(0.8)) * se)
    assert [field.name for field in dataclasses.fields(Prospect)][:3] == ["delta", "at_delta", "at_20"]
