"""Names and texts of a content, in the report's language."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest

from tamkit.questionnaire import Text
from tamkit.report.content import Content


def test_names_of_constructs_variables_and_checks(models: Content, demo: Content) -> None:
    form = models.questionnaire
    assert models.name("PU", "zh") == form.construct("PU").name.zh
    assert models.name("gender", "en") == form.variable("gender").name.en
    assert models.name("nobody", "en") == "nobody"
    check = demo.questionnaire.checks[0]
    assert demo.name(check.code, "zh") == demo.text(check.text, "zh")


def test_the_product_is_piped_into_texts(models: Content) -> None:
    product = models.questionnaire.products.name(None, "en")
    assert models.text(Text(zh="{P}好", en="I trust {P}"), "en") == f"I trust {product}"
    bare = dataclasses.replace(models, questionnaire=SimpleNamespace())
    assert "is good" in bare.text(Text(zh="好", en="It is good"), "en")


@pytest.mark.parametrize(
    ("name", "within"), [("Perceived risk", "perceived risk"), ("AI trust", "AI trust"), ("X", "X")]
)
def test_names_inside_a_sentence(models: Content, name: str, within: str) -> None:
    construct = SimpleNamespace(name=Text(zh=name, en=name))
    form = SimpleNamespace(construct=lambda code: construct, products=None)
    assert dataclasses.replace(models, questionnaire=form).within("Q", "en") == within


def test_an_unknown_code_inside_a_sentence_stays_as_it_is(models: Content) -> None:
    assert models.within("Nobody", "en") == "Nobody"


def test_names_with_their_code(models: Content) -> None:
    zh, en = models.name("PU", "zh"), models.name("PU", "en")
    assert models.with_code("PU", "zh") == f"{zh}（PU）"
    assert models.with_code("PU", "en") == f"{en} (PU)"
    assert models.with_code("nobody", "zh") == "nobody"


def test_items_as_they_were_asked(models: Content) -> None:
    code = models.questionnaire.item_codes[0]
    assert models.item_text(code, "zh") == models.questionnaire.label(code, "zh")
    assert "{P}" not in models.item_text(code, "zh")
    assert models.item_text("nobody", "zh") == "nobody"


def test_facets_of_a_second_order_construct(demo: Content) -> None:
    (second,) = [one for one in demo.questionnaire.constructs if one.facets]
    assert all(demo.questionnaire_facet(code) for code in second.facets)
    assert not demo.questionnaire_facet(second.code)
    assert not demo.questionnaire_facet("PU")
