"""Microsoft Forms, as its workbook comes in English: ID, Start time, Completion time, Email, Name, then full questions.

Every statement of a Likert question has a column of its own; several choices stand in one cell, each with ``;`` behind
it, and respondents' own words stand in the place of the option "other". A quiz has points and feedback beside.
"""

from __future__ import annotations

from tamkit.survey.readers.headers import bare, meta_role, numbered, tidy
from tamkit.survey.readers.table import Column, Head, Layout, RawTable, Role

NAME = "msforms"
_OWN: dict[str, Role] = {
    "start time": "started",
    "completion time": "submitted",
    "last modified time": "platform",
    "total points": "total",
    "quiz feedback": "platform",
    "grade posted time": "platform",
}
_QUIZ = ("points - ", "feedback - ")


def recognise(head: Head) -> bool:
    """Start time and Completion time."""
    return {tidy(text).casefold() for text in head.texts()} >= {"start time", "completion time"}


def header_rows(head: Head) -> int:
    """Always one."""
    return 1


def layout(table: RawTable) -> Layout:
    """Questions in full; what the platform adds has its place by its name."""
    columns = []
    for position, text in enumerate(tidy(text) for text in table.header[0]):
        plain = text.casefold()
        role: Role | None = _OWN.get(plain) or meta_role(text)
        if plain.startswith(_QUIZ):
            role = "platform"
        if not text:
            columns.append(Column(position, "", "empty"))
        elif role is not None:
            columns.append(Column(position, text, role))
        else:
            number, rest = numbered(text)
            columns.append(Column(position, text, number=number, stem=bare(rest)))
    return Layout(NAME, tuple(columns), form="text", separators=(";",), own_words=True)
