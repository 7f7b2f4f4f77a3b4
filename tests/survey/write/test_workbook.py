"""A workbook written part by part, read back by others."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import openpyxl
import pytest
import python_calamine

from tamkit.survey.write.workbook import LONGEST, workbook

ROWS = [
    ["序号", "a & <b>", " blanks ", "two\nlines", "x"],
    [1, 1.5, True, None, "x"],
    [np.int64(7), np.float64(0.1), np.bool_(False), float("nan"), "a & <b>"],
    [],
    [1.0, -3, 1e300, "'=1+1", "#N/A"],
]


def written(rows):
    file = io.BytesIO()
    workbook(file, rows)
    return file.getvalue()


def test_two_readers_find_what_was_written():
    data = written(ROWS)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet.title == "Sheet1"
    found = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert found == [
        ["序号", "a & <b>", " blanks ", "two\nlines", "x"],
        [1, 1.5, True, None, "x"],
        [7, 0.1, False, None, "a & <b>"],
        [None] * 5,
        [1, -3, 1e300, "'=1+1", "#N/A"],
    ]
    cells = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert cells[0] == ROWS[0]
    assert cells[2][:3] == [7, 0.1, False]


def test_words_are_held_once():
    data = written([["word", "word"], ["word", 1], ["other", 1]])
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    assert strings.count("<si>") == 2
    assert strings.count("word") == 1


def test_the_same_rows_give_the_same_bytes():
    assert written(ROWS) == written(ROWS)
    assert written(ROWS) != written(ROWS[:-1])


def test_columns_beyond_the_alphabet_and_long_words():
    data = written([list(range(800)), ["x" * (LONGEST + 5)]])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet["ADT1"].value == 799
    assert len(sheet["A2"].value) == LONGEST


@pytest.mark.parametrize("cell", [object(), float("inf")])
def test_other_kinds_are_refused(cell):
    with pytest.raises(TypeError, match="no way to write"):
        written([[cell]])
