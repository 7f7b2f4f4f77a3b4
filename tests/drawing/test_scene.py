"""Shapes: what room they take, where they go, what they are in grey; arrows and their heads."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from tamkit.drawing.scene import (
    BLACK,
    BLUE,
    INK,
    MUTED,
    OUTLINE,
    RED,
    Ellipse,
    Line,
    Rect,
    Scene,
    Shape,
    Words,
    arrow,
    blend,
    grey,
    head,
    lightness,
    moved,
    shades,
)
from tamkit.drawing.text import LEADING, measure

SHAPES: list[tuple[Shape, tuple[float, ...]]] = [
    (Rect(1, 2, 3, 4), (1, 2, 4, 6)),
    (Ellipse(1, 2, 0.5, 0.25), (0.5, 1.75, 1.5, 2.25)),
    (Line(((1, 2), (0, 3), (4, 1))), (0, 1, 4, 3)),
    (Words(1, 2, "ab", 9, anchor="start"), (1, 2 - 9 * LEADING / 144, 1 + measure("ab", 9), 2 + 9 * LEADING / 144)),
]


@pytest.mark.parametrize(("shape", "extent"), SHAPES)
def test_the_room_of_a_shape_goes_where_it_goes(shape: Shape, extent: tuple[float, ...]) -> None:
    assert shape.extent == pytest.approx(extent)
    (there,) = moved([shape], 1.0, -0.5)
    left, top, right, bottom = extent
    assert there.extent == pytest.approx((left + 1, top - 0.5, right + 1, bottom - 0.5))
    assert type(there) is type(shape)


def test_words_stand_at_their_anchor() -> None:
    width = measure("risk", 10)
    at = {anchor: Words(2.0, 0.0, "risk", 10, anchor=anchor).extent for anchor in ("start", "middle", "end")}
    assert [at[anchor][0] for anchor in at] == pytest.approx([2.0, 2.0 - width / 2, 2.0 - width])
    two = Words(0, 0, "a\nlonger", 10)
    assert two.height == pytest.approx(2 * Words(0, 0, "a", 10).height)
    assert two.width == measure("longer", 10)


def test_a_head_ends_where_it_should_and_lies_along_the_arrow() -> None:
    made = head((0.0, 0.0), (3.0, 4.0), BLUE, length=0.5, half=0.1)
    tip, left, right = made.points
    assert tip == (3.0, 4.0)
    assert math.dist(left, right) == pytest.approx(0.2)
    middle = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
    assert middle == pytest.approx((3.0 - 0.5 * 0.6, 4.0 - 0.5 * 0.8))
    assert (made.fill, made.closed, made.stroke) == (BLUE, True, "none")


def test_the_line_of_an_arrow_ends_inside_its_head() -> None:
    line, tip = arrow([(0.0, 0.0), (0.9, 0.0), (0.95, 0.0), (1.0, 0.0)], RED, 2.0, (4, 3))
    assert isinstance(line, Line)
    assert isinstance(tip, Line)
    assert line.points == ((0.0, 0.0), (0.9, 0.0), (pytest.approx(0.94), 0.0))
    assert (line.stroke, line.weight, line.dash) == (RED, 2.0, (4, 3))
    assert tip.points[0] == (1.0, 0.0)
    short, _ = arrow([(0.0, 0.0), (0.01, 0.0)], RED)
    assert isinstance(short, Line)
    assert short.points == ((0.0, 0.0), (0.0, 0.0))


def test_in_grey_lines_and_words_are_dark_and_areas_as_light_as_they_were() -> None:
    shapes = (Line(((0, 0), (1, 1)), RED), Words(0, 0, "x", color=MUTED, ground="#ffffff"), Rect(0, 0, 1, 1, "#a9c8dc"))
    line, words, area = Scene((1, 1), shapes).grey().shapes
    assert isinstance(line, Line)
    assert isinstance(words, Words)
    assert isinstance(area, Rect)
    assert line.stroke == "#1a1a1a"
    assert words.ground == "#ffffff"
    assert area.fill == grey("#a9c8dc") != "#a9c8dc"
    for color in (words.color, area.fill):
        assert color[1:3] == color[3:5] == color[5:7]
    assert lightness(area.fill) == pytest.approx(lightness("#a9c8dc"), abs=0.01)
    dark = (head((0, 0), (1, 0), BLUE), Ellipse(0, 0, 0.03, 0.03, RED))
    for one in Scene((1, 1), dark).grey().shapes:
        assert isinstance(one, Line | Ellipse)
        assert one.fill == BLACK


def test_colours_with_tones_of_their_own_are_outlined_areas_and_words_on_them_are_read() -> None:
    tones = shades([RED, "#ffffff", BLUE], 3)
    areas = [Rect(i, 0, 1, 1, color) for i, color in enumerate(tones)]
    words = [Words(i + 0.5, 0.5, "9", color="#ffffff") for i in range(3)]
    beside = Words(0.5, 2.5, "9", color=INK)
    made = Scene((3, 3), (*areas, *words, beside), tuple(tones.items())).grey().shapes
    found = [one for one in made if isinstance(one, Rect)]
    assert [one.fill for one in found] == list(tones.values())
    assert {(one.stroke, one.weight) for one in found} == {(BLACK, OUTLINE)}
    assert [one.color for one in made if isinstance(one, Words)] == [BLACK, BLACK, "#ffffff", BLACK]
    plain = Scene((3, 3), tuple(areas)).grey().shapes[0]
    assert isinstance(plain, Rect)
    assert plain.stroke == "none"


@pytest.mark.parametrize("n", [1, 2, 5, 7])
def test_greys_keep_the_order_of_their_colours(n: int) -> None:
    light = [lightness(tone) for tone in shades([RED, "#ffffff", BLUE], n).values()]
    assert len(light) == n
    assert light == sorted(light, reverse=True)
    assert all(a - b > 0.1 for a, b in pairwise(light))


def test_lightness() -> None:
    assert (lightness("#000000"), lightness("#ffffff")) == (0, pytest.approx(1))
    assert lightness(INK) < lightness(MUTED)


@pytest.mark.parametrize(("share", "color"), [(-1, "#000000"), (0.25, "#800000"), (1, "#ffffff"), (2, "#ffffff")])
def test_a_blend_stays_between_its_ends(share: float, color: str) -> None:
    assert blend(["#000000", "#ff0000", "#ffffff"], share) == color


def test_the_words_of_a_scene_in_their_order() -> None:
    assert Scene((1, 1), (Words(0, 0, "b"), Rect(0, 0, 1, 1), Words(0, 0, "a"))).words == ["b", "a"]
