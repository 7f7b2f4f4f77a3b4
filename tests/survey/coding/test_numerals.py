"""Chinese numerals: every number below a hundred million as it is written, and what may mean two numbers."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey.samples import small

from tamkit.errors import InputError
from tamkit.survey import load
from tamkit.survey.coding.numerals import numeral

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def below(n: int) -> str:
    """A number below 10,000 in full."""
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, unit)
        if digit:
            text += DIGITS[digit] + sign
        elif text and n and not text.endswith("零"):
            text += "零"
    return text


def written(n: int) -> str:
    high, low = divmod(n, 10_000)
    if not high:
        return below(low) or "零"
    gap = "零" if 0 < low < 1000 else ""
    return f"{below(high)}万{gap}{below(low)}"


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.one_of(st.integers(0, 9999), st.integers(0, 99_999_999)))
def test_a_number_written_is_that_number(n):
    text = written(n)
    assert numeral(text) == n
    assert numeral(text.translate(FORMAL)) == n
    if text.startswith("一十"):
        assert numeral(text[1:]) == n


@pytest.mark.parametrize(
    "text",
    [
        "三千五",
        "一百五",
        "二三百",
        "五六",
        "百",
        "千万",
        "十五六",
        "五万三",
        "百二",
        "一千百",
        "万",
        "一二",
        "三十零五十",
        "",
    ],
)
def test_what_may_mean_two_numbers_is_none(text):
    assert numeral(text) is None


def age(*cells: object) -> list[float]:
    frame = pd.DataFrame({code: ["3"] * len(cells) for code in small().item_codes} | {"age": list(cells)})
    return load(frame, small()).respondents["age"].tolist()


def test_numbers_in_words_are_read_and_told():
    """0.1.0: cell=五百 was missing."""
    assert age("二十五", "三十岁", "４０", 18) == [25, 30, 40, 18]
    frame = pd.DataFrame({code: ["3"] * 3 for code in small().item_codes} | {"age": ["二十五", "三十", 22]})
    assert any("二十五 → 25" in str(note) for note in load(frame, small()).notes)
    found = age("三十五六", 20, 21, 22)
    assert found[1:] == [20, 21, 22]
    assert found[0] != found[0]
    with pytest.raises(InputError, match="三十五六"):
        age("三十五六", "四十五六", 21)
