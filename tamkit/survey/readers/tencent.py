"""腾讯问卷 (Tencent): ``16.题干`` headers, ``A.`` before every option, one column an option (``21.题干:选项``).

The last column is often empty and has no header.
"""

from __future__ import annotations

import re

from tamkit.messages import Message
from tamkit.survey.readers.headers import bare, meta_role, numbered, tidy
from tamkit.survey.readers.table import Column, Head, Layout, RawTable

NAME = "tencent"
_BLANK = re.compile(r"_填空\d*$")


def recognise(head: Head) -> bool:
    """编号 with the platform's own times or cleaning verdict."""
    texts = {tidy(text) for text in head.texts()}
    own = {"开始答题时间", "结束答题时间", "答题时长", "清洗数据结果", "智能清洗数据无效概率", "用户标识"}
    return "编号" in texts and len(texts & own) >= 1


def header_rows(head: Head) -> int:
    """Always one."""
    return 1


def layout(table: RawTable) -> Layout:
    """Numbered questions; the part behind a colon is an option or a matrix row when its number comes more than once."""
    texts = [tidy(text) for text in table.header[0]]
    count: dict[int, int] = {}
    for text in texts:
        number = numbered(text)[0]
        if number is not None:
            count[number] = count.get(number, 0) + 1
    columns = []
    for position, text in enumerate(texts):
        role = meta_role(text)
        if not text or re.fullmatch(r"Unnamed: \d+", text):
            columns.append(Column(position, text, "empty"))
        elif role is not None:
            columns.append(Column(position, text, role))
        else:
            number, rest = numbered(text)
            rest = _BLANK.sub("", rest)
            stem, part = _split(rest) if number is not None and count[number] > 1 else (rest, "")
            columns.append(Column(position, text, number=number, stem=bare(stem), row=bare(part), option=bare(part)))
    refused = 0
    for column in columns:
        if column.role == "status":
            cells = table.columns[column.position]
            refused += sum(
                int(n) for cell, n in zip(cells.values, cells.used(), strict=True) if str(cell).strip() == "无效"
            )
    notes = (Message("survey.marked_invalid", place=table.place, n=refused, word="无效"),) if refused else ()
    return Layout(
        NAME,
        tuple(columns),
        form="text",
        skips=frozenset({"(跳过)", "跳过"}),
        missing=frozenset({"(空)", "未填写"}),
        separators=("|", "┋", "；", ";", ",", "，"),
        notes=notes,
    )


def _split(text: str) -> tuple[str, str]:
    """The last colon parts the option from the question."""
    cut = max(text.rfind(":"), text.rfind("："))
    return (text[:cut], text[cut + 1 :]) if 0 < cut < len(text) - 1 else (text, "")
