"""SurveyMonkey: two header rows, a question above the first of its columns, what each column holds in the row below.

The row below says Response, Open-Ended Response, an option, or a row of a matrix; ``Other (please specify)`` holds the
respondents' own words.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from tamkit.survey.readers import plain
from tamkit.survey.readers.headers import tidy
from tamkit.survey.readers.table import Cells, Column, Head, Layout, RawTable, blank

NAME = "surveymonkey"
_OWN = {"respondentid", "collectorid"}
_BELOW = {"response", "open-ended response"}
_OTHER = re.compile(
    r"other\b.{0,40}\(.{0,40}specify.{0,40}\)|其他.{0,10}[（(]请.{0,6}(?:说明|注明)[)）]", re.IGNORECASE
)


def recognise(head: Head) -> bool:
    """Respondent ID with Collector ID, or with Response in the row below."""
    first = {tidy(text).casefold().replace(" ", "") for text in head.texts()}
    return first >= _OWN or ("respondentid" in first and _second(head))


def _second(head: Head) -> bool:
    """Whether the second row says what columns hold: nothing below the respondents' numbers, Response below others."""
    below = [text.casefold() for text in head.texts(1)]
    for text, under in zip(head.texts(), below, strict=False):
        if tidy(text).casefold().replace(" ", "") in _OWN and under:
            return False
    return any(below) and (bool(_BELOW & set(below)) or len(head.texts(2)) > 0)


def header_rows(head: Head) -> int:
    """Two, unless somebody has removed the second."""
    return 2 if _second(head) else 1


def layout(table: RawTable) -> Layout:
    """As any table with two header rows; the words behind "other" of a question with one answer are no answer of it."""
    found = plain.layout(table, NAME)
    below = [tidy(text) for text in table.header[1]] if len(table.header) > 1 else []
    columns = list(found.columns)
    for here, other in _others(columns, below):
        columns[other] = replace(columns[other], kind="other", stem=columns[here].stem)
    return replace(found, columns=tuple(columns), separators=(";", "|", ","))


def _others(columns: list[Column], below: list[str]) -> list[tuple[int, int]]:
    """Positions of questions with one answer, each with that of the words behind its option "other"."""
    return [
        (place - 1, place)
        for place in range(1, len(below))
        if below[place - 1].casefold() == "response" and _OTHER.fullmatch(below[place]) and not columns[place].name
    ]


def answers(table: RawTable, layout: Layout) -> RawTable:
    """Where a question with one answer has only words behind "other", the answer is that option."""
    columns = list(table.columns)
    for place, column in enumerate(layout.columns):
        if column.kind != "other" or not place or layout.columns[place - 1].stem != column.stem:
            continue
        answer, words = columns[place - 1], columns[place]
        empty = np.array([blank(cell) for cell in answer.values], dtype=bool)[answer.codes]
        filled = np.array([not blank(cell) for cell in words.values], dtype=bool)[words.codes]
        option = tidy(table.header[1][place])
        codes = np.where(empty & filled, len(answer.values), answer.codes).astype(np.int32)
        columns[place - 1] = Cells(codes, (*answer.values, option))
    return replace(table, columns=tuple(columns))
