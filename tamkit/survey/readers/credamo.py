"""见数 Credamo: no layout is published, so columns are read as in any table and its own ones mapped by the user.

A second header row with the question texts is recognised; rejected responses are left out only when a mapping file
names the status column and the values to keep.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tamkit.survey.readers import plain
from tamkit.survey.readers.headers import tidy
from tamkit.survey.readers.table import Head, Layout, RawTable

NAME = "credamo"


def recognise(head: Head) -> bool:
    """作答时长 together with 采纳状态 or 作答ID."""
    texts = {tidy(text) for text in head.texts()}
    return "作答时长" in texts and bool(texts & {"采纳状态", "作答ID", "作答编号", "被试编号"})


def header_rows(head: Head) -> int:
    """Two when the first row holds short codes (Q1, Q2 …) and the second the questions' texts."""
    first, second = head.texts(0), head.texts(1)
    codes = [position for position, text in enumerate(first) if re.fullmatch(r"[Qq]\d{1,3}(_\d+)?", text)]
    if codes and len(second) == len(first):
        texts = sum(len(second[position]) > 3 and not re.fullmatch(r"-?[\d.]+", second[position]) for position in codes)
        third = head.texts(2)
        differs = sum(position < len(third) and third[position] != second[position] for position in codes)
        if texts == len(codes) and (not third or differs >= 0.8 * len(codes)) and len(set(second)) >= 0.8 * len(codes):
            return 2
    return 1


def layout(table: RawTable) -> Layout:
    """As for a plain table."""
    return replace(plain.layout(table, NAME), skips=frozenset({"(跳过)", "跳过"}), missing=frozenset({"(空)"}))
