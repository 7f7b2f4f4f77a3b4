"""A picture: its bytes, where it is saved, what a notebook sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tamkit.drawing import Picture, picture
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


def test_it_is_drawn_once_for_all_who_ask() -> None:
    times: list[int] = []
    one = Picture("one", (1.0, 1.0), lambda figure: times.append(1))
    one.svg(), one.png(), one.png(), one.svg()
    assert len(times) == 1


def test_the_file_tells_neither_when_nor_by_what_it_was_made() -> None:
    one = made()
    assert b"Software" not in one.png()
    assert b"dc:date" not in one.svg()
    assert b"dc:creator" not in one.svg()


def test_a_png_has_200_dots_an_inch() -> None:
    width, height = (int.from_bytes(made().png()[at : at + 4]) for at in (16, 20))
    assert (width, height) == (400, 200)


def test_the_mark_of_simulated_data_stands_in_the_corner() -> None:
    plain = Picture("one", (2.0, 1.0), lambda figure: None)
    marked = Picture("one", (2.0, 1.0), lambda figure: None, "SIMULATED")
    assert marked.png() != plain.png()
    assert len(marked.svg()) > len(plain.svg()) + 500


def test_the_look_is_for_the_time_of_drawing_only() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    seen: dict[str, Any] = {}

    def draw(figure: Any) -> None:
        seen.update(mpl.rcParams)
        axes = figure.add_subplot()
        axes.plot([0, 1], [0, 1])  # clipped: its path has an id, which hangs on the salt

    one, again = Picture("a", (1, 1), draw), Picture("b", (1, 1), draw)
    assert one.svg() == again.svg()
    assert dict(mpl.rcParams) == before
    assert (seen["font.size"], seen["axes.linewidth"], seen["svg.fonttype"]) == (9, 0.8, "path")
    assert (seen["axes.spines.top"], seen["axes.spines.right"], seen["axes.spines.left"]) == (False, False, True)
    assert {seen[name] for name in ("xtick.color", "ytick.color", "text.color", "axes.labelcolor")} == {picture.INK}
    assert {seen[name] for name in ("figure.facecolor", "savefig.facecolor")} == {"white"}
