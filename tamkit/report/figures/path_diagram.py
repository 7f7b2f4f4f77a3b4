"""The path diagram of a report: construct names in its language, standardized coefficients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tamkit.drawing import paths
from tamkit.drawing.picture import Sketch
from tamkit.drawing.scene import Scene
from tamkit.report import formats
from tamkit.report.content import Content
from tamkit.report.words import Words


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    target: str
    beta: float
    p: float | None


def path_diagram(
    content: Content, edges: Sequence[Edge], r2: Mapping[str, float], t: Words, *, hypotheses: bool = False
) -> Sketch:
    """``edges`` with their standardized coefficient and p; ``r2`` by construct.

    ``hypotheses``: H1 … stand above the numbers of their arrows.
    """
    names = stated(content) if hypotheses else {}
    label = (paths.LABEL_W, 0.31 if names else paths.LABEL_H)
    placed = paths.place([(edge.source, edge.target) for edge in edges], label)
    boxes = {code: paths.Box(content.name(code, t.lang), r2.get(code)) for code in placed.boxes}
    drawn = []
    for edge in edges:
        text = formats.beta(edge.beta) + formats.stars(edge.p)
        of = names.get((edge.source, edge.target))
        firm = edge.p is not None and edge.p < 0.05
        drawn.append(paths.Edge(edge.source, edge.target, f"{of}\n{text}" if of else text, edge.beta, firm))
    scene = Scene(placed.size, tuple(paths.draw_paths(placed, drawn, boxes)))
    return Sketch("path_diagram", scene, t("report.simulated.mark") if content.simulated else "")


def stated(content: Content) -> dict[tuple[str, str], str]:
    """The hypothesis of each path that has one, by its ends."""
    found: dict[tuple[str, str], str] = {}
    for one in content.questionnaire.hypotheses:
        found.setdefault((one.source, one.target), one.id)
    return found
