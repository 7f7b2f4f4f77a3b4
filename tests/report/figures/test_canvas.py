"""Drawings: the same bytes, no global state, the Chinese font."""

from __future__ import annotations

import struct

import pytest

from tamkit.report import tree
from tamkit.report.figures.canvas import PNG_DPI, Drawing, font_family, look
from tamkit.report.tree import Document


def line(figure: object) -> None:
    figure.add_axes((0, 0, 1, 1)).plot([0, 1], [0, 1])  # type: ignore[attr-defined]


def test_pictures_are_the_same_every_time() -> None:
    one, other = Drawing("a", (3.0, 2.0), line), Drawing("a", (3.0, 2.0), line)
    assert one.svg() == other.svg()
    assert one.png() == other.png()
    assert one == other


def test_the_size_is_in_inches() -> None:
    data = Drawing("a", (3.0, 2.0), line).png()
    assert struct.unpack(">II", data[16:24]) == (3 * PNG_DPI, 2 * PNG_DPI)


def test_a_picture_is_drawn_once() -> None:
    calls = []
    made = Drawing("a", (2.0, 2.0), lambda figure: calls.append(1))
    made.svg(), made.png(), made.svg()
    assert calls == [1]


def test_a_mark_is_printed_in_the_corner() -> None:
    bare, marked = Drawing("a", (3.0, 2.0), line), Drawing("a", (3.0, 2.0), line, "simulated")
    assert bare.svg() != marked.svg()


def test_text_is_drawn_as_outlines_and_nothing_says_when(models_zh: Document, recwarn: pytest.WarningsRecorder) -> None:
    figure = next(one for one in tree.figures(models_zh) if one.id == "reliability_figure")
    svg = figure.picture.svg()
    assert b"<text" not in svg
    assert b"dc:date" not in svg
    assert not [warning for warning in recwarn if "missing" in str(warning.message)]


def test_no_global_state_is_changed() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    Drawing("a", (2.0, 2.0), line).svg()
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
