"""A PNG of an SVG: as many dots as a page shows, in the font given to it, the same every time."""

from __future__ import annotations

import io
import sys

import numpy as np
import pytest
from PIL import Image

from tamkit.drawing import raster
from tamkit.drawing.scene import Rect, Scene, Words
from tamkit.drawing.svg import svg
from tamkit.errors import InputError


def image(*shapes: Rect | Words, size: tuple[float, float] = (1.0, 0.5)) -> np.ndarray:
    made = raster.png(svg(Scene(size, shapes)), size[0])
    return np.asarray(Image.open(io.BytesIO(made)).convert("RGB"), dtype=int)


def test_dots_and_a_white_ground() -> None:
    found = image(Rect(0.25, 0.25, 0.5, 0.1, "#2166ac"))
    assert found.shape == (150, 300, 3)
    assert found[0, 0].tolist() == [255, 255, 255]
    assert found[90, 150].tolist() == [0x21, 0x66, 0xAC]
    assert image(size=(12.6, 0.5)).shape == (75, 1890, 3)


@pytest.mark.parametrize("text", ["感知风险", "Perceived risk", "R² = .43, χ²/df ≥ 3 — β −.12"])
def test_words_are_as_wide_as_they_were_measured(text: str) -> None:
    words = Words(0.1, 0.25, text, 9, "#000000", "start")
    dark = np.flatnonzero((image(words, size=(3.0, 0.5)) < 128).any(axis=(0, 2)))
    assert dark[0] / 300 == pytest.approx(0.1, abs=0.02)
    assert dark[-1] / 300 == pytest.approx(0.1 + words.width, abs=0.03)


def test_words_stand_in_the_middle_of_their_height() -> None:
    dark = np.flatnonzero((image(Words(0.5, 0.25, "风H", 12, "#000000")) < 128).any(axis=(1, 2)))
    assert (dark[0] + dark[-1]) / 600 == pytest.approx(0.25, abs=0.012)


def test_the_same_bytes_every_time() -> None:
    scene = svg(Scene((1.0, 1.0), (Words(0.5, 0.5, "使用"),)))
    assert raster.png(scene, 1.0) == raster.png(scene, 1.0)


def test_without_the_library_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="drawing needs resvg_py, which is not installed"):
        raster.png(b"<svg/>", 1.0)


def test_without_the_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    assert raster.font_file.__wrapped__() is None
