"""Workbooks that no library at hand writes, by hand and as small as readers accept: .xls, .xlsb and .ods."""

from __future__ import annotations

import struct
from collections.abc import Collection
from xml.sax.saxutils import escape

from bad_input.spoil import Rows, zipped

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(rows: Rows, more: bytes = b"") -> bytes:
    """Rows as a BIFF8 workbook in a compound file; ``more`` are further records of the workbook."""
    return _compound(_biff(rows, more))


def record(kind: int, body: bytes) -> bytes:
    """A record of an .xls."""
    return struct.pack("<HH", kind, len(body)) + body


def _biff(rows: Rows, more: bytes) -> bytes:
    shared: dict[str, int] = {}  # words of cells that stand in the table of strings
    size = 8
    width = max(len(row) for row in rows)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    sheet += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, int | float):
                sheet += record(0x0203, place + struct.pack("<d", float(cell)))
            elif cell not in ("", None):
                words = str(cell)
                if words not in shared and size + 2 * len(words) + 3 < 8000:
                    shared[words] = len(shared)
                    size += 2 * len(words) + 3
                if words in shared:
                    sheet += record(0x00FD, place + struct.pack("<I", shared[words]))
                else:
                    sheet += record(0x0204, place + _counted(words))
    sheet += record(0x00E5, struct.pack("<HHHHH", 1, len(rows), len(rows) + 1, 0, 1)) + record(0x000A, b"")
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    start += record(0x0042, struct.pack("<H", 1200)) + more
    table = record(0x00FC, struct.pack("<II", len(shared), len(shared)) + b"".join(map(_counted, shared)))
    name = b"Sheet1"
    at = len(start) + 12 + len(name) + len(table) + 4
    return (
        start + record(0x0085, struct.pack("<IHBB", at, 0, len(name), 0) + name) + table + record(0x000A, b"") + sheet
    )


def _counted(text: str) -> bytes:
    words = text.encode("utf-16-le")
    return struct.pack("<HB", len(words) // 2, 1) + words


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream, ``Workbook``: header, its sectors, the directory, the allocation table."""
    stream = stream.ljust(4096, b"\0")  # smaller ones would stand in a stream of their own
    count = -(-len(stream) // SECTOR)
    directory, table = count, count + 1
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    head += struct.pack("<IIIIIIIII", 1, directory, 0, 4096, END, 0, END, 0, table) + struct.pack("<I", FREE) * 108

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        words = (name + "\0").encode("utf-16-le") if name else b""
        body = words.ljust(64, b"\0") + struct.pack("<HBBIII", len(words), kind, 1, FREE, FREE, child)
        return body + b"\0" * 36 + struct.pack("<IQ", start, size)

    entries = entry("Root Entry", 5, 1, END, 0) + entry("Workbook", 2, FREE, 0, len(stream))
    entries += (entry("", 0, FREE, 0, 0)) * 2
    chain = [*range(1, count), END, END, FAT]
    allocation = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    if len(allocation) > SECTOR:
        raise ValueError("too many rows for one sector of the allocation table")
    return head + stream.ljust(count * SECTOR, b"\0") + entries + allocation


def ods(rows: Rows) -> bytes:
    """Rows as an OpenDocument spreadsheet."""

    def cell(value: object) -> str:
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'  # noqa: E501
        words = escape(str(value))
        return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="x"/></manifest:manifest>'
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()})


def xlsb(rows: Rows, hidden: Collection[int] = (), *, filtered: bool = False) -> bytes:
    """Rows as a binary workbook (BIFF12); those of the ``hidden`` numbers (from 0) are hidden."""
    sheets = _record(0x9C, struct.pack("<II", 0, 1) + _words("rId1") + _words("Sheet1"))
    book = _record(0x83) + _record(0x8F) + sheets + _record(0x90) + _record(0x84)
    width = max(len(row) for row in rows)
    sheet = _record(0x81) + _record(0x94, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)) + _record(0x91)
    for number, row in enumerate(rows):
        sheet += _record(0x00, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 * (number in hidden), 0, 0))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(cell, int | float):
                sheet += _record(0x05, place + struct.pack("<d", float(cell)))
            elif cell not in ("", None):
                sheet += _record(0x06, place + _words(str(cell)))
    sheet += _record(0x92)
    if filtered:
        sheet += _record(0xA1, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)) + _record(0xA2)
    sheet += _record(0x82)
    types = "http://schemas.openxmlformats.org"
    relation = f'<Relationship Id="rId1" Type="{types}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/>'  # noqa: E501
    links = f'<Relationships xmlns="{types}/package/2006/relationships">{relation}</Relationships>'
    content = f'<Types xmlns="{types}/package/2006/content-types"></Types>'
    return zipped(
        {
            "[Content_Types].xml": content.encode(),
            "xl/_rels/workbook.bin.rels": links.encode(),
            "xl/workbook.bin": book,
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def _record(kind: int, body: bytes = b"") -> bytes:
    """A BIFF12 record: its kind and its length in groups of seven bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind, 0x01])
    size, rest = b"", len(body)
    while True:
        rest, group = rest >> 7, rest & 0x7F
        size += bytes([group | (0x80 if rest else 0)])
        if not rest:
            return head + size + body


def _words(text: str) -> bytes:
    words = text.encode("utf-16-le")
    return struct.pack("<I", len(words) // 2) + words
