"""Three-line tables (三线表) in Word: rules above and below, one under the heading, the heading on every page."""

from __future__ import annotations

from collections.abc import Sequence

from tamkit.report import formats
from tamkit.report.docx_parts import p, run, runs, twips, typeset
from tamkit.report.palette import TONES
from tamkit.report.table_layout import GAP, Piece, after_numbers, lines
from tamkit.report.tree import Cards, Row, Verdict

LOW = 18  # lines of a table that is kept on one page
BLOCK = 9  # lines of rows under one heading that are kept together
ENDS = 3  # rows of a longer table that are not parted from its heading or its note
CARD = 3.4  # cm for the titles of cards
_CARD_FILL, _CARD_EDGE = "F1F5F8", "FFFFFF"


def xml(piece: Piece, style: str, noted: bool = False) -> str:
    """The table's WordprocessingML: rules of 1.5 pt above and below, .75 pt under the heading, no others.

    ``style`` is the id of its text's style; the last row of a ``noted`` one stays with what follows.
    """
    table, size = piece.table, piece.size
    edge = 'w:val="single" w:space="0" w:color="000000"'
    widths = [twips(width) for width in piece.widths]
    shifts = [after_numbers(table, i) for i in range(len(widths))]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    looks = [
        _look(style, size, right=formats.is_numeric(column), shift=shift)
        for column, shift in zip(table.columns, shifts, strict=True)
    ]
    head = "".join(
        _cell(width, typeset(column.title, bold=True, size=size), look, keep=True, rule=edge)
        for column, width, look in zip(table.columns, widths, looks, strict=True)
    )
    body = []
    for row, keep in zip(table.rows, kept(table.rows, lines(table, piece.widths, size), noted), strict=True):
        if row.heading:
            text = typeset(row.heading, bold=True, size=size)
            line = _cell(sum(widths), text, _look(style, size), keep=keep, span=len(widths))
        else:
            line = ""
            for value, column, width, look in zip(row.cells, table.columns, widths, looks, strict=True):
                shown = formats.cell(value, column)
                if isinstance(value, Verdict):
                    text = run(shown, ink=TONES.get(value.tone, ""), size=size)
                else:
                    text = typeset(shown, size=size) if isinstance(value, str) else run(shown, size=size)
                line += _cell(width, text, look, keep=keep)
        body.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{line}</w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders><w:top w:sz="12" {edge}/><w:bottom w:sz="12" {edge}/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{''.join(body)}</w:tbl>"
    )


def kept(rows: Sequence[Row], heights: Sequence[int], noted: bool = False) -> list[bool]:
    """Which rows stay on a page with the one below them.

    A short table is not split, nor are the few rows under one heading; of a longer one no row or two are left alone
    with the heading of its columns or with its note.
    """
    last = len(rows) - 1
    if sum(heights) <= LOW:
        keep = [True] * len(rows)
    else:
        keep = [bool(row.heading) for row in rows]
        starts = [i for i, row in enumerate(rows) if row.heading]
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=False):
            small = sum(heights[start:end]) <= BLOCK
            for i in range(start, end - 1):
                keep[i] = small or i < start + ENDS - 1 or i >= end - ENDS
        for i in (*range(ENDS - 1), *range(len(rows) - ENDS, len(rows) - 1)):
            keep[i] = True
    if keep:
        keep[last] = noted
    return keep


def _look(style: str, size: float, *, right: bool = False, shift: bool = False) -> tuple[str, str]:
    """The properties of a cell's paragraph, before and after what keeps it with the next."""
    room = 24 if size >= 8 else 12  # small type is for long matrices, which should stay on one page
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>',
        f'<w:spacing w:before="{room}" w:after="{room}" w:line="{round(25 * size)}" w:lineRule="exact"/>'
        + (f'<w:ind w:left="{twips(GAP)}"/>' if shift else "")
        + ('<w:jc w:val="right"/>' if right else "")
        + "</w:pPr>",
    )


def _cell(width: int, text: str, look: tuple[str, str], *, keep: bool = False, rule: str = "", span: int = 1) -> str:
    before, after = look
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + (f'<w:tcBorders><w:bottom w:sz="6" {rule}/></w:tcBorders><w:vAlign w:val="bottom"/>' if rule else "")
        + f"</w:tcPr>{before}{'<w:keepNext/>' * keep}{after}{text}</w:p></w:tc>"
    )


def cards(found: Cards, style: str, room: float) -> str:
    """Findings under their titles: a row each, tinted, with white between them."""
    edge = f'w:val="single" w:sz="24" w:space="0" w:color="{_CARD_EDGE}"'
    widths = [twips(CARD), twips(room - CARD)]
    rows = []
    for number, (title, text) in enumerate(found.items):
        keep = "<w:keepNext/>" * (number == 0)
        cells = zip(widths, (run(title, bold=True), runs(text)), strict=True)
        rows.append(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
                f'<w:shd w:val="clear" w:color="auto" w:fill="{_CARD_FILL}"/></w:tcPr>{p(style, inner, keep)}</w:tc>'
                for width, inner in cells
            )
            + "</w:tr>"
        )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders><w:insideH {edge}/></w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="60" w:type="dxa"/><w:left w:w="120" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/>'
        '<w:right w:w="120" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{''.join(f'<w:gridCol w:w={chr(34)}{width}{chr(34)}/>' for width in widths)}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )
