"""A picture: its bytes, where it is saved, what a notebook sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tamkit.drawing import Picture, picture
from tamkit.drawing.picture import Plot, Sketch
from tamkit.drawing.scene import BLUE, Rect, Scene, Words
from tamkit.errors import InputError


def made(mark: str = "") -> Plot:
    def draw(figure: Any) -> None:
        figure.text(0.5, 0.5, "有用性 −0.5")

    return Plot("one", (2.0, 1.0), draw, mark)


def sketch(mark: str = "") -> Sketch:
    return Sketch("one", Scene((2.0, 1.0), (Words(1.0, 0.5, "有用性 −0.5", color=BLUE),)), mark)


@pytest.mark.parametrize("made", [made, sketch])
def test_both_formats_and_what_a_notebook_sees(made: Callable[[], Picture]) -> None:
    one = made()
    assert isinstance(one, Picture)
    assert one.png().startswith(b"\x89PNG")
    assert b"<svg" in one.svg()
    assert one._repr_png_() == one.png()
    assert one._repr_svg_() == one.svg().decode()
    assert repr(one) == "<Picture one, 2.0 × 1.0 in; .save(path), .svg(), .png()>"
    assert made().svg() == one.svg()
    assert made().png() == one.png()


def test_a_sketch_is_saved_as_tikz(tmp_path: Path) -> None:
    assert sketch().save(tmp_path / "a.tikz").read_bytes() == sketch().tikz()
    with pytest.raises(InputError, match=r"one of \.svg, \.png, \.tikz"):
        sketch().save(tmp_path / "a.pdf")


@pytest.mark.parametrize("name", ["a.svg", "a.PNG"])
def test_saved_by_suffix(name: str, tmp_path: Path) -> None:
    one = made()
    assert one.save(tmp_path / name) == tmp_path / name
    assert (tmp_path / name).read_bytes() == (one.svg() if name.endswith("svg") else one.png())


def test_saved_nowhere(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends in one of \.svg, \.png\.$"):
        made().save(tmp_path / "a.pdf")
    with pytest.raises(InputError, match="there is no folder"):
        made().save(tmp_path / "none" / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_a_plot_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture.raster, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="drawing needs matplotlib"):
        made().svg()
    assert b"<svg" in sketch().svg()


def test_without_the_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture.raster, "font_file", lambda: None)
    assert picture.font_family.__wrapped__() == "DejaVu Sans"


def test_it_is_drawn_once_for_all_who_ask() -> None:
    times: list[int] = []
    one = Plot("one", (1.0, 1.0), lambda figure: times.append(1))
    one.svg(), one.png(), one.png(), one.svg()
    assert len(times) == 1


def test_the_file_tells_neither_when_nor_by_what_it_was_made() -> None:
    one = made()
    assert b"Software" not in one.png()
    assert b"dc:date" not in one.svg()
    assert b"dc:creator" not in one.svg()


@pytest.mark.parametrize("made", [made, sketch])
def test_a_png_has_300_dots_an_inch_of_a_page(made: Callable[[], Picture]) -> None:
    width, height = (int.from_bytes(made().png()[at : at + 4]) for at in (16, 20))
    assert (width, height) == (600, 300)


def test_the_mark_of_simulated_data_stands_in_the_corner() -> None:
    assert made("SIMULATED").png() != made().png()
    assert len(made("SIMULATED").svg()) > len(made().svg()) + 500
    assert sketch("模拟数据").words == ["有用性 −0.5", "模拟数据"]
    assert "模拟数据" in sketch("模拟数据").svg().decode()
    assert sketch("模拟数据").scene == sketch().scene


def test_a_sketch_in_black_and_white() -> None:
    plain = Sketch("one", Scene((1, 1), (Rect(0, 0, 1, 1, BLUE),)), "mark")
    assert BLUE in plain.svg().decode()
    assert BLUE not in plain.grey().svg().decode()
    assert (plain.grey().mark, plain.grey().size) == ("mark", (1, 1))
    assert all(len({*color}) == 1 for color in colors(plain.grey()))


def colors(one: Picture) -> set[tuple[str, ...]]:
    """Red, green and blue of every colour in an SVG."""
    found = re.findall(rb"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", one.svg())
    return {tuple(part.decode() for part in color) for color in found}


def test_a_plot_in_black_and_white() -> None:
    def draw(figure: Any) -> None:
        figure.text(0.5, 0.5, "x", color=BLUE)

    one = Plot("one", (1.0, 1.0), draw, "mark")
    assert any(len({*color}) > 1 for color in colors(one))
    grey = one.grey()
    assert (grey.name, grey.mark) == ("one", "mark")
    assert all(len({*color}) == 1 for color in colors(grey))
    assert len(colors(grey)) > 1
    assert grey.png() != one.png()


def test_what_it_can_be_written_as() -> None:
    assert made().formats == ("svg", "png")
    assert sketch().formats == ("svg", "png", "tikz")
    assert b"tikzpicture" in sketch("mark").tikz()
    assert b"{mark}" in sketch("mark").tikz()
    assert sketch().tikz() == sketch().tikz()


def test_a_scene_is_written_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    one = sketch()
    assert one.svg() is one.svg()
    assert one.png() is one.png()


def test_the_base_draws_nothing() -> None:
    with pytest.raises(NotImplementedError):
        Picture().svg()
    with pytest.raises(NotImplementedError):
        Picture().png()
    with pytest.raises(NotImplementedError):
        Picture().grey()


def test_the_look_is_for_the_time_of_drawing_only() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    seen: dict[str, Any] = {}

    def draw(figure: Any) -> None:
        seen.update(mpl.rcParams)
        axes = figure.add_subplot()
        axes.plot([0, 1], [0, 1])  # clipped: its path has an id, which hangs on the salt

    one, again = Plot("a", (1, 1), draw), Plot("b", (1, 1), draw)
    assert one.svg() == again.svg()
    assert dict(mpl.rcParams) == before
    assert (seen["font.size"], seen["axes.linewidth"], seen["svg.fonttype"]) == (9, 0.8, "path")
    assert (seen["axes.spines.top"], seen["axes.spines.right"], seen["axes.spines.left"]) == (False, False, True)
    assert {seen[name] for name in ("xtick.color", "ytick.color", "text.color", "axes.labelcolor")} == {picture.INK}
    assert {seen[name] for name in ("figure.facecolor", "savefig.facecolor")} == {"white"}
