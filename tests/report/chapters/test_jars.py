"""The checklist finds what the report has and says what it lacks."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest
from report import real
from report.reading import headings, rows, section, table

from tamkit.messages.catalogue import catalogue
from tamkit.report.chapters import jars as chapter
from tamkit.report.chapters.jars import LINES, Line
from tamkit.report.content import Content
from tamkit.report.tree import Document, Paragraph, Section, Table
from tamkit.report.words import Words

T = Words("en")


def content(models: bool = True, groups: bool = True, indirect: bool = True) -> Content:
    drivers = SimpleNamespace(mediation=[1] if indirect else []) if models else None
    return SimpleNamespace(drivers=drivers, findings=SimpleNamespace(groups={"g": 1} if groups else None))


def having(*names: str) -> tuple[Section, ...]:
    """A chapter with empty tables of these names."""
    made = tuple(Table(name, "", (), ()) for name in names)
    return (Section("chapter", "A chapter", made),)


def checked(*names: str, of: Content | None = None) -> dict[str, dict[str, object]]:
    made = chapter.build(of or content(), T, having(*names))
    items = {T("report.jars.item", item=line.item): line.item for line in LINES}
    return {items[row["jars_item"]]: row for row in rows(made, "jars")}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.item)
def test_what_is_missing_is_said(line: Line) -> None:
    row = checked()[line.item]
    assert row["where"] == Paragraph(())
    assert row["to_add"] == T("report.jars.lacks", item=line.item) != ""


@pytest.mark.parametrize("line", [line for line in LINES if line.answers], ids=lambda line: line.item)
def test_what_is_there_is_named_and_only_the_authors_part_is_left(line: Line) -> None:
    for one in line.answers:
        name = one.replace("*", "x")
        row = checked(name)[line.item]
        assert [run.target for run in row["where"].runs if run.style == "ref"] == [name]
        assert bool(row["to_add"]) == line.asks
    assert checked("nothing_of_it")[line.item]["to_add"]


def test_lines_that_are_not_asked_of_a_study() -> None:
    assert {line.item for line in LINES} - set(checked(of=content(groups=False))) == {"invariance"}
    assert {line.item for line in LINES} - set(checked(of=content(indirect=False))) == {"indirect"}
    without = checked(of=content(models=False, groups=False))
    assert {line.of for line in LINES if line.item in without} == {""}


def test_every_line_has_its_words_and_every_word_its_line() -> None:
    for lang in ("en", "zh"):
        for key in ("report.jars.item", "report.jars.lacks"):
            assert set(catalogue(lang)[key]) - {"choose"} == {line.item for line in LINES}
    assert len({line.item for line in LINES}) == len(LINES)


def test_a_section_is_named_by_its_title() -> None:
    body = (Section("limits", "Limits of it", ()),)
    made = chapter.build(content(), T, body)
    (row,) = [one for one in rows(made, "jars") if one["jars_item"] == T("report.jars.item", item="limits")]
    assert row["where"].text == T("report.jars.section", title="Limits of it")


def test_many_tables_are_not_all_named() -> None:
    names = [f"invariance_{number}" for number in range(chapter.SHOWN + 2)]
    assert len([run for run in checked(*names)["invariance"]["where"].runs if run.style == "ref"]) == chapter.SHOWN


def test_a_pattern_is_of_tables_not_of_the_sections_they_stand_in(demo_en: Document) -> None:
    found = {row["jars_item"]: row["where"] for row in rows(demo_en, "jars")}
    where = found[T("report.jars.item", item="invariance")]
    assert "section" not in where
    assert table(demo_en, "invariance_user").label in where
    quality = found[T("report.jars.item", item="quality")]
    assert all(table(demo_en, one).label in quality for one in ("reliability", "loadings", "validity", "htmt"))


def test_in_a_report_tables_are_named_by_their_numbers(demo_en: Document, battery_en: Document) -> None:
    found = {row["jars_item"]: row for row in rows(demo_en, "jars")}
    label = table(demo_en, "fit").label
    assert found[T("report.jars.item", item="global")]["where"] == label
    assert label[:5] == "Table"
    assert found[T("report.jars.item", item="ethics")]["to_add"]
    assert len(headings(demo_en, "jars")) == 4
    assert len(rows(battery_en, "jars")) < len(found)
    assert section(demo_en, "jars_section").part == "appendix"


def test_a_study_that_compares_groups_without_invariance_has_to_add_it(models: Content) -> None:
    from tamkit.report import document

    item = T("report.jars.item", item="invariance")
    lacks = T("report.jars.lacks", item="invariance")

    def told(of: Content) -> object:
        return {row["jars_item"]: row["to_add"] for row in rows(document(of, "en"), "jars")}[item]

    assert told(models) == ""
    assert told(real.but(models, invariance=None)) == lacks


def test_open_points_are_counted() -> None:
    made = chapter.build(content(), T, ())
    assert f"{len(LINES)} are left" in made.blocks[0].blocks[0].text
    assert dataclasses.is_dataclass(LINES[0])
