"""The same contents give the same archive."""

from __future__ import annotations

import io
import zipfile

from tamkit.report.packing import EPOCH, repacked

CORE = (
    b'<cp><dcterms:created xsi:type="x">2026-01-02T03:04:05Z</dcterms:created>'
    b"<dcterms:modified>2026-01-02T03:04:05Z</dcterms:modified><dc:title>2026</dc:title></cp>"
)


def archive(when: tuple[int, ...], names: list[str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name, when), CORE if name == "docProps/core.xml" else name.encode())  # type: ignore[arg-type]
    return out.getvalue()


NAMES = ["word/b.xml", "docProps/core.xml", "[Content_Types].xml", "word/a.xml"]


def test_order_and_times_of_the_parts_do_not_show() -> None:
    one = repacked(archive((2020, 1, 1, 0, 0, 0), NAMES))
    assert one == repacked(archive((2025, 5, 5, 5, 5, 4), NAMES[::-1]))


def test_content_types_come_first_and_all_parts_are_kept() -> None:
    made = zipfile.ZipFile(io.BytesIO(repacked(archive((2020, 1, 1, 0, 0, 0), NAMES))))
    assert made.namelist() == ["[Content_Types].xml", "docProps/core.xml", "word/a.xml", "word/b.xml"]
    for info in made.infolist():
        assert info.date_time == EPOCH
        assert info.compress_type == zipfile.ZIP_DEFLATED
        assert info.external_attr >> 16 == 0o644
        if info.filename != "docProps/core.xml":
            assert made.read(info) == info.filename.encode()


def test_the_clock_in_the_properties_is_stopped() -> None:
    made = zipfile.ZipFile(io.BytesIO(repacked(archive((2020, 1, 1, 0, 0, 0), NAMES))))
    text = made.read("docProps/core.xml")
    assert text.count(b"2000-01-01T00:00:00Z") == 2
    assert b"03:04:05" not in text
    assert b'xsi:type="x">2000' in text
    assert b"<dc:title>2026</dc:title>" in text


def test_a_part_may_be_written_otherwise() -> None:
    data = archive((2020, 1, 1, 0, 0, 0), NAMES)
    made = zipfile.ZipFile(io.BytesIO(repacked(data, {"word/a.xml": lambda part: part + b" and more"})))
    assert made.read("word/a.xml") == b"word/a.xml and more"
    assert made.read("word/b.xml") == b"word/b.xml"
