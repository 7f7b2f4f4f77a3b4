"""Description: counts by hand, moments and Mardia against psych and semTools (tests/reference/describe.R)."""

from __future__ import annotations

import numpy as np
import pytest
from survey.samples import floats, reference, survey_of, varied

from tamkit.survey import describe
from tamkit.survey.distribution import kurtosis, mardia, skewness

TOLERANCE = 1e-9


@pytest.fixture(params=["likert", "skewed"])
def case(request):
    found = reference("describe")[request.param]
    return floats(found["data"]), found


@pytest.mark.parametrize(("definition", "number"), [("g", 1), ("G", 2), ("b", 3)])
def test_moments_against_psych(case, definition, number):
    X, r = case
    np.testing.assert_allclose([skewness(x, definition) for x in X.T], r[f"skew{number}"], rtol=TOLERANCE)
    np.testing.assert_allclose([kurtosis(x, definition) for x in X.T], r[f"kurt{number}"], rtol=TOLERANCE)


def test_moments_against_scipy(case):
    from scipy import stats

    X, _ = case
    for x in X.T:
        assert skewness(x) == pytest.approx(stats.skew(x, bias=False))
        assert kurtosis(x) == pytest.approx(stats.kurtosis(x, bias=False))


def test_mardia_against_psych_and_semtools(case):
    X, r = case
    ours = mardia(X, divisor="n-1")
    assert ours.skewness == pytest.approx(r["psych"]["b1p"], rel=TOLERANCE)
    assert ours.kurtosis == pytest.approx(r["psych"]["b2p"], rel=TOLERANCE)
    assert ours.skewness_chisq == pytest.approx(r["psych"]["skew"], rel=TOLERANCE)
    assert ours.skewness_pvalue == pytest.approx(r["psych"]["p.skew"], rel=1e-6, abs=1e-15)
    assert ours.critical_ratio == pytest.approx(r["psych"]["kurtosis"], rel=TOLERANCE)
    assert ours.kurtosis_pvalue == pytest.approx(r["psych"]["p.kurt"], rel=1e-6, abs=1e-15)
    assert ours.kurtosis == pytest.approx(r["semtools"]["b2d"], rel=TOLERANCE)
    assert (ours.skewness_chisq, ours.skewness_df) == pytest.approx((r["semtools"]["chi"], r["semtools"]["df"]))


def test_mardia_with_its_own_divisor(case):
    X, r = case
    ours = mardia(X)
    assert ours.skewness == pytest.approx(r["ml"]["b1p"], rel=TOLERANCE)
    assert ours.kurtosis_excess == pytest.approx(r["ml"]["excess"], rel=TOLERANCE)
    assert ours.critical_ratio == pytest.approx(r["ml"]["cr"], rel=TOLERANCE)


def test_both_ways_to_sum_mardias_skewness_agree(monkeypatch):
    X = np.random.default_rng(2).normal(size=(200, 4))
    many, few = mardia(X), mardia(X[:, :4])
    assert many == few
    whole = np.vstack([X] * 3)  # n > p² either way; compare with the direct double sum
    d = whole - whole.mean(axis=0)
    D = d @ np.linalg.inv(np.cov(d.T, bias=True)) @ d.T
    assert mardia(whole).skewness == pytest.approx(np.mean(D**3))
    small_n = whole[:12]
    d = small_n - small_n.mean(axis=0)
    D = d @ np.linalg.inv(np.cov(d.T, bias=True)) @ d.T
    assert mardia(small_n).skewness == pytest.approx(np.mean(D**3))


@pytest.mark.parametrize("X", [np.ones((9, 2)), np.eye(3), np.empty((0, 3)), np.tile(np.arange(9.0)[:, None], 2)])
def test_mardia_of_nothing(X):
    assert mardia(X) is None


@pytest.mark.parametrize("definition", ["G", "g", "b"])
def test_a_constant_item_has_no_shape(definition):
    assert np.isnan(skewness([3, 3, 3, 3], definition))
    assert np.isnan(kurtosis([3, 3, 3, 3], definition))


def example():
    X = varied(10)
    X[:, 0] = [1, 1, 2, 3, 4, 5, 5, 5, np.nan, np.nan]
    respondents = {
        "user": [1, 1, 1, 1, 1, 1, 2, 2, 2, np.nan],
        "often": [1, 2, 2, 3, 3, np.nan, np.nan, np.nan, np.nan, np.nan],
        "uses.1": [1, 1, 1, 0, 1, 0, 0, 0, np.nan, np.nan],
        "uses.2": [1, 1, 0, 1, 0, 0, 0, 0, np.nan, np.nan],
        "uses.3": [0, 0, 0, 0, 0, 0, 1, 0, np.nan, np.nan],
        "uses.4": [0, 0, 0, 0, 0, 1, 0, 1, np.nan, np.nan],
        "age": [20, 30, 40, 50, 20, 30, 40, 50, np.nan, 33],
    }
    skipped = {"often": [False] * 6 + [True] * 3 + [False], "A1": [False] * 8 + [True, False]}
    return describe(survey_of(X, respondents=respondents, skipped=skipped))


def test_respondents():
    rows = example().respondents.set_index(["variable", "option"])
    assert rows.loc[("user", 1), ["n", "base"]].tolist() == [6, 9]
    assert rows.loc[("user", 1), "percent"] == pytest.approx(100 * 6 / 9)
    assert rows.loc[("user", 2), "cumulative"] == pytest.approx(100)
    assert rows.loc["often", "n"].tolist() == [1, 2, 2]
    assert rows.loc["often", "cumulative"].tolist() == [20, 60, 100]


def test_bases_after_skips():
    bases = example().bases.set_index("variable")
    assert bases.loc["often", ["asked", "skipped", "answered", "missing"]].tolist() == [7, 3, 5, 2]
    assert bases.loc["uses", ["asked", "skipped", "answered", "missing"]].tolist() == [10, 0, 8, 2]


def test_multiple_choice_has_two_bases():
    rows = example().multiple.set_index("option")
    assert rows["n"].tolist() == [4, 3, 1, 2]
    assert rows["percent_respondents"].tolist() == [50, 37.5, 12.5, 25]
    assert rows["percent_responses"].tolist() == [40, 30, 10, 20]
    assert rows["base"].tolist() == [8] * 4


def test_numbers():
    row = example().numbers.iloc[0]
    assert (row["n"], row["min"], row["max"], row["median"]) == (9, 20, 50, 33)


def test_items_floor_and_ceiling():
    found = example()
    row = found.items.set_index("item").loc["A1"]
    assert (row["n"], row["missing"]) == (8, 1)  # one more was skipped
    assert (row["floor"], row["ceiling"]) == (25.0, 37.5)
    assert found.likert.set_index("item").loc["A1"].tolist() == [2, 1, 1, 1, 3]
    assert row["mean"] == pytest.approx(26 / 8)


def test_construct_means():
    X = varied(10)
    rows = describe(survey_of(X)).constructs.set_index("construct")
    assert rows.loc["B", "mean"] == pytest.approx(X[:, 4:8].mean())
    assert rows.loc["B", "n"] == 10


def test_a_screened_survey_is_described_without_the_excluded():
    X = varied(10)
    clean = survey_of(X, checks={"AC1": [1.0] * 3 + [4.0] * 7}).screen()
    assert describe(clean).n == 7
    assert describe(clean).items["n"].tolist() == [7] * 12
    assert "<table" in describe(clean)._repr_html_()


def test_items_on_scales_of_different_length():
    from survey.samples import YAML

    from tamkit.questionnaire import loads

    text = YAML.replace("{code: A1, ", "{code: A1, scale: yes2, ")
    for code in ("A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2", "C3", "C4"):
        text = text.replace(f"code: {code},", f"code: {code}, scale: agree5,")
    text = text.replace("kind: instructed\n", "kind: instructed\n    scale: agree5\n")
    text = text.replace(
        "\nconstructs:", "\n  yes2: {points: 2, labels: {zh: [否, 是], en: ['No', 'Yes']}}\nconstructs:", 1
    )
    text = text.replace("kind: matrix, entries: [A, B]", "kind: matrix, entries: [A2, A3, A4, B]")
    text = text.replace("truth:", "  - {code: p5, title: {zh: 单题, en: One}, kind: matrix, entries: [A1]}\ntruth:")
    text = text.replace("{bell:", "{two: [0.0], bell:").replace("cuts: {B: lean}", "cuts: {A1: two, B: lean}")
    X = varied(10)
    X[:, 0] = [1, 2] * 5
    likert = describe(survey_of(X, questionnaire=loads(text, "two.yaml"))).likert.set_index("item")
    assert likert.loc["A1"].tolist()[:2] == [5, 5]
    assert likert.loc["A1"].isna().tolist() == [False, False, True, True, True]


@pytest.mark.parametrize("definition", ["G", "g", "b"])
def test_moments_turn_with_the_scale_and_not_with_its_unit(definition):
    x = np.array([1.0, 2, 2, 3, 5, 5, 7, 9])
    assert skewness(-3 * x + 7, definition) == pytest.approx(-skewness(x, definition))
    assert kurtosis(-3 * x + 7, definition) == pytest.approx(kurtosis(x, definition))
    assert skewness(np.r_[x, np.nan], definition) == skewness(x, definition)


def test_too_few_answers_have_no_shape():
    assert np.isnan(skewness([1, 2]))
    assert np.isfinite(skewness([1, 2, 4]))
    assert np.isnan(kurtosis([1, 2, 4]))
    assert np.isfinite(kurtosis([1, 2, 4, 8]))


def test_the_definitions_follow_from_one_another():
    """G₁ = g₁√(n(n − 1))/(n − 2), b₁ = g₁((n − 1)/n)^1.5; two points as often as each other have g₂ = −2."""
    x = np.array([1.0, 2, 2, 3, 5, 5, 7, 9])
    n = len(x)
    assert skewness(x, "G") == pytest.approx(skewness(x, "g") * np.sqrt(n * (n - 1)) / (n - 2))
    assert skewness(x, "b") == pytest.approx(skewness(x, "g") * ((n - 1) / n) ** 1.5)
    assert kurtosis([0, 0, 1, 1], "g") == pytest.approx(-2)
    assert kurtosis(x, "G") == pytest.approx(((n + 1) * kurtosis(x, "g") + 6) * (n - 1) / ((n - 2) * (n - 3)))


def test_mardia_of_one_item_is_its_moments():
    x = np.array([1.0, 2, 2, 3, 5, 5, 7, 9])
    found = mardia(x[:, None])
    assert found.skewness == pytest.approx(skewness(x, "g") ** 2)
    assert found.kurtosis_excess == pytest.approx(kurtosis(x, "g"))
    assert found.skewness_df == 1
    assert found.critical_ratio == pytest.approx(kurtosis(x, "g") / np.sqrt(24 / len(x)))


def test_mardia_does_not_depend_on_the_items_units():
    X = np.random.default_rng(3).exponential(size=(60, 3))
    mixed = X @ np.array([[2.0, 1, 0], [0, 1, -1], [0, 0, 5]]) + [1, 2, 3]
    ours, same = mardia(X), mardia(mixed)
    assert (ours.skewness, ours.kurtosis) == pytest.approx((same.skewness, same.kurtosis))
    assert mardia(np.column_stack([X, np.ones(60)])) == ours  # a constant item is left out
    gaps = np.vstack([X, [np.nan, 1, 1]])
    assert mardia(gaps) == ours
