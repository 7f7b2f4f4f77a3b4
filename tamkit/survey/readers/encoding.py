"""Which encoding a text file is in. Chinese files come as UTF-8, GB18030 (GBK), UTF-16 or Big5; never as latin-1,
which decodes anything and turns Chinese into accents without a word."""

from __future__ import annotations

import codecs
import unicodedata

from tamkit.errors import DataError

_SAMPLE = 400_000
_PLAIN = "，。！？；：、（）《》“”‘’—…·～【】　〖〗「」％＋－＝￥×→┋①②③④⑤⑥⑦⑧⑨⑩"


def decode(data: bytes, name: str) -> tuple[str, str]:
    """(text, encoding). Tried in order: byte-order marks, UTF-16 without one, UTF-8, GB18030, Big5.

    Raises
    ------
    InputError
        When no encoding gives plausible text, and for NUL bytes (a binary or damaged file).

    >>> decode("编号,题目".encode("gb18030"), "a.csv")
    ('编号,题目', 'gb18030')
    """
    text, encoding = _decode(data, name)
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        raise DataError("survey.nul_byte", name=name, line=row)
    return text.removeprefix("\ufeff"), encoding


def _decode(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, encoding, name), encoding
    bare = _bare_utf16(data)
    if bare is not None:
        return _strict(data, bare, name), bare
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        offset = error.start
    best, score = "", 0.0
    text = ""
    for encoding in ("gb18030", "big5"):
        try:
            candidate = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        found = _plausible(candidate, "gb2312" if encoding == "gb18030" else "big5")
        if found > score + 0.2:  # Big5 must be clearly better than GB18030
            best, score, text = encoding, found, candidate
    if score >= 0.6:
        return text, best
    line = data.count(b"\n", 0, offset) + 1
    raise DataError("survey.encoding_unknown", name=name, line=line)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1  # the bytes as decoded: without their mark
        raise DataError("survey.encodings_mixed", name=name, encoding=encoding, line=line) from None


def _bare_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows as NULs at every other byte of its ASCII part."""
    sample = data[:4000]
    pairs = max(len(sample) // 2, 1)
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if high > 0.2 * pairs and high > 8 * low:
        return "utf-16-le"
    if low > 0.2 * pairs and low > 8 * high:
        return "utf-16-be"
    return None


def _plausible(text: str, charset: str) -> float:
    """Share of the non-ASCII characters that people write: frequent hanzi of the charset and Chinese punctuation.

    Both standards put the frequent characters first (GB 2312 rows 16–55, Big5 rows A4–C6); text decoded with the
    wrong one scatters over the rare ones.
    """
    sample = [char for char in text[: 4 * _SAMPLE] if ord(char) > 127][:_SAMPLE]
    if not sample:
        return 0.0
    counts: dict[str, int] = {}
    for char in sample:
        counts[char] = counts.get(char, 0) + 1
    good = sum(count for char, count in counts.items() if _common(char, charset))
    return good / len(sample)


def _common(char: str, charset: str) -> bool:
    if char in _PLAIN or "\uff00" <= char <= "\uffef":
        return True
    if unicodedata.category(char) in ("Co", "Cn", "Cc"):
        return False
    try:
        lead = char.encode(charset)[0]
    except UnicodeEncodeError:
        return False
    return 0xB0 <= lead <= 0xD7 if charset == "gb2312" else 0xA4 <= lead <= 0xC6
