"""KoBoToolbox: XML names or labels as headers, groups before a slash, several choices in one column and one an option.

A choice has ``question/option`` with 1 and 0; the column ``question`` beside them lists what was chosen, parted by
blanks.
"""

from __future__ import annotations

import re

from tamkit.messages import Message
from tamkit.survey.readers.headers import bare, meta_role, numbered, tidy
from tamkit.survey.readers.table import Column, Head, Layout, RawTable, Role, blank

NAME = "kobo"
_TIMES: dict[str, Role] = {
    "start": "started",
    "end": "submitted",
    "_id": "serial",
    "_validation_status": "status",
}
_PLATFORM: dict[str, Role] = dict.fromkeys(
    ("today", "_uuid", "_notes", "_status", "__version__", "_version_", "_tags", "_index", "_parent_index",
     "_parent_table_name", "formhub/uuid", "meta/instanceid", "meta/rootuuid", "meta/deprecatedid", "audit",
     "background-audio", "_submission_time"), "platform",
)  # fmt: skip
_PRIVATE: dict[str, Role] = dict.fromkeys(
    ("_submitted_by", "username", "deviceid", "phonenumber", "subscriberid", "simserial", "email"), "private",
)  # fmt: skip
_OWN = _TIMES | _PLATFORM | _PRIVATE
_PLACE = re.compile(r"^_(.+)_(latitude|longitude|altitude|precision)$")


def recognise(head: Head) -> bool:
    """``_submission_time`` with ``_uuid`` or ``_id``."""
    texts = {tidy(text).casefold() for text in head.texts()}
    return "_submission_time" in texts and bool(texts & {"_uuid", "_id"})


def header_rows(head: Head) -> int:
    """Always one."""
    return 1


def layout(table: RawTable) -> Layout:
    """A slash parts a group from a question, or a question from an option."""
    texts = [tidy(text) for text in table.header[0]]
    places = {match[1] for text in texts if (match := _PLACE.match(text))}
    ticks = _ticks(table, texts)
    columns = []
    for position, text in enumerate(texts):
        role = _OWN.get(text.casefold())
        if not text:
            columns.append(Column(position, "", "empty"))
        elif _PLACE.match(text) or text.rpartition("/")[2] in places:
            columns.append(Column(position, text, "private"))
        elif role is not None:
            columns.append(Column(position, text, role))
        elif position in ticks:
            question = ticks[position]
            option = text[len(question) + 1 :]
            code = question.rpartition("/")[2]
            columns.append(
                Column(position, text, name=f"{code}[{option}]", stem=_words(code), row=option, option=option)
            )
        else:
            code = text.rpartition("/")[2]
            given = meta_role(code)
            columns.append(
                Column(position, text, given or "question", name=code, number=numbered(code)[0], stem=_words(code))
            )
    ended = any(column.role == "submitted" for column in columns)
    if not ended:  # without the device's own time the server's
        columns = [
            Column(column.position, column.header, "submitted") if column.header == "_submission_time" else column
            for column in columns
        ]
    return Layout(NAME, tuple(columns), form="mixed", separators=(";", ",", " "), notes=_refused(table, columns))


def _words(text: str) -> str:
    return bare(numbered(text)[1])


def _ticks(table: RawTable, texts: list[str]) -> dict[int, str]:
    """Columns of options by position, with the header of their question.

    Such a column stands beside its question's own; where that was left out, all columns with one beginning hold ticks.
    """
    headers = set(texts)
    found: dict[int, str] = {}
    groups: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        beginnings = [text[:at] for at, letter in enumerate(text) if letter == "/"]
        question = next((start for start in reversed(beginnings) if start in headers), None)
        if question is not None:
            found[position] = question
        elif beginnings:
            groups.setdefault(beginnings[-1], []).append(position)
    for question, positions in groups.items():
        if len(positions) > 1 and all(_ticked(table, position) for position in positions):
            found |= dict.fromkeys(positions, question)
    return found


def _ticked(table: RawTable, position: int) -> bool:
    cells = table.columns[position].values
    return all(blank(cell) or str(cell).strip() in ("0", "1", "0.0", "1.0", "True", "False") for cell in cells)


def _refused(table: RawTable, columns: list[Column]) -> tuple[Message, ...]:
    n = 0
    for column in columns:
        if column.role == "status":
            cells = table.columns[column.position]
            n += sum(
                int(k) for cell, k in zip(cells.values, cells.used(), strict=True) if "not" in str(cell).casefold()
            )
    return (Message("survey.marked_invalid", place=table.place, n=n, word="not approved"),) if n else ()
