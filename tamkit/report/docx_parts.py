"""WordprocessingML as text: paragraphs, runs, fields, bookmarks, links.

A report holds thousands of paragraphs and cells; they are written as one text, since python-docx takes seconds to make
them one by one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tamkit.report.tree import Paragraph, Run, printable
from tamkit.report.typeset import pieces

MONO = "Courier New"
SPACES = {
    prefix: f"http://schemas.openxmlformats.org/{path}"
    for prefix, path in (
        ("w", "wordprocessingml/2006/main"),
        ("r", "officeDocument/2006/relationships"),
        ("wp", "drawingml/2006/wordprocessingDrawing"),
        ("a", "drawingml/2006/main"),
        ("pic", "drawingml/2006/picture"),
    )
}
NAMESPACES = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
# The schema fixes the order of a paragraph's properties.
_ORDER = ("keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "jc", "sectPr")
_TAG = re.compile(r"<w:(\w+)")
_BODY = re.compile(rb"<(?:\w+:)?body\b")

#: Around the contents: Word shows a button above them that brings them up to date.
CONTENTS = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    "</w:sdtPr><w:sdtContent>",
    "</w:sdtContent></w:sdt>",
)
KEEP = "<w:keepNext/>"
NEW_PAGE = "<w:pageBreakBefore/>"


def p(style: str, inner: str, *properties: str) -> str:
    """A paragraph in a style (its id); the properties are put in the order of the schema.

    >>> p("BodyText", run("a"), KEEP)
    '<w:p><w:pPr><w:pStyle w:val="BodyText"/><w:keepNext/></w:pPr><w:r><w:t xml:space="preserve">a</w:t></w:r></w:p>'
    """
    ordered = sorted(filter(None, properties), key=_place) if len(properties) > 1 else properties
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"".join(ordered)}</w:pPr>{inner}</w:p>'


def _place(prop: str) -> int:
    found = _TAG.match(prop)
    return _ORDER.index(found[1]) if found else -1


@lru_cache(maxsize=1 << 12)
def _properties(bold: bool, italic: bool, mono: bool, ink: str, size: float) -> str:
    made = f'<w:rFonts w:ascii="{MONO}" w:hAnsi="{MONO}" w:cs="{MONO}"/>' * mono + "<w:b/>" * bold + "<w:i/>" * italic
    made += f'<w:color w:val="{ink}"/>' if ink else ""
    made += f'<w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/>' if size else ""
    return f"<w:rPr>{made}</w:rPr>" if made else ""


def run(
    text: str, *, bold: bool = False, italic: bool = False, mono: bool = False, ink: str = "", size: float = 0
) -> str:
    """Text in one look; a line feed in it is a break, a tab a tab."""
    inside = escape(printable(text))
    shown = f'<w:t xml:space="preserve">{inside}</w:t>'
    if "\n" in inside or "\t" in inside:
        for char, tag in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
            shown = shown.replace(char, f'</w:t>{tag}<w:t xml:space="preserve">')
        shown = shown.replace('<w:t xml:space="preserve"></w:t>', "")
    return f"<w:r>{_properties(bold, italic, mono, ink, size)}{shown}</w:r>"


def typeset(text: str, *, bold: bool = False, ink: str = "", size: float = 0, italic: bool = False) -> str:
    """Text with the letters of statistics in italics."""
    return "".join(
        run(part, bold=bold, italic=italic or slanted, ink=ink, size=size) for part, slanted in pieces(text) if part
    )


def runs(paragraph: Paragraph) -> str:
    """A paragraph of the tree; references to captions are fields that renumber with them, and a number leads to the
    caption of the table that it stands in."""
    return "".join(map(_run, paragraph.runs))


def _run(one: Run) -> str:
    if one.style == "ref":
        return reference(one.target, one.text)
    if one.style == "code":
        return run(one.text, mono=True)
    shown = typeset(one.text, bold=one.style == "strong", italic=one.style == "em")
    return link(anchor(one.target), shown) if one.cell else shown


def field(code: str, shown: str, *, dirty: bool = False) -> str:
    """A field Word can update, with the value it has now (runs).

    >>> "".join(part for part in re.split("<[^>]*>", field("PAGE", run("7"))))
    ' PAGE 7'
    """
    begin = '<w:fldChar w:fldCharType="begin"' + ' w:dirty="true"' * dirty + "/>"
    return (
        f'<w:r>{begin}</w:r><w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def reference(target: str, shown: str) -> str:
    """A mention of a table or figure: the label and number of its caption, a link to it."""
    return field(f"REF {anchor(target)} \\h", run(shown))


def link(target: str, inner: str) -> str:
    """Runs that lead to a bookmark of this document."""
    return f'<w:hyperlink w:anchor="{target}" w:history="1">{inner}</w:hyperlink>'


def bookmark(name: str, number: int, inner: str) -> str:
    """Runs under a bookmark's name; ``number`` is unique in the document."""
    return f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>{inner}<w:bookmarkEnd w:id="{number}"/>'


@lru_cache(maxsize=1 << 12)
def anchor(name: str, prefix: str = "_Ref_") -> str:
    """A bookmark's name: letters, digits and underscores, at most 40; a leading underscore hides it in Word.

    >>> anchor("h1-fit"), anchor("section", "_Toc_")
    ('_Ref_h1_fit', '_Toc_section')
    """
    plain = re.sub(r"\W", "_", name, flags=re.ASCII)
    if len(prefix + plain) > 40 or plain.strip("_") != name.strip("_").replace("-", "_"):
        # Two long names may begin alike, two Chinese ones be nothing but underscores.
        plain = f"{plain[: 31 - len(prefix)]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return prefix + plain


def box(fill: str, edge: str) -> tuple[str, ...]:
    """Shading and a coloured rule on the left."""
    return (
        f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="6" w:color="{edge}"/></w:pBdr>',
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>',
        '<w:ind w:left="142" w:right="142" w:firstLine="0" w:firstLineChars="0"/>',
    )


def twips(cm: float) -> int:
    """
    >>> twips(2.54)
    1440
    """
    return round(cm * 1440 / 2.54)


def placed(body: Any, text: str) -> Callable[[bytes], bytes]:
    """Marks where a text goes in front of the page's properties; what puts it there when the part has been written.

    As a text it goes past lxml, which would take longer to take it in and give it out again than all that makes it.
    """
    from lxml.etree import ProcessingInstruction

    body.insert(0, ProcessingInstruction("tamkit", "body"))
    known = body.nsmap
    lacking = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in SPACES.items() if known.get(prefix) != space)

    def written(part: bytes) -> bytes:
        before, after = _BODY.sub(rb"\g<0>" + lacking.encode(), part, count=1).split(b"<?tamkit body?>")
        return before + text.encode() + after

    return written


def serialized(element: Any) -> str:
    from lxml.etree import tostring

    return str(tostring(element, encoding="unicode"))
