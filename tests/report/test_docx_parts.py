"""The pieces of WordprocessingML."""

from __future__ import annotations

from typing import Any

import pytest

from tamkit.report import docx_parts as parts
from tamkit.report.tree import Run, paragraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def word() -> Any:
    import docx

    return docx.Document()


def test_an_element_with_attributes() -> None:
    made = parts.element("w:b", val="1")
    assert made.tag == f"{W}b"
    assert made.get(f"{W}val") == "1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_styles(word: Any, lang: Any) -> None:
    parts.styles(word, lang)
    sizes = {
        name: word.styles[name].font.size.pt for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Title")
    }
    assert sizes == {"Normal": 10.5, "Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11, "Title": 20}
    small = {name: word.styles[name].font.size.pt for name in ("Table Note", "Table Text", "Code Block", "Caption")}
    assert small == {"Table Note": 8.5, "Table Text": 9, "Code Block": 8, "Caption": 9.5}
    # Bold Chinese headings would be 黑体 made bolder by the program.
    for name in ("Heading 1", "Heading 3", "Title", "Caption", "TOC Heading"):
        assert bool(word.styles[name].font.bold) is (lang == "en")
    fonts = word.styles["Heading 1"].element.rPr.rFonts
    assert (fonts.get(f"{W}ascii"), fonts.get(f"{W}eastAsia")) == ("Arial", "黑体")
    assert not [name for name in fonts.attrib if name.endswith("Theme")]
    assert word.styles["Code Block"].font.name == "Courier New"
    assert word.styles["Heading 1"].paragraph_format.space_before.pt == 18
    assert word.styles["Heading 1"].paragraph_format.space_after.pt == 8
    assert word.styles["Contents 2"].paragraph_format.left_indent.pt == 18
    assert word.styles["Title"].element.pPr.find(f"{W}pBdr") is None


def test_properties_hold_no_clock_and_no_person(word: Any) -> None:
    parts.properties(word, "T" * 300 + "\x00", "zh")
    core = word.core_properties
    assert len(core.title) == 255
    assert (core.author, core.last_modified_by, core.language, core.revision) == ("tamkit", "tamkit", "zh-CN", 1)
    assert core.created == core.modified
    assert core.created.year == 2000
    parts.properties(word, "x", "en")
    assert core.language == "en"


def test_runs_with_their_styles(word: Any) -> None:
    made = word.add_paragraph()
    parts.runs(made, paragraph("a **b** *c* `d` [[t]]"))
    found = {run.text.strip(): run for run in made.runs}
    assert found["b"].bold
    assert found["c"].italic
    assert found["d"].font.name == "Courier New"
    assert not found["a"].bold
    link = made._p.find(f"{W}hyperlink")
    assert link.get(f"{W}anchor") == "b_t"
    assert link.find(f".//{W}t").text == "t"


def test_names_of_bookmarks() -> None:
    assert parts.anchor("h1-fit") == "b_h1_fit"
    assert parts.anchor("感知") == "b___"
    assert len(parts.anchor("x" * 90)) == 40


def test_a_bookmark_spans_its_paragraph(word: Any) -> None:
    made = word.add_paragraph("text", style="Normal")
    parts.bookmark(made, "here", 3)
    tags = [child.tag.removeprefix(W) for child in made._p]
    assert tags == ["pPr", "bookmarkStart", "r", "bookmarkEnd"]
    assert made._p.find(f"{W}bookmarkStart").get(f"{W}name") == "b_here"
    assert {made._p.find(f"{W}bookmark{end}").get(f"{W}id") for end in ("Start", "End")} == {"3"}


def test_a_field_shows_its_value_until_word_updates_it(word: Any) -> None:
    made = word.add_paragraph()
    parts.field(made, "PAGE", "7")
    kinds = [child.get(f"{W}fldCharType") for child in made._p.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]
    assert made.text == "7"
    assert "".join(made._p.find(f".//{W}instrText").itertext()).strip() == "PAGE"


def test_a_box_is_filled_and_ruled(word: Any) -> None:
    made = word.add_paragraph("x")
    parts.box(made, "F1F5F8", "1B5E7D")
    assert made._p.pPr.find(f"{W}shd").get(f"{W}fill") == "F1F5F8"
    assert made._p.pPr.find(f"{W}pBdr/{W}left").get(f"{W}color") == "1B5E7D"


def test_a_color(word: Any) -> None:
    run = word.add_paragraph().add_run("x")
    parts.color(run, "8A3B12")
    assert str(run.font.color.rgb) == "8A3B12"
    assert isinstance(paragraph("x").runs[0], Run)


def test_a_style_is_looked_up_once(word: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """python-docx walks through all styles for every paragraph; the paragraphs are the same."""
    from docx.styles.styles import Styles

    slowly = [word.add_paragraph("a", style=name)._p.xml for name in ("Caption", "Body Text", "Caption")]
    calls: list[object] = []
    look_up = Styles.get_style_id
    monkeypatch.setattr(Styles, "get_style_id", lambda *given: calls.append(given) or look_up(*given))
    parts.styles_known(word)
    assert [word.add_paragraph("a", style=name)._p.xml for name in ("Caption", "Body Text", "Caption")] == slowly
    word.add_paragraph(style=word.styles["Caption"])
    assert len(calls) == 2
