"""Lavaan model text → tokens that remember where they stand.

Every token keeps its line and column, so that whatever is wrong later can be shown in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from tamkit.errors import InputError
from tamkit.messages import Message

# One name of a variable or label, as everything that writes models has to know it.
NAME = r"\.?[^\W\d][\w.]*"

# Longest first: "=~" before "=", "~~" before "~".
_TOKEN = re.compile(
    rf"""
    [ \t\r\f\u3000\u00a0\ufeff]*
    (?:
    (?P<comment>[#!][^\n]*)
  | (?P<newline>[\n;])
  | (?P<string>"[^"\n]*"|'[^'\n]*'|“[^”\n]*”|‘[^’\n]*’)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<operator>~\*~|=~|~~|:=|==|<~|~|<|>|\|)
  | (?P<punct>\*\*|[-+*/^(),?:])
  | (?P<name>{NAME})
  | (?P<end>\Z)
  | (?P<bad>.)
    )
    """,
    re.VERBOSE,
)

# Marks of a Chinese keyboard, and look-alikes of printed papers, read as what was meant. One character stands for one
# character, so that places stay right. Full-width letters and digits inside names are names of their own: a column may
# be called that.
_MARKS = str.maketrans(
    {mark: unicodedata.normalize("NFKC", mark) for mark in "＝～＋－＊／＾（），：；｜＜＞．？！＃"}
    | {"、": ",", "−": "-", "〜": "~", "∼": "~", "˜": "~"}
)


class Token(NamedTuple):
    """One token; ``line`` and ``column`` count from 1."""

    kind: str
    text: str
    line: int
    column: int


#: The place of what nobody wrote: a part made by the program.
NOWHERE = Token("name", "", 0, 0)


class ModelSyntaxError(InputError):
    """A mistake in a model's text.

    ``line`` and ``column`` count from 1; ``reason`` is the message without its place.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0, reason: str = "") -> None:
        super().__init__(message)
        self.line, self.column, self.reason = line, column, reason


def spot(text: str, line: int, column: int) -> str:
    """The line of ``text`` with a caret under ``column``, for the end of an error message."""
    lines = text.split("\n")
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    return f"\n    {shown}\n    {' ' * (column - 1)}^"


def syntax_error(text: str, token: Token, message: str) -> ModelSyntaxError:
    """The error for something wrong at ``token``: line, column, what is wrong and the line itself."""
    where = f"model syntax, line {token.line}, column {token.column}: "
    shown = spot(text, token.line, token.column)
    return ModelSyntaxError(f"{where}{message}{shown}", token.line, token.column, message)


def tokenize(text: str, mistakes: list[ModelSyntaxError] | None = None) -> list[Token]:
    """All tokens of a model; comments and blanks are left out, newlines are kept.

    A character that belongs to no token is noted in ``mistakes`` and kept as ``bad``; without a list it is raised.
    """
    source = text.translate(_MARKS)
    tokens: list[Token] = []
    line, start = 1, 0
    for found in _TOKEN.finditer(source):
        kind = found.lastgroup or ""
        if kind == "comment":
            continue
        mark, begin = found[kind], found.start(kind)
        if kind == "string":
            mark = text[begin : found.end(kind)]  # what is quoted stays as it was written
        elif kind == "number":
            mark = unicodedata.normalize("NFKC", mark)
        token = Token(kind, mark, line, begin - start + 1)
        if kind == "bad":
            hint = " '=' alone is no operator; did you mean =~, ~ or ==?" if mark == "=" else ""
            error = syntax_error(text, token, Message("syntax.unexpected_character", text=text[begin], hint=hint))
            if mistakes is None:
                raise error
            mistakes.append(error)
        tokens.append(token)
        if mark == "\n":
            line += 1
            start = begin + 1
        elif kind == "end":
            break  # blanks before the end would bring a second one
    return tokens
