"""Lavaan model text → tokens that remember where they stand.

Every token keeps its line and column, so that whatever is wrong later can be shown in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from tamkit.errors import ModelSyntaxError
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


class Mistake(ModelSyntaxError):  # noqa: N818 (as a reader would call it)
    """A mistake in a model's text, and where.

    ``line`` and ``column`` count from 1 (0 where the mistake was handed on with another place before it); ``reason`` is
    the message without its place.
    """

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.line: int = message.values.get("line", 0)
        self.column: int = message.values.get("column") or 0
        self.reason: Message = message.values.get("what", message)


def in_line(text: str, token: Token, what: Message, column: int | None = None) -> Message:
    """What is wrong, with its line, its column if that is to be told, and the line itself with a caret."""
    lines = text.split("\n")
    line = lines[token.line - 1] if 0 < token.line <= len(lines) else ""
    caret = " " * (token.column - 1) + "^"
    return Message("syntax.in_line", line=token.line, column=column, what=what, shown=line, caret=caret)


def syntax_error(text: str, token: Token, what: Message) -> Mistake:
    """The error for something wrong at ``token``: line, column, what is wrong and the line itself."""
    return Mistake(in_line(text, token, what, token.column))


def tokenize(text: str, mistakes: list[Mistake] | None = None) -> list[Token]:
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
            lone = mark == "="
            error = syntax_error(text, token, Message("syntax.unexpected_character", found=text[begin], equals=lone))
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
