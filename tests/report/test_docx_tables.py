"""Three-line tables in Word."""

from __future__ import annotations

import io
from typing import Any

import pytest
from report import sample

from tamkit.report import docx
from tamkit.report.docx import TEXT_WIDTH
from tamkit.report.palette import TONES
from tamkit.report.tree import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(made: Document) -> Any:
    from docx import Document as Open

    return Open(io.BytesIO(docx.render(made)))


@pytest.fixture(scope="module")
def table() -> Any:
    return opened(sample.document()).tables[0]


def cell(table: Any, row: int, column: int) -> Any:
    return table._tbl.findall(f"{W}tr")[row].findall(f"{W}tc")[column]


def words(node: Any) -> str:
    return "".join(part.text or "" for part in node.iter(f"{W}t"))


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
    for found in opened(models_en).tables:
        widths = [int(column.get(f"{W}w")) for column in found._tbl.findall(f"{W}tblGrid/{W}gridCol")]
        assert sum(widths) <= (TEXT_WIDTH + 0.01) * 1440 / 2.54
        assert min(widths) > 0
