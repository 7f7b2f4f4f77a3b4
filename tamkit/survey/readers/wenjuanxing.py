"""问卷星 Wenjuanxing: 按文本, 按序号 and 按分数 exports, with the three ways it writes the headers of a matrix.

(a) ``5、题干—行标题`` and then ``5、行标题``; (b) ``5、题干—1 行标题`` and then the row alone, without a number;
(c) ``第5题(行标题)`` throughout. Multiple choice by number has one column an option: ``16、题干(选项)``, ``16(选项)``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from tamkit.messages import Message
from tamkit.survey.readers.headers import bare, meta_role, numbered, tidy
from tamkit.survey.readers.table import Column, Form, Head, Layout, RawTable, blank

NAME = "wjx"
_OLD = re.compile(r"^第\s*(\d{1,3})\s*题\s*[、.．:：]?\s*(.*)$")
_SHORT = re.compile(r"^(\d{1,3})\s*[(（](.*)[)）]$")
_DASH = re.compile(r"—+|――|──")


def recognise(head: Head) -> bool:
    """序号 first, with the platform's other columns or numbered questions; or the platform's own file name."""
    texts = [tidy(text) for text in head.texts()]
    if "序号" not in texts[:3]:
        return False
    marks = {"提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"} & set(texts)
    questions = sum(numbered(text)[0] is not None or bool(_OLD.match(text)) for text in texts)
    return bool(marks) or questions >= 1 or bool(_named(head.path))


def header_rows(head: Head) -> int:
    """Always one."""
    return 1


def _named(path: str) -> Form | None:
    """What the file name says: 320419112_按文本_标题_1108_1067.xlsx, or All_Data_Readable / All_Data_Original."""
    name = Path(path).stem
    if "按文本" in name or "All_Data_Readable" in name:
        return "text"
    if "按序号" in name or "All_Data_Original" in name:
        return "codes"
    return "scores" if "按分数" in name else None


def layout(table: RawTable) -> Layout:
    """Columns in order; a column without a number belongs to the matrix before it."""
    columns: list[Column] = []
    last: Column | None = None
    for position, raw in enumerate(table.header[0]):
        column = _column(position, tidy(raw), last)
        columns.append(column)
        if column.role == "question":
            last = column
        elif column.role != "empty":
            last = None
    columns = _options(columns)
    form = _named(table.path) or _guess(table, columns)
    notes: tuple[Message, ...] = ()
    if any(column.role == "total" for column in columns):
        notes = (Message("survey.total_left_out", place=table.place),)
    return Layout(
        NAME,
        tuple(columns),
        form=form,
        skips=frozenset({"(跳过)", "-3"}),
        missing=frozenset({"(空)", "-2"}),
        separators=("┋",),
        zero_missing=form == "codes",
        notes=notes,
    )


def _column(position: int, text: str, last: Column | None) -> Column:
    if not text:
        return Column(position, text, "empty")
    role = meta_role(text)
    if role is not None:
        return Column(position, text, role)
    old = _OLD.match(text)
    if old:
        stem, part = parenthesis(old[2])
        row = part if not stem else ""
        # 第5题(行标题): nothing but the row is told; whether it is a row or an option shows in the answers.
        return Column(position, text, number=int(old[1]), stem="" if row else bare(old[2]), row=row, option=row)
    short = _SHORT.match(text)
    if short:
        stem = last.stem if last is not None and last.number == int(short[1]) else ""
        return Column(position, text, number=int(short[1]), stem=stem, option=short[2].strip())
    number, rest = numbered(text)
    if number is None and last is not None and last.row:
        return Column(position, text, number=last.number, stem=last.stem, row=bare(text))
    rest = bare(rest)
    if number is not None and last is not None and last.number == number:
        return Column(position, text, number=number, stem=last.stem, row=_row(rest))
    parts = _DASH.split(rest, maxsplit=1)
    if len(parts) == 2 and parts[0].strip() and parts[1].strip():
        return Column(position, text, number=number, stem=parts[0].strip(), row=_row(parts[1]))
    return Column(position, text, number=number, stem=rest)


def _row(text: str) -> str:
    return text.strip()


def _options(columns: list[Column]) -> list[Column]:
    """``16、题干(选项1)`` is an option only because ``16(选项2)`` follows."""
    out = list(columns)
    for here, column in enumerate(columns):
        follows = columns[here + 1] if here + 1 < len(columns) else None
        if follows is None or column.number is None or column.option or follows.number != column.number:
            continue
        if not follows.option or follows.row:
            continue
        stem, option = parenthesis(tidy(numbered(column.header)[1]))
        if not option:
            continue
        for later in range(here, len(out)):
            if out[later].number != column.number or (later > here and not out[later].option):
                break
            own = option if later == here else out[later].option
            out[later] = replace(out[later], stem=bare(stem), row="", option=own)
    return out


def parenthesis(text: str) -> tuple[str, str]:
    """Text before its last parenthesis, and what stands in it; brackets inside brackets count.

    >>> parenthesis("用过哪些(多选)(花呗(蚂蚁))")
    ('用过哪些(多选)', '花呗(蚂蚁)')
    """
    text = text.strip()
    if not text.endswith((")", "）")):
        return text, ""
    depth = 0
    for position in range(len(text) - 1, -1, -1):
        if text[position] in ")）":
            depth += 1
        elif text[position] in "(（":
            depth -= 1
            if not depth:
                return text[:position].strip(), text[position + 1 : -1].strip()
    return text, ""


def _guess(table: RawTable, columns: list[Column]) -> Form:
    """By the answers: numbers nearly everywhere mean option numbers (or scores, when there is a 总分)."""
    numbers = words = 0
    for column in columns:
        if column.role != "question":
            continue
        cells = table.columns[column.position]
        if len(cells.values) > 60:
            continue
        for cell in cells.values:
            if blank(cell):
                continue
            if isinstance(cell, (int, float)) or re.fullmatch(r"-?\d+(\.0)?", str(cell).strip()):
                numbers += 1
            else:
                words += 1
    if words > numbers:
        return "text"
    return "scores" if any(column.role == "total" for column in columns) else "codes"
