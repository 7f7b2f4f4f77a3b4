"""Chinese numerals: 五百, 两万, 一百零五, 贰仟; what may mean two numbers (三千五, 二三百) is none."""

from __future__ import annotations

import re

_WRITTEN = ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {char: value for value, chars in enumerate(_WRITTEN) for char in chars}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"亿": 100_000_000, "万": 10_000, "萬": 10_000}
#: A run of numerals, with a digit in it: 千 in 3千 is the unit of another number.
RUN = re.compile(f"[{''.join([*_DIGITS, *_UNITS, *_LARGE])}]+")


def numeral(text: str) -> int | None:
    """The number of a run of Chinese numerals, or None for what is none or may be two.

    >>> numeral("五百"), numeral("两万三千"), numeral("一百零五"), numeral("十二"), numeral("二〇二六")
    (500, 23000, 105, 12, 2026)
    >>> numeral("三千五"), numeral("二三百"), numeral("百"), numeral("一百五十万") == 1_500_000
    (None, None, None, True)
    """
    if len(text) > 16 or RUN.fullmatch(text) is None:
        return None
    if all(char in _DIGITS for char in text):
        # 二〇二六 is read digit by digit; 二三 may be two or three.
        return int("".join(str(_DIGITS[char]) for char in text)) if len(text) == 1 or len(text) >= 4 else None
    for sign, value in _LARGE.items():
        if sign in text:
            before, _, after = text.partition(sign)
            high = _below(before)
            low = numeral(after) if after and any(other in after for other in _LARGE) else _rest(after, value)
            return None if high is None or low is None or low >= value else high * value + low
    return _below(text)


def _rest(text: str, unit: int) -> int | None:
    """What follows 万 or 亿: nothing, or a number whose place is told (五万三 may be 53,000 or 50,003)."""
    if not text:
        return 0
    found = _below(text)
    if found is None or (text[0] not in "零〇" and found < unit // 10):
        return None
    return found


def _below(text: str) -> int | None:
    """A number below 10,000 with its units, each smaller than the one before; 零 stands where a place is empty."""
    total, digit, place, empty = 0, None, 10_000, False
    for at, char in enumerate(text):
        if char in _DIGITS:
            if digit is not None:
                return None
            if _DIGITS[char] == 0:
                empty = True
                continue
            digit = _DIGITS[char]
            continue
        unit = _UNITS[char]
        if digit is None:
            if unit != 10 or at:  # 十二 begins without a digit, 百二 does not
                return None
            digit = 1
        if unit >= place or (empty and unit * 10 == place):
            return None
        total, digit, place, empty = total + digit * unit, None, unit, False
    if digit is not None:
        if not empty and place not in (10, 10_000):
            return None  # 三千五
        total += digit
    elif empty:
        return None if total else 0
    return total or None
