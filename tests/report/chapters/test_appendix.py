"""The appendix shows what was asked, and the moments and models the numbers come from."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from report import real
from report.reading import has, headings, rows, section, table, text_of

from tamkit.report import document, tree
from tamkit.report.chapters import appendix
from tamkit.report.cited import plain
from tamkit.report.content import Content
from tamkit.report.findings import COMPANIONS
from tamkit.report.tree import Code, Document, Interval, asides
from tamkit.report.words import Words


def test_every_item_stands_under_its_construct(models: Content, models_en: Document) -> None:
    form = models.questionnaire
    found = rows(models_en, "item_texts")
    assert [row["code"] for row in found] == form.item_codes
    assert [row["item_text"] for row in found] == [form.label(code, "en") for code in form.item_codes]
    assert headings(models_en, "item_texts") == [models.with_code(one.code, "en") for one in form.first_order()]
    reverse = {row["code"] for row in found if row["scale"] == Words("en")("report.appendix.scored", reverse=True)}
    assert reverse == {item.code for item in form.items if item.reverse}


def test_the_scale_is_described_where_all_items_share_one(models: Content, models_en: Document) -> None:
    scale = models.questionnaire.scale_of(models.questionnaire.item_codes[0])
    said = text_of(section(models_en, "appendix_items"))
    assert all(str(part) in said for part in (scale.points, scale.labels["en"][0], scale.labels["en"][-1]))


def test_without_one_scale_nothing_is_said_of_it(battery: Content, battery_en: Document) -> None:
    scales = {item.scale for item in battery.questionnaire.items}
    assert ("Scored from" in text_of(section(battery_en, "appendix_items"))) == (len(scales) == 1)


def test_latent_correlations_below_and_manifest_above(models: Content, models_en: Document) -> None:
    latent, manifest = models.measurement.latent_cor, models.measurement.manifest_cor
    moments = models.description.constructs.set_index("construct")
    for i, row in enumerate(rows(models_en, "latent_correlations")):
        own = latent.columns[i]
        assert row["construct"] == models.with_code(own, "en")
        assert (row["mean"], row["sd"]) == (moments.loc[own, "mean"], moments.loc[own, "sd"])
        for j, other in enumerate(latent.columns):
            assert row[other] == (latent if j <= i else manifest).loc[own, other]


def test_without_manifest_correlations_the_upper_triangle_is_empty(models: Content) -> None:
    bare = real.but(models, measurement=dataclasses.replace(models.measurement, manifest_cor=None))
    found = rows(document(bare, "en"), "latent_correlations")
    names = list(models.measurement.latent_cor.columns)
    assert [found[0][name] for name in names[1:]] == [""] * (len(names) - 1)
    assert found[-1][names[0]] == models.measurement.latent_cor.iloc[-1, 0]


def test_item_correlations_are_those_of_the_fitted_matrix(models: Content, models_en: Document) -> None:
    cov = models.measurement.cfa.sample_cov(1)
    sd = np.sqrt(np.diag(cov))
    expected = cov / np.outer(sd, sd)
    found = rows(models_en, "item_correlations")
    items = models.description.items.set_index("item")
    assert [row["item"] for row in found] == list(cov.columns)
    for i, row in enumerate(found):
        assert (row["mean"], row["sd"]) == (items.loc[row["item"], "mean"], items.loc[row["item"], "sd"])
        for j, other in enumerate(cov.columns):
            if j <= i:
                assert row[other] == pytest.approx(expected.iloc[i, j], abs=1e-12)
            else:
                assert row[other] == ""
    note = table(models_en, "item_correlations").notes[0]
    assert str(sum(models.measurement.cfa.n)) in note
    assert str(models.clean.n) in note


def test_htmt_intervals_are_listed_where_they_were_drawn(
    models: Content, models_en: Document, ordered_en: Document
) -> None:
    pairs = models.measurement.htmt_pairs
    found = rows(models_en, "htmt_intervals")
    assert [row["htmt"] for row in found] == pairs["htmt"].tolist()
    assert [row["htmt_ci"] for row in found] == [
        Interval(low, high) for low, high in zip(pairs["ci_lower"], pairs["ci_upper"], strict=True)
    ]
    assert [row["construct_1"] for row in found] == [models.with_code(one, "en") for one in pairs["construct_1"]]
    assert [row["construct_2"] for row in found] == [models.with_code(one, "en") for one in pairs["construct_2"]]
    assert not has(models_en, "htmt_intervals")  # one matrix has them; the list is a file
    assert "htmt_intervals" not in {one.id for one in asides(ordered_en)}


def test_the_syntax_of_the_models_reported_in_full_is_printed_the_others_named(
    models: Content, models_en: Document
) -> None:
    part = section(models_en, "appendix_syntax")
    codes = [block for block in part.blocks if isinstance(block, Code)]
    *others, main = models.drivers.fits
    fits = [models.measurement.cfa, models.drivers.fits[main]]
    assert [code.text for code in codes] == [str(fit.model).strip() + "\n" for fit in fits]
    assert codes[1].caption == models.questionnaire.declared(main).title.get("en")
    assert {code.language for code in codes} == {"lavaan"}
    for name in others:
        assert f"models/{name}.lav" in text_of(part)


def test_versions_seed_and_hashes(models: Content, models_en: Document) -> None:
    versions = models.provenance["versions"]
    assert [(row["package"], row["version"]) for row in rows(models_en, "versions")] == sorted(versions.items())
    hashes = {row["file"]: row["sha256"] for row in rows(models_en, "hashes")}
    (source,) = models.clean.survey.sources
    assert hashes[source.name] == source.sha256
    assert models.provenance["hashes"].items() <= hashes.items()
    assert str(models.provenance["seed"]) in text_of(section(models_en, "appendix_versions"))


def test_without_provenance_the_sources_alone_are_hashed(models: Content) -> None:
    bare = document(dataclasses.replace(models, provenance={}), "en")
    assert not has(bare, "versions")
    assert len(rows(bare, "hashes")) == len(models.clean.survey.sources)


def test_warnings_are_those_of_the_study_or_else_of_the_fits(models: Content) -> None:
    warned = dataclasses.replace(models, warnings=("one thing.", "one thing.", "another."))
    (block,) = appendix._warnings(warned, Words("en")).blocks
    told = [item.text for item in block.items]
    assert told[:2] == ["one thing.", "another."]
    assert len(told) == len(set(told))
    fit = models.measurement.cfa
    alone = dict.fromkeys(COMPANIONS)
    quiet = real.but(models, drivers=None, warnings=(), **alone)
    if not quiet.clean.survey.notes:
        (block,) = appendix._warnings(quiet, Words("en")).blocks
        assert isinstance(block, tree.Paragraph)
    assert appendix.syntax_text(fit).endswith("\n")


def test_no_warnings_is_said_only_where_no_fit_gave_one(models: Content, demo: Content) -> None:
    """A companion that is not admissible has given a warning, wherever its chapter tells of it."""
    for content in (models, demo):
        given = [one for _, _, fit in content.findings.companions() for one in fit.warnings]
        said = section_text(content)
        assert all(plain(Words("en").say(one)) in said for one in given)
        assert not (given and Words("en")("report.appendix.no_warnings") in said)
    warned = [fit for content in (models, demo) for _, _, fit in content.findings.companions() if fit.warnings]
    assert warned  # a method factor


def section_text(content: Content) -> str:
    blocks = appendix._warnings(content, Words("en")).blocks
    return " ".join(item.text for block in blocks for item in getattr(block, "items", (block,)))


def test_the_upper_triangle_holds_the_facets_too(demo: Content, demo_zh: Document) -> None:
    found = rows(demo_zh, "latent_correlations")
    names = list(demo.measurement.latent_cor.columns)
    assert {"FR", "PV", "PF", "PS"} <= set(names)
    for i, row in enumerate(found):
        assert all(isinstance(row[name], float) for name in names[i + 1 :])
    made = table(demo_zh, "latent_correlations")
    assert "上方为均分相关" in made.caption
    assert "感知风险与其维度含有相同的题项" in made.notes[0]
    bare = real.but(demo, measurement=dataclasses.replace(demo.measurement, manifest_cor=None))
    shown = appendix._latent(bare, Words("zh"), demo.measurement.latent_cor)
    assert "上方" not in shown.caption + shown.notes[0]


def test_what_the_limits_tell_whole_is_not_told_again(demo: Content) -> None:
    assert "strictly defined" not in section_text(demo)
    assert any(getattr(one, "key", "") == "report.pooled" for one in demo.warnings)
