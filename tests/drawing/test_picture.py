"""A picture: its bytes, where it is saved, what a notebook sees."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from tamkit.drawing import Picture, picture
from tamkit.drawing.picture import PNG_DPI, font_family, look
from tamkit.errors import InputError


def made() -> Picture:
    def draw(figure: Any) -> None:
        figure.text(0.5, 0.5, "有用性 −0.5")

    return Picture("one", (2.0, 1.0), draw)


def test_both_formats_and_what_a_notebook_sees() -> None:
    one = made()
    assert one.png().startswith(b"\x89PNG")
    assert b"<svg" in one.svg()
    assert one._repr_png_() == one.png()
    assert one._repr_svg_() == one.svg().decode()
    assert repr(one) == "<Picture one, 2.0 × 1.0 in; .save(path), .svg(), .png()>"
    assert made().svg() == one.svg()
    assert made().png() == one.png()


@pytest.mark.parametrize("name", ["a.svg", "a.PNG"])
def test_saved_by_suffix(name: str, tmp_path: Path) -> None:
    one = made()
    assert one.save(tmp_path / name) == tmp_path / name
    assert (tmp_path / name).read_bytes() == (one.svg() if name.endswith("svg") else one.png())


def test_saved_nowhere(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends in \.svg or \.png"):
        made().save(tmp_path / "a.pdf")
    with pytest.raises(InputError, match="there is no folder"):
        made().save(tmp_path / "none" / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="drawing needs matplotlib, which is not installed"):
        picture.needed()


def test_without_the_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    assert picture.font_family.__wrapped__() == "DejaVu Sans"


def line(figure: Any) -> None:
    figure.add_axes((0, 0, 1, 1)).plot([0, 1], [0, 1])


def test_the_size_is_in_inches() -> None:
    data = Picture("a", (3.0, 2.0), line).png()
    assert struct.unpack(">II", data[16:24]) == (3 * PNG_DPI, 2 * PNG_DPI)


def test_a_picture_is_drawn_once() -> None:
    calls = []
    made = Picture("a", (2.0, 2.0), lambda figure: calls.append(1))
    made.svg(), made.png(), made.svg()
    assert calls == [1]


def test_a_mark_is_printed_in_the_corner() -> None:
    bare, marked = Picture("a", (3.0, 2.0), line), Picture("a", (3.0, 2.0), line, "simulated")
    assert bare.svg() != marked.svg()


def test_text_is_drawn_as_outlines_and_nothing_says_when(recwarn: pytest.WarningsRecorder) -> None:
    svg = made().svg()
    assert b"<text" not in svg
    assert b"dc:date" not in svg
    assert not [warning for warning in recwarn if "missing" in str(warning.message)]


def test_no_global_state_is_changed() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    Picture("a", (2.0, 2.0), line).svg()
    assert dict(mpl.rcParams) == before
    with look():
        assert mpl.rcParams["font.family"] == [font_family()]
        assert mpl.rcParams["axes.spines.top"] is False
    assert dict(mpl.rcParams) == before


def test_the_font_holds_what_reports_write() -> None:
    import pylopdf_fonts_zh_cn
    from matplotlib.ft2font import FT2Font

    held = FT2Font(str(pylopdf_fonts_zh_cn.sans_path())).get_charmap()
    for char in "感知风险初始信任采纳意愿−→²αβχ≥≤—–’“”…%*":
        assert ord(char) in held, char
