"""Excel files: numbers, no formula."""

from __future__ import annotations

import io
from typing import Any

import pytest
from report import sample
from report.evil import spoiled

from tamkit.report import tree, xlsx
from tamkit.report.content import Content
from tamkit.report.tree import Column, Document, Row, Section, Table


def opened(made: Document) -> Any:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(xlsx.render(made)))


def test_no_cell_is_a_formula() -> None:
    for sheet in opened(spoiled()):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "@"))


def test_a_sheet_a_table_and_a_list_of_them(models_en: Document) -> None:
    book = opened(models_en)
    found = [*tree.tables(models_en), *tree.asides(models_en)]
    assert len(book.sheetnames) == len(found) + 1
    front = book.worksheets[0]
    assert [front.cell(4 + i, 1).value for i in range(len(found))] == [table.label or None for table in found]
    link = front.cell(4, 2).hyperlink
    assert (link.location or link.target).removeprefix("#") == f"'{book.sheetnames[1]}'!A1"


def test_numbers_are_unrounded(models: Content, models_en: Document) -> None:
    sheet = opened(models_en)["paths"]
    head = [cell.value for cell in sheet[3]]
    column = head.index("B") + 1 if "B" in head else 2
    values = [sheet.cell(row, column).value for row in range(4, 16)]
    frame = models.drivers.main.table
    assert values == pytest.approx(frame.loc[frame["op"] == "~", "est"].tolist(), rel=1e-14)


def test_names_of_sheets() -> None:
    taken: set[str] = set()
    column = (Column("a", "A"),)
    names = [xlsx._sheet_name(Table(name, "c", column, ()), taken) for name in ("a/b:c", "A_B_C", "x" * 40, "x" * 40)]
    assert names == ["a_b_c", "A_B_C_2", "x" * 31, "x" * 27 + "_2"]


def test_titles_and_formats_of_split_columns() -> None:
    table = sample.results()
    head = ["group", "path", "n", "b", "b_p", "ci_lower", "ci_upper", "met"]
    assert xlsx._titles(table, head) == ["", "Path", "n", "B", "B p", "95% CI ≥", "95% CI ≤", "Met"]
    assert xlsx._formats(table, head) == ["0.000", "0.000", "0", "0.000", "0.000", "0.00", "0.00", "0.000"]


def test_widths_follow_the_longest_text() -> None:
    columns = (Column("a", "A"), Column("b", "B"), Column("c", "C"))
    body = (Row(("x" * 90, "有用" * 5, "y")),)
    made = sample.document(more=(Section("w", "W", (Table("widths", "c", columns, body, ("n" * 99,)),)),))
    sheet = opened(made)["widths"]
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == pytest.approx([60, 22, 10])
    assert sheet["A6"].value.endswith("n" * 99)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert xlsx.render(sample.long()) == xlsx.render(sample.long())
