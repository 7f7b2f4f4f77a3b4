"""What became of the answers: flow, screening, Likert bars; and the curves and bubbles that follow from items."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tamkit.drawing import axes
from tamkit.drawing.picture import Plot, Sketch
from tamkit.drawing.scene import (
    ACCENT,
    BLUE,
    DASHES,
    INK,
    MUTED,
    PALE,
    RED,
    RULE,
    Ellipse,
    Line,
    Rect,
    Scene,
    Shape,
    arrow,
    lightness,
    shades,
)  # fmt: skip
from tamkit.drawing.scene import (
    Words as Text,
)
from tamkit.drawing.text import LEADING, broken, measure, wrap
from tamkit.report.content import Content
from tamkit.report.words import Words

WIDTH = 5.4  # inches: what a phone still shows in letters one can read
DISAGREE = ("#b35d3f", "#e9c3ac", "#e4e7ea", "#a9c8dc", "#2d6f9e")


def mark(t: Words, simulated: bool) -> str:
    return t("report.simulated.mark") if simulated else ""


def flow_chart(steps: Sequence[tuple[str, int, int]], t: Words, *, simulated: bool) -> Sketch:
    """``steps``: name, excluded, remaining. Steps that exclude nobody share no box of their own."""
    shown = [step for i, step in enumerate(steps) if step[1] or i in (0, len(steps) - 1)]
    first, last, between = shown[0], shown[-1], shown[1:-1]
    middle, wide, side, room = 1.15, 2.0, 3.86, 2.8
    out: list[Shape] = []

    def box(x: float, y: float, text: str, width: float, fill: str) -> float:
        """A box from ``y`` down; its lower end."""
        made = broken(text, width - 0.16, 9, 3)
        height = 0.18 + (made.count("\n") + 1) * 9 * LEADING / 72
        out.extend([Rect(x - width / 2, y, width, height, fill, INK, 0.9, 0.06), Text(x, y + height / 2, made)])
        return y + height

    begin = y = box(middle, 0.12, t("report.sample.step_n", step=first[0], n=first[2]), wide, PALE)
    branches: list[float] = []
    for name, excluded, _ in between:
        y += 0.16
        end = box(side, y, t("report.sample.step_excluded", step=name, n=excluded), room, "#ffffff")
        branches.append((y + end) / 2)
        y = end
    y += 0.24
    end = box(middle, y, t("report.sample.step_n", step=last[0], n=last[2]), wide, "#e3eef4")
    out += arrow([(middle, begin), (middle, y)], INK)
    for at in branches:
        out += arrow([(middle, at), (side - room / 2, at)], INK)
    return Sketch("sample_flow", Scene((WIDTH, end + 0.14), tuple(out)), mark(t, simulated))


def screening(flags: Any, rules: Any, t: Words, *, simulated: bool) -> Sketch:
    """Seconds per item against the longest run of identical answers, with the limit on time."""
    known = flags["seconds_per_item"].notna() & flags["longstring"].notna()
    # Long pauses would squeeze everybody else into a corner: the scale is logarithmic.
    seconds = [max(float(value), 0.1) for value in flags.loc[known, "seconds_per_item"]]
    runs = [float(value) for value in flags.loc[known, "longstring"]]
    excluded = [bool(value) for value in flags.loc[known, "excluded"]]
    low, high = math.log10(min(seconds) / 1.15), math.log10(max(seconds) * 1.15)
    x = axes.Scale(low, high, 0.42, WIDTH - 0.12)
    y = axes.Scale(0, 1.06 * max(runs), 3.0, 0.7)
    grades = [v for v in (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if low <= math.log10(v) <= high]
    title = t("report.sample.screen_x")
    out = axes.below(x, 3.0, [math.log10(v) for v in grades], title, said=lambda v: f"{round(10**v, 1):g}")
    heights = [v for v in axes.ticks(0, 1.06 * max(runs)) if v == int(v)]
    out += axes.left(y, 0.42, heights, t("report.sample.screen_y"), said=lambda v: f"{v:.0f}", above=0.32)
    points = sorted(zip(excluded, seconds, runs, strict=True))
    for out_, second, run in points:
        at = (x(math.log10(second)), y(run))
        out += _cross(*at) if out_ else [Ellipse(*at, 0.026, 0.026, BLUE, opacity=0.45)]
    limit = rules.min_seconds_per_item
    if limit and low < math.log10(limit) < high:
        there = x(math.log10(limit))
        out.append(Line(((there, 0.64), (there, 3.0)), MUTED, 0.9, DASHES))
        out.append(Text(there, 0.55, t("report.sample.screen_limit", limit=limit), 8, MUTED))
    keys = [
        axes.Key(t("report.sample.valid"), lambda x, y: [Ellipse(x, y, 0.03, 0.03, BLUE, opacity=0.45)]),
        axes.Key(t("report.column", key="excluded"), _cross),
    ]
    made, _ = axes.legend(keys, WIDTH, 0.06)
    return Sketch("screening", Scene((WIDTH, 3.46), (*out, *made)), mark(t, simulated))


def _cross(x: float, y: float, half: float = 0.036) -> list[Shape]:
    return [Line(((x - half, y - half * way), (x + half, y + half * way)), RED, 1.2) for way in (-1, 1)]


def scale_points(row: Mapping[str, Any]) -> list[Any]:
    """The columns of a row of counts that are points of its item's own scale (the others are NaN), in order."""
    return sorted((key for key in row if str(key).isdigit() and row[key] == row[key]), key=int)


def likert(content: Content, rows: Sequence[Mapping[str, Any]], t: Words, name: str) -> Sketch:
    """100 % stacked bars, one an item, grouped by construct; ``rows`` hold the counts under the scale points."""
    points = scale_points(rows[0])
    labels = _scale_labels(content, str(rows[0]["item"]), len(points), t)
    tones = shades(DISAGREE, len(points))
    colors = list(tones)
    pairs = zip(colors, labels, strict=True)
    out, y = axes.legend([axes.Key(label, axes.patch(color)) for color, label in pairs], WIDTH, 0.06)
    x = axes.Scale(0, 100, 2.5, WIDTH - 0.2)
    y += 0.14
    before = ""
    for row in rows:
        group = str(content.questionnaire.construct_of(str(row["item"])).code)
        y += 0.12 if before and group != before else 0.0
        before = group
        text = broken(f"{row['item']}  {content.item_text(str(row['item']), t.lang)}", 2.34, 7.8, 3)
        height = max(0.34, 7.8 * LEADING / 72 * (text.count("\n") + 1) + 0.05)
        out.append(Text(0.06, y + height / 2, text, 7.8, anchor="start"))
        out += _bar([float(row[point]) for point in points], colors, x, y + height / 2)
        y += height + 0.04
    out += axes.below(x, y, axes.ticks(0, 100), t("report.items.likert_x"), said=lambda v: f"{v:.0f}%", line=False)
    scene = Scene((WIDTH, y + 0.5), tuple(out), tuple(tones.items()))
    return Sketch(name, scene, mark(t, content.simulated))


def _bar(counts: Sequence[float], colors: Sequence[str], x: axes.Scale, y: float) -> list[Shape]:
    """Shares of a whole side by side, each with its percentage where there is room for it."""
    total = sum(counts) or 1.0
    bars: list[Shape] = []
    words: list[Shape] = []
    start = 0.0
    for count, color in zip(counts, colors, strict=True):
        share = 100 * count / total
        left, right = x(start), x(start + share)
        bars.append(Rect(left, y - 0.13, right - left, 0.26, color))
        text = f"{share:.0f}"
        if right - left > measure(text, 7.5) + 0.03:
            ink = "#ffffff" if lightness(color) < 0.5 else INK
            words.append(Text((left + right) / 2, y, text, 7.5, ink))
        start += share
    return bars + words


def _scale_labels(content: Content, item: str, points: int, t: Words) -> list[str]:
    """The points of an item's scale with their labels; bare where the scale has another number of points."""
    numbers = range(1, points + 1)
    scale = content.questionnaire.scale_of(item)
    if scale.points != points or not scale.labels:
        return [str(number) for number in numbers]
    return [f"{number} {scale.label(number, t.lang)}" for number in numbers]


def scree(observed: Any, threshold: Any, t: Words, *, simulated: bool) -> Sketch:
    """Eigenvalues of the data, and the threshold from data without factors."""
    values = [float(value) for value in observed]
    limits = [] if threshold is None else [float(value) for value in threshold]
    low, high = min([0.0, *values, *limits]), max([*values, *limits])
    x = axes.Scale(0.5, len(values) + 0.5, 0.48, WIDTH - 0.12)
    y = axes.Scale(low - 0.03 * (high - low), high + 0.05 * (high - low), 2.9, 0.62)
    numbers = [i for i in range(1, len(values) + 1) if i == 1 or i % 5 == 0 or len(values) <= 12]
    out = axes.below(x, 2.9, numbers, t("report.efa.scree_x"), said=lambda v: f"{v:.0f}")
    out += axes.left(y, 0.48, axes.ticks(low, high), t("report.efa.scree_y"), right=WIDTH - 0.12)
    if limits:
        out.append(Line(tuple((x(i), y(v)) for i, v in enumerate(limits, 1)), RED, 1.2, DASHES))
    out.append(Line(tuple((x(i), y(v)) for i, v in enumerate(values, 1)), ACCENT, 1.3))
    out += [Ellipse(x(i), y(v), 0.03, 0.03, ACCENT) for i, v in enumerate(values, 1)]
    keys = [axes.Key(t("report.efa.scree_data"), lambda x, y: _stroke(x, y, ACCENT, (), 0.03), 0.3)]
    if limits:
        keys.append(axes.Key(t("report.efa.scree_random"), lambda x, y: _stroke(x, y, RED, DASHES, 0.0), 0.3))
    made, _ = axes.legend(keys, WIDTH, 0.06)
    return Sketch("scree", Scene((WIDTH, 3.38), (*out, *made)), mark(t, simulated))


def _stroke(x: float, y: float, color: str, dash: tuple[float, ...], dot: float) -> list[Shape]:
    line: list[Shape] = [Line(((x - 0.15, y), (x + 0.15, y)), color, 1.3, dash)]
    return [*line, Ellipse(x, y, dot, dot, color)] if dot else line


def bubbles(content: Content, grid: Any, rows: Sequence[Mapping[str, Any]], t: Words) -> Plot:
    """How often against how much, a bubble a thing, as large as the share of people who do it at all."""
    shown = [
        row
        for row in rows
        if all(row.get(key) == row.get(key) and row.get(key) is not None for key in ("frequency", "amount", "share"))
    ]

    def axis(axes: Any, construct: str, side: str) -> None:
        item = content.questionnaire.items_of(construct)[0]
        scale = content.questionnaire.scale_of(item)
        points = list(scale.answers)
        if points:
            names = [wrap(scale.label(point, t.lang), 14, 2) for point in points]
            getattr(axes, f"set_{side}ticks")(points, names, fontsize=8)
            getattr(axes, f"set_{side}lim")(points[0] - 0.4, points[-1] + 0.4)
        getattr(axes, f"set_{side}label")(content.name(construct, t.lang))

    def draw(figure: Any) -> None:
        axes = figure.add_axes((0.16, 0.18, 0.81, 0.78))
        free = -1.0
        for row in sorted(shown, key=lambda row: float(row["amount"])):
            x, y, share = (float(row[key]) for key in ("frequency", "amount", "share"))
            axes.scatter(x, y, s=500 * share, color=BLUE, alpha=0.35, lw=0)
            free = max(y, free + 0.3)  # names stand above each other, even where bubbles do not
            text = wrap(content.item_text(str(row["item"]), t.lang), 30, 2)
            axes.annotate(
                text, (x, y), xytext=(x + 0.22, free), va="center", fontsize=7.5,
                arrowprops={"arrowstyle": "-", "color": RULE, "lw": 0.6},
            )  # fmt: skip
        axis(axes, grid.x, "x")
        axis(axes, grid.y, "y")
        axes.grid(color=RULE, lw=0.6)
        axes.set_axisbelow(True)

    return Plot(f"grid_{grid.id}", (WIDTH, 4.6), draw, mark(t, content.simulated))
