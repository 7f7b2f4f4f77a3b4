"""The charts show the numbers they were given."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from report.drawn import crowded, lines, shapes, texts

from tamkit.drawing.picture import Sketch
from tamkit.drawing.scene import ACCENT, MUTED, RED, Ellipse, Rect
from tamkit.report import tree
from tamkit.report.content import Content
from tamkit.report.figures import charts
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")
NAN = float("nan")


def test_the_flow_has_a_box_for_each_step_that_excluded() -> None:
    steps = [("received", 0, 100), ("fast", 5, 95), ("idle", 0, 95), ("valid", 0, 95)]
    made = charts.flow_chart(steps, T, simulated=True)
    assert texts(made) == [
        T("report.sample.step_n", step="received", n=100), T("report.sample.step_excluded", step="fast", n=5),
        T("report.sample.step_n", step="valid", n=95), T("report.simulated.mark"),
    ]  # fmt: skip
    assert len(shapes(made, Rect)) == 3
    assert charts.flow_chart(steps, T, simulated=False).mark == ""


def test_a_long_reason_has_a_higher_box() -> None:
    def height(reason: str) -> float:
        made = charts.flow_chart([("a", 0, 9), (reason, 5, 4), ("b", 0, 4)], T, simulated=False)
        return float(shapes(made, Rect)[1].height)

    assert height("a reason that takes more than the one line which there is for it") > height("short")


def flags(**more: object) -> pd.DataFrame:
    frame = {
        "seconds_per_item": [3.0, 0.05, 9.0, NAN],
        "longstring": [2, 8, 3, 4],
        "excluded": [False, True, False, False],
    }
    return pd.DataFrame({**frame, **more})


def test_screening_points_are_split_by_exclusion() -> None:
    picture = charts.screening(flags(), SimpleNamespace(min_seconds_per_item=2.0), T, simulated=False)
    dots = [one for one in shapes(picture, Ellipse) if one.rx < 0.03]
    (cross, _, _, _) = lines(picture, RED)  # one, and the legend's
    assert len(dots) == 2
    place = {run: one.y for run, one in zip((2.0, 3.0), sorted(dots, key=lambda one: -one.y), strict=True)}
    middle = (cross.points[0][1] + cross.points[1][1]) / 2
    assert (place[2.0] - middle) / (place[2.0] - place[3.0]) == pytest.approx(8 - 2)
    # Seconds stand on a logarithmic scale, none below a tenth of one.
    x = {run: one.x for run, one in zip((2.0, 3.0), sorted(dots, key=lambda one: -one.y), strict=True)}
    at = (cross.points[0][0] + cross.points[1][0]) / 2
    assert (x[3.0] - x[2.0]) / (x[2.0] - at) == pytest.approx(np.log(9 / 3) / np.log(3 / 0.1))
    (limit,) = lines(picture, MUTED, dashed=True)
    assert (limit.points[0][0] - at) / (x[2.0] - at) == pytest.approx(np.log(2 / 0.1) / np.log(3 / 0.1))
    assert T("report.sample.screen_limit", limit=2.0) in texts(picture)
    bare = charts.screening(flags(), SimpleNamespace(min_seconds_per_item=None), T, simulated=False)
    assert not lines(bare, MUTED, dashed=True)


def test_points_of_a_scale_are_those_with_numbers() -> None:
    assert charts.scale_points({"item": "A", "2": 1, "10": 4, "1": 0, "7": NAN}) == ["1", "2", "10"]


def test_bars_add_up_to_a_hundred(models: Content) -> None:
    row = {"item": "PU1", 1: 10, 2: 20, 3: 0, 4: 30, 5: 40}
    picture = charts.likert(models, [row, {**row, "item": "PE1"}], T, "x")
    bars = [one for one in shapes(picture, Rect) if one.height == 0.26]
    whole = sum(one.width for one in bars[:5])
    assert [one.width / whole for one in bars[:5]] == pytest.approx([0.1, 0.2, 0.0, 0.3, 0.4])
    for left, right in pairwise(bars[:5]):
        assert left.x + left.width == pytest.approx(right.x)
    assert texts(picture).count("40") == 2
    assert "0" not in texts(picture)
    same = charts.likert(models, [row, {**row, "item": "PU2"}], T, "x")
    apart = [one.y for one in shapes(same, Rect) if one.height == 0.26]
    assert bars[5].y - bars[0].y > apart[5] - apart[0]  # another construct stands apart


def test_labels_of_the_scale_or_its_numbers(models: Content) -> None:
    labels = models.questionnaire.scale_of("PU1").labels["en"]
    assert charts._scale_labels(models, "PU1", len(labels), T) == [f"{i} {word}" for i, word in enumerate(labels, 1)]
    assert charts._scale_labels(models, "PU1", 3, T) == ["1", "2", "3"]
    scale = SimpleNamespace(points=2, labels={})
    bare = dataclasses.replace(models, questionnaire=SimpleNamespace(scale_of=lambda item: scale))
    assert charts._scale_labels(bare, "PU1", 2, T) == ["1", "2"]


def test_the_scree_plot_with_and_without_chance() -> None:
    picture = charts.scree([3.0, 1.2, 0.5], [1.5, 1.1, 0.9], T, simulated=False)
    (data, _), (limit, _) = lines(picture, ACCENT), lines(picture, RED, dashed=True)
    for line, values in ((data, [3.0, 1.2, 0.5]), (limit, [1.5, 1.1, 0.9])):
        heights = np.array([y for _, y in line.points])
        assert (heights[0] - heights) / (heights[0] - heights[2]) == pytest.approx(
            (values[0] - np.array(values)) / (values[0] - values[2])
        )
    assert data.points[1][1] < limit.points[1][1]  # above it
    assert T("report.efa.scree_random") in texts(picture)
    bare = charts.scree([3.0, 1.2], None, T, simulated=False)
    assert not lines(bare, RED, dashed=True)
    assert T("report.efa.scree_random") not in texts(bare)


def test_nothing_lies_on_anything(models_en: Document, models_zh: Document, demo_zh: Document) -> None:
    for made in (models_en, models_zh, demo_zh):
        for one in tree.figures(made):
            if isinstance(one.picture, Sketch):
                assert crowded(one.picture) == [], one.id
