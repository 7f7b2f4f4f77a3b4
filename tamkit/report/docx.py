"""Word: real headings, numbered captions, three-line tables (三线表), Chinese and Latin fonts, A4, page numbers."""

from __future__ import annotations

import io
import re
from typing import Any

from tamkit.report import docx_parts as parts
from tamkit.report import docx_tables, table_layout
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
    blocks_of,
    printable,
)
from tamkit.report.words import Words

PAGE = (21.0, 29.7)  # cm
MARGIN = 2.1
TEXT_WIDTH, TEXT_HEIGHT = PAGE[0] - 2 * MARGIN, 22.0


def render(document: Document) -> bytes:
    """The document as a Word file; the same document gives the same bytes."""
    import docx as python_docx

    document = printable(document)
    word = python_docx.Document()
    parts.styles(word, document.lang)
    parts.styles_known(word)
    _page(word, document)
    _front(word, document)
    bookmarks = {_name(block): i for i, block in enumerate(b for b in blocks_of(document) if hasattr(b, "id"))}
    for section in document.sections:
        _section(word, document, section, 1, bookmarks)
    parts.properties(word, document.title, document.lang)
    stream = io.BytesIO()
    word.save(stream)
    return repacked(stream.getvalue())


def _name(block: Any) -> str:
    """A bookmark's name: sections have names of their own, so that a table may be called like its section."""
    return f"section-{block.id}" if isinstance(block, Section) else str(block.id)


def _page(word: Any, document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    page = word.sections[0]
    page.page_width, page.page_height = Cm(PAGE[0]), Cm(PAGE[1])
    page.left_margin = page.right_margin = Cm(MARGIN)
    page.top_margin, page.bottom_margin = Cm(2.4), Cm(2.2)
    page.header_distance = page.footer_distance = Cm(1.2)
    head = page.header.paragraphs[0]
    head.style = word.styles["Header"]
    head.add_run(document.title)
    if document.banner:
        mark = page.header.add_paragraph(style="Header")
        run = mark.add_run(document.banner)
        run.bold = True
        parts.color(run, EDGES["simulated"])
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in re.split(r"(\{page\}|\{pages\})", Words(document.lang)("report.page", page="{page}", pages="{pages}")):
        if piece == "{page}":
            parts.field(foot, "PAGE", "1")
        elif piece == "{pages}":
            parts.field(foot, "NUMPAGES", "1")
        elif piece:
            foot.add_run(piece)


def _front(word: Any, document: Document) -> None:
    word.add_paragraph(document.title, style="Title")
    word.add_paragraph(document.subtitle, style="Subtitle")
    if document.banner:
        paragraph = word.add_paragraph(style="Normal")
        paragraph.add_run(document.banner).bold = True
        parts.box(paragraph, FILLS["simulated"], EDGES["simulated"])
    word.add_paragraph(Words(document.lang)("report.contents"), style="TOC Heading")
    entries = []
    for section in document.sections:
        entries.append((1, section))
        entries += [(2, child) for child in section.blocks if isinstance(child, Section)]
    parts.contents(word, [(level, section.heading, _name(section)) for level, section in entries])


def _section(word: Any, document: Document, section: Section, level: int, bookmarks: dict[str, int]) -> None:
    heading = word.add_heading(section.heading, level=min(level, 3))
    parts.bookmark(heading, _name(section), bookmarks[_name(section)])
    if level == 1:
        heading.paragraph_format.page_break_before = section.number == "1"
    for block in section.blocks:
        if isinstance(block, Section):
            _section(word, document, block, level + 1, bookmarks)
        else:
            _block(word, document, block, bookmarks)


def _block(word: Any, document: Document, block: Any, bookmarks: dict[str, int]) -> None:
    if isinstance(block, Paragraph):
        parts.runs(word.add_paragraph(style="Body Text"), block)
    elif isinstance(block, Bullets):
        _bullets(word, block)
    elif isinstance(block, Table):
        _table(word, document, block, bookmarks)
    elif isinstance(block, Figure):
        _figure(word, document, block, bookmarks)
    elif isinstance(block, Note):
        _note(word, block)
    elif isinstance(block, Cards):
        _cards(word, block)
    elif isinstance(block, Code):
        _code(word, block)
    else:
        raise TypeError(f"no way to write a {type(block).__name__}")


def _bullets(word: Any, block: Bullets) -> None:
    style = "List Number" if block.ordered else "List Bullet"
    for item in block.items:
        parts.runs(word.add_paragraph(style=style), item)


def _caption(word: Any, document: Document, block: Table | Figure, bookmarks: dict[str, int]) -> Any:
    """``表1 …``: the number is a field, so that Word can renumber and list them."""
    paragraph = word.add_paragraph(style="Caption")
    t = Words(document.lang)
    if isinstance(block, Table):
        label = t("report.table", number="#", appendix=block.number[:1].isalpha())
    else:
        label = t("report.figure", number="#", appendix=block.number[:1].isalpha())
    before, after = t("report.captioned", label=label, caption=block.caption).split("#", 1)
    if before:
        paragraph.add_run(before)
    parts.field(paragraph, f"SEQ {label.replace('#', '').strip()} \\* ARABIC", block.number)
    paragraph.add_run(after)
    parts.bookmark(paragraph, block.id, bookmarks[block.id])
    return paragraph


def _table(word: Any, document: Document, table: Table, bookmarks: dict[str, int]) -> None:
    t = Words(document.lang)
    pieces = table_layout.pieces(table, TEXT_WIDTH)
    for number, piece in enumerate(pieces):
        if number == 0:
            _caption(word, document, table, bookmarks).paragraph_format.keep_with_next = True
        else:
            text = t("report.continued", label=table.label)
            word.add_paragraph(text, style="Caption").paragraph_format.keep_with_next = True
        docx_tables.add(word, piece)
    for note in t.notes(table):
        word.add_paragraph(note.text, style="Table Note")
    word.add_paragraph(style="Table Note")


def _figure(word: Any, document: Document, figure: Figure, bookmarks: dict[str, int]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    width, height = (2.54 * inches for inches in figure.picture.size)
    scale = min(1.0, TEXT_WIDTH / width, TEXT_HEIGHT / height)
    paragraph = word.add_paragraph(style="Figure")
    shape = paragraph.add_run().add_picture(io.BytesIO(figure.picture.png()), width=Cm(width * scale))
    parts.describe(shape, figure.alt, figure.id)
    caption = _caption(word, document, figure, bookmarks)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.space_before = 0
    if figure.notes:
        note = word.add_paragraph(Words(document.lang)("report.gap").join(figure.notes), style="Table Note")
        note.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.add_paragraph(style="Table Note")


def _note(word: Any, note: Note) -> None:
    title = word.add_paragraph(style="Body Text")
    title.add_run(note.title).bold = True
    made = [title]
    for block in note.blocks:
        for item in block.items if isinstance(block, Bullets) else (block,):
            paragraph = word.add_paragraph(style="Body Text")
            if isinstance(block, Bullets):
                paragraph.add_run("• ")
            parts.runs(paragraph, item)
            made.append(paragraph)
    for paragraph in made:
        parts.box(paragraph, FILLS[note.tone], EDGES[note.tone])
        paragraph.paragraph_format.keep_with_next = paragraph is not made[-1]


def _cards(word: Any, cards: Cards) -> None:
    for title, text in cards.items:
        paragraph = word.add_paragraph(style="Body Text")
        paragraph.add_run(f"{title}  ").bold = True
        parts.runs(paragraph, text)


def _code(word: Any, code: Code) -> None:
    if code.caption:
        title = word.add_paragraph(style="Body Text")
        title.add_run(code.caption).bold = True
        title.paragraph_format.keep_with_next = True
    paragraph = word.add_paragraph(style="Code Block")
    lines = code.text.rstrip("\n").split("\n")
    for number, line in enumerate(lines):
        run = paragraph.add_run(line)
        if number < len(lines) - 1:
            run.add_break()
