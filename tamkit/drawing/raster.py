"""A scene as PNG: Agg, matplotlib's renderer, alone. No figure, no axes, no layout: paths on a page of dots.

A glyph's outline is read from the font once and set wherever it stands, at the widths that pictures are laid out with;
a page of few colours is kept as their numbers. Both take a tenth of the time of a figure of matplotlib. (resvg draws as
fast, but its encoder alone takes thrice as long as all of this, and it hands out no dots to encode oneself.)
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamkit.drawing.scene import LIGHT, Ellipse, Line, Rect, Scene, Shape, Words, behind
from tamkit.drawing.text import DROP, LEADING, measure
from tamkit.drawing.widths import advance
from tamkit.errors import InputError

DPI = 300
#: Inches of text on an A4 page: a wider picture is shown this wide, with as many dots an inch as it is seen with.
PAGE = 6.3


def needed() -> None:
    """Raises InputError where matplotlib, without which no dots are drawn, is not installed."""
    if find_spec("matplotlib") is None:
        raise InputError("drawing.needs", package="matplotlib")


@cache
def font_file() -> Path | None:
    """The file of the Chinese sans font; None where it is absent."""
    try:
        import pylopdf_fonts_zh_cn
    except ImportError:
        return None
    return Path(pylopdf_fonts_zh_cn.sans_path())


def dots(width: float) -> int:
    """The width of a picture in dots.

    >>> dots(2.0), dots(6.3), dots(10.0)
    (600, 1890, 1890)
    """
    return round(DPI * min(width, PAGE))


def png(scene: Scene) -> bytes:
    """The picture, white where nothing is drawn.

    Raises
    ------
    InputError
        Without matplotlib.
    """
    needed()
    from matplotlib.backends.backend_agg import RendererAgg

    width = dots(scene.size[0])
    dpi = width / scene.size[0]
    page = RendererAgg(width, round(scene.size[1] * dpi), dpi)
    pen = _Pen(page, dpi)
    for shape in [Rect(0, 0, *scene.size, "#ffffff"), *scene.shapes]:
        pen.draw(shape)
    return encoded(np.asarray(page.buffer_rgba()), dpi, scene.colors)


class _Pen:
    """Shapes as paths on a page; Agg's dots are counted upwards."""

    def __init__(self, page: Any, dpi: float) -> None:
        from matplotlib.path import Path as Outline
        from matplotlib.transforms import Affine2D

        self.page, self.dpi, self.outline = page, dpi, Outline
        self.flip = Affine2D().scale(dpi, -dpi).translate(0, page.height)

    def draw(self, shape: Shape) -> None:
        if isinstance(shape, Words):
            if shape.ground != "none":
                self.draw(behind(shape))
            self._words(shape)
        elif isinstance(shape, Rect):
            left, top, right, bottom = shape.extent
            plain = shape.stroke == "none" and not shape.radius
            self._path(shape, _box(left, top, right, bottom, shape.radius, self.outline), snap=plain)
        elif isinstance(shape, Ellipse):
            circle = self.outline.unit_circle()
            around = np.asarray(circle.vertices) * [shape.rx, shape.ry] + [shape.x, shape.y]
            self._path(shape, self.outline(around, circle.codes))
        else:
            self._path(shape, self.outline(np.array(shape.points), closed=False), closed=shape.closed)

    def _path(self, shape: Rect | Ellipse | Line, path: Any, *, snap: bool = False, closed: bool = False) -> None:
        if closed:
            path = self.outline(np.vstack([path.vertices, path.vertices[:1]]), closed=True)
        pen = self.page.new_gc()
        pen.set_snap(snap)  # neighbouring bars share their edge's dots
        pen.set_capstyle("butt")
        pen.set_joinstyle("round")
        drawn = shape.stroke != "none" and shape.weight > 0
        pen.set_linewidth(shape.weight if drawn else 0.0)
        pen.set_foreground((*_rgb(shape.stroke if drawn else shape.fill), shape.opacity), isRGBA=True)
        if isinstance(shape, Line) and shape.dash:
            pen.set_dashes(0, shape.dash)
        self.page.draw_path(pen, path, self.flip, None if shape.fill == "none" else (*_rgb(shape.fill), shape.opacity))

    def _words(self, words: Words) -> None:
        step = words.size * LEADING / 72
        base = words.y - step * (len(words.lines) - 1) / 2 + DROP * words.size / 72
        for i, line in enumerate(words.lines):
            path = self._line(line, words, base + i * step)
            if path is not None:
                pen = self.page.new_gc()
                pen.set_linewidth(0.0)
                self.page.draw_path(pen, path, self.flip, (*_rgb(words.color), 1.0))

    def _line(self, line: str, words: Words, base: float) -> Any:
        em = words.size / 72
        x = words.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor] * measure(line, words.size)
        vertices, codes = [], []
        for char in line:
            glyph, kinds = _glyph(char)
            if len(glyph):
                vertices.append(glyph * [em, -em] + [x, base])
                codes.append(kinds)
            x += advance(char) * em / 1000
        return self.outline(np.vstack(vertices), np.concatenate(codes)) if vertices else None


@cache
def _rgb(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)) if color.startswith("#") else (0, 0, 0)
    return red, green, blue


def _box(left: float, top: float, right: float, bottom: float, radius: float, outline: Any) -> Any:
    if not radius:
        return outline([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], closed=True)
    r = radius
    points = [(left + r, top), (right - r, top), (right, top), (right, top + r), (right, bottom - r), (right, bottom)]
    points += [(right - r, bottom), (left + r, bottom), (left, bottom), (left, bottom - r), (left, top + r)]
    points += [(left, top), (left + r, top), (left + r, top)]
    line, curve = outline.LINETO, outline.CURVE3
    kinds = [outline.MOVETO, line, curve, curve, line, curve, curve, line, curve, curve, line, curve, curve]
    return outline(points, [*kinds, outline.CLOSEPOLY])


@cache
def _glyph(char: str) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """The outline of a character in heights of the font, from its origin; nothing for a blank."""
    from matplotlib.textpath import text_to_path

    vertices, codes = text_to_path.get_text_path(_font(), char) if char.strip() else ((), ())
    if not len(vertices):
        return np.empty((0, 2)), np.empty(0, dtype=np.uint8)
    return np.asarray(vertices) * (1 / text_to_path.FONT_SCALE), np.asarray(codes)


@cache
def _font() -> Any:
    from matplotlib.font_manager import FontProperties

    file = font_file()
    return FontProperties(family="DejaVu Sans") if file is None else FontProperties(fname=str(file))


def encoded(page: NDArray[np.uint8], dpi: float, exact: Iterable[str] = ()) -> bytes:
    """Dots (height × width × RGBA, none transparent) as a PNG of at most 256 colours.

    Colours are told apart by the highest five bits of their parts; the rarest beyond 256 become the nearest of the
    others. ``exact`` are those that stay what they are to the last bit.
    """
    height, width = page.shape[:2]
    numbers, colors = _numbered(page, exact)
    lines = np.zeros((height, width + 1), dtype=np.uint8)  # each begins with its filter: none
    lines[:, 1:] = numbers
    meter = round(dpi / 0.0254)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", meter, meter, 1)),
        (b"PLTE", colors.tobytes()),
        (b"IDAT", _deflated(lines)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def grey(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Dots as light as they were, without colour."""
    light = np.round(page[:, :, :3] @ LIGHT).astype(np.uint8)
    return np.dstack([light, light, light, page[:, :, 3]])


def _deflated(lines: NDArray[np.uint8]) -> bytes:
    """Lines of dots compressed as repetitions: a sixth larger than what looks for patterns too, in 40 % of its time."""
    pressed = zlib.compressobj(strategy=zlib.Z_RLE)
    return pressed.compress(lines.tobytes()) + pressed.flush()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _numbered(page: NDArray[np.uint8], exact: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Each dot's number of a colour, and the colours, the commonest first.

    Most dots are of the colour of the one before, so stretches of one colour are looked at, not dots.
    """
    dots = np.ascontiguousarray(page).view("<u4").ravel()
    begins = np.concatenate([[0], np.flatnonzero(dots[1:] != dots[:-1]) + 1])
    lengths = np.diff(begins, append=dots.size)
    keys = _keys(dots[begins])
    count = np.bincount(keys, lengths, minlength=1 << 15)
    known = np.argsort(-count, kind="stable")[: np.count_nonzero(count)]
    colors = np.round(np.column_stack([(known >> shift & 31) * 255 / 31 for shift in (0, 5, 10)]))
    for color in [*exact, "#ffffff"]:  # the page is white, whatever else is nearly so
        own = np.array([*(round(255 * part) for part in _rgb(color)), 255], dtype=np.uint8)
        colors[known == _keys(own.view("<u4"))] = own[:3]
    kept = colors[:256]
    table = np.zeros(1 << 15, dtype=np.uint8)
    table[known] = [*range(len(kept)), *((colors[256:, None] - kept) ** 2).sum(axis=2).argmin(axis=1)]
    return np.repeat(table[keys], lengths).reshape(page.shape[:2]), kept.astype(np.uint8)


def _keys(dots: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The highest five bits of each dot's red, green and blue, as one number."""
    return (dots >> 3 & 31 | dots >> 6 & 31 << 5 | dots >> 9 & 31 << 10).astype(np.uint32)
