"""Dates: one form for the whole column, and nobody guesses between day and month."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey.samples import small

from tamkit.survey import load
from tamkit.survey.coding.times import dated
from tamkit.survey.readers.table import factorize

quick = settings(derandomize=True, max_examples=60, deadline=None)
MOMENTS = st.lists(st.datetimes(dt.datetime(2001, 1, 1), dt.datetime(2068, 12, 31)), min_size=1, max_size=6)
FORMS = {
    "%Y-%m-%d": "y/m/d", "%Y/%m/%d": "y/m/d", "%Y%m%d": "y/m/d", "%Y.%m.%d": "y/m/d", "%Y年%m月%d日": "y/m/d",
    "%d.%m.%Y": "d/m/y", "%d/%m/%Y": "d/m/y", "%d-%m-%Y": "d/m/y", "%m/%d/%Y": "m/d/y", "%m-%d-%Y": "m/d/y",
    "%m/%d/%y": "m/d/y", "%d/%m/%y": "d/m/y", "%d %b %Y": "d/m/y", "%B %d, %Y": "m/d/y",
}  # fmt: skip
CLOCKS = [" %H:%M:%S", " %I:%M:%S %p", ""]


def shown(moments: list[dt.datetime], form: str) -> list[dt.datetime]:
    """What a form keeps of the moments."""
    return [
        moment.replace(microsecond=0) if "%S" in form else dt.datetime(*moment.timetuple()[:3]) for moment in moments
    ]


@quick
@given(moments=MOMENTS, form=st.sampled_from(list(FORMS)), clock=st.sampled_from(CLOCKS))
def test_no_column_is_half_read(moments, form, clock):
    """0.1.0: moments=[2001-01-01], form=%Y.%m.%d was missing; with d/m/Y half of a column was wrong, half missing."""
    texts = [moment.strftime(form + clock) for moment in moments]
    right = np.array(shown(moments, form + clock), dtype="datetime64[ns]")
    found = dated(factorize(texts))
    either = FORMS[form] != "y/m/d" and "." not in form
    told = {(moment.day > 12) for moment in moments}
    if not either or True in told:
        np.testing.assert_array_equal(found.values, right)
        assert not found.ambiguous
    else:
        same = np.array([moment.day == moment.month for moment in moments])
        np.testing.assert_array_equal(found.values[same], right[same])
        assert np.isnat(found.values[~same]).all()
        assert bool(found.ambiguous) is not bool(same.all())
    if FORMS[form] != "y/m/d":
        np.testing.assert_array_equal(dated(factorize(texts), FORMS[form]).values, right)


@quick
@given(st.lists(st.floats(20_001, 79_999), min_size=1, max_size=5), st.booleans())
def test_serial_numbers_of_excel(days, as_text):
    """0.1.0: days=[20001.0], as_text=True was missing."""
    cells = [str(day) for day in days] if as_text else days
    expected = [dt.datetime(1899, 12, 30) + dt.timedelta(seconds=round(day * 86_400)) for day in days]
    np.testing.assert_array_equal(dated(factorize(cells)).values, np.array(expected, dtype="datetime64[ns]"))


def test_dates_both_ways_in_one_column_are_not_read():
    """0.1.0 read 13/4/2026 or 4/13/2026, whichever form came more often, and the rest by it."""
    found = dated(factorize(["13/4/2026", "4/13/2026", "3/4/2026", "5/5/2026"]))
    assert found.ambiguous
    assert np.isnat(found.values[:3]).all()
    assert found.values[3] == np.datetime64("2026-05-05")


def survey(submitted: list[str], started: list[str] | None = None, **mapping: object) -> tuple[pd.DataFrame, list[str]]:
    frame = pd.DataFrame({code: ["3"] * len(submitted) for code in small().item_codes} | {"submitted": submitted})
    if started:
        frame["started"] = started
    found = load(frame, small(), mapping=mapping)
    return found.meta, [str(note) for note in found.notes]


def test_the_note_names_the_line_that_settles_it():
    meta, notes = survey(["3/4/2026 10:00:00", "3/5/2026 10:00:00"])
    assert meta["submitted"].isna().all()
    assert any("dates: d/m/y or dates: m/d/y" in note and "3/4/2026" in note for note in notes)
    meta, notes = survey(["3/4/2026 10:00:00", "3/5/2026 10:00:00"], dates="d/m/y")
    assert meta["submitted"].dt.month.tolist() == [4, 5]
    assert not any("dates:" in note for note in notes)


def test_one_column_settles_the_other():
    meta, _ = survey(["3/4/2026 10:05:00", "13/4/2026 10:05:00"], ["3/4/2026 10:00:00", "12/4/2026 10:00:00"])
    assert meta["started"].dt.month.tolist() == [4, 4]
    assert meta["seconds"].tolist() == [300, 86_700]


def test_what_is_no_date_is_told():
    meta, notes = survey(["2026-03-04", "2026-03-05", "soon"])
    assert meta["submitted"].isna().tolist() == [False, False, True]
    assert any("soon" in note for note in notes)


@pytest.mark.parametrize("found", list(pairwise(list(FORMS)[:11])))
def test_forms_do_not_mix(found):
    """One form holds for the column: what is in another is missing, never read by a second one."""
    first, second = found
    day = dt.datetime(2026, 4, 25)
    texts = [day.strftime(first)] * 2 + [f"{day.strftime(first)} 10:00:00"] + [day.replace(day=24).strftime(second)]
    values = dated(factorize(texts)).values
    assert not np.isnat(values[:3]).any()
    assert np.isnat(values[3]) or FORMS[first] == FORMS[second] or values[3] == np.datetime64("2026-04-24")
