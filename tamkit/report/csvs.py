"""Every table as a csv: unrounded, utf-8 with a byte-order mark (Excel), nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection

from tamkit.report.tree import Below, Beside, Cell, Interval, Pvalue, Starred, Table, Verdict

#: Cells of a number with a p value.
TESTED: set[type] = {Starred, Beside}
#: Cells of a number alone.
NUMBERS: set[type] = {int, float}


def safe(text: str) -> str:
    """Text no spreadsheet takes for a formula; control characters are dropped.

    >>> safe("=1+1"), safe("-0.5"), safe("@x"), safe("a=b")
    ("'=1+1", '-0.5', "'@x", 'a=b')
    """
    from tamkit.survey import safe_cell

    return str(safe_cell(text))


def heads(table: Table) -> list[str]:
    """Column names: an interval fills two columns (behind that of the numbers, where a column holds both), a starred
    number has its p beside it."""
    out: list[str] = []
    for i, column in enumerate(table.columns):
        kinds = {type(row.cells[i]) for row in table.rows if not row.heading}
        if Interval in kinds:
            out += [column.key] if kinds & NUMBERS else []
            out += [f"{column.key}_lower", f"{column.key}_upper"]
        elif kinds & TESTED:
            out += [column.key, f"{column.key}_p"]
        else:
            out.append(column.key)
    return out


def cells(kinds: Collection[type], value: Cell) -> list[str | int | float | None]:
    """A cell as the csv's columns for it; ``kinds`` are those of all cells of its column."""
    if Interval in kinds:
        both = not NUMBERS.isdisjoint(kinds)
        if isinstance(value, Interval):
            return [*([None] if both else []), value.lower, value.upper]
        return [_plain(value), *([None, None] if both else [None])]
    if not TESTED.isdisjoint(kinds):
        return [value.value, value.p] if isinstance(value, Starred | Beside) else [_plain(value), None]
    return [_plain(value)]


def _plain(value: Cell) -> str | int | float | None:
    if isinstance(value, Verdict):
        return safe(value.text)
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, Below | Pvalue):
        return value.value
    if value is None or isinstance(value, int | float):
        return None if value != value else value
    raise TypeError(f"a {type(value).__name__} in a column of another kind")


def grid(table: Table) -> tuple[list[str], list[list[str | int | float | None]]]:
    """The table as plain columns and rows; headings of groups become a column of their own."""
    grouped = any(row.heading for row in table.rows)
    columns = [{type(row.cells[i]) for row in table.rows if not row.heading} for i in range(len(table.columns))]
    heading, body = "", []
    for row in table.rows:
        if row.heading:
            heading = row.heading
            continue
        line: list[str | int | float | None] = [safe(heading)] if grouped else []
        for kinds, value in zip(columns, row.cells, strict=True):
            line += cells(kinds, value)
        body.append(line)
    return (["group"] if grouped else []) + heads(table), body


def render(table: Table) -> bytes:
    head, body = grid(table)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([repr(cell) if isinstance(cell, float) else cell for cell in line] for line in body)
    return stream.getvalue().encode("utf-8-sig")
