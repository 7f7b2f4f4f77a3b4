"""Scales, ticks, axes and legends of charts, as shapes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tamkit.drawing.numbers import number
from tamkit.drawing.scene import INK, RULE, Ellipse, Line, Rect, Shape, Words
from tamkit.drawing.text import measure

TICK = 0.04  # inches
SIZE = 8.0  # points: what stands at ticks, and in legends
DOT = 0.045  # inches: the radius of an estimate


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values from ``low`` to ``high`` stand between two places of a page."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers from ``low`` to ``high``, about ``count`` of them.

    >>> ticks(-0.31, 0.52), ticks(0, 100), ticks(0.9, 1.0)
    ([-0.2, 0.0, 0.2, 0.4], [0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [0.9, 0.92, 0.94, 0.96, 0.98, 1.0])
    """
    rough = (high - low) / count
    unit = 10.0 ** math.floor(math.log10(rough))
    step = unit * min((1, 2, 5, 10), key=lambda many: abs(math.log(many * unit / rough)))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    digits = max(0, 1 - math.floor(math.log10(step)))
    return [round(i * step, digits) + 0.0 for i in range(first, last + 1)]


def decimals(values: Sequence[float], least: int = 1) -> int:
    """How many decimals tell the ticks apart.

    >>> decimals([0.0, 0.2]), decimals([0.94, 0.96]), decimals([0, 20], 0)
    (1, 2, 0)
    """
    return next((d for d in range(least, 6) if all(abs(round(v, d) - v) < 1e-9 for v in values)), 6)


def below(
    scale: Scale, y: float, marks: Sequence[float], title: str, *, top: float | None = None,
    said: Callable[[float], str] | None = None, line: bool = True,
) -> list[Shape]:  # fmt: skip
    """An axis at height ``y``, its title under it; ``top``: how far up its grid goes."""
    digits = decimals(marks)
    out: list[Shape] = []
    if top is not None:
        out += [Line(((scale(mark), top), (scale(mark), y)), RULE, 0.6) for mark in marks]
    if line:
        out.append(Line(((scale.start, y), (scale.end, y)), RULE, 0.8))
    for mark in marks:
        out.append(Line(((scale(mark), y), (scale(mark), y + TICK)), INK, 0.8))
        text = number(mark, digits) if said is None else said(mark)
        out.append(Words(scale(mark), y + TICK + 0.09, text, SIZE))
    return [*out, Words((scale.start + scale.end) / 2, y + 0.32, title, 8.5)] if title else out


def left(
    scale: Scale, x: float, marks: Sequence[float], title: str, *, right: float | None = None,
    said: Callable[[float], str] | None = None, above: float = 0.17,
) -> list[Shape]:  # fmt: skip
    """An upright axis at ``x``, its title ``above`` it, where it can be read; ``right``: how far its grid goes."""
    digits = decimals(marks)
    out: list[Shape] = []
    if right is not None:
        out += [Line(((x, scale(mark)), (right, scale(mark))), RULE, 0.6) for mark in marks]
    out.append(Line(((x, scale.start), (x, scale.end)), RULE, 0.8))
    for mark in marks:
        out.append(Line(((x - TICK, scale(mark)), (x, scale(mark))), INK, 0.8))
        text = number(mark, digits) if said is None else said(mark)
        out.append(Words(x - TICK - 0.04, scale(mark), text, SIZE, anchor="end"))
    return [*out, Words(0.06, min(scale.start, scale.end) - above, title, 8.5, anchor="start")] if title else out


def estimate(x: float, ends: tuple[float, float] | None, y: float, color: str) -> list[Shape]:
    """A dot with its interval."""
    out: list[Shape] = []
    if ends is not None:
        out.append(Line(((ends[0], y), (ends[1], y)), color, 1.7))
    return [*out, Ellipse(x, y, DOT, DOT, color)]


def diamond(x: float, y: float, half: float) -> Line:
    """A diamond that is white inside."""
    around = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    return Line(around, INK, 0.9, fill="#ffffff", closed=True)


@dataclass(frozen=True, slots=True)
class Key:
    """What a sign of a chart means; ``draw`` gives the sign around a place ``width`` inches wide."""

    label: str
    draw: Callable[[float, float], list[Shape]]
    width: float = 0.14


def patch(color: str) -> Callable[[float, float], list[Shape]]:
    """A small area of a colour."""
    return lambda x, y: [Rect(x - 0.06, y - 0.05, 0.12, 0.1, color)]


def legend(keys: Sequence[Key], width: float, y: float, size: float = SIZE) -> tuple[list[Shape], float]:
    """Keys in as many lines as a page of ``width`` wants, each line centred, from ``y`` down; and their height."""
    gap, inner, step = 0.2, 0.06, size * 1.5 / 72
    lines: list[list[Key]] = [[]]
    lengths = [0.0]
    for key in keys:
        long = key.width + inner + measure(key.label, size) + gap
        if lines[-1] and lengths[-1] + long - gap > width - 0.12:
            lines.append([])
            lengths.append(0.0)
        lines[-1].append(key)
        lengths[-1] += long
    out: list[Shape] = []
    for i, (line, length) in enumerate(zip(lines, lengths, strict=True)):
        x, at = (width - length + gap) / 2, y + (i + 0.5) * step
        for key in line:
            out += key.draw(x + key.width / 2, at)
            out.append(Words(x + key.width + inner, at, key.label, size, anchor="start"))
            x += key.width + inner + measure(key.label, size) + gap
    return out, step * len(lines)
