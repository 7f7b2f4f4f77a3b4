"""Measuring and breaking text that mixes Chinese and Latin characters."""

from __future__ import annotations

import textwrap
import unicodedata


def width_of(text: str) -> int:
    """Width in half-width characters: a Chinese character counts two.

    >>> width_of("PU 有用")
    7
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


#: Punctuation that may not begin a line.
_NO_START = set("\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\uff09\u300b\u201d\u2019%\u2026,.;:?!)]")


def wrap(text: str, width: int, lines: int = 4) -> str:
    """Text broken to ``width`` half-width characters a line: Chinese anywhere but before punctuation, else at blanks.

    >>> wrap("学会开通和使用花呗很容易。", 12)
    '学会开通和使\\n用花呗很容易。'
    >>> wrap("easy to learn", 8)
    'easy to\\nlearn'
    """
    if not any(unicodedata.east_asian_width(char) in "WF" for char in text):
        # A Chinese font sets these as wide as a character, with a hole behind them.
        text = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})
        broken = textwrap.wrap(text, width, break_long_words=True) or [""]
    else:
        broken = _wrap_wide(text, width)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], broken[lines - 1].rstrip("\uff0c,\u3002. ") + "…"]
    return "\n".join(broken)


def _pieces(text: str) -> list[str]:
    """Units that stay together: a run of narrow characters, or one wide one."""
    found: list[str] = []
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF"
        if found and not wide and char != " " and found[-1] and width_of(found[-1][-1]) == 1 and found[-1][-1] != " ":
            found[-1] += char
        else:
            found.append(char)
    return found


def _wrap_wide(text: str, width: int) -> list[str]:
    out = [""]
    for piece in _pieces(text):
        if out[-1] and width_of(out[-1]) + width_of(piece) > width and piece[0] not in _NO_START:
            out.append(piece.lstrip())
        else:
            out[-1] += piece
    return out
