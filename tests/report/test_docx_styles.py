"""The styles of a Word report."""

from __future__ import annotations

from typing import Any

import pytest
from report import sample
from report.word import W

from tamkit.report import docx_styles
from tamkit.report.docx_styles import ALIASES, STYLES
from tamkit.report.tree import Document, Section


@pytest.fixture
def word() -> Any:
    import docx

    return docx.Document()


def of(word: Any, **changed: Any) -> dict[str, Any]:
    document = Document(changed.pop("lang", "zh"), "t", "", (), **changed)
    ids = docx_styles.apply(word, document)
    by_id = {style.style_id: style for style in word.styles}
    return {name: by_id[one] for name, one in ids.items()}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sizes_and_faces(word: Any, lang: str) -> None:
    found = of(word, lang=lang)
    assert {name: style.font.size.pt for name, style in found.items()} == {n: s.size for n, s in STYLES.items()}
    # Bold Chinese headings would be 黑体 made bolder by the program.
    for name in ("Heading 1", "Heading 3", "Title", "Caption", "TOC Heading"):
        assert bool(found[name].font.bold) is (lang == "en")
    fonts = found["Heading 1"].element.rPr.rFonts
    assert (fonts.get(f"{W}ascii"), fonts.get(f"{W}eastAsia")) == ("Arial", "黑体")
    assert found["Code Block"].font.name == "Courier New"
    assert found["Title"].element.pPr.find(f"{W}pBdr") is None
    assert found["Heading 2"].element.pPr.find(f"{W}outlineLvl").get(f"{W}val") == "1"
    assert found["Caption"].paragraph_format.alignment == 1


def test_lines_have_a_height_that_no_font_changes(word: Any) -> None:
    found = of(word)
    for name, style in STYLES.items():
        rule = found[name].element.pPr.find(f"{W}spacing").get(f"{W}lineRule")
        # A picture would be cut off by a line of a given height.
        assert rule == ("exact" if style.line else "auto"), name
    assert not STYLES["Figure"].line


@pytest.mark.parametrize(
    ("lang", "layout", "chars"), [("zh", "thesis", "200"), ("zh", "full", None), ("en", "thesis", None)]
)
def test_the_first_line_is_two_characters_in_in_a_chinese_thesis(
    word: Any, lang: str, layout: str, chars: str | None
) -> None:
    indent = of(word, lang=lang, layout=layout)["Body Text"].element.pPr.find(f"{W}ind")
    assert (None if indent is None else indent.get(f"{W}firstLineChars")) == chars


def test_contents_have_the_styles_word_gives_them_when_it_updates_them(word: Any) -> None:
    names = {style.element.find(f"{W}name").get(f"{W}val") for style in of(word).values()}
    assert {"toc 1", "toc 2", "toc 3", "heading 1", "caption"} <= names


@pytest.mark.parametrize(("n", "line"), [(10, 16), (44, 13), (50, 11.5), (51, 16)])
def test_contents_stay_on_one_page_where_they_can(word: Any, n: int, line: float) -> None:
    sections = tuple(Section(f"s{i}", "S", ()) for i in range(n))
    docx_styles.apply(word, Document("en", "t", "", sections))
    assert word.styles["toc 1"].paragraph_format.line_spacing.pt == line


def test_a_brief_is_set_closer(word: Any) -> None:
    assert of(word, layout="brief")["Body Text"].font.size.pt < STYLES["Body Text"].size


def test_a_template_keeps_its_styles_and_lacks_none() -> None:
    import docx
    from docx.shared import Pt

    word = docx.Document()
    for style in [style for style in word.styles if style.name in ("Caption", "List Bullet", "Body Text", "Heading 3")]:
        style.delete()
    word.styles["Heading 1"].font.size = Pt(22)
    word.styles["Normal"].font.size = Pt(12)
    school = word.styles.add_style("题注", 1)
    school.font.size = Pt(7)
    found = of(word, template="school.docx", layout="thesis")
    assert found["Heading 1"].font.size.pt == 22
    assert found["Caption"].style_id == school.style_id
    assert found["Caption"].font.size.pt == 7
    # Ours where it has none: running text in the template's type, with our indent, small text in our size.
    assert found["Body Text"].font.size is None
    assert found["Body Text"].base_style.name == "Normal"
    assert found["Body Text"].element.pPr.find(f"{W}ind").get(f"{W}firstLineChars") == "200"
    assert found["Table Text"].font.size.pt == STYLES["Table Text"].size
    assert set(ALIASES) <= set(STYLES)


def test_properties_hold_no_clock_and_no_person(word: Any) -> None:
    docx_styles.properties(word, "T" * 300 + "\x00", "zh")
    core = word.core_properties
    assert len(core.title) == 255
    assert (core.author, core.last_modified_by, core.language, core.revision) == ("tamkit", "tamkit", "zh-CN", 1)
    assert core.created == core.modified
    assert core.created.year == 2000
    docx_styles.properties(word, "x", "en")
    assert core.language == "en"
    assert sample.document("en").layout == "full"
