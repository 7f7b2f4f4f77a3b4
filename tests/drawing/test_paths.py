"""No arrow through a box, no label on anything."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from matplotlib.patches import BoxStyle, FancyBboxPatch

from tamkit.drawing import layers
from tamkit.drawing.paths import BOX_H, BOX_W, LABEL_H, LABEL_W, Box, Edge, _weight, box, draw_paths, place
from tamkit.drawing.picture import BLUE, INK, MUTED, RED

BASE = [
    ("PEOU", "PU"), ("PEOU", "IT"), ("PEOU", "ATT"), ("PU", "ATT"), ("PU", "INT"), ("IT", "PU"), ("IT", "PR"),
    ("IT", "ATT"), ("IT", "INT"), ("PR", "ATT"), ("PR", "INT"), ("ATT", "INT"),
]  # fmt: skip
FACETS = [(f, o) for f in ("FR", "PV", "PF", "PS") for o in ("ATT", "INT")]
MODELS = {
    "base": BASE,
    "one": [("A", "B")],
    "circle": [("A", "B"), ("B", "C"), ("C", "A"), ("A", "D")],
    "saturated": [*BASE, ("PEOU", "INT"), ("PEOU", "PR"), ("PR", "PU")],
    "facets": [*(e for e in BASE if "PR" not in e), *(("IT", f) for f in ("FR", "PV", "PF", "PS")), *FACETS],
    "star": [(f"X{i}", "Y") for i in range(9)],
}


@pytest.mark.parametrize("name", MODELS)
def test_no_arrow_runs_through_a_box_and_no_label_covers_anything(name: str) -> None:
    placed = place(MODELS[name])
    assert set(placed.curves) == set(MODELS[name])
    for curve in placed.curves.values():
        for x, y in placed.boxes.values():
            inside = (abs(curve[:, 0] - x) < BOX_W / 2 - 1e-6) & (abs(curve[:, 1] - y) < BOX_H / 2 - 1e-6)
            assert not inside.any()
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


# -- drawn


EDGES = [
    Edge("A", "B", "0.50***", 0.5, True),
    Edge("A", "C", "−0.30*", -0.3, True),
    Edge("B", "C", "0.05", 0.05, False),
]
BOXES = {"A": Box("Usefulness"), "B": Box("a name far too long for one line", 0.25), "C": Box("c1", None, False)}


PLACED = place([(edge.source, edge.target) for edge in EDGES])


@pytest.fixture(scope="module")
def axes() -> Any:
    from matplotlib.figure import Figure

    made = Figure().add_axes((0, 0, 1, 1))
    draw_paths(made, PLACED, EDGES, BOXES, labels=9.0)
    return made


def test_an_arrow_is_coloured_by_its_sign_and_dashed_where_it_is_not_told_from_0(axes: Any) -> None:
    assert [line.get_color() for line in axes.lines] == [BLUE, RED, MUTED]
    assert [line.get_linestyle() for line in axes.lines] == ["-", "-", "--"]
    assert [line.get_linewidth() for line in axes.lines] == pytest.approx(
        [0.9 + 1.9 * 0.5, 0.9 + 1.9 * 0.3, 0.9 + 1.9 * 0.05]
    )


def test_a_very_large_coefficient_is_no_wider_arrow() -> None:
    assert _weight(3.0) == _weight(-0.8) == pytest.approx(0.9 + 1.9 * 0.8)


def test_an_arrow_runs_from_the_side_of_one_box_to_the_side_of_the_other(axes: Any) -> None:
    for line, edge in zip(axes.lines, EDGES, strict=True):
        curve = PLACED.curves[edge.source, edge.target]
        assert curve[0, 0] == pytest.approx(PLACED.boxes[edge.source][0] + BOX_W / 2)
        assert curve[-1, 0] == pytest.approx(PLACED.boxes[edge.target][0] - BOX_W / 2)
        for end, name in ((curve[0, 1], edge.source), (curve[-1, 1], edge.target)):
            assert abs(end - PLACED.boxes[name][1]) < BOX_H / 2
        assert np.allclose(line.get_xydata(), curve[:-2])  # the head covers the rest


def test_an_arrow_back_leaves_at_the_left_and_enters_at_the_right() -> None:
    placed = place([("A", "B"), ("B", "C"), ("C", "A")])
    curve = placed.curves["C", "A"]
    assert curve[0, 0] == pytest.approx(placed.boxes["C"][0] - BOX_W / 2)
    assert curve[-1, 0] == pytest.approx(placed.boxes["A"][0] + BOX_W / 2)


def test_a_curve_is_level_at_both_ends_and_leaves_out_no_stretch() -> None:
    for name in ("facets", "circle"):
        for curve in place(MODELS[name]).curves.values():
            steps = np.hypot(*np.diff(curve, axis=0).T)
            assert steps.max() < BOX_W + 0.01  # through a column in one step
            first, last = curve[1] - curve[0], curve[-1] - curve[-2]
            assert abs(first[1]) < 0.2 * abs(first[0])
            assert abs(last[1]) < 0.2 * abs(last[0])


def test_ends_on_one_side_are_spread_about_the_middle_in_the_order_of_the_others() -> None:
    placed = place(MODELS["star"])
    target = placed.boxes["Y"]
    ends = [(placed.boxes[source][1], curve[-1, 1]) for (source, _), curve in placed.curves.items()]
    heights = [end for _, end in sorted(ends)]
    assert heights == sorted(heights)
    assert np.mean(heights) == pytest.approx(target[1])
    room = min(0.17, 0.8 * BOX_H / len(heights))
    assert np.diff(heights) == pytest.approx([room] * (len(heights) - 1))
    one = place([("A", "B")])
    assert one.curves["A", "B"][0, 1] == one.boxes["A"][1]


def test_texts_stand_at_their_places(axes: Any) -> None:
    texts = {text.get_text(): text for text in axes.texts}
    for edge in EDGES:
        assert texts[edge.text].get_position() == PLACED.labels[edge.source, edge.target]
        assert texts[edge.text].get_fontsize() == 9.0
    assert [texts[edge.text].get_color() for edge in EDGES] == [BLUE, RED, INK]


def test_a_name_stands_in_the_middle_and_above_r2(axes: Any) -> None:
    texts = {text.get_text(): text.get_position() for text in axes.texts}
    assert texts["Usefulness"] == PLACED.boxes["A"]
    x, y = PLACED.boxes["B"]
    assert texts["R² = 0.250"] == (x, pytest.approx(y - 0.23))
    (name,) = [text for text in texts if text.startswith("a name")]
    assert name == "a name far too\nlong for one…"
    assert texts[name] == (x, pytest.approx(y + 0.1))
    assert sum(text.startswith("R²") for text in texts) == 1


@pytest.mark.parametrize(
    ("name", "height", "size"),
    [
        ("Usefulness", BOX_H, 10.5),
        ("perceived risk", BOX_H, 10.5),
        ("perceivedusefulness", BOX_H, 10.5),
        ("感知有用性与易", BOX_H, 10.5),
        ("x1", 0.25, 8.6),
        ("twelve_wide_", 0.25, 8.6),
        ("thirteen_wide", 0.25, 7.2),
    ],
)
def test_a_long_name_in_a_small_box_is_set_smaller(name: str, height: float, size: float) -> None:
    from matplotlib.figure import Figure

    made = Figure().add_axes((0, 0, 1, 1))
    box(made, 1.0, 2.0, Box(name), 1.0, height)
    (text,) = made.texts
    assert text.get_fontsize() == size
    assert text.get_position() == (1.0, 2.0)


def test_latent_variables_have_round_boxes_of_their_size(axes: Any) -> None:
    boxes = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    assert [isinstance(one.get_boxstyle(), BoxStyle.Round) for one in boxes] == [True, True, False]
    for one, (x, y) in zip(boxes, PLACED.boxes.values(), strict=True):
        assert (one.get_x(), one.get_y()) == pytest.approx((x - BOX_W / 2, y - BOX_H / 2))
        assert (one.get_width(), one.get_height()) == (BOX_W, BOX_H)


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
