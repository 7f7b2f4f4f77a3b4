"""Number questions: an amount is understood exactly or told, by one decision for the column."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamkit.errors import InputError
from tamkit.questionnaire import loads
from tamkit.survey import load

quick = settings(derandomize=True, max_examples=60, deadline=None)


def asked(unit: str = "") -> object:
    return loads(f"""
name: money
title: Money
scales: {{agree: {{points: 3, labels: {{en: [Disagree, Neutral, Agree]}}}}}}
constructs: [{{code: P, name: P, items: [{{code: P1, text: One}}, {{code: P2, text: Two}}]}}]
variables: [{{code: spent, name: Spent, text: How much, kind: number{unit and f", unit: {unit}"}}}]
""")


def read(cells: list[str], unit: str = "", **mapping: object) -> tuple[list[float], list[str]]:
    """The answers between twice as many plain ones, so that wrong ones are told and don't refuse the column."""
    column = [*cells, *["7"] * (2 * len(cells) + 1)]
    frame = pd.DataFrame({"P1": ["3"] * len(column), "P2": ["2"] * len(column), "spent": column})
    survey = load(frame, asked(unit), mapping=mapping)
    return survey.respondents["spent"].tolist()[: len(cells)], [str(note) for note in survey.notes]


TIMES = {"": 1, "百": 100, "千": 1000, "k": 1000, "K": 1000, "万": 10_000, "w": 10_000}
WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


@quick
@given(
    whole=st.integers(0, 99_999),
    decimals=st.sampled_from(["", ".5", ".25"]),
    times=st.sampled_from(list(TIMES)),
    unit=st.sampled_from(["", "元", "块", "RMB"]),
    front=st.sampled_from(["", "¥", "约"]),
    wide=st.booleans(),
)
def test_units_multiply(whole, decimals, times, unit, front, wide):
    """0.1.0: whole=0, front=¥ was missing, whole=1, times=万 gave 1 for 10,000."""
    digits = f"{whole}{decimals}"
    text = f"{front}{digits.translate(WIDE) if wide else digits}{times}{unit}"
    got, notes = read([text], "元")
    assert got == [float(digits) * TIMES[times]]
    assert any("read as a number" in note for note in notes) is (
        not text.translate(WIDE).isdigit() and bool(front + times + unit)
    )


@quick
@given(st.from_regex(r"[1-9１２][0-9,.]{0,3}[万千kKwe元¥+%斤]{0,2}", fullmatch=True))
def test_what_is_not_understood_is_missing_and_told(text):
    """0.1.0: text='1万' gave 1, text='1斤' 1, text='1,' 1."""
    got, notes = read([text])
    if math.isnan(got[0]):
        assert any("no usable number" in note for note in notes)
        return
    times = [size for mark, size in TIMES.items() if mark and mark in text]
    assert not set("斤+%") & set(text)
    assert max(times, default=1) <= got[0] < 1e9
    assert not text.endswith((",", "."))


@quick
@given(
    decimals=st.lists(st.integers(0, 99), min_size=1, max_size=3),
    grouped=st.lists(st.integers(1000, 99_999), max_size=2),
)
def test_the_comma_is_decided_for_the_column(decimals, grouped):
    """0.1.0: decimals=[0], grouped=[] read '12,00' as 1200."""
    cells = [f"12,{part:02d}" for part in decimals] + [f"{value:,}" for value in grouped]
    got, notes = read(cells)
    if grouped:
        assert all(math.isnan(value) for value in got)
        assert any('decimal: ","' in note for note in notes)
    else:
        assert got == [float(f"12.{part:02d}") for part in decimals]
    english, _ = read(cells, decimal=".")
    assert english[len(decimals) :] == grouped
    assert all(math.isnan(value) for value in english[: len(decimals)])


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e3", 1000), ("五百", 500), ("¥300", 300), ("12,5", 12.5), ("1,234.5", 1234.5), ("9" * 400, None),
     ("3000-5000", None), ("20多", None), ("3斤", None), ("五六百", None), ("1m", None), ("20%", None), ("1 2", None)],
)  # fmt: skip
def test_by_hand(text, value):
    """0.1.0: 1e3, ¥300 missing, 12,5 → 125, 400 digits → inf, 3斤 → 3, 1m → 1."""
    got, _ = read([text])
    assert got == [value] if value is not None else math.isnan(got[0])


def test_units_do_not_mix():
    """2 years are not 2 months: 0.1.0 read both as 2."""
    got, _ = read(["2年", "6个月"])
    assert all(math.isnan(value) for value in got)
    got, _ = read(["2年", "6个月"], "月")
    assert got[1] == 6
    assert math.isnan(got[0])
    assert read(["3.5", "3.5万", "35000元"], "万元")[0] == [3.5, 3.5, 3.5]


def test_a_column_of_no_numbers_is_refused():
    frame = pd.DataFrame({"P1": ["3"] * 3, "P2": ["2"] * 3, "spent": ["3斤", "4斤", "1"]})
    with pytest.raises(InputError, match="no number"):
        load(frame, asked())
