"""Word: headings, captions, mentions and contents that Word counts itself, three-line tables (三线表), a template.

Fields hold the value they have now, so that a reader who doesn't update them sees the same.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tamkit.report import docx_numbering, docx_parts, docx_styles, docx_tables, docx_template, table_layout
from tamkit.report.docx_numbering import Lists
from tamkit.report.docx_parts import KEEP, NEW_PAGE, p, run, runs, typeset
from tamkit.report.packing import repacked
from tamkit.report.palette import EDGES, FILLS
from tamkit.report.tree import (
    Bullets,
    Cards,
    Code,
    Document,
    Figure,
    Note,
    Paragraph,
    Section,
    Table,
    printable,
)
from tamkit.report.words import Words

PAGE = (21.0, 29.7)  # cm
MARGIN = 2.1
TEXT_WIDTH, TEXT_HEIGHT = PAGE[0] - 2 * MARGIN, 21.0
FRONT_HEIGHT = 8.0  # of the diagram on page one, which is to hold more than it
#: Rows of a table that gets a page turned sideways rather than being cut by columns: fewer would leave it half empty.
SIDEWAYS = 20
_CENTRED = '<w:jc w:val="center"/>'
_CHAPTER = "_Toc"
_COUNT = re.compile(r"\d+$")
#: The schema wants what updates fields in front of these settings.
_BEHIND_UPDATES = (
    *("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "mathPr", "attachedSchema"),
    *("themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade"),
    *("captions", "readModeInkLockDown", "smartTagType", "schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags"),
    *("decimalSymbol", "listSeparator"),
)
_UNBROKEN = re.compile(r"[!-~]{16}")


def render(document: Document) -> bytes:
    """The document as a Word file; the same document gives the same bytes.

    Raises
    ------
    InputError
        For a template that is missing or is no Word file.
    """
    document = printable(document)
    word = docx_template.opened(document.template)
    styles = docx_styles.apply(word, document)
    _page(word, document)
    made = _Writer(word, document, styles, docx_numbering.lists(word, document, styles))
    text = "".join(made.parts())
    _settings(word)
    docx_styles.properties(word, document.title, document.lang)
    written = docx_parts.placed(word.element.body, text)
    stream = io.BytesIO()
    word.save(stream)
    return repacked(stream.getvalue(), {word.part.partname.membername: written})


def _page(word: Any, document: Document) -> None:
    """Paper, margins, header and footer; a template keeps its own."""
    from docx.shared import Cm

    page = word.sections[-1]
    if not document.template:
        page.page_width, page.page_height = Cm(PAGE[0]), Cm(PAGE[1])
        page.left_margin = page.right_margin = Cm(MARGIN)
        brief = document.layout == "brief"
        page.top_margin, page.bottom_margin = (Cm(2.0), Cm(1.6)) if brief else (Cm(2.4), Cm(2.2))
        page.header_distance = page.footer_distance = Cm(0.8) if brief else Cm(1.2)
    head = page.header.paragraphs[0] if page.header.paragraphs else page.header.add_paragraph()
    if not head.text and not document.template:
        head.style = word.styles["Header"]
        head.add_run(document.title)
    if document.banner:
        mark = page.header.add_paragraph(style=head.style)
        made = mark.add_run(document.banner)
        made.bold = True
        made.font.color.rgb = _rgb(EDGES["simulated"])
    foot = page.footer.paragraphs[0] if page.footer.paragraphs else page.footer.add_paragraph()
    if not document.template:
        foot.style = word.styles["Footer"]
        text = Words(document.lang)("report.page", page="{page}", pages="{pages}")
        fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
        inner = (
            docx_parts.field(fields[piece], run("1")) if piece in fields else run(piece)
            for piece in re.split(r"(\{pages?\})", text)
            if piece
        )
        _append(foot._p, "".join(inner))


def _rgb(ink: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(ink)


def _append(element: Any, inner: str) -> None:
    from docx.oxml import parse_xml

    for child in list(parse_xml(f"<w:p {docx_parts.NAMESPACES}>{inner}</w:p>")):
        element.append(child)


def _settings(word: Any) -> None:
    """Fields are brought up to date on opening."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    settings = word.settings.element
    for found in settings.findall(qn("w:updateFields")):
        settings.remove(found)
    made = OxmlElement("w:updateFields")
    made.set(qn("w:val"), "true")
    after = [child for child in settings if child.tag.rpartition("}")[2] in _BEHIND_UPDATES]
    if after:
        after[0].addprevious(made)
    else:
        settings.append(made)


@dataclass(slots=True)
class _Writer:
    """The body of a report, part by part in WordprocessingML."""

    word: Any
    document: Document
    styles: Any
    lists: Lists
    t: Words = field(init=False)
    width: float = field(init=False)
    height: float = field(init=False)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.t = Words(self.document.lang)
        page = self.word.sections[-1]
        self.width = (page.page_width - page.left_margin - page.right_margin) / 360000
        self.height = (page.page_height - page.top_margin - page.bottom_margin) / 360000

    def parts(self) -> Iterator[str]:
        document = self.document
        if document.alone:
            for block in document.sections[0].blocks:
                yield from self.block(block, "appendix" if getattr(block, "number", "")[:1].isalpha() else "front")
            return
        yield self.p("Title", run(document.title))
        yield self.p("Subtitle", run(document.subtitle))
        if document.banner:
            yield self.p("Boxed", run(document.banner, bold=True), *_boxed("simulated"))
        front = [section for section in document.sections if section.part == "front"]
        rest = [section for section in document.sections if section.part != "front"]
        for section in front:
            yield from self.section(section, section.part, 1)
        whole = document.layout != "brief"
        if whole:
            yield from self.contents(new_page=bool(front))
        part = "front"
        for section in rest:
            opening = ("body", "appendix") if document.layout == "thesis" else ("body",)
            new_page = whole and section.part != part and section.part in opening
            if section.part == "body" and part != "body" and self.lists.chapter:
                title = docx_parts.bookmark(_CHAPTER, next(self.ids), run(self.t("report.chapter.title")))
                yield self.p("Heading 1", title, NEW_PAGE * new_page, self.lists.chapter_heading())
                new_page = False
            part = section.part
            yield from self.section(section, part, 1, NEW_PAGE * new_page)

    def p(self, style: str, inner: str, *properties: str) -> str:
        return p(self.styles[style], inner, *properties)

    @property
    def deepest(self) -> int:
        """The last level of headings that the contents list."""
        return 3 if self.lists.chapter else 2

    def level(self, part: str, level: int) -> int:
        """The level of a heading: sections of a chapter stand one lower than those of a whole report, those within an
        appendix below what the contents list."""
        if part == "appendix" and level > 1:
            level += self.deepest - 1
        return min(level + (bool(self.lists.chapter) and part == "body"), docx_numbering.LEVELS)

    def contents(self, new_page: bool) -> Iterator[str]:
        """A field whose present value are links without page numbers, which only Word knows."""
        yield docx_parts.CONTENTS[0]
        yield self.p("TOC Heading", run(self.t("report.contents")), docx_numbering.NONE, NEW_PAGE * new_page)
        begin, end = docx_parts.field(f'TOC \\o "1-{self.deepest}" \\h \\z \\u', "\0", dirty=True).split("\0")
        yield self.p("Table Note", begin + run(self.t("report.contents_update")))
        right = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{docx_parts.twips(self.width)}"/></w:tabs>'
        entries = list(self.entries())
        for number, (level, heading, target) in enumerate(entries, 1):
            page = docx_parts.field(f"PAGEREF {target} \\h", run(""))
            inner = docx_parts.link(target, run(f"{heading}\t") + page)
            yield self.p(f"TOC {level}", inner + end * (number == len(entries)), right)
        yield docx_parts.CONTENTS[1]

    def entries(self) -> Iterator[tuple[int, str, str]]:
        """Level, heading and bookmark of what the contents list."""
        chapter = self.lists.chapter
        for section in self.document.sections:
            if chapter and section.part == "body":
                number = self.t("report.chapter.number", number=chapter)
                yield 1, f"{number} {self.t('report.chapter.title')}", _CHAPTER
                chapter = 0
            for level, found in ((1, section), *((2, one) for one in section.blocks if isinstance(one, Section))):
                deep = self.level(section.part, level)
                if deep <= self.deepest:
                    yield deep, found.heading, docx_parts.anchor(found.id, "_Toc_")

    def section(self, section: Section, part: str, level: int, *properties: str) -> Iterator[str]:
        deep = self.level(part, level)
        number = self.lists.heading(section, part, level if part == "appendix" else deep)
        title = docx_parts.bookmark(docx_parts.anchor(section.id, "_Toc_"), next(self.ids), typeset(section.title))
        yield self.p(f"Heading {deep}", title, number, *properties)
        for block in section.blocks:
            if isinstance(block, Section):
                yield from self.section(block, part, level + 1)
            else:
                yield from self.block(block, part)

    def block(self, block: Any, part: str) -> Iterator[str]:
        if isinstance(block, Paragraph):
            # A file's name is not broken, and would stretch the line before it.
            yield self.p("Body Text", runs(block), '<w:jc w:val="left"/>' * _ragged(block))
        elif isinstance(block, Bullets):
            yield from self.bullets(block)
        elif isinstance(block, Table):
            yield from self.table(block, part)
        elif isinstance(block, Figure):
            yield from self.figure(block, part)
        elif isinstance(block, Note):
            yield from self.note(block)
        elif isinstance(block, Cards):
            yield docx_tables.cards(block, self.styles["Boxed"], self.width)
            yield self.gap()
        elif isinstance(block, Code):
            yield from self.code(block)
        else:
            raise TypeError(f"no way to write a {type(block).__name__}")

    def bullets(self, block: Bullets) -> Iterator[str]:
        style = "List Number" if block.ordered else "List Bullet"
        number = self.lists.ordered() if block.ordered else self.lists.bullet()
        for item in block.items:
            yield self.p(style, runs(item), number + '<w:jc w:val="left"/>' * _ragged(item))

    def caption(self, block: Table | Figure, part: str, *properties: str) -> str:
        """``表4-1 …``: the count is a field, and what mentions refer to is label and number."""
        t = self.t
        appendix = part == "appendix"
        found = _COUNT.search(block.number)
        shown = found[0] if found else block.number
        before = block.number[: len(block.number) - len(shown)]
        if isinstance(block, Table):
            label, behind = t("report.table", number="#", appendix=appendix).split("#", 1)
        else:
            label, behind = t("report.figure", number="#", appendix=appendix).split("#", 1)
        name = label.strip() + (f"_{before}" if appendix else "")
        # Alone it keeps the number it has in the report.
        reset = f" \\r {shown}" if self.document.alone else ""
        counted = docx_parts.field(f"SEQ {name} \\* ARABIC{reset}", run(shown))
        inner = docx_parts.bookmark(
            docx_parts.anchor(block.id), next(self.ids), run(label + before) + counted + (run(behind) if behind else "")
        )
        lead, rest = t("report.captioned", label="#", caption=block.caption).split("#", 1)
        return self.p("Caption", (run(lead) if lead else "") + inner + typeset(rest), *properties)

    def table(self, table: Table, part: str) -> Iterator[str]:
        pieces = table_layout.pieces(table, self.width)
        turned = self.sideways(table, pieces)
        if turned is not None:
            yield self.p("Table Note", "", self.break_of_section(False))
            pieces = [turned]
        notes = self.t.notes(table)
        for number, piece in enumerate(pieces):
            if number == 0:
                yield self.caption(table, part, KEEP)
            else:
                said = self.t("report.continued", label="#").split("#", 1)
                mention = docx_parts.reference(table.id, table.label)
                yield self.p("Caption", mention.join(run(text) if text else "" for text in said), KEEP)
            noted = bool(notes) and number == len(pieces) - 1
            yield docx_tables.xml(piece, self.styles["Table Text"], noted)
            if number < len(pieces) - 1:
                yield self.gap()
        for number, note in enumerate(notes, 1):
            yield self.p("Table Note", runs(note), KEEP * (number < len(notes)))
        yield self.gap() if turned is None else self.p("Table Note", "", self.break_of_section(True))

    def sideways(self, table: Table, pieces: list[table_layout.Piece]) -> table_layout.Piece | None:
        """The table in one piece on a page turned sideways, where that spares it being cut by columns."""
        if len(pieces) == 1 or len(table.rows) < SIDEWAYS:
            return None
        turned = table_layout.pieces(table, self.height)
        return turned[0] if len(turned) == 1 else None

    def break_of_section(self, turned: bool) -> str:
        """The end of a section of upright pages, or of one turned sideways."""
        from docx.oxml.ns import qn

        properties = deepcopy(self.word.sections[-1]._sectPr)
        size = properties.find(qn("w:pgSz"))
        if turned and size is not None:
            wide, high = size.get(qn("w:h")), size.get(qn("w:w"))
            size.set(qn("w:w"), wide)
            size.set(qn("w:h"), high)
            size.set(qn("w:orient"), "landscape")
        return docx_parts.serialized(properties)

    def gap(self) -> str:
        """What separates a table from what follows it."""
        return self.p("Table Note", "", '<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>')

    def figure(self, figure: Figure, part: str) -> Iterator[str]:
        width, height = (2.54 * inches for inches in figure.picture.size)
        highest = FRONT_HEIGHT if part == "front" else TEXT_HEIGHT
        scale = min(1.0, self.width / width, highest / height)
        yield self.p("Figure", self.picture(figure, width * scale))
        note = self.t("report.gap").join(figure.notes)
        yield self.caption(figure, part, '<w:spacing w:before="40" w:after="60"/>', KEEP * bool(note))
        if note:
            yield self.p("Table Note", typeset(note), _CENTRED)
        yield self.gap()

    def picture(self, figure: Figure, width: float) -> str:
        from docx.shared import Cm

        inline = self.word.part.new_pic_inline(io.BytesIO(figure.picture.png()), width=Cm(width))
        inline.docPr.set("id", str(next(self.ids)))
        inline.docPr.set("descr", figure.alt[:2000])
        inline.docPr.set("name", figure.id)
        return f"<w:r><w:drawing>{docx_parts.serialized(inline)}</w:drawing></w:r>"

    def note(self, note: Note) -> Iterator[str]:
        made = [run(note.title, bold=True)]
        for block in note.blocks:
            if isinstance(block, Bullets):
                made += [run("• ") + runs(item) for item in block.items]
            else:
                made.append(runs(block))
        for number, inner in enumerate(made, 1):
            after = '<w:spacing w:before="0" w:after="0"/>'
            yield self.p("Boxed", inner, KEEP * (number < len(made)), after, *_boxed(note.tone))
        yield self.gap()

    def code(self, code: Code) -> Iterator[str]:
        if code.caption:
            yield self.p("Body Text", run(code.caption, bold=True), KEEP)
        yield self.p("Code Block", run(code.text.rstrip("\n")))


def _ragged(block: Paragraph) -> bool:
    """Whether a line may end early, as words without a place to break would stretch the one before them."""
    return any(one.style == "code" or _UNBROKEN.search(one.text) for one in block.runs)


def _boxed(tone: str) -> tuple[str, ...]:
    return docx_parts.box(FILLS[tone], EDGES[tone])
