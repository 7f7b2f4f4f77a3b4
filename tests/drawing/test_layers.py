"""The layout of path diagrams."""

from __future__ import annotations

import itertools

import pytest
from drawing.models import BASE, MODELS

from tamkit.drawing import layers


def test_arrows_point_to_later_columns() -> None:
    column = layers.columns(BASE)
    assert all(column[source] < column[target] for source, target in BASE)
    assert column["PEOU"] == 0
    assert column["INT"] == max(column.values())


def test_a_source_stands_just_before_its_nearest_target() -> None:
    assert layers.columns([("A", "B"), ("B", "C"), ("A", "C"), ("X", "C")]) == {"A": 0, "B": 1, "C": 2, "X": 1}


def test_circles_are_opened_in_reading_order() -> None:
    assert layers.acyclic([("A", "B"), ("B", "C"), ("C", "A"), ("A", "A"), ("A", "D")]) == [
        ("A", "B"), ("B", "C"), ("A", "D"),
    ]  # fmt: skip
    assert layers.acyclic([("A", "B"), ("B", "A")]) == [("A", "B")]


@pytest.mark.parametrize("name", MODELS)
def test_heights_keep_the_order_and_the_gaps(name: str) -> None:
    made = layers.layout(MODELS[name], gap=1.0, lane=0.6)
    for part in made.order:
        for a, b in itertools.pairwise(part):
            both = isinstance(a, str) + isinstance(b, str)
            assert made.y[b] - made.y[a] >= {2: 1.0, 1: 0.6, 0: 0.3}[both] - 1e-9
    assert min(made.y.values()) == pytest.approx(-max(made.y.values()))
    assert made.columns == len(made.order) == max(made.column.values()) + 1


@pytest.mark.parametrize("name", MODELS)
def test_an_arrow_crosses_a_column_in_a_lane_of_its_own(name: str) -> None:
    made = layers.layout(MODELS[name])
    where = {slot: i for i, part in enumerate(made.order) for slot in part}
    for (source, target), route in made.routes.items():
        assert (route[0], route[-1]) == (source, target)
        steps = [where[b] - where[a] for a, b in itertools.pairwise(route)]
        assert set(steps) in ({1}, {-1})
        assert all(slot[:2] == (source, target) for slot in route[1:-1])
    lanes = [slot for part in made.order for slot in part if not isinstance(slot, str)]
    assert len(lanes) == len(set(lanes)) == sum(len(route) - 2 for route in made.routes.values())


def test_crossings_are_counted() -> None:
    links = [("A", "Y"), ("B", "X")]
    crossed = layers.crossings([["A", "B"], ["X", "Y"]], links)
    straight = layers.crossings([["A", "B"], ["Y", "X"]], links)
    assert crossed == pytest.approx(1 + 0.02 * 2)
    assert straight == pytest.approx(0.0)
    order = layers._order([["A", "B"], ["X", "Y"]], links)
    assert layers.crossings(order, links) == pytest.approx(0.0)


def test_the_base_model_has_few_crossings() -> None:
    made = layers.layout(BASE)
    links = [pair for route in made.routes.values() for pair in itertools.pairwise(route)]
    assert layers.crossings(made.order, links) < 6
    assert made.columns == 5


def test_swaps_are_every_pair() -> None:
    assert layers._swaps("abc") == [["b", "a", "c"], ["c", "b", "a"], ["a", "c", "b"]]


@pytest.mark.parametrize(
    ("values", "nearest"),
    [
        ([1.0, 3.0, 2.0], [1.0, 2.5, 2.5]),
        ([3.0, 2.0, 1.0], [2.0] * 3),
        ([1.0, 2.0], [1.0, 2.0]),
        ([], []),
        ([2.0, 2.0], [2.0, 2.0]),
    ],
)
def test_the_nearest_increasing_sequence(values: list[float], nearest: list[float]) -> None:
    assert layers._increasing(values) == pytest.approx(nearest)
