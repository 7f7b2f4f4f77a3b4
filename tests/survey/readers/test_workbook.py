"""Workbooks: where headers start, sheets, merged cells, formulas, and what is refused before it is laid out."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from tamkit.errors import InputError
from tamkit.survey.readers.workbook import Sheet, _first_row, choose, open_workbook


def book(*rows, title="Sheet1", change=None):
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    if change is not None:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def opened(data):
    return open_workbook(data, "zip", "a.xlsx", "x/a.xlsx")


def refused(data):
    with pytest.raises(InputError) as caught:
        opened(data)[0].table(1)
    return caught.value.message


def changed(data, member, replace):
    """The workbook with one packed file edited, or another one added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, replace(source.read(name)) if name == member else source.read(name))
        if member not in source.namelist():
            target.writestr(member, replace(b""))
    return out.getvalue()


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([["a", "b"], [1, 2]], 0), ([["Title", ""], ["a", "b"]], 0), ([["Title", "", ""], ["a", "b", "c"]], 1),
        ([["", ""], ["a", "b"]], 1), ([["a"], [1]], 0), ([["", ""]], 0), ([], 0),
        ([["Title", "", ""], ["", "", ""], ["a", "b", "c"]], 2),
    ],
)  # fmt: skip
def test_where_the_headers_start(rows, first):
    assert _first_row(rows) == first


def test_cells_and_rows():
    (sheet,) = opened(book(["id", 2026, "when"], [1, "x", dt.datetime(2026, 1, 2)], [None, None, None], [2, True, 0.5]))
    table = sheet.table(1)
    assert table.header == (("id", "2026", "when"),)
    assert table.rows.tolist() == [2, 4]
    assert [column.to_list() for column in table.columns] == [[1, 2], ["x", True], [dt.date(2026, 1, 2), 0.5]]
    assert sheet.size == 3
    assert str(table.place) == "a.xlsx, sheet 'Sheet1'"


def test_headers_alone():
    with pytest.raises(InputError) as caught:
        opened(book(["id", "PU1"]))[0].table(1)
    assert caught.value.message.key == "survey.headers_without_responses"


def test_hidden_and_empty_sheets_are_passed_over():
    def more(made):
        made.create_sheet("Hidden").append([1, 2])
        made["Hidden"].sheet_state = "hidden"
        made.create_sheet("Empty")

    assert [sheet.name for sheet in opened(book(["a", "b"], [1, 2], change=more))] == ["Sheet1"]
    said = refused(book())
    assert (said.key, said.values["n"]) == ("survey.sheets_empty", 1)


def test_a_sheet_by_its_name():
    sheets = [Sheet("a", "Total", [["a"], [1]]), Sheet("a", "total ", [["a"], [1]]), Sheet("a", "Raw", [["a"], [1]])]
    assert choose(sheets, None, "a.xlsx") == sheets
    assert choose(sheets, "total ", "a.xlsx") == [sheets[1]]
    assert choose(sheets, "RAW", "a.xlsx") == [sheets[2]]
    for wanted in ("TOTAL", "Row"):  # two alike, and none
        with pytest.raises(InputError):
            choose(sheets, wanted, "a.xlsx")


def test_headers_merged_over_columns():
    def merged(cells):
        return lambda made: made.active.merge_cells(cells)

    said = refused(book(["a", "b", "c"], [1, 2, 3], change=merged("B1:C1")))
    assert (said.key, said.values["cells"]) == ("survey.headers_merged", ("B1:C1",))
    assert opened(book(["a", "b", "c"], [1, 2, 3], change=merged("A2:B2")))  # among the answers
    assert opened(book(["a", "b"], [1, 2], [3, 4], change=merged("A1:A2")))  # over rows


def test_formulas_with_and_without_a_saved_value():
    data = book(["a", "b"], ["=1+1", "=2+2"], [3, 4], title="Total")
    (note,) = opened(data)[0].notes
    assert (note.key, note.values["n"], note.values["unsaved"]) == ("survey.formulas", 2, 2)
    assert note.values["cells"] == ("A2", "B2")
    member = "xl/worksheets/sheet1.xml"
    saved = changed(data, member, lambda xml: xml.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
        b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"))  # fmt: skip
    (note,) = opened(saved)[0].notes
    assert (note.values["unsaved"], note.values["empty"]) == (1, ("B2",))
    assert opened(book(["a"], [1]))[0].notes == ()


def test_what_a_workbook_carries():
    data = book(["a", "b"], [1, 2])
    macros = opened(changed(data, "xl/vbaProject.bin", lambda _: b"x"))[0].notes
    assert [note.key for note in macros] == ["survey.macros_ignored"]
    links = opened(changed(data, "xl/externalLinks/externalLink1.xml", lambda _: b"<x/>"))[0].notes
    assert [note.key for note in links] == ["survey.links_not_followed"]


def test_entities_and_cells_far_outside_are_refused():
    data, member = book(["a", "b"], [1, 2]), "xl/worksheets/sheet1.xml"
    said = refused(changed(data, member, lambda xml: b"<!DOCTYPE x>" + xml))
    assert (said.key, said.values["sheet"]) == ("survey.sheet_defines_entities", "Sheet1")
    far = refused(changed(data, member, lambda xml: xml.replace(b'"A2"', b'"A1048577"', 1)))
    assert far.key == "survey.cell_far_outside"


def test_damaged_workbooks():
    data = book(["a", "b"], [1, 2])
    broken = refused(changed(data, "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2]))
    assert broken.key in ("survey.workbook_unreadable", "survey.sheets_empty")
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert refused(other.getvalue()).key == "survey.zip_without_workbook"
