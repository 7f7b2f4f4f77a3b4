"""The credit-reference battery on simulated answers: shares, reference values, crosstabs, knowledge, regressions."""

from __future__ import annotations

import dataclasses

import pytest
from report import real
from report.reading import has, headings, rows, section, table, text_of

from tamkit.questionnaire import Quantity
from tamkit.report import formats
from tamkit.report.chapters import battery as chapter
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.tree import Document, Interval
from tamkit.report.words import Words


def test_without_a_battery_there_is_no_chapter(models: Content) -> None:
    assert chapter.build(models, Words("en")) is None


def test_shares_of_what_is_not_demographic(battery: Content, battery_en: Document) -> None:
    shares = battery.findings.battery.shares
    demographic = {one.code for one in battery.questionnaire.variables if one.role == "demographic"}
    kept = shares[~shares["variable"].isin(demographic)]
    assert 0 < len(kept) < len(shares)
    found = rows(battery_en, "battery_shares")
    assert [row["n"] for row in found] == kept["n"].tolist()
    assert [row["percent"] for row in found] == pytest.approx(kept["percent"].tolist())
    limits = zip(kept["wilson_lower"], kept["wilson_upper"], strict=True)
    assert [row["percent_ci"] for row in found] == [Interval(low, high) for low, high in limits]
    pairs = zip(kept["variable"], kept["option"], strict=True)
    assert [row["option"] for row in found] == [option(battery, name, code, "en") for name, code in pairs]
    said = headings(battery_en, "battery_shares")
    variables = list(dict.fromkeys(kept["variable"]))
    assert len(said) == len(variables)
    for heading, name in zip(said, variables, strict=True):
        base = kept.loc[kept["variable"] == name, "base"].iloc[0]
        assert battery.name(name, "en") in heading
        assert f"{base:.0f}" in heading


def test_demographic_shares_stand_where_there_are_no_others(battery: Content) -> None:
    shares = battery.findings.battery.shares
    demographic = {one.code for one in battery.questionnaire.variables if one.role == "demographic"}
    only = dataclasses.replace(battery.findings.battery, shares=shares[shares["variable"].isin(demographic)])
    made = chapter.build(real.but(battery, battery=only), Words("en"))
    assert len(rows(made, "battery_shares")) == len(only.shares) > 0


def test_reference_values_with_their_tests(battery: Content, battery_en: Document) -> None:
    references = battery.findings.battery.references
    found = rows(battery_en, "battery_references")
    said = {one.id: battery.text(one.statement, "en") for one in battery.questionnaire.reference_values}
    assert [row["figure"] for row in found] == [said[one] for one in references["id"]]
    keys = {"n": "n", "base": "base", "percent": "percent", "reference_value": "reference", "gap": "difference"}
    for shown, key in {**keys, "p": "pvalue", "p_holm": "p_holm"}.items():
        assert [row[shown] for row in found] == pytest.approx(references[key].tolist()), shown
    assert table(battery_en, "battery_references").columns[3].digits == 2


def test_a_reference_value_unknown_to_the_questionnaire_keeps_its_id(battery: Content) -> None:
    odd = battery.findings.battery.references.assign(id="no_such")
    made = chapter.build(
        real.but(battery, battery=dataclasses.replace(battery.findings.battery, references=odd)), Words("en")
    )
    assert {row["figure"] for row in rows(made, "battery_references")} == {"no_such"}


def test_crosstabs_with_association_and_trend(battery: Content, battery_en: Document) -> None:
    found = rows(battery_en, "battery_crosstabs")
    assert len(found) == len(battery.findings.battery.crosstabs) > 1
    for row, pair in zip(found, battery.findings.battery.crosstabs, strict=True):
        first, second = row["pair"].split(" × ")
        assert first.startswith(battery.name(pair.row.code, "en"))
        assert second.startswith(battery.name(pair.column.code, "en"))
        held = pair.association
        assert (row["chisq"], row["df"], row["p"], row["cramer_v"]) == (held.chisq, held.df, held.pvalue, held.cramer_v)
        if pair.trend is not None:
            assert row["trend_p"] == pair.trend.pvalue


def test_quantities_are_called_by_their_variable_and_what_of_it(battery: Content) -> None:
    def said(**given: object) -> str:
        return chapter._quantity(battery, Words("en"), Quantity(**given))

    label = battery.questionnaire.variable("CR7").option(2).label.get("en")
    assert said(variable="CR7") == battery.name("CR7", "en")
    assert said(variable="CR7", options=(2,)) == f"{battery.name('CR7', 'en')} ({label})"
    assert said(count="CR2") == f"{battery.name('CR2', 'en')} (number chosen)"
    assert said(score="knowledge") == "Right answers to the questions of knowledge"


def test_knowledge_is_the_share_of_right_answers(battery: Content, battery_en: Document) -> None:
    knowledge = battery.findings.battery.knowledge
    found = rows(battery_en, "battery_knowledge")
    asked = [battery.text(battery.questionnaire.variable(code).text, "en") for code in knowledge["variable"]]
    assert [row["question"] for row in found] == asked
    assert [row["right"] for row in found] == knowledge["n"].tolist()
    assert [row["base"] for row in found] == knowledge["base"].tolist()
    assert [row["percent"] for row in found] == pytest.approx((100 * knowledge["n"] / knowledge["base"]).tolist())
    for row in found:
        assert row["percent_ci"].lower < row["percent"] < row["percent_ci"].upper


def test_regressions_are_told_in_the_words_of_the_questionnaire(battery: Content, battery_en: Document) -> None:
    (declared,) = battery.questionnaire.analyses.regressions
    fit = battery.findings.battery.regressions[declared.id]
    assert declared.title.get("en") in table(battery_en, "regression_overdue").caption
    found = rows(battery_en, "regression_overdue")
    assert [row["term"] for row in found] == ["Intercept", *(one.name.get("en") for one in declared.predictors)]
    for row, term in zip(found, fit.table.to_dict("records"), strict=True):
        assert (row["b"], row["se"], row["z_wald"], row["p"]) == (term["b"], term["se"], term["z"], term["pvalue"])
        assert row["odds_ratio"] == term["odds_ratio"]
        assert row["odds_ratio_ci"] == Interval(term["or_lower"], term["or_upper"])
    said = text_of(section(battery_en, "battery"))
    for number in (
        fit.n,
        fit.events,
        fit.df,
        fit.hosmer_lemeshow_df,
        formats.number(fit.auc),
        formats.number(fit.chisq),
    ):
        assert str(number) in said
    assert formats.p_phrase(fit.hosmer_lemeshow_pvalue) in said
    assert formats.number(fit.nagelkerke) in said
    assert formats.number(fit.hosmer_lemeshow) in said


def test_figures_that_contradict_each_other_are_listed(battery: Content, battery_en: Document) -> None:
    checked = battery.findings.battery.consistency
    conflicts = checked.conflicts
    found = rows(battery_en, "battery_conflicts")
    assert len(found) == len(conflicts) > 0
    for key in chapter.CONFLICT:
        assert [row[f"conflict_{key}"] for row in found] == conflicts[key].tolist()
    said = text_of(section(battery_en, "battery"))
    assert str(len(checked.figures)) in said
    odd = checked.figures.loc[~checked.figures["fits"].astype(bool), "id"]
    statements = {one.id: battery.text(one.statement, "en") for one in battery.questionnaire.reference_values}
    assert all(statements[one] in said for one in odd)


def test_parts_that_were_not_found_are_left_out(battery: Content) -> None:
    less = dataclasses.replace(
        battery.findings.battery, knowledge=None, regressions={}, consistency=None, crosstabs=(), references=None
    )
    made = chapter.build(real.but(battery, battery=less), Words("en"))
    tables = ("battery_knowledge", "regression_overdue", "battery_conflicts", "battery_crosstabs", "battery_references")
    assert not any(has(made, name) for name in tables)
    assert has(made, "battery_shares")
