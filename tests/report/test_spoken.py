"""Sentences write numbers as tables do."""

from __future__ import annotations

import doctest

import pytest

from tamkit.report import formats, spoken
from tamkit.report.cited import Cited, plain, split


def test_examples_in_the_docstrings_run() -> None:
    assert doctest.testmod(spoken).failed == 0


@pytest.mark.parametrize("name", ["number", "beta", "percent", "p_value", "p_phrase"])
@pytest.mark.parametrize("value", [0.12345, -1.5, None, float("nan")])
def test_the_text_is_that_of_formats(name: str, value: float | None) -> None:
    said = getattr(spoken, name)(value)
    assert plain(said) == getattr(formats, name)(value)
    held = [piece.value for piece in split(said) if isinstance(piece, Cited)]
    assert held == ([] if value is None or value != value else [value])


def test_an_interval_holds_both_ends() -> None:
    said = spoken.interval(-0.1, 0.25)
    assert plain(said) == formats.interval(-0.1, 0.25)
    assert [piece.value for piece in split(said) if isinstance(piece, Cited)] == [-0.1, 0.25]
