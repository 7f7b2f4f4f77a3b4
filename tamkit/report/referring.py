"""Where the numbers of sentences stand: the cell of a table that holds each, and how many digits it has there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from tamkit.report import formats
from tamkit.report.cited import Cited
from tamkit.report.tree import Below, Beside, Cell, Column, Interval, Pvalue, Starred, Table

#: Significant digits by which a number is known again, and how few make it one of many (.5, 100 %).
SAME, ROUND = 12, 4
_NUMBERLESS = frozenset({str, int, bool, type(None)})


@dataclass(frozen=True, slots=True)
class Place:
    """A number in a cell: ``row`` and ``column`` of the table from 0; ``digits``: as a sentence has it."""

    table: str
    row: int
    column: int
    of: Column
    digits: int
    p: bool = False

    @property
    def anchor(self) -> str:
        """The id of the cell in a page."""
        return anchor(self.table, self.row, self.column)


def anchor(table: str, row: int, column: int) -> str:
    return f"{table}.{row}.{column}"


class Cells:
    """Every number of some tables, by its value: they are many more than sentences ask for, so a place is made of none
    before one does."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._values: list[float] = []
        self._spots: list[tuple[Table, int, int, int, bool]] = []
        for table in tables:
            for i, row in enumerate(table.rows):
                for j, cell in enumerate(row.cells):
                    if cell.__class__ in _NUMBERLESS:
                        continue
                    for value, digits, p in _numbers(cell, table.columns[j]):
                        self._values.append(value)
                        self._spots.append((table, i, j, digits, p))
        self._order = np.argsort(np.array(self._values), kind="stable")
        self._sorted = np.array(self._values)[self._order]

    def _at(self, value: float) -> Iterator[Place]:
        """The places of a value, in reading order."""
        room, key = abs(value) * 10.0 ** (1 - SAME), _key(value)
        first = np.searchsorted(self._sorted, value - room)
        last = np.searchsorted(self._sorted, value + room, side="right")
        for k in sorted(self._order[first:last].tolist()):
            if _key(self._values[k]) == key:
                table, i, j, digits, p = self._spots[k]
                yield Place(table.id, i, j, table.columns[j], digits, p)

    def find(self, number: Cited, near: Iterable[Collection[str]]) -> Place | None:
        """The cell that holds a number: of the tables named first in ``near``, else of any, one with the number's own
        digits if there is one; where a table has it more than once, in the column that is called as what it fills.

        A round number is looked for in the first of ``near`` alone: others have it by chance.
        """
        places = [
            replace(place, digits=max(place.digits - fewer, 0))
            for value, fewer in _ways(number)
            for place in self._at(value)
            if _fits(number, place)
        ]
        if not places:
            return None
        places.sort(key=lambda place: place.of.key != number.name)
        for count, ids in enumerate(near):
            for place in places:
                if place.table in ids:
                    return place
            if count == 0 and _is_round(number.value):
                return None
        own = decimals(number.text)
        return min(places, key=lambda place: not place.p and place.digits != own)


def told(number: Cited, place: Place) -> str:
    """A number of a sentence as its cell has it.

    >>> of = Column("share", "", "percent", 1)
    >>> told(Cited("43.51%", 43.51, "percent"), Place("t", 0, 0, of, 1))
    '43.5%'
    """
    value, digits = number.value, place.digits
    if number.kind in ("p", "phrase"):
        return number.text
    if number.kind in ("percent", "%"):
        return formats.percent(100 * value if number.kind == "%" else value, digits)
    return formats.beta(value, digits) if number.kind == "beta" or place.of.bounded else formats.number(value, digits)


def decimals(text: str) -> int:
    """How many digits a number has behind the point.

    >>> decimals("−1.234†"), decimals("43.5%"), decimals("12")
    (3, 1, 0)
    """
    behind = text.partition(".")[2]
    return len(behind) - len(behind.lstrip("0123456789"))


def _numbers(cell: Cell, column: Column) -> tuple[tuple[float, int, bool], ...]:
    """The numbers that a cell prints, each with its digits and whether it is a p."""
    digits, p = column.digits, column.kind == "p"
    if isinstance(cell, float):
        return ((cell, digits, p),) if column.kind != "integer" else ()
    if isinstance(cell, Interval):
        digits = digits if cell.digits is None else cell.digits
        return (cell.lower, digits, False), (cell.upper, digits, False)
    if isinstance(cell, Beside):
        return (cell.value, digits, p), *(() if cell.p is None else ((cell.p, digits, True),))
    if isinstance(cell, Starred):
        return ((cell.value, digits, p),)
    return ((cell.value, digits, True),) if isinstance(cell, Below | Pvalue) else ()


def _ways(number: Cited) -> tuple[tuple[float, int], ...]:
    """The values by which tables may hold it, a share in percent or as it is, and how many digits fewer it has then."""
    if number.kind == "%":
        return (100 * number.value, 0), (number.value, 2)
    return ((number.value, 0), (number.value / 100, 2)) if number.kind == "percent" else ((number.value, 0),)


def _fits(number: Cited, place: Place) -> bool:
    """Whether a sentence may say it so: a p is told as one, in a sentence and in a table."""
    return (number.kind in ("p", "phrase")) == place.p


def _key(value: float) -> str:
    return f"{value:.{SAME}g}"


def _is_round(value: float) -> bool:
    return len(_key(value).lstrip("-").replace(".", "").strip("0")) < ROUND
