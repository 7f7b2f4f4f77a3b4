"""The styles of a Word report: ours, or a template's by their names and ours where it lacks one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tamkit.report.docx_parts import MONO, twips
from tamkit.report.tree import Document, Section, printable
from tamkit.report.words import Words

LATIN, LATIN_HEAD = "Times New Roman", "Arial"
SONG, HEI = "宋体", "黑体"
INK, QUIET = "1F2933", "5B6773"


@dataclass(frozen=True, slots=True)
class Style:
    """
    Attributes
    ----------
    size, line
        Type size and line height in points; a line of 0 is as high as its fonts want it. A given height makes the
        same pages whatever fonts a reader has.
    own
        Whether the size is its own in a template too: what stands smaller than the text.
    """

    size: float
    line: float
    before: float = 0
    after: float = 0
    latin: str = LATIN
    chinese: str = SONG
    ink: str = INK
    heading: int = 0
    centred: bool = False
    keep: bool = False
    own: bool = False
    left: float = 0  # cm
    hanging: float = 0  # cm
    fill: str = ""
    bold: bool = False


_HEAD = {"latin": LATIN_HEAD, "chinese": HEI, "keep": True, "bold": True}
STYLES: dict[str, Style] = {
    "Normal": Style(10.5, 17),
    "Title": Style(18, 26, 0, 4, **_HEAD),  # type: ignore[arg-type]  # its values differ in type
    "Subtitle": Style(11, 16, 0, 8, ink=QUIET),
    "Heading 1": Style(15, 22, 16, 8, heading=1, **_HEAD),  # type: ignore[arg-type]  # its values differ in type
    "Heading 2": Style(12.5, 19, 12, 6, heading=2, **_HEAD),  # type: ignore[arg-type]  # its values differ in type
    "Heading 3": Style(11, 17, 9, 4, heading=3, **_HEAD),  # type: ignore[arg-type]  # its values differ in type
    "Heading 4": Style(10.5, 17, 7, 3, heading=4, **_HEAD),  # type: ignore[arg-type]  # its values differ in type
    "Body Text": Style(10.5, 17, 0, 5),
    "List Bullet": Style(10.5, 17, 0, 3, left=0.74, hanging=0.5),
    "List Number": Style(10.5, 17, 0, 3, left=0.74, hanging=0.6),
    "Caption": Style(9.5, 14, 8, 4, chinese=HEI, centred=True, bold=True, own=True),
    "TOC Heading": Style(13, 20, 10, 6, latin=LATIN_HEAD, chinese=HEI, keep=True, bold=True),
    "TOC 1": Style(10.5, 16),
    "TOC 2": Style(10, 16, left=0.6),
    "TOC 3": Style(10, 16, left=1.2),
    "Header": Style(8.5, 0, ink=QUIET, centred=True, own=True),
    "Footer": Style(8.5, 0, ink=QUIET, centred=True, own=True),
    "Figure": Style(10.5, 0, 6, 0, centred=True, keep=True),
    "Table Text": Style(9, 0, own=True),
    "Table Note": Style(8.5, 12, 2, 0, own=True),
    "Boxed": Style(10, 16, own=True),
    "Code Block": Style(8, 10.5, 0, 8, latin=MONO, fill="F4F6F8", own=True),
}
#: Names under which templates made in a Chinese Word or WPS may hold a style.
ALIASES = {
    "Normal": ("正文",),
    "Title": ("标题",),
    "Subtitle": ("副标题",),
    **{f"Heading {level}": (f"标题 {level}", f"标题{level}") for level in (1, 2, 3, 4)},
    "Body Text": ("正文文本", "论文正文"),
    "Caption": ("题注",),
    "Table Note": ("表注",),
    "Table Text": ("表格文字", "表格正文"),
    "TOC Heading": ("目录标题",),
}


#: Points that contents have on a page, and the least line of them.
CONTENTS, CLOSEST = 575, 11.5
#: What a brief is set in, so that it stays one: a little smaller and closer.
BRIEF = {
    "Body Text": (10, 14.5, 4),
    "List Bullet": (10, 14.5, 2),
    "List Number": (10, 14.5, 2),
    "Boxed": (9.5, 13.5, 0),
    "Table Note": (8, 10.5, 0),
    "Heading 1": (14, 19, 5),
    "Heading 2": (11.5, 16, 4),
}


def apply(word: Any, document: Document) -> Mapping[str, str]:
    """Gives a document the styles of a report; the id of each by its name."""
    from docx.enum.style import WD_STYLE_TYPE

    paragraph = {style.name: style for style in word.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    han = Words(document.lang).han
    ids = {}
    for name, style in STYLES.items():
        found = next((paragraph[known] for known in (name, *ALIASES.get(name, ())) if known in paragraph), None)
        if found is None or not document.template:
            made = found if found is not None else _added(word, name)
            style = _fitted(style, name, document)
            _set(made, style, han, in_template=bool(document.template))
            if name == "Body Text":
                _body(made, document, han)
            found = made
        ids[name] = found.style_id
    return ids


def _fitted(style: Style, name: str, document: Document) -> Style:
    """A style as a layout has it; lines of the contents come closer where that keeps them on one page."""
    if document.layout == "brief" and name in BRIEF:
        size, line, after = BRIEF[name]
        return replace(style, size=size, line=line, after=after, before=0.75 * style.before)
    if name in ("TOC 1", "TOC 2"):
        parts = [section for section in document.sections if section.part != "appendix"]
        inner = sum(isinstance(block, Section) for section in parts for block in section.blocks)
        line = CONTENTS / max(len(document.sections) + inner, 1)
        return replace(style, line=min(int(2 * line) / 2, style.line)) if line >= CLOSEST else style
    return style


def _added(word: Any, name: str) -> Any:
    from docx.enum.style import WD_STYLE_TYPE

    builtin = name in ("Figure", "Table Text", "Table Note", "Boxed", "Code Block")
    made = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=not builtin)
    if name.startswith("TOC "):
        made.element.find(f"{_W}name").set(f"{_W}val", name.replace("TOC", "toc", 1))
    made.quick_style = True
    made.hidden = False
    base = next((style for style in word.styles if style.element.get(f"{_W}default") == "1" and style.type == 1), None)
    if name != "Normal" and base is not None:
        made.base_style = base
    return made


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _set(made: Any, style: Style, han: bool, in_template: bool) -> None:
    """Writes a style; in a template what has no size of its own keeps the template's type."""
    from docx.oxml import parse_xml

    element = made.element
    for tag in ("pPr", "rPr"):
        for found in element.findall(f"{_W}{tag}"):
            element.remove(found)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    line = f' w:line="{round(20 * style.line)}" w:lineRule="exact"' if style.line else ' w:line="240" w:lineRule="auto"'
    if in_template and not style.own:
        line = ""  # the template's text has a height of its own
    spacing = f'<w:spacing w:before="{round(20 * style.before)}" w:after="{round(20 * style.after)}"{line}/>'
    indent = f'<w:ind w:left="{twips(style.left)}" w:hanging="{twips(style.hanging)}"/>' if style.left else ""
    properties = (
        "<w:keepNext/>" * style.keep
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{style.fill}"/>' if style.fill else "")
        + spacing
        + indent
        + '<w:jc w:val="center"/>' * style.centred
        + (f'<w:outlineLvl w:val="{style.heading - 1}"/>' if style.heading else "")
    )
    bold = style.bold and not (han and style.chinese == HEI)  # 黑体 is a bold face already
    fonts = (
        f'<w:rFonts w:ascii="{style.latin}" w:hAnsi="{style.latin}" w:eastAsia="{style.chinese}" w:cs="{style.latin}"/>'
    )
    size = f'<w:sz w:val="{round(2 * style.size)}"/><w:szCs w:val="{round(2 * style.size)}"/>'
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>' * (made.name == "Normal")
    colour = f'<w:color w:val="{style.ink}"/>'
    weight = "<w:b/>" if bold else '<w:b w:val="0"/>'
    looks = f'{fonts}{weight}<w:i w:val="0"/>{colour}{size}{language}'
    if in_template:
        plain = style.latin == LATIN and style.chinese == SONG
        looks = ("" if plain else fonts) + "<w:b/>" * bold + (size if style.own or style.heading else "")
    for tag, inside in (("pPr", properties), ("rPr", looks)):
        element.append(parse_xml(f"<w:{tag} {space}>{inside}</w:{tag}>"))


def _body(made: Any, document: Document, han: bool) -> None:
    """Text in blocks; in a Chinese thesis with the first line two characters in."""
    from docx.oxml import parse_xml

    if not han:
        return
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    properties = made.element.find(f"{_W}pPr")
    if document.layout == "thesis":
        indent = round(2 * 20 * STYLES["Body Text"].size)
        properties.append(parse_xml(f'<w:ind {space} w:firstLineChars="200" w:firstLine="{indent}"/>'))
    properties.append(parse_xml(f'<w:jc {space} w:val="both"/>'))


def properties(word: Any, title: str, lang: str) -> None:
    """Title and language; dates fixed so that the same report gives the same bytes."""
    core = word.core_properties
    core.title, core.author, core.language = printable(title)[:255], "tamkit", Words(lang)("language.tag")
    core.comments, core.last_modified_by, core.revision = "", "tamkit", 1
    core.created = core.modified = dt.datetime(2000, 1, 1)
