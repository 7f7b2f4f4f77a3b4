"""Numbers of body, chapter and appendix; references within a layout and out of it."""

from __future__ import annotations

import pytest

from tamkit.report import tree
from tamkit.report.numbering import numbered
from tamkit.report.tree import Cards, Column, Document, Row, Section, Table


def table(name: str) -> Table:
    return Table(name, "caption", (Column("a", "A", stub=True),), (Row(("x",)),))


def made(lang: str = "zh", chapter: int | None = None) -> Document:
    front = Section("f", "F", (Cards((("card", tree.paragraph("[[a]]")),)),), part="front")
    body = Section("b", "B", (tree.paragraph("[[a]] [[c]] [[gone]]"), Section("i", "I", (table("a"), table("b")))))
    appendix = Section("x", "X", (table("c"), Section("y", "Y", (table("d"),))), part="appendix")
    return numbered(Document(lang, "d", "", (front, body, appendix)), chapter, {"gone": "tables/gone.csv"})


def test_the_appendix_is_lettered_and_page_one_has_no_number() -> None:
    found = made()
    assert [section.heading for section in found.sections] == ["F", "1 B", "附录A X"]
    assert [one.label for one in tree.tables(found)] == ["表1", "表2", "附表A1", "附表A2"]
    assert [one.heading for one in found.sections[2].blocks if isinstance(one, Section)] == ["A.1 Y"]


def test_as_a_chapter_of_a_thesis() -> None:
    found = made("en", 4)
    assert [section.heading for section in found.sections] == ["F", "4.1 B", "Appendix A X"]
    assert [one.label for one in tree.tables(found)] == ["Table 4-1", "Table 4-2", "Table A1", "Table A2"]
    assert [one.number for one in tree.tables(found)] == ["4-1", "4-2", "A1", "A2"]


def test_a_table_of_another_layout_is_named_by_its_file() -> None:
    runs = made("en").sections[1].blocks[0].runs
    assert [run.text for run in runs if run.text.strip()] == ["Table 1", "Table A1", "tables/gone.csv"]
    assert runs[-1].style == "code"


def test_cards_refer_too() -> None:
    (_, text), *_ = made("en").sections[0].blocks[0].items
    assert text.text == "Table 1"


def test_a_reference_to_nothing_is_an_error() -> None:
    with pytest.raises(KeyError):
        numbered(
            Document("zh", "d", "", (Section("s", "S", (tree.paragraph("[[gone]]"),)),)),
            elsewhere={"a": "a.csv"},
        )
