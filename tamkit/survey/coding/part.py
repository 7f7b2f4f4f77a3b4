"""One file, coded: everything `load` joins into frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tamkit.errors import DataError, listed
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.survey import privacy
from tamkit.survey.coding import matching, times
from tamkit.survey.coding.answers import Scorer, by_number
from tamkit.survey.coding.cells import Bools, Floats, number, spell
from tamkit.survey.coding.index import Index, Matches
from tamkit.survey.coding.people import Answers, code_people
from tamkit.survey.coding.problems import Problems
from tamkit.survey.readers.mapping import Mapping
from tamkit.survey.readers.table import Column, Layout, Place, RawTable, blank


@dataclass(slots=True)
class Part:
    """One file's answers. scores: items and checks before reverse keys; numeric: its scores were numbers;
    not_kept: rows that ``keep`` left out."""

    table: RawTable
    layout: Layout
    matches: Matches
    ids: Any
    has_serial: bool
    scores: dict[str, Floats]
    skipped: dict[str, Bools]
    people: Answers
    meta: dict[str, Any]
    prints: dict[str, Any]
    simulated: bool
    numeric: bool
    notes: list[Message] = field(default_factory=list)
    not_kept: int = 0

    @property
    def place(self) -> Place:
        return self.table.place


def code_part(
    table: RawTable,
    layout: Layout,
    index: Index,
    mapping: Mapping,
    marks: privacy.Fingerprints,
    *,
    descending: bool,
    progress: Progress | None = None,
) -> Part:
    """Matches and codes one raw table.

    Raises
    ------
    InputError
        For cells that are not answers to their question, with rows.
    """
    layout = replace(layout, skips=layout.skips | mapping.skips, missing=layout.missing | mapping.missing)
    notes = list(table.notes)
    if mapping.rows is not None:
        table, ended = _within(table, mapping.rows)
        notes += ended
    received = table.n
    table, kept = _kept(table, layout, mapping)
    notes += kept
    not_kept = received - table.n
    _refuse_waves(table, layout)
    matches = matching.match(layout, index, mapping, table.place)
    notes += matches.notes
    problems = Problems(table.place)
    scorer = Scorer(index.questionnaire, layout, mapping, descending)
    scores: dict[str, Floats] = {}
    skipped: dict[str, Bools] = {}
    scored = {**matches.columns("item"), **matches.columns("check")}
    for done, (name, position) in enumerate(scored.items()):
        coded = scorer.column(table, position, name)
        problems.add(table, layout.columns[position], name, coded.wrong)
        scores[name] = coded.values
        if coded.skipped.any():
            skipped[name] = coded.skipped
        if progress is not None:
            progress(Message("survey.coding"), done + 1, len(scored))
    problems.lines[:0] = scorer.wrong
    notes += [*scorer.notes, *scorer.synonyms(table.place)]
    people = code_people(table, layout, matches, index, mapping, problems)
    problems.refuse()
    texts = {variable.code for variable in index.questionnaire.variables if variable.kind == "text"}
    asking = [layout.columns[at] for at, target in matches.targets.items() if target.code in texts]
    personal = _personal(table, [*matches.unmatched, *asking])
    matches = replace(matches, unmatched=tuple(c for c in matches.unmatched if c.position not in personal))
    named = _with_role(layout, matches, "serial")[:1]
    for column in named:
        kind = privacy.unfit_as_id(table.columns[column.position])
        if kind is not None:
            notes.append(Message("survey.id_not_used", place=table.place, header=column.header, kind=kind))
            named = []
            personal |= {column.position: kind} if kind != "text" else {}
    meta, ids, simulated = _meta(table, layout, matches, mapping, named, notes)
    prints = _prints(table, layout, matches, marks, personal)
    notes += _private_note(layout, matches, table, personal)
    return Part(
        table, layout, matches, ids, bool(named), scores, skipped, people, meta, prints,
        simulated, by_number(table, matches.columns("item").values(), scorer.settled), notes + people.notes,
        not_kept,
    )  # fmt: skip


def _within(table: RawTable, rows: tuple[int, int]) -> tuple[RawTable, list[Message]]:
    """Only the rows that are responses, counted from 1 below the header."""
    first, last = rows
    if first > table.n:
        raise DataError("survey.rows_beyond", place=table.place, first=first, n=table.n)
    place = np.arange(1, table.n + 1)
    keep = (place >= first) & (place <= last)
    if keep.all():
        return table, []
    return table.keep(keep), [
        Message("survey.rows_ended", place=table.place, first=first, last=last, n=int((~keep).sum()))
    ]


def _kept(table: RawTable, layout: Layout, mapping: Mapping) -> tuple[RawTable, list[Message]]:
    """Only the rows whose status the mapping keeps."""
    notes = []
    for header, wanted in mapping.keep.items():
        position = matching.find_column(layout, header, mapping.origin, table.place)
        cells = table.columns[position]
        keep = np.array([not blank(cell) and spell(cell) in wanted for cell in cells.values], dtype=bool)[cells.codes]
        if not keep.any():
            have = sorted({spell(cell) for cell in cells.values if not blank(cell)})[:12]
            raise DataError(
                "survey.keep_matches_nothing",
                origin=mapping.origin,
                header=header,
                place=table.place,
                wanted=listed(wanted),
                have=listed(have),
            )
        if not keep.all():
            gone = int((~keep).sum())
            notes.append(
                Message("survey.rows_not_kept", place=table.place, n=gone, header=header, wanted=tuple(wanted))
            )
            table = table.keep(keep)
    return table, notes


def _refuse_waves(table: RawTable, layout: Layout) -> None:
    """Several rows of one response (events, repeated instruments) are not several responses.

    Raises
    ------
    DataError
        With the line of the mapping file that says which rows are meant.
    """
    if not layout.waves:
        return
    names = [spell(cell) for serial in layout.of("serial")[:1] for cell in table.columns[serial.position].to_list()]
    for position in layout.waves if len(set(names)) < len(names) else ():
        cells = table.columns[position]
        used = [cell for cell, n in zip(cells.values, cells.used(), strict=True) if n]
        found = [spell(cell) for cell in used if not blank(cell)]
        if found and len(used) > 1:
            raise DataError(
                "survey.several_rows_a_response",
                place=table.place,
                rows=len(names),
                n=len(set(names)),
                header=layout.columns[position].header,
                values=listed(found, 6),
                first=found[0],
            )


def _with_role(layout: Layout, matches: Matches, role: str) -> list[Column]:
    """Columns of a role, those the mapping names first; columns that answer a question have none."""
    mapped = [layout.columns[position] for position, given in matches.roles.items() if given == role]
    if mapped:
        return mapped
    return [
        c
        for c in layout.columns
        if c.role == role and c.position not in matches.targets and c.position not in matches.roles
    ]


def _about_dates(found: times.Moments, column: Column, table: RawTable) -> list[Message]:
    """What is to be said of a column's dates."""
    if found.ambiguous:
        cells = found.ambiguous
        return [Message("survey.dates_ambiguous", place=table.place, letter=column.letter, cells=cells)]
    if found.unread:
        n, cells = len(found.unread), found.unread[:3]
        return [Message("survey.dates_unread", place=table.place, letter=column.letter, n=n, cells=cells)]
    return []


def _order(table: RawTable, columns: list[Column]) -> str | None:
    """Which of day and month comes first, where one column of times settles it for the others of the file."""
    for column in columns:
        found = times.dated(table.columns[column.position]).order
        if found is not None:
            return found
    return None


def _meta(
    table: RawTable, layout: Layout, matches: Matches, mapping: Mapping, named: list[Column], notes: list[Message]
) -> tuple[dict[str, Any], Any, bool]:
    """Serial, times and status; the response ids; whether the file says that it is simulated."""
    meta: dict[str, Any] = {"row": table.rows}
    ids: Any = table.rows
    serial = named
    if serial:
        cells = table.columns[serial[0].position]
        numbers = _numbers(cells.values)
        if all(value is not None and abs(value) < 1e15 and value == int(value) for value in numbers):
            ids = np.array([int(value) for value in numbers if value is not None], dtype=np.int64)[cells.codes]
        elif not any(blank(cell) for cell in cells.values):
            ids = np.array([spell(cell) for cell in cells.values], dtype=object)[cells.codes]
        else:
            ids = table.rows
        meta["serial"] = ids
    clocks = [column for role in ("started", "submitted") for column in _with_role(layout, matches, role)]
    order = mapping.dates or (_order(table, clocks) if len(clocks) > 1 else None)
    for role in ("started", "submitted"):
        columns = _with_role(layout, matches, role)
        if columns:
            found = [times.dated(table.columns[column.position], order) for column in columns]
            best = max(range(len(found)), key=lambda place: int((~np.isnat(found[place].values)).sum()))
            meta[role] = found[best].values
            notes += _about_dates(found[best], columns[best], table)
    seconds = _with_role(layout, matches, "seconds")
    if seconds:
        meta["seconds"] = times.durations(table.columns[seconds[0].position])
    elif "started" in meta and "submitted" in meta:
        span = (meta["submitted"] - meta["started"]) / np.timedelta64(1, "s")
        meta["seconds"] = np.where(np.isnat(meta["submitted"]) | np.isnat(meta["started"]) | (span < 0), np.nan, span)
    for column in _with_role(layout, matches, "status")[:1]:
        cells = table.columns[column.position]
        if len(cells.values) <= 20:
            meta["status"] = np.array([None if blank(cell) else spell(cell) for cell in cells.values], dtype=object)[
                cells.codes
            ]
    return meta, ids, _simulated(table, layout)


def _numbers(values: tuple[Any, ...]) -> list[float | int | None]:
    if all(isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16 for value in values):
        return [int(value) for value in values]
    return [number(cell) for cell in values]


def _simulated(table: RawTable, layout: Layout) -> bool:
    """A file is simulated when a platform column says so; simulated data must never pass for answers."""
    for column in layout.columns:
        if column.role not in ("platform", "status"):
            continue
        name = column.header.casefold()
        for cell in table.columns[column.position].values[:200]:
            text = spell(cell).casefold() if not blank(cell) else ""
            if (
                "simulated" in text
                or "模拟" in text
                or (name in ("simulated", "模拟数据") and text in ("1", "true", "yes", "是"))
            ):
                return True
    return False


def _personal(table: RawTable, columns: Iterable[Column]) -> dict[int, str]:
    """Columns no question claims, and free texts, that ask for an address, a phone or an account: position → kind."""
    found = {}
    for column in columns:
        kind = privacy.kind_by_question(column.header, table.columns[column.position])
        if kind is not None:
            found[column.position] = kind
    return found


def _prints(
    table: RawTable, layout: Layout, matches: Matches, marks: privacy.Fingerprints, personal: dict[int, str]
) -> dict[str, Any]:
    """Opaque marks of the columns that identify a person or a device."""
    out: dict[str, Any] = {}
    for column in layout.columns:
        given = matches.roles.get(column.position)
        kind: str | None = None
        if column.position in personal:
            kind = personal[column.position]
        elif column.position in matches.targets or (given is not None and given != "private"):
            continue
        elif column.role == "private" or given == "private":
            kind = privacy.kind_by_name(column.header) or privacy.kind_by_name(column.name)
            kind = kind or privacy.kind_by_content(table.columns[column.position])
        elif column.role == "question":
            kind = privacy.kind_by_content(table.columns[column.position])
        if kind is None or kind == "location" or kind in out:
            continue
        cells = table.columns[column.position]
        hashed = np.array(marks.of(kind, cells.values), dtype=object)[cells.codes]
        if any(mark is not None for mark in hashed[:100_000]):
            out[kind] = hashed
    return out


def _private_note(layout: Layout, matches: Matches, table: RawTable, personal: dict[int, str]) -> list[Message]:
    private = [
        column.header
        for column in layout.columns
        if (
            (column.role == "private" and column.position not in matches.targets)
            or matches.roles.get(column.position) == "private"
            or (column.position in personal and column.position not in matches.targets)
        )
        and not all(blank(cell) for cell in table.columns[column.position].values)
    ]
    if not private:
        return []
    return [Message("survey.personal_forgotten", place=table.place, headers=listed(private, 8))]
