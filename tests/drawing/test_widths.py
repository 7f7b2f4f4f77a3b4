"""The widths kept here are the font's: of every character that the catalogues and forms print."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tamkit.drawing.raster import font_file
from tamkit.drawing.widths import _LATIN, _OTHERS, advance

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def font() -> dict[str, int]:
    file = font_file()
    assert file is not None
    with TTFont(str(file), lazy=True) as found:
        metrics = found["hmtx"].metrics
        return {chr(code): metrics[name][0] for code, name in found.getBestCmap().items()}


def test_the_known_ones_are_the_font_s(font: dict[str, int]) -> None:
    known = [*map(chr, range(32, 32 + len(_LATIN))), *_OTHERS]
    assert {char: advance(char) for char in known} == {char: font[char] for char in known}


def test_whatever_is_printed_is_as_wide_as_the_font_has_it(font: dict[str, int]) -> None:
    files = [*(ROOT / "tamkit" / "messages").glob("*.json"), *(ROOT / "questionnaires").glob("*.yaml")]
    printed = set("".join(file.read_text(encoding="utf-8") for file in files)) & set(font)
    assert len(printed) > 1000
    assert {char: (advance(char), font[char]) for char in printed if advance(char) != font[char]} == {}
