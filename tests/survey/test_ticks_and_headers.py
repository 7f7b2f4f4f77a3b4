"""Ticks in whatever spelling, questions carried to the right over their options, and sheets nobody asked for."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from survey.samples import small

from tamkit.errors import InputError
from tamkit.survey import load

ITEMS = small().item_codes
USES = ["网购", "超市", "其他", "都没有"]
quick = settings(derandomize=True, max_examples=40, deadline=None)
TICKS = {
    "1": "0",
    "1.0": "0.0",
    "1.00": "0",
    "是": "否",
    "Yes": "No",
    "√": "",
    "TRUE": "FALSE",
    "Y": "N",
    "１": "０",
    "V": "",
    "☑": "☐",
    "T": "F",
}
PATTERN = st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=5)


def uses(frame: pd.DataFrame, **mapping: Any) -> list[list[float]]:
    found = load(frame, small(), mapping=mapping).respondents
    return found[[f"uses.{n}" for n in (1, 2, 3, 4)]].to_numpy(dtype=float).tolist()


def answered(rows: int) -> dict[str, list[str]]:
    return {code: ["3"] * rows for code in ITEMS}


@quick
@given(PATTERN, st.sampled_from(list(TICKS)))
def test_ticks_are_ticks_however_spelled(pattern, tick):
    """0.1.0: tick='1.0' was refused in multiple choice and accepted in items."""
    pattern = [[True, *row[1:]] for row in pattern]  # a row without a tick is not answered
    cells = {f"uses.{n + 1}": [tick if row[n] else TICKS[tick] for row in pattern] for n in range(4)}
    assert uses(pd.DataFrame(answered(len(pattern)) | cells)) == [[float(one) for one in row] for row in pattern]


@quick
@given(PATTERN)
def test_an_options_own_number_is_a_tick(pattern):
    pattern = [[True, *row[1:]] for row in pattern]
    cells = {f"uses.{n + 1}": [str(n + 1) if row[n] else "" for row in pattern] for n in range(4)}
    assert uses(pd.DataFrame(answered(len(pattern)) | cells)) == [[float(one) for one in row] for row in pattern]


def test_yes_1_no_2_is_refused_in_the_second_options_column_too():
    """0.1.0: in the column of option 2, 1 = yes and 2 = no were both ticks."""
    frame = pd.DataFrame(answered(2) | {"uses.2": ["1", "2"]})
    with pytest.raises(InputError, match=r"uses\.2"):
        load(frame, small())


def test_another_mark_is_asked_about_and_said():
    frame = pd.DataFrame(answered(2) | {"uses.1": ["?", "-"], "uses.2": ["n.a.", "?"]})
    with pytest.raises(InputError, match=r"values: \{CODE: \{'\?': 1\}\}"):
        load(frame, small())
    found = load(frame, small(), mapping={"values": {"uses.1": {"?": 1}, "uses": {"?": 1, "n.a.": 0}}}).respondents
    assert found["uses.2"].tolist() == [0, 1]
    assert found["uses.1"].iloc[0] == 1


def test_labels_decide_over_ticks():
    """0.1.0: 2 = 否 in the column of option 2 was a tick."""
    import pyreadstat

    file = Path(tempfile.mkdtemp()) / "a.sav"
    frame = pd.DataFrame({code: [3.0, 3.0] for code in ITEMS} | {"uses_2": [1.0, 2.0], "uses_1": [2.0, 1.0]})
    labels = {1.0: "是", 2.0: "否"}
    pyreadstat.write_sav(frame, str(file), variable_value_labels={"uses_1": labels, "uses_2": labels})
    found = load(file, small()).respondents
    assert found["uses.2"].tolist() == [1, 0]
    assert found["uses.1"].tolist() == [0, 1]


def monkey(pattern: list[list[bool]], *, merged: bool = False, title: str = "使用场景（可多选）") -> Path:
    """As SurveyMonkey writes it: a question above its first option only, the options in a second row."""
    book = Workbook()
    sheet = book.active
    sheet.append([*ITEMS, title, None, None, None, "您的年龄"])
    sheet.append([*[None] * len(ITEMS), *USES, "Open-Ended Response"])
    for row in pattern:
        ticks = [use if one else None for use, one in zip(USES, row, strict=True)]
        sheet.append([*[3] * len(ITEMS), *ticks, 20])
    if merged:
        sheet.merge_cells(start_row=1, end_row=1, start_column=len(ITEMS) + 1, end_column=len(ITEMS) + 4)
    file = Path(tempfile.mkdtemp()) / "a.xlsx"
    book.save(file)
    return file


@quick
@given(PATTERN, st.booleans())
def test_a_question_is_carried_to_the_right(pattern, merged):
    """0.1.0: pattern=[[True, False, False, True]] lost every option after the first, and merged=True was refused."""
    pattern = [[True, *row[1:]] for row in pattern]
    found = load(monkey(pattern, merged=merged), small(), mapping={"header_rows": 2}).respondents
    got = found[[f"uses.{n}" for n in (1, 2, 3, 4)]].to_numpy(dtype=float).tolist()
    assert got == [[float(one) for one in row] for row in pattern]
    assert found["age"].tolist() == [20] * len(pattern)


def test_a_sheet_nobody_asked_for_refuses_nothing():
    """0.1.0: merged headers in a second sheet refused the whole workbook, even with sheet=."""
    book = Workbook()
    sheet = book.active
    sheet.title = "data"
    for row in ([*ITEMS], [3] * len(ITEMS), [4] * len(ITEMS)):
        sheet.append(row)
    other = book.create_sheet("sums")
    other.append(["all", None, "x"])
    other.append([1, 2, 3])
    other.merge_cells("A1:B1")
    file = Path(tempfile.mkdtemp()) / "a.xlsx"
    book.save(file)
    assert load(file, small()).n == 2
    assert load(file, small(), sheet="data").n == 2
    with pytest.raises(InputError, match="merged"):
        load(file, small(), sheet="sums")


@pytest.mark.parametrize(("hidden", "said"), [((), None), ((3,), "one row is hidden"), ((2, 4), "2 rows are hidden")])
def test_hidden_rows_are_told(hidden, said):
    """0.1.0 read them without a word."""
    book = Workbook()
    sheet = book.active
    for row in ([*ITEMS], *([point] * len(ITEMS) for point in (1, 2, 3))):
        sheet.append(row)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    sheet.auto_filter.ref = "A1:L4" if hidden else None
    file = Path(tempfile.mkdtemp()) / "a.xlsx"
    book.save(file)
    survey = load(file, small())
    assert survey.n == 3
    notes = [str(note) for note in survey.notes if "hidden" in str(note)]
    assert notes == [] if said is None else said in notes[0] and "filter" in notes[0]


def test_sliders_are_numbers_from_0_to_100():
    """A slider is a number question with its ends; nothing outside them is an answer."""
    asked = small().model_copy(
        update={"variables": (small().variable("age").model_copy(update={"minimum": 0.0, "maximum": 100.0}),)}
    )
    cells = ["0", "37.5", "100", "101"]
    found = load(pd.DataFrame(answered(4) | {"age": cells}), asked).respondents["age"]
    assert found.tolist()[:3] == [0, 37.5, 100]
    assert found.isna().tolist() == [False, False, False, True]
