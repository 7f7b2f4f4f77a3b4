"""Proportions against base R (tests/reference/proportions.R) and the published percentages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey.samples import reference

from tamkit.errors import AnalysisError, InputError
from tamkit.survey import proportions as prop

TOLERANCE = 1e-9

R = reference("proportions")


@pytest.mark.parametrize("r", R["one"], ids=lambda r: f"{r['k']}of{r['n']}")
def test_one_proportion_against_r(r):
    k, n = int(r["k"]), int(r["n"])
    assert prop.wilson(k, n) == pytest.approx(r["wilson"], rel=TOLERANCE, abs=1e-12)
    assert prop.wilson(k, n, 0.99) == pytest.approx(r["wilson99"], rel=TOLERANCE, abs=1e-12)
    assert prop.exact(k, n) == pytest.approx(r["exact"], rel=TOLERANCE, abs=1e-12)
    test = prop.one_sample(k, n, r["p0"])
    assert test.z**2 == pytest.approx(r["chisq"], rel=TOLERANCE, abs=1e-12)
    assert test.pvalue == pytest.approx(r["p"], rel=1e-8)
    assert test.pvalue_exact == pytest.approx(r["p_exact"], rel=1e-8)
    assert np.sign(test.z) == np.sign(test.difference)


@pytest.mark.parametrize("name", list(R["tables"]))
def test_cross_tables_against_r(name):
    r = R["tables"][name]
    ours = prop.association(r["table"])
    named = {"chisq": "chisq", "df": "df", "pvalue": "p", "min_expected": "min", "small": "small"}
    for field, theirs in (named | {"cramer_v": "v", "cramer_v_corrected": "bergsma"}).items():
        assert getattr(ours, field) == pytest.approx(r[theirs], rel=TOLERANCE)
    ends = (ours.cramer_v_lower, ours.cramer_v_upper)
    assert ends == pytest.approx(tuple(min(1.0, end) for end in r["v_ends"]), rel=1e-6, abs=1e-8)
    if np.shape(r["table"]) == (2, 2):
        assert ours.pvalue_exact == pytest.approx(r["fisher"], rel=1e-7)
        assert ours.pvalue_resampled is None
    else:
        assert ours.pvalue_exact is None
    if ours.pvalue_resampled is not None:  # R drew 200,000 tables, ours are 9,999: four standard errors
        error = np.sqrt(r["resampled"] * (1 - r["resampled"]) / 9999)
        assert ours.pvalue_resampled == pytest.approx(r["resampled"], abs=4 * error)
        assert ours.pvalue_resampled == prop.association(r["table"]).pvalue_resampled


def test_only_thin_tables_are_resampled():
    assert prop.association(R["tables"]["thin"]["table"]).pvalue_resampled is not None
    assert prop.association(R["tables"]["wide"]["table"]).pvalue_resampled is None


@pytest.mark.parametrize("r", R["trends"])
def test_trend_against_r(r):
    ours = prop.trend(r["table"])
    assert (ours.r, ours.chisq, ours.pvalue) == pytest.approx((r["r"], r["chisq"], r["p"]), rel=TOLERANCE)
    if r["armitage"] is not None:
        assert ours.chisq * ours.n / (ours.n - 1) == pytest.approx(r["armitage"], rel=TOLERANCE)


def test_trend_takes_scores():
    table = R["trends"][1]["table"]
    assert prop.trend(table, [2, 4, 6], [1, 2, 3]).chisq == pytest.approx(prop.trend(table).chisq)
    assert prop.trend(table, [1, 2, 9]).chisq != pytest.approx(prop.trend(table).chisq)


def test_empty_categories_are_left_out_and_a_single_one_is_refused():
    assert prop.association([[10, 0, 20], [30, 0, 15], [0, 0, 0]]).df == 1
    with pytest.raises(AnalysisError, match="two categories"):
        prop.association([[10, 0], [30, 0]])
    with pytest.raises(AnalysisError, match="two categories"):
        prop.trend([[10, 0], [30, 0]])
    assert prop.association([[5, 0], [3, 4]]).odds_ratio == float("inf")


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 4), (0, 0)])
def test_impossible_counts(k, n):
    with pytest.raises(InputError, match="0 ≤ k ≤ n"):
        prop.wilson(k, n)


def test_a_share_to_test_against():
    with pytest.raises(InputError, match="between 0 and 1"):
        prop.one_sample(1, 2, 1.0)


#: Wilson intervals printed for the reconstruction of 262 (and 131) respondents.
PRINTED = {(131, 262): (44.0, 56.0), (114, 262): (37.6, 49.6), (34, 262): (9.4, 17.6), (48, 258): (14.3, 23.8),
           (78, 262): (24.6, 35.6), (16, 262): (3.8, 9.7), (58, 80): (61.9, 81.1), (16, 80): (12.7, 30.0),
           (39, 131): (22.6, 38.1)}  # fmt: skip


@pytest.mark.parametrize(("counts", "bounds"), PRINTED.items())
def test_printed_wilson_intervals(counts, bounds):
    assert tuple(round(100 * b, 1) for b in prop.wilson(*counts)) == bounds


@pytest.mark.parametrize("r", R["grim"], ids=lambda r: f"{r['value']}")
def test_feasible_bases_against_trying_every_count(r):
    assert list(prop.feasible(r["value"], int(r["decimals"]), 300)) == r["bases"]


def test_published_bases():
    first = [(50, 0), (43.51, 2), (12.98, 2), (29.77, 2), (6.11, 2)]
    assert prop.shared(first, 600) == [131, 262, 393, 524]
    assert list(prop.feasible(18.60, 2, 260)) == [43, 86, 129, 172, 215, 242, 258]
    assert prop.shared([(72.5, 1), (20, 0)], 91) == [40, 51, 69, 80, 91]
    assert prop.shared([(72.5, 2), (20, 2)], 100) == [40, 80]


@settings(derandomize=True, deadline=None)
@given(st.integers(1, 400), st.data(), st.integers(0, 3))
def test_a_real_percentage_is_always_feasible(n, data, decimals):
    k = data.draw(st.integers(0, n))
    printed = round(100 * k / n, decimals)
    assert k in prop.feasible(printed, decimals, n)[n]


@settings(derandomize=True, deadline=None)
@given(st.integers(2, 300), st.data())
def test_bounds_are_where_the_tests_turn(n, data):
    """Wilson's bounds have a score test of exactly .05, Clopper and Pearson's a binomial tail of .025."""
    from scipy.special import bdtr, bdtrc

    k = data.draw(st.integers(1, n - 1))
    for bound in prop.wilson(k, n):
        assert prop.one_sample(k, n, bound).pvalue == pytest.approx(0.05, rel=1e-6)
    low, high = prop.exact(k, n)
    assert bdtrc(k - 1, n, low) == pytest.approx(0.025, rel=1e-6)
    assert bdtr(k, n, high) == pytest.approx(0.025, rel=1e-6)
    assert low < k / n < high


@given(st.integers(1, 500))
def test_nobody_and_everybody_mirror_each_other(n):
    for interval in (prop.wilson, prop.exact):
        low, high = interval(0, n)
        assert low == 0.0
        assert interval(n, n) == pytest.approx((1 - high, 1.0))
    assert prop.exact(0, n)[1] == pytest.approx(1 - 0.025 ** (1 / n))


@given(st.lists(st.lists(st.integers(1, 40), min_size=3, max_size=3), min_size=2, max_size=4))
def test_association_does_not_depend_on_order_or_side(table):
    T = np.array(table)
    ours, turned = prop.association(T, draws=99), prop.association(T.T[::-1, ::-1], draws=99)
    assert (ours.chisq, ours.df, ours.small) == pytest.approx((turned.chisq, turned.df, turned.small))
    assert ours.cramer_v == pytest.approx(turned.cramer_v)
    assert 0 <= ours.cramer_v_corrected <= ours.cramer_v + 1e-12
    tenfold = prop.association(10 * T, draws=99)
    assert tenfold.chisq == pytest.approx(10 * ours.chisq)
    assert tenfold.cramer_v == pytest.approx(ours.cramer_v)


def test_perfect_association():
    found = prop.association([[30, 0], [0, 20]])
    assert (found.cramer_v, found.chisq, found.odds_ratio) == (pytest.approx(1), pytest.approx(50), float("inf"))
    assert prop.association([[0, 30], [20, 0]]).odds_ratio == 0.0
    assert prop.trend([[30, 0, 0], [0, 20, 0], [0, 0, 10]]).r == pytest.approx(1)
    assert prop.trend([[0, 0, 30], [0, 20, 0], [10, 0, 0]]).r == pytest.approx(-1)


def test_resampling_takes_its_seed_and_draws():
    thin = R["tables"]["thin"]["table"]
    first, same, other = (prop.association(thin, draws=199, seed=seed).pvalue_resampled for seed in (1, 1, 2))
    assert first == same
    assert first * 200 == pytest.approx(round(first * 200))  # (1 + hits)/(1 + draws)
    assert abs(first - other) < 0.2


def test_which_figures_one_base_fits():
    names, bases = prop.likeliest({"a": (33.33, 2), "b": (66.67, 2), "c": (12.5, 1)}, 30)
    assert names == ["a", "b", "c"]
    assert bases == [24]
    assert prop.likeliest({"a": (33.33, 2), "b": (12.34, 2)}, 10) == (["a"], [3, 6, 9])
    assert prop.likeliest({}, 10) == ([], [])
    assert prop.likeliest({"a": (12.34, 2)}, 10) == ([], [])
    assert prop.shared([], 10) == []


def test_a_half_may_be_rounded_either_way():
    assert prop.feasible(0.1, 1, 1000)[667] == (1,)
    assert prop.feasible(12, 0, 8)[8] == (1,)  # 12.5
    assert prop.feasible(13, 0, 8)[8] == (1,)
    assert 8 not in prop.feasible(14, 0, 8)
    assert prop.feasible(0, 0, 3) == {1: (0,), 2: (0,), 3: (0,)}
    assert prop.feasible(100, 0, 2) == {1: (1,), 2: (2,)}


@pytest.mark.parametrize("r", R["two"], ids=lambda r: str(r["counts"]))
def test_two_proportions_against_r(r):
    test = prop.two_sample(*(int(count) for count in r["counts"]))
    assert (test.z**2, test.pvalue) == pytest.approx((r["chisq"], r["p"]), rel=1e-8)
    assert test.pvalue_exact == pytest.approx(r["fisher"], rel=1e-6)
    assert (test.lower, test.upper) == pytest.approx(r["ends"], rel=TOLERANCE)
    assert np.sign(test.z) == np.sign(test.difference)


def test_two_proportions_that_are_all_or_nothing():
    test = prop.two_sample(0, 20, 0, 30)
    assert (test.difference, test.z, test.pvalue) == (0.0, 0.0, 1.0)


def test_only_resampled_tables_name_a_seed():
    assert prop.association(R["tables"]["thin"]["table"], seed=5).seed == 5
    assert prop.association(R["tables"]["wide"]["table"]).seed is None


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_noncentralities_put_the_statistic_at_its_quantiles(level):
    from scipy.stats import ncx2

    low, high = prop.noncentrality(30.0, 4, level)
    assert ncx2.cdf(30.0, 4, low) == pytest.approx(0.5 + level / 2)
    assert ncx2.cdf(30.0, 4, high) == pytest.approx(0.5 - level / 2)
    assert prop.noncentrality(0.1, 4, level) == (0.0, 0.0)
