"""Several drawings in one picture: nothing on anything, everything on the page."""

from __future__ import annotations

from typing import Any

import pytest
from report.drawn import drawn, texts

from tamkit.drawing.panels import EM, GAP, LINE, NARROWEST, TITLE, Panel, together


def panel(width: float, height: float, **more: Any) -> Panel:
    return Panel((width, height), lambda axes: axes.plot([0, width], [0, height]), **more)


def test_panels_stand_below_each_other_at_their_size() -> None:
    picture = together("two", [panel(3.0, 1.0, title="One"), panel(6.0, 2.0)], "legend")
    width, height = picture.size
    assert width == 6.0
    assert height == pytest.approx(TITLE + 1.0 + GAP + 2.0 + GAP + LINE + GAP)
    first, second = (axes.get_position() for axes in drawn(picture).axes)
    assert (first.width * width, first.height * height) == pytest.approx((3.0, 1.0))
    assert (second.width * width, second.height * height) == pytest.approx((6.0, 2.0))
    assert first.x0 + first.width / 2 == pytest.approx(0.5)  # in the middle
    assert first.y1 * height == pytest.approx(height - TITLE)
    assert first.y0 - second.y1 == pytest.approx(GAP / height)
    assert second.y0 > 0


def test_axes_are_in_inches() -> None:
    (axes,) = drawn(together("one", [panel(5.0, 1.5)], "")).axes
    assert (axes.get_xlim(), axes.get_ylim()) == ((0, 5.0), (0, 1.5))
    assert together("one", [panel(1.0, 1.0)], "").size[0] == NARROWEST


def test_titles_notes_and_the_legend_are_there_in_order() -> None:
    picture = together(
        "two", [panel(5.0, 1.0, title="One", notes=("first note",)), panel(5.0, 1.0, title="Two")], "end"
    )
    assert texts(picture) == ["One", "first note", "Two", "end"]
    heights = [text.get_position()[1] for text in drawn(picture).texts]
    assert heights == sorted(heights, reverse=True)
    assert all(0 < y < 1 for y in heights)


def test_long_notes_are_broken_to_the_width() -> None:
    picture = together("one", [panel(5.0, 1.0, notes=("word " * 60,))], "")
    room = int((5.0 - 0.4) / EM)
    lines = [word for word in texts(picture) if word]
    assert len(lines) > 1
    assert max(map(len, lines)) <= room
