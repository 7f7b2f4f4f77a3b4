"""Answers by groups: mosaics of cross-tables, and a profile of facets by product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tamkit.drawing import axes
from tamkit.drawing.picture import Sketch
from tamkit.drawing.scene import BLACK, INK, RULE, Ellipse, Line, Rect, Scene, Shape, lightness, shades
from tamkit.drawing.scene import Words as Text
from tamkit.drawing.text import broken, measure
from tamkit.report.figures.charts import DISAGREE, WIDTH

LEFT, TALL, GAP = 1.75, 1.7, 0.025  # inches: the column of names, a mosaic's bars, and between two of them
LEAST = 0.13
COLORS = ("#2166ac", "#b2332b", "#3b7d4f", "#8a5a9e", "#b07d1a", "#4a5560")


@dataclass(frozen=True, slots=True)
class Mosaic:
    """A cross-table: what it crosses, the names of its rows and columns, and how many are in each cell."""

    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    counts: Sequence[Sequence[float]]


def mosaics(name: str, tables: Sequence[Mosaic], mark: str) -> Sketch:
    """Tables one under the other: a bar a row, as high as its share of people, divided by their answers.

    A cell that is not told (NaN) is left out of its row.
    """
    out: list[Shape] = []
    tones: dict[str, str] = {}
    y = 0.06
    for table in tables:
        own = shades(DISAGREE[::-1], len(table.columns))
        tones |= own
        colors = list(own)
        out.append(Text(0.06, y + 0.1, broken(table.title, WIDTH - 0.12, 9, 1), 9, anchor="start"))
        pairs = zip(table.columns, colors, strict=True)
        keys, tall = axes.legend([axes.Key(column, axes.patch(color)) for column, color in pairs], WIDTH, y + 0.22)
        out += keys
        y += 0.3 + tall
        counts = [[0.0 if n != n else float(n) for n in row] for row in table.counts]
        whole = sum(map(sum, counts)) or 1.0
        for label, row in zip(table.rows, counts, strict=True):
            if not sum(row):
                continue
            height = TALL * sum(row) / whole
            room = max(height, LEAST)  # a thin bar's name needs its room
            out.append(Text(LEFT - 0.1, y + room / 2, broken(label, LEFT - 0.16, 8, 1), 8, anchor="end"))
            out += _bar(row, colors, y + (room - height) / 2, height)
            y += room + GAP
        y += 0.2
    return Sketch(name, Scene((WIDTH, y), tuple(out), tuple(tones.items())), mark)


def _bar(row: Sequence[float], colors: Sequence[str], y: float, height: float) -> list[Shape]:
    x = axes.Scale(0.0, sum(row), LEFT, WIDTH - 0.12)
    bars: list[Shape] = []
    words: list[Shape] = []
    start = 0.0
    for n, color in zip(row, colors, strict=True):
        left, right = x(start), x(start + n)
        start += n
        bars.append(Rect(left, y, max(right - left - 0.01, 0.0), height, color))
        text = f"{100 * n / sum(row):.0f}%"
        if height > 0.12 and right - left > measure(text, 7.5) + 0.05:
            ink = "#ffffff" if lightness(color) < 0.5 else INK
            words.append(Text((left + right) / 2, y + height / 2, text, 7.5, ink))
    return bars + words


@dataclass(frozen=True, slots=True)
class Series:
    """A group: its name, and of each facet the mean with the ends of its interval, or None."""

    name: str
    means: Sequence[tuple[float, float | None, float | None] | None]


def profile(name: str, facets: Sequence[str], groups: Sequence[Series], axis: str, mark: str) -> Sketch:
    """The means of several facets, a row a facet and a dot with its interval a group; all on one scale."""
    known = [v for group in groups for mean in group.means if mean is not None for v in mean if v is not None]
    pad = 0.08 * (max(known) - min(known) or 1.0)
    keys = [axes.Key(group.name, _dot(COLORS[i % len(COLORS)], i)) for i, group in enumerate(groups)]
    made, top = axes.legend(keys, WIDTH, 0.06)
    top += 0.16
    labels = [broken(facet, 1.55, 8.5, 2) for facet in facets]
    start = 0.2 + max(measure(line, 8.5) for label in labels for line in label.split("\n"))
    x = axes.Scale(min(known) - pad, max(known) + pad, start, WIDTH - 0.16)
    step = 0.15 * len(groups) + 0.14
    bottom = top + step * len(facets)
    out = axes.below(x, bottom, axes.ticks(x.low, x.high), axis, top=top)
    for i, label in enumerate(labels):
        y = top + step * i
        if i:
            out.append(Line(((start, y), (WIDTH - 0.16, y)), RULE, 0.6))
        out.append(Text(start - 0.12, y + step / 2, label, 8.5, anchor="end"))
        for j, group in enumerate(groups):
            mean = group.means[i]
            if mean is not None:
                at, low, high = mean
                here = y + 0.07 + 0.15 * (j + 0.5)
                color = COLORS[j % len(COLORS)]
                if low is not None and high is not None:
                    out.append(Line(((x(low), here), (x(high), here)), color, 1.5))
                out += _dot(color, j)(x(at), here)
    # In print the signs alone tell the groups apart.
    tones = tuple((color, BLACK) for color in COLORS)
    return Sketch(name, Scene((WIDTH, bottom + 0.5), (*out, *made), tones), mark)


def _dot(color: str, place: int) -> Callable[[float, float], list[Shape]]:
    """A sign of one group: dot, square or diamond, then each white inside, so that it is told without its colour."""
    fill, stroke, weight = (color, "none", 0.0) if place // 3 % 2 == 0 else ("#ffffff", color, 1.1)

    def draw(x: float, y: float) -> list[Shape]:
        if place % 3 == 1:
            return [Rect(x - 0.038, y - 0.038, 0.076, 0.076, fill, stroke, weight)]
        if place % 3 == 2:
            around = ((x, y - 0.053), (x + 0.053, y), (x, y + 0.053), (x - 0.053, y))
            return [Line(around, stroke, weight, fill=fill, closed=True)]
        return [Ellipse(x, y, axes.DOT, axes.DOT, fill, stroke, weight)]

    return draw
