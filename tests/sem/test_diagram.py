"""`Fit.diagram`: what is drawn of a model, group by group."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sem.lavaan_reference import dataset, fitted

from tamkit.drawing import Picture, raster
from tamkit.drawing.picture import Sketch
from tamkit.drawing.scene import Ellipse, Rect
from tamkit.errors import InputError, set_language
from tamkit.sem import Fit, fit


def texts(drawn: Picture) -> list[str]:
    """Every text of a picture."""
    assert isinstance(drawn, Sketch)
    return drawn.words


@pytest.fixture(scope="module")
def model() -> Fit:
    syntax = "PU =~ PU1 + PU2 + PU3; PEOU =~ PEOU1 + PEOU2 + PEOU3; INT =~ INT1 + INT2 + INT3; INT ~ a*PU + PEOU"
    return fit(syntax, dataset("tam"))


def test_the_structure_of_a_model_with_paths(model: Fit) -> None:
    found = texts(model.diagram())
    row = model.paths().iloc[0]
    assert {"PU", "PEOU", "INT", f"R² = {model.r2['INT']:.3f}"} <= set(found)
    assert any(one.startswith(f"{row['std_all']:.3f}") for one in found)
    assert any(one.startswith("Correlations: PU – PEOU 0.") for one in found)
    assert "PU1" not in found


def test_parts(model: Fit) -> None:
    measured, both = texts(model.diagram(part="measurement")), texts(model.diagram(part="both"))
    assert {"PU1", "PU2", "PU3", "PU"} <= set(measured)
    assert set(measured) <= set(both)
    assert model.diagram(part="both").size[1] > model.diagram().size[1]
    with pytest.raises(InputError, match="unknown part of a model 'structur'; did you mean 'structure'"):
        model.diagram(part="structur")


def test_a_model_without_paths_is_drawn_by_its_measurement() -> None:
    found = fitted("classics", "hs")
    shown = texts(found.diagram())
    assert {*found.observed, *found.latent} <= set(shown)
    with pytest.raises(InputError, match="no paths"):
        found.diagram(part="structure")


def test_marks_and_scale(model: Fit) -> None:
    plain, labels = texts(model.diagram(marks="none")), texts(model.diagram(marks="labels"))
    row = model.paths().iloc[0]
    assert f"{row['std_all']:.3f}" in plain
    assert f"a\n{row['std_all']:.3f}" in labels
    assert f"{row['est']:.3f}" in texts(model.diagram(marks="none", standardized=False))
    assert any("\n(" in one for one in texts(model.diagram(marks="p")))
    with pytest.raises(InputError, match="unknown kind of marks 'star'"):
        model.diagram(marks="star")


def test_names(model: Fit) -> None:
    shown = texts(model.diagram(names={"PU": "感知有用性"}))
    assert "感知有用性" in shown
    assert "PU" not in shown
    with pytest.raises(InputError, match="unknown variable 'PX'"):
        model.diagram(names={"PX": "x"})


def test_groups_are_drawn_by_label_or_one_under_the_other() -> None:
    result = fitted("tam_groups", "configural")
    titles = [f"{label} (n = {n:,})" for label, n in zip(result.groups, result.n, strict=True)]
    assert set(titles) <= set(texts(result.diagram()))
    one = texts(result.diagram(result.groups[1]))
    assert titles[1] in one
    assert titles[0] not in one
    assert one == texts(result.diagram(2))


def test_observed_variables_are_enough(model: Fit) -> None:
    data: Any = dataset("tam")
    assert {"PU1", "PU2"} <= set(texts(fit("PU1 ~ PU2", data).diagram()))
    assert {"PU1", "PU2"} <= set(texts(fit("PU1 ~~ PU2", data).diagram()))


def test_it_needs_no_library_but_for_a_png(model: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "find_spec", lambda name: None)
    drawn = model.diagram()
    assert b"<ellipse" in drawn.svg()
    with pytest.raises(InputError, match="drawing needs matplotlib"):
        drawn.png()


def test_latent_variables_are_ellipses_and_observed_ones_boxes(model: Fit) -> None:
    shapes = Counter(type(one) for one in model.diagram(part="measurement").scene.shapes)  # type: ignore[attr-defined]
    assert (shapes[Ellipse], shapes[Rect]) == (3, 9)
    paths = fit("PU1 ~ PU2", dataset("tam")).diagram()
    assert Counter(type(one) for one in paths.scene.shapes)[Rect] == 2  # type: ignore[attr-defined]


def test_the_picture_is_the_same_every_time(model: Fit) -> None:
    assert model.diagram().svg() == model.diagram().svg()


def test_the_words_of_a_picture_are_in_the_language_set(model: Fit) -> None:
    set_language("zh")
    try:
        drawn = texts(model.diagram(marks="labels"))
        with pytest.raises(InputError, match="没有名为“structur”的模型部分，是否想写“structure”"):
            model.diagram(part="structur")
    finally:
        set_language("en")
    assert any(one.startswith("相关：PU – PEOU 0.") for one in drawn)
    assert "标准化估计值（ML）。数字上方为参数标签。虚线：p\u00a0≥\u00a0.05。" in "".join(drawn)
    assert any(one.startswith("Standardized estimates (ML). * p < .05") for one in texts(model.diagram()))
