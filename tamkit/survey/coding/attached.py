"""Labels attached to a column's numbers (SPSS, Stata, or written beside them in the cells): what they say, they say of
the whole column. Nothing here looks at one number alone.

A scale's labels at two points, or at one end, settle which way all its numbers run. A label that is not understood is a
finding, never a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tamkit.messages import Message
from tamkit.survey.coding.cells import NOTHING, number, spell
from tamkit.survey.coding.labels import Labels
from tamkit.survey.coding.options import Options
from tamkit.survey.readers.headers import fold
from tamkit.survey.readers.table import Cell

Key = float | str
#: Which score a number has: ``sign * number + shift``.
Line = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Told:
    """What a column's labels say. scores: by the number (or word) that has the label; line: for all other numbers, None
    where the labels do not settle it; missing: numbers labelled as no answer; wrong: what is not understood."""

    scores: Mapping[Key, float] = field(default_factory=dict)
    line: Line | None = None
    missing: frozenset[Key] = frozenset()
    wrong: tuple[Message, ...] = ()
    note: Message | None = None

    def of(self, cell: Cell) -> float | None:
        """The score of a cell, or None where nothing is told about it."""
        found = self.scores.get(key(cell))
        if found is not None or self.line is None:
            return found
        value = numeral(cell)
        return None if value is None else self.line[0] * value + self.line[1]


def key(cell: Cell) -> Key:
    """A cell as labels are looked up by: its number, or its words."""
    value = number(cell)
    return spell(cell) if value is None else value


def numeral(cell: Cell) -> float | None:
    """The number of a cell, of LimeSurvey's answer codes A1, AO01 too."""
    import re

    value = number(cell)
    if value is None and isinstance(cell, str):
        match = re.fullmatch(r"AO?0*(\d{1,2})", cell.strip())
        value = float(match[1]) if match else None
    return value


def line(pairs: Mapping[float, float], high: int, low: int = 1) -> Line | None:
    """Which way numbers run, from the scores of some of them; None where that does not settle it, or in no order.

    One number settles it where it is an end of the scale.

    >>> line({1: 5, 5: 1}, 5), line({0: 1, 4: 5}, 5), line({2: 4}, 5), line({3: 3}, 5), line({1: 1, 2: 4, 3: 3}, 5)
    ((-1, 6.0), (1, 1.0), (-1, 6), None, None)
    """
    if len(pairs) == 1:
        (value, score), *_ = pairs.items()
        lines: list[Line] = [(1, 0), (-1, low + high)]
        fits = [one for one in lines if one[0] * value + one[1] == score]
        return fits[0] if len(fits) == 1 else None
    (first, score), (second, other), *_ = pairs.items()
    slope = (other - score) / (second - first)
    if slope not in (1, -1):
        return None
    sign, shift = int(slope), score - slope * first
    return (sign, shift) if all(sign * value + shift == found for value, found in pairs.items()) else None


def of_scale(
    labels: Labels,
    attached: Mapping[Key, str],
    used: Iterable[Cell],
    *,
    place: tuple[str, str],
    settled: Callable[[Key], bool] = lambda value: False,
    said: Mapping[str, int] | None = None,
    declared: Line | None = None,
) -> Told:
    """What the labels attached to an item's numbers say.

    place: the column's letter and the item. settled: values for which the mapping file says the score (or that they are
    no answer). said: labels the mapping file gives a score, folded. declared: which way the mapping file says that
    numbers run; only then may there be labels that nobody knows.
    """
    seen = {key(cell) for cell in used}
    known: dict[Key, float] = {}
    missing: set[Key] = set()
    strange: list[tuple[Key, str]] = []
    for raw, label in attached.items():
        value = key(raw)
        if settled(value) or number(label) == value:
            continue
        if spell(label).casefold() in NOTHING:
            missing.add(value)
            continue
        score: float | None = (said or {}).get(fold(label)) or labels.of_words(label)
        point = numeral(raw)
        if score is None and number(label) is not None and labels.low <= (number(label) or 0) <= labels.high:
            score = int(number(label) or 0)
        if score is not None:
            known[value] = float(score)
        elif labels.slider and point not in (labels.low, labels.high):
            continue  # words between the ends of a slider change no number
        elif value in seen or (point is not None and labels.low <= point <= labels.high):
            strange.append((value, label))
    numerals = {numeral(value): score for value, score in known.items()}
    pairs = {value: score for value, score in numerals.items() if value is not None}
    found = line(pairs, labels.high, labels.low) if pairs and len(pairs) == len(known) else None
    wrong = _strange(strange, labels, place) if declared is None else ()
    if strange and declared is not None and found is not None and found[0] != declared[0]:
        wrong = tuple(
            _about("against", place, value, known_label(attached, value), labels) for value in list(known)[:1]
        )
    if wrong or not known:
        return Told(missing=frozenset(missing), wrong=wrong)
    same = _twice(known)
    if same is not None:
        first, second = same
        label = known_label(attached, second)
        return Told(wrong=(_about("same", place, second, label, labels, other=_shown(first)),))
    if found is not None:
        return Told(known, found, frozenset(missing))
    if len(pairs) == 1 and len(known) == 1:
        value, score = next(iter(pairs.items()))
        if value == score:  # the label in the middle: numbers may run either way, as in a column without labels
            return Told(missing=frozenset(missing))
        return Told(wrong=(_about("alone", place, value, known_label(attached, value), labels),))
    rest = sorted(
        (_shown(value) for value in seen - set(known) - missing if not settled(value) and value != ""), key=str
    )
    if rest:
        return Told(wrong=tuple(_about("unlabelled", place, value, "", labels) for value in rest[:3]))
    note = None
    if len(pairs) == len(known):
        note = Message("survey.labels_in_no_order", letter=place[0], code=place[1], n=len(known))
    return Told(known, None, frozenset(missing), note=note)


def known_label(attached: Mapping[Key, str], value: Key) -> str:
    """The label of a number."""
    return next(label for raw, label in attached.items() if key(raw) == value)


def _shown(value: Key | None) -> Key:
    return int(value) if isinstance(value, float) and value.is_integer() else value if value is not None else ""


def _twice(known: Mapping[Key, float]) -> tuple[Key, Key] | None:
    first: dict[float, Key] = {}
    for value, score in known.items():
        if score in first:
            return first[score], value
        first[score] = value
    return None


def _strange(strange: list[tuple[Key, str]], labels: Labels, place: tuple[str, str]) -> tuple[Message, ...]:
    return tuple(_about("unknown", place, value, label, labels) for value, label in strange[:4])


def _about(
    why: str, place: tuple[str, str], value: Key | None, label: str, labels: Labels, other: Key | None = None
) -> Message:
    return Message(
        "survey.value_label",
        why=why,
        letter=place[0],
        code=place[1],
        value=_shown(value),
        label=label[:60],
        other=other,
        scale=labels.name,
        near=labels.near(label),
        allowed=labels.allowed(),
    )


def of_options(
    options: Options,
    attached: Mapping[Key, str],
    used: Iterable[Cell],
    *,
    place: tuple[str, str],
    settled: Callable[[Key], bool] = lambda value: False,
    said: Mapping[str, float] | None = None,
) -> Told:
    """What the labels attached to a respondent question's numbers say.

    A number in use whose label is no option, and one without a label where the others do not count as the questionnaire
    does, are findings: 1 = 女, 2 = 未知 does not make 2 the questionnaire's second option.
    """
    seen = {key(cell) for cell in used}
    known: dict[Key, float] = {}
    missing: set[Key] = set()
    wrong: list[Message] = []
    named: set[Key] = set()
    for raw, label in attached.items():
        value = key(raw)
        if settled(value) or number(label) == value:
            continue
        named.add(value)
        code = (said or {}).get(fold(label))
        code = options.of_words(label) if code is None else code
        if code is not None:
            known[value] = float(code)
        elif spell(label).casefold() in NOTHING:
            missing.add(value)
        elif value in seen:
            wrong.append(_no_option("unknown", place, value, label, options))
    if any(value != code for value, code in known.items()):
        rest = [value for value in seen if isinstance(value, float) and value not in named and not settled(value)]
        wrong += [_no_option("unlabelled", place, value, "", options) for value in sorted(rest)[:4]]
    return Told(known, None, frozenset(missing), tuple(wrong))


def _no_option(why: str, place: tuple[str, str], value: Key, label: str, options: Options) -> Message:
    return Message(
        "survey.option_label",
        why=why,
        letter=place[0],
        code=place[1],
        value=_shown(value),
        label=label[:60],
        near=options.near(label),
        allowed=options.allowed(),
    )
