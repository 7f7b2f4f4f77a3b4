"""Any table with one header row: csv, xlsx, parquet, and SPSS or Stata files, whose labels stand in a second row."""

from __future__ import annotations

import re
from dataclasses import replace

from tamkit.errors import DataError
from tamkit.survey.readers import wenjuanxing
from tamkit.survey.readers.headers import bare, meta_role, numbered, tidy
from tamkit.survey.readers.table import Column, Head, Layout, RawTable

NAME = "csv"
_NAMED = re.compile(r"^[Qq](\d{1,3})(?:[_.]?[Rr]?(\d{1,3}))?$")
#: What SurveyMonkey writes below a question with one column.
_ANSWER = re.compile(r"response|open-ended response|回复|答案|回答", re.IGNORECASE)
_DUPLICATED = re.compile(r"^(.+?)(?:\.\d{1,3}|\.{3}\d{1,4})$")


def recognise(head: Head) -> bool:
    """Everything that no platform claims."""
    return True


def header_rows(head: Head) -> int:
    """Two for files that carry labels (SPSS, Stata), one otherwise.

    Raises
    ------
    InputError
        When the first row holds numbers only, so that nothing names the columns.
    """
    if head.format in ("spss", "stata"):
        return 2
    texts = [text for text in head.texts() if text]
    if texts and all(re.fullmatch(r"-?\d+(\.\d+)?", text) for text in texts):
        raise DataError(
            "survey.first_row_numbers",
            name=head.path.replace(chr(92), "/").rsplit("/", 1)[-1],
            numbers=tuple(texts[:5]),
        )
    return 1


def layout(table: RawTable, platform: str = NAME) -> Layout:
    """The header is a code, a number or a question text; labels of SPSS and Stata are question texts."""
    names = [tidy(text) for text in table.header[0]]
    labels = [tidy(text) for text in table.header[1]] if len(table.header) > 1 else [""] * len(names)
    if sum(bool(re.match(r"\d{1,3}、", label)) for label in labels) >= 2:
        return _wenjuanxing(table, names, labels)
    carried = _carried(names, labels) if table.format not in ("spss", "stata") else [""] * len(names)
    stems = [wenjuanxing.parenthesis(label or name)[0] for name, label in zip(names, labels, strict=True)]
    columns = []
    for position, (name, label) in enumerate(zip(names, labels, strict=True)):
        role = meta_role(name) or (meta_role(label) if label else None)
        if not name and not label:
            columns.append(Column(position, "", "empty"))
            continue
        if carried[position]:
            number, rest = numbered(carried[position])
            stem, part = bare(rest), "" if _ANSWER.fullmatch(label) else bare(label)
            columns.append(Column(position, f"{carried[position]} [{label}]", "question", "", number, stem, part, part))
            continue
        text = label or name
        if not role and _ANSWER.fullmatch(label):
            text = name
        number, rest = numbered(text)
        named = _NAMED.match(name)
        if number is None and named:
            number = int(named[1])
        grid = re.match(r"^(.*?)\s*\[([^\[\]]+)\]$", rest) or re.match(r"^(.*?)[—:：]\s*(.+)$", rest)
        stem, row = (grid[1], grid[2]) if grid else (rest, "")
        if not grid and stems.count(stems[position]) > 1:  # question(option), question(option) …
            stem, row = wenjuanxing.parenthesis(rest)
        part = bare(row)
        given = role or "question"
        columns.append(Column(position, name or label, given, name, number, bare(stem), part, part))
    return Layout(platform, tuple(columns), separators=("┋", "|", ";", "；", ",", "，", "、"))


def _carried(names: list[str], labels: list[str]) -> list[str]:
    """The question of each column of a group, "" for the others.

    SurveyMonkey writes a question once, above its first option, and the options in the row below: a question is carried
    to the right over columns that have a second header only.
    """
    found = [""] * len(names)
    for position in range(1, len(names)):
        if names[position] or not labels[position]:
            continue
        before = found[position - 1] or (names[position - 1] if labels[position - 1] else "")
        if before and meta_role(before) is None:
            found[position - 1] = found[position] = before
    return found


def _wenjuanxing(table: RawTable, names: list[str], labels: list[str]) -> Layout:
    """A .sav of Wenjuanxing: short names (Q5_R1), and the headers of its other exports as labels."""
    headers = tuple(label or name for name, label in zip(names, labels, strict=True))
    found = wenjuanxing.layout(replace(table, header=(headers,)))
    columns = [replace(column, name=name) for column, name in zip(found.columns, names, strict=True)]
    return replace(found, columns=tuple(columns))


def without_suffix(header: str) -> str:
    """A repeated header as pandas (``.1``) or readxl (``...63``) writes it, without the suffix."""
    match = _DUPLICATED.match(header)
    return match[1] if match else header
