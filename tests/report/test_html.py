"""The page stands alone, links to what is on it, and runs nothing that people wrote."""

from __future__ import annotations

import re

import pytest
from report import sample
from report.evil import spoiled

from tamkit.report import html, tree
from tamkit.report.tree import Document


@pytest.fixture(scope="module")
def page(models_zh: Document) -> str:
    return html.render(models_zh).decode()


def test_a_report_stands_alone(page: str, models_zh: Document) -> None:
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="zh-CN">' in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "http" not in re.sub(r'xmlns(?::\w+)?="[^"]*"', "", page).replace("http-equiv", "")
    assert page.count('role="img" aria-label="') == len(tree.figures(models_zh))
    assert '<html lang="en">' in html.render(sample.document("en")).decode()


def test_ids_are_unique_and_links_lead_to_them(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_words_are_escaped_everywhere() -> None:
    text = html.render(spoiled()).decode()
    assert "<script" not in text
    assert text.count("&lt;script&gt;") > 30
    assert "{{7*7}}" in text


def test_a_picture_becomes_part_of_the_page() -> None:
    figure = next(iter(tree.figures(sample.document())))
    made = str(html.inline_svg(figure))
    assert made.startswith('<svg role="img" aria-label="A &#34;dot&#34; seen"')
    assert "metadata" not in made
    assert "<?xml" not in made
    assert 'id="dot_figure-a"' in made
    assert 'xlink:href="#dot_figure-a"' in made


def test_a_node_there_is_no_way_to_write() -> None:
    broken = tree.Section("x", "X", ("words",))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="no way to write a str"):
        html.render(tree.Document("en", "t", "", (broken,)))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert html.render(sample.document()) == html.render(sample.document())
