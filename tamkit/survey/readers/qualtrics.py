"""Qualtrics: three header rows (names, texts, ImportId) or two; previews are dropped; matrices repeat their stem."""

from __future__ import annotations

import re

import numpy as np

from tamkit.messages import Message
from tamkit.survey.readers.headers import bare, meta_role, tidy
from tamkit.survey.readers.table import Column, Head, Layout, RawTable, blank

NAME = "qualtrics"
_OWN = {
    "startdate", "enddate", "status", "ipaddress", "progress", "finished", "recordeddate", "responseid", "responseset",
    "distributionchannel", "userlanguage", "recipientlastname", "duration (in seconds)", "externalreference",
    "externaldatareference",
}  # fmt: skip
_UNFINISHED = {"0", "0.0", "false", "no"}
_NAME = re.compile(r"^(?:QID|Q)(\d{1,3})(?:[_.#](\d+))*$", re.IGNORECASE)
_TIMING = re.compile(
    r"(_DO(_|$)|First Click|Last Click|Page Submit|Click Count|_Browser|_Version|_Operating System|"
    r"_Resolution|Browser Meta)"
)
_CHOICE = re.compile(r"\s+-\s+(?:Selected Choice|Gewählte Auswahl|选择的选项|选定选项|所选选项)\b", re.IGNORECASE)


def recognise(head: Head) -> bool:
    """ImportId in the third row, or at least three of the platform's own names in the first two."""
    if any('"ImportId"' in text for text in head.texts(2)):
        return True
    return any(len({text.casefold() for text in head.texts(row)} & _OWN) >= 3 for row in (0, 1))


def header_rows(head: Head) -> int:
    """3 with ImportId, 2 with question texts, 1 when somebody has removed them."""
    if any('"ImportId"' in text for text in head.texts(2)):
        return 3
    if any('"ImportId"' in text for text in head.texts(1)):
        return 2
    second = head.texts(1)
    answers = any(re.match(r"^(R_|FS_)\w{8,}|^\d{4}-\d\d-\d\d[ T]\d", text) for text in second)
    return 1 if answers or not second else 2


def layout(table: RawTable) -> Layout:
    """Names from the first header row, texts from the second; ``stem - row`` is cut at its last dash."""
    names = [tidy(text) for text in table.header[0]]
    texts = [tidy(text) for text in table.header[1]] if len(table.header) > 1 else names
    if any('"ImportId"' in text for text in texts):
        texts = names
    columns = []
    for position, (name, text) in enumerate(zip(names, texts, strict=True)):
        role = meta_role(name) or (meta_role(text) if re.fullmatch(r"V\d+", name) or not name else None)
        if re.fullmatch(r"V\d+", name) and role is None:
            role = "platform"
        if name.casefold() == "status" or text.casefold() == "status":
            role = "status"
        if not name and not text:
            columns.append(Column(position, "", "empty"))
        elif role is not None or _TIMING.search(name):
            header = text if re.fullmatch(r"V\d+", name) and text else name or text
            columns.append(Column(position, header, role or "platform", name=name))
        else:
            columns.append(_question(position, name, text))
    return Layout(
        NAME,
        tuple(columns),
        form="mixed",
        missing=frozenset({"-99"}),
        separators=(",", ";", "|"),
    )


def _question(position: int, name: str, text: str) -> Column:
    match = _NAME.match(name)
    number = int(match[1]) if match else None
    text = bare(text)
    kind = "other" if name.upper().endswith("_TEXT") else ""
    chosen = _CHOICE.split(text, maxsplit=1)
    stem, part = chosen if len(chosen) == 2 else _split(text)
    part = part.strip(" -")
    return Column(position, name, name=name, number=number, stem=stem.strip(), row=part, option=part, kind=kind)


def _split(text: str) -> tuple[str, str]:
    stem, dash, part = text.rpartition(" - ")
    return (stem, part) if dash else (text, "")


def answers(table: RawTable, layout: Layout) -> RawTable:
    """The table without previews and test responses (Status 1, 2, 9, 17, or a channel called preview)."""
    drop = np.zeros(table.n, dtype=bool)
    for column in layout.columns:
        if column.role != "status" and column.name.casefold() != "distributionchannel":
            continue
        cells = table.columns[column.position]
        previews = [not blank(cell) and _preview(str(cell), column.role == "status") for cell in cells.values]
        drop |= np.asarray(previews, dtype=bool)[cells.codes]
    for column in layout.columns:
        if column.name.casefold() == "finished":
            cells = table.columns[column.position]
            open_ones = [not blank(cell) and str(cell).strip().casefold() in _UNFINISHED for cell in cells.values]
            count = int((np.asarray(open_ones, dtype=bool)[cells.codes] & ~drop).sum())
            if count:
                table = table.noted(Message("survey.unfinished", place=table.place, n=count))
    if not drop.any():
        return table
    return table.keep(~drop, Message("survey.previews_left_out", place=table.place, n=int(drop.sum())))


def _preview(cell: str, status: bool) -> bool:
    text = cell.strip().casefold()
    if status and re.fullmatch(r"(1|2|9|17)(\.0)?", text):
        return True
    return "preview" in text or "vorschau" in text or "预览" in text or text == "survey test" or text == "test"
