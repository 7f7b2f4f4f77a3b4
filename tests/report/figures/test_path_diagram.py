"""Path diagrams with the names and numbers of a report."""

from __future__ import annotations

from report.drawn import described, drawn, texts

from tamkit.drawing.picture import BLUE, MUTED, RED
from tamkit.report.content import Content
from tamkit.report.figures.path_diagram import Edge, path_diagram
from tamkit.report.words import Words

T = Words("en")


def test_colour_and_stroke_say_sign_and_significance(models: Content) -> None:
    edges = [
        Edge("PU", "ATT", 0.4, 0.001),
        Edge("PR", "ATT", -0.4, 0.001),
        Edge("IT", "ATT", 0.4, 0.05),
        Edge("PEOU", "ATT", 0.1, None),
    ]
    axes = drawn(path_diagram(models, edges, {"ATT": 0.5}, T)).axes[0]
    lines = [(line.get_color(), line.get_linestyle()) for line in axes.lines]
    assert lines == [(BLUE, "-"), (RED, "-"), (MUTED, "--"), (MUTED, "--")]


def test_boxes_hold_names_and_r2(models: Content) -> None:
    words = texts(path_diagram(models, [Edge("PU", "INT", 0.4, 0.0001)], {"INT": 0.444}, T))
    assert "R² = 0.444" in words
    assert "0.400" in words
    assert sum("R²" in word for word in words) == 1
    assert any("Perceived" in word for word in words)


def test_long_names_are_set_smaller(models: Content) -> None:
    text = described(path_diagram(models, [Edge("PU", "INT", 0.4, 0.0001)], {}, T))
    assert path_diagram(models, [Edge("PU", "INT", 0.4, 0.0001)], {}, T).mark == T("report.simulated.mark")
    assert "0.400" in text
