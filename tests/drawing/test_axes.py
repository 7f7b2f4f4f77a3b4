"""Scales, ticks, axes, legends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamkit.drawing import axes
from tamkit.drawing.scene import INK, RULE, Ellipse, Line, Shape, Words


def texts(shapes: list[Shape]) -> list[Words]:
    return [one for one in shapes if isinstance(one, Words)]


def test_a_scale_runs_from_its_start_to_its_end() -> None:
    scale = axes.Scale(-1.0, 3.0, 5.0, 1.0)
    assert [scale(value) for value in (-1.0, 1.0, 3.0)] == [5.0, 3.0, 1.0]


@given(st.floats(-1000, 1000), st.floats(0.001, 1000))
@settings(max_examples=100, deadline=None)
def test_ticks_are_a_few_round_numbers_inside(low: float, width: float) -> None:
    found = axes.ticks(low, low + width)
    assert 2 <= len(found) <= 12
    assert low - 1e-6 * width <= found[0] <= found[-1] <= low + width * (1 + 1e-6)
    steps = [b - a for a, b in pairwise(found)]
    assert steps == pytest.approx([steps[0]] * len(steps), rel=1e-3)
    lead = f"{steps[0]:.1e}"[0]
    assert lead in "125"


def test_an_axis_has_its_ticks_numbers_grid_and_title() -> None:
    scale = axes.Scale(0.0, 1.0, 1.0, 3.0)
    shapes = axes.below(scale, 2.0, [0.0, 0.5, 1.0], "Share", top=0.5)
    assert [one.text for one in texts(shapes)] == ["0.0", "0.5", "1.0", "Share"]
    assert [one.x for one in texts(shapes)] == [1.0, 2.0, 3.0, 2.0]
    assert all(one.y > 2.0 for one in texts(shapes))
    drawn = [one for one in shapes if isinstance(one, Line)]
    assert sum(one.stroke == INK for one in drawn) == 3
    assert sum(one.points[0][1] == 0.5 for one in drawn) == 3
    bare = axes.below(scale, 2.0, [0.0, 1.0], "", said=lambda v: f"{v:.0%}", line=False)
    assert [one.text for one in texts(bare)] == ["0%", "100%"]
    assert not any(isinstance(one, Line) and one.stroke == RULE for one in bare)


def test_an_upright_axis_has_its_title_above_it() -> None:
    shapes = axes.left(axes.Scale(0, 10, 3.0, 0.6), 0.5, [0, 5, 10], "Runs", right=4.0, said=str, above=0.3)
    assert [(one.text, one.y) for one in texts(shapes)][:3] == [
        ("0", 3.0),
        ("5", pytest.approx(1.8)),
        ("10", pytest.approx(0.6)),
    ]
    assert (texts(shapes)[-1].text, texts(shapes)[-1].y) == ("Runs", pytest.approx(0.3))
    assert sum(one.points[-1] == (4.0, one.points[0][1]) for one in shapes if isinstance(one, Line)) == 3


def test_an_estimate_without_an_interval_is_a_dot() -> None:
    assert [type(one) for one in axes.estimate(1.0, None, 2.0, INK)] == [Ellipse]
    line, dot = axes.estimate(1.0, (0.5, 1.2), 2.0, INK)
    assert isinstance(line, Line)
    assert line.points == ((0.5, 2.0), (1.2, 2.0))
    assert isinstance(dot, Ellipse)
    assert (dot.x, dot.y) == (1.0, 2.0)


def test_a_legend_takes_the_lines_it_needs_and_is_centred() -> None:
    keys = [axes.Key(f"label {i}", axes.patch("#2166ac")) for i in range(6)]
    one, height = axes.legend(keys[:2], 5.0, 0.1)
    many, taller = axes.legend(keys, 1.8, 0.1)
    assert taller == pytest.approx(3 * height)
    for shapes, width in ((one, 5.0), (many, 1.8)):
        left = min(shape.extent[0] for shape in shapes)
        right = max(shape.extent[2] for shape in shapes)
        assert left + right == pytest.approx(width, abs=0.03)
    assert [shape.text for shape in texts(many)] == [f"label {i}" for i in range(6)]
    rows = sorted({round(shape.y, 6) for shape in texts(many)})
    assert len(rows) == 3
