"""Collects what could not be coded, so that one message names every place, not the first only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tamkit.errors import DataError
from tamkit.messages import Indented, Message
from tamkit.survey.coding.cells import Wrong, spell
from tamkit.survey.privacy import redacted
from tamkit.survey.readers.table import Column, Place, RawTable, spell_rows

SHOWN = 12


@dataclass(slots=True)
class Problems:
    """Cells that are no answers, with their rows. Texts are cut: a respondent's essay has no place in a message."""

    place: Place
    lines: list[Message] = field(default_factory=list)
    cells: int = 0
    bad: Any = None

    def add(self, table: RawTable, column: Column, name: str, wrong: tuple[tuple[int, Wrong], ...]) -> None:
        """Notes the distinct cells of a column that could not be coded."""
        if wrong:
            here = np.isin(table.columns[column.position].codes, [index for index, _ in wrong]).astype(np.int64)
            self.bad = here if self.bad is None else self.bad + here
        for index, why in wrong[:SHOWN]:
            rows, total = table.rows_of(column.position, index)
            self.cells += total
            cell = redacted(spell(table.columns[column.position].values[index]))
            shown = cell if len(cell) <= 40 else cell[:37] + "…"
            where = Message("survey.cells", letter=column.letter, code=name, rows=spell_rows(rows, total))
            self.lines.append(Message("survey.wrong_cells", where=where, what=why.about(shown)))
        if len(wrong) > SHOWN:
            more = len(wrong) - SHOWN
            self.lines.append(Message("survey.more_wrong_cells", letter=column.letter, code=name, n=more))

    def refuse(self) -> None:
        """Raises when there is anything.

        Raises
        ------
        DataError
            With up to twelve places, and how many more there are; rows under the data that are none are one complaint.
        """
        if not self.lines:
            return
        tail = self._tail()
        if tail is not None:
            n, last = tail
            first = self.lines[0]
            raise DataError(
                "survey.rows_under_data", place=self.place, n=n, cells=int(self.bad.sum()), last=last, first=first
            )
        if len(self.lines) == 1:
            raise DataError("survey.at", place=self.place, what=self.lines[0])
        shown, more = Indented(self.lines[:SHOWN]), max(len(self.lines) - SHOWN, 0)
        raise DataError("survey.no_answers", place=self.place, n=len(self.lines), lines=shown, more=more)

    def _tail(self) -> tuple[int, int] | None:
        """How many rows at the end are no responses (and nothing above them is wrong), and how many stand above them.

        Rows of an author's own sums differ from a respondent's slip in that several cells of each are no answers.
        """
        if self.bad is None or len(self.lines) < 2:
            return None
        last = int(np.flatnonzero(self.bad)[0])
        rest = self.bad[last:]
        if len(rest) > last or (rest > 0).mean() < 0.5 or rest.mean() < 2:
            return None
        return len(rest), last
