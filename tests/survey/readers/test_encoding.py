"""Encodings of text files: marks first, then UTF-16 by its NULs, UTF-8, GB18030 and Big5 by what people write."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamkit.errors import DataError
from tamkit.survey.readers import encoding
from tamkit.survey.readers.encoding import decode

TEXT = "编号,性别,您的月可支配收入\n1,男,一千元以下\n2,女,三千元以上\n"
TRADITIONAL = "編號,性別,您的意見\n1,男,非常同意這個說法\n2,女,一點也不同意\n"


@pytest.mark.parametrize(
    ("mark", "codec", "named"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    ],
)
def test_marks(mark, codec, named):
    assert decode(mark + TEXT.encode(codec), "a.csv") == (TEXT, named)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-8", "gb18030"])
def test_without_a_mark(codec):
    assert decode(TEXT.encode(codec), "a.csv") == (TEXT, codec)


def test_big5():
    assert decode(TRADITIONAL.encode("big5"), "a.csv") == (TRADITIONAL, "big5")


@given(st.text("abcxyz,;0123456789 \n", min_size=1))
def test_plain_ascii_is_utf_8(text):
    assert decode(text.encode(), "a.csv") == (text, "utf-8")


def test_a_second_mark_inside_the_text_is_taken_off():
    assert decode(("\ufeff" + TEXT).encode("utf-16-le"), "a.csv")[0] == TEXT


@pytest.mark.parametrize("data", [b"a,b,c,d\n1,\x00\n", b"a,b\n1,2\n" * 3 + b"\x00"])
def test_a_nul_byte_is_named_by_its_line(data):
    with pytest.raises(DataError) as caught:
        decode(data, "a.csv")
    assert caught.value.message.key == "survey.nul_byte"
    assert caught.value.message.values["line"] == data[: data.index(b"\x00")].count(b"\n") + 1


def test_mixed_encodings_are_named_by_line():
    data = codecs.BOM_UTF8 + b"a,b\n1,2\n" + "男".encode("gb18030") + b",3\n"
    with pytest.raises(DataError) as caught:
        decode(data, "a.csv")
    assert caught.value.message.key == "survey.encodings_mixed"
    assert (caught.value.message.values["encoding"], caught.value.message.values["line"]) == ("utf-8-sig", 3)


def test_what_no_encoding_reads_is_refused():
    with pytest.raises(DataError) as caught:
        decode(b"a,b\n" + bytes(range(0x80, 0xFF)), "a.csv")
    assert caught.value.message.key == "survey.encoding_unknown"
    assert caught.value.message.values["line"] == 2


def test_accents_of_a_western_file_are_not_taken_for_chinese():
    with pytest.raises(DataError):
        decode("prénom;âge;réponse\nZoé;22;très satisfait\n".encode("latin-1"), "a.csv")


@pytest.mark.parametrize(
    ("char", "charset", "common"),
    [("的", "gb2312", True), ("的", "big5", True), ("，", "gb2312", True), ("ＡＢ"[0], "big5", True), ("龘",
    "gb2312", False),
     ("鱻", "big5", False), ("\ue000", "gb2312", False), ("\x85", "big5", False), ("é", "gb2312", False)],
)  # fmt: skip
def test_characters_people_write(char, charset, common):
    assert encoding._common(char, charset) is common


def test_how_plausible_a_text_is():
    assert encoding._plausible("abc", "gb2312") == 0.0
    assert encoding._plausible("a的，龘龘", "gb2312") == 0.5
