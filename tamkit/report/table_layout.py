"""How a table fits a page: the widths of its columns, its type size, and where a wide one is cut.

Shared by the renderers for paper (Word, LaTeX, PDF).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from tamkit.report import formats
from tamkit.report.tree import Row, Table

SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)
PAD = 0.18  # cm, left and right of a cell together, with a little to spare
CODES = re.compile(r"[A-Z]+\d+(?:(?:, |、)[A-Z]+\d+)*")  # "PU1、PU2": some programs break it inside a code
AFTER_ARROW = re.compile(r"(?<=→) ")  # a path breaks behind its arrows, not within a name
GAP = 0.25  # cm more before text that follows a column set to the right


@dataclass(frozen=True, slots=True)
class Piece:
    """A table, or some columns of one, with its widths (cm) and font size (pt)."""

    table: Table
    widths: tuple[float, ...]
    size: float


# As wide as the widest of the usual serif fonts sets it: not every reader has Times.
_NARROW, _STAR, _WIDE, _CAPITAL, _OTHER = 42, 56, 100, 86, 64  # hundredths of an em: sums of them are exact


@cache
def _width(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return _WIDE
    if char in " .,:;'|ijl[]()!":
        return _NARROW
    if char == "*":
        return _STAR
    return _CAPITAL if char.isupper() or char in "mw→−<>=≥≤%" else _OTHER


@lru_cache(maxsize=1 << 14)
def _ems(text: str, bold: bool = False) -> float:
    """Width of a text in ems; remembered, since a table is tried in several sizes and widths."""
    total = sum(map(_width, text)) / 100
    return total * 1.1 if bold else total


def after_numbers(table: Table, i: int) -> bool:
    """Whether column ``i`` holds text and follows a column set to the right: it wants a gap."""
    return i > 0 and formats.is_numeric(table.columns[i - 1]) and not formats.is_numeric(table.columns[i])


def _latin(word: str) -> bool:
    """A word no line may break: Chinese breaks anywhere."""
    return not any(unicodedata.east_asian_width(char) in "WF" for char in word)


@dataclass(frozen=True, slots=True)
class _Measured:
    """A column's least and natural width in ems, and what stands beside its text in cm."""

    least: float
    natural: float
    pad: float

    def at(self, size: float) -> tuple[float, float]:
        """Least and natural width in cm in a type size."""
        em = size * 2.54 / 72
        return self.least * em + self.pad, self.natural * em + self.pad


def _measured(table: Table) -> list[_Measured]:
    """Each column measured, once for all sizes."""
    out = []
    for i, column in enumerate(table.columns):
        pad = PAD + (GAP if after_numbers(table, i) else 0.0)
        texts = {formats.cell(row.cells[i], column) for row in table.rows if not row.heading}
        widest = max(map(_ems, texts), default=1.0)
        title = [_ems(word, bold=True) if _latin(word) else 4.5 for word in column.title.split()]
        if formats.is_numeric(column):
            # Numbers never break; their heading may, between words or (Chinese) after four characters.
            least = max(widest, *title)
            natural = max(least, 0.55 * _ems(column.title, bold=True))
        else:
            words = [_ems(word) for text in texts for word in text.split() if word.isascii()]
            words += [_ems(text) for text in texts if CODES.fullmatch(text)]
            words += [_ems(part) for text in texts for part in AFTER_ARROW.split(text) if part != text]
            natural = max(widest, _ems(column.title, bold=True))
            least = min(natural, max([4.5, *(word for word in (*words, *title) if word <= 14)]))
        out.append(_Measured(least, natural, pad))
    return out


def _share(wanted: list[tuple[float, float]], room: float) -> list[float] | None:
    """Widths that fill the room: natural ones where they fit, else wide text columns give way down to their least."""
    least, natural = [w[0] for w in wanted], [w[1] for w in wanted]
    if sum(least) > room:
        return None
    if sum(natural) <= room:
        extra = room - sum(natural)
        return [w + extra * w / sum(natural) for w in natural]
    # Shares go by the square root of what is wanted: long texts get most, short ones are seldom broken.
    spare, widths = room - sum(least), list(least)
    need = [wide - small for wide, small in zip(natural, least, strict=True)]
    order = sorted(range(len(least)), key=lambda i: need[i])
    for position, i in enumerate(order):
        weight = sum(need[j] ** 0.5 for j in order[position:])
        given = min(need[i], spare * need[i] ** 0.5 / weight) if weight else 0.0
        widths[i] += given
        spare -= given
    return widths


def lines(table: Table, widths: Sequence[float], size: float) -> list[int]:
    """How many lines each row takes, about."""
    out = []
    for row in table.rows:
        most = 1
        if not row.heading:
            for i, column in enumerate(table.columns):
                most = max(most, _cell_lines(formats.cell(row.cells[i], column), widths[i] - PAD, size))
        out.append(most)
    return out


def _cell_lines(text: str, width: float, size: float) -> int:
    return max(1, math.ceil(_ems(text) * size * 2.54 / 72 / max(width, 0.1)))


STEP = 0.25  # cm that columns hand on at a time
STEPS = 60


def _lowered(table: Table, widths: list[float], size: float, least: Sequence[float]) -> list[float]:
    """Widths of the same sum with which the table takes fewer lines: columns of text hand on space while that helps."""
    text = [i for i, column in enumerate(table.columns) if not formats.is_numeric(column)]
    rows = [row for row in table.rows if not row.heading]
    cells = {i: [formats.cell(row.cells[i], table.columns[i]) for row in rows] for i in text}

    def heights(i: int, width: float) -> list[int]:
        return [_cell_lines(cell, width - PAD, size) for cell in cells[i]]

    def total(by_column: Mapping[int, list[int]]) -> int:
        return sum(max(column) for column in zip(*by_column.values(), strict=True))

    now = {i: heights(i, widths[i]) for i in text}
    for _ in range(STEPS if rows and len(text) > 1 else 0):
        best = (total(now), 0.0, -1, -1)
        for giver, step in product(text, (STEP, 2 * STEP, 4 * STEP)):
            if widths[giver] - step < least[giver]:
                continue
            less = heights(giver, widths[giver] - step)
            for taker in text:
                if taker != giver:
                    more = heights(taker, widths[taker] + step)
                    best = min(best, (total({**now, giver: less, taker: more}), step, giver, taker))
        _, step, giver, taker = best
        if not step:
            break
        widths[giver] -= step
        widths[taker] += step
        now[giver], now[taker] = heights(giver, widths[giver]), heights(taker, widths[taker])
    return widths


def pieces(table: Table, room: float) -> list[Piece]:
    """The table as one piece in the largest type that fits, or cut by columns with the stub repeated."""
    matrix = sum(formats.is_numeric(column) for column in table.columns) >= 8
    prose = any(len(str(cell)) > 40 for row in table.rows for cell in row.cells)
    measured = _measured(table)
    for tight in (False, True):
        for size in SIZES if tight or matrix else SIZES[:3]:
            wanted = [column.at(size) for column in measured]
            widths = _share(wanted, room)
            fits = sum(width for _, width in wanted) <= room
            if widths is not None and (tight or prose or fits):
                if prose and not fits:
                    widths = _lowered(table, widths, size, [small for small, _ in wanted])
                return [Piece(table, tuple(widths), size)]
    size = SIZES[-1]
    wanted = [column.at(size) for column in measured]
    stubs = [i for i, column in enumerate(table.columns) if column.stub]
    held = sum(wanted[i][0] for i in stubs)
    rest = [i for i in range(len(table.columns)) if i not in stubs]
    total = sum(wanted[i][0] for i in rest)
    parts = math.ceil(total / max(room - held, 1.0))
    # Equal shares: a last piece of one column looks like a mistake.
    groups: list[list[int]] = [[]]
    used, goal = 0.0, total / parts
    for i in rest:
        if groups[-1] and (used + wanted[i][0] > room - held or used >= goal - 0.01):
            groups.append([])
            used = 0.0
        groups[-1].append(i)
        used += wanted[i][0]
    out = []
    for group in groups:
        keep = [*stubs, *group]
        part = _columns(table, keep)
        widths = _share([column.at(size) for column in _measured(part)], room) or [room / len(keep)] * len(keep)
        out.append(Piece(part, tuple(widths), size))
    return out


def _columns(table: Table, keep: list[int]) -> Table:
    """Some columns; rows that hold nothing in them are left out (the empty triangle of a matrix)."""
    rows = []
    stubs = sum(table.columns[i].stub for i in keep)
    for row in table.rows:
        if row.heading:
            rows.append(row)
            continue
        cells = tuple(row.cells[i] for i in keep)
        if any(cell != "" for cell in cells[stubs:]):
            rows.append(Row(cells))
    return Table(table.id, table.caption, tuple(table.columns[i] for i in keep), tuple(rows), (), table.label)
