from __future__ import annotations

import struct

import pytest
from bad_input.old_formats import FREE, SECTOR, xls
from bad_input.spoil import good

from tamkit.errors import InputError
from tamkit.survey.readers.compound import Compound


def changed(at: int, *numbers: int) -> bytes:
    data = bytearray(xls(good()))
    data[at : at + 4 * len(numbers)] = struct.pack(f"<{len(numbers)}I", *numbers)
    return bytes(data)


def table(data: bytes) -> int:
    """Where the allocation table stands."""
    return (struct.unpack_from("<I", data, 76)[0] + 1) * SECTOR


def damaged(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        Compound(data, "a.xls").stream("Workbook")
    assert caught.value.message.key == "survey.compound_damaged"


def test_a_stream_by_name():
    file = Compound(xls(good()), "a.xls")
    found = file.stream("Workbook")
    assert found is not None
    assert found[:4] == struct.pack("<HH", 0x0809, 16)
    assert len(found) % SECTOR == 0 or len(found) > 4096
    assert file.stream("Book") is None


def test_a_small_stream_stands_in_small_sectors():
    data = bytearray(xls(good()))
    directory = (struct.unpack_from("<I", data, 48)[0] + 1) * SECTOR
    data[directory + 116 : directory + 120] = struct.pack("<I", 1)  # the root's stream: the second sector on
    data[directory + 128 + 116 : directory + 128 + 128] = struct.pack("<IQ", 1, 100)
    data[60:64] = struct.pack("<I", 0)  # the table of small sectors: the first sector
    data[SECTOR : 2 * SECTOR] = struct.pack("<128I", *([FREE, 3, FREE, 0xFFFFFFFE] + [FREE] * 124))
    whole = bytes(data)
    expected = whole[2 * SECTOR + 64 : 2 * SECTOR + 128] + whole[2 * SECTOR + 192 : 2 * SECTOR + 228]
    assert Compound(whole, "a.xls").stream("Workbook") == expected


def test_a_chain_in_a_circle_is_refused():
    """A reader that follows the chain fills the memory until the process ends."""
    start = table(xls(good()))
    damaged(changed(start + 4 * 3, 2))


def test_a_list_of_tables_in_a_circle_is_refused():
    damaged(changed(68, 0)[: 2 * SECTOR - 4] + struct.pack("<I", 0) + xls(good())[2 * SECTOR :])


def test_a_table_listed_twice_is_refused():
    first = struct.unpack_from("<I", xls(good()), 76)[0]
    damaged(changed(80, first))


def test_a_file_too_short_for_its_header():
    damaged(xls(good())[:400])


@pytest.mark.parametrize("length", [513, 700, 2048, 5000])
def test_what_is_cut_off_ends_early(length):
    found = Compound(xls(good())[:length], "a.xls").stream("Workbook")
    assert found is None or len(found) < length
