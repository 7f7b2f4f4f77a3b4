"""The diagram of a measurement model: nothing lies on anything else."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from tamkit.drawing.factors import (
    BETWEEN,
    COLUMN,
    ITEM_H,
    ITEM_STEP,
    ITEM_W,
    MARGIN,
    STEP,
    WIDEST,
    Plan,
    _ends,
    draw_factors,
    plan,
)
from tamkit.drawing.paths import BOX_H, BOX_W, Box, Edge
from tamkit.drawing.scene import DASHES, Ellipse, Line, Rect, Shape, Words

SECOND = {"PU": ["u1", "u2"], "FR": ["f1", "f2", "f3"], "PV": ["v1", "v2"], "PR": ["FR", "PV"], "IT": ["i1"]}
MODELS = {
    "one": ({"F": ["a", "b", "c"]}, []),
    "many": ({f"F{i}": [f"x{i}{j}" for j in range(1 + i % 5)] for i in range(9)}, None),
    "second order": (SECOND, [("PU", "PR"), ("PU", "IT"), ("PR", "IT")]),
    "cross": ({"F": ["a", "b", "c"], "G": ["d", "e", "c"], "H": ["a", "d"]}, [("F", "G"), ("a", "d"), ("b", "c")]),
    "third order": ({**SECOND, "T": ["PR", "PU"]}, [("T", "IT")]),
}


def made(name: str) -> Plan:
    measured, arcs = MODELS[name]
    return plan(measured, list(itertools.combinations(measured, 2)) if arcs is None else arcs)


def half(found: Plan, name: str) -> tuple[float, float]:
    return (ITEM_W / 2, ITEM_H / 2) if name in found.items else (BOX_W / 2, BOX_H / 2)


@pytest.mark.parametrize("name", MODELS)
def test_no_box_lies_on_another_and_all_on_the_page(name: str) -> None:
    found = made(name)
    measured = MODELS[name][0]
    assert set(found.boxes) == {*measured, *(one for parts in measured.values() for one in parts)}
    for (a, (x, y)), (b, (u, v)) in itertools.combinations(found.boxes.items(), 2):
        (w, h), (s, t) = half(found, a), half(found, b)
        assert abs(x - u) > w + s or abs(y - v) > h + t, (a, b)
    for one, (x, y) in found.boxes.items():
        w, h = half(found, one)
        assert 0 < x - w < x + w < found.size[0]
        assert 0 < y - h < y + h < found.size[1]


@pytest.mark.parametrize("name", MODELS)
def test_labels_of_arcs_keep_apart(name: str) -> None:
    found = made(name)
    for (x, y), (u, v) in itertools.combinations([at for _, at in found.arcs.values()], 2):
        assert abs(x - u) > 0.3 or abs(y - v) > 0.16
    for curve, (x, _) in found.arcs.values():
        assert 0.2 < x < found.size[0] - 0.2
        assert curve[:, 0].min() > 0
        assert curve[:, 0].max() < found.size[0]


def test_constructs_that_nothing_measures_stand_first() -> None:
    found = made("second order")
    x = {name: at[0] for name, at in found.boxes.items()}
    assert x["PU"] == x["PR"] == x["IT"] < x["FR"] == x["PV"] < x["u1"] == x["f1"]
    assert set(found.arcs) == {("PU", "PR"), ("PU", "IT"), ("PR", "IT")}


def test_ends_of_arcs_are_spread_over_a_box_without_crossing() -> None:
    found = made("many")
    at = {}
    for (a, b), (curve, _) in found.arcs.items():
        at.setdefault(a, []).append(curve[0, 1])
        at.setdefault(b, []).append(curve[-1, 1])
    for name, ends in at.items():
        assert np.diff(sorted(ends)).min() > 0.05
        assert max(abs(y - found.boxes[name][1]) for y in ends) < BOX_H / 2


def test_without_constructs_the_observed_stand_alone() -> None:
    found = plan({}, [("a", "b")], ["a", "b"])
    assert set(found.boxes) == {"a", "b"}
    assert not found.items
    assert set(found.arcs) == {("a", "b")}


# -- drawn


def drawn(found: Plan, loadings: Sequence[Edge], covariances: Sequence[Edge] = ()) -> list[Shape]:
    return draw_factors(found, loadings, covariances, {name: Box(name, None, name.isupper()) for name in found.boxes})


def lines(shapes: Sequence[Shape]) -> list[Line]:
    return [one for one in shapes if isinstance(one, Line) and not one.closed]


def texts(shapes: Sequence[Shape]) -> dict[str, tuple[float, float]]:
    return {one.text: (one.x, one.y) for one in shapes if isinstance(one, Words)}


def loading(source: str, target: str) -> Edge:
    return Edge(source, target, f"{source}{target}", 0.7, True)


def test_a_loading_runs_from_side_to_side_with_its_number_two_thirds_along() -> None:
    found = plan({"F": ["a", "b"], "G": ["c", "b"]})
    edges = [loading("F", "a"), loading("F", "b"), loading("G", "c"), loading("G", "b")]
    shapes = drawn(found, edges)
    for line, edge in zip(lines(shapes), edges, strict=True):
        (xa, ya), (xb, yb) = found.boxes[edge.source], found.boxes[edge.target]
        start, end = np.array([xa + BOX_W / 2, ya]), np.array([xb - ITEM_W / 2, yb])
        share = 0.42 if (edge.source, edge.target) == ("G", "b") else 0.68  # the second arrow to b
        assert texts(shapes)[edge.text] == pytest.approx(start + share * (end - start))
        assert line.points[0] == pytest.approx(start)
        neck = np.array(line.points[1])
        assert 0.05 < np.hypot(*(end - neck)) < 0.09  # inside the head
        assert np.cross([*(end - start), 0], [*(end - neck), 0])[2] == pytest.approx(0, abs=1e-12)


def test_an_arrow_to_the_left_has_its_number_as_far_from_the_item() -> None:
    found = plan({"F": ["a", "b"]})
    back = drawn(found, [loading("a", "F")])
    (xa, ya), (xb, yb) = found.boxes["a"], found.boxes["F"]
    start, end = np.array([xa - ITEM_W / 2, ya]), np.array([xb + BOX_W / 2, yb])
    assert texts(back)["aF"] == pytest.approx(start + 0.32 * (end - start))
    assert lines(back)[0].points[0] == pytest.approx(start)


def test_constructs_are_ellipses_and_items_the_smaller_boxes() -> None:
    found = plan({"F": ["a", "b"]})
    shapes = [one for one in drawn(found, []) if isinstance(one, Ellipse | Rect)]
    assert [type(one) for one in shapes] == [Ellipse, Rect, Rect]
    sizes = [(one.extent[2] - one.extent[0], one.extent[3] - one.extent[1]) for one in shapes]
    assert sizes == [pytest.approx((BOX_W, BOX_H)), *2 * [pytest.approx((ITEM_W, ITEM_H))]]


def test_an_arc_ends_in_two_heads_at_the_shapes() -> None:
    found = plan({"F": ["a"], "G": ["b"]}, [("F", "G"), ("a", "b")])
    edges = [Edge("F", "G", "r", 0.3, True), Edge("a", "b", "s", -0.3, False)]
    shapes = drawn(found, [], edges)
    heads = [one for one in shapes if isinstance(one, Line) and one.closed]
    tips = [tuple(found.arcs[edge.source, edge.target][0][end]) for edge in edges for end in (-1, 0)]
    assert [one.points[0] for one in heads] == [pytest.approx(tip) for tip in tips]
    for edge in edges:
        assert texts(shapes)[edge.text] == found.arcs[edge.source, edge.target][1]
    assert [line.dash for line in lines(shapes)] == [(), DASHES]


def test_arcs_begin_at_the_edge_and_bulge_by_the_rows_they_span() -> None:
    found = plan({"F": ["a"], "G": ["b"], "H": ["c"]}, [("F", "G"), ("F", "H"), ("a", "c")])
    for pair, side, half, step in (
        (("F", "G"), -1, BOX_W / 2, STEP),
        (("F", "H"), -1, BOX_W / 2, 2 * STEP),
        (("a", "c"), 1, ITEM_W / 2, 2 * ITEM_STEP),
    ):
        curve, at = found.arcs[pair]
        x = found.boxes[pair[0]][0] + side * half
        for end, name in ((curve[0], pair[0]), (curve[-1], pair[1])):
            if name.isupper():
                u, v = end - found.boxes[name]
                assert (2 * u / BOX_W) ** 2 + (2 * v / BOX_H) ** 2 == pytest.approx(1)
                assert side * u > 0
            else:
                assert tuple(end) == pytest.approx((x, found.boxes[name][1]))
        assert at[0] == pytest.approx(x + side * step)
        assert at[1] == pytest.approx((curve[0, 1] + curve[-1, 1]) / 2)


def test_an_arc_over_many_rows_does_not_bulge_further() -> None:
    names = {f"F{i}": [f"x{i}"] for i in range(WIDEST + 4)}
    found = plan(names, [("F0", f"F{WIDEST}"), ("F0", f"F{WIDEST + 3}")])
    assert len({round(at[0], 9) for _, at in found.arcs.values()}) == 1


def test_where_arcs_meet_a_box() -> None:
    """From the top: the nearest above outermost; one end alone in the middle."""
    rank = {"A": 0, "B": 1, "C": 2, "D": 3}
    ends = _ends([("A", "C"), ("B", "C"), ("C", "D")], rank)
    assert ends[("A", "C"), "A"] == ends[("C", "D"), "D"] == 0.0
    assert [ends[pair, "C"] for pair in (("B", "C"), ("A", "C"), ("C", "D"))] == pytest.approx([0.16, 0.0, -0.16])
    many = {str(i): i for i in range(8)}
    crowded = _ends([("0", str(i)) for i in range(1, 8)], many)
    heights = sorted(value for (_, name), value in crowded.items() if name == "0")
    assert np.diff(heights) == pytest.approx([0.8 * BOX_H / 7] * 6)
    assert heights[0] == pytest.approx(-heights[-1])
    assert crowded[("0", "7"), "0"] > crowded[("0", "1"), "0"]  # the farthest below is the highest of those below


def test_items_stand_in_rows_around_the_middle_of_their_construct() -> None:
    found = plan({"F": ["a", "b", "c"], "G": ["d"]}, pitch=0.5)
    y = {name: at[1] for name, at in found.boxes.items()}
    assert (y["b"] - y["a"], y["c"] - y["b"]) == pytest.approx((0.5, 0.5))
    assert y["F"] == pytest.approx(y["b"])
    assert y["G"] == pytest.approx(y["d"])
    assert y["G"] - y["F"] == pytest.approx(1.5 / 2 + BETWEEN + BOX_H / 2)


def test_an_item_of_two_constructs_stands_with_the_first() -> None:
    found = plan({"F": ["a", "b"], "G": ["b", "c"]})
    y = {name: at[1] for name, at in found.boxes.items()}
    assert y["F"] == pytest.approx((y["a"] + y["b"]) / 2)
    assert y["G"] == pytest.approx(y["c"])
    assert found.items == {"a", "b", "c"}


def test_the_page_has_room_for_arcs_on_their_side_only() -> None:
    bare = plan({"F": ["a"], "G": ["b"]})
    left = plan({"F": ["a"], "G": ["b"]}, [("F", "G")])
    right = plan({"F": ["a"], "G": ["b"]}, [("a", "b")])
    assert left.size[0] - bare.size[0] == pytest.approx(STEP + 0.3)
    assert right.size[0] - bare.size[0] == pytest.approx(ITEM_STEP + 0.3)
    assert left.boxes["F"][0] - bare.boxes["F"][0] == pytest.approx(STEP + 0.3)
    assert right.boxes == bare.boxes
    assert bare.boxes["a"][0] - bare.boxes["F"][0] == pytest.approx(COLUMN)
    assert bare.boxes["F"][0] == pytest.approx(MARGIN + BOX_W / 2)
    assert bare.size == pytest.approx(
        (MARGIN + BOX_W / 2 + COLUMN + ITEM_W / 2 + MARGIN, 2 * BOX_H + BETWEEN + 2 * MARGIN)
    )
