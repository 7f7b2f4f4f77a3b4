"""The diagram of a measurement model: items at the right, what they measure left of them, covariances as arcs.

Geometry first, in inches, upwards, and turned over at the end; then its shapes. Every construct has the rows of its own
items to itself, so no box can lie on another; an arc over d rows bulges by d steps, so no label can lie on another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tamkit.drawing.paths import BOX_H, BOX_W, Box, Edge, Points, box, look_of, note
from tamkit.drawing.scene import Point, Shape, arrow, head

ITEM_W, ITEM_H, PITCH = 0.95, 0.23, 0.34  # a box of an item, and from one to the next
BETWEEN, COLUMN = 0.2, 2.45  # between the rows of two constructs; from one column to the next
STEP, ITEM_STEP = 0.46, 0.34  # how far an arc bulges for each row it spans, left and right
WIDEST = 8
MARGIN = 0.2
NOTE = 8.2


@dataclass(frozen=True, slots=True)
class Plan:
    """Box middles, the items among them, and arcs with the middle of their label."""

    boxes: Mapping[str, tuple[float, float]]
    items: frozenset[str]
    arcs: Mapping[tuple[str, str], tuple[Points, tuple[float, float]]]
    size: tuple[float, float]
    item: float = ITEM_W


def plan(
    measured: Mapping[str, Sequence[str]], arcs: Sequence[tuple[str, str]] = (), alone: Sequence[str] = (), *,
    pitch: float = PITCH, between: float = BETWEEN, column: float = COLUMN, item: float = ITEM_W,
) -> Plan:  # fmt: skip
    """Places of constructs and their indicators (which may be constructs); ``alone``: observed variables of none.

    Distances from one item to the next, one construct's items to the next one's, and one column to the next, and the
    width of an item's box.

    >>> found = plan({"F": ["a", "b"], "G": ["c"]}, [("F", "G")])
    >>> sorted(found.items), found.boxes["F"][0] == found.boxes["G"][0] < found.boxes["a"][0]
    (['a', 'b', 'c'], True)
    """
    level = _levels(measured)
    top = max(level.values(), default=0)
    below = {name for parts in measured.values() for name in parts}
    items: dict[str, float] = {}
    middle: dict[str, float] = {}
    y = 0.0
    for name, parts in measured.items():
        own = [one for one in dict.fromkeys(parts) if one not in measured and one not in items]
        if not own and any(one in measured for one in parts):
            continue  # stands beside the constructs that measure it
        height = max(pitch * len(own), BOX_H)
        items |= {one: y - height / 2 + (len(own) - 1) * pitch / 2 - i * pitch for i, one in enumerate(own)}
        middle[name] = y - height / 2
        y -= height + between
    for name in sorted((one for one in measured if one not in middle), key=lambda one: level[one]):
        middle[name] = float(np.mean([middle.get(one, items.get(one, 0.0)) for one in measured[name]]))
    for name in alone:
        middle[name] = y - BOX_H / 2
        y -= BOX_H + between
    # What nothing measures stands in the first column, where covariances are drawn, however few levels it has.
    where = {name: 0 if name not in below else top - level.get(name, top) for name in middle}
    for at in set(where.values()):
        _part([name for name in middle if where[name] == at], middle)
    return _shifted(middle, items, where, top, arcs, column, item)


def _levels(measured: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """1 for constructs of items alone, one more than their highest facet for those above; circles end somewhere."""
    level = dict.fromkeys(measured, 1)
    for _ in measured:
        for name, parts in measured.items():
            level[name] = min(1 + max((level.get(one, 0) for one in parts if one != name), default=0), len(measured))
    return level


def _part(names: Sequence[str], middle: dict[str, float]) -> None:
    """Pushes boxes of one column apart, downwards, where they would touch."""
    ordered = sorted(names, key=lambda name: -middle[name])
    for above, here in pairwise(ordered):
        middle[here] = min(middle[here], middle[above] - BOX_H - 0.12)


def _shifted(
    middle: Mapping[str, float], items: Mapping[str, float], column: Mapping[str, int], top: int,
    arcs: Sequence[tuple[str, str]], step: float, item: float,
) -> Plan:  # fmt: skip
    """Everything moved so that the page begins at 0, with room for the arcs at both sides."""
    first = sorted((name for name in middle if column[name] == 0), key=lambda name: -middle[name])
    rows = {name: i for i, name in enumerate(first)}
    ranks = {name: i for i, name in enumerate(items)}
    left = max((_steps(rows, pair) for pair in arcs if _within(pair, rows)), default=0) * STEP
    right = max((_steps(ranks, pair) for pair in arcs if _within(pair, ranks)), default=0) * ITEM_STEP
    margin = MARGIN + (left + 0.3 if left else 0.0)
    x0 = margin + BOX_W / 2
    x_items = x0 + step * max(top, 1)
    low = min([*(y - BOX_H / 2 for y in middle.values()), *(y - ITEM_H / 2 for y in items.values())], default=0.0)
    high = max([*(y + BOX_H / 2 for y in middle.values()), *(y + ITEM_H / 2 for y in items.values())], default=0.0)
    boxes = {name: (x0 + step * column[name], high + MARGIN - y) for name, y in middle.items()}
    boxes |= {name: (x_items, high + MARGIN - y) for name, y in items.items()}
    ends = _ends([pair for pair in arcs if _within(pair, rows)], rows)
    found: dict[tuple[str, str], tuple[Points, tuple[float, float]]] = {}
    for pair in arcs:
        for names, side, bulge, width in ((rows, -1, STEP, BOX_W), (ranks, 1, ITEM_STEP, item)):
            if _within(pair, names):
                far = boxes[pair[0]][0] + side * (width / 2 + bulge * _steps(names, pair))
                a, b = (_port(boxes[name], ends.get((pair, name), 0.0), side * width / 2) for name in pair)
                found[pair] = _arc(a, b, far)
    edge = x_items + item / 2 if items else x0 + BOX_W / 2
    size = (edge + MARGIN + (right + 0.3 if right else 0.0), high - low + 2 * MARGIN)
    return Plan(boxes, frozenset(items), found, size, item)


def _ends(arcs: Sequence[tuple[str, str]], rank: Mapping[str, int]) -> dict[tuple[tuple[str, str], str], float]:
    """How far above its middle each arc meets a box: spread over the side, the nearest neighbours' outermost."""
    out: dict[tuple[tuple[str, str], str], float] = {}
    for name in rank:
        own = [(rank[a if b == name else b] - rank[name], (a, b)) for a, b in arcs if name in (a, b)]
        # From the top: the next above, the farther ones above; the farthest below, …, the next below.
        above = sorted((d, pair) for d, pair in own if d < 0)[::-1]
        below = sorted((d, pair) for d, pair in own if d > 0)[::-1]
        ordered = [pair for _, pair in above + below]
        room = min(0.16, 0.8 * BOX_H / max(len(ordered), 1))
        out |= {(pair, name): ((len(ordered) - 1) / 2 - i) * room for i, pair in enumerate(ordered)}
    return out


def _within(pair: tuple[str, str], names: Mapping[str, int]) -> bool:
    return pair[0] in names and pair[1] in names


def _steps(rank: Mapping[str, int], pair: tuple[str, str]) -> int:
    return min(abs(rank[pair[0]] - rank[pair[1]]), WIDEST)


def _port(middle: Point, up: float, half: float) -> Point:
    """Where an arc meets an ellipse, ``up`` above its middle; items have one end only, in their middle."""
    return middle[0] + half * math.sqrt(1 - (2 * up / BOX_H) ** 2), middle[1] - up


def _arc(a: Point, b: Point, far: float) -> tuple[Points, Point]:
    """Half an ellipse from one point to another, which reaches as far as ``far``, and its farthest point."""
    t = np.linspace(-np.pi / 2, np.pi / 2, 61)
    share = (1 + np.sin(t)) / 2
    x = a[0] + share * (b[0] - a[0])
    return np.column_stack([x + (far - x) * np.cos(t), a[1] + share * (b[1] - a[1])]), (far, (a[1] + b[1]) / 2)


def draw_factors(
    found: Plan, loadings: Sequence[Edge], covariances: Sequence[Edge], boxes: Mapping[str, Box]
) -> list[Shape]:
    """Arcs and loadings, the variables, then what stands at the arrows."""
    out: list[Shape] = []
    notes: list[Shape] = []
    for edge in covariances:
        curve, at = found.arcs[edge.source, edge.target]
        color, dash = look_of(edge)
        points = [(float(x), float(y)) for x, y in curve]
        out += [*arrow(points, color, 1.0, dash), head(points[_cut(curve)], points[0], color)]
        notes.append(note(at, edge, size=NOTE))
    seen: set[str] = set()
    for edge in loadings:
        (xa, ya), (xb, yb) = found.boxes[edge.source], found.boxes[edge.target]
        turn = 1 if xa <= xb else -1
        start, end = (xa + turn * _half(found, edge.source), ya), (xb - turn * _half(found, edge.target), yb)
        color, dash = look_of(edge)
        out += arrow([start, end], color, 1.1, dash)
        indicator = edge.target if edge.target in found.items or edge.source not in found.items else edge.source
        share = 0.42 if indicator in seen else 0.68  # a second arrow to the same item has its number elsewhere
        share = share if turn > 0 else 1 - share
        seen.add(indicator)
        notes.append(note(_at(start, end, share), edge, size=NOTE))
    for code, (x, y) in found.boxes.items():
        out += box(x, y, boxes[code], *((found.item, ITEM_H) if code in found.items else ()))
    return out + notes


def _cut(curve: Points) -> int:
    """The first point of a curve that is a head's length from its beginning."""
    return int(np.argmax(np.hypot(*(curve - curve[0]).T) >= 0.08))


def _half(found: Plan, name: str) -> float:
    return (found.item if name in found.items else BOX_W) / 2


def _at(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
