"""Estimates stand where they were given, with the ends they were given."""

from __future__ import annotations

import pytest
from report.drawn import crowded, lines, shapes, texts, where
from report.reading import figure

from tamkit.drawing.scene import ACCENT, BLUE, RED, Ellipse, Line, Rect
from tamkit.report.content import Content
from tamkit.report.figures import forest
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")
NAN = float("nan")


def test_reliability_is_drawn_for_constructs_that_have_it(models: Content) -> None:
    rows = [
        {"construct": "PU", "alpha": 0.8, "alpha_ci_lower": 0.5, "alpha_ci_upper": 0.85},
        {"construct": "PEOU", "alpha": 0.9, "alpha_ci_lower": NAN, "alpha_ci_upper": NAN},
        {"construct": "IT", "alpha": NAN},
    ]
    picture = forest.reliability(models, rows, T)
    first, second = shapes(picture, Ellipse, ACCENT)
    (interval,) = lines(picture, ACCENT)
    one = (second.x - first.x) / 0.1  # inches a unit
    assert [x for x, _ in interval.points] == pytest.approx([first.x - 0.3 * one, first.x + 0.05 * one])
    assert first.y < second.y
    assert models.with_code("PU", "en") in texts(picture)
    assert models.name("IT", "en") not in "".join(texts(picture))
    assert {"0.800", "0.900"} <= set(texts(picture))
    assert crowded(picture) == []


def effect(source: str, total: float, **more: float) -> dict[str, object]:
    return {
        "source": source,
        "total": total,
        "direct": 0.0,
        "direct_se": NAN,
        "indirect": 0.0,
        "indirect_se": NAN,
        **more,
    }


def test_effects_are_bars_with_intervals_and_their_parts(models: Content) -> None:
    rows = [
        effect(
            "PU", 0.4, total_ci_lower=0.3, total_ci_upper=0.5, direct=0.3, direct_se=0.1, indirect=0.1, indirect_se=0.1
        ),
        effect("PR", -0.2, total_ci_lower=NAN, total_ci_upper=NAN, direct=-0.2, direct_se=0.1),
    ]
    picture = forest.effects(models, rows, T)
    bars = [one for one in shapes(picture, Rect) if one.height == 0.23]
    assert [one.fill for one in bars] == [BLUE, RED]
    assert bars[0].width == pytest.approx(2 * bars[1].width)
    assert bars[0].x == pytest.approx(bars[1].x + bars[1].width)  # they meet at 0
    unit = bars[0].width / 0.4
    zero = bars[0].x
    (own, _) = lines(picture, BLUE)  # the second is the legend's
    assert [(x - zero) / unit for x, _ in own.points] == pytest.approx([0.3, 0.5])
    direct = [one for one in shapes(picture, Rect) if one.width < 0.06 and one.fill == "#ffffff"]
    indirect = [one for one in shapes(picture, Line) if one.closed and len(one.points) == 4]
    assert [(one.x + one.width / 2 - zero) / unit for one in direct[:2]] == pytest.approx([0.3, -0.2])
    assert (indirect[0].points[0][0] - zero) / unit == pytest.approx(0.1)
    assert (len(direct), len(indirect)) == (3, 2)  # with the legend's; PR has no indirect effect
    assert "0.400 [0.30, 0.50]" in texts(picture)
    assert "−0.200" in texts(picture)
    assert crowded(picture) == []


def test_effects_are_ranked_from_the_top(models: Content, models_en: Document) -> None:
    frame = models.drivers.effects
    places = where(figure(models_en, "effects_figure").picture)
    names = {text.replace("\n", " "): y for text, (_, y) in places.items()}
    heights = [names[models.name(code, "en")] for code in frame["source"]]
    assert heights == sorted(heights)
