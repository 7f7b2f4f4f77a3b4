"""What found no partner: items without a column, columns without a question, each with the nearest candidates."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from tamkit.errors import InputError, listed
from tamkit.survey.coding.index import Index, Matches
from tamkit.survey.readers.headers import fold
from tamkit.survey.readers.table import Column


def missing_items(matches: Matches, index: Index, place: str) -> None:
    """Every item must have its column.

    Raises
    ------
    InputError
        With the items that have none, and for each the unmatched headers most like it.
    """
    have = {target.code for target in matches.targets.values()}
    absent = [code for code in index.questionnaire.item_codes if code not in have]
    if not absent:
        return
    lines = []
    for code in absent[:8]:
        near = candidates(index.wording[code], matches.unmatched)
        lines.append(f"  {code} {index.wording[code]!r}" + (f": nearest column {near}" if near else ""))
    more = f"\n  and {len(absent) - 8} more" if len(absent) > 8 else ""
    raise InputError(
        f"{place}: no column for {len(absent)} of {len(index.questionnaire.item_codes)} items of questionnaire "
        f"{index.questionnaire.name}; columns are matched by code, question number or text. Write a mapping file "
        "(columns: {header: code}) or take the items out of the questionnaire:\n" + "\n".join(lines) + more
    )


def candidates(text: str, columns: Iterable[Column], limit: int = 2) -> str:
    """The columns most like a text, for messages: ``F '5、…', G '6、…'``."""
    wanted = fold(text.replace("{P}", ""))
    ranked = []
    for column in columns:
        told = fold(column.row or column.stem or column.header)
        alike = difflib.SequenceMatcher(None, wanted, told).ratio()
        if alike >= 0.4:
            ranked.append((alike, column))
    ranked.sort(key=lambda pair: -pair[0])
    return ", ".join(f"{column.letter} {column.header[:60]!r}" for _, column in ranked[:limit])


def unmatched_note(matches: Matches, index: Index, place: str) -> list[str]:
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
            like = f" (like {best}?)" if best is not None and ratio[best] >= 0.5 else ""
            words.append(f"{column.letter} {column.header[:50]!r}{like}")
        rest = len(matches.unmatched) - len(words)
        more = f", and {rest} more." if rest else "."
        notes.append(f"{place}: {len(matches.unmatched)} column(s) belong to no question: {listed(words)}{more}")
    absent = [code for code in open_codes if code not in index.questionnaire.item_codes]
    if absent:
        notes.append(f"{place}: no column for {listed(absent)}; the analysis goes on without.")
    return notes
