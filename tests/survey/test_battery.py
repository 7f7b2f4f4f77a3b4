"""The battery: the published percentages come back from their reconstruction, on the right bases."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from survey.reconstruction import reconstructed
from survey.samples import small, survey_of, varied

import tamkit
from tamkit.questionnaire import Analyses, CrossTable, Quantity, load
from tamkit.survey import simulate
from tamkit.survey.battery import battery, count_share, holm
from tamkit.survey.consistency import check_figures

#: What was printed, to two decimals, with the base each figure has in the reconstruction.
PRINTED = {
    "unaware": ("50.00", 262),
    "clause_not_read": ("43.51", 262),
    "clause_not_noticed": ("12.98", 262),
    "three_or_more_products": ("18.60", 258),
    "ever_overdue": ("29.77", 262),
    "often_overdue": ("6.11", 262),
    "reason_forgot": ("72.50", 80),
    "reason_no_money": ("20.00", 80),
}


@pytest.fixture(scope="module")
def rebuilt():
    return battery(reconstructed())


@pytest.mark.parametrize(("name", "expected"), PRINTED.items())
def test_the_reconstruction_gives_the_printed_figures(rebuilt, name, expected):
    row = rebuilt.references.set_index("id").loc[name]
    assert (f"{row['percent']:.2f}", row["base"]) == expected


def test_printed_figures_are_not_rejected_by_their_own_reconstruction(rebuilt):
    rows = rebuilt.references.set_index("id").loc[list(PRINTED)]
    assert (rows["pvalue"] > 0.95).all()
    assert (rows["p_holm"] == 1.0).all()


def test_three_or_more_and_more_than_three_are_kept_apart(rebuilt):
    rows = rebuilt.references.set_index("id")
    assert rows.loc["three_or_more_products", "n"] == 48
    assert rows.loc["more_than_three_products", "n"] == 0
    ticks = rebuilt.ticks.set_index(["variable", "ticks"])
    assert ticks.loc[("CR2", 3), ["n", "at_least_n", "base"]].tolist() == [48, 48, 258]


def test_answers_from_people_who_were_not_to_be_asked_are_reported(rebuilt):
    """80 gave a reason for being overdue, 78 had been overdue: the printed bases contradict each other, 40 and 39."""
    assert rebuilt.references.set_index("id").loc["reason_forgot", "outside"] == 2
    assert any(str(note).startswith("CR8: 2 of 80 answered") for note in rebuilt.notes)


def test_the_base_contradiction_is_found_in_the_printed_figures_alone(rebuilt):
    found = rebuilt.consistency
    assert not found.consistent
    groups = found.groups[found.groups["section"].str.startswith("6")].set_index("group")
    assert groups.loc["CR1=1", "bases"] == "131 262 393 524"
    assert groups.loc["CR1=1", ["figures", "fitting"]].tolist() == [6, 5]
    assert groups.loc["CR7=2,3", "bases"].split()[:5] == ["40", "51", "69", "80", "91"]
    figures = found.figures.set_index("id")
    assert not figures.loc["three_or_more_products", "fits"]
    assert figures.loc["three_or_more_products", "bases"].split()[:7] == ["43", "86", "129", "172", "215", "242", "258"]
    assert figures.loc["ever_overdue", "fits"]
    rows = found.conflicts[["parent", "base", "count", "nearest", "difference"]].to_numpy().tolist()
    assert rows[:2] == [["ever_overdue", 131, 39, 40, 1], ["ever_overdue", 262, 78, 80, 2]]
    assert found.conflicts["group"].unique().tolist() == ["CR7=2,3"]


def test_figures_that_agree_are_left_alone():
    q = load("credit_reference")
    kept = tuple(v for v in q.reference_values if v.id in ("unaware", "clause_not_read", "ever_overdue"))
    found = check_figures(q.model_copy(update={"reference_values": kept}))
    assert found.consistent


def test_context_figures_are_listed_and_not_tested(rebuilt):
    reasons = rebuilt.untested.set_index("id")["reason"]
    assert reasons["huabei_users"] == reasons["credit_population_china"] == "context"
    assert not set(rebuilt.untested["id"]) & set(rebuilt.references["id"])
    q = load("credit_reference")
    assert len(rebuilt.untested) + len(rebuilt.references) == len(q.reference_values)


def test_shares_have_wilson_and_exact_intervals(rebuilt):
    row = rebuilt.shares.set_index(["variable", "option"]).loc[("CR7", 3)]
    assert (row["n"], row["base"], row["asked"]) == (16, 262, 262)
    assert [round(row[b], 1) for b in ("wilson_lower", "wilson_upper")] == [3.8, 9.7]
    assert row["exact_lower"] < row["percent"] < row["exact_upper"]


def test_bases_after_skips():
    survey = simulate("credit_reference", 400, 9).survey
    found = battery(survey.screen())
    shares = found.shares.set_index(["variable", "option"])
    users = int(shares.loc[("CR1", 1), "n"])
    overdue = int(shares.loc[("CR7", 2), "n"] + shares.loc[("CR7", 3), "n"])
    assert shares.loc[("CR3", 1), "base"] == users
    assert shares.loc[("CR8", 1), ["base", "asked", "outside"]].tolist() == [overdue, overdue, 0]
    assert not [note for note in found.notes if note.key == "survey.answered_unasked"]
    huabei = found.references.set_index("id").loc["never_applied_credit_card", "base"]
    assert huabei == shares.loc[("CR2", 1), "n"]


def test_cross_tables(rebuilt):
    tables = {(str(t.row), str(t.column)): t for t in rebuilt.crosstabs}
    assert tables[("CR3", "CR7")].table.to_numpy().sum() == 262
    assert tables[("CR3", "CR7")].trend is None
    products = tables[("CR2#", "CR7")]
    assert products.table.loc[3].tolist() == [0, 48, 0]
    assert products.table.to_numpy().sum() == 258
    assert products.trend is not None
    assert tables[("income", "CR7")].trend is not None


def test_knowledge_counts_right_answers(rebuilt):
    frame = reconstructed().respondents
    row = rebuilt.knowledge.set_index("variable").loc["CR9b"]
    assert row["n"] == (frame["CR9b"] == 2).sum()
    right = (frame[["CR9a", "CR9b", "CR9c", "CR9d"]] == [1, 2, 2, 1]).sum(axis=1)
    np.testing.assert_array_equal(rebuilt.knowledge_score, right)


def test_being_overdue_is_explained_by_what_was_asked():
    found = battery(simulate("credit_reference", 900, 4).survey)
    fit = found.regressions["overdue"]
    factors = ["CR3=2", "CR3=3", "CR11=2", "CR11=3", "CR11=4"]  # not sure, and do not remember, kept
    assert fit.table["term"].tolist() == ["(intercept)", "n_products", "income", *factors, "knowledge"]
    shares = found.shares.set_index(["variable", "option"])
    assert fit.n == shares.loc[("CR7", 1), "base"]
    assert fit.events == shares.loc[("CR7", 2), "n"] + shares.loc[("CR7", 3), "n"]
    assert fit.pvalue > 0.001  # the simulated answers are independent


def test_what_prevents_the_regression_is_said():
    survey = reconstructed()
    frame = survey.respondents.assign(CR7=1.0)
    found = battery(replace(survey, respondents=frame))
    assert set(found.regressions) == {"amount"}  # and all of these are users
    said = "Ever overdue: logistic regression: the outcome is the same for everybody."
    assert said in [str(note) for note in found.notes]
    said = "CR3 × CR7: a cross-table needs two categories that occur in its rows and two in its columns."
    assert said in [str(note) for note in found.notes]


def test_what_the_answers_do_not_hold_is_said_and_the_rest_is_made():
    survey = simulate("credit_reference", 600, 4).survey
    frame = survey.respondents.drop(columns=["CR11", "CR9a", "CR9b", "CR9c", "CR9d"])
    found = battery(replace(survey, respondents=frame))
    assert found.regressions["overdue"].table["term"].tolist() == [
        "(intercept)", "n_products", "income", "CR3=2", "CR3=3"
    ]  # fmt: skip
    said = [str(note) for note in found.notes]
    assert "CR11 × CR7: the answers hold no CR11." in said
    assert [note for note in said if note.startswith("Ever overdue: ")] == [
        "Ever overdue: logistic regression without the predictor Repayment reminder: the answers hold no CR11.",
        "Ever overdue: logistic regression without the predictor Knowledge (right answers): "
        "the answers hold no question of knowledge.",
    ]
    gone = battery(replace(survey, respondents=frame.drop(columns=["CR7"])))
    assert set(gone.regressions) == {"use", "amount"}
    assert "Ever overdue: the answers hold no CR7." in [str(note) for note in gone.notes]
    none = frame[["CR7", "CR1"]]
    assert "Ever overdue: logistic regression: the answers hold none of its predictors." in [
        str(note) for note in battery(replace(survey, respondents=none)).notes
    ]


def test_other_analyses_may_be_asked_for():
    wanted = Analyses(
        crosstabs=(
            CrossTable(row="gender", column=Quantity(variable="CR7", options=(2, 3))),
            CrossTable(row=Quantity(score="knowledge"), column=Quantity(count="CR12")),
        )
    )
    survey = simulate("credit_reference", 600, 4).survey
    found = battery(survey, analyses=wanted)
    chosen, score = found.crosstabs
    frame = survey.respondents
    men = frame[(frame["gender"] == 1) & frame["CR7"].notna()]
    assert chosen.table.loc[1].tolist() == [(men["CR7"] == 1).sum(), (men["CR7"] > 1).sum()]
    assert chosen.trend is None
    assert score.table.shape == (5, 11)
    assert score.trend is not None
    assert found.regressions == {}


def test_the_package_knows_no_code_of_the_credit_battery():
    files = Path(tamkit.__file__).parent.rglob("*.py")
    assert {path.name: found for path in files if (found := re.findall(r"\bCR\d\w*", path.read_text("utf-8")))} == {}


def test_a_survey_without_the_battery_has_shares_only():
    respondents = {"user": [1.0, 1.0, 2.0, np.nan], "often": [1.0, np.nan, np.nan, np.nan]}
    found = battery(survey_of(varied(4), respondents=respondents))
    assert found.consistency is None
    assert found.references.empty
    assert found.knowledge is None
    assert found.crosstabs == ()
    assert found.shares.set_index(["variable", "option"]).loc[("user", 1), ["n", "base"]].tolist() == [2, 3]


def test_a_question_left_out_of_the_file_is_not_tested():
    survey = reconstructed()
    frame = survey.respondents.drop(columns=["CR3"])
    found = battery(replace(survey, respondents=frame))
    assert found.untested.set_index("id").loc["unaware", "reason"] == "not_asked"


def test_conditions_narrow_the_base():
    q = load("credit_reference")
    share = next(v.measure for v in q.reference_values if v.id == "income_below_6000")
    frame = reconstructed().respondents
    young = frame["age"] <= 3
    assert count_share(frame, share)[:2] == (int((young & (frame["income"] <= 3)).sum()), int(young.sum()))


def test_holm_steps_down_and_stays_below_one():
    assert holm(np.array([0.9, 0.6])).tolist() == [1.0, 1.0]
    assert holm(np.array([])).tolist() == []


def test_small_questionnaire_has_no_printed_figures():
    assert check_figures(small()).consistent


def test_published_counts_are_a_second_sample_in_every_reading(rebuilt):
    """43.51 % is 114 of 262 or 57 of 131; of the reconstruction itself neither is rejected."""
    rows = rebuilt.published[rebuilt.published["id"] == "clause_not_read"]
    assert rows[["reading", "published_n", "published_base"]].to_numpy().tolist() == [[0, 114, 262], [1, 57, 131]]
    assert (rows["n"] / rows["base"]).tolist() == (rows["published_n"] / rows["published_base"]).tolist()
    assert rows["difference"].tolist() == [0.0, 0.0]
    assert rows["pvalue"].tolist() == [1.0, 1.0]
    first = rebuilt.published[rebuilt.published["reading"] == 0]
    np.testing.assert_allclose(first["p_holm"], holm(first["pvalue"].to_numpy()))
    assert "never_applied_credit_card" not in set(rebuilt.published["id"])  # only its percentage is known
