"""Three-line tables in Word: widths that fit the page, wide tables cut by columns, the heading on every page."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from tamkit.report import formats
from tamkit.report.docx_parts import printable
from tamkit.report.tree import Row, Table, Verdict

SIZES = (9.0, 8.5, 8.0, 7.5)
PAD = 0.18  # cm, left and right of a cell together, with a little to spare
GAP = 0.25  # cm more before text that follows a column set to the right
SHORT = 18  # rows of a table that is kept on one page
TONES = {"good": "1F6B3A", "bad": "A3281F", "fair": "6D5A00"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A table, or some columns of one, with its widths (cm) and font size (pt)."""

    table: Table
    widths: tuple[float, ...]
    size: float


def _ems(text: str, bold: bool = False) -> float:
    """Width of a text in ems, as wide as the widest of the usual serif fonts sets it: not every reader has Times."""
    total = 0.0
    for char in text:
        if unicodedata.east_asian_width(char) in "WF":
            total += 1.0
        elif char in " .,:;'|ijl[]()*!":
            total += 0.42
        elif char.isupper() or char in "mw→−<>=≥≤%":
            total += 0.86
        else:
            total += 0.64
    return total * (1.1 if bold else 1.0)


def _after_numbers(table: Table, i: int) -> bool:
    return formats.is_numeric(table.columns[i - 1]) and not formats.is_numeric(table.columns[i])


def _wanted(table: Table, size: float) -> list[tuple[float, float]]:
    """Least and natural width of each column in cm."""
    out = []
    em = size * 2.54 / 72
    for i, column in enumerate(table.columns):
        pad = PAD + (GAP if i and _after_numbers(table, i) else 0.0)
        texts = [formats.cell(row.cells[i], column) for row in table.rows if not row.heading]
        widest = max((_ems(text) for text in texts), default=1.0)
        words = [_ems(word) for text in texts for word in text.split() if word.isascii()]
        title = [_ems(word, bold=True) for word in column.title.split()]
        if formats.is_numeric(column):
            # Numbers never break; their heading may, between words or (Chinese) after four characters.
            least = max(widest, min(max(title), 4.5 if not column.title.isascii() else 99))
            natural = max(least, 0.55 * _ems(column.title, bold=True))
        else:
            natural = max(widest, _ems(column.title, bold=True))
            least = min(natural, max([4.5, *(word for word in (*words, *title) if word <= 14)]))
        out.append((least * em + pad, natural * em + pad))
    return out


def _share(wanted: list[tuple[float, float]], room: float) -> list[float] | None:
    """Widths that fill the room: natural ones where they fit, else wide text columns give way down to their least."""
    least, natural = [w[0] for w in wanted], [w[1] for w in wanted]
    if sum(least) > room:
        return None
    if sum(natural) <= room:
        extra = room - sum(natural)
        return [w + extra * w / sum(natural) for w in natural]
    # The columns that want little more get it; only the longest texts are broken.
    spare, widths = room - sum(least), list(least)
    order = sorted(range(len(least)), key=lambda i: natural[i] - least[i])
    for left, i in zip(range(len(order), 0, -1), order, strict=True):
        given = min(natural[i] - least[i], spare / left)
        widths[i] += given
        spare -= given
    return widths


def pieces(table: Table, room: float) -> list[Piece]:
    """The table as one piece in the largest type that fits, or cut by columns with the stub repeated."""
    prose = any(len(str(cell)) > 40 for row in table.rows for cell in row.cells)
    for tight in (False, True):
        for size in SIZES if tight else SIZES[:3]:
            wanted = _wanted(table, size)
            widths = _share(wanted, room)
            if widths is not None and (tight or prose or sum(width for _, width in wanted) <= room):
                return [Piece(table, tuple(widths), size)]
    size = SIZES[-1]
    wanted = _wanted(table, size)
    stubs = [i for i, column in enumerate(table.columns) if column.stub]
    held = sum(wanted[i][0] for i in stubs)
    groups: list[list[int]] = [[]]
    used = held
    for i in range(len(table.columns)):
        if i in stubs:
            continue
        if groups[-1] and used + wanted[i][0] > room:
            groups.append([])
            used = held
        groups[-1].append(i)
        used += wanted[i][0]
    out = []
    for group in groups:
        keep = [*stubs, *group]
        part = _columns(table, keep)
        widths = _share(_wanted(part, size), room) or [room / len(keep)] * len(keep)
        out.append(Piece(part, tuple(widths), size))
    return out


def _columns(table: Table, keep: list[int]) -> Table:
    """Some columns; rows that hold nothing in them are left out (the empty triangle of a matrix)."""
    rows = []
    stubs = sum(table.columns[i].stub for i in keep)
    for row in table.rows:
        if row.heading:
            rows.append(row)
            continue
        cells = tuple(row.cells[i] for i in keep)
        if any(cell != "" for cell in cells[stubs:]):
            rows.append(Row(cells))
    return Table(table.id, table.caption, tuple(table.columns[i] for i in keep), tuple(rows), (), table.label)


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
    shifts = [i > 0 and _after_numbers(table, i) for i in range(len(twips))]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    head = "".join(
        _cell(column.title, width, size, right=formats.is_numeric(column), bold=True, rule=edge, shift=shift)
        for column, width, shift in zip(table.columns, twips, shifts, strict=True)
    )
    body = []
    # A short table stays on one page; a long one may break between rows, never after a heading.
    last = len(table.rows) - 1 if len(table.rows) <= SHORT else 0
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
    run = "<w:b/>" * bold + (f'<w:color w:val="{ink}"/>' if ink else "")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + (f'<w:tcBorders><w:bottom w:sz="6" {rule}/></w:tcBorders><w:vAlign w:val="bottom"/>' if rule else "")
        + '</w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/>'
        + "<w:keepNext/>" * (keep or bool(rule))
        + '<w:spacing w:before="24" w:after="24"/>'
        + (f'<w:ind w:left="{round(GAP * 1440 / 2.54)}"/>' if shift else "")
        + ('<w:jc w:val="right"/>' if right else "")
        + f'</w:pPr><w:r><w:rPr>{run}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
        + f'<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p></w:tc>'
    )
