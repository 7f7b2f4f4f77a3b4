"""Where two files first differ."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tamkit.study.rewriting import LONGEST, first_difference, rewritten


def archive(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (b"a\nb\n", b"a\nc\n", "line 2: 'b' then, 'c' now"),
        (b"a\n", b"a\nmore\n", "line 2: '' then, 'more' now"),
        (b"a\n", b"a\r\n", "from byte 3 on"),
        (b"\xff\x00\x01", b"\xff\x00\x02", "from byte 3 on"),
        (b"\xff\x00", b"\xff\x00\x02", "from byte 3 on"),
        (archive(a="x", b="y"), archive(a="x", b="z"), "b: line 1: 'y' then, 'z' now"),
        (archive(a="x"), archive(a="x", c="z"), "c: line 1: '' then, 'z' now"),
    ],
)
def test_the_first_place(then: bytes, now: bytes, said: str) -> None:
    assert str(first_difference(then, now)) == said


def test_of_a_long_line_only_what_stands_around() -> None:
    one, other = "x" * 500 + "a" + "y" * 500, "x" * 500 + "b" + "y" * 500
    values = first_difference(one.encode(), other.encode()).values
    assert len(values["then"]) == len(values["now"]) == LONGEST
    assert "a" in values["then"]
    assert "b" in values["now"]


def test_files_that_differ_or_are_not_made_again(tmp_path: Path) -> None:
    for name, text in (("one/a", "1"), ("one/b", "2"), ("one/c", "3"), ("two/a", "1"), ("two/b", "5")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    found = rewritten(tmp_path / "one", tmp_path / "two", ["a", "b", "c"])
    assert [str(one.said) for one in found] == ["b: line 1: '2' then, '5' now", "c: not written again"]
