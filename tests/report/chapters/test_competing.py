"""Competing measurement models side by side."""

from __future__ import annotations

import dataclasses

import pytest
from report import real
from report.reading import has, rows, section, text_of

from tamkit.report import document
from tamkit.report.chapters import competing as chapter
from tamkit.report.content import Content
from tamkit.report.formats import number
from tamkit.report.tree import Document, asides
from tamkit.report.words import Words
from tamkit.sem.comparison import compare

T = Words("en")


def test_every_model_with_its_fit(demo: Content, demo_en: Document) -> None:
    frame = demo.findings.competing.table
    found = rows(demo_en, "competing")
    assert [row["model"] for row in found] == [T("report.competing.model", model=name) for name in frame["model"]]
    for key in ("chisq_scaled", "df", "cfi_robust", "tli_robust", "rmsea_robust", "srmr", "aic", "bic"):
        assert [row[key] for row in found] == pytest.approx(frame[key].tolist()), key


def test_the_lowest_bic_is_named(demo: Content, demo_en: Document) -> None:
    frame = demo.findings.competing.table
    best = frame.loc[frame["bic"].idxmin()]
    said = section(demo_en, "competing_section").blocks[0].text
    assert T("report.competing.model", model=best["model"]) in said
    assert number(best["bic"], 1) in said
    assert str(len(frame)) in said


def test_the_target_coefficient_where_there_are_facets(demo: Content, demo_en: Document, models_en: Document) -> None:
    target = demo.findings.competing.target
    found = rows(demo_en, "competing_target")
    assert [row["construct"] for row in found] == [demo.with_code(one, "en") for one in target["construct"]]
    for key in ("chisq_first", "df_first", "chisq_second", "df_second", "target"):
        assert [row[key] for row in found] == pytest.approx(target[key].tolist())
    assert found[0]["target"] == pytest.approx(found[0]["chisq_first"] / found[0]["chisq_second"], abs=1e-6)
    said = text_of(section(demo_en, "competing_section"))
    for row in target.to_dict("records"):
        assert f"{demo.within(row['construct'], 'en')} {number(row['target'])}" in said
    assert not has(demo_en, "competing_target")
    assert "competing_target" not in {one.id for one in asides(models_en)}


def test_the_model_of_the_study_is_named_where_it_is_one_of_them(demo: Content, models: Content) -> None:
    assert (
        chapter.build(demo, T)
        .blocks[0]
        .text.endswith('; the measurement model of this study is "Second-order factor".')
    )
    cfa = models.measurement.cfa
    found = models.findings.competing
    fits = {name: fit for name, fit in found.fits.items() if fit.fit["chisq"] != pytest.approx(cfa.fit["chisq"])}
    other = dataclasses.replace(found, fits=fits)
    assert "of this study" not in chapter.build(real.but(models, competing=other), T).blocks[0].text


def test_without_criteria_no_best_is_named(models: Content) -> None:
    found = models.findings.competing
    bare = dataclasses.replace(found, table=found.table.assign(bic=float("nan")))
    made = chapter.build(real.but(models, competing=bare), T)
    assert "none can be preferred by BIC" in made.blocks[0].text
    assert "BIC is smallest" in chapter.build(models, T).blocks[0].text
    assert "bic" not in rows(made, "competing")[0]


def test_no_chapter_where_nothing_competed(models: Content) -> None:
    assert not has(document(real.but(models, competing=None), "en"), "competing_section")


def test_the_second_order_factor_is_held_against_its_facets_correlations(demo: Content, models: Content) -> None:
    found = demo.findings.competing
    (said,) = chapter._second_order(found, Words("zh"))
    row = compare(found.fits["first_order"], found.fits["second_order"]).iloc[-1]
    assert f"Δχ²({row['df_diff']:.0f}) = {number(row['chisq_diff'])}" in said.text
    assert ("没有" not in said.text) == (row["pvalue_diff"] < 0.05)
    without = {name: fit for name, fit in found.fits.items() if name != "second_order"}
    assert chapter._second_order(dataclasses.replace(found, fits=without), T) == []
    bifactor = {**found.fits, "second_order": found.fits["bifactor"]}
    (held,) = chapter._second_order(dataclasses.replace(found, fits=bifactor), Words("zh"))
    p = compare(found.fits["first_order"], found.fits["bifactor"]).iloc[-1]["pvalue_diff"]
    assert ("没有显著较差" in held.text) == (p >= 0.05)
