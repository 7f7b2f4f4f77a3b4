"""Words as LaTeX."""

from __future__ import annotations

import pytest

from tamkit.drawing.latex import GREEK, text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("50% & $x_1", r"50\% \& \$x\_1"),
        ("a{b}", r"a\{b\}"),
        ("\\input", r"\textbackslash{}input"),
        ("β", r"\ensuremath{\beta}"),
        ("λΔ", r"\ensuremath{\lambda}\ensuremath{\Delta}"),
        ("R² ≥ −.5", r"R\ensuremath{^2} \ensuremath{\geq} \ensuremath{-}.5"),
        ("a\tb\u200b", "a b "),
        ("感知风险", "感知风险"),
    ],
)
def test_words(words: str, shown: str) -> None:
    assert text(words) == shown


def test_every_greek_letter_has_its_command() -> None:
    assert all(text(letter).startswith(r"\ensuremath{\\"[:-1]) for letter in GREEK)
    assert len({text(letter) for letter in GREEK}) == len(GREEK)
