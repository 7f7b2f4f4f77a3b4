"""Numbers of headings and lists, as Word counts them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report.word import W, opened, read

from tamkit.report import docx_numbering
from tamkit.report.numbering import numbered
from tamkit.report.tree import Bullets, Document, Section, paragraph


def document(lang: str = "zh", chapter: int | None = None, template: str = "") -> Document:
    def section(name: str, *inner: Section, part: Any = "body") -> Section:
        return Section(name, name.upper(), (paragraph("x"), *inner), part=part)

    sections = (
        section("page", section("answer"), part="front"),
        section("a", section("b", section("c", section("d"))), section("e")),
        section("f", section("g")),
        section("books", part="back"),
        section("more", section("h", section("i")), part="appendix"),
        section("items", section("j"), part="appendix"),
    )
    return numbered(Document(lang, "t", "s", sections, layout="thesis", template=template), chapter)


def told(document: Document) -> list[str]:
    """The headings as the other formats print them."""
    out: list[str] = []

    def walk(section: Section) -> None:
        out.append(section.heading)
        for child in section.blocks:
            if isinstance(child, Section):
                walk(child)

    for section in document.sections:
        walk(section)
    return out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_word_counts_what_the_report_counts(lang: str) -> None:
    made = document(lang)
    assert read(opened(made)).headings == told(made)
    assert "1.1.1.1 D" in told(made)
    assert told(made)[-1] == "B.1 J"


def test_a_chapter_starts_at_its_number_under_a_heading_of_its_own() -> None:
    made = document(chapter=4)
    found = read(opened(made)).headings
    assert found[2] == "第4章 实证分析"
    # Four levels are numbered: what lies deeper goes on at the last.
    assert [*found[:2], *found[3:]] == [line.replace("4.1.1.1.1", "4.1.1.2") for line in told(made)]
    levels = [p.style.name for p in opened(made).paragraphs if p.style.name.startswith("Heading")]
    assert levels[:6] == ["Heading 1", "Heading 2", "Heading 1", "Heading 2", "Heading 3", "Heading 4"]
    assert docx_numbering.chapter(made) == 4
    assert docx_numbering.chapter(document()) == 0


def test_no_number_is_typed() -> None:
    texts = [p.text for p in opened(document()).paragraphs if p.style.name.startswith("Heading")]
    assert texts == [name.upper() for name in ("page", "answer", *"abcdefg", "books", "more", "h", "i", "items", "j")]


def test_a_heading_that_a_user_adds_is_numbered_by_its_style() -> None:
    word = opened(document())
    styles = [word.styles[f"Heading {level}"].element.pPr.find(f"{W}numPr") for level in (1, 2, 3, 4)]
    assert [one.find(f"{W}ilvl").get(f"{W}val") for one in styles] == ["0", "1", "2", "3"]
    assert len({one.find(f"{W}numId").get(f"{W}val") for one in styles}) == 1


def test_every_ordered_list_starts_at_one() -> None:
    steps = Bullets((paragraph("a"), paragraph("b")), ordered=True)
    word = opened(Document("en", "t", "", (Section("s", "S", (steps, paragraph("x"), steps)),)))
    used = [p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name == "List Number"]
    assert used[0] == used[1] != used[2] == used[3]
    numbering = word.part.numbering_part.element
    for number in set(used):
        start = numbering.find(f"{W}num[@{W}numId='{number}']//{W}startOverride")
        assert start.get(f"{W}val") == "1"


def test_kinds_of_lists_stand_before_the_lists() -> None:
    tags = [child.tag for child in opened(document()).part.numbering_part.element]
    assert tags == sorted(tags)


def test_a_template_without_lists_gets_ours(tmp_path: Path) -> None:
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE

    word = docx.Document()
    for name, relation in list(word.part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            word.part.rels.pop(name)
    for style in word.styles.element.findall(f"{W}style"):
        for found in style.findall(f"{W}pPr/{W}numPr"):
            found.getparent().remove(found)
    word.save(tmp_path / "bare.docx")
    made = document(template=str(tmp_path / "bare.docx"))
    assert read(opened(made)).headings == told(made)


@pytest.mark.parametrize("chapter", [None, 3])
def test_a_template_whose_headings_are_numbered_goes_on_as_it_does(tmp_path: Path, chapter: int | None) -> None:
    import docx
    from docx.oxml import parse_xml

    word = docx.Document()
    numbering = word.part.numbering_part.element
    made = docx_numbering._abstract(numbering, ["§%1", "§%1-%2", "§%1-%2-%3", "§%1-%2-%3-%4"])
    own = docx_numbering._num(numbering, made, {})
    for level in (1, 2, 3):
        inside = f'<w:ilvl w:val="{level - 1}"/><w:numId w:val="{own}"/>'
        properties = word.styles[f"Heading {level}"].element.get_or_add_pPr()
        properties._insert_numPr(parse_xml(f'<w:numPr xmlns:w="{W[1:-1]}">{inside}</w:numPr>'))
    word.save(tmp_path / "school.docx")
    found = read(opened(document(chapter=chapter, template=str(tmp_path / "school.docx")))).headings
    if chapter is None:
        assert found[2:5] == ["§1 A", "§1-1 B", "§1-1-1 C"]
    else:
        assert found[2:5] == ["§3 实证分析", "§3-1 A", "§3-1-1 B"]
    assert found[:2] == ["PAGE", "ANSWER"]
    assert found[-2:] == ["附录B ITEMS", "B.1 J"]
