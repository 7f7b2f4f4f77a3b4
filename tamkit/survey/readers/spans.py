"""How far the cells of a sheet reach, before a reader lays out a place for every cell up to the last one.

A cell in the last corner of a sheet makes seventeen thousand million empty ones, which ends the process and not the
reading alone. Each check looks at every place where a format says where a cell is; what it lets pass fits the memory.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from tamkit.errors import DataError
from tamkit.survey.readers.compound import Compound
from tamkit.survey.readers.table import Place, letter

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MAX_CELLS = 150_000_000
#: A sheet larger than this of which less than a fiftieth is filled holds something that does not belong to its table.
SPARSE, FILLED = 2_000_000, 50


def check(height: int, width: int, filled: int, place: Place) -> None:
    """Refuses a sheet whose cells reach too far, or so far that it is empty nearly everywhere.

    Raises
    ------
    DataError
        Naming the last row and column.

    >>> check(1_000_000, 60, 50_000_000, "a.xlsx")
    >>> check(1_000_000, 60, 2_000, "a.xlsx")
    Traceback (most recent call last):
        ...
    tamkit.errors.DataError: a.xlsx: a cell stands far outside the table (it reaches to row 1,000,000, column BH); \
delete what lies right of and below the responses.
    """
    cells = height * width
    outside = height > MOST_ROWS or width > MOST_COLUMNS or cells > MAX_CELLS
    if outside or (cells > SPARSE and filled * FILLED < cells):
        column = letter(min(width, 10**9) - 1)
        raise DataError("survey.cell_far_outside", place=place, row=height, column=column)


_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]{0,400}?\br=["'](\d+)""")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_WHERE = re.compile(rb"""\br=["']([A-Za-z]*)(\d+)""")
_AT = rb"""r=["'](?<=\sr=.)"""  # the letter first: a search for what begins with a class looks at every byte
_WIDER = re.compile(_AT + rb"([A-Za-z]{4,})\d")
_WIDE = re.compile(_AT + rb"([A-Za-z]{3})\d")


def xlsx(xml: bytes, place: Place) -> None:
    """A worksheet's XML: rows and cells each say where they are."""
    try:
        check(*_bound(xml), place)
    except DataError:  # perhaps of cells that hold a style and nothing else
        check(*_exact(xml), place)


def _bound(xml: bytes) -> tuple[int, int, int]:
    """How far cells reach at most, and how many there are at most, at the pace of a search."""
    height = max((int(match[1]) for match in _ROW.finditer(xml)), default=0)
    # A cell may say another row than the one it stands in; those of as many digits are no bombs.
    lower = re.compile(_AT + rb"[A-Za-z]+(\d{%d,})" % (len(str(height)) + 1))
    height = max((int(match[1]) for match in lower.finditer(xml)), default=height)
    return height, _width(xml), xml.count(b' r="') + xml.count(b" r='")


def _exact(xml: bytes) -> tuple[int, int, int]:
    """The same of cells that hold something; what does not say where it is stands after the one before."""
    height = width = filled = row = column = 0
    for tag in _TAG.finditer(xml):
        said = _WHERE.search(tag[2])
        if tag[1] == b"row":
            row, column = int(said[2]) if said else row + 1, 0
            continue
        column = _number(said[1].upper()) if said else column + 1
        if not tag[2].endswith(b"/"):
            height, width, filled = max(height, int(said[2]) if said else row), max(width, column), filled + 1
    return height, width, filled


def _width(xml: bytes) -> int:
    """The widest column a cell names: exactly beyond ZZ, where it matters, else to the end of its first letter."""
    for wide in (_WIDER, _WIDE):
        found = {match[1].upper() for match in wide.finditer(xml)}
        if found:
            return max(map(_number, found))
    # Upwards: what a first row has is found at once, and only what isn't there takes a search of the whole.
    first = 0
    while first < 26:
        letters = b"%c-Z%c-z" % (65 + first, 97 + first)
        further = re.search(_AT + b"([" + letters + rb"])[A-Za-z]\d", xml)
        if further is None:
            break
        first = _number(further[1].upper())
    return 26 * first + 26


def _number(letters: bytes) -> int:
    number = 0
    for one in letters[:9]:
        number = 26 * number + one - 64
    return number


_ODS_SHEET = re.compile(rb"<table:table[\s>]")
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>")
_ODS_ROWS = re.compile(rb"""number-rows-repeated=["'](\d+)""")
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_ODS_COLUMNS = re.compile(rb"""number-columns-repeated=["'](\d+)""")


def ods(xml: bytes, place: Place) -> None:
    """The content of an OpenDocument file: rows and cells say how often they are to be repeated; empty ones at the end
    count for nothing."""
    for sheet in _ODS_SHEET.split(xml)[1:]:
        height = last = filled = width = 0
        rows = list(_ODS_ROW.finditer(sheet))
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            height += _times(_ODS_ROWS, row[1])
            cells = _ODS_CELL.findall(sheet, row.end(), following.start() if following else len(sheet))
            held = [_times(_ODS_COLUMNS, cell) for cell in cells if not cell.endswith(b"/") or b"office:" in cell]
            if held:
                last, filled, width = height, filled + len(held), max(width, sum(held))
        check(last, width, filled, place)


def _times(repeated: re.Pattern[bytes], attributes: bytes) -> int:
    said = repeated.search(attributes)
    return int(said[1][:12]) if said else 1


# Records of cells in an .xls: FORMULA, MULRK, MULBLANK, LABELSST, RSTRING, BLANK, NUMBER, LABEL, BOOLERR, RK.
_XLS_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_XLS_SEVERAL = (0x00BD, 0x00BE)
_XLS_EXTENT, _XLS_SHEET, _XLS_END = 0x0200, 0x0085, 0x000A
XLS_ROWS, XLS_COLUMNS = 65_536, 256


def xls(data: bytes, name: str) -> None:
    """An old workbook: every sheet's extent as it says, and as its cells have it.

    Raises
    ------
    DataError, InputError
        For cells outside, and for a file whose parts run in a circle.
    """
    file = Compound(data, name)
    book = file.stream("Workbook") or file.stream("Book") or b""
    starts = {
        struct.unpack_from("<I", body)[0] for kind, body in _xls_records(book, 0) if kind == _XLS_SHEET if body[3:]
    }
    for start in sorted(starts):
        rows, columns, filled = 0, 0, 0
        for kind, body in _xls_records(book, start):
            if kind in _XLS_CELLS and len(body) >= 4:
                row, column = struct.unpack_from("<HH", body)
                if kind in _XLS_SEVERAL:
                    column = max(column, struct.unpack_from("<H", body, len(body) - 2)[0])
                rows, columns, filled = max(rows, row + 1), max(columns, column + 1), filled + 1
            elif kind == _XLS_EXTENT and len(body) in (10, 14):
                most, wide = struct.unpack_from("<4xIxxH" if len(body) == 14 else "<2xHxxH", body)
                if most > XLS_ROWS or wide > XLS_COLUMNS:
                    raise DataError("survey.cell_far_outside", place=name, row=most, column=letter(max(wide, 1) - 1))
        if columns > XLS_COLUMNS:
            raise DataError("survey.cell_far_outside", place=name, row=rows, column=letter(columns - 1))
        check(rows, columns, filled, name)


def _xls_records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record up to the end of a sheet."""
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _XLS_END:
            return
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


# Kinds of records in an .xlsb: a row's head; cells.
_XLSB_ROW, _XLSB_CELLS = 0, frozenset({*range(1, 12), 62})


def xlsb(sheet: bytes, place: Place) -> None:
    """A sheet of a binary workbook."""
    height = width = filled = 0
    for kind, body in xlsb_records(sheet):
        if kind == _XLSB_ROW and len(body) >= 4:
            height = max(height, struct.unpack_from("<I", body)[0] + 1)
        elif kind in _XLSB_CELLS and len(body) >= 4:
            width, filled = max(width, struct.unpack_from("<I", body)[0] + 1), filled + 1
    check(height, width, filled, place)


def xlsb_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record; kind and length stand in one or more bytes of seven bits."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < end and shift < 28:
            more = data[at]
            at += 1
            size |= (more & 0x7F) << shift
            shift += 7
            if not more & 0x80:
                break
        yield kind, data[at : at + size]
        at += size
