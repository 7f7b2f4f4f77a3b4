"""Collects what could not be coded, so that one message names every place, not the first only."""

from __future__ import annotations

from dataclasses import dataclass, field

from tamkit.errors import InputError
from tamkit.survey.coding.cells import spell
from tamkit.survey.privacy import redacted
from tamkit.survey.readers.table import Column, RawTable, spell_rows

SHOWN = 12


@dataclass(slots=True)
class Problems:
    """Cells that are no answers, with their rows. Texts are cut: a respondent's essay has no place in a message."""

    place: str
    lines: list[str] = field(default_factory=list)
    cells: int = 0

    def add(self, table: RawTable, column: Column, name: str, wrong: tuple[tuple[int, str], ...]) -> None:
        """Notes the distinct cells of a column that could not be coded."""
        for index, why in wrong[:SHOWN]:
            rows, total = table.rows_of(column.position, index)
            self.cells += total
            cell = redacted(spell(table.columns[column.position].values[index]))
            shown = cell if len(cell) <= 40 else cell[:37] + "…"
            self.lines.append(f"column {column.letter} ({name}), {spell_rows(rows, total)}: {shown!r} {why}.")
        if len(wrong) > SHOWN:
            self.lines.append(f"column {column.letter} ({name}): {len(wrong) - SHOWN} more values like these.")

    def refuse(self) -> None:
        """Raises when there is anything.

        Raises
        ------
        InputError
            With up to twelve places, and how many more there are.
        """
        if not self.lines:
            return
        if len(self.lines) == 1:
            raise InputError("survey.text_2", place=self.place, lines=self.lines[0])
        shown = "\n".join(f"  {line}" for line in self.lines[:SHOWN])
        more = f"\n  and {len(self.lines) - SHOWN} more" if len(self.lines) > SHOWN else ""
        raise InputError("survey.kinds_cells_not_answers", place=self.place, n=len(self.lines), shown=shown, more=more)
