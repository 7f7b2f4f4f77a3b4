"""Excel: one sheet a table with unrounded numbers, a list of them first; no cell is a formula."""

from __future__ import annotations

import io
import re
from typing import Any

from tamkit.drawing.text import width_of
from tamkit.report import csvs
from tamkit.report.formats import BEYOND
from tamkit.report.packing import repacked
from tamkit.report.tree import Column, Document, Table, asides, printable, tables
from tamkit.report.words import Words


def render(document: Document) -> bytes:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    front = book.active
    front.title = Words(document.lang)("report.contents")
    names: set[str] = {front.title.casefold()}
    _put(front, 1, 1, document.title, Font(bold=True, size=14))
    if document.banner:
        _put(front, 2, 1, document.banner, Font(bold=True, color="8A3B12"))
    for line, table in enumerate((*tables(document), *asides(document)), 4):
        name = _sheet_name(table, names)
        sheet = book.create_sheet(name)
        _sheet(sheet, table, document)
        _put(front, line, 1, table.label)
        _put(front, line, 2, table.caption)
        front.cell(line, 2).hyperlink = f"#'{name}'!A1"
    front.column_dimensions["A"].width, front.column_dimensions["B"].width = 12, 70
    book.properties.creator, book.properties.title = "tamkit", printable(document.title)
    stream = io.BytesIO()
    book.save(stream)
    return repacked(stream.getvalue())


def _sheet_name(table: Table, taken: set[str]) -> str:
    """At most 31 characters, none of those Excel forbids, each once."""
    name = re.sub(r"[\[\]:*?/\\']", "_", table.id)[:31]
    number = 2
    while name.casefold() in taken:
        name = f"{name[:27]}_{number}"
        number += 1
    taken.add(name.casefold())
    return name


def _sheet(sheet: Any, table: Table, document: Document) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    thick, thin = Side(style="medium"), Side(style="thin")
    _put(sheet, 1, 1, f"{table.label} {table.caption}".strip(), Font(bold=True))
    head, body = csvs.grid(table)
    titles = _titles(table, head)
    for j, title in enumerate(titles, 1):
        _put(sheet, 3, j, title, Font(bold=True))
        sheet.cell(3, j).border = Border(top=thick, bottom=thin)
        sheet.cell(3, j).alignment = Alignment(wrap_text=True, vertical="bottom")
    formats = _formats(table, head)
    for i, line in enumerate(body, 4):
        for j, cell in enumerate(line, 1):
            _put(sheet, i, j, cell)
            if isinstance(cell, float):
                sheet.cell(i, j).number_format = formats[j - 1]
            if i == len(body) + 3:
                sheet.cell(i, j).border = Border(bottom=thick)
    for line_number, note in enumerate(Words(document.lang).notes(table), len(body) + 5):
        _put(sheet, line_number, 1, note.text, Font(size=9, color="5B6773"))
    for j, title in enumerate(titles, 1):
        longest = max(
            [width_of(str(title)), *(width_of(str(line[j - 1])) for line in body if isinstance(line[j - 1], str))]
        )
        sheet.column_dimensions[sheet.cell(3, j).column_letter].width = min(60, max(10, longest + 2))
    sheet.freeze_panes = "A4"


def _titles(table: Table, head: list[str]) -> list[str]:
    """What a person reads above each csv column."""
    by_key: dict[str, Column] = {column.key: column for column in table.columns}
    out = []
    for name in head:
        base, tail = name, ""
        for suffix, shown in (("_lower", " ≥"), ("_upper", " ≤"), ("_p", " p")):
            if name not in by_key and name.endswith(suffix):
                base, tail = name.removesuffix(suffix), shown
        out.append(by_key[base].title + tail if base in by_key else "")
    return out


def _formats(table: Table, head: list[str]) -> list[str]:
    by_key = {column.key: column for column in table.columns}
    out = []
    for name in head:
        column = by_key.get(name) or by_key.get(name.removesuffix("_lower").removesuffix("_upper"))
        digits = 3 if column is None else column.digits
        shown = "0" if column is not None and column.kind == "integer" else "0." + "0" * max(digits, 1)
        marked = column is not None and column.bounded and name == column.key
        out.append(f'[>1]{shown}"{BEYOND}";[<-1]-{shown}"{BEYOND}";{shown}' if marked else shown)
    return out


def _put(sheet: Any, row: int, column: int, value: Any, font: Any = None) -> None:
    """A value as it is; text is text, never a formula, whatever it starts with."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = printable(csvs.safe(value))
        cell.data_type = "s"
    else:
        cell.value = value
    if font is not None:
        cell.font = font
