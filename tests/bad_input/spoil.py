"""The good table every case starts from, and the tools that spoil files."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

Rows = list[list[Any]]

FORM = """
name: form
title: {zh: 小问卷, en: A form}
scales:
  agree5:
    points: 5
    labels:
      zh: [非常不同意, 不同意, 一般, 同意, 非常同意]
      en: [Strongly disagree, Disagree, Neutral, Agree, Strongly agree]
constructs:
  - code: PU
    name: {zh: 有用性, en: Usefulness}
    items:
      - {code: PU1, text: {zh: 它让付款更快, en: It makes paying faster}, scale: agree5}
      - {code: PU2, text: {zh: 它让资金更灵活, en: It makes money flexible}, scale: agree5}
      - {code: PU3, text: {zh: 它对我有用, en: It is useful to me}, scale: agree5}
checks:
  - {code: AC1, kind: instructed, text: {zh: 请选择同意, en: Choose Agree}, scale: agree5, passes: [4]}
variables:
  - code: gender
    name: {zh: 性别, en: Gender}
    text: {zh: 您的性别, en: Your gender}
    options: [{code: 1, label: {zh: 男, en: Male}}, {code: 2, label: {zh: 女, en: Female}}]
  - code: age
    name: {zh: 年龄, en: Age}
    text: {zh: 您的年龄, en: Your age}
    kind: number
    minimum: 10.0
    maximum: 99.0
  - code: used
    kind: multiple
    name: {zh: 用过, en: Used}
    text: {zh: 您用过哪些, en: What have you used}
    options: [{code: 1, label: {zh: 花呗, en: Huabei}}, {code: 2, label: {zh: 白条, en: Baitiao}}]
  - {code: words, name: {zh: 意见, en: Words}, text: {zh: 您的意见, en: Your words}, kind: text}
"""
HEADER = ["id", "seconds", "gender", "age", "used", "PU1", "PU2", "PU3", "AC1", "words"]


@dataclass(frozen=True)
class Case:
    """A spoiled file: how it is read, and the answer it must get."""

    name: str
    paths: tuple[Path, ...]
    refused: str = ""
    noted: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    questionnaire: str = FORM


INJECTIONS = {
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "jinja": "{{ 7*7 }}{% include '/etc/passwd' %}",
    "latex": "\\input{/etc/passwd}\\write18{ls}",
    "xml": "]]><w:t>&lt;x</w:t>",
}


def good(n: int = 12) -> Rows:
    """A table without a fault."""
    rows: Rows = [list(HEADER)]
    for k in range(n):
        rows.append(
            [
                k + 1,
                60 + k,
                k % 2 + 1,
                20 + k,
                ["花呗", "白条", "花呗;白条"][k % 3],
                *((k + j) % 5 + 1 for j in range(3)),
                4,
                "好",
            ]
        )
    return rows


def spoiled(row: int, column: str, value: Any) -> Rows:
    """The good table with one cell changed."""
    rows = good()
    rows[row][HEADER.index(column)] = value
    return rows


def text(rows: Rows, separator: str = ",") -> str:
    """Rows as csv text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


def xlsx(rows: Rows, change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """Rows as a workbook's bytes."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    """A zip with its members changed, dropped (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            body = change(member, old.read(member))
            if body is not None:
                new.writestr(member, body)
        for member, body in (extra or {}).items():
            new.writestr(member, body)
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def bomb(declared: int, true: int) -> bytes:
    """A zip whose one member says ``declared`` bytes and unpacks to ``true``."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeeze.compress(b"\0" * 1_000_000) + squeeze.flush(zlib.Z_FULL_FLUSH)
    packed = block * (true // 1_000_000) + squeeze.flush()
    name = b"xl/worksheets/sheet1.xml"
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(packed), declared, len(name), 0) + name + packed
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(packed), declared, len(name), 0, 0, 0, 0, 0, 0
    )
    return local + entry + name + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(entry + name), len(local), 0)


def ole(*streams: str) -> bytes:
    """The look of an OLE compound file with these stream names in its directory."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return head + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams) + b"\0" * 512


def encrypted_flag(data: bytes) -> bytes:
    """A zip whose directory says that its members are encrypted."""
    raw = bytearray(data)
    at = raw.find(b"PK\1\2")
    while at >= 0:
        raw[at + 8] |= 1
        at = raw.find(b"PK\1\2", at + 4)
    return bytes(raw)


def sav(frame: pd.DataFrame, folder: Path, kind: str) -> bytes:
    """A frame as an SPSS or Stata file's bytes."""
    import pyreadstat

    path = folder / f"_.{kind}"
    (pyreadstat.write_sav if kind == "sav" else pyreadstat.write_dta)(frame, str(path))
    data = path.read_bytes()
    path.unlink()
    return data


def parquet(frame: pd.DataFrame) -> bytes:
    """A frame as parquet."""
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()
