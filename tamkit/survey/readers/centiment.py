"""Centiment: three header rows, the numbers of the questions, their kinds, and their texts (``question | row``)."""

from __future__ import annotations

import re

from tamkit.messages import Message
from tamkit.survey.readers.headers import bare, meta_role, tidy
from tamkit.survey.readers.table import Column, Head, Layout, RawTable, Role, blank

NAME = "centiment"
_OWN: dict[str, Role] = {
    "session id": "serial", "publish id": "platform", "collector": "platform", "language": "platform",
    "aid": "platform", "score": "total", "ip": "private", "status": "status",
}  # fmt: skip


def recognise(head: Head) -> bool:
    """Session ID with Publish ID in one of the first three rows."""
    return _row(head) is not None


def _row(head: Head) -> int | None:
    """The row that names the columns."""
    for row in range(3):
        if {tidy(text).casefold() for text in head.texts(row)} >= {"session id", "publish id"}:
            return row
    return None


def header_rows(head: Head) -> int:
    """Three, or fewer where somebody has removed the first ones."""
    return (_row(head) or 0) + 1


def layout(table: RawTable) -> Layout:
    """The last header row holds the texts, the first the questions' numbers, the second the kinds."""
    texts = [tidy(text) for text in table.header[-1]]
    above = [[tidy(text) for text in row] for row in table.header[:-1]]
    numbers = above[0] if len(above) == 2 else [""] * len(texts)
    kinds = above[-1] if above else [""] * len(texts)
    columns = []
    for position, text in enumerate(texts):
        plain = re.sub(r"\s*\((?:[A-Za-z]+/)?[A-Za-z_]+\)$", "", text) if not numbers[position] else text
        role = _OWN.get(plain.casefold()) or meta_role(plain) or meta_role(text)
        if not text:
            columns.append(Column(position, "", "empty"))
        elif kinds[position].casefold() == "statement":  # what was shown, and when
            columns.append(Column(position, text, "platform", name=numbers[position]))
        elif role is not None and not numbers[position]:
            columns.append(Column(position, text, role))
        else:
            stem, bar, row = text.rpartition(" | ")
            stem, row = (bare(stem), bare(row)) if bar else (bare(text), "")
            columns.append(Column(position, text, name=numbers[position], stem=stem, row=row, option=row))
    return Layout(NAME, tuple(columns), form="mixed", notes=_unfinished(table, columns))


def _unfinished(table: RawTable, columns: list[Column]) -> tuple[Message, ...]:
    n = 0
    for column in columns:
        if column.role == "status":
            cells = table.columns[column.position]
            used = zip(cells.values, cells.used(), strict=True)
            n += sum(int(k) for cell, k in used if not blank(cell) and str(cell).strip().casefold() != "complete")
    return (Message("survey.unfinished", place=table.place, n=n),) if n else ()
