"""A scene as SVG: well-formed, words as words, small."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tamkit.drawing.scene import PAD, Ellipse, Line, Rect, Scene, Shape, Words
from tamkit.drawing.svg import svg
from tamkit.drawing.text import DROP, FAMILY, LEADING, measure

NS = "{http://www.w3.org/2000/svg}"


def parsed(*shapes: Shape, label: str = "") -> ET.Element:
    return ET.fromstring(svg(Scene((2.0, 1.0), shapes), label))


def test_the_page_is_in_points() -> None:
    page = parsed()
    assert (page.get("width"), page.get("height"), page.get("viewBox")) == ("144pt", "72pt", "0 0 144 72")
    assert page.get("font-family", "").startswith(f"'{FAMILY}',")
    assert page.get("font-family", "").endswith("sans-serif")


@pytest.mark.parametrize(
    ("shape", "name", "attributes"),
    [
        (Rect(0.5, 0.25, 1, 0.5, "#ffffff", "#1f2933", 1.5, 0.125), "rect", {
            "x": "36", "y": "18", "width": "72", "height": "36", "rx": "9", "fill": "#ffffff", "stroke": "#1f2933",
            "stroke-width": "1.5"}),
        (Ellipse(1, 0.5, 0.5, 0.25, "#eef3f7"), "ellipse", {
            "cx": "72", "cy": "36", "rx": "36", "ry": "18", "fill": "#eef3f7"}),
        (Ellipse(1, 0.5, 0.05, 0.05, "#2166ac", opacity=0.5), "circle", {
            "cx": "72", "cy": "36", "r": "3.6", "fill": "#2166ac", "opacity": "0.5"}),
        (Line(((0, 0), (1, 0.5)), "#2166ac", 1.0, (4, 3)), "polyline", {
            "points": "0,0 72,36", "fill": "none", "stroke": "#2166ac", "stroke-width": "1",
            "stroke-dasharray": "4,3"}),
        (Line(((0, 0), (1, 0), (0, 1)), "none", 0, fill="#2166ac", closed=True), "polygon", {
            "points": "0,0 72,0 0,72", "fill": "#2166ac"}),
    ],
)  # fmt: skip
def test_shapes(shape: Shape, name: str, attributes: dict[str, str]) -> None:
    (found,) = parsed(shape)
    assert found.tag == NS + name
    assert found.attrib == attributes


def test_words_are_words() -> None:
    first, second = parsed(Words(1.0, 0.5, "R² < .5 & so\n感知风险", 9, "#2166ac", "end"))
    assert [one.text for one in (first, second)] == ["R² < .5 & so", "感知风险"]
    assert first.get("text-anchor") == second.get("text-anchor") == "end"
    step = 9 * LEADING
    assert float(first.get("y", "")) == pytest.approx(36 - step / 2 + DROP * 9, abs=0.01)
    assert float(second.get("y", "")) - float(first.get("y", "")) == pytest.approx(step, abs=0.011)
    (start,) = parsed(Words(1.0, 0.5, "a", anchor="start"))
    assert start.get("text-anchor") is None


def test_a_line_is_as_long_as_it_was_laid_out_whatever_the_font() -> None:
    long, letter = parsed(Words(1.0, 0.5, "PU1  Perceived\na", 9))
    assert float(long.get("textLength", "")) == pytest.approx(72 * measure("PU1  Perceived", 9), abs=0.01)
    assert long.get("lengthAdjust") == "spacingAndGlyphs"
    assert letter.get("textLength") is None
    assert parsed().get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"  # two blanks are two


def test_the_ground_of_words_is_wider_than_they_are() -> None:
    words = Words(1.0, 0.5, "−0.12", 9, ground="#ffffff")
    ground, text = parsed(words)
    assert (ground.tag, text.tag) == (NS + "rect", NS + "text")
    assert float(ground.get("width", "")) == pytest.approx(72 * (words.width + 2 * PAD[0]), abs=0.02)
    assert float(ground.get("x", "")) == pytest.approx(72 * (words.extent[0] - PAD[0]), abs=0.02)


def test_a_label_for_those_who_cannot_see_it() -> None:
    assert parsed(label='"a" & b').get("aria-label") == '"a" & b'
    assert parsed().get("role") is None


def test_the_same_scene_gives_the_same_bytes() -> None:
    scene = Scene((1.0, 1.0), (Line(((0.1, 1 / 3), (2 / 3, 0.7))), Words(0.5, 0.5, "风险")))
    assert svg(scene) == svg(scene)
    assert b"24.00" not in svg(scene)
    assert b"7.2,24 48,50.4" in svg(scene)
