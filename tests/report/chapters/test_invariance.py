"""The ladder of measurement invariance."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from report import real
from report.reading import has, rows, section, table, text_of

from tamkit.report.chapters import invariance as chapter
from tamkit.report.cited import plain
from tamkit.report.content import Content
from tamkit.report.formats import number
from tamkit.report.tree import Document, Section, Verdict
from tamkit.report.words import Words

T = Words("en")


def changed(models: Content, **fields: object) -> object:
    ladder = dataclasses.replace(models.findings.invariance["gender"], **fields)
    return chapter.build(real.but(models, invariance={"gender": ladder}), T)


def ladder_section(made: Section) -> Section:
    return next(block for block in made.blocks if isinstance(block, Section))


def test_every_level_with_its_fit_and_change(models: Content, models_en: Document) -> None:
    frame = models.findings.invariance["gender"].table
    found = rows(models_en, "invariance_gender")
    assert [row["level"] for row in found] == [T("report.invariance.level", level=level) for level in frame["level"]]
    for key, _ in chapter.LADDER:
        want = [None if value != value else value for value in frame[key]]
        assert [row[key] for row in found] == pytest.approx(want), key
    held = [row["holds"] for row in found]
    yes, no = Verdict(T("report.met", met="yes"), "good"), Verdict(T("report.met", met="no"), "bad")
    assert held == [yes if one else no for one in frame["holds"]]


def test_a_level_that_fails_is_marked(models: Content) -> None:
    frame = models.findings.invariance["gender"].table.assign(holds=[None, True, False, float("nan"), ""])
    made = changed(models, table=frame, held="metric")
    assert [row["holds"].tone if row["holds"] else None for row in rows(made, "invariance_gender")] == [
        None, "good", "bad", None, None,
    ]  # fmt: skip
    assert T("report.invariance.level", level="metric") in ladder_section(made).blocks[0].text


def test_partial_levels_are_called_so(models: Content) -> None:
    frame = models.findings.invariance["gender"].table
    made = changed(models, table=frame.assign(partial=[False, True, False, False, False]))
    levels = [row["level"] for row in rows(made, "invariance_gender")]
    assert levels[1] == T("report.invariance.partial", level=T("report.invariance.level", level="metric"))
    assert levels[2] == T("report.invariance.level", level="scalar")
    assert chapter._level(T, "partial scalar") == T("report.invariance.partial", level=levels[2])


def test_the_rule_and_the_sizes_are_told(models: Content, models_en: Document) -> None:
    ladder = models.findings.invariance["gender"]
    notes = plain(" ".join(table(models_en, "invariance_gender").notes))
    for key in ("cfi", "rmsea", "srmr_metric", "srmr"):
        assert number(getattr(ladder.rule, key)) in notes
    said = text_of(section(models_en, "invariance_gender_section"))
    options = models.questionnaire.variable("gender").options
    for option, n in zip(options, ladder.n, strict=True):
        assert f"{option.label.get('en')} {n}" in said
    other = dataclasses.replace(ladder.rule, name="mine", source="My source (2001)")
    assert "My source (2001)" in " ".join(table(changed(models, rule=other), "invariance_gender").notes)
    assert "reached is none, not even the configural one" in text_of(changed(models, held=None))


def test_latent_means_name_constructs_and_groups(models: Content, models_en: Document) -> None:
    means = models.findings.invariance["gender"].latent_means
    found = rows(models_en, "invariance_gender_means")
    assert [row["construct"] for row in found] == [models.with_code(code, "en") for code in means["construct"]]
    labels = {str(option.code): option.label.get("en") for option in models.questionnaire.variable("gender").options}
    assert [row["group"] for row in found] == [labels[str(code)] for code in means["group"]]
    assert [row["reference"] for row in found] == [labels[str(code)] for code in means["reference"]]
    for key in ("difference", "se", "z", "pvalue", "ci_lower", "ci_upper"):
        said = "latent_difference" if key == "difference" else key
        assert [row[said] for row in found] == pytest.approx(means[key].tolist()), key


def test_freed_parameters_are_listed(models: Content, models_en: Document) -> None:
    assert not has(models_en, "invariance_gender_freed")
    freed = pd.DataFrame(
        [("metric", "PU=~PU2", "PU", "PU2", 9.0, "")],
        columns=["level", "parameter", "construct", "item", "chisq_drop", "reason"],
    )
    (row,) = rows(changed(models, freed=freed, latent_means=None), "invariance_gender_freed")
    level = T("report.invariance.level", level="metric")
    assert row == {"level": level, "parameter": "PU=~PU2", "item": "PU2", "chisq_drop": 9.0}
    assert not has(changed(models, latent_means=None), "invariance_gender_means")


def test_no_ladder_no_chapter(models: Content, ordered_en: Document) -> None:
    assert not has(ordered_en, "invariance")
    assert chapter.build(real.but(models, invariance={}, differences=None), T) is None


def test_where_the_ladders_of_all_variables_stand(models: Content, models_en: Document) -> None:
    """Comparisons of means rest on ladders that no table showed at 0.1.0."""
    found = models.findings.differences
    names = [code for code, held in found.held.items() if held]
    shown = rows(models_en, "ladders")
    assert [row["variable"] for row in shown] == [models.name(code, "en") for code in names]
    assert len(shown) > 3
    for row, code in zip(shown, names, strict=True):
        own = found.ladders[found.ladders["variable"] == code]
        scalar = own[own["level"] == "scalar"].iloc[0]
        assert (row["groups"], row["respondents"]) == (scalar["groups"], scalar["n"])
        assert (row["scalar_cfi"], row["scalar_srmr"]) == (scalar["cfi_diff"], scalar["srmr_diff"])
        assert row["reached"] == T("report.invariance.level", level=found.held[code])
        assert row["asked"] == T("report.invariance.level", level=own["level"].iloc[-1])
    levels = table(models_en, "ladders_levels")
    assert len(levels.rows) == len(found.ladders)
    assert not has(models_en, "ladders_levels")  # a file
    notes = plain(" ".join(table(models_en, "ladders").notes))
    assert "100 complete answers or more; means are compared between groups of 30 people or more" in notes
    alone = chapter.build(real.but(models, invariance={}), T)
    assert {row["variable"] for row in rows(alone, "ladders")} == {row["variable"] for row in shown}
    one = chapter.build(real.but(models, differences=None), T)
    assert not has(one, "ladders")  # the ladder itself says it


def test_the_sentence_tells_how_far_each_variable_came(models: Content, models_en: Document) -> None:
    said = section(models_en, "invariance").blocks[0].text
    assert "structural (factor variances and covariances) by gender; scalar (intercepts) by " in said
    assert " further variables, the last level tested." in said
    held = {code: ("metric" if code == "gender" else level) for code, level in models.findings.differences.held.items()}
    other = dataclasses.replace(models.findings.differences, held=held)
    made = chapter.build(real.but(models, invariance={}, differences=other), T)
    assert "metric (loadings) by gender; " in made.blocks[0].text  # not the last that was asked
    none = dataclasses.replace(other, held=dict.fromkeys(held))
    said = chapter.build(real.but(models, invariance={}, differences=none), Words("zh")).blocks[0].text
    assert "分组时，形态等值亦不成立" in said


def test_factors_of_the_first_order_are_told_where_there_are_others(models_en: Document, demo_en: Document) -> None:
    note = "the facets of perceived risk stand as correlated factors"
    assert note in " ".join(table(demo_en, "invariance_product").notes)
    assert "second-order structure of perceived risk is no part of it" in section(demo_en, "invariance").blocks[0].text
    assert "first-order" not in " ".join(table(models_en, "invariance_gender").notes)
    assert "second-order" not in text_of(section(models_en, "invariance"))


def test_latent_means_say_that_p_is_not_adjusted(models: Content, models_en: Document) -> None:
    means = models.findings.invariance["gender"].latent_means
    firm = int((means["pvalue"] < 0.05).sum())
    said = text_of(section(models_en, "invariance_gender_section"))
    assert f"Of {len(means)} differences in latent means" in said
    assert (f"{firm} is significant" in said) == (firm == 1)
    assert f"not adjusted for several tests ({len(means)} here)" in " ".join(
        table(models_en, "invariance_gender_means").notes
    )
