"""Numbers in sentences: each carries the value it is of until the tables are known that hold it.

A sentence says no number of its own. What `tamkit.report.spoken` writes looks like text but holds the unrounded value
too; `tamkit.report.referring` finds the cell of a table with that value, writes the number with as many digits as the
cell has, and makes it a reference to it. So a sentence and a table cannot print one number in two ways.

>>> [part if isinstance(part, str) else (part.kind, part.text) for part in split("CFI = " + mark("0.953", 0.9532))]
['CFI = ', ('number', '0.953')]
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tamkit.drawing.numbers import MINUS
from tamkit.messages import Message

# Code points that Unicode keeps for a program's own use: no text holds them.
_OPEN, _BETWEEN, _CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
_MARKED = re.compile(f"{_OPEN}([^{_CLOSE}]*?){_BETWEEN}([0-9a-f]{{16}}){_BETWEEN}([a-z%]+){_BETWEEN}(\\w*){_CLOSE}")
_NAMELESS = f"{_BETWEEN}{_CLOSE}"


@dataclass(frozen=True, slots=True)
class Cited:
    """
    text: as it stands where no table holds the number. kind: ``number``, ``beta``, ``percent``, ``%`` (a share of 1
    that is said in percent), ``p`` or ``phrase`` (``p = .031``). name: of the placeholder that it fills.
    """

    text: str
    value: float
    kind: str
    name: str = ""


def mark(text: str, value: float | None, kind: str = "number") -> str:
    """A number as text that holds its value; what is no number stays as it is."""
    if value is None or not math.isfinite(value):
        return text
    return f"{_OPEN}{text}{_BETWEEN}{struct.pack('>d', value).hex()}{_BETWEEN}{kind}{_NAMELESS}"


def split(text: str) -> list[str | Cited]:
    """A text in pieces, its numbers apart from its words."""
    if _OPEN not in text:
        return [text]
    out: list[str | Cited] = []
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            out.append(text[at : found.start()])
        (value,) = struct.unpack(">d", bytes.fromhex(found[2]))
        out.append(Cited(found[1], value, found[3], found[4]))
        at = found.end()
    return [*out, text[at:]] if at < len(text) else out


def plain(text: str) -> str:
    """The text without what its numbers carry.

    >>> plain("n = 3, " + mark("p = .031", 0.0312, "phrase"))
    'n = 3, p = .031'
    """
    return _MARKED.sub(r"\1", text) if _OPEN in text else text


class Said(float):
    """A number that a catalogue formats: written with a true minus sign, and carrying its value.

    >>> plain(f"{Said(-0.25):.1f}"), plain(f"{Said(0.253):.1%}"), f"{Said(0.25)}"
    ('−0.2', '25.3%', '0.25')
    """

    name = ""

    def __format__(self, spec: str) -> str:
        text = float(self).__format__(spec).replace("-", MINUS)
        if not spec or spec[-1] not in "f%":
            return text
        marked = mark(text, float(self), "%" if spec[-1] == "%" else "number")
        return str(carried(marked, self.name))


def carried(value: Any, name: str = "") -> Any:
    """What fills the placeholder of a name, its numbers made to hold their value, in messages within it too."""
    if isinstance(value, str):
        return value.replace(_NAMELESS, f"{_BETWEEN}{name}{_CLOSE}") if _OPEN in value else value
    if isinstance(value, float):
        made = Said(value)
        made.name = name
        return made
    if isinstance(value, Message):
        return value.with_values(all_carried(value.values))
    if type(value) in (tuple, list):
        return tuple(carried(one, name) for one in value)
    return value


def all_carried(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: carried(value, name) for name, value in values.items()}
