"""The diagram of the measurement model: constructs, their items or facets, standardized loadings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tamkit.drawing.factors import Plan, draw_factors, plan
from tamkit.drawing.paths import BOX_H, Box, Edge
from tamkit.drawing.picture import Sketch
from tamkit.drawing.scene import Scene, Shape, moved
from tamkit.report import formats
from tamkit.report.content import Content
from tamkit.report.figures.charts import mark
from tamkit.report.words import Words

ITEM, PITCH, BETWEEN = 0.7, 0.27, 0.12  # inches
COLUMNS = {"one": 2.0, "two": 1.56}  # from a construct to its items, where they stand in one column, in two
MOST = 16  # items in one column, where nothing stands above constructs


def cfa(content: Content, items: Sequence[Mapping[str, Any]], facets: Sequence[Mapping[str, Any]], t: Words) -> Sketch:
    """``items``: construct, item, loading; ``facets`` of second-order constructs: construct, facet, loading.

    Covariances are not drawn: nine constructs have thirty-six, and a table has them.
    """
    loadings = [(str(row["construct"]), str(row["item"]), float(row["loading"])) for row in items]
    above = [(str(row["construct"]), str(row["facet"]), float(row["loading"])) for row in facets]
    measured: dict[str, list[str]] = {}
    for construct, part, _ in [*above, *loadings]:
        measured.setdefault(construct, []).append(part)
    halves = [measured] if above or len(loadings) <= MOST else _halves(measured)
    step = COLUMNS["one" if len(halves) == 1 else "two"]
    shapes: list[Shape] = []
    x = height = 0.0
    for half in halves:
        found = plan(half, pitch=PITCH, between=BETWEEN, column=step, item=ITEM)
        inside = [edge for edge in [*above, *loadings] if edge[0] in half]
        shapes += moved(_drawn(content, found, inside, t), x, 0.0)
        x, height = x + found.size[0] - 0.1, max(height, found.size[1])
    return Sketch("cfa_diagram", Scene((x + 0.1, height), tuple(shapes)), mark(t, content.simulated))


def _halves(measured: Mapping[str, list[str]]) -> list[dict[str, list[str]]]:
    """The constructs in two columns of about the same height, in their order."""
    heights = [max(PITCH * len(parts), BOX_H) + BETWEEN for parts in measured.values()]
    cut = min(range(1, len(heights)), key=lambda i: max(sum(heights[:i]), sum(heights[i:])), default=0)
    names = list(measured)
    return [{name: measured[name] for name in half} for half in (names[:cut], names[cut:]) if half]


def _drawn(content: Content, found: Plan, edges: Sequence[tuple[str, str, float]], t: Words) -> list[Shape]:
    boxes = {code: Box(code if code in found.items else content.name(code, t.lang)) for code in found.boxes}
    boxes |= {code: Box(code, None, False) for code in found.items}
    return draw_factors(
        found, [Edge(source, target, formats.number(size, 2), size, True) for source, target, size in edges], [], boxes
    )
