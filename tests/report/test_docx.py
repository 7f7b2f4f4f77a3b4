"""Word files, opened again."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from report import sample
from report.evil import EVIL, spoiled

from tamkit.report import docx, tree
from tamkit.report.content import Content
from tamkit.report.tree import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(made: Document) -> Any:
    from docx import Document as Open

    return Open(io.BytesIO(docx.render(made)))


def test_headings_tables_and_pictures_of_a_report(models_zh: Document) -> None:
    word = opened(models_zh)
    names = [paragraph.style.name for paragraph in word.paragraphs]
    assert names.count("Heading 1") == len(models_zh.sections)
    assert len(word.tables) >= len(tree.tables(models_zh))
    assert len(word.inline_shapes) == len(tree.figures(models_zh))
    captions = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Caption"]
    for block in [*tree.tables(models_zh), *tree.figures(models_zh)]:
        assert f"{block.label}  {block.caption}" in captions


def test_page_and_fonts() -> None:
    word = opened(sample.document("zh"))
    page = word.sections[0]
    assert (page.page_width.cm, page.page_height.cm) == (pytest.approx(21.0, abs=0.01), pytest.approx(29.7, abs=0.01))
    assert page.left_margin.cm == pytest.approx(docx.MARGIN, abs=0.01)
    fonts = word.styles["Normal"].element.rPr.rFonts
    assert fonts.get(f"{W}eastAsia") == "宋体"
    assert fonts.get(f"{W}ascii") == "Times New Roman"
    assert [paragraph.text for paragraph in page.header.paragraphs] == ["Title_1 <em>", "SIMULATED DATA"]
    assert page.footer.paragraphs[0].text == "第 1 页，共 1 页"
    assert len(opened(sample.document(banner="")).sections[0].header.paragraphs) == 1


def test_headings_go_down_to_three_levels() -> None:
    deep = tree.Section("a", "A", (tree.Section("b", "B", (tree.Section("c", "C", (tree.Section("d", "D", ()),)),)),))
    word = opened(sample.document(more=(deep,)))
    levels = {p.text.split(" ", 1)[-1]: p.style.name for p in word.paragraphs if p.style.name.startswith("Heading")}
    assert [levels[name] for name in "ABCD"] == ["Heading 1", "Heading 2", "Heading 3", "Heading 3"]


def test_only_the_first_chapter_begins_a_page() -> None:
    word = opened(sample.document())
    breaks = [p.paragraph_format.page_break_before for p in word.paragraphs if p.style.name == "Heading 1"]
    assert breaks == [True, False]


def test_notes_are_boxes_that_stay_together() -> None:
    word = opened(sample.document())
    at = next(i for i, p in enumerate(word.paragraphs) if p.text == "Mind")
    box = word.paragraphs[at : at + 4]
    assert [p.text for p in box] == ["Mind", "a < b", "• c", "• d"]
    assert [bool(p.paragraph_format.keep_with_next) for p in box] == [True, True, True, False]
    assert all(p._p.pPr.find(f"{W}shd") is not None for p in box)


def test_lists_are_bullets_or_numbers() -> None:
    styles = {p.text: p.style.name for p in opened(sample.document()).paragraphs}
    assert styles["point"] == "List Bullet"
    assert styles["two"] == "List Number"


def test_code_keeps_its_lines() -> None:
    code = [p.text for p in opened(sample.document()).paragraphs if p.style.name == "Code Block"]
    assert code == ["F =~ a + b\n# ```", "bare"]


def test_a_wide_figure_is_shrunk_to_the_page() -> None:
    wide = sample.Dot(size=(20.0, 2.0))
    high = sample.Dot(size=(2.0, 20.0))
    drawn = tuple(tree.Figure(f"f{i}", "c", "alt", one) for i, one in enumerate((wide, high)))
    shapes = opened(sample.document(more=(tree.Section("x", "X", drawn),))).inline_shapes
    assert shapes[0].width.cm == pytest.approx(4.0 * 2.54, abs=0.01)
    assert shapes[1].width.cm == pytest.approx(docx.TEXT_WIDTH, abs=0.01)
    assert shapes[2].width.cm == pytest.approx(docx.TEXT_HEIGHT / 10, abs=0.01)


def test_tables_cut_by_columns_say_that_they_go_on() -> None:
    for lang, words in (("en", "Table 2 (continued)"), ("zh", "表2（续）")):
        made = sample.document(lang, more=(tree.Section("third", "Third", (sample.wide(),)),))
        captions = [p.text for p in opened(made).paragraphs if p.style.name == "Caption"]
        assert words in captions


def test_a_node_there_is_no_way_to_write() -> None:
    broken = tree.Section("x", "X", ("words",))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="no way to write a str"):
        docx.render(tree.Document("en", "t", "", (broken,)))


def test_every_part_is_well_formed_whatever_people_wrote() -> None:
    archive = zipfile.ZipFile(io.BytesIO(docx.render(spoiled())))
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(archive.read(name))
    body = archive.read("word/document.xml").decode()
    assert "<script" not in body
    assert "&lt;script&gt;" in body
    assert "\x00" in EVIL


def test_the_same_document_gives_the_same_bytes(models: Content, models_en: Document) -> None:
    assert docx.render(sample.long()) == docx.render(sample.long())
