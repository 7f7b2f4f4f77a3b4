"""Drawings one under the other: where each stands, its title and its notes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tamkit.drawing.panels import GAP, LEFT, LINE, NARROWEST, NOTE, TITLE, Panel, together
from tamkit.drawing.picture import Sketch
from tamkit.drawing.scene import Words
from tamkit.drawing.text import measure

ONE = Panel((5.0, 2.0), [Words(1, 1, "one")], "First", ("a note",))
TWO = Panel((3.0, 1.0), [Words(1, 0.25, "two")])


def drawn(*panels: Panel, legend: str = "legend") -> Sketch:
    return together("p", panels, legend)


def texts(picture: Sketch) -> dict[str, Words]:
    return {one.text: one for one in picture.scene.shapes if isinstance(one, Words)}


def test_the_page_holds_everything() -> None:
    assert drawn(ONE, TWO).size == pytest.approx((5.0, TITLE + 2.0 + LINE + GAP + 1.0 + GAP + LINE + GAP))
    assert drawn(TWO).size[0] == NARROWEST


def test_shapes_are_centred_and_in_their_order() -> None:
    found = texts(drawn(ONE, TWO))
    assert (found["one"].x, found["one"].y) == pytest.approx((1.0, TITLE + 1.0))
    assert (found["two"].x, found["two"].y) == pytest.approx((1.0 + 1.0, TITLE + 2.0 + LINE + GAP + 0.25))


def test_a_title_above_notes_below_and_a_legend_last() -> None:
    picture = drawn(ONE, TWO)
    found = texts(picture)
    assert picture.words == ["First", "one", "a note", "two", "legend"]
    assert (found["First"].x, found["First"].y) == pytest.approx((LEFT, 0.22))
    assert (found["a note"].x, found["a note"].y) == pytest.approx((LEFT, TITLE + 2.0 + LINE / 2))
    assert (found["legend"].x, found["legend"].y) == pytest.approx((LEFT, picture.size[1] - GAP - LINE / 2))
    assert {found[one].anchor for one in ("First", "a note", "legend")} == {"start"}


def test_a_long_note_is_broken_into_lines_and_has_their_room() -> None:
    picture = drawn(Panel((5.0, 1.0), [], notes=("word " * 40,)))
    lines = [words for text, words in zip(picture.words, picture.scene.shapes, strict=True) if text != "legend"]
    assert len(lines) > 1
    assert picture.size[1] == pytest.approx(1.0 + LINE * len(lines) + GAP + LINE + GAP)
    assert [below.y - above.y for above, below in pairwise(lines)] == pytest.approx([LINE] * (len(lines) - 1))
    assert all(measure(words.text, NOTE) <= 5.0 - 2 * LEFT for words in lines)


def test_no_note_has_more_than_six_lines_and_no_legend_more_than_three() -> None:
    words = drawn(Panel((5.0, 1.0), [], notes=("word " * 400,)), legend="other " * 400).words
    assert sum("word" in text for text in words) == 6
    assert sum("other" in text for text in words) == 3
