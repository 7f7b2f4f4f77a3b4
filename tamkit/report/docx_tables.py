"""Three-line tables (三线表) in Word: rules above and below, one under the heading, the heading on every page."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from tamkit.report import formats
from tamkit.report.palette import TONES
from tamkit.report.table_layout import GAP, Piece, after_numbers, lines
from tamkit.report.tree import Verdict, printable

SHORT = 12  # rows of a table that is kept on one page …
LOW = 24  # … when it takes no more lines than this


def add(word: Any, piece: Piece) -> None:
    """The piece as a Word table, behind what is there.

    Written as XML in one go: a report holds thousands of cells, and python-docx takes seconds to make them one by one.
    """
    from docx.oxml import parse_xml

    word.element.body.insert_element_before(parse_xml(xml(piece)), "w:sectPr")


NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def xml(piece: Piece) -> str:
    """The table's WordprocessingML: rules of 1.5 pt above and below, .75 pt under the heading, no others."""
    table, size = piece.table, piece.size
    edge = 'w:val="single" w:space="0" w:color="000000"'
    twips = [round(width * 1440 / 2.54) for width in piece.widths]
    shifts = [after_numbers(table, i) for i in range(len(twips))]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    head = "".join(
        _cell(column.title, width, size, right=formats.is_numeric(column), bold=True, rule=edge, shift=shift)
        for column, width, shift in zip(table.columns, twips, shifts, strict=True)
    )
    body = []
    # A short table stays on one page; a long one may break between rows, never after a heading.
    short = len(table.rows) <= SHORT and sum(lines(table, piece.widths, size)) <= LOW
    last = len(table.rows) - 1 if short else 0
    for number, row in enumerate(table.rows):
        keep = number < last
        if row.heading:
            line = _cell(row.heading, sum(twips), size, bold=True, span=len(twips), keep=True)
        else:
            line = "".join(
                _cell(
                    formats.cell(value, column),
                    width,
                    size,
                    right=formats.is_numeric(column),
                    ink=TONES.get(value.tone, "") if isinstance(value, Verdict) else "",
                    shift=shift,
                    keep=keep,
                )
                for value, column, width, shift in zip(row.cells, table.columns, twips, shifts, strict=True)
            )
        body.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{line}</w:tr>")
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders><w:top w:sz="12" {edge}/><w:bottom w:sz="12" {edge}/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{''.join(body)}</w:tbl>"
    )


def _cell(
    text: str,
    width: int,
    size: float,
    *,
    right: bool = False,
    bold: bool = False,
    ink: str = "",
    rule: str = "",
    span: int = 1,
    keep: bool = False,
    shift: bool = False,
) -> str:
    half_points = round(2 * size)
    room = 24 if size >= 8 else 12  # small type is for long matrices, which should stay on one page
    run = "<w:b/>" * bold + (f'<w:color w:val="{ink}"/>' if ink else "")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + (f'<w:tcBorders><w:bottom w:sz="6" {rule}/></w:tcBorders><w:vAlign w:val="bottom"/>' if rule else "")
        + '</w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/>'
        + "<w:keepNext/>" * (keep or bool(rule))
        + f'<w:spacing w:before="{room}" w:after="{room}"/>'
        + (f'<w:ind w:left="{round(GAP * 1440 / 2.54)}"/>' if shift else "")
        + ('<w:jc w:val="right"/>' if right else "")
        + f'</w:pPr><w:r><w:rPr>{run}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
        + f'<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p></w:tc>'
    )
