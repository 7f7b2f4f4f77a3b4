"""No arrow through a box, no label on anything."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from drawing.models import BASE, MODELS

from tamkit.drawing import layers
from tamkit.drawing.paths import (
    BOX_H,
    BOX_W,
    LABEL_H,
    LABEL_W,
    Box,
    Edge,
    _directed,
    _weight,
    box,
    draw_paths,
    place,
)
from tamkit.drawing.raster import PAGE
from tamkit.drawing.scene import BLUE, DASHES, INK, MUTED, RED, Ellipse, Line, Rect, Words
from tamkit.drawing.text import measure


@pytest.mark.parametrize("name", MODELS)
def test_no_arrow_runs_through_a_box_and_no_label_covers_anything(name: str) -> None:
    placed = place(MODELS[name])
    assert set(placed.curves) == set(MODELS[name])
    for curve in placed.curves.values():
        for x, y in placed.boxes.values():
            inside = (2 * (curve[:, 0] - x) / BOX_W) ** 2 + (2 * (curve[:, 1] - y) / BOX_H) ** 2
            assert inside.min() > 1 - 1e-6
    for (x, y), (u, v) in itertools.combinations(placed.boxes.values(), 2):
        assert abs(x - u) >= BOX_W or abs(y - v) >= BOX_H
    for (x, y), (u, v) in itertools.combinations(placed.labels.values(), 2):
        assert abs(x - u) > 0.55 or abs(y - v) > 0.18
    for (x, y), (u, v) in itertools.product(placed.labels.values(), placed.boxes.values()):
        assert abs(x - u) > (BOX_W + 0.55) / 2 or abs(y - v) > (BOX_H + 0.18) / 2
    width, height = placed.size
    for curve in placed.curves.values():
        assert 0 <= curve[:, 0].min() <= curve[:, 0].max() <= width
        assert 0 <= curve[:, 1].min() <= curve[:, 1].max() <= height


def test_arrows_point_to_later_columns() -> None:
    column = layers.columns(BASE)
    assert all(column[source] < column[target] for source, target in BASE)
    assert column["PEOU"] == 0
    assert column["INT"] == max(column.values())


def test_heights_keep_the_order() -> None:
    made = layers.layout(BASE, gap=1.0, lane=0.6)
    for part in made.order:
        assert all(made.y[a] < made.y[b] for a, b in itertools.pairwise(part))


@pytest.mark.parametrize("name", MODELS)
def test_it_runs_down_where_it_would_be_wider_than_a_page(name: str) -> None:
    edges = tuple(MODELS[name])
    right, down = (_directed(edges, (LABEL_W, LABEL_H), down=way).size for way in (False, True))
    assert place(edges).size == (down if right[0] > PAGE and down[0] < right[0] else right)


def test_both_ways_occur() -> None:
    """Along the way a long arrow's ends are apart by more than a column."""
    base, star = place(BASE), place(MODELS["star"])
    assert base.boxes["INT"][1] - base.boxes["PEOU"][1] > 4 * BOX_H
    assert star.boxes["Y"][0] - star.boxes["X0"][0] > BOX_W
    assert base.size[0] < PAGE


def test_the_same_edges_are_placed_once() -> None:
    assert place(BASE) is place(list(BASE))
    assert place(BASE) is not place(BASE, (0.7, 0.4))


# -- drawn


EDGES = [
    Edge("A", "B", "0.50***", 0.5, True),
    Edge("A", "C", "−0.30*", -0.3, True),
    Edge("B", "C", "0.05", 0.05, False),
]
BOXES = {
    "A": Box("Usefulness"),
    "B": Box("a name that is far too long for two lines, or even for the three there are", 0.25),
    "C": Box("c1", None, False),
}
PLACED = place([(edge.source, edge.target) for edge in EDGES], square=["C"])
SHAPES = draw_paths(PLACED, EDGES, BOXES)
LINES = [one for one in SHAPES if isinstance(one, Line) and not one.closed]
TEXTS = {one.text: one for one in SHAPES if isinstance(one, Words)}


def test_an_arrow_is_coloured_by_its_sign_and_dashed_where_it_is_not_told_from_0() -> None:
    assert [line.stroke for line in LINES] == [BLUE, RED, MUTED]
    assert [line.dash for line in LINES] == [(), (), DASHES]
    assert [line.weight for line in LINES] == pytest.approx([0.9 + 1.6 * 0.5, 0.9 + 1.6 * 0.3, 0.9 + 1.6 * 0.05])
    assert [one.fill for one in SHAPES if isinstance(one, Line) and one.closed] == [BLUE, RED, MUTED]


def test_a_very_large_coefficient_is_no_wider_arrow() -> None:
    assert _weight(3.0) == _weight(-0.8) == pytest.approx(0.9 + 1.6 * 0.8)


@pytest.mark.parametrize("edges", [[("A", "B"), ("A", "C"), ("B", "C")], BASE])
def test_an_arrow_runs_from_the_edge_of_one_ellipse_to_that_of_the_other(edges: list[tuple[str, str]]) -> None:
    placed = place(edges)
    for (source, target), curve in placed.curves.items():
        for end, name in ((curve[0], source), (curve[-1], target)):
            x, y = end - placed.boxes[name]
            assert (2 * x / BOX_W) ** 2 + (2 * y / BOX_H) ** 2 == pytest.approx(1)


def test_an_arrow_to_an_observed_variable_ends_at_the_side_of_its_box() -> None:
    for edge in (("A", "C"), ("B", "C")):
        assert PLACED.curves[edge][-1, 0] == pytest.approx(PLACED.boxes["C"][0] - BOX_W / 2)


def test_an_arrow_back_leaves_and_enters_on_the_other_sides() -> None:
    placed = place([("A", "B"), ("B", "C"), ("C", "A")])
    curve = placed.curves["C", "A"]
    assert curve[0, 0] < placed.boxes["C"][0]
    assert curve[-1, 0] > placed.boxes["A"][0]


def test_a_curve_follows_the_way_at_both_ends_and_leaves_out_no_stretch() -> None:
    for name, way in (("facets", 1), ("circle", 0)):
        for curve in place(MODELS[name]).curves.values():
            steps = np.hypot(*np.diff(curve, axis=0).T)
            assert steps.max() < BOX_W + 0.01  # through a column in one step
            first, last = curve[1] - curve[0], curve[-1] - curve[-2]
            assert abs(first[way]) > 0
            reach = np.ptp(curve[:, 1 - way])
            assert abs(first[1 - way]) < 0.02 * reach + 1e-9
            assert abs(last[1 - way]) < 0.02 * reach + 1e-9


def test_ends_on_one_side_are_spread_about_the_middle_in_the_order_of_the_others() -> None:
    placed = place(MODELS["star"])
    target = placed.boxes["Y"]
    ends = [(placed.boxes[source][1], curve[-1, 1]) for (source, _), curve in placed.curves.items()]
    heights = [end for _, end in sorted(ends)]
    assert heights == sorted(heights)
    assert np.mean(heights) == pytest.approx(target[1])
    room = min(0.17, 0.78 * BOX_H / len(heights))
    assert np.diff(heights) == pytest.approx([room] * (len(heights) - 1))
    one = place([("A", "B")])
    assert one.curves["A", "B"][0, 1] == one.boxes["A"][1]


def test_numbers_stand_at_their_places_on_white() -> None:
    for edge in EDGES:
        assert (TEXTS[edge.text].x, TEXTS[edge.text].y) == PLACED.labels[edge.source, edge.target]
        assert TEXTS[edge.text].ground == "#ffffff"
    assert [TEXTS[edge.text].color for edge in EDGES] == [BLUE, RED, INK]
    assert SHAPES[-3:] == [TEXTS[edge.text] for edge in EDGES]  # above everything


def test_a_name_stands_in_the_middle_and_above_r2() -> None:
    assert (TEXTS["Usefulness"].x, TEXTS["Usefulness"].y) == PLACED.boxes["A"]
    x, y = PLACED.boxes["B"]
    (name,) = [text for text in TEXTS if text.startswith("a name")]
    assert name.count("\n") == 2
    assert name.endswith("...")
    assert TEXTS[name].y < y < TEXTS["R² = 0.250"].y
    assert TEXTS[name].x == TEXTS["R² = 0.250"].x == x
    assert TEXTS[name].extent[3] <= TEXTS["R² = 0.250"].extent[1] + 0.02
    assert sum(text.startswith("R²") for text in TEXTS) == 1


NAMES = [
    "Perceived usefulness",
    "Privacy and credit-information risk",
    "Attitude towards use",
    "Behavioural intention to adopt",
    "感知有用性与易用性之和",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("r2", [None, 0.5])
def test_a_name_stays_inside_its_ellipse(name: str, r2: float | None) -> None:
    for words in box(0.0, 0.0, Box(name, r2))[1:]:
        assert isinstance(words, Words)
        left, top, _, bottom = words.extent
        middle = max(abs(top), abs(bottom)) - 0.04  # letters are less high than their lines
        assert (2 * left / BOX_W) ** 2 + (2 * middle / BOX_H) ** 2 < 1.12


@pytest.mark.parametrize(("name", "size"), [("x1", 8.4), ("twelve_wide", 8.4), ("some_seventeen_wd", 7.2)])
def test_a_long_name_in_a_small_box_is_set_smaller(name: str, size: float) -> None:
    (_, words) = box(1.0, 2.0, Box(name, latent=False), 1.0, 0.25)
    assert isinstance(words, Words)
    assert (words.size, words.text, words.x, words.y) == (size, name, 1.0, 2.0)
    assert measure(name, size) < 1.0


def test_latent_variables_are_ellipses_of_their_size_and_observed_ones_boxes() -> None:
    kinds = [one for one in SHAPES if isinstance(one, Ellipse | Rect)]
    assert [type(one) for one in kinds] == [Ellipse, Ellipse, Rect]
    for one, (x, y) in zip(kinds, PLACED.boxes.values(), strict=True):
        assert one.extent == pytest.approx((x - BOX_W / 2, y - BOX_H / 2, x + BOX_W / 2, y + BOX_H / 2))


def test_a_label_stands_on_its_curve_near_the_middle_where_nothing_is_in_the_way() -> None:
    placed = place([("A", "B")])
    x, y = placed.labels["A", "B"]
    curve = placed.curves["A", "B"]
    assert x == pytest.approx((curve[0, 0] + curve[-1, 0]) / 2, abs=0.02)
    assert y == pytest.approx(curve[0, 1])
    for name in MODELS:
        placed = place(MODELS[name])
        for edge, (x, y) in placed.labels.items():
            points = placed.curves[edge]
            ways = [segment(points[i], points[i + 1], np.array([x, y])) for i in range(len(points) - 1)]
            assert min(ways) < 0.02, (name, edge)


def segment(a: np.ndarray, b: np.ndarray, p: np.ndarray) -> float:
    """The distance of a point from a stretch."""
    share = np.clip(np.dot(p - a, b - a) / max(np.dot(b - a, b - a), 1e-12), 0, 1)
    return float(np.hypot(*(p - a - share * (b - a))))


def test_a_label_keeps_clear_of_other_arrows_where_it_can() -> None:
    """The outermost arrows of a star have room on one side."""
    placed = place(MODELS["star"])
    for edge in (("X0", "Y"), ("X8", "Y")):
        x, y = placed.labels[edge]
        others = np.vstack([curve for other, curve in placed.curves.items() if other != edge])
        assert not ((abs(others[:, 0] - x) < LABEL_W / 2) & (abs(others[:, 1] - y) < LABEL_H / 2)).any()
