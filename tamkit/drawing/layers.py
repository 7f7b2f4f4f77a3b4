"""A layered layout for path diagrams: who stands in which column, in what order, and how arrows get past the rest.

Sugiyama's scheme, small: columns by longest path, long arrows take a lane of their own through every column they
cross, orders with the fewest crossings, heights by weighted means that keep the order. Pure functions on names; no
drawing here. An arrow crosses a column only in its own lane, so it can't run through a box.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

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
    column, order, routes = _routed(tuple(edges))
    links = [pair for route in routes.values() for pair in itertools.pairwise(route)]
    return Layout(column, order, _heights(order, links, gap, lane), routes)


@lru_cache(maxsize=64)
def _routed(
    edges: tuple[Edge, ...],
) -> tuple[dict[str, int], tuple[tuple[Slot, ...], ...], dict[Edge, tuple[Slot, ...]]]:
    """What hangs on no distance: the column of each node, the order of each column, the slots of each edge."""
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
    return column, tuple(tuple(part) for part in _order(slots, links)), routes


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
    """The best order found by trying, column after column, every order (or every move where there are too many)."""
    order = [list(part) for part in slots]
    near: dict[Slot, list[Slot]] = {slot: [] for part in order for slot in part}
    for a, b in links:
        near[a].append(b)
        near[b].append(a)
    best = crossings(order, links)
    for _ in range(6):
        for where in [*range(len(order)), *range(len(order) - 2, -1, -1)]:
            order[where] = _best_of(order[where], near, _position(order), [len(part) for part in order])
        before, best = best, crossings(order, links)
        if best >= before - 1e-9:
            break
    return order


def _best_of(
    part: list[Slot], near: Mapping[Slot, Sequence[Slot]], at: Mapping[Slot, tuple[int, int]], sizes: Sequence[int]
) -> list[Slot]:
    """One column in its best order, the others as they are: what an order costs is a sum over its pairs and places."""
    size = len(part)
    places = np.arange(size) - (size - 1) / 2
    pairs = np.zeros((size, size))  # crossings where the first stands before the second
    climbs = np.zeros((size, size))
    for i, a in enumerate(part):
        for other in near[a]:
            column, row = at[other]
            climbs[i] += 0.02 * np.abs(places - (row - (sizes[column] - 1) / 2))
            for j, b in enumerate(part):
                pairs[i, j] += sum(at[one][0] == column and at[one][1] < row for one in near[b])
    upper = np.triu(np.ones((size, size)), 1)
    now = np.arange(size)
    while True:
        tries = _permutations(size) if size <= 6 else now[_moves(size)]
        costs = (pairs[tries[:, :, None], tries[:, None, :]] * upper).sum(axis=(1, 2))
        costs = np.round(costs + climbs[tries, np.arange(size)].sum(axis=1), 9)
        first = int(np.flatnonzero((tries == now).all(axis=1))[0])
        best = int(np.argmin(costs))
        if costs[best] >= costs[first]:
            return [part[i] for i in now]
        now = tries[best]


@cache
def _permutations(size: int) -> NDArray[np.intp]:
    return np.array(list(itertools.permutations(range(size))), dtype=np.intp).reshape(-1, size)


@cache
def _moves(size: int) -> NDArray[np.intp]:
    """Every order in which one of the places stands elsewhere, after the order as it is."""
    out = [list(range(size))]
    for i, j in itertools.permutations(range(size), 2):
        moved = [place for place in range(size) if place != i]
        moved.insert(j, i)
        out.append(moved)
    return np.array(out, dtype=np.intp)


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
        before = dict(y)
        for part, step in zip(order, steps, strict=True):
            wish = []
            for slot in part:
                pull = [(y[other], weight) for other, weight in near[slot]] or [(y[slot], 1.0)]
                wish.append(sum(h * w for h, w in pull) / sum(w for _, w in pull))
            offsets = [0.0, *itertools.accumulate(step)]
            level = _increasing([w - o for w, o in zip(wish, offsets, strict=True)])
            y |= {slot: height + o for slot, height, o in zip(part, level, offsets, strict=True)}
        if all(abs(y[slot] - before[slot]) < 1e-4 for slot in y):
            break
    middle = (min(y.values()) + max(y.values())) / 2
    return {slot: height - middle for slot, height in y.items()}


def _increasing(values: Sequence[float]) -> list[float]:
    """The nearest non-decreasing sequence (pool adjacent violators).

    >>> _increasing([1.0, 3.0, 2.0])
    [1.0, 2.5, 2.5]
    """
    pools: list[tuple[float, int]] = []  # the sum of a pool, and how many it holds
    for value in values:
        pools.append((value, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1] = (pools[-1][0] + total, pools[-1][1] + count)
    return [total / count for total, count in pools for _ in range(count)]
