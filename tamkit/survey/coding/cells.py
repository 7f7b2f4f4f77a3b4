"""What one cell says before it is known which question it answers: nothing, "not asked", a number, or words."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from tamkit.messages import Message
from tamkit.survey.readers.table import Cell, Cells, Layout, blank

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NOTHING = frozenset(
    {"na", "n/a", "#n/a", "nan", "null", "nil", ".", "-", "--", "—", "未填", "未填写", "未作答", "未回答", "缺失",
     "missing", "(空)", "no answer", "not answered", "<na>"}
)  # fmt: skip
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?")


class Empty(Enum):
    """A cell without an answer: MISSING was asked and left out, SKIPPED was never asked."""

    MISSING = "missing"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot be coded. why: a case of ``survey.wrong_answer``; values: what else that sentence takes."""

    why: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def about(self, cell: str) -> Message:
        """The sentence about a cell, as it is to be shown.

        >>> str(Wrong("truth_value").about("True"))
        "'True' is a truth value, not an answer"
        """
        return Message("survey.wrong_answer", why=self.why, cell=cell, **self.values)


Code = float | Empty | Wrong


def spell(cell: Cell) -> str:
    """A cell as text: 3.0 is ``3``; width and outer blanks do not count."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    text = str(cell)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.strip().lstrip("'").strip("\ufeff\u200b ")


def number(cell: Cell) -> float | None:
    """The number a cell is, also when it is stored as text or in full-width digits; None for anything else.

    >>> number("５"), number(" 5.0 "), number("五"), number(True)
    (5.0, 5.0, None, None)
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return float(cell) if abs(cell) < 1e300 else None
    if not isinstance(cell, str):
        return None
    text = spell(cell)
    return float(text) if _NUMBER.fullmatch(text) else None


def emptiness(cell: Cell, layout: Layout, *, zero: bool = False) -> Empty | None:
    """Whether a cell holds no answer. zero: a 0 counts as none here (never so in multiple choice).

    ``(跳过)`` and -3 are skips, ``(空)`` and -2 are missing where the platform writes them so.
    """
    if blank(cell):
        return Empty.MISSING
    text = spell(cell)
    if text in layout.skips:
        return Empty.SKIPPED
    if text in layout.missing or text.casefold() in NOTHING:
        return Empty.MISSING
    return Empty.MISSING if zero and layout.zero_missing and text == "0" else None


def dated(cell: Cell) -> Wrong | None:
    """Excel turns "1-5" and "3/5" into dates: such a cell is no answer, whatever it was."""
    if isinstance(cell, (dt.datetime, dt.date)):
        return Wrong("date")
    if isinstance(cell, (dt.time, dt.timedelta)):
        return Wrong("time")
    if isinstance(cell, bool):
        return Wrong("truth_value")
    if isinstance(cell, str) and re.fullmatch(r"#(REF|VALUE|NAME|DIV/0|NUM|NULL)[!?]?", cell.strip()):
        return Wrong("formula_error")
    return None


@dataclass(frozen=True, slots=True)
class Coded:
    """One coded column. values: (n,) float, NaN where there is no answer; skipped: (n,) true where not asked;
    wrong: (number of the distinct cell, why) of what could not be coded."""

    values: Floats
    skipped: Bools
    wrong: tuple[tuple[int, Wrong], ...]


def code(cells: Cells, decide: Callable[[Cell], Code]) -> Coded:
    """Codes a column by deciding on each distinct cell once."""
    found = np.full(len(cells.values), np.nan)
    skipped = np.zeros(len(cells.values), dtype=bool)
    wrong: list[tuple[int, Wrong]] = []
    used = cells.used()
    for index, cell in enumerate(cells.values):
        if not used[index]:
            continue
        answer = decide(cell)
        if isinstance(answer, Wrong):
            wrong.append((index, answer))
        elif isinstance(answer, Empty):
            skipped[index] = answer is Empty.SKIPPED
        else:
            found[index] = answer
    return Coded(found[cells.codes], skipped[cells.codes], tuple(wrong))
