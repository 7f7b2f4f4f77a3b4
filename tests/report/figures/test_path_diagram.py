"""Path diagrams with the names and numbers of a report."""

from __future__ import annotations

from report.drawn import crowded, shapes, texts

from tamkit.drawing.paths import LABEL_H
from tamkit.drawing.scene import BLUE, DASHES, MUTED, RED, Ellipse, Line
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
    found = [one for one in shapes(path_diagram(models, edges, {"ATT": 0.5}, T), Line) if not one.closed]
    looks = [(line.stroke, line.dash) for line in found]
    assert looks == [(BLUE, ()), (RED, ()), (MUTED, DASHES), (MUTED, DASHES)]


def test_ellipses_hold_names_and_r2_and_arrows_numbers_with_stars(models: Content) -> None:
    picture = path_diagram(models, [Edge("PU", "INT", 0.4, 0.0001), Edge("IT", "INT", 0.1, 0.2)], {"INT": 0.444}, T)
    words = texts(picture)
    assert "R² = 0.444" in words
    assert {"0.400***", "0.100"} <= set(words)
    assert sum("R²" in word for word in words) == 1
    assert any("Perceived" in word for word in words)
    assert len(shapes(picture, Ellipse)) == 3
    assert picture.mark == T("report.simulated.mark")
    assert crowded(picture) == []


def test_hypotheses_stand_above_their_numbers_on_request(models: Content) -> None:
    stated = models.questionnaire.hypotheses[0]
    edges = [Edge(stated.source, stated.target, 0.4, 0.0001), Edge(stated.target, "XX", 0.2, 0.2)]
    picture = path_diagram(models, edges, {}, T, hypotheses=True)
    assert f"{stated.id}\n0.400***" in texts(picture)
    assert "0.200" in texts(picture)
    assert "0.400***" in texts(path_diagram(models, edges, {}, T))
    (label,) = [one for one in picture.scene.shapes if getattr(one, "text", "").startswith(stated.id)]
    assert label.height > LABEL_H
