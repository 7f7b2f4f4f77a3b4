"""The exploratory half."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from report import real
from report.drawn import lines
from report.reading import figure, has, rows, section, table, text_of

from tamkit.drawing.scene import ACCENT, RED
from tamkit.report import document, formats
from tamkit.report.chapters import efa as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")


def test_adequacy_and_how_it_was_done(models: Content, models_en: Document) -> None:
    found = models.findings.efa
    said = section(models_en, "efa").blocks[0].text
    parts = [
        formats.number(found.kmo.overall),
        formats.number(found.bartlett.chisq),
        formats.p_phrase(found.bartlett.pvalue),
        str(found.bartlett.df),
        str(found.n),
        str(found.factors),
    ]
    assert all(part in said for part in parts)


def test_numbers_of_factors_by_rule(models: Content, models_en: Document) -> None:
    numbers = models.findings.efa.numbers
    found = rows(models_en, "efa_numbers")
    assert [row["rule"] for row in found] == [T("report.efa.rule", rule=rule) for rule in numbers["rule"]]
    assert [row["factors"] for row in found] == numbers["factors"].tolist()


def test_variance_is_in_percent(models: Content, models_en: Document) -> None:
    variance = models.findings.efa.variance
    found = rows(models_en, "efa_variance")
    assert [row["factor"] for row in found] == variance["factor"].tolist()
    assert [row["variance_share"] for row in found] == pytest.approx((100 * variance["share"]).tolist())
    assert [row["variance_cumulative"] for row in found] == pytest.approx((100 * variance["share"].cumsum()).tolist())
    assert [row["eigenvalue"] for row in found] == pytest.approx(variance["eigenvalue"].tolist())
    assert [row["ss_loadings"] for row in found] == pytest.approx(variance["ss_loadings"].tolist())


def test_loadings_with_their_verdicts(models: Content, models_en: Document) -> None:
    items = models.findings.efa.items
    found = rows(models_en, "efa_loadings")
    for key in ("item", "factor", "second_factor"):
        assert [row[key] for row in found] == items[key].tolist()
    for key in ("loading", "second_loading", "gap", "communality", "kmo"):
        assert [row[key] for row in found] == pytest.approx(items[key].tolist()), key
    assert [row["met"] for row in found] == [T.say(one) for one in items["verdict"]]
    assert table(models_en, "efa_loadings").notes == (T("report.efa.loadings_note"),)


def curve(picture: Any, color: str, *, dashed: bool = False) -> list[float]:
    """The heights of a curve, from its highest (1) to its lowest (0)."""
    line = max(lines(picture, color, dashed=dashed), key=lambda one: len(one.points))
    heights = np.array([y for _, y in line.points])
    return list((heights.max() - heights) / np.ptp(heights))


def scaled(values: Any) -> Any:
    found = np.asarray(values, dtype=float)
    return pytest.approx((found - found.min()) / np.ptp(found))


def test_the_scree_plot_shows_what_the_factors_were_counted_on(models: Content, models_en: Document) -> None:
    chosen = models.findings.efa.parallel["fa"]
    picture = figure(models_en, "efa_scree").picture
    assert curve(picture, ACCENT) == scaled(chosen.eigenvalues)
    assert curve(picture, RED, dashed=True) == scaled(chosen.threshold)


def test_without_parallel_analysis_the_eigenvalues_are_drawn(models: Content) -> None:
    bare = dataclasses.replace(models.findings.efa, parallel={})
    picture = chapter._scree(models, T, bare).picture
    assert curve(picture, ACCENT) == scaled(models.findings.efa.variance["eigenvalue"])
    assert not lines(picture, RED, dashed=True)
    pca = {"pca": models.findings.efa.parallel["pca"]}
    picture = chapter._scree(models, T, dataclasses.replace(models.findings.efa, parallel=pca)).picture
    assert curve(picture, ACCENT) == scaled(pca["pca"].eigenvalues)


def test_the_other_half_confirms(models: Content, models_en: Document) -> None:
    assert models.findings.efa_confirmed.n[0] + models.findings.efa.n == models.clean.items.dropna().shape[0]
    assert formats.number(models.findings.efa_confirmed.fit["cfi"]) in text_of(section(models_en, "efa"))
    alone = document(real.but(models, efa_confirmed=None), "en")
    assert formats.number(models.findings.efa_confirmed.fit["cfi"]) not in text_of(section(alone, "efa"))


def test_not_asked_for_no_chapter(ordered_en: Document) -> None:
    assert not has(ordered_en, "efa")
