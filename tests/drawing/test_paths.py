"""No arrow through a box, no label on anything."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from drawing.models import BASE, MODELS

from tamkit.drawing.paths import BOX_H, BOX_W, _slope, _weight, place


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


def test_arrows_begin_and_end_at_the_sides_of_their_boxes() -> None:
    placed = place(BASE)
    for (source, target), curve in placed.curves.items():
        (x, y), (u, v) = placed.boxes[source], placed.boxes[target]
        assert abs(curve[0, 0] - x) == pytest.approx(BOX_W / 2, abs=0.05)
        assert abs(curve[-1, 0] - u) == pytest.approx(BOX_W / 2, abs=0.05)
        assert abs(curve[0, 1] - y) <= BOX_H / 2
        assert abs(curve[-1, 1] - v) <= BOX_H / 2


def test_labels_stand_on_their_curves() -> None:
    placed = place(BASE)
    for edge, (x, y) in placed.labels.items():
        start, step = placed.curves[edge][:-1], np.diff(placed.curves[edge], axis=0)
        along = ((np.array([x, y]) - start) * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), 1e-12)
        nearest = start + np.clip(along, 0, 1)[:, None] * step
        assert np.hypot(nearest[:, 0] - x, nearest[:, 1] - y).min() < 1e-6


@pytest.mark.parametrize(("beta", "weight"), [(0.0, 0.9), (0.4, 1.66), (-0.4, 1.66), (0.8, 2.42), (3.0, 2.42)])
def test_strong_paths_are_thick(beta: float, weight: float) -> None:
    assert _weight(beta) == pytest.approx(weight)


def test_how_steep_a_curve_is() -> None:
    curve = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    length = np.array([0.0, 1.0, 2.0])
    assert _slope(curve, length, 0.25) == pytest.approx(0.0)
    assert _slope(curve, length, 0.75) == pytest.approx(1.0)
