"""Rows hidden in xls and ods: small workbooks made byte by byte, which calamine reads as any other."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from bad_input.old_formats import xlsb
from survey.samples import small

from tamkit.survey import load
from tamkit.survey.readers import hidden

CODES = small().item_codes
MANIFEST = '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    return record(0x204, struct.pack("<HHHHB", row, column, 15, len(text), 1) + text.encode("utf-16-le"))


def number(row: int, column: int, value: float) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 15, value))


def xls(rows: list[list[float]], unseen: set[int], *, filtered: bool = False, wide: bool = False) -> bytes:
    """A BIFF8 workbook with one sheet; ``unseen``: rows that are hidden, the header being 0."""
    name = "数据" if wide else "Total"
    said = struct.pack("<BB", len(name), int(wide)) + (name.encode("utf-16-le") if wide else name.encode())
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    place = len(head) + 4 + 6 + len(said) + 4
    globals_ = head + record(0x85, struct.pack("<IBB", place, 0, 0) + said) + record(0x0A)
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += record(0x200, struct.pack("<IIHHH", 0, len(rows) + 1, 0, len(CODES), 0))
    sheet += record(0x9B) if filtered else b""
    for row in range(len(rows) + 1):
        flags = 0x100 | (0x20 if row in unseen else 0)
        sheet += record(0x208, struct.pack("<HHHHHHHH", row, 0, len(CODES), 255, 0, 0, flags, 15))
    sheet += b"".join(label(0, column, code) for column, code in enumerate(CODES))
    sheet += b"".join(number(r, c, v) for r, row in enumerate(rows, 1) for c, v in enumerate(row)) + record(0x0A)
    return compound(globals_ + sheet)


def compound(stream: bytes) -> bytes:
    """A compound file that holds one stream, called Workbook."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    fat = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        body = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return body.ljust(116, b"\0") + struct.pack("<III", start, size, 0)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    )
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header += struct.pack("<108I", *[0xFFFFFFFF] * 108)
    return header.ljust(512, b"\0")[:512] + fat + directory.ljust(512, b"\0") + stream


def ods(path: Path, rows: list[list[float]], unseen: set[int], how: str = "filter") -> Path:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{code}</text:p></table:table-cell>' for code in CODES
    )
    body = f"<table:table-row>{cells}</table:table-row>"
    for at, row in enumerate(rows, 1):
        state = f' table:visibility="{how}"' if at in unseen else ""
        cells = "".join(
            f'<table:table-cell office:value-type="float" office:value="{v}"><text:p>{v}</text:p></table:table-cell>'
            for v in row
        )
        body += f"<table:table-row{state}>{cells}</table:table-row>"
    body += '<table:table-row table:number-rows-repeated="1048000" table:visibility="collapse">'
    body += "<table:table-cell/></table:table-row>"
    names = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    content = f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
    content += f'<table:table table:name="A &amp; B">{body}</table:table>'
    content += "</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return path


ROWS = [[1 + (r + c) % 5 for c in range(len(CODES))] for r in range(6)]


@pytest.mark.parametrize(("filtered", "wide"), [(True, False), (False, True)])
def test_hidden_rows_of_an_old_workbook_are_told(tmp_path, filtered, wide):
    """At 0.1.0 they were read without a word."""
    file = tmp_path / "a.xls"
    file.write_bytes(xls(ROWS, {2, 5}, filtered=filtered, wide=wide))
    survey = load(file, small())
    assert survey.n == 6
    told = [str(note) for note in survey.notes if "hidden" in str(note)]
    assert len(told) == 1
    assert "2 rows are hidden" in told[0]
    assert ("by a filter" in told[0]) == filtered
    assert hidden.of_xls(xls(ROWS, set())) == {}


@pytest.mark.parametrize("how", ["filter", "collapse"])
def test_hidden_rows_of_an_open_document_are_told(tmp_path, how):
    survey = load(ods(tmp_path / "a.ods", ROWS, {3}, how), small())
    assert survey.n == 6
    told = [str(note) for note in survey.notes if "hidden" in str(note)]
    assert ["one row is hidden" in one for one in told] == [True]
    assert ("by a filter" in told[0]) == (how == "filter")
    assert "'A & B'" in told[0]
    assert not any("hidden" in str(note) for note in load(ods(tmp_path / "b.ods", ROWS, set()), small()).notes)


def test_whatever_is_no_workbook_hides_nothing():
    whole = xls(ROWS, {1})
    assert hidden.of_xls(whole) == {"Total": (1, False)}
    for cut in range(0, len(whole), 97):
        assert set(hidden.of_xls(whole[:cut])) <= {"Total"}
    for at in range(24, 600, 7):  # damaged in the header and the table of sectors
        hidden.of_xls(whole[:at] + b"\xff\xff" + whole[at + 2 :])
    assert hidden.of_xls(b"") == {}
    assert hidden.of_ods(b"<table:table") == {}


@pytest.mark.parametrize("filtered", [True, False])
def test_hidden_rows_of_a_binary_workbook_are_told(tmp_path, filtered):
    file = tmp_path / "a.xlsb"
    file.write_bytes(xlsb([CODES, *ROWS], {2, 3, 6}, filtered=filtered))
    survey = load(file, small())
    assert survey.n == 6
    told = [str(note) for note in survey.notes if "hidden" in str(note)]
    assert ["3 rows are hidden" in one for one in told] == [True]
    assert ("by a filter" in told[0]) == filtered
    file.write_bytes(xlsb([CODES, *ROWS]))
    assert not any("hidden" in str(note) for note in load(file, small()).notes)
    assert hidden.of_xlsb(b"\x9c\x01\x04abcd", b"", {}) == {}
