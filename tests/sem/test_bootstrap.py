"""The bootstrap: moments of resamples, intervals against lavaan, injected indices, jobs, and Bollen–Stine."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset, reference

from tamkit.errors import InputError, OptionError
from tamkit.sem import fit
from tamkit.sem.intervals import acceleration, interval
from tamkit.sem.result import Fit

INTERVALS = reference("sem_intervals")
MODEL = """
  PU  =~ PU1 + PU2 + PU3 + PU4
  ATT =~ ATT1 + ATT2 + ATT3
  INT =~ INT1 + INT2 + INT3
  ATT ~ a*PU
  INT ~ b*ATT + c*PU
  indirect := a*b
"""


@cache
def booted(jobs: int = 1, draws: int = 260, ci: str = "percentile") -> Fit:
    return fit(MODEL, dataset("tam"), bootstrap=draws, seed=11, jobs=jobs, ci=ci)


@pytest.mark.parametrize("kind", ["percentile", "bc", "bca"])
@pytest.mark.parametrize("name", INTERVALS)
def test_intervals_of_given_draws(name: str, kind: str) -> None:
    spec = INTERVALS[name]
    jack = np.array(spec["jackknife"])[:, None]
    found = interval(np.array(spec["draws"])[:, None], np.array([spec["value"]]), kind, jack if kind == "bca" else None)
    np.testing.assert_allclose(np.ravel(found), spec[kind], rtol=1e-7, atol=1e-9)


def test_acceleration_is_a_sixth_of_the_skewness_of_the_jackknife() -> None:
    values = np.random.default_rng(0).exponential(size=(50, 2))
    d = values.mean(axis=0) - values
    wanted = np.mean(d**3, axis=0) / (6 * np.mean(d**2, axis=0) ** 1.5 * np.sqrt(50))
    np.testing.assert_allclose(acceleration(values), wanted, rtol=1e-12)


def test_a_constant_has_a_degenerate_interval() -> None:
    low, high = interval(np.full((30, 1), 2.5), np.array([2.5]), "bca", np.full((10, 1), 2.5))
    assert low[0] == high[0] == 2.5


def test_each_draw_is_the_fit_of_its_rows() -> None:
    data = dataset("tam")
    indices = np.random.default_rng(4).integers(0, len(data), size=(3, len(data)))
    resampled = fit(MODEL, data, resamples=indices).bootstrap
    assert resampled is not None
    for b in range(3):
        alone = fit(MODEL, data.iloc[indices[b]].reset_index(drop=True))
        np.testing.assert_allclose(resampled.draws.theta[b], alone.estimate.theta, atol=1e-6)


def test_the_number_of_jobs_changes_nothing() -> None:
    one, two = booted(1).bootstrap, booted(2).bootstrap
    assert one is not None
    assert two is not None
    np.testing.assert_array_equal(one.draws.theta, two.draws.theta)
    np.testing.assert_array_equal(one.lower, two.lower)


def test_the_seed_decides() -> None:
    again = fit(MODEL, dataset("tam"), bootstrap=30, seed=11).bootstrap
    other = fit(MODEL, dataset("tam"), bootstrap=30, seed=12).bootstrap
    assert again is not None
    assert other is not None
    first = booted().bootstrap
    assert first is not None
    assert again.seed == 11
    assert not np.allclose(again.draws.theta, other.draws.theta)


def test_a_missing_seed_is_drawn_and_kept() -> None:
    first = fit(MODEL, dataset("tam"), bootstrap=10)
    assert first.bootstrap is not None
    again = fit(MODEL, dataset("tam"), bootstrap=10, seed=first.bootstrap.seed)
    assert again.bootstrap is not None
    np.testing.assert_array_equal(first.bootstrap.draws.theta, again.bootstrap.draws.theta)


def test_the_bootstraps_errors_and_intervals_stand_in_a_table_of_their_own() -> None:
    fitted = booted()
    draws = fitted.bootstrap
    assert draws is not None
    table = fitted.bootstrapped()
    a = table[table["label"] == "a"].iloc[0]
    column = next(row.free for row in fitted.setup.table.rows if row.label == "a") - 1
    t = draws.draws.theta[:, column]
    assert a["se"] == pytest.approx(t.std(ddof=1), rel=1e-12)
    assert a["ci_lower"] == pytest.approx(np.quantile(t, 0.025, method="weibull"), abs=2e-3)
    assert a["resolution"] == 2 / (draws.converged + 1)
    product = draws.draws.theta[:, column]
    b = next(row.free for row in fitted.setup.table.rows if row.label == "b") - 1
    indirect = fitted.defined().iloc[0]
    assert indirect["se"] == pytest.approx((product * draws.draws.theta[:, b]).std(ddof=1), rel=1e-10)
    assert (table["ci_lower"].dropna() <= table["est"][table["ci_lower"].notna()]).all()


PARAMETER = ["est", "se", "z", "pvalue", "ci_lower", "ci_upper", "std_all_se", "std_all_ci_lower", "std_all_ci_upper"]


def test_a_parameter_is_decided_by_the_estimator_and_a_definition_by_the_draws() -> None:
    """Paths keep B, SE, z, p and Wald interval whether resampled or not; 0.1.0 gave them the bootstrap's."""
    text = MODEL + "  direct := c\n  difference := a - b\n"
    plain = fit(text, dataset("tam")).table
    drawn = fit(text, dataset("tam"), bootstrap=60, seed=2)
    table = drawn.table
    decided = table["lhs"].isin(["indirect", "difference"])
    assert decided.sum() == 2
    # A definition that only names a path is that path.
    pd.testing.assert_frame_equal(
        table.loc[~decided, [*PARAMETER, "resolution"]], plain.loc[~decided, [*PARAMETER, "resolution"]]
    )
    own = drawn.bootstrapped()
    for name in (
        "se",
        "pvalue",
        "ci_lower",
        "ci_upper",
        "std_all_se",
        "std_all_ci_lower",
        "std_all_ci_upper",
        "resolution",
    ):
        assert (table.loc[decided, name] == own.loc[decided, name]).all()
    assert table.loc[decided, "z"].isna().all()
    assert (own["se"].notna() == plain["se"].notna()).all()
    assert (own["resolution"].dropna() == drawn.bootstrap.resolution).all()


def test_a_fit_without_draws_has_nothing_to_tell_of_them() -> None:
    with pytest.raises(OptionError, match="not bootstrapped; give bootstrap=5000"):
        fit("PU =~ PU1 + PU2 + PU3", dataset("tam")).bootstrapped()


def test_draws_too_few_for_an_interval_are_told() -> None:
    few = fit(MODEL, dataset("tam"), bootstrap=38, seed=2)
    assert [warning.code for warning in few.warnings] == ["few_draws"]
    assert few.defined()[["ci_lower", "ci_upper"]].isna().to_numpy().all()
    assert "38 bootstrap draws converged; a 95% interval needs at least 39" in few.summary()
    enough = fit(MODEL, dataset("tam"), bootstrap=39, seed=2)
    assert not enough.warnings
    assert enough.defined()[["ci_lower", "ci_upper"]].notna().to_numpy().all()


@pytest.mark.parametrize("kind", ["bc", "bca"])
def test_corrected_intervals_lie_near_the_percentile_ones(kind: str) -> None:
    corrected = booted(ci=kind).bootstrapped()
    plain = booted().bootstrapped()
    at = corrected["op"] == "~"
    assert np.abs(corrected["ci_lower"] - plain["ci_lower"])[at].max() < 0.1
    assert (corrected["ci_lower"] != plain["ci_lower"])[at].any()
    np.testing.assert_array_equal(corrected["se"], plain["se"])


def test_bootstrap_errors_are_near_the_robust_ones() -> None:
    robust = fit(MODEL, dataset("tam"), estimator="MLR").table
    found = fit(MODEL, dataset("tam"), bootstrap=1000, seed=3).bootstrapped()
    at = robust["op"] == "~"
    np.testing.assert_allclose(found["se"][at], robust["se"][at], rtol=0.15)


def test_draws_that_fail_or_are_inadmissible_are_counted() -> None:
    """Fifty respondents and a construct with a Heywood case: many draws have one too."""
    hs = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
    fitted = fit(hs, dataset("hs50"), bootstrap=40, seed=2)
    draws = fitted.bootstrap
    assert draws is not None
    assert draws.requested == 40
    assert draws.admissible < draws.converged <= draws.requested
    assert f"{draws.converged} converged, {draws.admissible} admissible" in fitted.summary()
    assert fitted.to_dict()["bootstrap"]["admissible"] == draws.admissible


def test_wrong_resamples_are_refused() -> None:
    data = dataset("tam")
    for wrong in (np.full((2, 300), 300), np.zeros(300, dtype=int), np.full((2, 300), -1)):
        with pytest.raises(InputError, match="row numbers from 0 to 299"):
            fit(MODEL, data, resamples=wrong)


def test_bollen_stine_resamples_data_in_which_the_model_holds() -> None:
    fitted = fit(MODEL, dataset("tam"))
    found = fitted.bollen_stine(300, seed=5)
    assert found.converged > 290
    # χ² of the draws follows its reference distribution, so its mean is about df …
    assert np.mean(found.chisq) == pytest.approx(fitted.fit["df"], rel=0.15)
    # … and the p-value is near that of the test.
    assert found.pvalue == pytest.approx(fitted.fit["pvalue"], abs=0.12)
    assert found.pvalue == np.mean(found.chisq >= fitted.fit["chisq"])


def test_bollen_stine_rejects_a_wrong_model() -> None:
    wrong = fit("A =~ PU1 + PU2 + ATT1\nB =~ PU3 + PU4 + ATT2 + ATT3", dataset("tam"))
    assert wrong.bollen_stine(200, seed=1).pvalue < 0.02
