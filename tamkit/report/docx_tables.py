"""Three-line tables in Word: widths that fit the page, wide tables cut by columns, the heading repeated on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tamkit.report import formats
from tamkit.report.docx_parts import color, element, printable
from tamkit.report.text import width_of
from tamkit.report.tree import Row, Table, Verdict

SIZES = (9.0, 8.5, 8.0, 7.5)
PAD = 0.2  # cm, left and right of a cell together, with a little to spare
TONES = {"good": "1F6B3A", "bad": "A3281F", "fair": "6D5A00"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A table, or some columns of one, with its widths (cm) and font size (pt)."""

    table: Table
    widths: tuple[float, ...]
    size: float


def _unit(size: float) -> float:
    """Width of a half-width character in cm: generous, since a reader without Times sees a wider font."""
    return 0.55 * size * 2.54 / 72


def _wanted(table: Table, size: float) -> list[tuple[float, float]]:
    """Least and natural width of each column in cm."""
    out = []
    for i, column in enumerate(table.columns):
        texts = [formats.cell(row.cells[i], column) for row in table.rows if not row.heading]
        natural = max((width_of(text) for text in texts), default=1)
        tokens = [width_of(word) for text in (*texts, column.title) for word in text.split() if word.isascii()]
        if formats.is_numeric(column):
            least = max(natural, min(width_of(column.title), 8), *(tokens or [1]))
            natural = max(natural, min(width_of(column.title), 12))
        else:
            natural = max(natural, width_of(column.title))
            least = min(natural, max([8, *(t for t in tokens if t <= 18)]))
        out.append((least * _unit(size) + PAD, natural * _unit(size) + PAD))
    return out


def _share(wanted: list[tuple[float, float]], room: float) -> list[float] | None:
    """Widths that fill the room: natural ones where they fit, else wide text columns give way down to their least."""
    least, natural = [w[0] for w in wanted], [w[1] for w in wanted]
    if sum(least) > room:
        return None
    if sum(natural) <= room:
        extra = room - sum(natural)
        return [w + extra * w / sum(natural) for w in natural]
    spare, need = room - sum(least), [n - m for m, n in zip(least, natural, strict=True)]
    return [m + spare * n / sum(need) for m, n in zip(least, need, strict=True)]


def pieces(table: Table, room: float) -> list[Piece]:
    """The table as one piece in the largest type that fits, or cut by columns with the stub repeated."""
    for size in SIZES:
        widths = _share(_wanted(table, size), room)
        if widths is not None:
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
    """The piece as a Word table."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Cm

    table = piece.table
    made = word.add_table(rows=0, cols=len(table.columns))
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    _frame(made)
    for column, width in zip(made.columns, piece.widths, strict=True):
        column.width = Cm(width)
    head = made.add_row()
    head._tr.get_or_add_trPr().append(element("w:cantSplit"))
    head._tr.trPr.append(element("w:tblHeader"))
    for cell, column in zip(head.cells, table.columns, strict=True):
        _fill(cell, column.title, piece.size, right=formats.is_numeric(column), bold=True)
        _rule(cell, "bottom", 6)
    for row in table.rows:
        line = made.add_row()
        line._tr.get_or_add_trPr().append(element("w:cantSplit"))
        if row.heading:
            joined = line.cells[0].merge(line.cells[-1])
            _fill(joined, row.heading, piece.size, bold=True)
            joined.paragraphs[0].paragraph_format.keep_with_next = True
            continue
        for cell, column, value in zip(line.cells, table.columns, row.cells, strict=True):
            ink = TONES.get(value.tone) if isinstance(value, Verdict) else None
            _fill(cell, formats.cell(value, column), piece.size, right=formats.is_numeric(column), ink=ink)
    for line in made.rows:
        for cell, width in zip(line.cells, piece.widths, strict=True):
            if line.cells[0]._tc is not line.cells[-1]._tc:
                cell.width = Cm(width)


def _frame(made: Any) -> None:
    """Thick rules above and below (1.5 pt), none between; narrow cell margins."""
    properties = made._tbl.tblPr
    borders = element("w:tblBorders")
    for side in ("top", "bottom"):
        borders.append(element(f"w:{side}", val="single", sz="12", space="0", color="000000"))
    layout = properties.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblLayout")
    if layout is None:
        layout = element("w:tblLayout", type="fixed")
        properties.append(layout)
    layout.addprevious(borders)
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w="40", type="dxa"))
    layout.addnext(margins)


def _rule(cell: Any, side: str, eighths: int) -> None:
    borders = element("w:tcBorders")
    borders.append(element(f"w:{side}", val="single", sz=str(eighths), space="0", color="000000"))
    cell._tc.get_or_add_tcPr().append(borders)


def _fill(
    cell: Any, text: str, size: float, *, right: bool = False, bold: bool = False, ink: str | None = None
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.style = "Table Text"
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.2)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(printable(text))
    run.font.size = Pt(size)
    if bold:
        run.bold = True
    if ink:
        color(run, ink)
