"""How a table fits a page."""

from __future__ import annotations

import itertools

import pytest
from report import sample

from tamkit.report import table_layout as layout
from tamkit.report.tree import Column, Document, Row, Table, tables

ROOM = 16.8


def matrix(k: int) -> Table:
    columns = (Column("name", "Name", stub=True), *(Column(f"c{i}", f"Column{i}", "number") for i in range(k)))
    return Table("t", "c", columns, (Row(("row", *(0.5 for _ in range(k)))),), ("note",), "Table 9")


@pytest.mark.parametrize("name", ["models_en", "models_zh", "battery_en", "demo_en"])
def test_tables_of_a_report_fill_the_page_and_no_more(request: pytest.FixtureRequest, name: str) -> None:
    made: Document = request.getfixturevalue(name)
    for table in tables(made):
        pieces = layout.pieces(table, ROOM)
        shown = [column.key for piece in pieces for column in piece.table.columns if not column.stub]
        assert shown == [column.key for column in table.columns if not column.stub]
        for piece in pieces:
            assert sum(piece.widths) == pytest.approx(ROOM)
            assert min(piece.widths) > 0.3
            assert piece.size in layout.SIZES
            assert piece.table.columns[0].stub


def test_wide_tables_are_cut_by_columns_with_the_stub_repeated() -> None:
    made = matrix(40)
    cut = layout.pieces(made, ROOM)
    assert len(cut) > 1
    assert all(piece.table.columns[0].key == "name" for piece in cut)
    assert all(piece.table.label == "Table 9" and piece.table.notes == () for piece in cut)
    assert [c.key for piece in cut for c in piece.table.columns[1:]] == [c.key for c in made.columns[1:]]
    counts = [len(piece.table.columns) for piece in cut]
    assert max(counts) - min(counts) <= 2
    assert {piece.size for piece in cut} == {layout.SIZES[-1]}


def test_a_small_table_keeps_the_largest_type() -> None:
    (piece,) = layout.pieces(matrix(3), ROOM)
    assert piece.size == layout.SIZES[0]
    (tight,) = layout.pieces(matrix(10), ROOM)
    assert tight.size < layout.SIZES[0]


def test_rows_that_hold_nothing_in_a_piece_are_left_out() -> None:
    cut = layout.pieces(sample.wide(), ROOM)
    assert len(cut) > 1
    assert len(cut[0].table.rows) == 30
    assert len(cut[-1].table.rows) < 30
    assert all(any(cell != "" for cell in row.cells[1:]) for piece in cut for row in piece.table.rows)


def test_headings_stay_in_every_piece() -> None:
    columns = (Column("a", "A", stub=True), Column("b", "B"), Column("c", "C"))
    made = Table("t", "c", columns, (Row(heading="H"), Row(("x", "y", "")), Row(("z", "", "w"))))
    kept = layout._columns(made, [0, 2])
    assert [row.heading or row.cells for row in kept.rows] == ["H", ("z", "w")]


def test_text_after_numbers_wants_a_gap() -> None:
    made = sample.results()
    assert [layout.after_numbers(made, i) for i in range(len(made.columns))] == [False] * 6 + [True]


def test_widths_by_what_is_wanted() -> None:
    assert layout._share([(5.0, 6.0), (6.0, 7.0)], 10.0) is None
    assert layout._share([(1.0, 2.0), (1.0, 3.0)], 10.0) == pytest.approx([4.0, 6.0])
    narrow = layout._share([(1.0, 2.0), (1.0, 10.0)], 8.0)
    assert narrow is not None
    assert sum(narrow) == pytest.approx(8.0)
    assert narrow[1] > narrow[0] > 1.0
    assert narrow[0] <= 2.0


@pytest.mark.parametrize(
    ("text", "wider"), [("iii", "mmm"), ("ab", "有用"), ("abc", "ABC"), ("...", "aaa"), ("***", "mmm"), ("", "a")]
)
def test_what_is_wider(text: str, wider: str) -> None:
    assert layout._ems(text) < layout._ems(wider)
    assert layout._ems(wider, bold=True) == pytest.approx(1.1 * layout._ems(wider))


def test_a_chinese_character_is_one_em() -> None:
    assert layout._ems("有用") == 2.0
    assert layout._ems("*") == pytest.approx(0.56)


def test_columns_are_measured_once_for_all_sizes() -> None:
    """What stands beside a text stays as it is when the type gets smaller."""
    for column in layout._measured(matrix(3)):
        (small, _), (large, _) = column.at(6.0), column.at(12.0)
        assert large - column.pad == pytest.approx(2 * (small - column.pad))


def test_lines_that_rows_take() -> None:
    columns = (Column("a", "A"), Column("b", "B"))
    made = Table("t", "c", columns, (Row(heading="a long heading " * 9), Row(("word " * 30, "x")), Row(("x", "y"))))
    assert layout.lines(made, [4.0, 4.0], 9.0)[0] == 1
    assert layout.lines(made, [4.0, 4.0], 9.0)[1] > 3
    assert layout.lines(made, [4.0, 4.0], 9.0)[2] == 1
    counts = [layout.lines(made, [width, 4.0], 9.0)[1] for width in (2.0, 4.0, 8.0, 16.0)]
    assert all(one > other for one, other in itertools.pairwise(counts))


def test_columns_of_text_share_the_page_so_that_the_table_is_low() -> None:
    """One long cell in a column of short ones does not take the room that every row of another column needs."""
    columns = tuple(
        Column(key, title, "text") for key, title in (("a", "Construct"), ("b", "Definition"), ("c", "Items"))
    )
    rows = [Row((f"Construct {i}", "what a person believes about it " * 3, "A1, A2, A3")) for i in range(8)]
    rows.append(Row(("Whole", "short", "the first facet, the second facet, the third facet and the last")))
    (piece,) = layout.pieces(Table("t", "Table", columns, tuple(rows)), 12.0)
    assert sum(piece.widths) == pytest.approx(12.0)
    assert piece.widths[1] > 1.5 * piece.widths[2]
    equal = layout.lines(piece.table, [4.0] * 3, piece.size)
    assert sum(layout.lines(piece.table, piece.widths, piece.size)) < sum(equal)


def test_codes_and_latin_words_are_never_broken() -> None:
    columns = (Column("a", "A", stub=True), Column("b", "Wort"))
    made = Table("t", "c", columns, (Row(("x", "incomprehensible word")),))
    least, natural = layout._measured(made)[1].at(9.0)
    em = 9.0 * 2.54 / 72
    assert least == pytest.approx(layout._ems("incomprehensible") * em + layout.PAD)
    assert natural == pytest.approx(layout._ems("incomprehensible word") * em + layout.PAD)
    codes = Table("t", "c", columns, (Row(("x", "PU1, PU2, PU3, PU4")),))
    least, natural = layout._measured(codes)[1].at(9.0)
    assert least == pytest.approx(natural)


def test_a_path_breaks_behind_its_arrows(models_zh: Document) -> None:
    """Beside nine columns of numbers the names of constructs stay whole."""
    (table,) = (one for one in tables(models_zh) if one.id == "paths")
    stub = [str(row.cells[0]) for row in table.rows if not row.heading]
    assert all(" → " in text for text in stub)
    for piece in layout.pieces(table, ROOM):
        em = piece.size * 2.54 / 72
        names = [part for text in stub for part in layout.AFTER_ARROW.split(text)]
        assert piece.widths[0] - layout.PAD >= max(layout._ems(name) for name in names) * em - 1e-9
