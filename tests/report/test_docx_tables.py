"""Three-line tables in Word."""

from __future__ import annotations

from typing import Any

import pytest
from report import sample
from report.word import W, opened, words

from tamkit.report.docx_tables import BLOCK, ENDS, LOW, kept
from tamkit.report.palette import TONES
from tamkit.report.tree import Document, Row


@pytest.fixture(scope="module")
def table() -> Any:
    return opened(sample.document()).tables[0]


def cell(table: Any, row: int, column: int) -> Any:
    return table._tbl.findall(f"{W}tr")[row].findall(f"{W}tc")[column]


def test_three_lines(table: Any) -> None:
    borders = table._tbl.tblPr.find(f"{W}tblBorders")
    assert {edge.tag.removeprefix(W): edge.get(f"{W}sz") for edge in borders} == {"top": "12", "bottom": "12"}
    head = table._tbl.findall(f"{W}tr")[0]
    assert head.find(f"{W}trPr/{W}tblHeader") is not None
    assert {rule.get(f"{W}sz") for rule in head.iter(f"{W}bottom")} == {"6"}


def test_cells_as_people_read_them(table: Any) -> None:
    rows = [[words(one) for one in row.findall(f"{W}tc")] for row in table._tbl.findall(f"{W}tr")]
    assert rows[0] == ["Path", "n", "Share", "B", "95% CI", "p", "Met"]
    assert rows[1] == ["Paths | of *intention*"]
    assert rows[2] == ["PU → INT", "12", "43.5%", "0.333**", "[−0.10, 0.25]", ".031", "yes"]
    assert rows[4][1:5] == ["—", "—", "—", "[0.00, 1.00]"]


def test_numbers_are_set_to_the_right_and_text_after_them_apart(table: Any) -> None:
    right = [cell(table, 2, i).find(f".//{W}jc") is not None for i in range(7)]
    assert right == [False, True, True, True, True, True, False]
    shifted = [cell(table, 2, i).find(f".//{W}ind") is not None for i in range(7)]
    assert shifted == [False] * 6 + [True]


def test_headings_span_the_table(table: Any) -> None:
    assert cell(table, 1, 0).find(f".//{W}gridSpan").get(f"{W}val") == "7"
    assert cell(table, 1, 0).find(f".//{W}b") is not None


def test_verdicts_have_their_colour(table: Any) -> None:
    colors = [cell(table, row, 6).find(f".//{W}color") for row in (2, 3, 4)]
    assert [found.get(f"{W}val") for found in colors] == [TONES["good"], TONES["bad"], TONES["fair"]]
    assert cell(table, 6, 6).find(f".//{W}color") is None


def test_tables_of_a_report_stay_on_the_page(models_en: Document) -> None:
    word = opened(models_en)
    rooms = [(page.page_width - page.left_margin - page.right_margin) / 635 for page in word.sections]
    section = 0
    for node in word.element.body:
        if node.tag == f"{W}tbl":
            widths = [int(column.get(f"{W}w")) for column in node.findall(f"{W}tblGrid/{W}gridCol")]
            assert sum(widths) <= rooms[section] + 6
            assert min(widths) > 0
        section += node.find(f"{W}pPr/{W}sectPr") is not None


def test_a_short_table_is_not_split_and_stays_with_its_note() -> None:
    rows = [Row(("a",))] * LOW
    assert kept(rows, [1] * LOW, noted=True) == [True] * LOW
    assert kept(rows, [1] * LOW) == [True] * (LOW - 1) + [False]
    assert kept([], []) == []


def test_of_a_long_table_no_row_or_two_are_left_alone() -> None:
    n = LOW + 1
    found = kept([Row(("a",))] * n, [1] * n, noted=True)
    assert found[: ENDS - 1] == [True] * (ENDS - 1)
    assert found[-ENDS:] == [True] * ENDS
    assert not any(found[ENDS - 1 : -ENDS])


def test_rows_under_one_heading_stay_together_where_they_are_few() -> None:
    few, many = BLOCK - 1, BLOCK + 4
    rows = [
        *[Row(("a",))] * 4,
        Row(heading="few"),
        *[Row(("a",))] * few,
        Row(heading="many"),
        *[Row(("a",))] * many,
        *[Row(heading="last"), Row(("a",)), Row(("a",))],
    ]
    found = kept(rows, [1] * len(rows))
    assert not found[3]
    assert found[4 : 4 + few + 1] == [True] * few + [False]
    long = found[5 + few : 6 + few + many]
    assert long == [True] * (ENDS - 1) + [False] * (many + 1 - 2 * (ENDS - 1) - 1) + [True] * (ENDS - 1) + [False]


def test_what_keeps_rows_together_stands_in_the_file(table: Any) -> None:
    keeps = [row.find(f".//{W}keepNext") is not None for row in table._tbl.findall(f"{W}tr")]
    assert keeps == [True] * 7  # the heading, and all rows of a short table with a note
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table._tbl.findall(f"{W}tr"))
