"""Items and attention checks to scores. Reverse keys are not applied here but once, at the end (`keyed`)."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.messages import Message
from tamkit.survey.coding.attached import Key, Line, Told, key, line, numeral, of_scale
from tamkit.survey.coding.cells import Code, Coded, Empty, Floats, Wrong, code, dated, emptiness, number, spell
from tamkit.survey.coding.labels import Labels
from tamkit.survey.readers.headers import fold
from tamkit.survey.readers.mapping import Mapping
from tamkit.survey.readers.table import Cell, Layout, Place, RawTable, blank, letter

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire


class Scorer:
    """Codes one file's items and checks. descending: option numbers run from the highest label (非常同意 = 1).

    wrong, notes: what the labels of whole columns said; heard: words that are no label of their scale, and
    the point they were read as.
    """

    def __init__(self, questionnaire: Questionnaire, layout: Layout, mapping: Mapping, descending: bool) -> None:
        self.wrong: list[Message] = []
        self.notes: list[Message] = []
        self.heard: dict[tuple[str, str], str] = {}
        self.settled: set[int] = set()
        self.said = {fold(label): score for label, score in mapping.labels.items()}
        self.labels = {name: Labels.of(name, scale) for name, scale in questionnaire.scales.items()}
        self.scale_of = {item.code: item.scale for item in questionnaire.items}
        self.scale_of |= {check.code: check.scale for check in questionnaire.checks}
        self.layout, self.mapping, self.descending = layout, mapping, descending

    def column(self, table: RawTable, position: int, name: str) -> Coded:
        """The scores of one item or check."""
        labels = self.labels[self.scale_of[name]]
        own = {fold(cell): float(score) for cell, score in self.mapping.values.get(name, {}).items()}
        cells = table.columns[position]
        used = [cell for cell, n in zip(cells.values, cells.used(), strict=True) if n and not blank(cell)]
        told = self._told(table, position, name, labels, own, used)
        # Labels that settle the column decide, whichever way the numbers run elsewhere.
        descending = self.descending and told.line is None and not told.scores

        def decide(cell: Cell) -> Code:
            empty = emptiness(cell, self.layout, zero=told.line is None and not told.scores and not labels.slider)
            if own and fold(_text(cell)) in own and (empty is None or (labels.slider and not blank(cell))):
                return own[fold(_text(cell))]
            if empty is not None:
                value = number(cell) if labels.slider else None
                answer = value is not None and labels.low <= value <= labels.high
                return Wrong("code_or_answer", {"code": name}) if answer else empty
            if key(cell) in told.missing:
                return Empty.MISSING
            if isinstance(cell, str) and fold(cell) in self.said:
                return self._point(float(self.said[fold(cell)]), labels)
            wrong = dated(cell)
            score = told.of(cell) if wrong is None else None
            if score is not None:
                return self._point(score, labels)
            if self.layout.platform == "limesurvey" and isinstance(cell, str):
                value = numeral(cell)
                cell = value if value is not None else cell
            return labels.score(cell, descending=descending)

        coded = code(cells, decide)
        self._hear(labels, [cell for cell in used if isinstance(cell, str) and fold(cell) not in own])
        return coded

    def _point(self, score: float, labels: Labels) -> Code:
        if score != int(score) and not labels.slider:
            return Wrong("between_points", {"allowed": labels.allowed()})
        return score if labels.low <= score <= labels.high else Wrong("off_the_scale", {"allowed": labels.allowed()})

    def _told(
        self, table: RawTable, position: int, name: str, labels: Labels, own: dict[str, float], used: list[Cell]
    ) -> Told:
        """What labels say about the column's numbers: those the file attaches, else those written beside numbers."""
        place = (letter(position), name)
        attached = table.value_labels.get(position, {})
        nothing = self.layout.missing | self.layout.skips

        def settled(value: Key) -> bool:
            return fold(_text(value)) in own or _text(value) in nothing

        if attached:
            lines: dict[str, Line] = {"ascending": (1, 0), "descending": (-1, labels.low + labels.high)}
            told = of_scale(
                labels, attached, used, place=place, settled=settled, said=self.said,
                declared=lines.get(self.mapping.direction or ""),
            )  # fmt: skip
        else:
            told = self._written(labels, used, place)
        self.wrong += told.wrong
        if told.note is not None:
            self.notes.append(told.note)
        if told.scores or told.line is not None:
            self.settled.add(position)
        return told

    def _written(self, labels: Labels, used: list[Cell], place: tuple[str, str]) -> Told:
        """Labels beside numbers in the cells (``Agree (5)``): labels decide, and the numbers alone run as they say."""
        words = [spell(cell) for cell in used if isinstance(cell, str) and number(cell) is None]
        found = {text: pair for text in words if (pair := labels.beside(text)) is not None}
        bare = sum(number(cell) is not None and emptiness(cell, self.layout) is None for cell in used)
        if not found:
            if bare and self.mapping.direction is None and any(labels.of_words(text) is not None for text in words):
                self.notes.append(Message("survey.words_and_numbers", letter=place[0], code=place[1], n=bare))
            return Told()
        pairs = {float(value): float(score) for value, score in found.values()}
        runs = line(pairs, labels.high, labels.low)
        against = [text for text, (value, score) in found.items() if value != score]
        if against:
            shown = tuple(f"{text[:40]} → {found[text][1]}" for text in against[:4])
            self.notes.append(
                Message("survey.word_and_number", letter=place[0], code=place[1], cells=shown, n=len(against))
            )
        if against and bare and runs is None:
            self.wrong.append(Message("survey.numbers_beside_words", letter=place[0], code=place[1], n=bare))
        return Told(line=runs)

    def _hear(self, labels: Labels, used: list[Any]) -> None:
        """Keeps what was read by its meaning, for one note."""
        for cell in used:
            if number(cell) is None and emptiness(cell, self.layout) is None and fold(cell) not in self.said:
                found = labels.heard(spell(cell))
                if found is not None and not found[1]:
                    point = labels.shown[found[0] - 1] if labels.shown and not labels.slider else str(found[0])
                    self.heard.setdefault((labels.name, spell(cell)[:40]), point)

    def synonyms(self, place: Place) -> list[Message]:
        """A note on the words that are no label of their scale."""
        if not self.heard:
            return []
        shown = tuple(f"{word} → {point}" for (_, word), point in list(self.heard.items())[:8])
        return [
            Message(
                "survey.read_by_meaning", place=place, n=len(self.heard), words=shown, more=len(self.heard) - len(shown)
            )
        ]


def _text(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def by_number(table: RawTable, positions: Iterable[int], settled: Set[int]) -> bool:
    """Whether these columns hold numbers rather than labels (empty cells and platform codes aside).

    settled: columns in which labels say which way the numbers run.
    """
    numbers = words = 0
    for position in positions:
        cells = table.columns[position]
        if position in settled:
            words += 1
            continue
        for cell in cells.values[:40]:
            if not blank(cell) and not isinstance(cell, str):
                numbers += 1
            elif not blank(cell):
                numbers += number(cell) is not None
                words += number(cell) is None
    return numbers > words


def keyed(scores: Floats, high: int, reverse: Any, low: int = 1) -> Floats:
    """Scores with the reverse key applied: ``low + high - score`` for ``True``, untouched for False and "already".

    >>> keyed(np.array([1.0, 5.0]), 5, True).tolist(), keyed(np.array([1.0, 5.0]), 5, "already").tolist()
    ([5.0, 1.0], [1.0, 5.0])
    >>> keyed(np.array([0.0, 30.0]), 100, True, 0).tolist()
    [100.0, 70.0]
    """
    return low + high - scores if reverse is True else scores


def direction(scores: dict[str, Floats], questionnaire: Questionnaire) -> tuple[float, float] | None:
    """Share of passed attention checks as coded, and if every scale ran the other way; None without usable checks.

    Only checks whose passing answers differ when turned round can tell.
    """
    passed = turned = total = 0
    for check in questionnaire.checks:
        if check.code not in scores:
            continue
        scale = questionnaire.scale_of(check.code)
        other = {scale.turned(score) for score in check.passes}
        if scale.slider or other & set(check.passes):
            continue
        answers = scores[check.code]
        answered = ~np.isnan(answers)
        passed += int(np.isin(answers[answered], list(check.passes)).sum())
        turned += int(np.isin(answers[answered], list(other)).sum())
        total += int(answered.sum())
    return (passed / total, turned / total) if total >= 10 else None


def against(scores: dict[str, Floats], questionnaire: Questionnaire) -> list[tuple[str, str, float]]:
    """Items that run against the others of their construct after keying: (item, construct, r).

    The first principal component of the construct's correlations says which items point the other way; r is the
    correlation with the sum of the others, those turned round that point the other way, too. Complete rows only.
    """
    found = []
    for construct in questionnaire.first_order():
        codes = [item.code for item in construct.items if item.code in scores]
        X = np.column_stack([scores[code] for code in codes]) if codes else np.empty((0, 0))
        X = X[~np.isnan(X).any(axis=1)]
        if len(codes) < 3 or len(X) < 20 or not X.std(axis=0).all():
            continue
        first = np.linalg.eigh(np.corrcoef(X.T))[1][:, -1]
        sign = np.where(first * np.sign(first.sum()) < 0, -1.0, 1.0)
        for place in np.flatnonzero(sign < 0):
            rest = X @ sign - sign[place] * X[:, place]
            r = float(np.corrcoef(X[:, place], rest)[0, 1])
            if r < -0.1:
                found.append((codes[place], construct.code, r))
    return found
