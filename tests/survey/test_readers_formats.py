"""The ground the readers stand on: encodings, csv read fast and carefully, zip limits, columns by content."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamkit.errors import InputError
from tamkit.survey.readers import limits
from tamkit.survey.readers.delimited import Delimited, _careful, _fast
from tamkit.survey.readers.encoding import decode
from tamkit.survey.readers.table import factorize, letter, spell_rows

TEXT = "序号,题目,答案\n1,您是否同意,非常同意\n2,使用花呗很方便,不同意\n"
TRADITIONAL = "編號,題目,答案\n1,您是否同意,非常同意\n2,使用這個產品很方便,不同意\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_are_told_apart(encoding):
    assert decode(TEXT.encode(encoding), "a.csv") == (TEXT, encoding)


def test_big5_and_gb18030_are_told_apart():
    assert decode(TRADITIONAL.encode("big5"), "a.csv") == (TRADITIONAL, "big5")
    assert decode(TRADITIONAL.encode("gb18030"), "a.csv")[0] == TRADITIONAL


@pytest.mark.parametrize(
    "data",
    [
        "Größe,naïve,café\nÄpfel,Öl,Übung\n".encode("latin-1"),
        TEXT.encode() + "café".encode("latin-1"),
        bytes(range(128, 256)) * 4,
        TEXT.encode("utf-8-sig") + b"\xff\xfe\xff",
    ],
)
def test_never_latin_1(data):
    with pytest.raises(InputError, match=r"encoding|mixes"):
        decode(data, "a.csv")


def test_nul_bytes():
    with pytest.raises(InputError, match="line 2 holds a NUL byte"):
        decode(b"a,b,c,d,e,f,g\n1,\x00,2,3,4,5,6\n", "a.csv")


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8))
def test_fast_and_careful_reading_agree_with_the_csv_module(records):
    """pyarrow and the csv module must see the same cells, line breaks and quotation marks included."""
    records = [["x" + record[0], *record[1:]] for record in records]  # no blank records
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(records)
    fast = _fast(out.getvalue(), 3, ",")
    assert fast is not None
    careful, rows = _careful(out.getvalue(), 3, 3, ",", 1, "a.csv")
    for position in range(3):
        told = [record[position] for record in records]
        assert fast[position].to_list() == told
        assert careful[position].to_list() == told
    assert rows.tolist() == list(range(2, len(records) + 2))


def test_a_record_longer_than_a_block():
    text = "a,b\n" + '1,"' + "长 文\n" * 900_000 + '"\n2,y\n'
    table = Delimited(text.encode(), "a.csv", "a.csv").table(1)
    assert table.n == 2
    assert len(table.columns[1].values[0]) == 900_000 * 4


def test_characters_lost_before_are_noted():
    table = Delimited("a,b\n\ufffd\ufffd,1\n".encode(), "a.csv", "a.csv").table(1)
    assert "2 characters were lost" in str(table.notes[0])


def test_trailing_separators():
    for text in ("a,b,\n1,2\n3,4\n", "a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,\n", "a,b\n1,2,,,\n3,4\n"):
        table = Delimited(text.encode(), "a.csv", "a.csv").table(1)
        assert [column.to_list() for column in table.columns[:2]] == [["1", "3"], ["2", "4"]]


def bomb(declared: int, true: int) -> bytes:
    """A zip whose one member says ``declared`` bytes and unpacks to ``true``."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = body.compress(b"\0" * 1_000_000) + body.flush(zlib.Z_FULL_FLUSH)
    packed = block * (true // 1_000_000) + body.flush()
    name = b"xl/worksheets/sheet1.xml"
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(packed), declared, len(name), 0) + name + packed
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(packed), declared, len(name), 0, 0, 0, 0, 0, 0
    )
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(entry + name), len(local), 0)
    return local + entry + name + end


def test_zip_bombs_are_refused_before_unpacking():
    with pytest.raises(InputError, match="would unpack to 4,000 MB"):
        limits.check_zip(bomb(4_000_000_000, 1_000_000), "a.xlsx")
    with pytest.raises(InputError, match="although it says less"):
        limits.check_zip(bomb(1000, 1_100_000_000), "a.xlsx")


def test_many_members():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(limits.MAX_MEMBERS + 1):
            archive.writestr(str(number), b"")
    with pytest.raises(InputError, match="packed files"):
        limits.check_zip(out.getvalue(), "a.xlsx")


def test_dictionary_encoding():
    cells = factorize([1, 1.0, True, "1", None, 1])
    assert cells.codes.tolist() == [0, 1, 2, 3, 4, 0]
    assert cells.used().tolist() == [2, 1, 1, 1, 1]
    assert cells.take(np.array([True, False, False, True, False, False])).to_list() == [1, "1"]


def test_places():
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert str(spell_rows([4], 1)) == "row 4"
    assert str(spell_rows([4, 9], 12)) == "rows 4, 9 and 10 more"
