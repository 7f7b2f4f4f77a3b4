"""The path diagram: boxes with names and R², arrows with coefficients. Geometry first, in inches; then its drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamkit.drawing.layers import Layout, layout
from tamkit.drawing.numbers import number
from tamkit.drawing.picture import BLUE, INK, MUTED, RED
from tamkit.drawing.text import width_of, wrap

Points = NDArray[np.float64]

BOX_W, BOX_H = 1.12, 0.7  # inches
COLUMN, GAP, LANE = 2.0, 1.18, 0.74  # inches between column middles, boxes, and a box and a lane
LABEL_W, LABEL_H = 0.66, 0.2


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow: what stands on it, how wide it is (a standardized coefficient), whether it is told from 0."""

    source: str
    target: str
    text: str
    weight: float
    firm: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A variable: its name, and R² where it has one."""

    name: str
    r2: float | None = None
    latent: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """Everything the drawing needs, in inches: box middles, a polyline an edge, a label middle an edge."""

    boxes: Mapping[str, tuple[float, float]]
    curves: Mapping[tuple[str, str], Points]
    labels: Mapping[tuple[str, str], tuple[float, float]]
    size: tuple[float, float]


def place(edges: Sequence[tuple[str, str]], label: tuple[float, float] = (LABEL_W, LABEL_H)) -> Placed:
    """Boxes, curves and labels of a path model; no curve through a box, no label on a box or another label."""
    plan = layout(edges, GAP, LANE)
    top = max(plan.y.values(), default=0.0)
    margin_x, margin_y = BOX_W / 2 + 0.15, BOX_H / 2 + 0.2

    def x_of(column: int) -> float:
        return margin_x + column * COLUMN

    def y_of(slot: Any) -> float:
        return margin_y + top - plan.y[slot]

    boxes = {node: (x_of(column), y_of(node)) for node, column in plan.column.items()}
    curves = _curves(plan, boxes, y_of, x_of)
    height = 2 * margin_y + top - min(plan.y.values(), default=0.0)
    width = 2 * margin_x + (plan.columns - 1) * COLUMN
    return Placed(boxes, curves, _labels(boxes, curves, *label), (width, height))


def _curves(
    plan: Layout, boxes: Mapping[str, tuple[float, float]], y_of: Any, x_of: Any
) -> dict[tuple[str, str], Points]:
    ports = _ports(plan, boxes, y_of)
    out: dict[tuple[str, str], Points] = {}
    half = BOX_W / 2
    for edge, route in plan.routes.items():
        forward = plan.column[edge[0]] < plan.column[edge[1]]
        turn = half if forward else -half
        stops: list[tuple[float, float]] = [(boxes[edge[0]][0] + turn, ports[edge, 0])]
        for slot in route[1:-1]:
            x = x_of(slot[2])
            stops += [(x - turn, y_of(slot)), (x + turn, y_of(slot))]
        stops.append((boxes[edge[1]][0] - turn, ports[edge, 1]))
        parts = []
        for nth, ((x0, y0), (x1, y1)) in enumerate(pairwise(stops)):
            if nth % 2:  # through a column, in the edge's own lane: straight
                parts.append(np.array([[x0, y0], [x1, y1]]))
            else:
                parts.append(_bend(x0, y0, x1, y1))
        out[edge] = np.vstack(parts)
    return out


def _bend(x0: float, y0: float, x1: float, y1: float) -> Points:
    """A cubic from one height to another, level at both ends."""
    t = np.linspace(0, 1, 40)[:, None]
    reach = 0.45 * (x1 - x0)
    a, b, c, d = np.array([[x0, y0], [x0 + reach, y0], [x1 - reach, y1], [x1, y1]])
    return (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d


def _ports(
    plan: Layout, boxes: Mapping[str, tuple[float, float]], y_of: Any
) -> dict[tuple[tuple[str, str], int], float]:
    """Where each arrow leaves and enters its boxes: spread over the side, in the order of where it comes from."""
    sides: dict[tuple[str, bool], list[tuple[float, tuple[str, str], int]]] = {}
    for edge, route in plan.routes.items():
        forward = plan.column[edge[0]] < plan.column[edge[1]]
        sides.setdefault((edge[0], forward), []).append((y_of(route[1]), edge, 0))
        sides.setdefault((edge[1], not forward), []).append((y_of(route[-2]), edge, 1))
    out: dict[tuple[tuple[str, str], int], float] = {}
    for (node, _), ends in sides.items():
        ends.sort()
        room = min(0.17, 0.8 * BOX_H / max(len(ends), 1))
        for i, (_, edge, end) in enumerate(ends):
            out[edge, end] = boxes[node][1] + (i - (len(ends) - 1) / 2) * room
    return out


def _labels(
    boxes: Mapping[str, tuple[float, float]], curves: Mapping[tuple[str, str], Points], label_w: float, label_h: float
) -> dict[tuple[str, str], tuple[float, float]]:
    """A place on each curve for its label: away from boxes and other labels (never on them), and from other curves."""
    placed: dict[tuple[str, str], tuple[float, float]] = {}
    # Short arrows have the least choice; they go first.
    for edge in sorted(curves, key=lambda e: (float(np.ptp(curves[e][:, 0])), e)):
        best: tuple[float, tuple[float, float]] | None = None
        curve = curves[edge]
        length = np.r_[0, np.cumsum(np.hypot(*np.diff(curve, axis=0).T))]
        others = [other for name, other in curves.items() if name != edge]
        for share in np.linspace(0.08, 0.92, 57):
            x = float(np.interp(share * length[-1], length, curve[:, 0]))
            y = float(np.interp(share * length[-1], length, curve[:, 1]))
            cost = 0.6 * abs(share - 0.5) + 0.3 * _slope(curve, length, share)
            for bx, by in boxes.values():
                if abs(x - bx) < (BOX_W + label_w) / 2 + 0.02 and abs(y - by) < (BOX_H + label_h) / 2 + 0.03:
                    cost += 100
            for lx, ly in placed.values():
                if abs(x - lx) < label_w + 0.04 and abs(y - ly) < label_h + 0.03:
                    cost += 50
            for other in others:
                near = (np.abs(other[:, 0] - x) < label_w / 2 + 0.03) & (np.abs(other[:, 1] - y) < label_h / 2 + 0.02)
                cost += 2.0 * bool(near.any()) + 0.05 * float(near.sum())
            if best is None or cost < best[0]:
                best = (cost, (x, y))
        assert best is not None
        placed[edge] = best[1]
    return placed


def _slope(curve: Points, length: Points, share: float) -> float:
    """How steep a curve is (0 level, 1 upright) at a share of its length: level stretches are the best for a label."""
    i = int(np.clip(np.searchsorted(length, share * length[-1]), 1, len(curve) - 1))
    dx, dy = curve[i] - curve[i - 1]
    return float(abs(dy) / max(np.hypot(dx, dy), 1e-9))


def draw_paths(
    axes: Any, placed: Placed, edges: Sequence[Edge], boxes: Mapping[str, Box], *, labels: float = 9.6
) -> None:
    """The arrows with their texts, then the boxes, on axes in inches."""
    for edge in edges:
        curve = placed.curves[edge.source, edge.target]
        color, style = look_of(edge)
        axes.plot(*curve[:-2].T, color=color, lw=_weight(edge.weight), ls=style, solid_capstyle="butt", zorder=1)
        head(axes, curve[-3], curve[-1], color)
        note(axes, placed.labels[edge.source, edge.target], edge, size=labels)
    for code, (x, y) in placed.boxes.items():
        box(axes, x, y, boxes[code])


def look_of(edge: Edge) -> tuple[str, Any]:
    """Blue above 0 and red below, where it is told from 0; else grey and dashed."""
    color = (BLUE if edge.weight >= 0 else RED) if edge.firm else MUTED
    return color, "-" if edge.firm else (0, (4, 3))


def head(axes: Any, start: Any, end: Any, color: str) -> None:
    """The head of an arrow that ends at ``end``."""
    from matplotlib.patches import FancyArrowPatch

    arrow = FancyArrowPatch(
        tuple(start), tuple(end), arrowstyle="-|>,head_length=5,head_width=2.6", color=color,
        lw=0.6, shrinkA=0, shrinkB=0, mutation_scale=1.0, zorder=3,
    )  # fmt: skip
    axes.add_patch(arrow)


def note(axes: Any, at: tuple[float, float], edge: Edge, *, size: float) -> None:
    """What stands on an arrow."""
    axes.text(
        *at, edge.text, ha="center", va="center", fontsize=size, color=look_of(edge)[0] if edge.firm else INK,
        zorder=5, linespacing=1.0, bbox={"boxstyle": "square,pad=0.12", "fc": "white", "ec": "none"},
    )  # fmt: skip


def box(axes: Any, x: float, y: float, of: Box, width: float = BOX_W, height: float = BOX_H) -> None:
    """A latent variable's box is rounded, an observed one's is not."""
    from matplotlib.patches import FancyBboxPatch

    corner, rounding = (
        (x - width / 2, y - height / 2),
        "round,pad=0,rounding_size=0.12" if of.latent else "square,pad=0",
    )
    fill = "#eef3f7" if of.latent else "white"
    shape = FancyBboxPatch(corner, width, height, boxstyle=rounding, fc=fill, ec=INK, lw=1.0, zorder=4)
    axes.add_patch(shape)
    _name(axes, x, y, of.name, of.r2, small=height < BOX_H)


def _weight(beta: float) -> float:
    return 0.9 + 1.9 * min(abs(beta), 0.8)


def _name(axes: Any, x: float, y: float, name: str, r2: float | None, *, small: bool) -> None:
    """The variable's name, smaller when long, and its R² under it."""
    if small:
        text = wrap(name, 16, 1)
        axes.text(x, y, text, ha="center", va="center", fontsize=8.6 if width_of(text) <= 12 else 7.2, zorder=6)
        return
    text = wrap(name, 14, 2)
    size = 10.5 if max(width_of(line) for line in text.split("\n")) <= 14 else 9.2
    shift = 0.0 if r2 is None else 0.1
    axes.text(x, y + shift, text, ha="center", va="center", fontsize=size, zorder=6, linespacing=1.05)
    if r2 is not None:
        axes.text(x, y - 0.23, f"R² = {number(r2)}", ha="center", va="center", fontsize=8.8, color=MUTED, zorder=6)
