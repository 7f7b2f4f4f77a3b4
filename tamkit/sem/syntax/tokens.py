"""Lavaan model text → tokens that remember where they stand.

Every token keeps its line and column, so that whatever is wrong later can be shown in the text itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tamkit.errors import InputError

# Longest first: "=~" before "=", "~~" before "~".
OPERATORS = ("~*~", "=~", "~~", ":=", "==", "<~", "~", "<", ">", "|")

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\f\u3000\u00a0\ufeff]+)
  | (?P<comment>[#!][^\n]*)
  | (?P<newline>[\n;])
  | (?P<string>"[^"\n]*"|'[^'\n]*')
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<operator>~\*~|=~|~~|:=|==|<~|~|<|>|\|)
  | (?P<punct>\*\*|[-+*/^(),?:])
  | (?P<name>\.?[^\W\d][\w.]*)
    """,
    re.VERBOSE,
)

# Full-width punctuation of a Chinese keyboard, read as what was meant.
_FULL_WIDTH = str.maketrans(
    {"＝": "=", "～": "~", "＋": "+", "＊": "*", "（": "(", "）": ")", "，": ",", "：": ":", "｜": "|"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``line`` and ``column`` count from 1."""

    kind: str
    text: str
    line: int
    column: int


def spot(text: str, line: int, column: int) -> str:
    """The line of ``text`` with a caret under ``column``, for the end of an error message."""
    lines = text.split("\n")
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    return f"\n    {shown}\n    {' ' * (column - 1)}^"


def syntax_error(text: str, token: Token, message: str) -> InputError:
    """The error for something wrong at ``token``: line, column, what is wrong and the line itself."""
    return InputError(
        f"model syntax, line {token.line}, column {token.column}: {message}{spot(text, token.line, token.column)}"
    )


def tokenize(text: str) -> list[Token]:
    """All tokens of a model; comments and blanks are left out, newlines are kept.

    Raises InputError at a character that belongs to no token.
    """
    source = text.translate(_FULL_WIDTH)
    tokens: list[Token] = []
    position, line, start = 0, 1, 0
    while position < len(source):
        found = _TOKEN.match(source, position)
        column = position - start + 1
        if found is None:
            raise syntax_error(
                text, Token("bad", source[position], line, column), f"unexpected character {text[position]!r}."
            )
        kind = found.lastgroup or ""
        if kind not in ("space", "comment"):
            tokens.append(Token(kind, found.group(), line, column))
        if found.group() == "\n":
            line += 1
            start = found.end()
        position = found.end()
    tokens.append(Token("end", "", line, position - start + 1))
    return tokens
