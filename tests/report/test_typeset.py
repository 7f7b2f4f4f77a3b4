"""Letters of statistics in italics, and nothing else."""

from __future__ import annotations

import pytest

from tamkit.report.typeset import pieces


def italic(text: str) -> list[str]:
    return [piece for piece, slanted in pieces(text) if slanted]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("t(310) = 2.1, p < .001", ["t", "p"]),
        ("R² = .43；f² = .02", ["R", "f"]),
        ("n = 312，p = .03", ["n", "p"]),
        ("SE", ["SE"]),
        ("F(2, 300) = 4", ["F"]),
        ("CFI = .95, RMSEA = .05, AVE = .5, CI = 1", []),
        ("χ²(3) = 4, β = .2", []),
        ("H1 is supported", []),
        ("Option B", []),
        ("p 值", ["p"]),
    ],
)
def test_letters(text: str, letters: list[str]) -> None:
    assert italic(text) == letters
    assert "".join(piece for piece, _ in pieces(text)) == text


def test_nothing_is_one_piece() -> None:
    assert pieces("") == [("", False)]
