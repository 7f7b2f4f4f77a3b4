"""Ratings and options ranked, against base R (tests/reference/ranked.R) and by their formulas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from survey.samples import floats, reference

from tamkit.errors import AnalysisError
from tamkit.survey.proportions import holm, wilson
from tamkit.survey.ranked import FEW_DISCORDANT, chosen, cochran, cronbach, friedman, ranked

R = reference("ranked")


def frame(rows, prefix="x"):
    values = floats(rows)
    return pd.DataFrame(values, columns=[f"{prefix}{j + 1}" for j in range(values.shape[1])])


def test_the_omnibus_tests_are_those_of_r():
    for found, theirs in ((ranked(frame(R["items"])).test, R["friedman"]), (chosen(frame(R["picks"])).test, R["q"])):
        assert (found.n, found.df) == (theirs["n"], theirs["df"])
        assert (found.statistic, found.pvalue) == pytest.approx((theirs["chisq"], theirs["p"]))
    assert ranked(frame(R["items"])).alpha == pytest.approx(R["alpha"])


def by_pair(found):
    """The pairs as R has them: in the order of the columns, whichever is higher."""
    rows = {}
    for row in found.pairs.to_dict("records"):
        turned = row["first"] > row["second"]
        rows[tuple(sorted((row["first"], row["second"])))] = (row, -1 if turned else 1)
    return rows


def test_paired_t_tests_are_those_of_r():
    rows = by_pair(ranked(frame(R["items"])))
    for (a, b, n, difference, low, high, t, p), adjusted in zip(R["t"], R["t_holm"], strict=True):
        row, sign = rows[f"x{a:.0f}", f"x{b:.0f}"]
        bounds = sorted((sign * row["lower"], sign * row["upper"]))
        assert row["n"] == n
        assert (sign * row["difference"], *bounds, sign * row["t"]) == pytest.approx((difference, low, high, t))
        assert (row["pvalue"], row["p_holm"]) == pytest.approx((p, adjusted))


def test_signed_ranks_are_those_of_r():
    rows = by_pair(ranked(frame(R["items"]), test="wilcoxon"))
    for a, b, n, v, p in R["wilcoxon"]:
        row, sign = rows[f"x{a:.0f}", f"x{b:.0f}"]
        both = frame(R["items"])[[row["first"], row["second"]]].dropna()
        differing = int((both.iloc[:, 0] != both.iloc[:, 1]).sum())
        theirs = v if sign == 1 else differing * (differing + 1) / 2 - v
        assert (row["n"], row["v"], row["pvalue"]) == pytest.approx((n, theirs, p))


def test_mcnemar_is_that_of_r_exact_where_few_differ():
    rows = by_pair(chosen(frame(R["picks"])))
    kinds = set()
    for a, b, n, only_a, only_b, chisq, p, exact in R["mcnemar"]:
        row, sign = rows[f"x{a:.0f}", f"x{b:.0f}"]
        ours = (row["first_only"], row["second_only"])[::sign]
        assert (row["n"], *ours, row["chisq"]) == pytest.approx((n, only_a, only_b, chisq))
        assert row["exact"] == (only_a + only_b < FEW_DISCORDANT)
        assert row["pvalue"] == pytest.approx(exact if row["exact"] else p)
        kinds.add(row["exact"])
    assert kinds == {True, False}


def test_everybody_counts_where_they_answered():
    table = ranked(frame(R["items"]), favourable=4).table.set_index("item")
    for name in table.index:
        x = frame(R["items"])[name].dropna()
        row = table.loc[name]
        half = 2.0017 * x.std() / np.sqrt(len(x))  # t of about 58 degrees of freedom
        assert (row["n"], row["n"] + row["missing"]) == (len(x), 59)  # one of the 60 answered nothing
        assert (row["mean"], row["sd"], row["favourable"]) == pytest.approx((x.mean(), x.std(), (x >= 4).mean()))
        assert row["upper"] - row["mean"] == pytest.approx(half, rel=2e-3)
    picked = chosen(frame(R["picks"])).table
    assert picked["share"].is_monotonic_decreasing
    for row in picked.to_dict("records"):
        assert row["share"] == row["chosen"] / row["n"]
        assert (row["lower"], row["upper"]) == wilson(row["chosen"], row["n"])


@pytest.mark.parametrize("found", [ranked(frame(R["items"])), chosen(frame(R["picks"]))])
def test_places_are_what_the_pairs_leave_open(found):
    names, sure = found.table.iloc[:, 0].tolist(), found.pairs[found.pairs["p_holm"] < 0.05]
    assert 0 < len(sure) < len(found.pairs)
    np.testing.assert_allclose(found.pairs["p_holm"], holm(found.pairs["pvalue"].to_numpy()))
    for place, row in enumerate(found.table.to_dict("records"), start=1):
        name = names[place - 1]
        above, below = (sure["second"] == name).sum(), (sure["first"] == name).sum()
        assert (row["rank"], row["rank_lower"], row["rank_upper"]) == (place, 1 + above, len(names) - below)


def test_equal_columns_share_every_place():
    rng = np.random.default_rng(3)
    same = pd.DataFrame(rng.permuted(np.tile([1.0, 2, 3, 4, 5], (40, 1)), axis=1)[:, :3], columns=list("abc"))
    found = ranked(same)
    assert found.table[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 3]] * 3
    constant = ranked(pd.DataFrame({"a": [3.0, 3, 3], "b": [3.0, 3, 3], "c": [5.0, 5, 5]}))
    assert constant.table[["item", "rank_lower", "rank_upper"]].to_numpy().tolist() == [
        ["c", 1, 1],
        ["a", 2, 3],
        ["b", 2, 3],
    ]
    none = ranked(pd.DataFrame({"a": [1.0, 2, 3], "b": [1.0, 2, 3]}), test="wilcoxon")
    assert none.pairs["pvalue"].tolist() == [1.0]
    assert none.test.pvalue == 1.0
    all_or_none = chosen(pd.DataFrame({"a": [1, 0, 1], "b": [1, 0, 1]}))
    assert (all_or_none.test.pvalue, all_or_none.pairs["pvalue"].tolist()) == (1.0, [1.0])


def test_the_interval_of_a_difference_of_paired_shares():
    """Bonett and Price: one discordant answer added to each side, two persons to all."""
    row = chosen(pd.DataFrame({"a": [1] * 30 + [0] * 10, "b": [0] * 25 + [1] * 15})).pairs.iloc[0]
    p, q = 26 / 42, 11 / 42
    half = 1.959963984540054 * np.sqrt((p + q - (p - q) ** 2) / 42)
    assert (row["first_only"], row["second_only"], row["difference"]) == (25, 10, 15 / 40)
    assert (row["lower"], row["upper"]) == pytest.approx((p - q - half, p - q + half))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"a": [1, 2, 3]}, "needs two columns"),
        ({"a": [1, 2, 3], "b": [np.nan] * 3}, "needs two columns"),
        ({"a": [1, 2, np.nan], "b": [np.nan, np.nan, 3]}, "needs two respondents.*found 0"),
    ],
)
def test_what_cannot_be_ranked(rows, said):
    for one in (ranked, chosen):
        with pytest.raises(AnalysisError, match=said):
            one(pd.DataFrame(rows))


def test_the_tests_by_themselves():
    x = floats(R["items"])
    x = x[~np.isnan(x).any(axis=1)]
    assert friedman(x).strength == pytest.approx(R["friedman"]["chisq"] / (len(x) * 3))
    assert cochran((x > 3).astype(float)).df == 3
    assert np.isnan(cronbach(np.ones((4, 3))))
    with pytest.raises(AnalysisError, match="found 1"):
        friedman(x[:1])


def test_it_shows_itself():
    assert ".pairs (6)" in repr(ranked(frame(R["items"])))
