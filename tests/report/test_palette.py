"""Colours that mean something are told apart, also by who prints in grey."""

from __future__ import annotations

import re

import pytest

from tamkit.report.palette import EDGES, FILLS, TONES


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [FILLS, EDGES, TONES])
def test_colours_are_six_digits_and_differ(colors: dict[str, str]) -> None:
    assert all(re.fullmatch("[0-9A-F]{6}", color) for color in colors.values())
    assert len(set(colors.values())) == len(colors)


def test_notes_have_a_fill_and_an_edge_each() -> None:
    assert FILLS.keys() == EDGES.keys() == {"info", "warning", "simulated"}
    for tone, fill in FILLS.items():
        assert contrast(fill, "1F2933") > 7
        assert contrast(fill, EDGES[tone]) > 3


def test_verdicts_can_be_read_on_white() -> None:
    assert TONES.keys() == {"good", "bad", "fair"}
    assert all(contrast(color, "FFFFFF") > 4.5 for color in TONES.values())
