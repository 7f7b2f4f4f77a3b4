"""What every reader speaks: cells as read, columns with a role, and a layout that says what stands where.

A column is kept dictionary-encoded (`Cells`): the distinct cells once, and for each row the number of its cell.
Coding then touches distinct answers only, which makes a million rows as cheap as a few dozen labels.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from tamkit.messages import Message

#: How messages name a table: its file, and the sheet of a workbook.
Place = str | Message

Cell = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
Codes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]

Role = Literal[
    "question", "serial", "started", "submitted", "seconds", "status", "private", "total", "platform", "empty"
]
Form = Literal["text", "codes", "scores", "mixed"]


@dataclass(frozen=True, slots=True)
class Cells:
    """One column: ``values[codes[i]]`` is the cell of row ``i``.

    codes: (n,) int32; values: the distinct cells, in order of first appearance.
    """

    codes: Codes
    values: tuple[Cell, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, keep: npt.NDArray[np.bool_]) -> Cells:
        """The same column for the rows where ``keep`` is true."""
        return Cells(self.codes[keep], self.values)

    def used(self) -> npt.NDArray[np.int64]:
        """How many rows hold each distinct cell, shape (len(values),)."""
        return np.bincount(self.codes, minlength=len(self.values)).astype(np.int64)

    def to_list(self) -> list[Cell]:
        """Every cell, row by row (small columns and tests)."""
        return [self.values[code] for code in self.codes]


def factorize(cells: Iterable[Cell]) -> Cells:
    """Dictionary-encode cells; ``1``, ``1.0``, ``True`` and ``"1"`` stay different cells.

    >>> factorize(["a", "b", "a"]).codes.tolist()
    [0, 1, 0]
    """
    seen: dict[tuple[type, Cell], int] = {}
    codes = [seen.setdefault((type(cell), cell), len(seen)) for cell in cells]
    return Cells(np.asarray(codes, dtype=np.int32), tuple(value for _, value in seen))


def blank(cell: Cell) -> bool:
    """True for an empty cell: None, NaN, or a string of nothing but blanks."""
    if cell is None:
        return True
    if isinstance(cell, str):
        return not cell.strip(" \t\r\n\u3000\xa0\ufeff")
    return isinstance(cell, float) and cell != cell


@dataclass(frozen=True, slots=True)
class RawTable:
    """Cells as they were read, with their place in the file.

    header: the header rows, each one text per column. columns: one `Cells` a column. rows: (n,) the row number
    of each record in the file (1 is the first row, headers count). value_labels: per position, what SPSS and Stata
    attach to numbers. user_missing: per position, the values declared missing.
    """

    path: str
    format: str
    header: tuple[tuple[str, ...], ...]
    columns: tuple[Cells, ...]
    rows: Rows
    sheet: str | None = None
    encoding: str | None = None
    value_labels: dict[int, dict[float | str, str]] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()

    @property
    def n(self) -> int:
        return len(self.rows)

    @property
    def place(self) -> Place:
        """How messages name the table: ``file.xlsx, sheet 'Total'``."""
        from pathlib import Path

        name = Path(self.path).name
        return on_sheet(name, self.sheet) if self.sheet is not None else name

    def keep(self, keep: npt.NDArray[np.bool_], *notes: Message) -> RawTable:
        """Only the rows where ``keep`` is true."""
        return replace(
            self,
            columns=tuple(column.take(keep) for column in self.columns),
            rows=self.rows[keep],
            notes=(*self.notes, *notes),
        )

    def without_blank_rows(self) -> RawTable:
        """The table without the rows in which every cell is empty (spreadsheets save many below the last answer)."""
        empty = np.ones(self.n, dtype=bool)
        for column in sorted(self.columns, key=lambda column: len(column.values)):
            blanks = np.fromiter((blank(cell) for cell in column.values), dtype=bool, count=len(column.values))
            empty &= blanks[column.codes]
            if not empty.any():
                return self
        return self.keep(~empty)

    def noted(self, *notes: Message) -> RawTable:
        """The same table with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    def rows_of(self, position: int, cell: int, limit: int = 6) -> tuple[list[int], int]:
        """File rows where column ``position`` holds its distinct cell number ``cell``: the first few, and how many."""
        found = np.flatnonzero(self.columns[position].codes == cell)
        return [int(row) for row in self.rows[found[:limit]]], len(found)


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of the file is. position: from 0; number: the question number printed by the platform;
    stem, row, option: the question, the row of a matrix, the option of a multiple choice; name: a short variable name.
    """

    position: int
    header: str
    role: Role = "question"
    name: str = ""
    number: int | None = None
    stem: str = ""
    row: str = ""
    option: str = ""
    kind: str = ""

    @property
    def letter(self) -> str:
        """The column's letter in a spreadsheet: 0 → A, 27 → AB."""
        return letter(self.position)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a platform lays out its export.

    header_rows: how many rows stand above the answers. form: answers as labels ("text"), option numbers ("codes"),
    author-defined scores ("scores"), or whatever each cell holds ("mixed"). skips, missing: cells (as normalised text)
    that mean "not asked" and "not answered". separators: what stands between the choices of a multiple choice.
    zero_missing: a 0 outside multiple choice means "not answered". own_words: words that are no option are those of the
    respondent behind the option "other". waves: positions of the columns that tell several rows of one response apart.
    """

    platform: str
    columns: tuple[Column, ...]
    form: Form = "mixed"
    skips: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    separators: tuple[str, ...] = ("┋", ";", "；", "|", ",", "，", "、")
    zero_missing: bool = False
    notes: tuple[Message, ...] = ()
    own_words: bool = False
    waves: tuple[int, ...] = ()

    def of(self, role: Role) -> list[Column]:
        """The columns of one role, in order."""
        return [column for column in self.columns if column.role == role]


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of a file or sheet, before anybody knows how many of them are headers."""

    path: str
    format: str
    rows: tuple[tuple[Cell, ...], ...]
    sheet: str | None = None

    def texts(self, row: int = 0) -> tuple[str, ...]:
        """One row as stripped text ("" for blanks); () when there is no such row."""
        if row >= len(self.rows):
            return ()
        return tuple("" if blank(cell) else str(cell).strip() for cell in self.rows[row])


def letter(position: int) -> str:
    """A spreadsheet's column letter.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def on_sheet(name: str, sheet: str | None) -> Message:
    """A sheet of a file, as a place.

    >>> str(on_sheet("answers.xlsx", "Total"))
    "answers.xlsx, sheet 'Total'"
    """
    return Message("survey.on_sheet", name=name, sheet=sheet)


def spell_rows(rows: Sequence[int], total: int) -> Message:
    """Rows of a file, the first few by their numbers.

    >>> str(spell_rows([4], 1)), str(spell_rows([4, 9, 12], 33))
    ('row 4', 'rows 4, 9, 12 and 30 more')
    """
    return Message("survey.rows", n=total, rows=tuple(rows), more=total - len(rows))
