"""A layered layout for path diagrams: who stands in which column, in what order, and how arrows get past the rest.

Sugiyama's scheme, small: columns by longest path, long arrows take a lane of their own through every column they
cross, orders with the fewest crossings, heights by weighted means that keep the order. Pure functions on names; no
drawing here. An arrow crosses a column only in its own lane, so it can't run through a box.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Edge = tuple[str, str]
Lane = tuple[str, str, int]  # the lane of the edge (source, target) in a column
Slot = str | Lane


@dataclass(frozen=True, slots=True)
class Layout:
    """``column`` of each node, ``y`` (height) of each slot, ``routes``: slots of each edge from source to target."""

    column: Mapping[str, int]
    order: tuple[tuple[Slot, ...], ...]
    y: Mapping[Slot, float]
    routes: Mapping[Edge, tuple[Slot, ...]]

    @property
    def columns(self) -> int:
        return len(self.order)


def acyclic(edges: Sequence[Edge]) -> list[Edge]:
    """The edges without those that close a circle (in reading order): what the columns are found from.

    >>> acyclic([("A", "B"), ("B", "C"), ("C", "A")])
    [('A', 'B'), ('B', 'C')]
    """
    kept: list[Edge] = []

    def reaches(start: str, goal: str) -> bool:
        seen, todo = set(), [start]
        while todo:
            here = todo.pop()
            if here == goal:
                return True
            if here not in seen:
                seen.add(here)
                todo += [t for s, t in kept if s == here]
        return False

    for source, target in edges:
        if source != target and not reaches(target, source):
            kept.append((source, target))
    return kept


def columns(edges: Sequence[Edge]) -> dict[str, int]:
    """The column of every node: the longest path that leads to it; a source stands just before its nearest target.

    >>> columns([("A", "B"), ("B", "C"), ("A", "C"), ("X", "C")])
    {'A': 0, 'B': 1, 'C': 2, 'X': 1}
    """
    nodes = list(dict.fromkeys(node for edge in edges for node in edge))
    column = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for source, target in edges:
            column[target] = max(column[target], column[source] + 1)
    targets = {target for _, target in edges}
    for node in nodes:
        if node not in targets:
            column[node] = min(column[target] for source, target in edges if source == node) - 1
    return column


def layout(edges: Sequence[Edge], gap: float = 1.0, lane: float = 0.62) -> Layout:
    """Columns, order and heights for a path model; ``gap`` between boxes, ``lane`` between a lane and its neighbour."""
    forward = acyclic(edges)
    column = columns(forward)
    # A reversed edge (it closes a circle) takes the same lanes, walked the other way.
    span = {
        edge: edge if column[edge[0]] < column[edge[1]] else (edge[1], edge[0]) for edge in edges if edge[0] != edge[1]
    }
    span = {edge: pair for edge, pair in span.items() if column[pair[0]] != column[pair[1]]}
    count = max(column.values(), default=0) + 1
    slots: list[list[Slot]] = [[] for _ in range(count)]
    for node, where in column.items():
        slots[where].append(node)
    routes: dict[Edge, tuple[Slot, ...]] = {}
    for edge, (low, high) in span.items():
        lanes: list[Slot] = [(edge[0], edge[1], where) for where in range(column[low] + 1, column[high])]
        for where, slot in zip(range(column[low] + 1, column[high]), lanes, strict=True):
            slots[where].append(slot)
        whole = (low, *lanes, high)
        routes[edge] = whole if edge == (low, high) else whole[::-1]
    links = [pair for route in routes.values() for pair in itertools.pairwise(route)]
    order = _order(slots, links)
    return Layout(column, tuple(tuple(part) for part in order), _heights(order, links, gap, lane), routes)


def _position(order: Sequence[Sequence[Slot]]) -> dict[Slot, tuple[int, int]]:
    return {slot: (where, i) for where, part in enumerate(order) for i, slot in enumerate(part)}


def crossings(order: Sequence[Sequence[Slot]], links: Sequence[tuple[Slot, Slot]]) -> float:
    """Crossings between neighbouring columns, and a little for every step a link climbs."""
    at = _position(order)
    by_gap: dict[int, list[tuple[int, int]]] = {}
    for a, b in links:
        (column_a, i), (column_b, j) = at[a], at[b]
        by_gap.setdefault(min(column_a, column_b), []).append((i, j) if column_a < column_b else (j, i))
    total = 0.0
    for pairs in by_gap.values():
        total += sum((i - k) * (j - m) < 0 for (i, j), (k, m) in itertools.combinations(pairs, 2))
    for a, b in links:
        (column_a, i), (column_b, j) = at[a], at[b]
        middle_a, middle_b = (len(order[column_a]) - 1) / 2, (len(order[column_b]) - 1) / 2
        total += 0.02 * abs((i - middle_a) - (j - middle_b))
    return total


def _order(slots: Sequence[Sequence[Slot]], links: Sequence[tuple[Slot, Slot]]) -> list[list[Slot]]:
    """The best order found by trying, column after column, every order (or every swap where there are too many)."""
    order = [list(part) for part in slots]
    best = crossings(order, links)
    for _ in range(6):
        before = best
        for where in [*range(len(order)), *range(len(order) - 2, -1, -1)]:
            part = order[where]
            tries = itertools.permutations(part) if len(part) <= 6 else _swaps(part)
            for candidate in tries:
                order[where] = list(candidate)
                found = crossings(order, links)
                if found < best - 1e-9:
                    best, part = found, list(candidate)
            order[where] = part
        if best >= before - 1e-9:
            break
    return order


def _swaps(part: Sequence[Slot]) -> list[list[Slot]]:
    out = []
    for i, j in itertools.combinations(range(len(part)), 2):
        swapped = list(part)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        out.append(swapped)
    return out


def _heights(
    order: Sequence[Sequence[Slot]], links: Sequence[tuple[Slot, Slot]], gap: float, lane: float
) -> dict[Slot, float]:
    """Heights near the mean of a slot's neighbours, never closer than the order's spacing."""

    def space(a: Slot, b: Slot) -> float:
        return (
            gap
            if isinstance(a, str) and isinstance(b, str)
            else lane
            if isinstance(a, str) or isinstance(b, str)
            else 0.5 * lane
        )

    steps = [[space(a, b) for a, b in itertools.pairwise(part)] for part in order]
    y: dict[Slot, float] = {}
    for part, step in zip(order, steps, strict=True):
        at = [0.0, *itertools.accumulate(step)]
        y |= {slot: height - at[-1] / 2 for slot, height in zip(part, at, strict=True)}
    near: dict[Slot, list[tuple[Slot, float]]] = {slot: [] for slot in y}
    for a, b in links:
        weight = 12.0 if not isinstance(a, str) and not isinstance(b, str) else 1.0
        near[a].append((b, weight))
        near[b].append((a, weight))
    for _ in range(200):
        for part, step in zip(order, steps, strict=True):
            wish = []
            for slot in part:
                pull = [(y[other], weight) for other, weight in near[slot]] or [(y[slot], 1.0)]
                wish.append(sum(h * w for h, w in pull) / sum(w for _, w in pull))
            offsets = [0.0, *itertools.accumulate(step)]
            level = _increasing([w - o for w, o in zip(wish, offsets, strict=True)])
            y |= {slot: height + o for slot, height, o in zip(part, level, offsets, strict=True)}
    middle = (min(y.values()) + max(y.values())) / 2
    return {slot: height - middle for slot, height in y.items()}


def _increasing(values: Sequence[float]) -> list[float]:
    """The nearest non-decreasing sequence (pool adjacent violators).

    >>> _increasing([1.0, 3.0, 2.0])
    [1.0, 2.5, 2.5]
    """
    pools: list[list[float]] = []
    for value in values:
        pools.append([value])
        while len(pools) > 1 and sum(pools[-2]) / len(pools[-2]) > sum(pools[-1]) / len(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    return [sum(pool) / len(pool) for pool in pools for _ in pool]
