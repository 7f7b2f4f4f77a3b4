"""Estimates with their intervals, one row a construct: reliability and effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tamkit.drawing import axes
from tamkit.drawing.picture import Sketch
from tamkit.drawing.scene import (
    ACCENT,
    BLUE,
    DASHES,
    INK,
    MUTED,
    RED,
    Line,
    Rect,
    Scene,
    Shape,
)  # fmt: skip
from tamkit.drawing.scene import (
    Words as Text,
)
from tamkit.drawing.text import broken, measure
from tamkit.report import formats
from tamkit.report.content import Content
from tamkit.report.figures.charts import WIDTH, mark
from tamkit.report.words import Words


def value(row: Mapping[str, Any], key: str) -> float | None:
    found = row.get(key)
    return None if found is None or found != found else float(found)


def ends(row: Mapping[str, Any], key: str) -> tuple[float, float] | None:
    """An interval, where both ends are known."""
    low, high = value(row, f"{key}_ci_lower"), value(row, f"{key}_ci_upper")
    return None if low is None or high is None else (low, high)


def reliability(content: Content, rows: Sequence[Mapping[str, Any]], t: Words) -> Sketch:
    """Cronbach's α with its interval, one row a construct."""
    known = [row for row in rows if value(row, "alpha") is not None]
    names = [broken(content.with_code(str(row["construct"]), t.lang), 1.9, 8.5, 2) for row in known]
    start = 0.2 + max([measure(line, 8.5) for name in names for line in name.split("\n")], default=0.5)
    low = min([0.7, *((ends(row, "alpha") or (float(row["alpha"]),))[0] for row in known)])
    x = axes.Scale(max(0.0, low - 0.05), 1.0, start, WIDTH - 0.62)
    bottom = 0.1 + 0.32 * len(known)
    out = axes.below(x, bottom, axes.ticks(x.low, 1.0), t("report.column", key="alpha"), top=0.06)
    out.append(Line(((x(0.7), 0.06), (x(0.7), bottom)), MUTED, 0.9, DASHES))
    for i, (row, name) in enumerate(zip(known, names, strict=True)):
        y, own = 0.1 + 0.32 * (i + 0.5), ends(row, "alpha")
        out.append(Text(start - 0.12, y, name, 8.5, anchor="end"))
        out += axes.estimate(x(float(row["alpha"])), None if own is None else (x(own[0]), x(own[1])), y, ACCENT)
        out.append(Text(WIDTH - 0.1, y, formats.number(float(row["alpha"])), 8.5, anchor="end"))
    return Sketch("reliability", Scene((WIDTH, bottom + 0.5), tuple(out)), mark(t, content.simulated))


def effects(content: Content, rows: Sequence[Mapping[str, Any]], t: Words) -> Sketch:
    """Total effects on the outcome with their intervals, ranked; direct and indirect parts as marks beside them."""
    names = [broken(content.name(str(row["source"]), t.lang), 1.25, 9, 2) for row in rows]
    totals = [value(row, "total") or 0.0 for row in rows]
    intervals = [ends(row, "total") for row in rows]
    said = [
        formats.beta(total) + ("" if own is None else " " + formats.interval(*own, 2))
        for total, own in zip(totals, intervals, strict=True)
    ]
    parts = [[(key, part) for key in ("direct", "indirect") if (part := _part(row, key)) is not None] for row in rows]
    known = [0.0, *totals, *(end for own in intervals if own for end in own), *(v for own in parts for _, v in own)]
    pad = 0.06 * (max(known) - min(known) or 1.0)
    start = 0.22 + max(measure(line, 9) for name in names for line in name.split("\n"))
    right = WIDTH - 0.16 - max(measure(text, 8) for text in said)
    x = axes.Scale(min(known) - pad, max(known) + pad, start, right)
    made, top = axes.legend(_effect_keys(t), WIDTH, 0.06)
    top += 0.14
    bottom = top + 0.46 * len(rows)
    out = axes.below(x, bottom, axes.ticks(x.low, x.high), t("report.effects.axis"), top=top)
    out.append(Line(((x(0), top), (x(0), bottom)), INK, 0.8))
    for i, (name, total, own, text) in enumerate(zip(names, totals, intervals, said, strict=True)):
        y, color = top + 0.46 * (i + 0.5), BLUE if total >= 0 else RED
        edge = sorted((x(0), x(total)))
        out.append(Rect(edge[0], y - 0.115, edge[1] - edge[0], 0.23, color, opacity=0.28))
        out += axes.estimate(x(total), None if own is None else (x(own[0]), x(own[1])), y, color)
        out += [_part_sign(key, x(part), y + 0.16) for key, part in parts[i]]
        out.append(Text(start - 0.12, y, name, 9, anchor="end"))
        out.append(Text(right + 0.1, y, text, 8, anchor="start"))
    return Sketch("effects", Scene((WIDTH, bottom + 0.5), (*out, *made)), mark(t, content.simulated))


def _part(row: Mapping[str, Any], key: str) -> float | None:
    """A direct or indirect effect; a path the model lacks has 0 and no standard error, and no mark."""
    part = value(row, key)
    return part if part is not None and (part or value(row, f"{key}_se") is not None) else None


def _part_sign(key: str, x: float, y: float) -> Shape:
    if key == "direct":
        return Rect(x - 0.028, y - 0.028, 0.056, 0.056, "#ffffff", INK, 0.9)
    return axes.diamond(x, y, 0.038)


def _effect_keys(t: Words) -> list[axes.Key]:
    return [
        axes.Key(t("report.effects.legend_total"), lambda x, y: axes.estimate(x, (x - 0.13, x + 0.13), y, BLUE), 0.26),
        axes.Key(t("report.effects.legend_direct"), lambda x, y: [_part_sign("direct", x, y)]),
        axes.Key(t("report.effects.legend_indirect"), lambda x, y: [_part_sign("indirect", x, y)]),
    ]
