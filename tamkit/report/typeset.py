"""Letters that stand for statistics, which are set in italics wherever a person reads them."""

from __future__ import annotations

import re

# Latin letters are in italics, Greek ones upright; abbreviations that are words (CFI, CI, AVE) upright too.
_LETTER = r"SE|SD|OR|R²|f²|df|[BFHMNQRTUVWdgnprtz]"
# A letter is a statistic before a sign of relation or its degrees of freedom, or as the whole of a heading.
_STATISTIC = re.compile(
    rf"(?<![A-Za-z0-9_\-−/])({_LETTER})(?=\s*[=<>≤≥≈]|\([\d., −]+\)\s*[=<>]| 值|值)|^({_LETTER})$|(?<![A-Za-z])(R²|f²)"
)


def pieces(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is set in italics.

    >>> pieces("χ²(3) = 4.1, p = .25")
    [('χ²(3) = 4.1, ', False), ('p', True), (' = .25', False)]
    >>> pieces("SE"), pieces("CFI = .95")
    ([('SE', True)], [('CFI = .95', False)])
    """
    out: list[tuple[str, bool]] = []
    at = 0
    for found in _STATISTIC.finditer(text):
        start, end = found.span()
        letter = found.group()
        # A square is upright.
        end -= letter.endswith("²")
        if start > at:
            out.append((text[at:start], False))
        out.append((text[start:end], True))
        at = end
    if at < len(text) or not out:
        out.append((text[at:], False))
    return out
