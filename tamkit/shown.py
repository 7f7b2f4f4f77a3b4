"""How results show themselves: ten lines in a terminal, a small table in a notebook, from one `Card`.

>>> print(Card("Bootstrap, 500 draws", {"converged": 500, "seed": None}, (".bootstrap.lower",)).text())
Bootstrap, 500 draws
  converged  500
  next       .bootstrap.lower
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from html import escape
from typing import Any

WIDTH = 110


@dataclass(frozen=True, slots=True)
class Card:
    """What a thing is, the numbers it is known by (those that are None or "" are left out), and what to call next."""

    title: str
    rows: Mapping[str, object] = field(default_factory=dict)
    then: tuple[str, ...] = ()

    def _pairs(self) -> list[tuple[str, str]]:
        told = [(name, " ".join(str(value).split())) for name, value in self.rows.items() if value is not None]
        return [
            *((name, value) for name, value in told if value),
            *([("next", ", ".join(self.then))] if self.then else []),
        ]

    def text(self) -> str:
        pairs = self._pairs()
        width = max((len(name) for name, _ in pairs), default=0)
        return "\n".join([_short(self.title), *(_short(f"  {name:<{width}}  {value}") for name, value in pairs)])

    def html(self) -> str:
        """A table with a caption and row headers, for screen readers too; no style of its own, everything escaped."""
        rows = (
            f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in self._pairs()
        )
        return f"<table><caption>{escape(self.title)}</caption><tbody>{''.join(rows)}</tbody></table>"


def _short(line: str) -> str:
    line = line.splitlines()[0] if line else ""
    return line if len(line) <= WIDTH else line[: WIDTH - 1].rstrip() + "…"


class Shown:
    """Shows itself by its card; ``_tables`` are what a notebook sees below it, by name."""

    __slots__ = ()

    def _card(self) -> Card:
        raise NotImplementedError

    def _tables(self) -> dict[str, Any]:
        return {}

    def __repr__(self) -> str:
        return self._card().text()

    def _repr_html_(self) -> str:
        parts = (
            f"<h4>{escape(name)}</h4>{frame.to_html(float_format=three, na_rep='—', border=0)}"
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


def counted(number: int, word: str, plural: str | None = None) -> str:
    """
    >>> counted(1, "group"), counted(2, "hypothesis", "hypotheses")
    ('1 group', '2 hypotheses')
    """
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


def three(value: float) -> str:
    """Three decimals."""
    return f"{value:.3f}"


def phrase(p: float) -> str:
    """
    >>> phrase(0.0312), phrase(0.00001)
    ('p = .031', 'p < .001')
    """
    return "p < .001" if p < 0.001 else f"p = {p:.3f}".replace("0.", ".")
