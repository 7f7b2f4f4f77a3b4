"""Several drawings, one under the other, each with a title above and notes below: one picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tamkit.drawing.picture import MUTED, Picture
from tamkit.drawing.text import wrap

TITLE, LINE, GAP = 0.38, 0.17, 0.15  # inches
EM = 0.066  # of a half-width character in the notes
NARROWEST = 4.6


@dataclass(frozen=True, slots=True)
class Panel:
    """``draw`` draws on axes of ``size`` inches."""

    size: tuple[float, float]
    draw: Callable[[Any], None]
    title: str = ""
    notes: Sequence[str] = ()


def together(name: str, panels: Sequence[Panel], legend: str) -> Picture:
    """The panels from top to bottom, centred, and a legend under the last."""
    width = max(NARROWEST, *(panel.size[0] for panel in panels))
    room = int((width - 0.4) / EM)
    notes = [[line for note in panel.notes for line in wrap(note, room, 6).split("\n")] for panel in panels]
    last = wrap(legend, room, 3).split("\n")
    heights = [
        (TITLE if panel.title else 0.0) + panel.size[1] + LINE * len(lines) + GAP
        for panel, lines in zip(panels, notes, strict=True)
    ]
    height = sum(heights) + LINE * len(last) + GAP

    def draw(figure: Any) -> None:
        top = height
        for panel, lines in zip(panels, notes, strict=True):
            if panel.title:
                figure.text(0.2 / width, (top - 0.28) / height, panel.title, fontsize=11, va="baseline")
                top -= TITLE
            w, h = panel.size
            axes = figure.add_axes(((width - w) / 2 / width, (top - h) / height, w / width, h / height))
            axes.set_xlim(0, w)
            axes.set_ylim(0, h)
            axes.axis("off")
            panel.draw(axes)
            top -= h
            _lines(figure, lines, top, width, height)
            top -= LINE * len(lines) + GAP
        _lines(figure, last, top, width, height)

    return Picture(name, (width, height), draw)


def _lines(figure: Any, lines: Sequence[str], top: float, width: float, height: float) -> None:
    for i, line in enumerate(lines):
        figure.text(0.2 / width, (top - LINE * (i + 0.8)) / height, line, fontsize=8, color=MUTED, va="baseline")
