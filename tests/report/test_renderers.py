"""Each format, from the same tree: whole, the same bytes every time, and nothing a respondent wrote is run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

import fakes
import pytest

from tamkit.report import csvs, document, docx, html, md, pdf, tex, tree, xlsx
from tamkit.report.table_layout import lines, pieces
from tamkit.report.tree import Column, Interval, Row, Starred, Table

EVIL = "<script>alert(1)</script>\"'&{{7*7}}=cmd|'/C calc'!A0\\input{x}$#\x00\x0b"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def evil():
    return document(fakes.content(evil=EVIL), "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_html_stands_alone(documents, lang):
    text = html.render(documents[lang]).decode()
    assert text.startswith("<!DOCTYPE html>")
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in text
    assert not re.search(r'(?:src|href)="(?!#)', text)
    assert "http" not in re.sub(r'xmlns(?::\w+)?="[^"]*"', "", text).replace("http-equiv", "")
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([^"]+)"', text):
        assert target in ids
    assert text.count('role="img" aria-label="') == len(tree.figures(documents[lang]))


def test_html_escapes_what_people_wrote(evil):
    text = html.render(evil).decode()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "{{7*7}}" in text


def test_docx_is_word_with_headings_tables_and_fonts(documents):
    from docx import Document as Open

    word = Open(io.BytesIO(docx.render(documents["zh"])))
    names = [paragraph.style.name for paragraph in word.paragraphs]
    assert names.count("Heading 1") == len(documents["zh"].sections)
    assert word.sections[0].page_width.cm == pytest.approx(21.0, abs=0.05)
    assert len(word.tables) >= len(tree.tables(documents["zh"]))
    assert len(word.inline_shapes) == len(tree.figures(documents["zh"]))
    fonts = word.styles["Normal"].element.rPr.rFonts
    assert fonts.get(f"{W}eastAsia") == "宋体"
    assert fonts.get(f"{W}ascii") == "Times New Roman"
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert any(text.startswith("表1") for text in captions)
    assert any(text.startswith("图1") for text in captions)


def test_docx_tables_have_three_lines_and_stay_on_the_page(documents):
    from docx import Document as Open

    word = Open(io.BytesIO(docx.render(documents["en"])))
    for found in word.tables:
        borders = found._tbl.tblPr.find(f"{W}tblBorders")
        assert {edge.tag.removeprefix(W) for edge in borders} == {"top", "bottom"}
        head = found._tbl.findall(f"{W}tr")[0]
        assert head.find(f"{W}trPr/{W}tblHeader") is not None
        assert head.find(f".//{W}tcBorders/{W}bottom") is not None
        total = sum(int(column.get(f"{W}w")) for column in found._tbl.findall(f"{W}tblGrid/{W}gridCol"))
        assert total <= 16.81 * 1440 / 2.54


def test_every_part_of_a_docx_is_well_formed_whatever_people_wrote(evil):
    archive = zipfile.ZipFile(io.BytesIO(docx.render(evil)))
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(archive.read(name))
    body = archive.read("word/document.xml").decode()
    assert "<script" not in body
    assert "&lt;script&gt;" in body


@pytest.mark.parametrize("render", [html.render, docx.render, xlsx.render, md.render, tex.render])
def test_same_document_same_bytes(documents, render):
    assert render(documents["en"]) == render(documents["en"])


def test_excel_holds_numbers_and_no_formula(evil, documents):
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(evil)))
    assert len(book.sheetnames) == len(tree.tables(evil)) + 1
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith("=")
    sheet = book["paths"]
    values = [cell.value for row in sheet.iter_rows(min_row=4) for cell in row]
    assert any(isinstance(value, float) and len(str(value)) > 6 for value in values)


def test_csv_keeps_every_digit_and_splits_what_is_two_numbers():
    columns = (Column("name", "Name", stub=True), Column("b", "B", "number"), Column("ci", "CI", "number"))
    cells = ("=1+1", Starred(1 / 3, 0.02), Interval(0.1, 0.25))
    made = Table("t", "c", columns, (Row(heading="+group"), Row(cells)))
    data = csvs.render(made)
    assert data.startswith(b"\xef\xbb\xbf")
    got = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert got[0] == ["group", "name", "b", "b_p", "ci_lower", "ci_upper"]
    assert got[1] == ["'+group", "'=1+1", repr(1 / 3), "0.02", "0.1", "0.25"]


def test_markdown_and_latex_keep_words_words(evil):
    text = md.render(evil).decode()
    assert "<script" not in text
    assert "&lt;script" in text
    source = tex.render(evil).decode()
    assert "\\input{x}" not in source
    assert "\\textbackslash{}input" in source
    assert source.count("\\begin{longtable}") == source.count("\\end{longtable}") >= len(tree.tables(evil))


def test_wide_tables_are_cut_by_columns_with_the_stub_repeated():
    columns = (Column("name", "Name", stub=True), *(Column(f"c{i}", f"Column{i}", "number") for i in range(40)))
    made = Table("t", "c", columns, (Row(("row", *(0.5 for _ in range(40)))),))
    cut = pieces(made, 16.8)
    assert len(cut) > 1
    assert all(piece.table.columns[0].key == "name" for piece in cut)
    assert [c.key for piece in cut for c in piece.table.columns[1:]] == [c.key for c in columns[1:]]
    assert all(sum(piece.widths) <= 16.81 for piece in cut)
    counts = [len(piece.table.columns) for piece in cut]
    assert max(counts) - min(counts) <= 2


def test_pdf_is_set_from_words_as_data(evil):
    pytest.importorskip("typst")
    made = pdf.render(evil)
    assert made.startswith(b"%PDF")
    assert made == pdf.render(evil)


def test_pdf_without_typst_says_what_to_install(monkeypatch):
    import builtins

    from tamkit.errors import InputError

    real = builtins.__import__

    def absent(name, *args, **kwargs):
        if name == "typst":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(InputError, match=r"tamkit\[pdf\]"):
        pdf.require()


def test_columns_of_text_share_the_page_so_that_the_table_is_low():
    """One long cell in a column of short ones does not take the room that every row of another column needs."""
    columns = (tree.Column("a", "Construct", "text"), tree.Column("b", "Definition", "text"))
    columns += (tree.Column("c", "Items", "text"),)
    rows = [tree.Row((f"Construct {i}", "what a person believes about it " * 3, "A1, A2, A3")) for i in range(8)]
    rows.append(tree.Row(("Whole", "short", "the first facet, the second facet, the third facet and the last")))
    (piece,) = pieces(tree.Table("t", "Table", columns, tuple(rows)), 12.0)
    assert sum(piece.widths) == pytest.approx(12.0)
    assert piece.widths[1] > 1.5 * piece.widths[2]
    equal = lines(piece.table, [4.0] * 3, piece.size)
    assert sum(lines(piece.table, piece.widths, piece.size)) < sum(equal)
