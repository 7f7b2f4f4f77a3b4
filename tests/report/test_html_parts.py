"""Blocks and what stands beside them: explained once a chapter, linked where the file is, folded where no room is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from report import sample

from tamkit.report import html
from tamkit.report.html_parts import BROAD, SLACK, Made, Page, Side
from tamkit.report.markup import Html
from tamkit.report.tree import Bullets, Cards, Column, Document, Figure, Row, Section, Table, paragraph


def page(
    *blocks: Any, lang: str = "en", part: str = "body", layout: str = "thesis", beside: tuple[str, ...] = ()
) -> str:
    cited = Bullets((paragraph("Hu, L., & Bentler, P. M. (1999). Cutoff criteria."),))
    back = Section("refs", "References", (cited,), part="back")
    section = Section("one", "One", blocks, part=part)  # type: ignore[arg-type]
    document = Document(lang, "T", "", (section, back), layout=layout, beside=beside)
    return html.render(document).decode()


def small(rows: int = 2, columns: int = 2, **more: Any) -> Table:
    spec = tuple(Column(f"c{i}", f"C{i}", stub=i == 0) for i in range(columns))
    return Table("small", "Small", spec, tuple(Row(("x",) * columns) for _ in range(rows)), **more)


def test_a_term_is_a_link_at_its_first_mention_in_a_chapter_and_explained_beside_it() -> None:
    made = page(paragraph("CFI = .95; CFI again"), paragraph("CFI once more, p < .05"))
    main = made[made.index("<main") :]
    assert main.count('<a class="term" href="#term-CFI">CFI</a>') == 1
    assert '<a class="term" href="#term-CFI">' in main.split("again")[0]
    assert main.count("comparative fit index") == 2  # in the margin and in the list of terms
    assert '<div id="term-CFI"><dt>CFI</dt><dd>comparative fit index' in main
    assert "<i>p</i> &lt; .05" in main


def test_headings_of_tables_explain_their_terms_always() -> None:
    table = replace(small(), columns=(Column("a", "Name", stub=True), Column("b", "AVE", "number")))
    made = page(paragraph("AVE"), table)
    assert made.count('href="#term-AVE"') == 2
    assert made.count("average variance extracted") == 2


def test_a_work_is_linked_to_its_entry_and_cited_in_the_margin() -> None:
    made = page(paragraph("(Hu & Bentler, 1999)"))
    assert '<a class="term" href="#ref-1">Hu &amp; Bentler, 1999</a>' in made
    assert '<li id="ref-1">Hu, L.' in made
    assert made.count("Cutoff criteria.") == 2


def test_without_terms_there_is_no_list_of_them() -> None:
    made = page(paragraph("nothing of the kind"))
    assert 'id="glossary"' not in made
    assert 'class="side"' not in made


def test_links_lead_only_to_files_that_are_there() -> None:
    bare = page(small())
    assert "CSV" not in bare
    assert "download" not in bare.split("<main")[1].split("<script")[0]
    made = page(small(), paragraph("see `tables/small.csv` and `tables/other.csv`"), beside=("tables/small.csv",))
    assert made.count('href="tables/small.csv"') == 3  # below the table, in the sentence, in the box of downloads
    assert "<code>tables/other.csv</code>" in made
    assert "other.csv</code></a>" not in made


def test_chapters_fold_in_the_full_layout_and_appendices_everywhere() -> None:
    assert '<details id="sec-one" class="chapter">' in page(small(), layout="full")
    assert '<section id="sec-one"' in page(small(), layout="thesis")
    assert '<section id="sec-one"' in page(small(), layout="full", part="front")
    assert '<details id="sec-one" class="chapter">' in page(small(), layout="thesis", part="appendix")


@pytest.mark.parametrize(
    ("lang", "tables", "drawn", "said"),
    [
        ("en", 1, 0, "1 table"),
        ("en", 2, 1, "2 tables, 1 figure"),
        ("en", 0, 2, "2 figures"),
        ("zh", 1, 2, "1 张表，2 张图"),
        ("zh", 0, 1, "1 张图"),
    ],
)
def test_a_folded_chapter_says_what_it_holds(lang: str, tables: int, drawn: int, said: str) -> None:
    blocks = [replace(small(), id=f"t{i}") for i in range(tables)]
    blocks += [Figure(f"f{i}", "F", "f", sample.Dot()) for i in range(drawn)]  # type: ignore[misc]
    assert f'<span class="held">{said}</span>' in page(*blocks, lang=lang, layout="full")
    assert 'class="held"></span>' not in page(paragraph("words"), layout="full")


def test_long_tables_may_break_on_paper_and_short_ones_not() -> None:
    assert '<div id="small" class="tablebox short">' in page(small(14))
    assert '<div id="small" class="tablebox">' in page(small(15))


def test_headings_go_down_with_the_sections_and_stubs_head_their_rows() -> None:
    made = html.render(sample.document()).decode()
    assert '<h2 id="h-second">' in made
    assert '<h3 id="h-inner">' in made
    assert made.count("<h1>") == 1
    assert '<th scope="row" class="txt">PU → INT</th>' in made
    assert '<th scope="colgroup" colspan="7">' in made


def test_wide_pictures_and_cards_take_the_margin() -> None:
    wide = sample.Dot("wide", (BROAD + 1, 3.0))
    assert '<div class="broad"><figure id="f">' in page(Figure("f", "F", "f", wide))
    assert '<div class="broad"' not in page(Figure("f", "F", "f", sample.Dot()))
    cards = page(Cards((("Fit", paragraph("CFI = .95")),)))
    assert '<div class="broad"><dl class="cards"><div><dt>Fit</dt><dd>' in cards
    assert '<details class="tall"><summary>' in cards


def test_the_margin_is_folded_where_it_has_no_room() -> None:
    side = Side("Notes", Html("told"), Html(), 20.0)
    block = Made(Html("<p>x</p>"), side, 3.0)
    assert "<details open><summary>Notes</summary>told</details>" in block.placed(20.0 - SLACK)
    assert '<details class="tall"><summary>Notes</summary>' in block.placed(19.0 - SLACK)
    assert block.placed(60.0).index('class="side"') < block.placed(60.0).index("<p>")
    assert Made(Html("<p>x</p>"), side, 3.0, broad=True).placed(0.0).endswith("</details></div></div>")
    assert Made(Html("<p>x</p>")).placed(0.0) == "<p>x</p>"


def test_a_long_note_before_a_broad_table_is_folded() -> None:
    terms = paragraph("CFI, TLI, RMSEA, SRMR, AVE, CR, HTMT, AIC, BIC, VIF, GFI and AGFI")
    assert "tall" in page(terms, small(3, 20)).split("<script")[0].split("<main")[1]
    assert "tall" not in page(terms, small(30, 2)).split("<script")[0].split("<main")[1]


def test_a_node_there_is_no_way_to_write() -> None:
    with pytest.raises(TypeError, match="no way to write a str"):
        Page(sample.document()).block("words", 2)


def test_a_picture_becomes_part_of_the_page() -> None:
    figure = Figure("dot_figure", "A dot", 'A "dot" seen', sample.Dot())
    made = str(html.inline_svg(figure))
    assert made.startswith('<svg role="img" aria-label="A &quot;dot&quot; seen"')
    assert "metadata" not in made
    assert "<?xml" not in made
    assert 'id="dot_figure-a"' in made
    assert 'xlink:href="#dot_figure-a"' in made


def test_text_in_pictures_stays_text() -> None:
    class Drawn(sample.Dot):
        def svg(self) -> bytes:
            style = "<style>.a{fill:url(#g)}</style>"
            return f'<svg xmlns="x">{style}<text font-family="A, 宋">R &lt; 1</text></svg>'.encode()

    made = html.inline_svg(Figure("f", "F", "f", Drawn()))
    assert '<text font-family="A, 宋">R &lt; 1</text>' in made
    assert re.search(r"url\(#f-g\)", made)
