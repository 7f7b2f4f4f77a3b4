"""No arrow through a box, no label on anything."""

from __future__ import annotations

import itertools

import pytest

from tamkit.drawing import layers
from tamkit.drawing.paths import BOX_H, BOX_W, place

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
