"""The charts show the numbers they were given."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from report.drawn import drawn, texts
from report.reading import figure

from tamkit.report.content import Content
from tamkit.report.figures import charts
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")
NAN = float("nan")


def test_the_flow_has_a_box_for_each_step_that_excluded() -> None:
    steps = [("received", 0, 100), ("fast", 5, 95), ("idle", 0, 95), ("valid", 0, 95)]
    words = texts(charts.flow_chart(steps, T, simulated=False))
    assert [word for word in words if "received" in word or "valid" in word] == [
        T("report.sample.step_n", step="received", n=100), T("report.sample.step_n", step="valid", n=95),
    ]  # fmt: skip
    assert any("fast" in word and "5" in word for word in words)
    assert not any("idle" in word for word in words)
    made = charts.flow_chart(steps, T, simulated=True)
    assert made.mark == T("report.simulated.mark")
    assert made.size[1] == pytest.approx(1.3 + 0.56)


def flags(**more: object) -> pd.DataFrame:
    frame = {
        "seconds_per_item": [3.0, 0.05, 9.0, NAN],
        "longstring": [2, 8, 3, 4],
        "excluded": [False, True, False, False],
    }
    return pd.DataFrame({**frame, **more})


def test_screening_points_are_split_by_exclusion() -> None:
    picture = charts.screening(flags(), SimpleNamespace(min_seconds_per_item=2.0), T, simulated=False)
    valid, out = drawn(picture).axes[0].collections[:2]
    assert np.asarray(valid.get_offsets()).tolist() == [[3.0, 2.0], [9.0, 3.0]]
    assert np.asarray(out.get_offsets()).tolist() == [[0.1, 8.0]]
    limits = [line.get_xdata() for line in drawn(picture).axes[0].lines]
    assert [list(limit) for limit in limits] == [[2.0, 2.0]]
    assert any(word == T("report.sample.screen_limit", limit=2.0) for word in texts(picture))
    assert (
        not drawn(charts.screening(flags(), SimpleNamespace(min_seconds_per_item=None), T, simulated=False))
        .axes[0]
        .lines
    )


def test_points_of_a_scale_are_those_with_numbers() -> None:
    assert charts.scale_points({"item": "A", "2": 1, "10": 4, "1": 0, "7": NAN}) == ["1", "2", "10"]


def test_bars_add_up_to_a_hundred(models: Content) -> None:
    row = {"item": "PU1", 1: 10, 2: 20, 3: 0, 4: 30, 5: 40}
    axes = drawn(charts.likert(models, [row, {**row, "item": "PE1"}], T, "x")).axes[0]
    bars = [(patch.get_x(), patch.get_width(), patch.get_y()) for patch in axes.patches]
    assert [width for _, width, _ in bars[:5]] == pytest.approx([10, 20, 0, 30, 40])
    assert [x for x, _, _ in bars[:5]] == pytest.approx([0, 10, 30, 30, 60])
    assert bars[5][2] - bars[0][2] == pytest.approx(1.35)  # another construct stands apart
    same = drawn(charts.likert(models, [row, {**row, "item": "PU2"}], T, "x")).axes[0]
    assert same.patches[5].get_y() - same.patches[0].get_y() == pytest.approx(1.0)


def test_labels_of_the_scale_or_its_numbers(models: Content) -> None:
    labels = models.questionnaire.scale_of("PU1").labels["en"]
    assert charts._scale_labels(models, "PU1", len(labels), T) == [f"{i} {word}" for i, word in enumerate(labels, 1)]
    assert charts._scale_labels(models, "PU1", 3, T) == ["1", "2", "3"]
    scale = SimpleNamespace(points=2, labels={})
    bare = dataclasses.replace(models, questionnaire=SimpleNamespace(scale_of=lambda item: scale))
    assert charts._scale_labels(bare, "PU1", 2, T) == ["1", "2"]


@pytest.mark.parametrize(
    "given",
    [
        [],
        [(0.8, 0.7, 0.85)],
        [(0.8, None, None), (0.2, NAN, NAN), (0.5, 0.55, 0.6)],
    ],  # an interval may miss the estimate
)
def test_estimates_stand_where_they_were_given_with_the_ends_they_were_given(given: list[tuple[float, ...]]) -> None:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    charts.estimates(axes, given, ["#000000"] * len(given))
    points = [tuple(at) for line in axes.lines if line.get_marker() == "o" for at in line.get_xydata().tolist()]
    assert sorted(at for at in points if at[0] == at[0]) == sorted((row[0], y) for y, row in enumerate(given))
    bars = [tuple(map(float, line.get_xdata())) for line in axes.lines if line.get_marker() != "o"]
    assert [bar for bar in bars if bar[0] == bar[0]] == [row[1:] for row in given if row[1] is not None and row[1] > 0]


def test_reliability_is_drawn_for_constructs_that_have_it(models: Content) -> None:
    rows = [
        {"construct": "PU", "alpha": 0.8, "alpha_ci_lower": 0.5, "alpha_ci_upper": 0.85},
        {"construct": "IT", "alpha": NAN},
    ]
    picture = charts.reliability(models, rows, T)
    axes = drawn(picture).axes[0]
    assert axes.get_xlim() == pytest.approx((0.45, 1.0))
    assert [label.get_text() for label in axes.get_yticklabels()] == [models.with_code("PU", "en")]
    assert picture.size[1] == pytest.approx(0.85 + 0.3)


def test_the_heat_map_is_the_lower_triangle(models: Content, models_en: Document) -> None:
    frame = models.measurement.htmt
    axes = drawn(figure(models_en, "htmt_figure").picture).axes[0]
    k = len(frame)
    numbers = [text.get_text() for text in axes.texts]
    assert len(numbers) == k * (k - 1) / 2
    wanted = [
        frame.iloc[i, j] if frame.iloc[i, j] == frame.iloc[i, j] else frame.iloc[j, i]
        for i in range(k)
        for j in range(i)
    ]
    assert sorted(numbers) == sorted(f"{value:.2f}" for value in wanted)


def test_effects_are_ranked_from_the_top(models: Content, models_en: Document) -> None:
    frame = models.drivers.effects
    axes = drawn(figure(models_en, "effects_figure").picture).axes[0]
    labels = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert labels == [models.name(code, "en") for code in frame["source"]]
    points = {round(float(x), 6) for line in axes.lines for x in np.atleast_1d(line.get_xdata()) if x == x}
    assert {round(total, 6) for total in frame["total"]} <= points


def test_the_scree_plot_with_and_without_chance() -> None:
    picture = charts.scree([3.0, 1.2, 0.5], [1.5, 1.1, 0.9], T, simulated=False)
    heights = [line.get_ydata() for line in drawn(picture).axes[0].lines]
    assert [list(one) for one in heights[:2]] == [[3.0, 1.2, 0.5], [1.5, 1.1, 0.9]]
    assert len(drawn(charts.scree([3.0, 1.2], None, T, simulated=False)).axes[0].lines) == 2


def test_without_a_number_nothing_is_drawn() -> None:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    charts.estimates(axes, [(None, None, None), (NAN, NAN, NAN)], ["#000000", "#000000"])
    assert not axes.lines
    assert not axes.collections
