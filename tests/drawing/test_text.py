"""Text of two scripts: how wide it is, and where its lines may break."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamkit.drawing.text import _NO_START, _pieces, broken, measure, wrap


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("风险", ["风", "险"]),
        ("PU风险", ["PU", "风", "险"]),
        ("用PU的", ["用", "PU", "的"]),
        ("a bc 用", ["a", " ", "bc", " ", "用"]),
        ("", []),
    ],
)
def test_what_stays_together(text: str, pieces: list[str]) -> None:
    assert _pieces(text) == pieces


@pytest.mark.parametrize(
    ("text", "width", "lines", "broken"),
    [
        ("感知有用性", 6, 4, "感知有\n用性"),
        ("感知有用性，很好", 10, 4, "感知有用性，\n很好"),  # no comma begins a line
        ("使用PEOU的人", 8, 4, "使用PEOU\n的人"),
        ("使用PEOU的人", 7, 4, "使用\nPEOU的\n人"),
        ("perceived ease of use", 9, 4, "perceived\nease of\nuse"),
        ("perceived ease of use", 9, 2, "perceived\nease of…"),
        ("感知有用性，很好", 6, 2, "感知有\n用性…"),
        ("", 6, 2, ""),
        ("it’s “so”", 20, 1, 'it\'s "so"'),
        ("他说“是”", 20, 1, "他说“是”"),
    ],
)
def test_lines(text: str, width: int, lines: int, broken: str) -> None:
    assert wrap(text, width, lines) == broken


@given(st.text(st.sampled_from("风险，。PUa (b)"), max_size=40), st.integers(4, 20))
@settings(max_examples=100, deadline=None)
def test_nothing_is_lost_and_no_line_begins_with_a_closing_mark(text: str, width: int) -> None:
    first, *others = wrap(f"感{text}", width, 100).split("\n")
    assert "".join([first, *others]).replace(" ", "") == f"感{text}".replace(" ", "")
    assert [line for line in others if line[:1] in _NO_START and line] == []


@pytest.mark.parametrize(
    ("text", "room", "lines", "found"),
    [
        ("感知有用性", 0.4, 4, "感知有\n用性"),
        ("感知有用性，很好", 0.65, 4, "感知有用性，\n很好"),
        ("perceived ease of use", 0.6, 4, "perceived\nease of\nuse"),
        ("perceived ease of use", 0.6, 2, "perceived\nease of..."),
        ("感知（有用性）", 0.4, 4, "感知\n（有用\n性）"),
        ("感知有用性，很好", 0.4, 2, "感知有\n用性…"),
        ("unbreakable", 0.2, 2, "unbreakable"),
        ("it’s “so”", 2.0, 1, 'it\'s "so"'),
        ("", 1.0, 2, ""),
    ],
)
def test_lines_of_a_room_in_inches(text: str, room: float, lines: int, found: str) -> None:
    assert broken(text, room, 9, lines) == found


@given(st.text(st.sampled_from("风险，。PUa (b)"), max_size=40), st.floats(0.6, 3.0))
@settings(max_examples=100, deadline=None)
def test_a_broken_text_keeps_to_its_room_and_loses_nothing(text: str, room: float) -> None:
    lines = broken(f"感{text}", room, 9, 100).split("\n")
    assert "".join(lines).replace(" ", "") == f"感{text}".replace(" ", "")
    for line in lines:
        # What stays whole is one piece; the marks that may not begin a line stay with theirs.
        bare = line.rstrip("".join(_NO_START))
        assert measure(bare, 9) <= room or len(_pieces(bare)) <= 1
