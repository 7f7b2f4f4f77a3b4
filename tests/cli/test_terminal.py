from __future__ import annotations

import io
import sys

import pytest

from tamkit.cli.terminal import progress, table, width


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
