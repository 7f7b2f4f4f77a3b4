"""Tables: what they are sorted by, how much room they take, and that no column of theirs can vanish."""

from __future__ import annotations

import re

import pytest

from tamkit.report import html_tables
from tamkit.report.html_tables import shape, sort_key, sortable
from tamkit.report.markup import italics
from tamkit.report.tree import Below, Beside, Cell, Column, Interval, Row, Starred, Table, Verdict


def table(*rows: tuple[Cell, ...], kinds: tuple[str, ...] = ("text", "number")) -> Table:
    columns = tuple(Column(f"c{i}", f"C{i}", kind, stub=i == 0) for i, kind in enumerate(kinds))  # type: ignore[arg-type]
    return Table("made", "Made <up>", columns, tuple(Row(row) for row in rows))


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (0.1234567891, "0.123457"),
        (-3.5, "-3.5"),
        (0.000012, "1.2e-05"),
        (float("nan"), ""),
        (Starred(0.25, 0.01), "0.25"),
        (Beside(0.25, 0.01), "0.25"),
        (Below(0.0001, 0.001), "0.0001"),
        (Interval(-0.5, 1.0), "-0.5"),
        (7, ""),
        (None, ""),
        ("x", ""),
        (Verdict("yes", "good"), ""),
    ],
)
def test_a_number_is_sorted_by_itself(value: Cell, key: str) -> None:
    assert sort_key(value) == key


def test_what_can_be_sorted() -> None:
    assert sortable(table(("a", 1.0), ("b", None), ("c", 3.0)))
    assert not sortable(table(("a", 1.0), ("b", 2.0)))
    assert not sortable(table(("a", 1.0), ("", 2.0), ("c", 3.0)))  # the second row goes on with the first
    assert not sortable(table(("a", 1.0), ("b", "< .001"), ("c", 3.0)))
    assert not sortable(table(("a", 1.0), ("b", Interval(0.1, 0.2)), ("c", 3.0)))  # HTMT below, intervals above
    half = (("a", "", "", ""), ("b", 0.5, "", ""), ("c", 0.1, 0.2, ""))
    assert not sortable(table(*half, kinds=("text", "number", "number", "number")))


def test_columns_of_text_keep_four_characters_and_more_the_longer_their_texts() -> None:
    texts = [["甲", "乙", "a"], ["甲" * 10, "乙", "b"], ["甲" * 60, "乙", "c"]]
    made = Table("t", "T", tuple(Column(name, name) for name in "xyz"), tuple(Row(tuple(line)) for line in texts))
    long, short, latin = shape(made, texts).least
    assert short >= 4 + html_tables.PADDING
    assert latin >= 4 + html_tables.PADDING
    assert long >= 15


def test_a_first_column_of_numbers_keeps_four_characters_too() -> None:
    first, second = shape(table((0.5, 0.5), kinds=("number", "number")), [["0.500", "0.500"]]).least
    assert first >= 4 + html_tables.PADDING
    assert second < first


def test_broad_tables_are_told_apart_and_printed_smaller() -> None:
    kinds = ("text", *["number"] * 5)
    few = table(("a", *[0.5] * 5), kinds=kinds)
    many = table(("a", *[0.5] * 30), kinds=("text", *["number"] * 30))
    form = [shape(one, [["a", *["0.500"] * (len(one.columns) - 1)]]) for one in (few, many)]
    assert [one.broad for one in form] == [False, True]
    assert form[0].printed == ""
    assert 4 < float(form[1].printed.removesuffix("pt")) < html_tables.PRINT


def test_the_markup() -> None:
    rows = (Row(heading="G & H"), Row(("p", Starred(0.25, 0.0001))), Row(("b", 0.125)), Row(("c", None)))
    node = Table("made", "Made <up>", (Column("a", "p", stub=True), Column("b", "B", "number")), rows, label="Table 1")
    made, broad = html_tables.table(node, " ", italics, italics)
    assert not broad
    assert '<table aria-label="Table 1 Made &lt;up&gt;" class="sortable">' in made
    assert '<div class="scroll" tabindex="0" role="region" aria-label="Table 1 Made &lt;up&gt;">' in made
    assert re.search(r'<th scope="col" class="txt" style="--least:\d+em"><i>p</i></th>', made)
    assert '<tr class="group"><th scope="colgroup" colspan="2"><span>G &amp; H</span></th></tr>' in made
    assert '<th scope="row" class="txt"><i>p</i></th><td class="num" data-sort="0.25">0.250***</td>' in made
    assert '<td class="num">—</td>' in made


def test_verdicts_keep_their_tone() -> None:
    made, _ = html_tables.table(table(("a", Verdict("no", "bad")), kinds=("text", "decision")), "", italics, italics)
    assert '<td class="dec bad">no</td>' in made
    assert "sortable" not in made
