"""LimeSurvey: headings as codes (``Q1[SQ001]``, ``Q1_SQ001``), full texts (``Text [row]``) or both (``Q1. Text``)."""

from __future__ import annotations

import re

from tamkit.messages import Message
from tamkit.survey.readers.headers import bare, meta_role, numbered, tidy
from tamkit.survey.readers.table import Column, Head, Layout, RawTable, blank

NAME = "limesurvey"
_OWN = {
    "submitdate", "lastpage", "startlanguage", "seed", "datestamp", "startdate", "interviewtime", "ipaddr", "refurl",
    "date submitted", "last page", "start language", "date last action", "date started", "total time",
}  # fmt: skip
_CODED = re.compile(r"^([A-Za-z][A-Za-z0-9]{0,19})(?:\[([^\]]+)\]|_(SQ\d+|other|comment))?$")
_BOTH = re.compile(r"^([A-Za-z][A-Za-z0-9]{0,19}(?:\[[^\]]+\]|_\w+)?)\.\s+(.*)$")
_ROW = re.compile(r"^(.*?)\s*\[([^\[\]]*)\]\s*$")
_TIME = re.compile(r"(^groupTime\d*|^Question time|^Group time|Time$)", re.IGNORECASE)


def recognise(head: Head) -> bool:
    """At least two of the platform's own columns."""
    return len({_own(text) for text in head.texts()} & _OWN) >= 2


def _own(text: str) -> str:
    """``submitdate. Date submitted`` → ``submitdate``."""
    text = tidy(text).casefold()
    match = re.match(r"^([a-z]+)\.\s", text)
    return match[1] if match and match[1] in _OWN | {"id"} else text


def header_rows(head: Head) -> int:
    """Always one."""
    return 1


def layout(table: RawTable) -> Layout:
    """One column a question, an array row or an option; ``[other]`` holds free text."""
    columns = [_column(position, tidy(text)) for position, text in enumerate(table.header[0])]
    notes: tuple[Message, ...] = ()
    submitted = [column for column in columns if column.role == "submitted"]
    if submitted:
        cells = table.columns[submitted[0].position]
        empty = sum(int(count) for cell, count in zip(cells.values, cells.used(), strict=True) if blank(cell))
        if empty:
            header = submitted[0].header
            notes = (Message("survey.never_submitted", place=table.place, n=empty, column=header, said=None),)
    return Layout(
        NAME, tuple(columns), form="mixed", skips=frozenset({"n/a", "N/A"}), separators=(";", "|", ","), notes=notes
    )


def _column(position: int, text: str) -> Column:
    if not text:
        return Column(position, "", "empty")
    role = meta_role(_own(text))
    if role is not None:
        return Column(position, text, role)
    if _TIME.search(text) and " " not in text.strip():
        return Column(position, text, "platform")
    both = _BOTH.match(text)
    name, words = (both[1], both[2]) if both else (text, "") if _CODED.match(text) else ("", text)
    coded = _CODED.match(name) if name else None
    code = coded[1] if coded else ""
    sub = (coded[2] or coded[3] or "") if coded else ""
    row = _ROW.match(words)
    stem, part = (row[1], row[2]) if row else (words, "")
    number = numbered(stem)[0]
    digits = re.fullmatch(r"[A-Za-z]{0,4}?(\d{1,3})", code)
    if number is None and digits and code[:1] in "QqGg":
        number = int(digits[1])
    kind = "other" if sub.casefold() in ("other", "comment") or part.casefold() in ("other", "comment") else ""
    return Column(
        position,
        text,
        name=f"{code}[{sub}]" if sub else code,
        number=number,
        stem=bare(numbered(stem)[1]),
        row=bare(part) or sub,
        option=bare(part) or sub,
        kind=kind,
    )
