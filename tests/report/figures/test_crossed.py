"""Mosaics and profiles: areas that are people, dots that are means."""

from __future__ import annotations

import pytest
from report.drawn import crowded, lines, shapes, texts

from tamkit.drawing.scene import BLACK, Ellipse, Line, Rect, Words, shades
from tamkit.report.figures import crossed
from tamkit.report.figures.charts import DISAGREE
from tamkit.report.figures.crossed import COLORS, LEAST, TALL, Mosaic, Series, mosaics, profile

TABLE = Mosaic(
    "income × overdue", ["low", "high", "none"], ["never", "once", "often"], [[60, 30, 10], [20, 0, 80], [0, 0, 0]]
)


def test_the_area_of_a_cell_is_its_share_of_people() -> None:
    picture = mosaics("m", [TABLE], "")
    cells = [one for one in shapes(picture, Rect) if one.height > 0.12]
    assert [round((one.width + 0.01) * one.height, 6) for one in cells[:3]] == pytest.approx(
        [share * (cells[0].width + 0.01) * cells[0].height for share in (1, 1 / 2, 1 / 6)], abs=1e-4
    )
    assert cells[0].height == pytest.approx(TALL / 2)
    assert {"60%", "30%", "10%", "20%", "80%", "low", "high", "never", "often"} <= set(texts(picture))
    assert "none" not in texts(picture)  # nobody is in it
    assert crowded(picture) == []


def test_a_thin_bar_keeps_the_room_of_its_name() -> None:
    thin = Mosaic("a × b", [f"row {i}" for i in range(4)], ["x", "y"], [[500, 500], [2, 1], [1, 2], [2, 2]])
    picture = mosaics("m", [thin], "simulated")
    assert crowded(picture) == []
    heights = sorted(one.height for one in shapes(picture, Rect))
    assert heights[0] < LEAST / 10
    assert texts(picture)[-1] == "simulated"


def test_several_tables_stand_one_under_the_other() -> None:
    one, two = mosaics("m", [TABLE], ""), mosaics("m", [TABLE, TABLE], "")
    assert two.size[0] == one.size[0]
    assert two.size[1] > 1.8 * one.size[1] - 0.2
    assert texts(two).count("low") == 2


GROUPS = [
    Series("A (n = 90)", [(3.0, 2.8, 3.2), (4.0, 3.9, 4.1)]),
    Series("B (n = 40)", [(3.5, None, None), None]),
    Series("C (n = 30)", [(3.5, 3.0, 4.0), (3.0, 2.5, 3.5)]),
]


def test_a_profile_has_a_sign_and_an_interval_a_group_and_facet() -> None:
    picture = profile("p", ["Financial risk", "Privacy risk"], GROUPS, "Mean", "")
    first, second, key = shapes(picture, Ellipse, COLORS[0])
    unit = second.x - first.x
    assert second.y > first.y
    low, high = lines(picture, COLORS[0])
    assert [(x - first.x) / unit for x, _ in low.points] == pytest.approx([-0.2, 0.2])
    assert [(x - first.x) / unit for x, _ in high.points] == pytest.approx([0.9, 1.1])
    squares = shapes(picture, Rect, COLORS[1])
    assert len(squares) == 2  # one facet, and the legend
    assert not lines(picture, COLORS[1])
    diamonds = [one for one in shapes(picture, Line, COLORS[2]) if one.closed]
    assert len(diamonds) == 3
    assert key.y < first.y
    assert {"Mean", "Privacy risk", "B (n = 40)"} <= set(texts(picture))
    assert crowded(picture) == []


def test_a_fourth_group_has_a_sign_of_its_own() -> None:
    groups = [Series(name, [(3.0 + i / 10, None, None)]) for i, name in enumerate("ABCDEF")]
    signs = []
    for place in range(6):
        (sign,) = crossed._dot("#2166ac", place)(0.0, 0.0)
        assert not isinstance(sign, Words)
        signs.append((type(sign), sign.fill == "#ffffff"))
    assert len(set(signs)) == 6
    grey = profile("p", ["Risk"], groups, "Mean", "").grey()
    filled = list(shapes(grey, Ellipse))
    assert {one.fill for one in filled} == {BLACK, "#ffffff"}
    assert {one.stroke for one in filled if one.fill == "#ffffff"} == {BLACK}


def test_answers_keep_their_order_in_print() -> None:
    grey = mosaics("m", [TABLE], "").grey()
    cells = [one for one in shapes(grey, Rect) if one.height > 0.12][:3]
    assert [one.fill for one in cells] == list(shades(DISAGREE[::-1], 3).values())
