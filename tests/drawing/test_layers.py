"""The layered layout: columns, lanes through them, orders without crossings, heights that keep their distance."""

from __future__ import annotations

import itertools

import pytest

from tamkit.drawing.layers import Slot, acyclic, columns, crossings, layout

LONG = [("A", "B"), ("B", "C"), ("C", "D"), ("A", "D"), ("A", "C"), ("B", "D")]


def test_arrows_that_close_a_circle_do_not_decide_on_columns() -> None:
    assert acyclic([("A", "A"), ("A", "B"), ("B", "C"), ("C", "A"), ("C", "D")]) == [
        *(("A", "B"), ("B", "C"), ("C", "D"))
    ]
    assert columns([("A", "B"), ("B", "C"), ("A", "C")]) == {"A": 0, "B": 1, "C": 2}


def test_a_long_arrow_takes_a_lane_through_every_column_it_crosses() -> None:
    made = layout(LONG)
    assert made.columns == 4
    assert made.routes["A", "B"] == ("A", "B")
    assert made.routes["A", "D"] == ("A", ("A", "D", 1), ("A", "D", 2), "D")
    assert [len(part) for part in made.order] == [1, 3, 3, 1]


def test_an_arrow_back_walks_its_lanes_the_other_way() -> None:
    made = layout([("A", "B"), ("B", "C"), ("C", "A")])
    assert made.routes["C", "A"] == ("C", ("C", "A", 1), "A")
    assert made.column == {"A": 0, "B": 1, "C": 2}


def test_an_arrow_from_a_variable_to_itself_has_no_route() -> None:
    assert set(layout([("A", "B"), ("B", "B")]).routes) == {("A", "B")}


@pytest.mark.parametrize(("gap", "lane"), [(1.0, 0.6), (1.2, 0.5)])
def test_distances_of_boxes_lanes_and_both(gap: float, lane: float) -> None:
    made = layout([*LONG, ("X", "D"), ("A", "Y"), ("Y", "C")], gap, lane)

    def least(a: Slot, b: Slot) -> float:
        boxes = isinstance(a, str) + isinstance(b, str)
        return {2: gap, 1: lane, 0: 0.5 * lane}[boxes]

    seen = set()
    for part in made.order:
        for a, b in itertools.pairwise(part):
            seen.add(isinstance(a, str) + isinstance(b, str))
            assert made.y[b] - made.y[a] >= least(a, b) - 1e-9
    assert seen == {0, 1, 2}


def test_a_lone_pair_of_lanes_is_no_further_apart_than_it_must() -> None:
    """Two arrows between the same columns run side by side."""
    made = layout([("A", "B"), ("B", "D"), ("A", "D"), ("C", "D"), ("A", "C"), ("C", "A")], 1.0, 0.6)
    heights = sorted(made.y.values())
    assert (heights[0] + heights[-1]) / 2 == pytest.approx(0)


def test_crossings_are_counted() -> None:
    links = [("A", "C"), ("B", "D")]
    assert crossings([["A", "B"], ["C", "D"]], links) == 0
    assert crossings([["A", "B"], ["D", "C"]], links) == pytest.approx(1 + 2 * 0.02)


def test_the_order_has_no_crossing_where_none_is_needed() -> None:
    ladder = [("A1", "B3"), ("A2", "B2"), ("A3", "B1"), ("B1", "C"), ("B2", "C"), ("B3", "C")]
    made = layout(ladder)
    links = [pair for route in made.routes.values() for pair in itertools.pairwise(route)]
    assert crossings(made.order, links) < 1
