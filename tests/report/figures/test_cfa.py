"""The diagram of the measurement model: every construct, item and loading, once."""

from __future__ import annotations

from typing import Any

import pytest
from report.drawn import crowded, shapes, texts

from tamkit.drawing.scene import Ellipse, Rect
from tamkit.report.content import Content
from tamkit.report.figures.cfa import MOST, _halves, cfa
from tamkit.report.words import Words

T = Words("en")


def rows(constructs: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"construct": name, "item": f"{name}{i}", "loading": 0.5 + i / 100}
        for name, count in constructs.items()
        for i in range(count)
    ]


def boxes(picture: Any) -> list[Rect]:
    return [one for one in shapes(picture, Rect) if one.stroke != "none"]


def test_constructs_are_ellipses_items_boxes_and_loadings_stand_between(models: Content) -> None:
    picture = cfa(models, rows({"PU": 3, "IT": 2}), [], T)
    assert len(shapes(picture, Ellipse)) == 2
    assert len(boxes(picture)) == 5
    words = [text.replace("\n", " ") for text in texts(picture)]
    assert {models.name("PU", "en"), models.name("IT", "en"), "PU0", "PU2", "IT1"} <= set(words)
    assert sorted(text for text in words if text.startswith("0.")) == ["0.50", "0.50", "0.51", "0.51", "0.52"]
    assert crowded(picture) == []


def test_a_second_order_construct_stands_before_its_facets(models: Content) -> None:
    above = [{"construct": "PR", "facet": facet, "loading": 0.8} for facet in ("IT", "PU")]
    picture = cfa(models, rows({"PU": 3, "IT": 3, "ATT": 3}), above, T)
    x = {text.replace("\n", " "): at for text, at in ((one.text, one.x) for one in words(picture))}
    assert x[models.name("PR", "en")] < x[models.name("PU", "en")] == x[models.name("IT", "en")] < x["PU0"]
    assert len(shapes(picture, Ellipse)) == 4
    assert texts(picture).count("0.80") == 2
    assert crowded(picture) == []


def words(picture: Any) -> list[Any]:
    from tamkit.drawing.scene import Words as Text

    return shapes(picture, Text)


def test_many_items_stand_in_two_columns(models: Content) -> None:
    few, many = {"PU": 4, "IT": 4}, {"PU": 6, "IT": 6, "ATT": 6}
    assert sum(few.values()) <= MOST < sum(many.values())
    one, two = cfa(models, rows(few), [], T), cfa(models, rows(many), [], T)
    assert (len({box.x for box in boxes(one)}), len({box.x for box in boxes(two)})) == (1, 2)
    assert two.size[0] < 6.3
    assert crowded(two) == []


@pytest.mark.parametrize("counts", [[20], [3, 3, 3, 12], [12, 3, 3, 3], [5] * 6])
def test_the_halves_hold_all_in_their_order_and_are_about_as_high(counts: list[int]) -> None:
    measured = {f"F{i}": [f"x{i}{j}" for j in range(n)] for i, n in enumerate(counts)}
    halves = _halves(measured)
    assert [name for half in halves for name in half] == list(measured)
    heights = [sum(len(parts) for parts in half.values()) for half in halves]
    assert len(halves) == min(2, len(counts))
    assert max(heights) - min(heights) <= max(counts)
