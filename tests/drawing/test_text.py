"""Breaking text of two scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamkit.drawing.text import width_of, wrap


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("有用", 4), ("PU 有用", 7), ("，", 2), ("—", 1)])
def test_widths(text: str, width: int) -> None:
    assert width_of(text) == width


def test_latin_breaks_at_blanks() -> None:
    assert wrap("easy to learn", 8) == "easy to\nlearn"
    assert wrap("easy to learn", 80) == "easy to learn"
    assert wrap("incomprehensible", 8) == "incompre\nhensible"
    assert wrap("", 8) == ""
    assert wrap("‘a’ “b”", 20) == "'a' \"b\""


def test_chinese_breaks_anywhere_but_before_punctuation() -> None:
    assert wrap("学会开通和使用花呗很容易。", 12) == "学会开通和使\n用花呗很容易。"
    assert wrap("我觉得容易，好", 10) == "我觉得容易，\n好"
    assert wrap("使用 APP 很容易", 8) == "使用 APP\n很容易"


def test_what_is_too_long_is_cut_with_an_ellipsis() -> None:
    assert wrap("one two three four", 5, 2) == "one\ntwo…"
    assert wrap("一二三四五，六七八九十", 4, 2).endswith("…")
    assert wrap("one two three", 5, 3) == "one\ntwo\nthree"
    assert wrap("一二三，四五六七", 6, 1) == "一二三…"


@given(st.text(alphabet="有用ab ，。", max_size=60), st.integers(4, 30))
def test_nothing_is_lost(text: str, width: int) -> None:
    made = wrap(text, width, 1000)
    assert made.replace("\n", "").replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line) <= width + 2 * 60 for line in made.split("\n"))
