"""WordprocessingML as text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from report.word import W, words

from tamkit.report import docx_parts as parts
from tamkit.report.cited import Cited
from tamkit.report.tree import Paragraph, Run, paragraph


def parsed(inner: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(f"<w:p {parts.NAMESPACES}>{inner}</w:p>")


def looks(node: Any) -> list[tuple[str, set[str]]]:
    """Each run's text and the properties it has."""
    return [
        (words(run), {one.tag.removeprefix(W) for one in (run.rPr if run.rPr is not None else ())})
        for run in node.iter(f"{W}r")
    ]


def test_properties_stand_in_the_order_of_the_schema() -> None:
    made = parts.p("X", "", '<w:jc w:val="left"/>', '<w:spacing w:before="0"/>', parts.KEEP, "", parts.NEW_PAGE)
    found = [child.tag.removeprefix(W) for child in parsed(made)[0].pPr]
    assert found == ["pStyle", "keepNext", "pageBreakBefore", "spacing", "jc"]


def test_a_run_in_its_look() -> None:
    made = parsed(parts.run("a < b", bold=True, italic=True, mono=True, ink="8A3B12", size=8.5))
    assert looks(made) == [("a < b", {"rFonts", "b", "i", "color", "sz", "szCs"})]
    assert made.find(f".//{W}sz").get(f"{W}val") == "17"
    assert looks(parsed(parts.run("\x00a"))) == [("a", set())]


def test_lines_and_tabs_of_a_run() -> None:
    made = parsed(parts.run("a\nb\tc\n\nd"))
    tags = [child.tag.removeprefix(W) for child in made[0]]
    assert tags == ["t", "br", "t", "tab", "t", "br", "br", "t"]
    assert words(made) == "abcd"


def test_runs_with_their_styles() -> None:
    made = parsed(parts.runs(paragraph("so **b** *c* `d` [[t]] p = .03")))
    found = {text.strip(): look for text, look in looks(made)}
    assert (found["so"], found["b"], found["c"], found["d"]) == (set(), {"b"}, {"i"}, {"rFonts"})
    assert (found["p"], found["= .03"]) == ({"i"}, set())
    assert words(made) == "so b c d t p = .03"
    assert made.find(f".//{W}instrText").text == " REF _Ref_t \\h "


def test_a_number_leads_to_the_table_that_it_stands_in() -> None:
    number = Run("0.953", "strong", "fit", Cited("0.953", 0.953, "number"), "fit.3.2")
    (link,) = parsed(parts.runs(Paragraph((number,))))
    assert link.get(f"{W}anchor") == parts.anchor("fit")
    assert words(link) == "0.953"
    assert link.find(f".//{W}b") is not None
    alone = parts.runs(Paragraph((replace(number, target="", cell=""),)))
    assert "hyperlink" not in alone


def test_letters_of_statistics_are_in_italics_in_bold_too() -> None:
    assert looks(parsed(parts.typeset("SE", bold=True, size=9))) == [("SE", {"b", "i", "sz", "szCs"})]
    assert looks(parsed(parts.typeset("CFI"))) == [("CFI", set())]


def test_names_of_bookmarks() -> None:
    long = "differences_of_everything_there_is_by_"
    assert len(parts.anchor(long + "a")) <= 40
    assert len({parts.anchor(name) for name in (long + "a", long + "b", "感知", "信任", "a-b")}) == 5
    assert all(name.startswith("_Toc_") for name in (parts.anchor("x", "_Toc_"), parts.anchor("感知", "_Toc_")))


def test_a_bookmark_spans_its_runs() -> None:
    made = parsed(parts.bookmark("here", 3, parts.run("text")) + parts.run("more"))
    assert [child.tag.removeprefix(W) for child in made] == ["bookmarkStart", "r", "bookmarkEnd", "r"]
    assert made[0].get(f"{W}name") == "here"
    assert made[0].get(f"{W}id") == made[2].get(f"{W}id") == "3"


@pytest.mark.parametrize("dirty", [True, False])
def test_a_field_shows_its_value_until_word_updates_it(dirty: bool) -> None:
    made = parsed(parts.field("PAGE", parts.run("7"), dirty=dirty))
    marks = list(made.iter(f"{W}fldChar"))
    assert [mark.get(f"{W}fldCharType") for mark in marks] == ["begin", "separate", "end"]
    assert (marks[0].get(f"{W}dirty") == "true") is dirty
    assert words(made) == "7"
    assert made.find(f".//{W}instrText").text == " PAGE "


def test_a_link_leads_to_a_bookmark() -> None:
    made = parsed(parts.link("_Toc_a", parts.run("x")))[0]
    assert (made.get(f"{W}anchor"), words(made)) == ("_Toc_a", "x")


def test_a_box_is_filled_and_ruled() -> None:
    made = parsed(parts.p("X", "", *parts.box("F1F5F8", "1B5E7D")))[0].pPr
    assert made.find(f"{W}shd").get(f"{W}fill") == "F1F5F8"
    assert made.find(f"{W}pBdr/{W}left").get(f"{W}color") == "1B5E7D"
    assert made.find(f"{W}ind").get(f"{W}firstLineChars") == "0"


def test_a_text_put_into_a_body_that_knows_none_of_our_spaces() -> None:
    from docx.oxml import parse_xml
    from lxml.etree import tostring

    root = parse_xml(f'<x:document xmlns:x="{parts.SPACES["w"]}"><x:body><x:sectPr/></x:body></x:document>')
    made = parse_xml(parts.placed(root[0], parts.p("X", parts.run("a")))(tostring(root)))
    assert [child.tag.removeprefix(W) for child in made[0]] == ["p", "sectPr"]
    assert words(made) == "a"
    assert parts.serialized(made[0][1]).startswith("<x:sectPr ")
