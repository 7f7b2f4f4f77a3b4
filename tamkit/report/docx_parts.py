"""WordprocessingML python-docx has no call for: fonts by script, fields, bookmarks, boxes, alternative text."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from tamkit.report.tree import Lang, Paragraph, printable
from tamkit.report.words import Words

LATIN, LATIN_HEAD = "Times New Roman", "Arial"
SONG, HEI = "宋体", "黑体"
MONO = "Courier New"
INK, ACCENT = "1F2933", "1B5E7D"


def element(tag: str, **attributes: str) -> Any:
    """``element("w:b", val="1")``"""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def fonts(style: Any, latin: str, chinese: str, size: float, *, bold: bool | None = None, ink: str = INK) -> None:
    """One font for Latin text and one for Chinese."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = latin, Pt(size), bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(ink)
    found = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(found.attrib):
        if name.endswith("Theme"):
            del found.attrib[name]
    for script, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", chinese)):
        found.set(qn(f"w:{script}"), font)


def color(run: Any, ink: str) -> None:
    from docx.shared import RGBColor

    run.font.color.rgb = RGBColor.from_string(ink)


def styles(word: Any, lang: Lang) -> None:
    """Normal 宋体/Times 10.5 pt, headings 黑体/Arial, captions, notes and code."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt

    known = word.styles
    bold = not Words(lang).han  # 黑体 is a bold face already
    fonts(known["Normal"], LATIN, SONG, 10.5)
    language = known["Normal"].element.get_or_add_rPr()
    language.append(element("w:lang", val="en-US", eastAsia="zh-CN"))
    for name, size, before, after in (("Heading 1", 15, 18, 8), ("Heading 2", 12.5, 14, 6), ("Heading 3", 11, 10, 4)):
        fonts(known[name], LATIN_HEAD, HEI, size, bold=bold)
        known[name].paragraph_format.space_before, known[name].paragraph_format.space_after = Pt(before), Pt(after)
        known[name].paragraph_format.keep_with_next = True
    fonts(known["Title"], LATIN_HEAD, HEI, 20, bold=bold)
    borders = known["Title"].element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    known["Title"].paragraph_format.space_before = Pt(24)
    fonts(known["Subtitle"], LATIN, SONG, 11.5, ink="5B6773")
    fonts(known["Caption"], LATIN, HEI, 9.5, bold=bold)
    known["Caption"].paragraph_format.space_before, known["Caption"].paragraph_format.space_after = Pt(8), Pt(4)
    fonts(known["TOC Heading"], LATIN_HEAD, HEI, 13, bold=bold)
    fonts(known["Header"], LATIN, SONG, 8.5, ink="5B6773")
    known["Header"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    fonts(known["Footer"], LATIN, SONG, 8.5, ink="5B6773")
    for name in ("Body Text", "List Bullet", "List Number"):
        fonts(known[name], LATIN, SONG, 10.5)
        known[name].paragraph_format.space_after = Pt(5)
        known[name].paragraph_format.line_spacing = 1.3
    made = {
        "Table Note": (8.5, SONG, LATIN),
        "Figure": (10.5, SONG, LATIN),
        "Table Text": (9, SONG, LATIN),
        "Code Block": (8, SONG, MONO),
    }
    for level in (1, 2):
        made[f"Contents {level}"] = (10.5, SONG, LATIN)
    for name, (size, chinese, latin) in made.items():
        style = known.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = known["Normal"]
        fonts(style, latin, chinese, size)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    known["Table Note"].paragraph_format.space_before = Pt(2)
    known["Figure"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    known["Figure"].paragraph_format.keep_with_next = True
    known["Figure"].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    known["Contents 1"].paragraph_format.space_before = Pt(4)
    known["Contents 2"].paragraph_format.left_indent = Pt(18)
    shade = element("w:shd", val="clear", color="auto", fill="F4F6F8")
    known["Code Block"].element.get_or_add_pPr().append(shade)
    known["Code Block"].paragraph_format.space_after = Pt(8)


def styles_known(word: Any) -> None:
    """Of the document's styles, now all there, each is looked up once: python-docx walks through them all, several
    times, for every paragraph."""
    known: dict[tuple[object, object], str | None] = {}
    look_up = word.part.get_style_id

    def style_id(style: Any, kind: Any) -> str | None:
        key = (getattr(style, "name", style), kind)
        if key not in known:
            known[key] = look_up(style, kind)
        return known[key]

    word.part.get_style_id = style_id


def properties(word: Any, title: str, lang: Lang) -> None:
    """Title and language; dates fixed so that the same report gives the same bytes."""
    core = word.core_properties
    core.title, core.author, core.language = printable(title)[:255], "tamkit", Words(lang)("language.tag")
    core.comments, core.last_modified_by, core.revision = "", "tamkit", 1
    core.created = core.modified = dt.datetime(2000, 1, 1)


def runs(paragraph: Any, text: Paragraph) -> None:
    """A tree paragraph's runs; references become links to the caption they name."""
    for run in text.runs:
        if run.style == "ref":
            paragraph._p.append(link(run.text, run.target))
            continue
        made = paragraph.add_run(printable(run.text))
        if run.style == "strong":
            made.bold = True
        elif run.style == "em":
            made.italic = True
        elif run.style == "code":
            made.font.name = MONO


def link(text: str, target: str) -> Any:
    """A hyperlink to a bookmark of this document."""
    made = element("w:hyperlink", anchor=anchor(target), history="1")
    run = element("w:r")
    inside = element("w:t")
    inside.text = printable(text)
    inside.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(inside)
    made.append(run)
    return made


def anchor(name: str) -> str:
    """A bookmark's name: letters, digits and underscores, at most 40.

    >>> anchor("h1-fit")
    'b_h1_fit'
    """
    return ("b_" + re.sub(r"\W", "_", name, flags=re.ASCII))[:40]


def bookmark(paragraph: Any, name: str, number: int) -> None:
    start = element("w:bookmarkStart", id=str(number), name=anchor(name))
    end = element("w:bookmarkEnd", id=str(number))
    position = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(position, start)
    paragraph._p.append(end)


def field(paragraph: Any, code: str, shown: str) -> None:
    """A field Word can update, with the value it has now."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        else:
            instruction = element("w:instrText")
            instruction.text = f" {text} "
            instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run._r.append(instruction)


def contents(word: Any, entries: list[tuple[int, str, str]]) -> None:
    """A table of contents: a field whose present value is a list of links (Word adds page numbers when it updates)."""
    last = len(entries) - 1
    for number, (level, text, target) in enumerate(entries):
        paragraph = word.add_paragraph(style=f"Contents {level}")
        if number == 0:
            for kind in ("begin", "", "separate"):
                run = paragraph.add_run()
                if kind:
                    run._r.append(element("w:fldChar", fldCharType=kind))
                else:
                    instruction = element("w:instrText")
                    instruction.text = ' TOC \\o "1-2" \\h \\z \\u '
                    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                    run._r.append(instruction)
        paragraph._p.append(link(text, target))
        if number == last:
            paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def box(paragraph: Any, fill: str, edge: str) -> None:
    """Shading and a coloured rule on the left."""
    from docx.shared import Cm

    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(0.25)
    paragraph.paragraph_format.space_after = 0
    pr = paragraph._p.get_or_add_pPr()
    borders = element("w:pBdr")
    borders.append(element("w:left", val="single", sz="24", space="6", color=edge))
    shade = element("w:shd", val="clear", color="auto", fill=fill)
    # The order of these children is fixed by the schema.
    pr.insert_element_before(borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")
    pr.insert_element_before(shade, "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")


def describe(shape: Any, alt: str, name: str) -> None:
    """Alternative text of a picture."""
    properties = shape._inline.docPr
    properties.set("descr", printable(alt)[:2000])
    properties.set("name", name)
