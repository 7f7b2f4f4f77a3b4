"""The page stands alone, links to what is there, runs our script only and nothing that people wrote."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from report import sample
from report.evil import spoiled

from tamkit import report
from tamkit.report import html, tree
from tamkit.report.content import Content
from tamkit.report.tree import Document


@pytest.fixture(scope="module")
def page(models_zh: Document) -> str:
    return html.render(models_zh).decode()


def test_a_report_stands_alone(page: str, models_zh: Document) -> None:
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="zh-CN">' in page
    # The one way out is a reader's click on the DOI of a work: nothing is fetched, and no page hears of the report.
    out = re.findall(r'<a href="https://doi\.org/10\.[^"]+" rel="noreferrer">', page)
    assert len(out) > 10
    within = re.sub(r'<a href="https://doi\.org/10\.[^"]+" rel="noreferrer">', "", page)
    assert not re.search(r'(?:src|href)="(?!#)', within)
    assert "http" not in re.sub(r'xmlns(?::\w+)?="[^"]*"', "", within).replace("http-equiv", "")
    assert page.count('role="img" aria-label="') == len(tree.figures(models_zh))
    assert '<html lang="en">' in html.render(sample.document("en")).decode()


def test_ids_are_unique_and_links_lead_to_them(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)


def test_words_are_escaped_everywhere() -> None:
    text = html.render(spoiled()).decode()
    assert text.count("<script") == 1
    assert text.count("&lt;script&gt;") > 30
    assert "{{7*7}}" in text


def test_the_policy_knows_our_script_and_no_other(page: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert re.findall(r"script-src ([^;]+);", policy[1]) == [f"'sha256-{digest}'"]
    assert " on" not in " ".join(re.findall(r"<[a-z]+ [^>]*>", page)).replace(" once", "")


def test_style_and_script_fetch_nothing_and_are_whole() -> None:
    style, script = html.asset("report.css"), html.asset("report.js")
    assert style.count("{") == style.count("}") > 100
    assert {"@media print", ".banner", ".side", "#tip"} <= {
        name for name in ("@media print", ".banner", ".side", "#tip") if name in style
    }
    for word in ("url(", "@import", "http", "</"):
        assert word not in style
    for word in ("http", "fetch(", "XMLHttp", "import(", "eval(", "innerHTML", "</script", "localStorage"):
        assert word not in script
    assert script.isascii() or "</" not in script


def test_the_contents_list_sections_and_their_parts() -> None:
    contents = html.render(sample.document()).decode().split("</nav>")[0]
    assert re.findall(r'href="#sec-(\w+)"', contents) == ["first", "second", "inner"]
    assert "<details open><summary>Contents</summary><ol>" in contents


def test_every_download_is_there(models: Content, tmp_path) -> None:
    folder = report.write(models, tmp_path / "out", ["html", "md"], ["en"])
    text = (folder / "report.en.html").read_text(encoding="utf-8")
    links = [link for link in re.findall(r'href="([^#"][^"]*)"', text) if not link.startswith("https://doi.org/")]
    assert {"report.en.md", "tables/fit.csv", "models/cfa.lav", "figures/path_diagram.en.svg"} <= set(links)
    assert [link for link in links if not (folder / link).is_file()] == []
    assert "report.en.docx" not in text
    tables = {link for link in links if link.startswith("tables/")}
    assert tables == {f"tables/{path.name}" for path in (folder / "tables").iterdir()}


def test_the_same_document_gives_the_same_bytes() -> None:
    assert html.render(sample.document()) == html.render(sample.document())
