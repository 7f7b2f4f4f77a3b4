"""Items and attention checks to scores. Reverse keys are not applied here but once, at the end (`keyed`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.survey.coding.cells import Code, Coded, Floats, code, emptiness, number
from tamkit.survey.coding.labels import Labels
from tamkit.survey.readers.headers import fold
from tamkit.survey.readers.mapping import Mapping
from tamkit.survey.readers.table import Cell, Layout, RawTable, blank

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire


class Scorer:
    """Codes one file's items and checks. descending: option numbers run from the highest label (非常同意 = 1)."""

    def __init__(self, questionnaire: Questionnaire, layout: Layout, mapping: Mapping, descending: bool) -> None:
        self.labels = {name: Labels.of(name, scale) for name, scale in questionnaire.scales.items()}
        self.scale_of = {item.code: item.scale for item in questionnaire.items}
        self.scale_of |= {check.code: check.scale for check in questionnaire.checks}
        self.layout, self.mapping, self.descending = layout, mapping, descending

    def column(self, table: RawTable, position: int, name: str) -> Coded:
        """The scores of one item or check."""
        labels = self.labels[self.scale_of[name]]
        own = {fold(cell): float(score) for cell, score in self.mapping.values.get(name, {}).items()}
        attached = _attached(labels, table.value_labels.get(position, {}))
        # Value labels that are on the scale decide, whichever way the numbers run.
        descending = self.descending and not attached

        def decide(cell: Cell) -> Code:
            empty = emptiness(cell, self.layout, zero=True)
            if empty is not None:
                return empty
            if own and fold(_text(cell)) in own:
                return own[fold(_text(cell))]
            value = number(cell)
            if value is not None and value in attached:
                return attached[value]
            if self.layout.platform == "limesurvey" and isinstance(cell, str):
                value = _lime(cell)
                cell = value if value is not None else cell
            return labels.score(cell, descending=descending)

        return code(table.columns[position], decide)


def _text(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _lime(cell: str) -> float | None:
    """LimeSurvey's answer codes A1 … A5, AO01 …: their number."""
    import re

    match = re.fullmatch(r"AO?0*(\d{1,2})", cell.strip())
    return float(match[1]) if match else None


def _attached(labels: Labels, value_labels: dict[float | str, str]) -> dict[float, float]:
    """Numbers whose value label is a label of the scale; nothing unless every labelled point of the scale is."""
    found: dict[float, float] = {}
    for value, label in value_labels.items():
        if isinstance(value, str):
            continue
        score = labels.of_words(label)
        if score is not None:
            found[float(value)] = float(score)
    return found if len(set(found.values())) == len(found) else {}


def by_number(table: RawTable, positions: Iterable[int]) -> bool:
    """Whether these columns hold numbers rather than labels (empty cells and platform codes aside)."""
    numbers = words = 0
    for position in positions:
        cells = table.columns[position]
        if position in table.value_labels:
            words += 1
            continue
        for cell in cells.values[:40]:
            if not blank(cell) and not isinstance(cell, str):
                numbers += 1
            elif not blank(cell):
                numbers += number(cell) is not None
                words += number(cell) is None
    return numbers > words


def keyed(scores: Floats, points: int, reverse: Any) -> Floats:
    """Scores with the reverse key applied: ``points + 1 - score`` for ``True``, untouched for False and "already".

    >>> keyed(np.array([1.0, 5.0]), 5, True).tolist(), keyed(np.array([1.0, 5.0]), 5, "already").tolist()
    ([5.0, 1.0], [1.0, 5.0])
    """
    return points + 1 - scores if reverse is True else scores


def direction(scores: dict[str, Floats], questionnaire: Questionnaire) -> tuple[float, float] | None:
    """Share of passed attention checks as coded, and if every scale ran the other way; None without usable checks.

    Only checks whose passing answers differ when turned round can tell.
    """
    passed = turned = total = 0
    for check in questionnaire.checks:
        if check.code not in scores:
            continue
        points = questionnaire.scale_of(check.code).points
        other = {points + 1 - score for score in check.passes}
        if other & set(check.passes):
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
