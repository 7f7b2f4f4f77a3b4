# ruff: noqa: E501
"""What a figure shows, as text: every visible text, line, box and point with its place, rounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tamkit.drawing.picture import Sketch
from tamkit.drawing.scene import Line, Scene, Shape, Words


def drawn(picture: Any) -> Any:
    """The matplotlib figure of a drawing, not yet rendered."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from tamkit.drawing.picture import look

    with look():
        figure = Figure(figsize=picture.size)
        FigureCanvasAgg(figure)
        picture.draw(figure)
        figure.canvas.draw()
    return figure


def described(picture: Any) -> str:
    head = f"# {picture.name} {_numbers(picture.size)} {picture.mark}".rstrip()
    parts = _shapes(picture.scene) if isinstance(picture, Sketch) else _parts(drawn(picture), 0)
    return "\n".join([head, *parts]) + "\n"


def _shapes(scene: Scene) -> Iterator[str]:
    """A line a shape: what it is, how it looks, where; of a line its ends and how many points it has."""
    for one in scene.shapes:
        if isinstance(one, Words):
            words = one.text.replace("\n", "⏎")
            yield f"text {_numbers((one.x, one.y))} {one.size:.1f} {one.color} {one.anchor} {words}"
        elif isinstance(one, Line):
            kind = "area" if one.closed else "dashed" if one.dash else "line"
            ends = f"{_numbers(one.points[0])} … {_numbers(one.points[-1])} of {len(one.points)}"
            yield f"{kind} {one.fill if one.closed else one.stroke} {one.weight:.2f} {ends}"
        else:
            name = type(one).__name__.lower()
            yield f"{name} {one.fill} {one.stroke} {_numbers(one.extent)}"


def texts(picture: Any) -> list[str]:
    """The words of a figure, axes' labels and ticks included, in the order in which they were put there."""
    if isinstance(picture, Sketch):
        return picture.words
    from matplotlib.text import Text

    return [one.get_text() for one in drawn(picture).findobj(Text) if one.get_text() and one.get_visible()]


def _numbers(given: Any) -> str:
    values = np.asarray(given, dtype=float).ravel()
    return "(" + ", ".join(f"{value + 0.0:.2f}".replace("-0.00", "0.00") for value in values) + ")"


def _color(given: Any) -> str:
    from matplotlib.colors import to_hex

    return to_hex(given)


def _parts(artist: Any, depth: int) -> Iterator[str]:
    from matplotlib import axes, axis, collections, legend, lines, patches, text

    pad = "  " * depth
    for child in artist.get_children():
        if not child.get_visible():
            continue
        if isinstance(child, text.Text):
            if child.get_text():
                words = child.get_text().replace("\n", "⏎")
                size = f"{child.get_fontsize():.1f}"
                place = _numbers(child.xyann if isinstance(child, text.Annotation) else child.get_position())
                yield f"{pad}text {place} {size} {_color(child.get_color())} {child.get_ha()} {child.get_va()} {words}"
            if isinstance(child, text.Annotation) and child.arrow_patch is not None:
                yield f"{pad}arrow {_numbers(child.xyann)} → {_numbers(child.xy)}"
        elif isinstance(child, axes.Axes):
            yield f"{pad}axes {_numbers(child.get_position().bounds)} x {_numbers(child.get_xlim())} y {_numbers(child.get_ylim())}"
            yield from _parts(child, depth + 1)
        elif isinstance(child, axis.Axis):
            labels = [one.get_text() for one in child.get_ticklabels() if one.get_text()]
            if labels or child.get_label_text():
                ticks = _numbers(child.get_ticklocs())
                yield f"{pad}{child.axis_name}axis {child.get_label_text()} {ticks} {' / '.join(labels)}".replace(
                    "\n", "⏎"
                )
        elif isinstance(child, legend.Legend):
            yield f"{pad}legend {' / '.join(one.get_text() for one in child.get_texts())}"
        elif isinstance(child, lines.Line2D):
            if len(child.get_xydata()):
                style = f"{child.get_linestyle()} {child.get_marker()} {child.get_linewidth():.1f}"
                yield f"{pad}line {_color(child.get_color())} {style} {_numbers(child.get_xydata())}"
        elif isinstance(child, patches.FancyArrowPatch):
            yield f"{pad}curve {_color(child.get_edgecolor())} {child.get_linewidth():.2f} {_numbers(child.get_path().vertices)}"
        elif isinstance(child, patches.Patch):
            if child.get_facecolor()[3] and not _background(child, artist):
                box = child.get_path().get_extents(child.get_patch_transform())
                yield f"{pad}box {_color(child.get_facecolor())} {_numbers(box.bounds)}"
        elif isinstance(child, collections.Collection):
            where = np.asarray(child.get_offsets(), dtype=float)
            yield f"{pad}{type(child).__name__} {len(where)} {_numbers(where[:40])} {_colors(child)}"


def _colors(child: Any) -> str:
    return " ".join(_color(one) for one in child.get_facecolor()[:40])


def _background(child: Any, artist: Any) -> bool:
    return child is getattr(artist, "patch", None)


def lines(picture: Sketch, color: str, *, dashed: bool = False) -> list[Line]:
    """The lines of a colour, those that are areas left out."""
    found = [one for one in picture.scene.shapes if isinstance(one, Line) and not one.closed]
    return [one for one in found if one.stroke == color and bool(one.dash) == dashed]


def shapes(picture: Sketch, kind: type[Shape], color: str | None = None) -> list[Any]:
    """The shapes of a kind, those of a colour."""
    return [
        one for one in picture.scene.shapes
        if isinstance(one, kind) and color in (None, getattr(one, "fill", getattr(one, "color", None)))
    ]  # fmt: skip


def where(picture: Sketch) -> dict[str, tuple[float, float]]:
    """The place of every text."""
    return {one.text: (one.x, one.y) for one in picture.scene.shapes if isinstance(one, Words)}


def crowded(picture: Sketch) -> list[tuple[str, str]]:
    """Texts that overlap, and texts that leave the page (against the empty word)."""
    found = [(one.text, one.extent) for one in picture.scene.shapes if isinstance(one, Words) and one.text.strip()]
    width, height = picture.size
    out = [(text, "") for text, (a, b, c, d) in found if a < 0 or b < 0 or c > width or d > height]
    for i, (text, (a, b, c, d)) in enumerate(found):
        for other, (e, f, g, h) in found[i + 1 :]:
            if min(c, g) - max(a, e) > 0.01 and min(d, h) - max(b, f) > 0.03:
                out.append((text, other))
    return out
