"""Google Forms: a timestamp, then full question texts; grids as ``Question [Row]``, several choices joined by a comma
(Sheets) or a semicolon (csv download), to be cut along the questionnaire's own option list."""

from __future__ import annotations

import re

from tamkit.survey.readers.headers import bare, meta_role, numbered, tidy
from tamkit.survey.readers.table import Column, Head, Layout, RawTable

NAME = "google"
_STAMPS = {
    "timestamp", "时间戳记", "时间戳", "zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora",
    "informazioni cronologiche", "タイムスタンプ", "타임스탬프", "時間戳記", "tijdstempel",
}  # fmt: skip
_GRID = re.compile(r"^(.*?)\s*\[([^\[\]]+)\]$", re.DOTALL)


def recognise(head: Head) -> bool:
    """A timestamp in the first column and at least one more header."""
    texts = [tidy(text) for text in head.texts()]
    return len(texts) > 1 and texts[0].casefold() in _STAMPS


def header_rows(head: Head) -> int:
    """Always one."""
    return 1


def layout(table: RawTable) -> Layout:
    """Full texts as stems; a bracket at the end is the row of a grid."""
    columns = []
    for position, text in enumerate(tidy(text) for text in table.header[0]):
        role = "submitted" if position == 0 else meta_role(text)
        if not text:
            columns.append(Column(position, "", "empty"))
        elif role is not None and role not in ("serial", "total", "status", "platform"):
            columns.append(Column(position, text, role))
        elif role == "total":
            columns.append(Column(position, text, "total"))
        else:
            number, rest = numbered(text)
            grid = _GRID.match(rest)
            stem, row = (grid[1], grid[2]) if grid else (rest, "")
            columns.append(Column(position, text, number=number, stem=bare(stem), row=bare(row), option=bare(row)))
    return Layout(NAME, tuple(columns), form="text", separators=(";", ", ", ",", "，"), own_words=True)
