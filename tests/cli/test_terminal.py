from __future__ import annotations

import io
import sys

import pytest

from tamkit import set_language
from tamkit.cli.terminal import STAGE, indented, joined, progress, table, width
from tamkit.messages import Message


def test_chinese_characters_take_two_columns() -> None:
    assert width("感知风险 PR") == 11
    lines = table(["构念", "alpha"], [["感知风险", 0.9], ["PU", 0.85]], right=[1]).split("\n")
    assert [width(line) for line in lines] == [15, 15, 15]
    assert lines[1].startswith("感知风险  ")


def test_no_bar_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as step:
        assert step is None
    assert capsys.readouterr().err == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress() as step:
        assert step is not None
        step("model tam", 2, 8)
        step("report", 8, 8)
    assert "model tam" in screen.getvalue()
    assert "2/8" in screen.getvalue()


def test_marks_on_a_letter_take_no_column() -> None:
    assert width("e\u0301a") == 2
    assert width("ＰＵ") == 4
    assert table(["e\u0301"], [["ab"]]).split("\n") == ["e\u0301", "ab"]


def test_numbers_stand_flush_right_and_words_flush_left() -> None:
    assert table(["name", "n", "of"], [["a", 5, "x"], ["bcdef", 12345, "yz"]], right=[1]).split("\n") == [
        "name       n  of",
        "a          5  x",
        "bcdef  12345  yz",
    ]


def test_the_bar_is_behind_a_column_of_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress() as step:
        assert step is not None
        step("模型", 1, 4)
        step("report", 2, 4)
    parts = [part for part in screen.getvalue().split("\r") if "/4" in part]
    for part, stage in zip(parts, ("模型", "report"), strict=True):
        bar = part.removeprefix(stage + " " * (STAGE - width(stage)) + " ")
        assert bar[:1] not in ("", " ", stage[0])  # it begins there, whatever the stage is called


def test_rows_below_a_line_are_indented() -> None:
    assert indented([["PU1", "有用"], ["PEOU1", "易"]]) == "  PU1    有用\n  PEOU1  易"


def test_words_are_joined_as_the_language_joins() -> None:
    assert joined(["a", Message("located", place="b", what="c")]) == "a, b: c"
    set_language("zh")
    try:
        assert joined(["a", Message("located", place="b", what="c")]) == "a、b：c"
    finally:
        set_language("en")
