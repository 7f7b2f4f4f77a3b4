"""A PNG of a scene: as many dots as a page shows, words as wide as they were measured, the same every time."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tamkit.drawing import raster
from tamkit.drawing.raster import encoded
from tamkit.drawing.scene import Ellipse, Line, Rect, Scene, Shape, Words
from tamkit.errors import InputError


def image(*shapes: Shape, size: tuple[float, float] = (1.0, 0.5)) -> Any:
    made = Image.open(io.BytesIO(raster.png(Scene(size, shapes))))
    assert made.mode == "P"
    return np.asarray(made.convert("RGB"), dtype=int)


def dark(*shapes: Shape, axis: int, size: tuple[float, float] = (1.0, 0.5)) -> tuple[float, float]:
    """Where the first and the last dark dots are, in inches, along one axis."""
    found = np.flatnonzero((image(*shapes, size=size) < 128).any(axis=(1 - axis, 2)))
    return float(found[0]) / 300, float(found[-1] + 1) / 300


def test_dots_and_a_white_ground() -> None:
    found = image(Rect(0.25, 0.25, 0.5, 0.1, "#2166ac"))
    assert found.shape == (150, 300, 3)
    assert found[0, 0].tolist() == [255, 255, 255]
    assert found[90, 150].tolist() == [0x21, 0x66, 0xAC]
    assert image(size=(12.6, 0.5)).shape == (75, 1890, 3)


def test_it_says_how_many_dots_an_inch_it_has() -> None:
    made = Image.open(io.BytesIO(raster.png(Scene((12.6, 1.0), ()))))
    assert made.info["dpi"] == pytest.approx((150, 150), abs=0.05)


@pytest.mark.parametrize(
    ("shape", "x", "y"),
    [
        (Rect(0.2, 0.1, 0.5, 0.3, "#000000"), (0.2, 0.7), (0.1, 0.4)),
        (Rect(0.2, 0.1, 0.5, 0.3, "#000000", radius=0.1), (0.2, 0.7), (0.1, 0.4)),
        (Rect(0.2, 0.1, 0.5, 0.3, stroke="#000000", weight=7.2), (0.15, 0.75), (0.05, 0.45)),
        (Ellipse(0.4, 0.2, 0.3, 0.1, "#000000"), (0.1, 0.7), (0.1, 0.3)),
        (Line(((0.1, 0.2), (0.8, 0.2)), "#000000", 7.2), (0.1, 0.8), (0.15, 0.25)),
        (Line(((0.1, 0.1), (0.8, 0.1), (0.1, 0.4)), "none", 0, fill="#000000", closed=True), (0.1, 0.8), (0.1, 0.4)),
    ],
)
def test_a_shape_is_where_it_was_put(shape: Shape, x: tuple[float, float], y: tuple[float, float]) -> None:
    assert dark(shape, axis=1) == pytest.approx(x, abs=0.011)
    assert dark(shape, axis=0) == pytest.approx(y, abs=0.011)


def test_a_rounded_box_has_no_corners_and_a_dashed_line_gaps() -> None:
    assert image(Rect(0.2, 0.1, 0.5, 0.3, "#000000", radius=0.1))[31, 61].tolist() == [255, 255, 255]
    row = image(Line(((0.0, 0.25), (1.0, 0.25)), "#000000", 3.0, (4, 3)))[75, :, 0]
    assert (np.diff((row < 128).astype(int)) == 1).sum() == pytest.approx(72 / 7, abs=1)


def test_what_is_half_seen_through() -> None:
    found = image(Rect(0, 0, 1, 0.5, "#000000", opacity=0.5))
    assert found[75, 150] == pytest.approx([128, 128, 128], abs=5)


@pytest.mark.parametrize("text", ["感知风险", "Perceived risk", "R² = .43, χ²/df ≥ 3 — β −.12", "a $1$ b"])
def test_words_are_as_wide_as_they_were_measured(text: str) -> None:
    words = Words(0.1, 0.25, text, 9, "#000000", "start")
    assert dark(words, axis=1, size=(3.0, 0.5)) == pytest.approx((0.1, 0.1 + words.width), abs=0.03)


def test_words_stand_in_the_middle_of_their_height_at_their_anchor() -> None:
    top, bottom = dark(Words(0.5, 0.25, "风H", 12, "#000000"), axis=0)
    assert (top + bottom) / 2 == pytest.approx(0.25, abs=0.012)
    assert dark(Words(0.9, 0.25, "HH", 12, "#000000", "end"), axis=1)[1] == pytest.approx(0.9, abs=0.02)
    left, right = dark(Words(0.5, 0.25, "HH", 12, "#000000"), axis=1)
    assert (left + right) / 2 == pytest.approx(0.5, abs=0.01)
    assert dark(Words(0.5, 0.25, "H\nH", 12, "#000000"), axis=0)[1] > bottom + 0.05
    assert (image(Words(0.5, 0.25, "  ", 12)) == 255).all()


def test_a_ground_hides_what_is_behind_words() -> None:
    line = Line(((0.0, 0.25), (1.0, 0.25)), "#000000", 3.0)
    words = Words(0.5, 0.25, " ", 12, ground="#ffffff")
    assert image(line)[75, 150, 0] < 128
    assert image(line, words)[75, 150, 0] == 255


def test_the_same_bytes_every_time() -> None:
    scene = Scene((1.0, 1.0), (Words(0.5, 0.5, "使用"),))
    assert raster.png(scene) == raster.png(scene)


def colors(count: int) -> Iterator[tuple[int, int, int]]:
    for i in range(count):
        yield 8 * (i % 32), 8 * (i // 32 % 32), 8 * (i // 1024 % 32)


def page(given: list[tuple[int, int, int]]) -> Any:
    return np.array([[[*color, 255] for color in given]], dtype=np.uint8)


def decoded(data: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)


def test_few_colours_stay_apart_and_named_ones_what_they_are() -> None:
    given = list(colors(200))
    found = decoded(encoded(page(given), 300))
    assert len(np.unique(found[0], axis=0)) == 200
    assert np.abs(found[0] - np.array(given)).max() <= 8
    exact = decoded(encoded(page(given), 300, [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in given]))
    assert exact[0].tolist() == [list(color) for color in given]


def test_of_many_colours_the_rarest_become_their_nearest() -> None:
    given = list(colors(256)) * 2 + [(3 * 8, 0, 16)]
    found = decoded(encoded(page(given), 300))
    assert len(np.unique(found[0], axis=0)) == 256
    assert found[0, -1] == pytest.approx((24, 0, 0), abs=8)


def test_in_grey_dots_are_as_light_as_they_were() -> None:
    page = np.array([[[255, 0, 0, 255], [33, 102, 172, 255], [255, 255, 255, 255]]], dtype=np.uint8)
    made = raster.grey(page)
    assert made.dtype == np.uint8
    assert [list(dot) for dot in made[0]] == [[76, 76, 76, 255], [89, 89, 89, 255], [255, 255, 255, 255]]


def test_a_dot_is_of_its_own_colour_wherever_the_one_before_ends() -> None:
    of = np.array([[0, 0, 1], [1, 1, 1], [2, 0, 0], [0, 2, 2]])  # a stretch goes on in the next line, or ends with one
    inks = np.array([[0, 0, 0, 255], [255, 0, 0, 255], [0, 0, 255, 255]], dtype=np.uint8)
    assert decoded(encoded(inks[of], 300)).tolist() == inks[of][:, :, :3].tolist()


def test_without_the_library_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="drawing needs matplotlib, which is not installed"):
        raster.png(Scene((1.0, 1.0), ()))


def test_without_the_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    assert raster.font_file.__wrapped__() is None
    monkeypatch.setattr(raster, "font_file", lambda: None)
    glyph, _ = raster._glyph.__wrapped__("H")
    assert 0.5 < glyph[:, 1].max() < 1.0
