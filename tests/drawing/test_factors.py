"""The diagram of a measurement model: nothing lies on anything else."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tamkit.drawing.factors import ITEM_H, ITEM_W, Plan, plan
from tamkit.drawing.paths import BOX_H, BOX_W

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
