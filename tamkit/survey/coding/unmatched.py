"""What found no partner: items without a column, columns without a question, each with the nearest candidates."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from tamkit.errors import DataError, listed
from tamkit.messages import Indented, Message
from tamkit.survey.coding.index import Index, Matches
from tamkit.survey.readers.headers import fold
from tamkit.survey.readers.table import Column, Place


def missing_items(matches: Matches, index: Index, place: Place) -> None:
    """Every item must have its column.

    Raises
    ------
    DataError
        With the items that have none, and for each the unmatched headers most like it.
    """
    have = {target.code for target in matches.targets.values()}
    absent = [code for code in index.questionnaire.item_codes if code not in have]
    if not absent:
        return
    lines = []
    for code in absent[:8]:
        near = candidates(index.wording[code], matches.unmatched)
        lines.append(Message("survey.item_without_column", item=code, text=index.wording[code], near=near or None))
    raise DataError(
        "survey.items_without_column",
        place=place,
        n=len(absent),
        all=len(index.questionnaire.item_codes),
        questionnaire=index.questionnaire.name,
        lines=Indented(lines),
        more=len(absent) - len(lines),
    )


def candidates(text: str, columns: Iterable[Column], limit: int = 2) -> tuple[Message, ...]:
    """The columns most like a text, for messages: ``F '5、…', G '6、…'``."""
    wanted = fold(text.replace("{P}", ""))
    ranked = []
    for column in columns:
        told = fold(column.row or column.stem or column.header)
        alike = difflib.SequenceMatcher(None, wanted, told).ratio()
        if alike >= 0.4:
            ranked.append((alike, column))
    ranked.sort(key=lambda pair: -pair[0])
    return tuple(named(column) for _, column in ranked[:limit])


def named(column: Column, like: str | None = None) -> Message:
    """A column by its letter and its header. like: the question it may belong to."""
    return Message("survey.column_named", letter=column.letter, header=column.header[:60], like=like)


def unmatched_note(matches: Matches, index: Index, place: Place) -> list[Message]:
    """Says which question columns are not used, and what each is most like among the questions without a column."""
    have = {target.code for target in matches.targets.values()}
    open_codes = [code for code in index.wording if code not in have]
    notes = []
    if matches.unmatched:
        words = []
        for column in matches.unmatched[:10]:
            told = fold(column.row or column.stem or column.header)
            ratio = {
                code: difflib.SequenceMatcher(None, told, fold(index.wording[code])).ratio() for code in open_codes
            }
            best = max(ratio, key=lambda code: ratio[code], default=None)
            words.append(named(column, best if best is not None and ratio[best] >= 0.5 else None))
        n = len(matches.unmatched)
        shown = tuple(words)
        notes.append(Message("survey.columns_unmatched", place=place, n=n, columns=shown, more=n - len(words)))
    absent = [code for code in open_codes if code not in index.questionnaire.item_codes]
    if absent:
        notes.append(Message("survey.answers_absent", place=place, codes=listed(absent)))
    return notes
