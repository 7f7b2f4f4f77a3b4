"""LaTeX that keeps words words."""

from __future__ import annotations

import re

import pytest
from report import sample
from report.evil import spoiled

from tamkit.report import tex, tree
from tamkit.report.tree import Document


@pytest.mark.parametrize(
    ("words", "shown"),
    [("50% & $x_1", r"50\% \& \$x\_1"), ("a{b}", r"a\{b\}"), ("\\input", r"\textbackslash{}input"), ("#1~^", None)],
)
def test_words(words: str, shown: str | None) -> None:
    made = tex.text(words)
    assert made == shown if shown is not None else "#1" not in made.replace(r"\#1", "")


def test_nothing_that_people_wrote_is_read() -> None:
    source = re.sub(r"(?s)\\begin\{Verbatim\}.*?\\end\{Verbatim\}", "", tex.render(spoiled()).decode())
    assert "\\input{x}" not in source.replace("\\textbackslash{}input", "")
    assert "\\textbackslash{}input" in source


@pytest.mark.parametrize("name", ["models_en", "models_zh", "battery_en"])
def test_environments_of_a_report_are_closed(request: pytest.FixtureRequest, name: str) -> None:
    made: Document = request.getfixturevalue(name)
    source = tex.render(made).decode()
    for kind in ("longtable", "itemize", "enumerate", "figure", "document"):
        assert source.count(f"\\begin{{{kind}}}") == source.count(f"\\end{{{kind}}}"), kind
    assert source.count("\\begin{longtable}") >= len(tree.tables(made))
    assert source.count("\\includegraphics") == len(tree.figures(made))


def test_refused_verdicts_are_bold_and_wide_tables_go_on() -> None:
    source = tex.render(sample.long()).decode()
    assert r"\textbf{no}" in source
    assert r"\textbf{yes}" not in source
    assert source.count("continued") >= 1


def test_languages_and_banner() -> None:
    zh, en = (tex.render(sample.document(lang, banner="")).decode() for lang in ("zh", "en"))
    assert "ctex" in zh
    assert zh != en
    assert "SIMULATED" not in zh
    assert "SIMULATED" in tex.render(sample.document()).decode()
