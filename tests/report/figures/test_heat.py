"""The heat map: the lower triangle, every number on the colour of its size."""

from __future__ import annotations

import pandas as pd
import pytest
from report.drawn import crowded, shapes, texts
from report.reading import figure

from tamkit.drawing.scene import BLUE, INK, Rect, lightness
from tamkit.drawing.scene import Words as Text
from tamkit.report.content import Content
from tamkit.report.figures.heat import heatmap
from tamkit.report.tree import Document
from tamkit.report.words import Words

T = Words("en")
NAN = float("nan")


def test_the_heat_map_is_the_lower_triangle(models: Content, models_en: Document) -> None:
    frame = models.measurement.htmt
    k = len(frame)
    wanted = [
        frame.iloc[i, j] if frame.iloc[i, j] == frame.iloc[i, j] else frame.iloc[j, i]
        for i in range(k)
        for j in range(i)
    ]
    numbers = [text for text in texts(figure(models_en, "htmt_figure").picture) if text[:2] in ("0.", "1.", "−0")]
    assert numbers == [f"{value:.2f}".replace("-", "−") for value in wanted]


def test_colours_follow_sizes_and_a_number_can_be_read_on_its_own(models: Content) -> None:
    codes = ["PU", "PEOU", "IT", "ATT"]
    frame = pd.DataFrame(NAN, index=codes, columns=codes)
    frame.loc["PU", "PEOU"], frame.loc["IT", "PU"], frame.loc["IT", "PEOU"], frame.loc["ATT", "PU"] = 0.0, 0.5, 1.0, 1.3
    picture = heatmap(models, frame, T, "x")
    cells = shapes(picture, Rect)
    assert cells[0].fill == "#ffffff"
    assert [one.fill for one in cells][2:] == [BLUE, BLUE]
    assert lightness(cells[0].fill) > lightness(cells[1].fill) > lightness(cells[2].fill)
    inks = {one.text: one.color for one in shapes(picture, Text)}
    assert (inks["0.00"], inks["1.00"], inks["1.30"]) == (INK, "#ffffff", "#ffffff")
    assert len(cells) == 4  # what is not known has none
    assert cells[1].y == pytest.approx(cells[2].y)
    assert cells[1].x < cells[2].x
    assert crowded(picture) == []


def test_many_constructs_have_small_cells_that_hold_their_numbers(models: Content) -> None:
    codes = [f"construct_{i}" for i in range(16)]
    frame = pd.DataFrame(0.55, index=codes, columns=codes)
    picture = heatmap(models, frame, T, "x")
    cells = shapes(picture, Rect)
    for words in shapes(picture, Text):
        if words.text == "0.55":
            assert words.width < cells[0].width
    assert picture.size[0] <= 5.4 + 1e-9
