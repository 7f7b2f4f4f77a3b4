"""Regressions, rankings, things held together, grids and pathways, each number where its words say it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pandas as pd
import pytest
from report import real
from report.reading import has, headings, rows, section, table, text_of

from tamkit.drivers.pathway import Pathway
from tamkit.report import formats
from tamkit.report.chapters import credit as chapter
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.tree import Document, Figure, Interval, Pvalue
from tamkit.report.words import Words

T = Words("en")


def test_without_any_of_it_there_is_no_chapter(models: Content, battery: Content) -> None:
    assert chapter.build(models, Words("en")) is None
    bare = dataclasses.replace(battery.findings.battery, regressions={}, rankings={}, together={}, grids={})
    assert chapter.build(real.but(battery, battery=bare), Words("en")) is None


@pytest.mark.parametrize("name", ["use", "amount", "overdue", "overdue_degree"])
def test_regressions_are_told_in_the_words_of_the_questionnaire(
    battery: Content, battery_en: Document, name: str
) -> None:
    declared = next(one for one in battery.questionnaire.analyses.outcomes if one.key == name)
    fit = battery.findings.battery.regressions[name]
    assert table(battery_en, f"regression_{name}").caption.startswith(
        f"{declared.title.get('en')}: {declared.kind} logistic regression"
    )
    found = rows(battery_en, f"regression_{name}")
    for row, term in zip(found, fit.table.to_dict("records"), strict=True):
        assert (row["b"], row["se"], row["p_lr"]) == (term["b"], term["se"], term["p_lr"])
        assert row["odds_ratio"] == term["odds_ratio"]
        assert row["odds_ratio_ci"] == Interval(term["or_lower"], term["or_upper"])
        assert (row["p_lr"] < 0.05) == (term["or_lower"] > 1 or term["or_upper"] < 1)
    said = text_of(section(battery_en, "credit"))
    firm = fit.table[(fit.table["p_lr"] < 0.05) & (fit.table["term"] != chapter.INTERCEPT)]
    for odds in firm["odds_ratio"]:
        assert f"(OR = {formats.number(odds)})" in said
    assert f"n = {fit.n}" in table(battery_en, f"regression_{name}").notes[0]
    tests = {row["measure"]: row[name] for row in rows(battery_en, "regression_tests")}
    (note,) = [one for one in table(battery_en, "regression_tests").notes if "Nagelkerke (1991)" in one]
    assert "Hosmer & Lemeshow (1980)" in note
    assert (tests["n"], tests["Likelihood-ratio χ²"], tests["df"]) == (fit.n, fit.chisq, fit.df)
    assert (tests["p"], tests["Nagelkerke R²"]) == (Pvalue(fit.pvalue), fit.nagelkerke)
    if declared.kind == "binary":
        assert tests["95% CI of AUC"] == Interval(fit.auc_lower, fit.auc_upper)
        assert tests["Hosmer–Lemeshow p"] == Pvalue(fit.hosmer_lemeshow_pvalue)
    elif len(fit.brant):
        assert [row["brant_p"] for row in found] == fit.brant["pvalue"].tolist()[1:]
        assert (tests["Brant df"], tests["Brant χ²"]) == (fit.brant.loc[0, "df"], fit.brant.loc[0, "chisq"])


def test_a_regression_says_which_of_its_predictors_are_significant(battery: Content) -> None:
    fit = battery.findings.battery.regressions["overdue"]
    for p, pvalue, said in (
        (0.2, 0.2, "No predictor has p < .05."),
        (0.2, 0.01, "No single predictor has p < .05, though together they explain the outcome."),
        (0.01, 0.01, "Predictors with p < .05: Number of products in use (OR = "),
    ):
        made = dataclasses.replace(fit, table=fit.table.assign(p_lr=p), pvalue=pvalue)
        held = dataclasses.replace(battery.findings.battery, regressions={"overdue": made})
        assert said in text_of(chapter.build(real.but(battery, battery=held), Words("en")))


def test_the_lead_says_all_some_or_none(battery: Content) -> None:
    found = battery.findings.battery

    def lead(*pvalues: float) -> str:
        fits = zip(found.regressions.items(), pvalues, strict=False)
        made = {name: dataclasses.replace(fit, pvalue=p) for (name, fit), p in fits}
        held = dataclasses.replace(found, regressions=made, rankings={})
        return text_of(chapter.build(real.but(battery, battery=held), Words("en")))

    assert "All 2 regressions explain their outcomes (" in lead(0.01, 0.02)
    assert "1 of 2 regressions explains its outcome (" in lead(0.01, 0.2)
    assert "None of the 2 regressions explains its outcome significantly" in lead(0.1, 0.2)
    assert "The regression does not explain its outcome" in lead(0.1)


def test_terms_are_called_by_predictor_and_answer(battery: Content, battery_en: Document) -> None:
    found = [row["term"] for row in rows(battery_en, "regression_overdue")]
    knew, reminder = battery.name("CR3", "en"), battery.name("CR11", "en")
    assert found[:3] == ["Intercept", "Number of products in use", battery.name("income", "en")]
    assert f"{knew} ({option(battery, 'CR3', 3, 'en')})" in found  # not sure
    assert f"{reminder} ({option(battery, 'CR11', 2, 'en')})" in found
    assert found[-1] == "Knowledge of consequences (right answers)"


def test_a_regression_without_a_title_goes_by_its_outcome(battery: Content) -> None:
    binary, other = (one.model_copy(update={"title": None}) for one in battery.questionnaire.analyses.outcomes[2:])
    name = battery.name("CR7", "en")
    labels = [option(battery, "CR7", code, "en") for code in (2, 3)]
    assert chapter._title(battery, Words("en"), binary) == f"{name} ({labels[0]}, {labels[1]})"
    assert chapter._title(battery, Words("en"), other) == name


def test_ratings_and_options_are_ranked_with_their_ties(battery: Content, battery_en: Document) -> None:
    rankings = battery.findings.battery.rankings
    risks, scenes = rows(battery_en, "ranking_R4"), rows(battery_en, "ranking_CR12")
    for row, told in zip(risks, rankings["R4"].table.to_dict("records"), strict=True):
        assert row["item"] == battery.item_text(told["item"], "en")
        assert (row["answered"], row["missing"], row["mean"], row["sd"]) == (
            told["n"],
            told["missing"],
            told["mean"],
            told["sd"],
        )
        assert row["ci"] == Interval(told["lower"], told["upper"])
        assert row["favourable"] == 100 * told["favourable"]
    for row, told in zip(scenes, rankings["CR12"].table.to_dict("records"), strict=True):
        assert row["option"] == option(battery, "CR12", told["option"].split(".")[1], "en")
        assert (row["chosen"], row["percent"]) == (told["chosen"], 100 * told["share"])
        low, high = told["rank_lower"], told["rank_upper"]
        assert row["rank"] == (f"{low}" if low == high else f"{low}–{high}")
    assert scenes[0]["rank"] == "1"
    assert any("–" in row["rank"] for row in scenes)
    said = text_of(section(battery_en, "credit"))
    first, second = rows(battery_en, "ranking_tests")
    for row, one in ((first, rankings["R4"]), (second, rankings["CR12"])):
        assert (row["stat"], row["df"], row["p"]) == (one.test.statistic, one.test.df, one.test.pvalue)
    assert (first["test"], first["alpha"], first["kendall_w"]) == (
        "Friedman",
        rankings["R4"].alpha,
        rankings["R4"].test.strength,
    )
    assert (second["test"], second["alpha"]) == ("Cochran's Q", None)
    assert f'first is "{scenes[0]["option"]}"' in said


def test_the_most_frequent_pairs(battery: Content, battery_en: Document) -> None:
    pairs = battery.findings.battery.together["products"].pairs
    found = rows(battery_en, "together_products")
    assert len(found) == chapter.MOST_PAIRS < len(pairs)
    assert [row["both"] for row in found] == pairs["both"].tolist()[: len(found)]
    assert [row["share_of_first"] for row in found] == [100 * share for share in pairs["share_of_first"][: len(found)]]
    names = {row["first"] for row in found} | {row["second"] for row in found}
    assert {"Huabei", f"{battery.name('CR16', 'en')} ({option(battery, 'CR16', 1, 'en')})"} <= names
    assert f"the {len(found)} most frequent pairs of {len(pairs)}" in text_of(section(battery_en, "credit"))


def test_the_grid_is_drawn_and_told(battery: Content, battery_en: Document) -> None:
    grid = battery.findings.battery.grids["scenes"]
    found = rows(battery_en, "grid_scenes")
    assert [row["frequency"] for row in found] == grid["frequency"].tolist()
    assert [row["amount"] for row in found] == grid["amount"].tolist()
    assert [row["percent"] for row in found] == [100 * share for share in grid["share"]]
    drawn = [block for block in section(battery_en, "credit").blocks if isinstance(block, Figure)]
    (figure,) = drawn
    assert figure.id == "grid_scenes_figure"
    assert all(battery.item_text(code, "en") in figure.alt for code in grid["item"])
    svg = figure.picture.svg()
    assert svg.startswith(b"<?xml")
    empty = grid.assign(amount=float("nan"))
    less = dataclasses.replace(battery.findings.battery, grids={"scenes": empty})
    assert has(chapter.build(real.but(battery, battery=less), Words("zh")), "grid_scenes")


def ways() -> Mapping[str, Pathway]:
    told = [(2, effect, 0.1, 0.05, 0.046, 0.01, 0.2, 0.12) for effect in ("a", "b", "direct", "indirect", "total")]
    names = ["code", "effect", "est", "se", "pvalue", "ci_lower", "ci_upper", "std_nox"]
    levels = pd.DataFrame({"code": [1, 2], "n": [50, 60]})
    return {"x": Pathway("user", "PV", "INT", "facets", 1, levels, pd.DataFrame(told, columns=names), 110, 7, None)}


def test_a_pathway_effect_by_effect(models: Content) -> None:
    made = chapter.build(real.but(models, pathways=ways()), Words("en"))
    found = rows(made, "pathway_1")
    first, through, outcome = (models.name(code, "en") for code in ("user", "PV", "INT"))
    assert [row["effect"] for row in found] == [
        f"{first} → {through}",
        f"{through} → {outcome}",
        f"{first} → {outcome}, direct",
        f"{first} → {through} → {outcome}",
        f"{first} → {outcome}, in total",
    ]
    assert [row["std_nox"] for row in found] == [0.12] * 5
    assert found[0]["ci"] == Interval(0.01, 0.2)
    assert headings(made, "pathway_1") == [option(models, "user", 2, "en")]
    said = text_of(made)
    assert table(made, "pathway_1").notes[0].startswith("n = 110; 7 left out")
    level, other = (option(models, "user", code, "en") for code in (2, 1))
    assert f'compared with "{other}": "{level}" 0.100 [0.010, 0.200]; it is significant' in said


def test_who_leads_is_above_all_others_only_where_the_pairs_say_so(battery: Content) -> None:
    """An overall test says that not all are equal, and nothing of any pair."""
    scenes = battery.findings.battery.rankings["CR12"]

    def told(code: str, **changes: object) -> str:
        made = dataclasses.replace(scenes, **changes)
        held = dataclasses.replace(battery.findings.battery, rankings={code: made}, regressions={})
        return chapter._lead(real.but(battery, battery=held), T)[0].text

    firm = scenes.table.assign(rank_lower=[1, *[2] * (len(scenes.table) - 1)])
    first = scenes.table.index[0]
    above, open_ = firm.copy(), firm.copy()
    above.loc[first, "rank_upper"], open_.loc[first, "rank_upper"] = 1, 2
    clear = dataclasses.replace(scenes.test, pvalue=0.001)
    assert "is first, significantly above all others" in told("CR12", table=above, test=clear)
    assert "above all others" not in told("CR12", table=open_, test=clear)
    assert "share the first place" in told(
        "CR12", table=firm.assign(rank_lower=[1, 1, *[2] * (len(firm) - 2)]), test=clear
    )
    unclear = dataclasses.replace(scenes.test, pvalue=0.3)
    assert "does not differ significantly" in told("CR12", table=above, test=unclear)
    said = chapter._ranking(battery, T, "CR12", dataclasses.replace(scenes, table=above, test=clear))[0].text
    alike = int((scenes.pairs["p_holm"] >= 0.05).sum())
    assert f"; {alike} of {len(scenes.pairs)} pairs do not differ significantly." in said


def test_the_title_names_what_the_chapter_has(battery: Content) -> None:
    held = dataclasses.replace(battery.findings.battery, together={}, grids={})
    assert chapter._titled(real.but(battery, battery=held, pathways=None), T) == "Regressions, rankings"
