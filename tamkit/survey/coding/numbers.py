"""Matching by question number, the weakest evidence: worded columns must resemble the question they are taken for, and
columns without words count only when the numbers of the whole file fit the questionnaire."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from tamkit.errors import listed
from tamkit.messages import Message
from tamkit.survey.coding.index import Index, Kind, Target
from tamkit.survey.readers.headers import fold
from tamkit.survey.readers.table import Column, Place

if TYPE_CHECKING:
    from tamkit.questionnaire import Check, Item

ALIKE = 0.5


def by_number(free: list[Column], targets: dict[int, Target], index: Index, place: Place) -> list[Message]:
    """Adds to ``targets`` what question numbers say, and returns a note for each such column."""
    groups: dict[int, list[Column]] = {}
    for column in free:
        if column.role == "question" and column.number is not None and column.kind != "other":
            groups.setdefault(column.number, []).append(column)
    questions = _questions(index)
    notes: list[Message] = []
    silent: dict[int, list[Column]] = {}
    for number, columns in groups.items():
        rest = [column for column in columns if column.position not in targets]
        if rest and not any(_words(column) for column in columns):
            silent[number] = columns
        elif rest:
            notes += _by_wording([c for c in rest if _words(c)], questions.get(number, []), targets, index, place)
    return notes + _silent(silent, questions, targets, index, place)


def _questions(index: Index) -> dict[int, list[Target]]:
    """Items and checks in the order of their rows, and variables (a multiple choice: its options), by number."""
    asked = index.questionnaire
    rows: dict[int, list[tuple[int, Target]]] = {}
    parts: list[Item | Check] = [*asked.items, *asked.checks]
    for order, part in enumerate(parts):
        if part.number is not None:
            kind: Kind = "item" if order < len(asked.items) else "check"
            rows.setdefault(part.number, []).append((part.row or order, Target(kind, part.code, how="number")))
    for variable in asked.variables:
        if variable.number is not None:
            target = Target("variable", variable.code, how="number")
            rows.setdefault(variable.number, []).append((0, target))
    return {number: [target for _, target in sorted(pairs, key=lambda pair: pair[0])] for number, pairs in rows.items()}


def _words(column: Column) -> str:
    """What a column's header says in words; nothing for a mere number or code."""
    told = fold(column.row or column.stem)
    return "" if len(told) < 5 or re.fullmatch(r"[a-z]{1,4}\d+", told) else told


def _taken(targets: dict[int, Target]) -> set[str]:
    return {target.code for target in targets.values() if target.kind != "option"}


def _by_wording(
    columns: list[Column], questions: list[Target], targets: dict[int, Target], index: Index, place: Place
) -> list[Message]:
    """Pairs a number's columns and questions that resemble each other more than anything else under that number."""
    notes = []
    open_ones = [target for target in questions if target.code not in _taken(targets)]
    alike = {
        (column.position, target.code): difflib.SequenceMatcher(
            None, _words(column), fold(index.wording[target.code].replace("{P}", ""))
        ).ratio()
        for column in columns
        for target in open_ones
    }
    for column in columns:
        best = max(open_ones, key=lambda target: alike[column.position, target.code], default=None)
        if best is None or alike[column.position, best.code] < ALIKE:
            continue
        rival = max(columns, key=lambda other: alike[other.position, best.code])
        if rival is not column:
            continue
        targets[column.position] = best
        notes.append(
            Message(
                "survey.matched_by_number",
                place=place,
                letter=column.letter,
                code=best.code,
                found=(column.row or column.stem)[:60],
                expected=index.wording[best.code],
            )
        )
    return notes


def _silent(
    groups: dict[int, list[Column]],
    questions: dict[int, list[Target]],
    targets: dict[int, Target],
    index: Index,
    place: Place,
) -> list[Message]:
    """Columns that are numbered only: taken in order, if every number has as many columns as questions and no item's
    number is absent. One misfit means that the file counts its questions differently, so none is taken."""
    taken = _taken(targets)
    needed = {
        number
        for number, found in questions.items()
        if any(target.kind in ("item", "check") and target.code not in taken for target in found)
    }
    pairs: list[tuple[Column, Target]] = []
    for number, columns in groups.items():
        found = questions.get(number, [])
        if len(found) == 1 and found[0].kind == "variable" and len(columns) > 1:
            found = [Target("option", found[0].code, code, "number") for code in index.options[found[0].code].codes]
        if len(found) != len(columns) or any(target.code in taken for target in found):
            return []
        pairs += zip(columns, found, strict=True)
    if not pairs or not needed <= set(groups):
        return []
    for column, target in pairs:
        targets.setdefault(column.position, target)
    shown = listed([f"{column.letter} → {target.name}" for column, target in pairs], 6)
    return [Message("survey.matched_by_order", place=place, n=len(pairs), pairs=shown)]
