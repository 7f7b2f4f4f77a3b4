"""Words as LaTeX: every character that it would read as a command, or that a text font may lack, made plain."""

from __future__ import annotations

import unicodedata

#: Greek letters that LaTeX has a command for.
GREEK = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"


def _greek(char: str) -> str:
    """``\\alpha`` of α, from its name in Unicode."""
    *kind, letter = unicodedata.name(char).replace("LAMDA", "LAMBDA").split()
    return "\\" + (letter.lower() if "SMALL" in kind else letter.capitalize())


_SIGNS = {
    "−": "-",
    "≥": r"\geq",
    "≤": r"\leq",
    "≠": r"\neq",
    "≈": r"\approx",
    "→": r"\rightarrow",
    "←": r"\leftarrow",
    "√": r"\surd",
    "²": "^2",
    "∞": r"\infty",
    "·": r"\cdot",
    "×": r"\times",
    "±": r"\pm",
    "′": "'",
    "†": r"\dagger",
    "‡": r"\ddagger",
}
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "\N{NO-BREAK SPACE}": "~",
    # No text font is sure to have these.
    **{char: rf"\ensuremath{{{_greek(char)}}}" for char in GREEK},
    **{char: rf"\ensuremath{{{sign}}}" for char, sign in _SIGNS.items()},
}


def text(words: str) -> str:
    """Words that mean themselves.

    >>> text("50% of A_1 & \\\\input{x}")
    '50\\\\% of A\\\\_1 \\\\& \\\\textbackslash{}input\\\\{x\\\\}'
    """
    return "".join(_SPECIAL.get(char, char if char.isprintable() else " ") for char in words)
