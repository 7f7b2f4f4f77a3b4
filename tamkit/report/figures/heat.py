"""The heat map: the lower triangle of a square frame of constructs, its numbers on their colours."""

from __future__ import annotations

from typing import Any

from tamkit.drawing.picture import Sketch
from tamkit.drawing.scene import BLUE, INK, Rect, Scene, Shape, blend, lightness
from tamkit.drawing.scene import Words as Text
from tamkit.drawing.text import broken, measure
from tamkit.report import formats
from tamkit.report.content import Content
from tamkit.report.figures.charts import WIDTH, mark
from tamkit.report.words import Words

LARGEST, GAP = 0.52, 0.02  # inches


def heatmap(content: Content, frame: Any, t: Words, name: str) -> Sketch:
    """Constructs by constructs from 0 (white) to 1 (blue); what is not known has no colour and no number."""
    codes = [str(column) for column in frame.columns]
    names = [broken(content.with_code(code, t.lang), 1.75, 8.5, 2) for code in codes[1:]]
    start = 0.2 + max([measure(line, 8.5) for one in names for line in one.split("\n")], default=0.5)
    cell = min(LARGEST, (WIDTH - 0.1 - start) / max(len(codes) - 1, 1))
    out: list[Shape] = []
    for i, (row, label) in enumerate(zip(codes[1:], names, strict=True)):
        y = 0.08 + i * cell
        out.append(Text(start - 0.08, y + cell / 2, label, 8.5, anchor="end"))
        for j, column in enumerate(codes[: i + 1]):
            known = [v for v in (frame.loc[row, column], frame.loc[column, row]) if v == v]
            if known:
                out += _cell(float(known[0]), start + j * cell, y, cell)
    bottom = 0.08 + cell * (len(codes) - 1)
    for j, code in enumerate(codes[:-1]):
        size = min(8.0, 8.0 * (cell - 0.03) / max(measure(code, 8.0), 0.01))
        out.append(Text(start + (j + 0.5) * cell, bottom + 0.11, code, round(max(size, 5.0), 1)))
    width = start + cell * (len(codes) - 1) + 0.1
    return Sketch(name, Scene((max(width, 2.4), bottom + 0.36), tuple(out)), mark(t, content.simulated))


def _cell(value: float, x: float, y: float, side: float) -> list[Shape]:
    color = blend(("#ffffff", BLUE), min(max(value, 0.0), 1.0))
    ink = "#ffffff" if lightness(color) < 0.5 else INK
    text = formats.number(value, 2)
    size = min(8.0, 8.0 * (side - 0.06) / measure(text, 8.0))
    box = Rect(x + GAP / 2, y + GAP / 2, side - GAP, side - GAP, color)
    return [box, Text(x + side / 2, y + side / 2, text, round(size, 1), ink)]
