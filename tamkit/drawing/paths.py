"""The path diagram: variables with names and R², arrows with coefficients. Geometry first, in inches; then its shapes.

It runs from left to right where that fits a page, else from top to bottom, which a phone shows in letters one can read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tamkit.drawing.layers import Layout, Slot, layout
from tamkit.drawing.numbers import number
from tamkit.drawing.raster import PAGE
from tamkit.drawing.scene import BLUE, DASHES, INK, MUTED, RED, Ellipse, Rect, Shape, Words, arrow
from tamkit.drawing.text import broken, measure

Points = NDArray[np.float64]

BOX_W, BOX_H = 1.28, 0.64  # inches
BETWEEN = (0.95, 0.54)  # from one column to the next, and from one row, where the diagram runs down
GAP, LANE = (0.22, 0.2), (0.2, 0.34)  # between boxes, and a box and a lane: across a column, across a row
MARGIN = 0.16
LABEL_W, LABEL_H = 0.62, 0.17
FILL = "#eef3f7"
SIZES = ((9.6, 2), (8.8, 2), (8.2, 2), (8.0, 3), (7.2, 3))  # points and lines of a name: the first that fits


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
    """What the drawing needs, in inches from the upper left corner: middles of boxes and labels, a polyline an edge."""

    boxes: Mapping[str, tuple[float, float]]
    curves: Mapping[tuple[str, str], Points]
    labels: Mapping[tuple[str, str], tuple[float, float]]
    size: tuple[float, float]


def place(
    edges: Sequence[tuple[str, str]], label: tuple[float, float] = (LABEL_W, LABEL_H), square: Sequence[str] = ()
) -> Placed:
    """Boxes, curves and labels of a path model; no curve through a box, no label on a box or another label.

    ``square``: variables drawn as boxes, not as ellipses. The same edges are placed once, whatever the language.
    """
    return _placed(tuple(edges), label, frozenset(square))


@lru_cache(maxsize=64)
def _placed(edges: tuple[tuple[str, str], ...], label: tuple[float, float], square: frozenset[str]) -> Placed:
    right = _directed(edges, label, down=False)
    if right.size[0] <= PAGE:
        return right.placed(label, square)
    down = _directed(edges, label, down=True)
    return (down if down.size[0] < right.size[0] else right).placed(label, square)


@dataclass(frozen=True, slots=True)
class _Directed:
    """A plan with its distances, one way: lengths run along the diagram and across it; x and y come at the end."""

    plan: Layout
    down: bool
    here: Mapping[Slot, float]
    there: Sequence[float]

    @property
    def box(self) -> tuple[float, float]:
        return (BOX_H, BOX_W) if self.down else (BOX_W, BOX_H)

    @property
    def size(self) -> tuple[float, float]:
        along = self.there[-1] + self.box[0] / 2 + MARGIN
        across = max(self.here.values(), default=0.0) + self.box[1] / 2 + MARGIN
        return (across, along) if self.down else (along, across)

    def placed(self, label: tuple[float, float], square: frozenset[str]) -> Placed:
        middles = {node: (self.there[column], self.here[node]) for node, column in self.plan.column.items()}
        curves = _curves(self.plan, middles, self.here, self.there, self.box, square)
        if self.down:
            middles = {node: (y, x) for node, (x, y) in middles.items()}
            curves = {edge: curve[:, ::-1] for edge, curve in curves.items()}
        return Placed(middles, curves, _labels(middles, curves, *label, down=self.down), self.size)


def _directed(edges: tuple[tuple[str, str], ...], label: tuple[float, float], *, down: bool) -> _Directed:
    along, across = (BOX_H, BOX_W) if down else (BOX_W, BOX_H)
    plan = layout(edges, across + GAP[down], across / 2 + max(LANE[down], 0.5 * label[not down] + 0.05))
    low = min(plan.y.values(), default=0.0)
    step = along + BETWEEN[down] + (label[1] - LABEL_H if down else max(0.0, label[0] - LABEL_W))
    here = {slot: MARGIN + across / 2 + y - low for slot, y in plan.y.items()}
    return _Directed(plan, down, here, [MARGIN + along / 2 + step * column for column in range(plan.columns)])


def _curves(
    plan: Layout, middles: Mapping[str, tuple[float, float]], here: Mapping[Slot, float], there: Sequence[float],
    box: tuple[float, float], square: frozenset[str],
) -> dict[tuple[str, str], Points]:  # fmt: skip
    ports = _ports(plan, here, box[1])
    out: dict[tuple[str, str], Points] = {}
    for edge, route in plan.routes.items():
        turn = 1 if plan.column[edge[0]] < plan.column[edge[1]] else -1
        first, last = ports[edge, 0], ports[edge, 1]
        stops = [(middles[edge[0]][0] + turn * _edge_at(first, box, edge[0] in square), here[edge[0]] + first)]
        for slot in route[1:-1]:
            assert not isinstance(slot, str)
            x = there[slot[2]]
            stops += [(x - turn * box[0] / 2, here[slot]), (x + turn * box[0] / 2, here[slot])]
        stops.append((middles[edge[1]][0] - turn * _edge_at(last, box, edge[1] in square), here[edge[1]] + last))
        parts = []
        for nth, ((x0, y0), (x1, y1)) in enumerate(pairwise(stops)):
            # Through a column, in the edge's own lane, it runs straight.
            parts.append(np.array([[x0, y0], [x1, y1]]) if nth % 2 else _bend(x0, y0, x1, y1))
        out[edge] = np.vstack(parts)
    return out


def _edge_at(off: float, box: tuple[float, float], square: bool) -> float:
    """From the middle of a box, or an ellipse, to its edge, ``off`` its middle line."""
    return box[0] / 2 if square else box[0] / 2 * math.sqrt(max(0.0, 1 - (2 * off / box[1]) ** 2))


def _bend(x0: float, y0: float, x1: float, y1: float) -> Points:
    """A cubic from one height to another, level at both ends."""
    t = np.linspace(0, 1, 25)[:, None]
    reach = 0.45 * (x1 - x0)
    a, b, c, d = np.array([[x0, y0], [x0 + reach, y0], [x1 - reach, y1], [x1, y1]])
    return (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d


def _ports(
    plan: Layout, here: Mapping[Slot, float], across: float
) -> dict[tuple[tuple[str, str], int], float]:  # fmt: skip
    """How far off the middle each arrow leaves and enters its boxes: spread, in the order of where it comes from."""
    sides: dict[tuple[str, bool], list[tuple[float, tuple[str, str], int]]] = {}
    for edge, route in plan.routes.items():
        forward = plan.column[edge[0]] < plan.column[edge[1]]
        sides.setdefault((edge[0], forward), []).append((here[route[1]], edge, 0))
        sides.setdefault((edge[1], not forward), []).append((here[route[-2]], edge, 1))
    out: dict[tuple[tuple[str, str], int], float] = {}
    for ends in sides.values():
        ends.sort()
        room = min(0.17 if across < 1 else 0.26, 0.78 * across / max(len(ends), 1))
        for i, (_, edge, end) in enumerate(ends):
            out[edge, end] = (i - (len(ends) - 1) / 2) * room
    return out


def _labels(
    boxes: Mapping[str, tuple[float, float]], curves: Mapping[tuple[str, str], Points], width: float, height: float,
    *, down: bool,
) -> dict[tuple[str, str], tuple[float, float]]:  # fmt: skip
    """A place on each curve for its label: away from boxes and other labels (never on them), and from other curves."""
    placed: dict[tuple[str, str], tuple[float, float]] = {}
    middles = np.array(list(boxes.values())).reshape(-1, 2)
    names = list(curves)
    every = np.vstack([curves[name] for name in names]) if names else np.empty((0, 2))
    begins = np.cumsum([0, *(len(curves[name]) for name in names)])[:-1]
    shares = np.linspace(0.08, 0.92, 57)
    # Short arrows have the least choice; they go first.
    for edge in sorted(curves, key=lambda e: (round(float(np.ptp(curves[e][:, int(down)])), 6), e)):
        curve, own = curves[edge], names.index(edge)
        steps = np.hypot(*np.diff(curve, axis=0).T)
        length = np.r_[0, np.cumsum(steps)]
        at = np.column_stack([np.interp(shares * length[-1], length, curve[:, i]) for i in (0, 1)])
        cost = 0.6 * np.abs(shares - 0.5) + 0.3 * _slope(curve, steps, length, shares, down)
        cost += 100.0 * _near(at, middles, (BOX_W + width) / 2 + 0.02, (BOX_H + height) / 2 + 0.03).sum(axis=1)
        others = np.array(list(placed.values())).reshape(-1, 2)
        cost += 50.0 * _near(at, others, width + 0.04, height + 0.03).sum(axis=1)
        close = _near(at, every, width / 2 + 0.03, height / 2 + 0.02)
        touched = np.add.reduceat(close.astype(int), begins, axis=1)
        touched[:, own] = 0
        cost += 2.0 * (touched > 0).sum(axis=1) + 0.05 * touched.sum(axis=1)
        best = int(np.argmin(np.round(cost, 9)))
        placed[edge] = (float(at[best, 0]), float(at[best, 1]))
    return placed


def _near(at: Points, others: Points, x: float, y: float) -> NDArray[np.bool_]:
    return (np.abs(at[:, :1] - others[:, 0]) < x) & (np.abs(at[:, 1:] - others[:, 1]) < y)


def _slope(curve: Points, steps: Points, length: Points, shares: Points, down: bool) -> Points:
    """How far a curve turns from its way (0 along, 1 across): straight stretches are the best for a label."""
    i = np.clip(np.searchsorted(length, shares * length[-1]), 1, len(curve) - 1)
    off = np.abs(np.diff(curve[:, 1 - int(down)]))[i - 1]
    return off / np.maximum(steps[i - 1], 1e-9)


def draw_paths(
    placed: Placed, edges: Sequence[Edge], boxes: Mapping[str, Box], *, labels: float = 9.0
) -> list[Shape]:  # fmt: skip
    """The arrows, the variables, then what stands on the arrows."""
    out: list[Shape] = []
    for edge in edges:
        color, dash = look_of(edge)
        curve = [(float(x), float(y)) for x, y in placed.curves[edge.source, edge.target]]
        out += arrow(curve, color, _weight(edge.weight), dash)
    for code, (x, y) in placed.boxes.items():
        out += box(x, y, boxes[code])
    return out + [note(placed.labels[edge.source, edge.target], edge, size=labels) for edge in edges]


def look_of(edge: Edge) -> tuple[str, tuple[float, ...]]:
    """Blue above 0 and red below, where it is told from 0; else grey and dashed."""
    color = (BLUE if edge.weight >= 0 else RED) if edge.firm else MUTED
    return color, () if edge.firm else DASHES


def note(at: tuple[float, float], edge: Edge, *, size: float) -> Words:
    """What stands on an arrow, on white."""
    return Words(*at, edge.text, size, look_of(edge)[0] if edge.firm else INK, ground="#ffffff")


def box(x: float, y: float, of: Box, width: float = BOX_W, height: float = BOX_H) -> list[Shape]:
    """A latent variable is an ellipse, an observed one a box."""
    shape: Shape = (
        Ellipse(x, y, width / 2, height / 2, FILL, INK, 1.0)
        if of.latent
        else Rect(x - width / 2, y - height / 2, width, height, "#ffffff", INK, 1.0)
    )
    if height < BOX_H:
        size = 8.4 if measure(of.name, 8.4) <= width - 0.1 else 7.2
        return [shape, Words(x, y, broken(of.name, width - 0.06, size, 1), size)]
    room = 0.8 * width if of.latent else width - 0.12
    size, lines = next((kind for kind in SIZES if _fits(of.name, room, *kind)), SIZES[-1])
    name = Words(x, y, broken(of.name, room, size, lines), size)
    if of.r2 is None:
        return [shape, name]
    below = Words(x, y, f"R² = {number(of.r2)}", 8.2, MUTED)
    apart = 0.065 - 0.02 * len(name.lines)  # more lines leave less between them
    up, down = (below.height + apart) / 2, (name.height + apart) / 2
    return [shape, name.moved(0.0, -up), below.moved(0.0, down)]


def _fits(name: str, room: float, size: float, lines: int) -> bool:
    made = broken(name, room, size, 9).split("\n")
    return len(made) <= lines and all(measure(line, size) <= room for line in made)


def _weight(beta: float) -> float:
    return round(0.9 + 1.6 * min(abs(beta), 0.8), 2)
