"""Markdown in which words stay words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from report import sample
from report.evil import spoiled

from tamkit.report import md, tree
from tamkit.report.tree import Code, Document, Section


def test_marks_in_words_are_escaped() -> None:
    assert md.text("a*b_c`d") == r"a\*b\_c\`d"
    assert md.text("<b>&x") == "&lt;b>&amp;x"
    assert md.text("one\r\ntwo") == "one  two"
    text = re.sub(r"(?s)(`{3,}).*?\1", "", md.render(spoiled()).decode())  # code is shown as it is
    text = re.sub(r"`[^`]*`", "", text)
    assert "<script" not in text
    assert "&lt;script" in text


def test_marks_touch_the_words_they_mark() -> None:
    made = tree.Paragraph((tree.Run(" bold ", "strong"), tree.Run("x", "em"), tree.Run("a`b", "code"), tree.Run(" ")))
    assert md._inline(made) == " **bold** *x*`a'b` "


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ((("支持（3/5）", "strong"), ("的假设", "")), "<strong>支持（3/5）</strong>的假设"),
        ((("支持（3/5）", "strong"), ("，其余", "")), "**支持（3/5）**，其余"),
        ((("见", ""), ("“甲”", "em"), ("。", "")), "见<em>“甲”</em>。"),
        ((("p = .03", ""),), "*p* = .03"),
        ((("R² = .4", ""),), "*R*² = .4"),
        ((("a|b", "code"),), "`a|b`"),
    ],
)
def test_a_mark_that_would_not_be_read_is_a_tag(parts: tuple[tuple[str, tree.Style], ...], shown: str) -> None:
    assert md._inline(tree.Paragraph(tuple(tree.Run(*part) for part in parts))) == shown


def test_an_address_is_a_link() -> None:
    target = "https://doi.org/10.1/a_(b)"
    alone = tree.Paragraph((tree.Run(target, "url", target),))
    named = tree.Paragraph((tree.Run("DOI:"), tree.Run("10.1/a_(b)", "url", target), tree.Run(".")))
    assert md._inline(alone) == f"<{target}>"
    assert md._inline(named) == rf"DOI:[10.1/a\_(b)](<{target}>)."


def test_cards_are_a_table() -> None:
    bar = tree.Paragraph((tree.Run("a|b", "code"), tree.Run(" c|d")))
    made = sample.document(more=(Section("c", "C", (tree.Cards((("Fit", bar), ("n", tree.paragraph("3")))),)),))
    assert "| | |\n|:---|:---|\n| **Fit** | `a\\|b` c\\|d |\n| **n** | 3 |\n" in md.render(made).decode()


def test_alone_there_are_no_headings() -> None:
    text = md.render(replace(sample.document(banner=""), alone=True)).decode()
    assert not [line for line in text.splitlines() if line.startswith("#") and "`" not in line]
    assert "](dot.en.svg)" in text


def test_a_fence_is_longer_than_the_ticks_inside() -> None:
    made = md.render(sample.document(more=(Section("c", "C", (Code("````"), Code("plain"))),))).decode()
    assert "`````\n````\n`````" in made
    assert "```\nplain\n```" in made


def test_lists_are_numbered_or_not() -> None:
    two = (tree.paragraph("a"), tree.paragraph("b"))
    assert md._bullets(tree.Bullets(two)) == ["- a", "- b"]
    assert md._bullets(tree.Bullets(two, ordered=True)) == ["1. a", "2. b"]


@pytest.mark.parametrize("name", ["models_en", "battery_en", "demo_en"])
def test_every_table_of_a_report_has_even_rows(request: pytest.FixtureRequest, name: str) -> None:
    made: Document = request.getfixturevalue(name)
    text = md.render(made).decode()
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    for table in tree.tables(made):
        at = text.index(f"**{table.label}** {md._set(table.caption)}\n")
        body = [line for line in text[at:].split("\n")[2 : len(table.rows) + 4] if line.startswith("|")]
        assert len(body) == len(table.rows) + 2
        assert {line.replace(r"\|", "").count("|") for line in body} == {len(table.columns) + 1}


def test_without_a_banner_there_is_no_quote_on_top() -> None:
    assert md.render(sample.document(banner="")).decode().split("\n")[4] == "## 1 First &amp; foremost"
