"""Cells far outside their table are refused before a reader makes room for all that lies between."""

from __future__ import annotations

import struct

import pytest
from bad_input.old_formats import ods, record, xls, xlsb
from bad_input.spoil import good, repacked, xlsx

from tamkit.errors import DataError, InputError
from tamkit.questionnaire import loads
from tamkit.survey.readers import spans, workbook


def sheets(data, kind="zip"):
    return workbook.open_workbook(data, kind, "a", "a")


def refused(work, *given):
    with pytest.raises(InputError) as caught:
        work(*given)
    assert caught.value.message.key == "survey.cell_far_outside"
    return caught.value.message.values


@pytest.mark.parametrize(
    ("height", "width", "filled", "passes"),
    [
        (1_048_576, 60, 1_048_576 * 60, True), (1_048_577, 1, 1_048_577, False), (1, 16_384, 2, True),
        (1, 16_385, 16_385, False), (1_048_576, 144, 10**9, False), (1_048_576, 143, 10**9, True),
        (100_000, 20, 1, True), (100_001, 20, 40_000, False), (100_001, 20, 40_001, True), (0, 0, 0, True),
    ],
)  # fmt: skip
def test_how_far_cells_may_reach(height, width, filled, passes):
    if passes:
        spans.check(height, width, filled, "a.xlsx")
    else:
        assert refused(spans.check, height, width, filled, "a.xlsx")["row"] == height


@pytest.mark.parametrize(
    ("xml", "row", "column"),
    [
        (b'<row r="1048577"><c><v>1</v></c></row>', 1_048_577, "A"),
        (b'<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>', 1_048_576, "ZZ"),
        (b'<row r="10000"><c r="XFD10000"><v>1</v></c></row>', 10_000, "XFD"),
        (b'<row r="2"><c r="A99999999"><v>1</v></c></row>', 99_999_999, "A"),
        (b'<row r="2"><c r="ABCD2"><v>1</v></c></row>', 2, "ABCD"),
        (b'<x:row r="2"><x:c s="1" r=\'abcd2\'><x:v>1</x:v></x:c></x:row>', 2, "ABCD"),
        (b'<row r="2"><c r="ZZZZZZZZZZZZ2"><v>1</v></c></row>', 2, None),
        (b'<row r="3000000"/><row><c><v>1</v></c><c><v>2</v></c></row>', 3_000_001, "B"),
    ],
)
def test_a_lone_cell_of_a_worksheet(xml, row, column):
    found = refused(spans.xlsx, xml, "a.xlsx")
    assert found["row"] == row
    assert column is None or found["column"] == column


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<sheetData/>",
        b'<row r="1048576"><c r="XFD1048576" s="3"/></row><row r="1"><c r="A1"><v>1</v></c></row>',
        b'<row r="1048576" hidden="1"/>',
        b'<row r="70000"><c r="Z70000"><v>1</v></c></row>',
        b"<row><c><v>1</v></c></row>" * 3,
    ],
    ids=["nothing", "no rows", "a style", "a hidden row", "small enough", "no places"],
)
def test_what_takes_no_room_is_no_reason(xml):
    spans.xlsx(xml, "a.xlsx")


@pytest.mark.parametrize(
    ("cell", "width"),
    [("B2", 26), ("Z9", 26), ("AA1", 52), ("bc4", 78), ("ZZ3", 702), ("AAA1", 703), ("XFD1", 16384), ("ABCD1", 19010)],
)
def test_how_wide_a_sheet_is(cell, width):
    """Exactly beyond ZZ, else to the end of the first letter; whatever the row, the marks and what else is called r."""
    noise = b'<c r="A1"/><c r="C7" t="r=\'XX1"/><v>xr="YY12"</v>'
    for mark in (b'"', b"'"):
        for before in (b" ", b"\n"):
            named = b"<c s='1'" + before + b"r=" + mark + cell.encode() + mark + b"/>"
            assert spans._width(noise + named) == spans._width(named + noise) == width


def test_a_sheet_that_is_not_asked_for_stops_nothing():
    def two(book):
        book.create_sheet("Notes")["J1048576"] = "x"

    found = sheets(xlsx(good(), two))
    assert [sheet.name for sheet in found if sheet.refused is None] == ["Sheet"]
    assert refused(found[1].table, 1)["column"] == "J"


def ods_with(old: bytes, new: bytes) -> bytes:
    return repacked(ods(good()), lambda name, body: body.replace(old, new, 1) if name == "content.xml" else body)


ROW = b"</table:table-row><table:table-row"
REPEATED = ROW + b' table:number-rows-repeated="1000000"'
EMPTY = b"><table:table-cell/>" + ROW + b">"
CELL = b'<table:table-cell office:value-type="string"><text:p>PU1'


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        (ROW, REPEATED, 1_000_012),
        (ROW + b">", REPEATED + EMPTY, 1_000_013),
        (CELL, CELL.replace(b"cell ", b'cell table:number-columns-repeated="2000000000" '), 13),
        (ROW, ROW + b" table:number-rows-repeated='" + b"9" * 500 + b"'", 10**12 + 11),
    ],
    ids=["rows", "empty rows between", "columns", "a number without end"],
)
def test_repetitions_of_an_ods(old, new, row):
    assert refused(sheets, ods_with(old, new))["row"] == row


def test_empty_rows_at_the_end_of_an_ods_count_for_nothing():
    rest = REPEATED.removeprefix(b"</table:table-row>") + b"><table:table-cell/></table:table-row></table:table>"
    found = sheets(ods_with(b"</table:table>", rest))
    assert found[0].size == 13


def test_a_cell_of_an_xls_beyond_its_last_column():
    """At 0.1.0 the process ended: four thousand million places were asked for."""
    data = bytearray(xls(good()))
    at = data.find(struct.pack("<HHHHHI", 0x00FD, 10, 0, 5, 0, 5))  # the header PU1
    assert at > 0
    data[at + 6 : at + 8] = b"\xff\xff"
    assert refused(sheets, bytes(data), "ole") == {"place": "a", "row": 13, "column": "CRXP"}


def test_an_extent_an_xls_only_claims():
    data = bytearray(xls(good()))
    at = data.find(struct.pack("<HHII", 0x0200, 14, 0, 13))
    data[at + 8 : at + 12] = struct.pack("<I", 4_000_000_000)
    assert refused(sheets, bytes(data), "ole")["row"] == 4_000_000_000


def test_several_cells_in_one_record_of_an_xls():
    merged, several = struct.pack("<5H", 1, 13, 14, 0, 1), struct.pack("<HHIH", 0, 0, 0, 300)
    data = xls(good()).replace(record(0x00E5, merged), record(0x00BD, several))
    assert refused(sheets, data, "ole")["column"] == "KO"


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        (bytes([0, 17]) + struct.pack("<I", 12), bytes([0, 17]) + struct.pack("<I", 9_000_000), 9_000_001),
        (struct.pack("<II", 5, 0), struct.pack("<II", 4_000_000, 0), 13),
    ],
    ids=["row", "column"],
)
def test_places_of_an_xlsb(old, new, row):
    def change(name, body):
        assert not name.endswith("sheet1.bin") or old in body
        return body.replace(old, new, 1) if name.endswith("sheet1.bin") else body

    assert refused(sheets, repacked(xlsb(good()), change))["row"] == row


@pytest.mark.parametrize("write", [xlsx, xls, xlsb, ods])
def test_good_tables_pass(write, tmp_path):
    from bad_input.spoil import FORM

    from tamkit.survey import load

    file = tmp_path / f"a.{write.__name__}"
    file.write_bytes(write(good(40)))
    assert load(file, loads(FORM, "form.yaml")).n == 40


def test_it_is_data_that_do_not_fit():
    with pytest.raises(DataError):
        spans.check(2_000_000, 1, 1, "a.xlsx")
