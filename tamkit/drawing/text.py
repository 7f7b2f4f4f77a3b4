"""Measuring and breaking text that mixes Chinese and Latin characters."""

from __future__ import annotations

import textwrap
import unicodedata

from tamkit.drawing.widths import advance

#: The font that pictures are measured and, as PNG, drawn in.
FAMILY = "Noto Sans SC"
LEADING = 1.2  # from one line to the next, in heights of the font
DROP = 0.355  # from the middle of a line of text down to its baseline


def width_of(text: str) -> int:
    """Width in half-width characters: a Chinese character counts two.

    >>> width_of("PU 有用")
    7
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


#: A Chinese font sets these as wide as a character, with a hole behind them.
_STRAIGHT = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}
#: Punctuation that may not end a line, or begin one.
_NO_END = set("（《“‘(")
_NO_START = set("\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\uff09\u300b\u201d\u2019%\u2026,.;:?!)]")


def wrap(text: str, width: int, lines: int = 4) -> str:
    """Text broken to ``width`` half-width characters a line: Chinese anywhere but before punctuation, else at blanks.

    >>> wrap("学会开通和使用花呗很容易。", 12)
    '学会开通和使\\n用花呗很容易。'
    >>> wrap("easy to learn", 8)
    'easy to\\nlearn'
    """
    if not any(unicodedata.east_asian_width(char) in "WF" for char in text):
        text = text.translate(_STRAIGHT)
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


def measure(text: str, size: float) -> float:
    """The width of a line in inches, set in ``size`` points.

    >>> round(measure("有用", 9), 3), round(measure("useful", 9), 3)
    (0.25, 0.356)
    """
    return sum(map(advance, text)) * size / 72000


def broken(text: str, room: float, size: float, lines: int = 2) -> str:
    """Text in lines no wider than ``room`` inches: Chinese breaks anywhere but before punctuation, else at blanks.

    What would take more lines is cut, and dots say so. A word wider than the room stays whole.

    >>> broken("easy to learn", 0.5, 9, 3)
    'easy to\\nlearn'
    >>> broken("学会开通和使用该产品很容易。", 1.2, 9, 2)
    '学会开通和使用该产\\n品很容易。'
    """
    wide = any(unicodedata.east_asian_width(char) in "WF" for char in text)
    out = [""]
    for piece in _pieces(text if wide else text.translate(_STRAIGHT)):
        if out[-1] and measure((out[-1] + piece).rstrip(), size) > room and piece[0] not in _NO_START:
            kept = out[-1].rstrip("".join(_NO_END))
            out[-1], moved = (kept, out[-1][len(kept) :]) if kept.strip() else (out[-1], "")
            out.append(moved + piece.lstrip())
        else:
            out[-1] += piece
    out = [line.rstrip() for line in out if line.strip()] or [""]
    if len(out) <= lines:
        return "\n".join(out)
    return "\n".join([*out[: lines - 1], _cut(out[lines - 1], room, size, "…" if wide else "...")])


def _cut(line: str, room: float, size: float, dots: str) -> str:
    """A line with dots behind it, shorter by as many pieces as they take."""
    pieces = _pieces(line)
    while len(pieces) > 1 and measure("".join(pieces).rstrip("，,。. ") + dots, size) > room:
        pieces.pop()
    return "".join(pieces).rstrip("，,。. ") + dots
