"""How results show themselves: ten lines in a terminal, a small table in a notebook, from one `Card`.

>>> print(Card("Bootstrap, 500 draws", {"converged": 500, "seed": None}, (".bootstrap.lower",)).text())
Bootstrap, 500 draws
  converged  500
  next       .bootstrap.lower
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from html import escape
from itertools import accumulate
from typing import Any

from tamkit.messages import Message, language, say
from tamkit.messages.values import said

WIDTH = 110


@dataclass(frozen=True, slots=True)
class Card:
    """What a thing is, the numbers it is known by (those that are None or empty are left out), and what to call next.

    It is said in the language of `tamkit.set_language`: ``rows`` by the code of their label (``shown.label``), words as
    they are, messages and bilingual texts in the language, tuples of them joined.
    """

    title: str | Message
    rows: Mapping[str, object] = field(default_factory=dict)
    then: tuple[str | Message, ...] = ()

    def _pairs(self) -> list[tuple[str, str]]:
        told = {**self.rows, "next": self.then}
        pairs = ((_label(name), _told(value)) for name, value in told.items() if value is not None)
        return [(name, value) for name, value in pairs if value]

    def text(self) -> str:
        pairs = self._pairs()
        width = max((width_of(name) for name, _ in pairs), default=0)
        rows = (_short(f"  {name}{' ' * (width - width_of(name))}  {value}") for name, value in pairs)
        return "\n".join([_short(say(self.title)), *rows])

    def html(self) -> str:
        """A table with a caption and row headers, for screen readers too; no style of its own, everything escaped."""
        rows = (
            f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in self._pairs()
        )
        return f"<table><caption>{escape(say(self.title))}</caption><tbody>{''.join(rows)}</tbody></table>"


def _label(name: str) -> str:
    return str(Message("shown.label", label=name))


def _told(value: object) -> str:
    return " ".join(str(said(value, language())).split())


def width_of(text: str) -> int:
    """In columns of a terminal, where a Chinese character takes two.

    >>> width_of("R² 载荷")
    7
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _short(line: str) -> str:
    line = line.splitlines()[0] if line else ""
    if width_of(line) <= WIDTH:
        return line
    room = accumulate(map(width_of, line))
    return line[: sum(used < WIDTH for used in room)].rstrip() + "…"


class Shown:
    """Shows itself by its card; ``_tables`` are what a notebook sees below it, by the code of their heading."""

    __slots__ = ()

    def _card(self) -> Card:
        raise NotImplementedError  # each class that shows itself has its own; this base is never made

    def _tables(self) -> dict[str, Any]:
        return {}

    def __repr__(self) -> str:
        return self._card().text()

    def _repr_html_(self) -> str:
        parts = (
            f"<h4>{escape(_label(name))}</h4>{frame.to_html(float_format=three, na_rep='—', border=0)}"
            for name, frame in self._tables().items()
        )
        return self._card().html() + "".join(parts)


def tables_of(result: Any) -> dict[str, Any]:
    """The frames among the fields of a result, those without rows left out."""
    found = {one.name: getattr(result, one.name) for one in fields(result)}
    return {name: value for name, value in found.items() if hasattr(value, "to_html") and len(value)}


def sizes(tables: Mapping[str, Any]) -> str:
    """Their names and numbers of rows.

    >>> sizes({"paths": [1, 2], "runs": [1]})
    '.paths (2), .runs (1)'
    """
    return ", ".join(f".{name} ({len(one)})" for name, one in tables.items())


def noted(notes: Sequence[Message | str]) -> Message | None:
    """How many notes there are, and the first.

    >>> str(noted(["No marker was named.", "Another."]))
    '2, the first: No marker was named.'
    """
    return Message("shown.notes", n=len(notes), first=notes[0]) if notes else None


def three(value: float) -> str:
    """Three decimals."""
    return f"{value:.3f}"


def beside(value: float, level: float) -> str:
    """Three decimals; more where these would put a p on the level that it lies beside.

    >>> beside(0.0501, 0.05), beside(0.04996, 0.05), beside(0.05, 0.05), beside(0.0511, 0.05)
    ('0.0501', '0.04996', '0.050', '0.051')
    """
    for digits in range(3, 8):
        text = f"{value:.{digits}f}"
        if value == level or float(text) != level:
            return text
    return f"{value:.3f}"


def phrase(p: float) -> str:
    """
    >>> phrase(0.0312), phrase(0.00001)
    ('p = .031', 'p < .001')
    """
    return "p < .001" if p < 0.001 else f"p = {beside(p, 0.05)}".replace("0.", ".")
