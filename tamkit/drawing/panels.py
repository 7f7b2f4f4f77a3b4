"""Several drawings, one under the other, each with a title above and notes below: one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tamkit.drawing.picture import MUTED, Sketch
from tamkit.drawing.scene import Scene, Shape, Words, moved
from tamkit.drawing.text import broken

TITLE, LINE, GAP = 0.38, 0.17, 0.15  # inches
LEFT, NOTE = 0.2, 8.0
NARROWEST = 4.6


@dataclass(frozen=True, slots=True)
class Panel:
    """Shapes on a page of ``size`` inches."""

    size: tuple[float, float]
    shapes: Sequence[Shape]
    title: str = ""
    notes: Sequence[str] = ()


def together(name: str, panels: Sequence[Panel], legend: str) -> Sketch:
    """The panels from top to bottom, centred, and a legend under the last."""
    width = max(NARROWEST, *(panel.size[0] for panel in panels))
    room = width - 2 * LEFT
    out: list[Shape] = []
    top = 0.0
    for panel in panels:
        if panel.title:
            out.append(Words(LEFT, top + 0.22, panel.title, 11, anchor="start"))
            top += TITLE
        out += moved(panel.shapes, (width - panel.size[0]) / 2, top)
        top += panel.size[1]
        lines = [line for note in panel.notes for line in broken(note, room, NOTE, 6).split("\n")]
        out += _lines(lines, top)
        top += LINE * len(lines) + GAP
    last = broken(legend, room, NOTE, 3).split("\n")
    return Sketch(name, Scene((width, top + LINE * len(last) + GAP), (*out, *_lines(last, top))))


def _lines(lines: Sequence[str], top: float) -> list[Shape]:
    return [Words(LEFT, top + LINE * (i + 0.5), line, NOTE, MUTED, "start") for i, line in enumerate(lines)]
