"""Collects what could not be coded, so that one message names every place, not the first only."""

from __future__ import annotations

from dataclasses import dataclass, field

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

    def add(self, table: RawTable, column: Column, name: str, wrong: tuple[tuple[int, Wrong], ...]) -> None:
        """Notes the distinct cells of a column that could not be coded."""
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
            With up to twelve places, and how many more there are.
        """
        if not self.lines:
            return
        if len(self.lines) == 1:
            raise DataError("survey.at", place=self.place, what=self.lines[0])
        shown, more = Indented(self.lines[:SHOWN]), max(len(self.lines) - SHOWN, 0)
        raise DataError("survey.no_answers", place=self.place, n=len(self.lines), lines=shown, more=more)
