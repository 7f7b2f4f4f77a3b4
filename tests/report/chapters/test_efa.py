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
from tamkit.measurement.remarks import KEPT
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


def test_kmo_and_bartlett(models: Content, models_en: Document) -> None:
    found = models.findings.efa
    (row,) = rows(models_en, "efa_kmo")
    assert row["kmo_overall"] == found.kmo.overall
    assert row["kmo_least"] == min(found.kmo.items)
    assert row["kmo_item"] == found.pattern.index[found.kmo.items.argmin()]
    assert (row["chisq"], row["df"], row["p"]) == (found.bartlett.chisq, found.bartlett.df, found.bartlett.pvalue)
    assert row["valid_n"] == found.n


def test_variance_before_and_after_extraction_and_rotation_in_percent(models: Content, models_en: Document) -> None:
    frame = models.findings.efa.explained
    shown, whole = rows(models_en, "efa_variance"), rows(models_en, "efa_variance_all")
    assert len(shown) == models.findings.efa.factors + chapter.BEYOND < len(whole) == len(frame)
    assert not has(models_en, "efa_variance_all")  # a file
    for stage in chapter.STAGES:
        for key, times in ((stage, 1), (f"{stage}_share", 100), (f"{stage}_cumulative", 100)):
            known = [row[key] for row in whole if row[key] is not None]
            assert known == pytest.approx((times * frame[key].dropna()).tolist())
    assert shown[-1]["rotated"] is None


def test_the_whole_matrix_is_sorted_by_size(models: Content, models_en: Document) -> None:
    pattern = models.findings.efa.pattern
    found = rows(models_en, "efa_loadings")
    assert {row["item"] for row in found} == set(pattern.index)
    for row in found:
        assert [row[name] for name in pattern.columns] == pattern.loc[row["item"]].tolist()
    sizes = [[abs(row[name]) for name in pattern.columns] for row in found]
    largest = [(size.index(max(size)), -max(size)) for size in sizes]
    assert largest == sorted(largest)


def test_communalities_with_their_verdicts(models: Content, models_en: Document) -> None:
    efa = models.findings.efa
    found = rows(models_en, "efa_communalities")
    assert [row["item"] for row in found] == efa.communalities["item"].tolist()
    for key, column in (("initial_h2", "initial"), ("extraction_h2", "extraction"), ("kmo", "kmo")):
        assert [row[key] for row in found] == pytest.approx(efa.communalities[column].tolist())
    assert [row["met"] for row in found] == [T.say(one) for one in efa.items["verdict"]]
    low = [row["item"] for row, verdict in zip(found, efa.items["verdict"], strict=True) if verdict != KEPT]
    said = text_of(section(models_en, "efa"))
    assert all(item in said for item in low)
    assert formats.percent(100 * efa.variance["cumulative"].iloc[-1], 2) in said  # as its table has it


def test_factors_that_correlate_have_their_correlations_and_structure(models: Content, models_en: Document) -> None:
    efa = models.findings.efa
    assert [[row[name] for name in efa.phi] for row in rows(models_en, "efa_phi")] == efa.phi.to_numpy().tolist()
    for row in rows(models_en, "efa_structure"):
        assert [row[name] for name in efa.structure] == efa.structure.loc[row["item"]].tolist()
    turned = dataclasses.replace(efa, rotation="varimax", extraction="pca", split=None)
    made = document(real.but(models, efa=turned, efa_confirmed=None), "en")
    assert not has(made, "efa_phi")
    assert table(made, "efa_loadings").caption.startswith("Rotated component matrix")
    assert f"all {efa.n} respondents" in text_of(section(made, "efa"))


def test_items_one_by_one_are_a_file(models: Content, models_en: Document) -> None:
    items = models.findings.efa.items
    found = rows(models_en, "efa_items")
    for key in ("loading", "second_loading", "gap", "communality", "kmo"):
        assert [row[key] for row in found] == pytest.approx(items[key].tolist()), key


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


def test_unasked_it_is_there_where_there_are_enough(ordered: Content, ordered_en: Document) -> None:
    assert has(ordered_en, "efa") == (ordered.findings.efa is not None)
    assert not has(document(real.but(ordered, efa=None), "en"), "efa")
