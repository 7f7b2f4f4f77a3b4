"""What the templates promise to readers: structure, names for screen readers, no script."""

from __future__ import annotations

import re

import jinja2
from report import sample

from tamkit.report import html
from tamkit.report.html_parts import CSS, MACROS, TEMPLATE
from tamkit.report.tree import Column, Row, Section, Table


def page(**more: object) -> str:
    return html.render(sample.document(**more)).decode()  # type: ignore[arg-type]


def test_templates_are_whole() -> None:
    environment = jinja2.Environment(autoescape=True)
    environment.parse(TEMPLATE)
    environment.parse(MACROS)
    assert "default-src 'none'" in TEMPLATE
    assert "<script" not in TEMPLATE + MACROS


def test_braces_of_the_style_are_balanced_and_nothing_is_fetched() -> None:
    assert CSS.count("{") == CSS.count("}") > 50
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert {"@media print", ".banner", ".tablenote"} <= {
        name for name in ("@media print", ".banner", ".tablenote") if name in CSS
    }


def test_long_and_wide_tables_are_told_apart() -> None:
    def table(rows: int, columns: int) -> str:
        spec = tuple(Column(f"c{i}", f"C{i}", stub=i == 0) for i in range(columns))
        body = tuple(Row(("x",) * columns) for _ in range(rows))
        made = page(more=(Section("t", "T", (Table("big", "Big", spec, body),)),))
        return made[made.index('id="big"') - 40 :]

    assert 'class="tablebox short" id="big"' in table(14, 2)
    assert 'class="tablebox" id="big"' in table(15, 2)
    assert '<table class="wide">' in table(2, 13)
    assert '<table class="wide">' not in table(2, 12)


def test_the_contents_list_sections_and_their_parts() -> None:
    contents = page().split("</nav>")[0]
    assert re.findall(r'href="#sec-(\w+)"', contents) == ["first", "second", "inner"]


def test_headings_go_down_with_the_sections() -> None:
    made = page()
    assert '<h2 id="h-second">' in made
    assert '<h3 id="h-inner">' in made
    assert made.count("<h1>") == 1


def test_stubs_head_their_rows() -> None:
    made = page()
    assert '<th scope="row" class="txt">PU → INT</th>' in made
    assert '<th scope="colgroup" colspan="7">' in made
