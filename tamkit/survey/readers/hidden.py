"""Rows that xls, xlsb and ods workbooks hide, which calamine reads like others: how many a sheet, whether by a filter.

Only what is certain is told: a workbook that is laid out otherwise hides nothing as far as this module knows.
"""

from __future__ import annotations

import html
import re
import struct
from collections.abc import Iterator, Mapping

from tamkit.survey.readers.spans import xlsb_records

#: By the sheet's name: how many rows are hidden, and whether a filter hides them.
Hidden = dict[str, tuple[int, bool]]

_TABLE = re.compile(rb'<table:table\b[^>]*?\btable:name="([^"]*)"[^>]*>(.*?)</table:table>', re.DOTALL)
_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_REPEATED = re.compile(rb'table:number-rows-repeated="(\d{1,7})"')
_VISIBILITY = re.compile(rb'table:visibility="(collapse|filter)"')


def of_ods(content: bytes) -> Hidden:
    """From an OpenDocument sheet's ``content.xml``; rows without any answer are not counted."""
    found: Hidden = {}
    for name, body in _TABLE.findall(content):
        count, filtered = 0, False
        for attributes, cells in _ROW.findall(body):
            state = _VISIBILITY.search(attributes)
            if state is not None and b"<text:p" in cells:
                repeated = _REPEATED.search(attributes)
                count += int(repeated[1]) if repeated else 1
                filtered |= state[1] == b"filter"
        if count:
            found[html.unescape(name.decode("utf-8", "replace"))] = count, filtered
    return found


_END, _SECTOR_LIMIT = 0xFFFFFFF0, 4_000_000
_BOUNDSHEET, _BOF, _EOF, _SHEET_ROW, _FILTERED = 0x85, 0x809, 0x0A, 0x208, 0x9B
_HIDDEN = 0x20


def of_xls(data: bytes) -> Hidden:
    """From an Excel 97–2003 workbook."""
    try:
        stream = _workbook(data)
        return _rows(stream) if stream else {}
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook in a compound file; none where it is kept in small sectors."""
    size = {9: 512, 12: 4096}.get(struct.unpack_from("<H", data, 30)[0])
    if size is None:
        return b""
    first, cutoff = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 56)[0]

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    tables = list(struct.unpack_from("<109I", data, 76))
    more = struct.unpack_from("<I", data, 68)[0]
    while more < _END and len(tables) < _SECTOR_LIMIT:
        *entries, more = struct.unpack(f"<{size // 4}I", sector(more))
        tables += entries
    fat = [
        entry for table in tables if table < _END for entry in struct.unpack(f"<{size // 4}I", sector(table))
    ]  # fmt: skip

    def chain(start: int) -> bytes:
        parts: list[bytes] = []
        while start < _END and len(parts) <= len(fat):
            parts.append(sector(start))
            start = fat[start]
        return b"".join(parts)

    directory = chain(first)
    for at in range(0, len(directory), 128):
        entry = directory[at : at + 128]
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[: max(length - 2, 0)].decode("utf-16-le") in ("Workbook", "Book"):
            start, whole = struct.unpack_from("<II", entry, 116)
            return chain(start)[:whole] if whole >= cutoff else b""
    return b""


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _rows(stream: bytes) -> Hidden:
    found: Hidden = {}
    for kind, record in _records(stream):
        if kind == _EOF:
            break
        if kind != _BOUNDSHEET:
            continue
        place = struct.unpack_from("<I", record, 0)[0]
        length, wide = record[6], record[7] & 1
        name = record[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
        count, filtered, depth = 0, False, 0
        for inner, row in _records(stream, place):
            depth += (inner == _BOF) - (inner == _EOF)
            if not depth:
                break
            if depth == 1 and inner == _SHEET_ROW:
                count += bool(struct.unpack_from("<H", row, 12)[0] & _HIDDEN)
            filtered |= inner == _FILTERED
        if count:
            found[name] = count, filtered
    return found


_XLSB_SHEET, _XLSB_ROW, _XLSB_FILTER, _XLSB_HIDDEN = 156, 0, 161, 0x10
_LINK = re.compile(rb"<Relationship [^>]*>")
_LINK_PART = re.compile(rb'\b(Id|Target)="([^"]*)"')


def of_xlsb(book: bytes, links: bytes, members: Mapping[str, bytes]) -> Hidden:
    """From a binary workbook: its ``workbook.bin``, its relations, and its sheets by the name of the member."""
    targets = {}
    for tag in _LINK.findall(links):
        parts = {key: value.decode("utf-8", "replace") for key, value in _LINK_PART.findall(tag)}
        targets[parts.get(b"Id", "")] = parts.get(b"Target", "")
    found: Hidden = {}
    for kind, body in xlsb_records(book):
        if kind != _XLSB_SHEET:
            continue
        try:
            link, at = _wide(body, 8)
            title, _ = _wide(body, at)
        except (struct.error, UnicodeDecodeError):
            continue
        target = targets.get(link, "").lstrip("/").removeprefix("xl/")
        count, filtered = 0, False
        for inner, row in xlsb_records(members.get(f"xl/{target}", b"")):
            count += inner == _XLSB_ROW and len(row) > 11 and bool(row[11] & _XLSB_HIDDEN)
            filtered |= inner == _XLSB_FILTER
        if count:
            found[title] = count, filtered
    return found


def _wide(body: bytes, at: int) -> tuple[str, int]:
    """A text at a place, and where it ends."""
    length = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le"), end
