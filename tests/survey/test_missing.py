"""Missing answers: counted by hand; Little's test against R (tests/reference/missing.R)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from survey.samples import floats, reference, survey_of, varied

from tamkit.errors import AnalysisError, InputError
from tamkit.survey.missing import little_mcar, missing

TOLERANCE = 1e-7


@pytest.mark.parametrize("name", ["mcar", "mar", "air"])
def test_little_against_r(name):
    r = reference("missing")[name]
    ours = little_mcar(floats(r["data"]))
    assert ours.chisq == pytest.approx(r["chisq"], rel=TOLERANCE)
    # Far out in the tail (p = 9e-26) p moves by χ²/2 times the relative change of χ².
    assert ours.pvalue == pytest.approx(r["pvalue"], rel=1e-5)
    assert (ours.df, ours.n, ours.patterns) == (r["df"], r["n"], r["patterns"])


def test_little_against_naniar():
    """naniar's page on ``mcar_test(airquality)``: 35.1, df 14, p 0.00142, 4 patterns."""
    ours = little_mcar(floats(reference("missing")["air"]["data"]))
    assert (round(ours.chisq, 1), ours.df, round(ours.pvalue, 5), ours.patterns) == (35.1, 14, 0.00142, 4)


def test_the_rate_of_little_s_test():
    """Of a thousand samples of five-point answers (benchmarks/little.py): no more than 5% ± three errors where answers
    are missing at random, most where they are not and there are enough of them. A few drawn here."""
    found = json.loads((Path(__file__).parents[2] / "benchmarks" / "little.json").read_text(encoding="utf-8"))
    rates = {(row["kind"], row["n"]): row["rejected"] / row["samples"] for row in found}
    for n in (150, 400):
        assert 0.02 < rates["mcar", n] < 0.05 + 3 * (0.05 * 0.95 / 1000) ** 0.5
    assert rates["mar", 400] > 0.9 > rates["mar", 150]
    rng = np.random.default_rng(9)
    rejected = 0
    for _ in range(60):
        X = rng.multivariate_normal([0, 0, 0], [[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]], 120)
        X[rng.random(X.shape) < 0.08] = np.nan
        rejected += little_mcar(X).pvalue < 0.05
    assert rejected <= 9  # of 60 at 5%: 9 or fewer in 999 of 1,000 draws


def test_nothing_missing_is_no_test():
    with pytest.raises(AnalysisError, match="no value is missing"):
        little_mcar(varied(20))


def test_a_constant_item_is_named():
    X = varied(20)
    X[:, 0] = 3
    X[0, 1] = np.nan
    with pytest.raises(InputError, match="constant"):
        little_mcar(X)


def test_counts_by_hand():
    X = varied(10)
    X[0, 0] = X[0, 1] = X[1, 0] = np.nan
    X[2, 8:] = np.nan
    skipped = {code: [i == 2 for i in range(10)] for code in ("C1", "C2", "C3", "C4")}
    found = missing(survey_of(X, skipped=skipped))
    items = found.items.set_index("item")
    assert items.loc["A1", ["asked", "missing", "share"]].tolist() == [10, 2, 0.2]
    assert items.loc["C1", ["asked", "missing", "share"]].tolist() == [9, 0, 0.0]
    assert found.persons[["missing", "n"]].to_numpy().tolist() == [[0, 8], [1, 1], [2, 1]]
    assert found.patterns["items"].tolist() == ["", "A1", "A1 A2"]
    assert found.patterns["n"].tolist() == [8, 1, 1]
    assert found.share == 3 / 116
    assert found.complete == 0.8


def test_skips_stay_out_of_littles_test():
    X = varied(60)
    X[:6, 0] = np.nan
    X[10:40, 8:] = np.nan
    skipped = {code: [10 <= i < 40 for i in range(60)] for code in ("C1", "C2", "C3", "C4")}
    found = missing(survey_of(X, skipped=skipped))
    assert found.mcar is not None
    assert found.mcar.chisq == pytest.approx(little_mcar(X[:, :8]).chisq)


def test_complete_answers_need_no_test():
    found = missing(survey_of(varied(10)))
    assert found.mcar is None
    assert str(found.note) == "No answer is missing."
    assert found.complete == 1.0


def test_what_prevents_the_test_is_said():
    X = varied(10)
    X[0, 0] = np.nan
    X[:, 1] = 3
    assert "constant" in str(missing(survey_of(X)).note)


def holes(X, share=0.1, seed=5):
    X = X.copy()
    X[np.random.default_rng(seed).random(X.shape) < share] = np.nan
    return X


def test_littles_test_does_not_depend_on_units_or_order():
    X = holes(varied(80)[:, :4])
    plain = little_mcar(X)
    turned = little_mcar((X * [2, 10, -1, 0.5] + [0, 5, 100, 1])[::-1][:, [3, 1, 0, 2]])
    assert (turned.df, turned.n, turned.patterns) == (plain.df, plain.n, plain.patterns)
    assert turned.chisq == pytest.approx(plain.chisq, rel=1e-5)


def test_degrees_of_freedom_count_the_observed_items_of_each_pattern():
    X = holes(varied(80)[:, :4])
    seen = ~np.isnan(X)
    patterns = np.unique(seen[seen.any(axis=1)], axis=0)
    ours = little_mcar(X)
    assert ours.df == patterns.sum() - 4
    assert ours.patterns == len(patterns)


def test_persons_without_any_answer_are_left_out():
    X = holes(varied(80)[:, :4])
    empty = np.vstack([X, np.full((3, 4), np.nan)])
    assert little_mcar(empty) == little_mcar(X)


def test_answers_missing_by_another_answer_are_found():
    rng = np.random.default_rng(6)
    X = rng.normal(size=(300, 3)) + rng.normal(size=(300, 1))
    random, chosen = X.copy(), X.copy()
    random[rng.random(300) < 0.3, 2] = np.nan
    chosen[X[:, 0] > 0.7, 2] = np.nan
    assert little_mcar(random).pvalue > 0.05
    assert little_mcar(chosen).pvalue < 1e-6


def test_patterns_are_listed_by_how_often_and_then_by_how_little_they_miss():
    X = varied(9)
    X[:2, 0] = np.nan  # two persons
    X[2:4, 1:3] = np.nan  # two more, who miss two items
    X[4, 3] = np.nan
    rows = missing(survey_of(X)).patterns
    assert rows["items"].tolist() == ["", "A1", "A2 A3", "A4"]
    assert rows["missing"].tolist() == [0, 1, 2, 1]
    assert rows["n"].tolist() == [4, 2, 2, 1]
    assert rows["share"].sum() == pytest.approx(1)


def test_skips_of_everything_but_one_item_leave_nothing_to_test():
    X = varied(30)
    X[0, 0] = np.nan
    X[5:9, 1:] = np.nan
    codes = [code for code in survey_of(X).items.columns if code != "A1"]
    found = missing(survey_of(X, skipped={code: [5 <= i < 9 for i in range(30)] for code in codes}))
    assert found.mcar is None
    assert found.note.key == "survey.nothing_missing_of_everybody"
    assert found.share == pytest.approx(1 / (30 * 12 - 4 * 11))
