"""Word files, opened again."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from report import sample
from report.evil import EVIL, spoiled
from report.word import W, opened, paragraphs, read

from tamkit.report import document, docx, tree
from tamkit.report.content import Content
from tamkit.report.docx_parts import SPACES, anchor
from tamkit.report.numbering import numbered
from tamkit.report.tree import Document


def counted(made: Document) -> None:
    """What Word's fields come to is what the tree says and what the file shows until they are updated."""
    found = read(opened(made))
    counts: dict[str, int] = {}
    for one in found.fields:
        kind, _, rest = one.code.partition(" ")
        if kind == "SEQ":
            name = rest.split()[0]
            counts[name] = counts.get(name, 0) + 1
            assert one.shown == str(counts[name])
        elif kind == "REF":
            assert found.bookmarks[rest.split()[0]] == one.shown
        elif kind == "PAGEREF":
            assert rest.split()[0] in found.bookmarks
    blocks = [*tree.tables(made), *tree.figures(made)]
    assert {block.id: found.bookmarks[anchor(block.id)] for block in blocks} == {b.id: b.label for b in blocks}
    assert sum(counts.values()) == len(blocks)


def test_headings_tables_and_pictures_of_a_report(models_zh: Document) -> None:
    word = opened(models_zh)
    names = [paragraph.style.name for paragraph in word.paragraphs]
    assert names.count("Heading 1") == len(models_zh.sections)
    counted(models_zh)
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


@pytest.mark.parametrize("layout", ["brief", "thesis"])
def test_fields_come_to_what_the_report_says(models: Content, layout: str) -> None:
    counted(document(models, "en", layout))


@pytest.mark.parametrize(("lang", "label"), [("zh", "附表A1"), ("en", "Table A1")])
def test_tables_of_an_appendix_are_counted_by_its_letter(lang: str, label: str) -> None:
    def section(name: str, part: Any) -> tree.Section:
        text = tree.paragraph("[[r1]], [[r3]]")
        return tree.Section(name, name, (text, replace(sample.results(), id=f"r{name}")), part=part)

    parts = (section("1", "body"), section("2", "body"), section("3", "appendix"), section("4", "appendix"))
    made = numbered(Document(lang, "t", "", parts), 4)
    counted(made)
    found = read(opened(made))
    names = [one.code.split()[1] for one in found.fields if one.code.startswith("SEQ")]
    assert len(set(names)) == 3
    assert names[0] == names[1]
    assert found.bookmarks[anchor("r3")] == label


def test_contents_list_every_heading_word_would() -> None:
    word = opened(sample.document())
    lines = [(p.style.name, p._p) for p in paragraphs(word) if p.style.name.casefold().startswith("toc ")]
    texts = ["".join(node.text or "" for node in p.iter(f"{W}t")) for _, p in lines]
    assert texts[1:] == ["1 First & foremost", "2 Second", "2.1 Inner"]
    code = next(one.code for one in read(word).fields if one.code.startswith("TOC"))
    assert code == 'TOC \\o "1-2" \\h \\z \\u'
    assert word.settings.element.find(f"{W}updateFields").get(f"{W}val") == "true"
    told = [p.text for p in paragraphs(word) if p.text.startswith("Page numbers appear")]
    assert len(told) == 1  # within the field: updated, it is gone
    assert "Ctrl+A and then F9" in told[0]


def test_word_asks_to_update_the_contents_and_shows_a_button_for_it() -> None:
    word = opened(sample.document())
    (block,) = word.element.body.iter(f"{W}sdt")
    assert block.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery").get(f"{W}val") == "Table of Contents"
    begin = next(block.iter(f"{W}fldChar"))
    assert (begin.get(f"{W}fldCharType"), begin.get(f"{W}dirty")) == ("begin", "true")
    assert [one.get(f"{W}dirty") for one in word.element.body.iter(f"{W}fldChar")].count("true") == 1
    found = [one for one in read(word).fields if one.code.startswith("PAGEREF")]
    assert {one.shown for one in found} == {""}  # only Word knows its pages


@pytest.mark.parametrize("chapter", [None, 4])
def test_contents_list_appendices_without_their_sections(chapter: int | None) -> None:
    inner = tree.Section("in", "Inside", (tree.Section("deep", "Deep", ()),))
    parts = (tree.Section("b", "B", (tree.Section("c", "C", ()),)), tree.Section("a", "A", (inner,), part="appendix"))
    made = numbered(Document("en", "t", "", parts, layout="thesis"), chapter)
    word = opened(made)
    lines = [p.text.split("\t")[0] for p in paragraphs(word) if p.style.name.casefold().startswith("toc ")]
    assert lines[-3:] == ["4.1 B", "4.1.1 C", "Appendix A A"] if chapter else ["1 B", "1.1 C", "Appendix A A"]
    deepest = 3 if chapter else 2
    styles = {p.text: p.style.name for p in word.paragraphs if p.style.name.startswith("Heading")}
    assert styles["Inside"] == f"Heading {deepest + 1}"
    assert {"A.1 Inside", "A.1.1 Deep"} <= set(read(word).headings)


def test_a_brief_has_no_contents() -> None:
    word = opened(replace(sample.document(), layout="brief"))
    assert not [one for one in read(word).fields if one.code.startswith("TOC")]


def test_a_chapter_of_a_thesis_is_in_its_contents() -> None:
    parts = (tree.Section("a", "样本", (tree.Section("b", "流程", ()),)),)
    word = opened(numbered(Document("zh", "t", "", parts, layout="thesis"), 4))
    texts = ["".join(node.text or "" for node in p._p.iter(f"{W}t")) for p in paragraphs(word)]
    assert texts[4:7] == ["第4章 实证分析", "4.1 样本", "4.1.1 流程"]


def test_headings_go_down_to_four_levels() -> None:
    deep = tree.Section("a", "A", (tree.Section("b", "B", (tree.Section("c", "C", (tree.Section("d", "D", ()),)),)),))
    word = opened(sample.document(more=(deep,)))
    levels = {p.text.split(" ", 1)[-1]: p.style.name for p in word.paragraphs if p.style.name.startswith("Heading")}
    assert [levels[name] for name in "ABCD"] == [f"Heading {level}" for level in (1, 2, 3, 4)]


def test_only_the_first_chapter_begins_a_page() -> None:
    word = opened(sample.document())
    breaks = [p.paragraph_format.page_break_before for p in word.paragraphs if p.style.name == "Heading 1"]
    assert breaks == [True, None]


def test_pages_begin_with_the_body_and_with_the_appendix_behind_page_one() -> None:
    parts = [tree.Section(name, name, (), part=part) for name, part in PARTS]
    for layout, pages in (("thesis", ["Contents", "b", "e"]), ("full", ["Contents", "b"]), ("brief", [])):
        word = opened(Document("en", "t", "", tuple(parts), layout=layout))
        assert [p.text for p in paragraphs(word) if p.paragraph_format.page_break_before] == pages


PARTS: tuple[tuple[str, Any], ...] = (
    ("a", "front"),
    ("b", "body"),
    ("c", "body"),
    ("d", "back"),
    ("e", "appendix"),
    ("f", "appendix"),
)


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
    for lang, words in (("en", "Table 2 (continued)"), ("zh", "续表2")):
        short = replace(sample.wide(), rows=sample.wide().rows[: docx.SIDEWAYS - 1])
        made = sample.document(lang, more=(tree.Section("third", "Third", (short,)),))
        counted(made)
        captions = [p.text for p in opened(made).paragraphs if p.style.name == "Caption"]
        assert words in captions


def test_a_long_table_that_would_be_cut_gets_a_page_turned_sideways() -> None:
    columns = tuple(tree.Column(f"c{i}", f"c{i}", "number", stub=i == 0) for i in range(18))
    rows = tuple(tree.Row((123.456,) * 18) for _ in range(docx.SIDEWAYS))
    table = tree.Table("t", "wide", columns, rows, ("a note",))
    word = opened(sample.document(more=(tree.Section("x", "X", (table, tree.paragraph("behind"))),)))
    assert [page.page_width > page.page_height for page in word.sections] == [False, True, False]
    assert [page.header.paragraphs[0].text for page in word.sections] == ["Title_1 <em>"] * 3
    assert sum(p.text.startswith("Table 2") for p in word.paragraphs) == 1
    assert word.sections[1].page_width == word.sections[0].page_height


def test_statistics_are_in_italics() -> None:
    table = tree.Table("t", "Fit, p = .03", (tree.Column("se", "SE"),), (tree.Row(("n = 3",)),), ("p < .05",))
    figure = tree.Figure("f", "Fit, n = 3", "alt", sample.Dot(), ("R² = .4",))
    section = tree.Section("s", "S", (tree.paragraph("t = 4"), table, figure))
    word = opened(Document("en", "t", "", (section,)))
    runs = [run for run in word.element.body.iter(f"{W}r") if run.find(f"{W}rPr/{W}i") is not None]
    texts = ["".join(node.text or "" for node in run.iter(f"{W}t")) for run in runs]
    assert texts == ["t", "p", "SE", "n", "Note", "p", "n", "R"]


def test_findings_stand_in_cells_side_by_side_with_their_titles() -> None:
    cards = tree.Cards((("n", tree.paragraph("1,231 of **1,300**")), ("Fit", tree.paragraph("[[results]]"))))
    made = numbered(Document("en", "t", "", (tree.Section("s", "S", (cards, sample.results())),)))
    counted(made)
    table = opened(made).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["n", "1,231 of 1,300"]
    assert table._tbl.findall(f".//{W}shd")


def test_a_long_file_name_does_not_stretch_its_line() -> None:
    texts = [tree.paragraph("`tables/a.csv`"), tree.paragraph("tables/indirect_sums.csv"), tree.paragraph("plain")]
    word = opened(Document("zh", "t", "", (tree.Section("s", "S", tuple(texts)),)))
    body = [p.paragraph_format.alignment for p in word.paragraphs if p.style.name == "Body Text"]
    assert body == [0, 0, None]


def test_a_report_in_a_template(tmp_path: Path) -> None:
    import docx as python_docx
    from docx.shared import Cm, Pt

    word = python_docx.Document()
    word.styles["Heading 1"].font.size = Pt(22)
    word.sections[0].left_margin = Cm(4)
    word.sections[0].header.paragraphs[0].text = "University"
    word.add_paragraph("an example")
    word.save(tmp_path / "school.docx")
    made = replace(sample.document(), template=str(tmp_path / "school.docx"))
    counted(made)
    found = opened(made)
    assert found.styles["Heading 1"].font.size.pt == 22
    assert found.sections[0].left_margin.cm == pytest.approx(4, abs=0.01)
    # Its own header stays, and simulated data are marked whatever the template.
    assert [p.text for p in found.sections[0].header.paragraphs] == ["University", "SIMULATED DATA"]
    assert "an example" not in [p.text for p in found.paragraphs]
    width = (found.sections[0].page_width - found.sections[0].left_margin - found.sections[0].right_margin) / 635
    for table in found.tables:
        assert sum(int(column.get(f"{W}w")) for column in table._tbl.findall(f"{W}tblGrid/{W}gridCol")) <= width + 8
    assert docx.render(made) == docx.render(made)


def test_a_template_that_names_its_spaces_otherwise(tmp_path: Path) -> None:
    import docx as python_docx

    python_docx.Document().save(tmp_path / "plain.docx")
    source = zipfile.ZipFile(tmp_path / "plain.docx")
    space = SPACES["w"]
    part = (
        f'<x:document xmlns:x="{space}" xmlns:pic="urn:other"><x:body><x:p/>'
        '<x:sectPr><x:pgSz x:w="11906" x:h="16838"/><x:pgMar x:left="999" x:right="999" x:top="999" x:bottom="999"/>'
        "</x:sectPr></x:body></x:document>"
    )
    with zipfile.ZipFile(tmp_path / "other.docx", "w") as archive:
        for name in source.namelist():
            archive.writestr(name, part if name == "word/document.xml" else source.read(name))
    made = replace(sample.document(), template=str(tmp_path / "other.docx"))
    plain = replace(sample.document(), template=str(tmp_path / "plain.docx"))
    assert [p.text for p in opened(made).paragraphs] == [p.text for p in opened(plain).paragraphs]
    assert len(opened(made).inline_shapes) == len(opened(plain).inline_shapes) > 0


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
