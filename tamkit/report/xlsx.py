"""Excel: one sheet a table with unrounded numbers, a list of them with links first; no cell is a formula.

A number is a number: stars, percent signs, ``< .001`` and the mark of what lies beyond ±1 are its format.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any, NamedTuple

from tamkit.drawing.text import width_of
from tamkit.report import csvs, formats
from tamkit.report.packing import repacked
from tamkit.report.palette import EDGES, TONES
from tamkit.report.tree import (
    Below,
    Beside,
    Cell,
    Column,
    Document,
    Interval,
    Pvalue,
    Row,
    Section,
    Starred,
    Table,
    Verdict,
    asides,
    blocks_of,
    printable,
    tables,
)
from tamkit.report.words import Words

HEAD = 3  # the row of the titles
LONGEST_NAME = 31  # Excel's own limit
LEAST, MOST, STUB = 9, 48, 36  # widths in characters; what is frozen must leave room for the rest
UPRIGHT = 100  # a sheet wider than this prints on its side
NOTES = 70  # notes below a narrow table are set as wide as this
P = '[<0.001]"< .001";.000'
LINE = 14.5  # height of a line in points
A4 = 9


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a sheet: a column of the table, or the part of one that has its own."""

    title: str
    numeric: bool
    stub: bool = False


class Shown(NamedTuple):
    """What a cell of a sheet holds, how it is shown, and in which colour."""

    value: Any
    format: str = "General"
    ink: str = ""


def render(document: Document) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    names = _names(document)
    front = book.active
    if document.alone:
        book.remove(front)
    else:
        _contents(front, document, names)
    for table in (*tables(document), *asides(document)):
        _sheet(book.create_sheet(names[table.id]), table, document)
    book.properties.creator, book.properties.title = "tamkit", printable(document.title)
    stream = io.BytesIO()
    book.save(stream)
    return repacked(stream.getvalue())


def _names(document: Document) -> dict[str, str]:
    """The name of every table's sheet, by its id."""
    taken = {_title(document).casefold()}
    return {table.id: _sheet_name(table, taken) for table in (*tables(document), *asides(document))}


def _title(document: Document) -> str:
    return Words(document.lang)("report.contents")


def _sheet_name(table: Table, taken: set[str]) -> str:
    """``表1 样本流程``: at most 31 characters, none of those Excel forbids, each once."""
    words = f"{table.label} {table.caption}".replace("'", "’").replace(": ", " – ")
    whole = re.sub(r"[\[\]:*?/\\]", "_", words).strip()
    name, number = _cut(whole, LONGEST_NAME), 2
    while name.casefold() in taken:
        name = f"{_cut(whole, LONGEST_NAME - 4)} ({number})"
        number += 1
    taken.add(name.casefold())
    return name


def _cut(text: str, most: int) -> str:
    """The beginning of a text: Latin words whole, no bracket left open."""
    if len(text) <= most:
        return text
    kept = text[:most]
    if text[most].isascii() and kept[-1].isascii() and " " in kept[most // 2 :]:
        kept = kept.rpartition(" ")[0]
    return re.sub(r"(?<=.{8})[（(][^）)]*$", "", kept).rstrip(" ,;–，、")


def _contents(sheet: Any, document: Document, names: dict[str, str]) -> None:
    """Every table by chapter, linked to its sheet."""
    from openpyxl.styles import Alignment, Font

    sheet.title = _title(document)
    _put(sheet, 1, 1, document.title, Font(bold=True, size=14))
    if document.banner:
        _put(sheet, 2, 1, document.banner, Font(bold=True, color=EDGES["simulated"]))
    row = HEAD + 1
    for section in document.sections:
        found = list(_tables_of(section))
        if not found:
            continue
        _put(sheet, row, 1, section.heading, Font(bold=True))
        for line, table in enumerate(found, row + 1):
            _put(sheet, line, 1, table.label)
            _put(sheet, line, 2, table.caption)
            _link(sheet.cell(line, 2), names[table.id])
            sheet.cell(line, 2).alignment = Alignment(wrap_text=True, vertical="top")
        row += len(found) + 1
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 76
    sheet.freeze_panes = f"A{HEAD + 1}"
    _print(sheet, document, 90, f"1:{HEAD - 1}")


def _tables_of(section: Section) -> Iterator[Table]:
    """The tables of a section in reading order, and behind them those that no page shows."""
    inner = list(blocks_of(section))
    yield from (block for block in inner if isinstance(block, Table))
    for one in (section, *inner):
        yield from one.aside if isinstance(one, Section) else ()


def _sheet(sheet: Any, table: Table, document: Document) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    t = Words(document.lang)
    thick, thin = Side(style="medium"), Side(style="thin")
    heads, body = _grid(table, t)
    last = HEAD + len(body)
    widths = [_width(head, [line[j] for line in body]) for j, head in enumerate(heads)]
    for j, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        cell = _put(sheet, HEAD, j, head.title, Font(bold=True))
        cell.border = Border(top=thick, bottom=thin if body else thick)
        side = "right" if head.numeric else "left"
        cell.alignment = Alignment(wrap_text=True, vertical="bottom", horizontal=side)
        sheet.column_dimensions[cell.column_letter].width = width
    # Styles are copied from cell to cell: made anew for each of thousands they take seconds.
    styles: dict[tuple[object, ...], Any] = {}
    for i, line in enumerate(body, HEAD + 1):
        for j, (head, shown) in enumerate(zip(heads, line, strict=True), 1):
            cell = _put(sheet, i, j, shown.value)
            look = (head.numeric, shown.format, shown.ink, i == last)
            if look not in styles:
                side = "right" if head.numeric else "left"
                cell.alignment = Alignment(wrap_text=not head.numeric, vertical="top", horizontal=side)
                cell.number_format = shown.format
                cell.font = Font(color=shown.ink or None)
                cell.border = Border(bottom=thick if i == last else None)
                styles[look] = cell._style
            cell._style = copy(styles[look])
    # Not every program gives a row the height its texts take.
    for i, texts in enumerate(
        ([head.title for head in heads], *([cell.value for cell in line] for line in body)), HEAD
    ):
        most = max(_lines(text, width) for text, width in zip(texts, widths, strict=True))
        if most > 1:
            sheet.row_dimensions[i].height = LINE * most
    span = _span(widths)
    _text(sheet, 1, f"{table.label} {table.caption}".strip(), span, Font(bold=True))
    if not document.alone:
        _put(sheet, 2, 1, t("report.xlsx.back"))
        _link(sheet.cell(2, 1), _title(document))
    for number, note in enumerate(t.notes(table), last + 2):
        _text(sheet, number, note.text, span, Font(size=9, color="5B6773"))
    kept = next((j for j, one in enumerate(heads) if not one.stub), 1)
    room = kept if sum(widths[:kept]) <= MOST else 0
    sheet.freeze_panes = sheet.cell(HEAD + 1, room + 1).coordinate
    _print(sheet, document, sum(widths), f"{HEAD}:{HEAD}")


def _span(widths: list[float]) -> tuple[int, float]:
    """How many columns a note runs over, and how wide they are together."""
    columns, wide = len(widths), sum(widths)
    while wide < NOTES:
        columns, wide = columns + 1, wide + LEAST
    return columns, min(wide, 2 * NOTES)


def _text(sheet: Any, row: int, words: str, span: tuple[int, float], font: Any) -> None:
    """A text across the columns of a table: a merged cell gets no height by itself."""
    from openpyxl.styles import Alignment

    columns, wide = span
    cell = _put(sheet, row, 1, words, font)
    lines = _lines(words, wide * 11 / (font.size or 11))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    if lines > 1:
        sheet.row_dimensions[row].height = LINE * lines


def _lines(text: Any, wide: float) -> int:
    """How many lines a text takes in a cell, about; a number takes one."""
    return math.ceil(1.1 * width_of(text) / wide) if isinstance(text, str) and text else 1


def _print(sheet: Any, document: Document, wide: float, rows: str) -> None:
    """One page wide, the head on each of them."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if wide > UPRIGHT else "portrait"
    sheet.print_title_rows = rows
    sheet.print_options.horizontalCentered = True
    # In a header & begins a code.
    sheet.oddHeader.center.text = printable(document.banner or document.title).replace("&", "&&")[:200]
    sheet.oddFooter.center.text = "&P / &N"


def _width(head: Head, cells: list[Shown]) -> float:
    """As wide as the longest text or number; a title may take two lines, and a text as many as it needs."""
    longest = max((_shown_width(cell) for cell in cells), default=0)
    words = max((width_of(word) for word in head.title.split()), default=0)
    title = max(width_of(head.title) / 2, words if head.title.isascii() else 0)
    return min(STUB if head.stub else MOST, max(LEAST, longest + 2, title + 2))


def _shown_width(cell: Shown) -> float:
    if isinstance(cell.value, str):
        return width_of(cell.value)
    if cell.value is None or isinstance(cell.value, int):
        return len(str(cell.value or ""))
    decimals = cell.format.partition(".")[2].count("0") if "." in cell.format else 0
    return len(f"{cell.value:.{min(decimals, 4)}f}") + 2


def _grid(table: Table, t: Words) -> tuple[list[Head], list[list[Shown]]]:
    """Columns and cells; an interval takes two, a tested number has its p beside it, groups are named in the first."""
    grouped = any(row.heading for row in table.rows)
    rows = [row for row in table.rows if not row.heading]
    kinds = [{type(row.cells[j]) for row in rows} for j in range(len(table.columns))]
    heads = [Head(t("report.xlsx.part"), numeric=False, stub=True)] if grouped else []
    for column, found in zip(table.columns, kinds, strict=True):
        heads += _heads(column, found, t)
    heading, body = "", []
    for row in table.rows:
        if row.heading:
            heading = row.heading
            continue
        body.append([*([Shown(heading)] if grouped else []), *_line(row, table, kinds)])
    return heads, body


def _heads(column: Column, kinds: set[type], t: Words) -> list[Head]:
    title, numeric = column.title, formats.is_numeric(column)
    if Interval in kinds:
        bounds = [Head(t("report.xlsx.bound", title=title, which=which), True) for which in ("lower", "upper")]
        return [Head(title, numeric), *bounds] if kinds & csvs.NUMBERS else bounds
    first = Head(title, numeric, column.stub)
    return [first, Head(t("report.xlsx.bound", title=title, which="p"), True)] if kinds & csvs.TESTED else [first]


def _line(row: Row, table: Table, kinds: list[set[type]]) -> Iterator[Shown]:
    for column, found, value in zip(table.columns, kinds, row.cells, strict=True):
        first, *more = csvs.cells(found, value)
        shown = value if first is not None else None
        yield Shown(first, _format(shown, column), TONES.get(value.tone, "") if isinstance(value, Verdict) else "")
        for other in more:
            yield Shown(other, _p(other) if found & csvs.TESTED else _format(other, column))


def _format(value: Cell, column: Column) -> str:
    """The number format of a cell, so that it is read as it is printed."""
    if value is None or isinstance(value, str | Verdict):
        return "General"
    if isinstance(value, Below):
        return f'"{formats.p_value(value.value, value.resolution)}"'
    if column.kind == "p" or isinstance(value, Pvalue):
        return _p(value.value if isinstance(value, Pvalue) else value)
    if column.kind == "integer" or isinstance(value, int):
        return "0"
    shown = formats.number(0.0, column.digits)
    if column.kind == "percent":
        return f'{shown}"%"'
    if isinstance(value, Starred):
        mark = formats.stars(value.p)
        return f'{shown}"{_beyond(value.value, column)}{mark}"' if mark else _marked(shown, column)
    return shown if isinstance(value, Interval | Beside) and not column.bounded else _marked(shown, column)


def _p(value: Any) -> str:
    """The format of p values, which have no zero before the point; one near 1 is told as it is printed."""
    near = isinstance(value, float) and value >= 0.9995
    return f'"{formats.p_value(value)}"' if near else P


def _beyond(value: float, column: Column) -> str:
    return formats.BEYOND if column.bounded and abs(value) > 1 + 1e-9 else ""


def _marked(shown: str, column: Column) -> str:
    """The format of a standardized number marks it beyond ±1."""
    return f'[>1]{shown}"{formats.BEYOND}";[<-1]-{shown}"{formats.BEYOND}";{shown}' if column.bounded else shown


def _link(cell: Any, name: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
    cell.font = Font(color=EDGES["info"], underline="single")


def _put(sheet: Any, row: int, column: int, value: Any, font: Any = None) -> Any:
    """A value as it is; text is text, never a formula, whatever it starts with."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = printable(csvs.safe(value))
        cell.data_type = "s"
    else:
        cell.value = value
    if font is not None:
        cell.font = font
    return cell
