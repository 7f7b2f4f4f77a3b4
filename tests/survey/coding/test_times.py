"""Response times and submission times in the platforms' spellings, and those that are none."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamkit.survey.coding.times import durations, moments, seconds
from tamkit.survey.readers.table import factorize


@given(st.integers(0, 9), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_every_spelling_of_a_span_says_the_same(days, hours, minutes, rest):
    total = days * 86_400 + hours * 3600 + minutes * 60 + rest
    assert seconds(f"{days}天{hours}小时{minutes}分{rest}秒") == total
    assert seconds(f"{days} days {hours} hours {minutes} min {rest} s") == total
    assert seconds(f"{days}d{hours}h{minutes}m{rest}.5s") == total + 0.5
    assert seconds(dt.timedelta(seconds=total)) == total
    assert seconds(dt.time(hours, minutes, rest)) == total - days * 86_400
    assert seconds(f"{hours}:{minutes:02}:{rest:02}") == total - days * 86_400
    assert seconds(f"{minutes:02}:{rest:02}") == minutes * 60 + rest
    assert seconds(str(total)) == seconds(total) == total


@pytest.mark.parametrize(
    ("cell", "value"),
    [("2时", 7200), ("90分钟", 5400), ("2 HRS", 7200), ("7.25秒", 7.25), ("100:05", 6005),
    (dt.time(0, 0, 1, 500_000), 1.5),
     (0, 0), ("0秒", 0)],
)  # fmt: skip
def test_seconds(cell, value):
    assert seconds(cell) == value


@pytest.mark.parametrize(
    "cell", [-1, "-1", -0.5, True, float("nan"), "1:2:3:4", "秒", "3秒2分", dt.datetime(2026, 1, 1, 0, 2)]
)
def test_no_span(cell):
    assert np.isnan(seconds(cell))


def test_durations_of_a_column():
    found = durations(factorize(["2分", "", "2分", "很久", 7]))
    np.testing.assert_array_equal(found, [120, np.nan, 120, np.nan, 7])


@pytest.mark.parametrize(
    "form",
    ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%m/%d/%Y %H:%M:%S",
     "%d.%m.%Y %H:%M:%S", "%Y/%m/%d %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %H:%M:%S"],
)  # fmt: skip
def test_formats(form):
    stamps = [dt.datetime(2026, 9, day, hour, 5, 7) for day, hour in ((17, 0), (28, 12), (30, 23))]
    found = moments(factorize([stamp.strftime(form) for stamp in stamps]))
    assert found.tolist() == [np.datetime64(stamp, "ns").item() for stamp in stamps]


def test_the_format_that_reads_most_decides_what_day_and_month_are():
    """3/4 alone may be either; beside 25/4 it is a day of April."""
    found = moments(factorize(["03/04/2026 10:00:00", "25/04/2026 10:00:00", "26/04/2026 10:00:00"]))
    assert found[0] == np.datetime64("2026-04-03T10:00:00")
    assert np.isnat(moments(factorize(["03/04/2026 10:00:00"]))[0])  # nothing says which: no guess


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2026-09-18 19:20:55.5", "2026-09-18T19:20:55"), ("2026-09-18 19:20:55 UTC", "2026-09-18T19:20:55"),
        ("2026-09-18 19:20:55+08:00", "2026-09-18T19:20:55"), ("2026/09/18 上午 7:20:55", "2026-09-18T07:20:55"),
        ("2026-09-18T19:20:55Z", "2026-09-18T19:20:55"),
        ("2026-09-18 19:20:55 EEST", "2026-09-18T19:20:55"),
    ],
)  # fmt: skip
def test_what_is_cleaned_off(text, stamp):
    assert moments(factorize([text]))[0] == np.datetime64(stamp)


def test_stamps_of_two_kinds_in_one_column():
    found = moments(factorize(["2026-09-18 08:00:00", "2026-09-18 09:00:00", "2026-09-18T10:00:00.250Z"]))
    assert (np.diff(found) == np.timedelta64(1, "h")).all()


def test_days_as_excel_counts_them():
    found = moments(factorize([25_569, 25_569.5, 20_000, 80_000, 79_999]))
    assert found[:2].tolist() == [0, 43_200 * 10**9]  # nanoseconds since 1970
    assert np.isnat(found[2:4]).all()
    assert found[4] == np.datetime64("2119-01-10")


def test_moments_with_a_zone_keep_their_clock():
    east = dt.timezone(dt.timedelta(hours=8))
    assert moments(factorize([dt.datetime(2026, 3, 1, 12, tzinfo=east)]))[0] == np.datetime64("2026-03-01T12:00")


@pytest.mark.parametrize("cell", ["1899-12-31 00:00:00", "2201-01-01 00:00:00", "soon", "", None, True, dt.time(3, 4)])
def test_no_moment(cell):
    assert np.isnat(moments(factorize([cell]))[0])
