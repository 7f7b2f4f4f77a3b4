"""Several files of one survey: the same responses exported twice (按文本 and 按序号), or more of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tamkit.errors import DataError, listed
from tamkit.messages import Message
from tamkit.survey.coding.cells import Floats
from tamkit.survey.coding.index import Index
from tamkit.survey.coding.part import Part


def pairs(parts: list[Part]) -> bool:
    """Whether the files are two exports of the same responses: one in words, one in numbers, most serials shared."""
    if len(parts) != 2 or not all(part.has_serial for part in parts):
        return False
    first, second = parts
    if first.layout.form == second.layout.form or "text" not in (first.layout.form, second.layout.form):
        return False
    shared = np.intersect1d(first.ids.astype(str), second.ids.astype(str))
    return 2 * len(shared) > min(len(first.ids), len(second.ids))


def merge(parts: list[Part], index: Index) -> Part:
    """Words and numbers of the same responses joined on the serial; words decide, numbers are checked against them.

    Raises
    ------
    DataError
        When a serial repeats, or when the two files disagree about answers; the message names items and serials.
    """
    text, other = (parts[0], parts[1]) if parts[0].layout.form == "text" else (parts[1], parts[0])
    for part in (text, other):
        _refuse_repeated(part)
    position = {str(serial): row for row, serial in enumerate(other.ids)}
    rows = np.array([position.get(str(serial), -1) for serial in text.ids])
    both = rows >= 0
    notes = [Message("survey.joined", file=other.place, to=text.place, n=int(both.sum()))]
    alone = (int((~both).sum()), len(other.ids) - int(both.sum()))
    if any(alone):
        notes.append(
            Message("survey.in_one_file_only", kept=alone[0], file=text.place, left_out=alone[1], other=other.place)
        )
    _same_times(text, other, rows, both)
    turned, checked = _cross_check(text, other, rows, both, index)
    scores, skipped = dict(text.scores), dict(text.skipped)
    for code, values in other.scores.items():
        if code in scores:
            continue
        scale = index.questionnaire.scale_of(code)
        scores[code] = _take(scale.turned(values) if turned and not scale.slider else values, rows, both)
        if code in other.skipped:
            skipped[code] = both & other.skipped[code][rows]
    if turned:
        notes.append(Message("survey.numbers_run_down", place=other.place, by=text.place, n=checked))
    elif checked:
        notes.append(Message("survey.files_agree", file=other.place, to=text.place, n=checked))
    for name, values in other.people.columns.items():
        if name not in text.people.columns:
            text.people.columns[name] = _take(values, rows, both)
            if name in other.people.skipped:
                text.people.skipped[name] = both & other.people.skipped[name][rows]
    meta = dict(text.meta)
    for name, values in other.meta.items():
        if name not in meta:
            meta[name] = _take(values, rows, both)
    prints = dict(text.prints)
    for name, marks in other.prints.items():
        if name not in prints:
            prints[name] = np.where(both, marks[rows], None)
    # Scores that only numbers tell, with nothing to hold them against, are looked at like a file of numbers.
    alone_in_numbers = not checked and any(code not in text.scores for code in other.scores)
    return replace(
        text,
        layout=replace(text.layout, form=other.layout.form) if alone_in_numbers else text.layout,
        scores=scores,
        skipped=skipped,
        meta=meta,
        prints=prints,
        simulated=text.simulated or other.simulated,
        numeric=alone_in_numbers and other.numeric,
        notes=[*text.notes, *other.notes, *notes],
    )


def _take(values: Any, rows: Any, both: Any) -> Any:
    """Values of the other file in this file's order; nothing where it has no such response."""
    taken = values[rows]
    if taken.dtype == object:
        return np.where(both, taken, None)
    if np.issubdtype(taken.dtype, np.datetime64):
        return np.where(both, taken, np.datetime64("NaT"))
    return np.where(both, taken.astype(float), np.nan)


def _refuse_repeated(part: Part) -> None:
    serials, counts = np.unique(part.ids.astype(str), return_counts=True)
    if (counts > 1).any():
        again = list(serials[counts > 1])
        raise DataError("survey.serials_stand_twice", place=part.place, n=len(again), serials=listed(again, 6))


def _same_times(text: Part, other: Part, rows: Any, both: Any) -> None:
    if "submitted" not in text.meta or "submitted" not in other.meta:
        return
    first, second = text.meta["submitted"][both], other.meta["submitted"][rows[both]]
    differ = ~np.isnat(first) & ~np.isnat(second) & (np.abs(first - second) > np.timedelta64(61, "s"))
    if differ.any():
        serials = text.ids[both][differ]
        raise DataError(
            "survey.times_differ",
            first=text.place,
            second=other.place,
            n=int(differ.sum()),
            serials=listed(list(serials), 6),
        )


def _cross_check(text: Part, other: Part, rows: Any, both: Any, index: Index) -> tuple[bool, int]:
    """Whether numbers run against the labels, and how many questions could be compared."""
    turned = same = 0
    wrong: list[Message] = []
    for code, labels in text.scores.items():
        if code not in other.scores:
            continue
        words, numbers = labels[both], other.scores[code][rows[both]]
        known = ~np.isnan(words) & ~np.isnan(numbers)
        if not known.any():
            continue
        scale = index.questionnaire.scale_of(code)
        agree = words[known] == numbers[known]
        against = (words[known] == scale.turned(numbers[known])) & (not scale.slider)
        if agree.all():
            same += not against.all()
        elif against.all():
            turned += 1
        elif not _one_to_one(words[known], numbers[known]):
            miss = text.ids[both][known][~(agree if agree.mean() >= against.mean() else against)]
            wrong.append(Message("survey.of_serials", code=code, n=len(miss), serials=listed(list(miss), 4)))
    wrong += _people_differ(text, other, rows, both)
    if wrong:
        n, shown = len(wrong), tuple(wrong[:6])
        raise DataError(
            "survey.files_disagree", first=text.place, second=other.place, n=n, questions=shown, more=n - len(shown)
        )
    return turned > same, turned + same


def _people_differ(text: Part, other: Part, rows: Any, both: Any) -> list[Message]:
    """Respondent questions on which words and numbers contradict each other; another order of options does not."""
    wrong = []
    for name, values in text.people.columns.items():
        numbers = other.people.columns.get(name)
        if numbers is None or values.dtype.hasobject or numbers.dtype.hasobject:
            continue
        first, second = values[both], numbers[rows[both]]
        known = ~np.isnan(first) & ~np.isnan(second)
        differ = known & (first != second)
        if differ.any() and not _one_to_one(first[known], second[known]):
            miss = list(text.ids[both][differ])
            wrong.append(Message("survey.of_serials", code=name, n=len(miss), serials=listed(miss, 4)))
    return wrong


def _one_to_one(words: Floats, numbers: Floats) -> bool:
    """Options listed in an order of their own: each number one label, and none of it by a slip (five rows each)."""
    found: dict[tuple[float, float], int] = {}
    for pair in zip(numbers.tolist(), words.tolist(), strict=True):
        found[pair] = found.get(pair, 0) + 1
    distinct = len({number for number, _ in found}) == len({word for _, word in found}) == len(found)
    return distinct and min(found.values()) >= 5


def identify(parts: list[Part]) -> tuple[list[Part], list[Any], list[Message]]:
    """Parts, unique ids for each, and notes. Rows that an earlier file already holds are left out.

    Serials that repeat inside a file give way to row numbers; serials shared by different responses of several files
    are told apart by the file's name.
    """
    notes: list[Message] = []
    ids: list[Any] = []
    for part in parts:
        own = part.ids
        if len(np.unique(own.astype(str) if own.dtype == object else own)) < len(own):
            notes.append(Message("survey.serials_repeat", place=part.place))
            own = part.table.rows
        ids.append(own)
    if len(parts) == 1:
        return parts, ids, notes
    seen: dict[str, tuple[int, int]] = {}
    clash = False
    _refuse_edited(parts)
    kept: list[Part] = []
    for number, part in enumerate(parts):
        keep = np.ones(len(ids[number]), dtype=bool)
        for row, name in enumerate(ids[number]):
            known = seen.setdefault(str(name), (number, row))
            if known == (number, row):
                continue
            if part.has_serial and _same_row(parts[known[0]], known[1], part, row):
                keep[row] = False
            else:
                clash = True
        if not keep.all():
            notes.append(Message("survey.in_earlier_file", place=part.place, n=int((~keep).sum())))
            part, ids[number] = _only(part, keep), ids[number][keep]
        kept.append(part)
    if clash:
        stems = [Path(part.table.path).stem for part in kept]
        if len(set(stems)) < len(stems):
            stems = [str(number + 1) for number in range(len(kept))]
        ids = [np.array([f"{stem}:{name}" for name in own], dtype=object) for stem, own in zip(stems, ids, strict=True)]
        notes.append(Message("survey.serials_overlap"))
    elif any(own.dtype == object for own in ids):
        ids = [own.astype(str).astype(object) for own in ids]
    return kept, ids, notes


def _refuse_edited(parts: list[Part]) -> None:
    """One response with other answers in two files must not count twice.

    Serials that different people share (each file counts from 1) are told by the times of submission. Without times
    they are taken for one response where other rows of the files are the same, or most differ in a few answers only.
    """
    for number, later in enumerate(parts):
        for earlier in parts[:number]:
            if not (earlier.has_serial and later.has_serial) or set(earlier.scores) != set(later.scores):
                continue
            _, at, here = np.intersect1d(earlier.ids.astype(str), later.ids.astype(str), return_indices=True)
            if not len(at):
                continue
            differ = np.zeros(len(at), dtype=np.int64)
            for code, scores in earlier.scores.items():
                first, second = scores[at], later.scores[code][here]
                differ += ~((first == second) | (np.isnan(first) & np.isnan(second)))
            edited = differ > 0
            if "submitted" in earlier.meta and "submitted" in later.meta:
                edited &= earlier.meta["submitted"][at] == later.meta["submitted"][here]
            elif edited.all():
                few = differ <= max(1, 0.2 * len(earlier.scores))
                edited &= few if 2 * few.sum() >= len(few) else False
            if edited.any():
                serials = listed(list(earlier.ids[at][edited]), 6)
                column = next((c.header for c in later.layout.columns if c.role == "serial"), "")
                raise DataError(
                    "survey.same_serial_other_answers",
                    first=earlier.place,
                    second=later.place,
                    n=int(edited.sum()),
                    serials=serials,
                    column=column,
                )


def _same_row(first: Part, row: int, second: Part, other: int) -> bool:
    if set(first.scores) != set(second.scores):
        return False
    for name in ("submitted",):
        if name in first.meta and name in second.meta and first.meta[name][row] != second.meta[name][other]:
            return False
    pairs = [(first.scores[code][row], second.scores[code][other]) for code in first.scores]
    return all(a == b or (a != a and b != b) for a, b in pairs)


def _only(part: Part, keep: Any) -> Part:
    part.people.columns = {name: values[keep] for name, values in part.people.columns.items()}
    part.people.skipped = {name: values[keep] for name, values in part.people.skipped.items()}
    return replace(
        part,
        table=part.table.keep(keep),
        ids=part.ids[keep],
        scores={name: values[keep] for name, values in part.scores.items()},
        skipped={name: values[keep] for name, values in part.skipped.items()},
        meta={name: values[keep] for name, values in part.meta.items()},
        prints={name: values[keep] for name, values in part.prints.items()},
    )
