"""Excel files: numbers, no formula."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from report import sample
from report.evil import spoiled

from tamkit.report import tree, xlsx
from tamkit.report.content import Content
from tamkit.report.tree import Below, Column, Document, Interval, Row, Section, Starred, Table
from tamkit.report.words import Words


def opened(made: Document) -> Any:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(xlsx.render(made)))


def sheet_of(book: Any, made: Document, table_id: str) -> Any:
    return book[xlsx._names(made)[table_id]]


def test_no_cell_is_a_formula() -> None:
    for sheet in opened(spoiled()):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "@"))


def test_a_sheet_a_table_and_links_both_ways(models_en: Document) -> None:
    book = opened(models_en)
    found = [*tree.tables(models_en), *tree.asides(models_en)]
    assert len(book.sheetnames) == len(found) + 1
    front, *sheets = book.worksheets
    links = [cell.hyperlink.location for row in front.iter_rows() for cell in row if cell.hyperlink]
    assert sorted(links) == sorted(f"'{sheet.title}'!A1" for sheet in sheets)
    assert {sheet["A2"].hyperlink.location for sheet in sheets} == {f"'{front.title}'!A1"}
    labels = [cell.value for cell in front["A"] if cell.value]
    assert set(labels) >= {table.label for table in tree.tables(models_en)}
    assert models_en.sections[1].heading in labels


def test_numbers_are_unrounded(models: Content, models_en: Document) -> None:
    sheet = sheet_of(opened(models_en), models_en, "paths")
    head = [cell.value for cell in sheet[3]]
    values = [sheet.cell(row, head.index("B") + 1).value for row in range(4, 16)]
    frame = models.drivers.main.table
    assert values == pytest.approx(frame.loc[frame["op"] == "~", "est"].tolist(), rel=1e-14)


@pytest.mark.parametrize(
    ("label", "caption", "name"),
    [
        ("表1", "样本流程（模拟数据）", "表1 样本流程（模拟数据）"),
        ("表14", "各选项比例与 Wilson 95% 置信区间（模拟数据）", "表14 各选项比例与 Wilson 95% 置信区间"),
        ("Table 2", "RQ1: ratings of the product", "Table 2 RQ1 – ratings of the"),
        ("", "a/b:c[d]", "a_b_c_d_"),
        ("", "people's", "people’s"),
        ("", "x" * 40, "x" * 31),
    ],
)
def test_names_of_sheets(label: str, caption: str, name: str) -> None:
    table = Table("t", caption, (Column("a", "A"),), (), label=label)
    assert xlsx._sheet_name(table, set()) == name
    assert xlsx._sheet_name(table, {name.casefold()}) == f"{xlsx._cut(name, 27)} (2)"


def test_names_are_short_and_different(models_zh: Document, demo_en: Document) -> None:
    for made in (models_zh, demo_en):
        names = list(xlsx._names(made).values())
        assert max(map(len, names)) <= 31
        assert len({name.casefold() for name in names}) == len(names)


def test_titles_and_formats_of_split_columns() -> None:
    heads, body = xlsx._grid(sample.results(), Words("zh"))
    titles = [head.title for head in heads]
    assert titles[:6] == ["部分", "Path", "n", "Share", "B", "B p"]
    assert titles[6:] == ["95% CI 下限", "95% CI 上限", "p", "Met"]
    assert [head.numeric for head in heads] == [False, False, *[True] * 7, False]
    first = body[0]
    assert [cell.value for cell in first[:5]] == ["Paths | of *intention*", "PU → INT", 12, 43.51, pytest.approx(1 / 3)]
    assert [cell.format for cell in first[2:]] == [
        "0", '0.0"%"', '0.000"**"', xlsx.P, "0.00", "0.00", xlsx.P, "General"
    ]  # fmt: skip
    assert first[-1].ink
    assert body[2][4].value is None


def test_a_column_of_numbers_and_intervals_has_a_column_for_each() -> None:
    columns = (Column("a", "A", stub=True), Column("b", "B", "number"))
    rows = (Row(("x", 0.5)), Row(("y", Interval(0.1, 0.2))))
    heads, body = xlsx._grid(Table("t", "T", columns, rows), Words("en"))
    assert [head.title for head in heads] == ["A", "B", "B lower", "B upper"]
    assert [[cell.value for cell in line] for line in body] == [["x", 0.5, None, None], ["y", None, 0.1, 0.2]]


@pytest.mark.parametrize(
    ("value", "column", "shown"),
    [
        (0.9999, Column("p", "p", "p"), '"> .999"'),
        (0.0002, Column("p", "p", "p"), '[<0.001]"< .001";.000'),
        (Below(0.0, 2 / 1001), Column("p", "p", "p"), '"< .002"'),
        (1.2, Column("b", "B", "number", bounded=True), '[>1]0.000"†";[<-1]-0.000"†";0.000'),
        (Starred(1.2, 0.04), Column("b", "B", "number", bounded=True), '0.000"†*"'),
        (Starred(0.2, 0.4), Column("b", "B", "number"), "0.000"),
        (3, Column("n", "n", "number"), "0"),
        (None, Column("n", "n", "number"), "General"),
    ],
)
def test_a_number_is_shown_as_it_is_printed(value: Any, column: Column, shown: str) -> None:
    assert xlsx._format(value, column) == shown


def test_long_texts_are_wrapped_and_notes_run_over_the_table() -> None:
    columns = (Column("a", "A", stub=True), Column("b", "B"), Column("c", "C", "number"))
    body = (Row(("x" * 90, "有用" * 5, 0.5)),)
    made = sample.document(more=(Section("w", "W", (Table("widths", "c", columns, body, ("n" * 199,)),)),))
    sheet = sheet_of(opened(made), made, "widths")
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == pytest.approx([36, 22, 9])
    assert sheet["A4"].alignment.wrap_text
    assert not sheet["C4"].alignment.wrap_text
    assert sheet["A6"].value.endswith("n" * 199)
    assert "A6:D6" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet.row_dimensions[6].height > 29


def test_a_sheet_prints_one_page_wide_with_its_head_on_each() -> None:
    narrow = Table("narrow", "Narrow", (Column("a", "A"), Column("b", "B")), (Row(("x", "y")),))
    made = sample.document(more=(Section("third", "Third", (sample.wide(), narrow)),))
    book = opened(made)
    for name, side in (("narrow", "portrait"), ("wide", "landscape")):
        sheet = sheet_of(book, made, name)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.orientation == side
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.oddHeader.center.text == "SIMULATED DATA"
    assert sheet_of(book, made, "wide").freeze_panes == "B4"


def test_tables_alone_have_neither_contents_nor_links_to_them() -> None:
    made = replace(sample.document(), alone=True)
    book = opened(made)
    assert len(book.sheetnames) == len(tree.tables(made))
    assert book.worksheets[0]["A2"].value is None


def test_the_same_document_gives_the_same_bytes() -> None:
    assert xlsx.render(sample.long()) == xlsx.render(sample.long())
