"""Drawings one under the other: where each has its axes, its title and its notes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from matplotlib.figure import Figure

from tamkit.drawing.panels import GAP, LINE, NARROWEST, TITLE, Panel, together

ONE = Panel((5.0, 2.0), lambda axes: axes.text(1, 1, "one"), "First", ("a note",))
TWO = Panel((3.0, 1.0), lambda axes: axes.text(1, 1, "two"))


def drawn(*panels: Panel, legend: str = "legend") -> tuple[Figure, tuple[float, float]]:
    picture = together("p", panels, legend)
    figure = Figure(figsize=picture.size)
    picture.draw(figure)
    return figure, picture.size


def inches(axes: Any, size: tuple[float, float]) -> list[float]:
    box = axes.get_position()
    return [box.x0 * size[0], box.y0 * size[1], box.width * size[0], box.height * size[1]]


def test_the_page_holds_everything() -> None:
    _, size = drawn(ONE, TWO)
    assert size == pytest.approx((5.0, TITLE + 2.0 + LINE + GAP + 1.0 + GAP + LINE + GAP))
    assert drawn(TWO)[1][0] == NARROWEST


def test_axes_are_in_inches_centred_and_in_their_order() -> None:
    figure, size = drawn(ONE, TWO)
    first, second = figure.axes
    assert inches(first, size) == pytest.approx([0.0, size[1] - TITLE - 2.0, 5.0, 2.0])
    assert inches(second, size) == pytest.approx([1.0, size[1] - TITLE - 2.0 - LINE - GAP - 1.0, 3.0, 1.0])
    for axes, panel in zip(figure.axes, (ONE, TWO), strict=True):
        assert (axes.get_xlim(), axes.get_ylim()) == ((0, panel.size[0]), (0, panel.size[1]))
        assert not axes.axison
    assert [axes.texts[0].get_text() for axes in figure.axes] == ["one", "two"]


def test_a_title_above_notes_below_and_a_legend_last() -> None:
    figure, size = drawn(ONE, TWO)
    texts = {text.get_text(): [x * s for x, s in zip(text.get_position(), size, strict=True)] for text in figure.texts}
    assert list(texts) == ["First", "a note", "legend"]
    below = size[1] - TITLE - 2.0
    assert texts["First"] == pytest.approx([0.2, size[1] - 0.28])
    assert texts["a note"] == pytest.approx([0.2, below - 0.8 * LINE])
    assert texts["legend"] == pytest.approx([0.2, GAP + 0.2 * LINE])


def test_a_long_note_is_broken_into_lines_and_has_their_room() -> None:
    long = Panel((5.0, 1.0), lambda axes: None, notes=("word " * 40,))
    figure, size = drawn(long)
    lines = [text for text in figure.texts if text.get_text() != "legend"]
    assert len(lines) > 1
    assert size[1] == pytest.approx(1.0 + LINE * len(lines) + GAP + LINE + GAP)
    heights = [text.get_position()[1] * size[1] for text in lines]
    assert [above - below for above, below in pairwise(heights)] == pytest.approx([LINE] * (len(lines) - 1))
    assert max(len(text.get_text()) for text in lines) <= (5.0 - 0.4) / 0.066
    assert len(figure.texts) - len(lines) == 1


def test_no_note_has_more_than_six_lines_and_no_legend_more_than_three() -> None:
    figure, _ = drawn(Panel((5.0, 1.0), lambda axes: None, notes=("word " * 400,)), legend="other " * 400)
    texts = [text.get_text() for text in figure.texts]
    assert sum("word" in text for text in texts) == 6
    assert sum("other" in text for text in texts) == 3
