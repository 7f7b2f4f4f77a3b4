"""Figures of the measurement checks draw in both languages, the same bytes every time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from measurement.reference import ITEMS, SECOND, likert
from report.drawn import crowded, shapes, where
from report.drawn import drawn as shown

from tamkit.drawing.scene import ACCENT, BLUE, RED, Ellipse
from tamkit.errors import InputError, OptionError
from tamkit.measurement import assess, explore
from tamkit.report.figures import measurement as figures

TEXTS = {
    "zh": {"PU1": "使用该产品能让我更快地完成购物付款，而且不需要先把钱存进账户里。"},
    "en": {"PU1": "A longer item text " * 6},
}
DATA = likert()
FOUND = assess(DATA, SECOND)
EFA = explore(DATA, [item for scale in ITEMS.values() for item in scale], draws=30)


def drawn(name: str, lang: str) -> Any:
    texts = TEXTS[lang]
    return {
        "loadings": lambda: figures.loadings(FOUND.items.to_dict("records"), texts, lang, mark="simulated"),
        "pattern": lambda: figures.pattern(EFA.pattern, texts, lang),
        "scree": lambda: figures.scree(EFA.parallel, lang),
        "items": lambda: figures.correlations(DATA[list(EFA.pattern.index)].corr(), texts, lang),
        "latent": lambda: figures.correlations(FOUND.latent_cor, {"PR": "感知风险"}, lang),
    }[name]()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["loadings", "pattern", "scree", "items", "latent"])
def test_draws(name: str, lang: str) -> None:
    figure = drawn(name, lang)
    assert figure.png().startswith(b"\x89PNG")
    assert b"<svg" in figure.svg()
    assert figure.size[0] <= 7.0
    assert figure.size[1] <= 9.7  # a page


def test_same_bytes_and_bad_input() -> None:
    assert drawn("scree", "zh").svg() == drawn("scree", "zh").svg()
    with pytest.raises(OptionError, match="Known: zh, en"):
        figures.scree(EFA.parallel, "fr")
    with pytest.raises(InputError, match="no basis"):
        figures.scree({}, "en")


def test_loadings_are_coloured_by_the_cut_offs() -> None:
    rows = [
        {"construct": "A", "item": f"A{i}", "loading": value} for i, value in enumerate((0.7, 0.69, 0.5, 0.49, -0.8))
    ]
    picture = figures.loadings([*rows, {"construct": "B", "item": "B1", "loading": 0.9}], {"A0": "text"})
    dots = shapes(picture, Ellipse)
    assert [one.fill for one in dots] == [ACCENT, BLUE, BLUE, RED, ACCENT, ACCENT]
    unit = (dots[5].x - dots[4].x) / 1.7
    assert [round((one.x - dots[0].x) / unit + 0.7, 6) for one in dots] == [0.7, 0.69, 0.5, 0.49, -0.8, 0.9]
    steps = np.diff([one.y for one in dots])
    assert steps[:4] == pytest.approx([steps[0]] * 4)
    assert steps[4] == pytest.approx(steps[0] + 0.12)  # another construct stands apart
    assert {"A0  text", "A1", "0.70", "−0.80"} <= set(where(picture))
    assert crowded(picture) == []


def test_the_scree_marks_how_many_factors_are_kept() -> None:
    figure = shown(figures.scree(EFA.parallel))
    assert len(figure.axes) == 2
    for axes, basis in zip(figure.axes, ("fa", "pca"), strict=True):
        found = EFA.parallel[basis]
        assert axes.lines[0].get_ydata().tolist() == pytest.approx(found.eigenvalues.tolist())
        assert axes.lines[1].get_ydata().tolist() == pytest.approx(found.threshold.tolist())
        assert axes.patches[0].get_width() == pytest.approx(found.factors)
        assert str(found.factors) in axes.get_title()
    assert figures.scree({"pca": EFA.parallel["pca"]}).size[0] == pytest.approx(4.6)


def test_correlations_are_the_lower_triangle_with_their_numbers() -> None:
    frame = DATA[["PU1", "PU2", "PU3", "IT1"]].corr()
    axes = shown(figures.correlations(frame, {"PU2": "useful"})).axes[0]
    numbers = [text.get_text() for text in axes.texts if text.get_text() not in ("", "—")]
    wanted = [f"{frame.iloc[i, j]:.2f}" for i in range(1, 4) for j in range(i)]
    assert numbers == wanted
    assert [label.get_text() for label in axes.get_xticklabels()] == ["PU1", "PU2", "PU3"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["PU2  useful", "PU3", "IT1"]


def test_many_items_are_shown_by_colour_alone() -> None:
    figure = shown(figures.correlations(DATA[list(EFA.pattern.index)].corr(), {}))
    assert len(figure.axes) == 2  # with the bar of colours
    assert not [text for text in figure.axes[0].texts if text.get_text()]


def test_the_pattern_has_a_cell_an_item_and_factor() -> None:
    axes = shown(figures.pattern(EFA.pattern, {})).axes[0]
    assert len(axes.texts) == EFA.pattern.size
    assert axes.texts[0].get_text().replace("−", "-") == f"{EFA.pattern.iloc[0, 0]:.2f}"
    assert [label.get_text() for label in axes.get_xticklabels()] == list(EFA.pattern.columns)
