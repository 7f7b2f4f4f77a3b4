"""No Word file that Word would call damaged; and that the search for what damages one finds it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from report import sample
from report.evil import spoiled
from report.ooxml import faults

from tamkit.report import alone, document, docx, tree
from tamkit.report.content import Content, Layout


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("layout", ["brief", "thesis", "full"])
def test_a_report_is_whole(models: Content, layout: str, lang: Any) -> None:
    assert faults(docx.render(document(models, lang, layout))) == []


def test_so_is_a_chapter_of_a_thesis(models: Content) -> None:
    chapter = replace(models, layout=Layout(chapter=4, grey=True, hypothesis_labels=True))
    assert faults(docx.render(document(chapter, "zh", "thesis"))) == []


def test_so_is_what_is_awkward(battery: Content) -> None:
    for made in (sample.document(), sample.long(), spoiled(), document(battery, "zh", "full")):
        assert faults(docx.render(made)) == []


def test_so_are_tables_and_figures_alone(models: Content) -> None:
    made = document(models, "en", "thesis")
    assert faults(docx.render(alone.alone(made, [*tree.tables(made), *tree.figures(made)]))) == []


def test_so_is_a_report_in_a_template(tmp_path: Path) -> None:
    import docx as python_docx
    from docx.oxml import parse_xml

    word = python_docx.Document()
    # Word's own settings have these, and none of those that python-docx brings.
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    settings = word.settings.element
    for child in list(settings):
        settings.remove(child)
    for name in ("zoom", "decimalSymbol", "listSeparator"):
        settings.append(parse_xml(f'<w:{name} {space} w:{"percent" if name == "zoom" else "val"}="1"/>'))
    word.save(tmp_path / "school.docx")
    assert faults(docx.render(replace(sample.document(), template=str(tmp_path / "school.docx")))) == []


FIELD = '<w:fldChar w:fldCharType="begin" w:dirty="true"/>'


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (
            "document",
            "<w:keepNext/></w:pPr>",
            '<w:jc w:val="left"/><w:keepNext/></w:pPr>',
            "pPr has pStyle jc keepNext",
        ),
        ("document", "<w:cantSplit/></w:trPr>", "</w:trPr><w:tblPr/>", "tblPr in tr"),
        ("document", '<w:jc w:val="center"/>', '<w:jc w:val="middle"/>', "jc is 'middle'"),
        ("document", '<w:tblLayout w:type="fixed"/>', "<w:tblLook/><w:tblLayout/>", "tblLook tblLayout"),
        ("document", '<w:pStyle w:val="Caption"/>', '<w:pStyle w:val="Legend"/>', "no paragraph style 'Legend'"),
        (
            "document",
            'w:name="_Ref_results"',
            'w:name="_Ref_other"',
            "a field for '_Ref_results', which is no bookmark",
        ),
        ("document", 'w:name="_Toc_inner"', 'w:name="_Toc_z"', "a link to '_Toc_inner', which is no bookmark"),
        ("document", "<w:bookmarkEnd", "<w:br", "times and ends 0 times"),
        ("document", FIELD, "", "separate of a field that has not begun"),
        ("document", '<w:gridCol w:w="', '<w:gridCol w:w="1"/><w:gridCol w:w="', "cells in"),
        ("document", "</w:p></w:tc>", "</w:p><w:tbl/></w:tc>", "a cell that does not end in a paragraph"),
        ("document", 'r:embed="', 'r:embed="x', "blip leads to x"),
        ("document", 'w:before="24"', 'w:before="24.5"', "spacing before is '24.5'"),
        ("document", '<w:numId w:val="', '<w:numId w:val="99', "no list '99"),
        ("document", "</w:body>", "<w:p/></w:body>", "the body does not end in its section"),
        ("styles", '<w:basedOn w:val="', '<w:basedOn w:val="x', "which is no style"),
        ("styles", "</w:rPr></w:style>", "</w:rPr><w:qFormat/></w:style>", "rPr qFormat"),
        ("settings", "</w:settings>", '<w:updateFields w:val="true"/></w:settings>', "updateFields more than once"),
        ("numbering", "</w:numbering>", '<w:abstractNum w:abstractNumId="1"/></w:numbering>', "numbering has"),
        ("_rels/document", 'Target="styles.xml"', 'Target="style.xml"', "style.xml is not in the file"),
        ("types", 'Extension="png"', 'Extension="gif"', "no content type"),
    ],
)
def test_what_is_not_whole_is_found(part: str, old: str, new: str, said: str) -> None:
    path = {"types": "[Content_Types].xml", "_rels/document": "word/_rels/document.xml.rels"}.get(
        part, f"word/{part}.xml"
    )
    source = zipfile.ZipFile(io.BytesIO(docx.render(sample.document())))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            text = source.read(name)
            if name == path:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            archive.writestr(name, text)
    found = faults(out.getvalue())
    assert any(said in fault for fault in found), found
