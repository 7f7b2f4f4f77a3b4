"""REDCap: raw (``pu1``, ``used___1``, ``form_complete``) or with labels (``Question (choice=Option)``, ``Complete?``).

Ticks are 1 and 0, or Checked and Unchecked. A project with events or repeated instruments writes several rows a record.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from tamkit.messages import Message
from tamkit.survey.readers.headers import bare, meta_role, numbered, tidy
from tamkit.survey.readers.table import Cells, Column, Head, Layout, RawTable, Role

NAME = "redcap"
_CHECKBOX = re.compile(r"^([a-z]\w*?)___(_?\d+|[a-z]\w*)$")
_CHOICE = re.compile(r"^(.*?)\s*\(choice=(.*)\)$")
#: Rows of one record are told apart by these.
_WAVES = {
    "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "event name", "repeat instrument",
    "repeat instance",
}  # fmt: skip
_NOT_SUBMITTED = "[not completed]"


def recognise(head: Head) -> bool:
    """An instrument's state (``_complete``, ``Complete?``) with another name that REDCap alone gives."""
    texts = [tidy(text).casefold() for text in head.texts()]
    raw = any(re.fullmatch(r"[a-z]\w*_complete", text) for text in texts)
    own = any(text.startswith("redcap_") or _CHECKBOX.match(text) for text in texts)
    if raw and (own or texts[0] == "record_id"):
        return True
    labelled = {"record id", "survey timestamp", "survey identifier"} & set(texts)
    return "complete?" in texts and (bool(labelled) or any(_CHOICE.match(text) for text in texts))


def header_rows(head: Head) -> int:
    """Always one."""
    return 1


def layout(table: RawTable) -> Layout:
    """The first column is the record; codes of fields, or their labels."""
    columns = [_column(position, tidy(text)) for position, text in enumerate(table.header[0])]
    waves = tuple(column.position for column in columns if column.header.casefold() in _WAVES)
    return Layout(NAME, tuple(columns), form="mixed", waves=waves)


def _column(position: int, text: str) -> Column:
    if not text:
        return Column(position, "", "empty")
    plain = text.casefold()
    role = "serial" if position == 0 else _role(plain)
    if role is not None:
        return Column(position, text, role, name=text)
    ticked = _CHECKBOX.match(text)
    if ticked:  # ____9 is the option -9
        return Column(position, text, name=f"{ticked[1]}.{ticked[2].replace('_', '-')}", stem=ticked[1])
    choice = _CHOICE.match(text)
    number, rest = numbered(choice[1] if choice else text)
    option = choice[2] if choice else ""
    name = text if re.fullmatch(r"[a-z]\w*", text) else ""
    return Column(position, text, name=name, number=number, stem=bare(rest), row=option, option=option)


def _role(plain: str) -> Role | None:
    if plain.endswith("_timestamp") or plain == "survey timestamp":
        return "submitted"
    if plain in ("redcap_survey_identifier", "survey identifier"):
        return "private"
    if plain in ("complete?", "data access group") or plain.startswith("redcap_") or plain in _WAVES:
        return "platform"
    return "platform" if re.fullmatch(r"[a-z]\w*_complete", plain) else meta_role(plain)


def answers(table: RawTable, layout: Layout) -> RawTable:
    """Surveys begun and not ended have no time; how many is told."""
    columns = list(table.columns)
    for column in layout.of("submitted"):
        cells = columns[column.position]
        begun = np.array([str(cell).strip() == _NOT_SUBMITTED for cell in cells.values], dtype=bool)
        n = int(begun[cells.codes].sum())
        if n:
            values = tuple(None if str(cell).strip() == _NOT_SUBMITTED else cell for cell in cells.values)
            columns[column.position] = Cells(cells.codes, values)
            table = table.noted(
                Message("survey.never_submitted", place=table.place, n=n, column=column.header, said=_NOT_SUBMITTED)
            )
    return replace(table, columns=tuple(columns))
