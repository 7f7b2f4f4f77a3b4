"""The path diagram of a report: construct names in its language, standardized coefficients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tamkit.drawing import paths
from tamkit.drawing.picture import Picture
from tamkit.report import formats
from tamkit.report.content import Content
from tamkit.report.words import Words


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    target: str
    beta: float
    p: float | None


def path_diagram(content: Content, edges: Sequence[Edge], r2: Mapping[str, float], t: Words) -> Picture:
    """``edges`` with their standardized coefficient and p; ``r2`` by construct."""
    placed = paths.place([(edge.source, edge.target) for edge in edges])
    boxes = {code: paths.Box(content.name(code, t.lang), r2.get(code)) for code in placed.boxes}
    drawn = [
        paths.Edge(
            edge.source,
            edge.target,
            formats.beta(edge.beta),
            edge.beta,
            edge.p is not None and edge.p < 0.05,
        )
        for edge in edges
    ]

    def draw(figure: Any) -> None:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, placed.size[0])
        axes.set_ylim(0, placed.size[1])
        axes.axis("off")
        paths.draw_paths(axes, placed, drawn, boxes)

    return Picture("path_diagram", placed.size, draw, t("report.simulated.mark") if content.simulated else "")
