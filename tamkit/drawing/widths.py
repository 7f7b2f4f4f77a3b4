"""How wide the characters of the figures' font are (Noto Sans SC), in thousandths of its height.

Kept here, so that a picture is laid out without opening eight megabytes of font, and alike where there is none; a
test holds the numbers to the font.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_FIRST = 32
_LATIN = (
    224, 323, 474, 555, 555, 921, 680, 278, 338, 338, 467, 555, 278, 347, 278, 392, 555, 555, 555, 555, 555, 555, 555,
    555, 555, 555, 278, 278, 555, 555, 555, 474, 946, 608, 657, 638, 688, 589, 552, 689, 728, 293, 535, 646, 543, 812,
    723, 742, 633, 742, 635, 596, 599, 721, 575, 878, 573, 531, 603, 338, 392, 338, 555, 559, 606, 563, 618, 510, 620,
    554, 325, 564, 607, 275, 275, 552, 284, 926, 610, 606, 620, 620, 388, 468, 377, 607, 521, 802, 498, 521, 475, 338,
    270, 338, 555,
)  # fmt: skip
_OTHERS = {
    "\u00a0": 224, "\u2212": 555, "\u2013": 536, "\u2014": 894, "²": 411, "³": 411, "°": 370, "¥": 555,
    "\u2032": 278, "Γ": 557,
    "α": 625, "β": 631, "γ": 540, "δ": 594, "Δ": 656, "λ": 552, "χ": 536, "η": 604, "ρ": 613, "φ": 760, "τ": 514,
    "κ": 551, "σ": 609, "μ": 628, "ω": 782, "Σ": 601, "Ω": 758, "é": 554, "è": 554, "ö": 606, "ü": 607, "ä": 563,
}  # fmt: skip
_LETTER = 600


@cache
def advance(char: str) -> int:
    """The width of a character: known, that of a Chinese one or of a sign set like one, or a wide letter's.

    >>> advance("a"), advance("用"), advance("…"), advance("Ж")
    (563, 1000, 1000, 600)
    """
    code = ord(char) - _FIRST
    if 0 <= code < len(_LATIN):
        return _LATIN[code]
    if char in _OTHERS:
        return _OTHERS[char]
    if unicodedata.east_asian_width(char) in "WF" or unicodedata.category(char)[0] in "PS":
        return 1000
    return _LETTER
