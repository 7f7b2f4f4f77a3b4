"""xlsx, xls, xlsb and ods through calamine, after the checks of `limits`; formulas are never computed, only their
cached values read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tamkit.errors import DataError, InputError, OptionError, listed, unknown
from tamkit.foreign import guarded
from tamkit.messages import Message
from tamkit.survey.readers import hidden, spans
from tamkit.survey.readers.limits import DAMAGE, check_columns, check_ole, check_zip
from tamkit.survey.readers.table import Cell, Head, Place, RawTable, blank, factorize, letter, on_sheet

HEAD = 12
#: (top, left), (bottom, right) of merged cells.
Merged = tuple[tuple[int, int], tuple[int, int]]


class Sheet:
    """One sheet: its first rows, and the table once the number of header rows is known."""

    def __init__(
        self,
        path: str,
        name: str,
        rows: Sequence[Sequence[Cell]],
        notes: tuple[Message, ...] = (),
        merged: Sequence[Merged] = (),
        refused: DataError | None = None,
    ) -> None:
        self.path, self.name, self.notes = path, name, notes
        self.merged, self.refused = merged, refused
        # Blank rows and a title line above the headers are no headers.
        self.start = _first_row(rows)
        self.rows = rows
        self.head = Head(path, "xlsx", tuple(tuple(row) for row in rows[self.start : self.start + HEAD]), name)

    @property
    def size(self) -> int:
        """Rows that hold something, headers included."""
        return sum(any(not blank(cell) for cell in row) for row in self.rows)

    def table(self, header_rows: int) -> RawTable:
        """The whole table below ``header_rows`` header rows; rows with nothing in them are left out.

        What is wrong with a sheet is said here, when it is the one that is read.
        """
        if self.refused is not None:
            raise self.refused
        first = self.start + header_rows
        kept = [number for number in range(first, len(self.rows)) if any(not blank(cell) for cell in self.rows[number])]
        place = on_sheet(Path(self.path).name, self.name)
        if header_rows == 1:
            _refuse_merged(self.merged, self.start, place)
        if not kept:
            raise DataError("survey.headers_without_responses", place=place)
        header = tuple(
            tuple("" if blank(cell) else _text(cell) for cell in row) for row in self.rows[self.start : first]
        )
        check_columns(len(header[0]), place)
        columns = tuple(factorize(column) for column in zip(*(self.rows[number] for number in kept), strict=True))
        rows = np.asarray(kept, dtype=np.int64) + 1
        return RawTable(self.path, "xlsx", header, columns, rows, sheet=self.name, notes=self.notes)


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _first_row(rows: Sequence[Sequence[Cell]]) -> int:
    """Where the headers start: the first row, unless it is blank or a lone title above a wider row."""
    filled = [sum(not blank(cell) for cell in row) for row in rows[:HEAD]]
    for number, count in enumerate(filled):
        wider = max(filled[number + 1 :], default=0)
        if count > 1 or (count == 1 and wider <= 2):
            return number
    return 0


def open_workbook(data: bytes, kind: str, name: str, path: str) -> list[Sheet]:
    """Every visible worksheet that holds something.

    Raises
    ------
    InputError
        For whatever `limits` refuses, for damaged workbooks, and when every sheet is empty.
    """
    import python_calamine as calamine

    notes: list[Message] = []
    formulas: dict[str, list[Message]] = {}
    refused: dict[str, DataError] = {}
    if kind == "zip":
        archive = check_zip(data, name)
        notes += _carried(archive, name)
        formulas = _sheet_notes(archive, name, refused)
        _check_others(archive, name)
        unseen = _unseen(archive)
    else:
        check_ole(data, name)
        spans.xls(data, name)
        unseen = hidden.of_xls(data)
    for title, (n, filtered) in unseen.items():
        formulas.setdefault(title, []).append(_told_hidden(name, title, n, filtered))
    with guarded(lambda reason: InputError("survey.workbook_unreadable", name=name, reason=reason)):
        try:
            book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        except getattr(calamine, "PasswordError", ()):
            raise InputError("survey.password_protected", name=name) from None
        meta = [sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        visible = [sheet.name for sheet in meta if sheet.visible == calamine.SheetVisibleEnum.Visible]
        sheets = []
        for title in visible or [sheet.name for sheet in meta]:
            try:
                if title in refused:
                    raise refused[title]
                found = book.get_sheet_by_name(title)
                check_columns(found.width, on_sheet(name, title))
            except DataError as error:
                sheets.append(Sheet(path, title, (), refused=error))
                continue
            if not found.height or not found.width:
                continue
            rows = found.to_python(skip_empty_area=False)
            sheets.append(Sheet(path, title, rows, (*notes, *formulas.get(title, ())), _merged(found)))
    if not sheets:
        raise DataError("survey.sheets_empty", name=name, n=len(visible), sheets=listed(visible))
    return sheets


def _unseen(archive: zipfile.ZipFile) -> hidden.Hidden:
    """The rows that .ods and .xlsb hide; of .xlsx they are found with the formulas."""
    members = archive.namelist()
    if "content.xml" in members:
        return hidden.of_ods(_inflate(archive, "content.xml"))
    if "xl/workbook.bin" not in members:
        return {}
    sheets = {one: _inflate(archive, one) for one in members if one.startswith("xl/worksheets/")}
    links = "xl/_rels/workbook.bin.rels"
    return hidden.of_xlsb(
        _inflate(archive, "xl/workbook.bin"), _inflate(archive, links) if links in members else b"", sheets
    )


def _merged(sheet: object) -> list[Merged]:
    ranges = getattr(sheet, "merged_cell_ranges", None)
    return list(ranges or [])


def _refuse_merged(merged: Sequence[Merged], start: int, place: Place) -> None:
    """Headers merged over several columns leave all but the first without a name."""
    wide = [
        f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
        for (top, left), (bottom, right) in merged
        if top == start and right > left
    ]
    if wide:
        raise DataError("survey.headers_merged", place=place, n=len(wide), cells=listed(wide, 4))


def _carried(archive: zipfile.ZipFile, name: str) -> list[Message]:
    """What a workbook carries beside cells, and why it does not matter or does."""
    members = archive.namelist()
    if not any(member.startswith("xl/") or member == "content.xml" for member in members):
        raise InputError("survey.zip_without_workbook", name=name, members=listed(members, 4))
    notes = []
    if any(member.lower().endswith("vbaproject.bin") for member in members):
        notes.append(Message("survey.macros_ignored", name=name))
    if any(member.startswith("xl/externalLinks/") for member in members):
        notes.append(Message("survey.links_not_followed", name=name))
    return notes


_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f[ >/](.{0,9000}?)</c>', re.DOTALL)


_HIDDEN = re.compile(rb'<row [^>]{0,400}?\bhidden="(?:1|true)"')
_SHEET = re.compile(rb"<sheet [^>]*>")
_RELATION = re.compile(rb"<Relationship [^>]*>")


def _sheet_files(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which packed file holds which sheet: member name → sheet name."""
    import html

    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}

    def attribute(tag: bytes, name: bytes) -> str:
        match = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
        return html.unescape(match[1].decode("utf-8", "replace")) if match else ""

    targets = {
        attribute(tag, b"Id"): attribute(tag, b"Target")
        for tag in _RELATION.findall(_inflate(archive, "xl/_rels/workbook.xml.rels"))
    }
    sheets = _SHEET.findall(_inflate(archive, "xl/workbook.xml"))
    found = {targets.get(attribute(tag, b"r:id"), ""): attribute(tag, b"name") for tag in sheets}
    return {
        ("" if target.startswith("/") else "xl/") + target.lstrip("/"): name for target, name in found.items() if target
    }


def _inflate(archive: zipfile.ZipFile, member: str) -> bytes:
    """A member's bytes, or none when it is damaged: calamine then names the damage."""
    try:
        return archive.read(member)
    except DAMAGE:
        return b""


def _told_hidden(name: str, title: str, n: int, filtered: bool) -> Message:
    return Message("survey.rows_hidden", place=on_sheet(name, title), n=n, filtered=filtered)


def _sheet_notes(archive: zipfile.ZipFile, name: str, refused: dict[str, DataError]) -> dict[str, list[Message]]:
    """For each sheet: how many rows are hidden, which cells hold formulas, and which of those have no saved value.

    Sheets that cannot be read go to ``refused``; they stop nobody who reads another one.
    """
    notes: dict[str, list[Message]] = {}
    sheets = _sheet_files(archive)
    for member in archive.namelist():
        if not member.startswith("xl/worksheets/") or not member.endswith(".xml"):
            continue
        xml = _inflate(archive, member)
        title = sheets.get(member, member)
        if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml[:4096]:
            refused[title] = DataError("survey.sheet_defines_entities", name=name, sheet=title)
            continue
        try:
            spans.xlsx(xml, on_sheet(name, title))
        except DataError as error:
            refused[title] = error
            continue
        rows = len(_HIDDEN.findall(xml))
        if rows:
            filtered = b"<autoFilter" in xml
            notes.setdefault(title, []).append(_told_hidden(name, title, rows, filtered))
        if b"<f>" not in xml and b"<f " not in xml and b"<f/" not in xml:
            continue
        cells = [(match[1].decode(), re.search(rb"<v>[^<]", match[2]) is not None) for match in _FORMULA.finditer(xml)]
        empty = [cell for cell, saved in cells if not saved]
        note = Message(
            "survey.formulas",
            place=on_sheet(name, title),
            n=len(cells),
            cells=listed([cell for cell, _ in cells], 4),
            unsaved=len(empty),
            empty=listed(empty, 4),
        )
        notes.setdefault(title, []).append(note)
    return notes


def _check_others(archive: zipfile.ZipFile, name: str) -> None:
    """How far cells reach in .ods and .xlsb, whose readers lay out every sheet before one is asked for."""
    for member in archive.namelist():
        if member == "content.xml":
            spans.ods(_inflate(archive, member), name)
        elif member.startswith("xl/worksheets/") and member.endswith(".bin"):
            spans.xlsb(_inflate(archive, member), name)


def choose(sheets: Sequence[Sheet], wanted: str | None, name: str) -> list[Sheet]:
    """The sheet asked for by name, or all of them.

    Raises
    ------
    InputError
        For a sheet the workbook does not have; the message lists those it has.
    """
    if wanted is None:
        return list(sheets)
    wanted = str(wanted)
    for sheet in sheets:
        if sheet.name == wanted:
            return [sheet]
    loose = [sheet for sheet in sheets if sheet.name.strip().casefold() == wanted.strip().casefold()]
    if len(loose) == 1:
        return loose
    raise OptionError("located", place=name, what=unknown("sheet", wanted, [sheet.name for sheet in sheets]))
