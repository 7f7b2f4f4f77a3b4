"""Lavaan model text → tokens that remember where they stand.

Every token keeps its line and column, so that whatever is wrong later can be shown in the text itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tamkit.errors import InputError

# Longest first: "=~" before "=", "~~" before "~".
OPERATORS = ("~*~", "=~", "~~", ":=", "==", "<~", "~", "<", ">", "|")

_TOKEN = re.compile(
    r"""
    [ \t\r\f\u3000\u00a0\ufeff]*
    (?:
    (?P<comment>[#!][^\n]*)
  | (?P<newline>[\n;])
  | (?P<string>"[^"\n]*"|'[^'\n]*')
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<operator>~\*~|=~|~~|:=|==|<~|~|<|>|\|)
  | (?P<punct>\*\*|[-+*/^(),?:])
  | (?P<name>\.?[^\W\d][\w.]*)
  | (?P<end>\Z)
  | (?P<bad>.)
    )
    """,
    re.VERBOSE,
)

# Full-width punctuation of a Chinese keyboard, read as what was meant.
_FULL_WIDTH = str.maketrans(
    {"＝": "=", "～": "~", "＋": "+", "＊": "*", "（": "(", "）": ")", "，": ",", "：": ":", "｜": "|"}
)


class Token(NamedTuple):
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
    line, start = 1, 0
    for found in _TOKEN.finditer(source):
        kind = found.lastgroup or ""
        if kind == "comment":
            continue
        mark, begin = found[kind], found.start(kind)
        tokens.append(Token(kind, mark, line, begin - start + 1))
        if mark == "\n":
            line += 1
            start = begin + 1
        elif kind == "end":
            break  # blanks before the end would bring a second one
        elif kind == "bad":
            raise syntax_error(text, tokens[-1], f"unexpected character {text[begin]!r}.")
    return tokens
