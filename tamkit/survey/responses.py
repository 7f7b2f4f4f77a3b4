"""What was answered: the coded responses, which everything behind them takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamkit.messages import Message
from tamkit.shown import Card, Shown, noted

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read. rows: records read (before screening); sheet and encoding where the format has them."""

    name: str
    sha256: str
    rows: int
    platform: str
    form: str
    sheet: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Responses(Shown):
    """Coded answers, one row a response; every frame has the same index, the response id (named ``id``).

    questionnaire: what was asked.
    items: float scores 1..points, one column an item code, reverse keys applied once, NaN where missing.
    checks: the answers to the attention checks as scores (NaN where missing), one column a check code.
    respondents: single → option code (float); number → float; multiple → one 0/1 column ``code.option``; text → str.
    meta: row (in the file), file, serial, started, submitted, seconds, simulated, where known; no IP or free text.
    skipped: bool, one column for each column of items, checks and respondents that was not asked of somebody
        (a structural skip is NaN in those frames and True here; NaN and False is a missing answer).
    sources: the files. simulated: True when the file says that it was simulated. notes: what the reader must know.
    not_kept: responses that came in and that the mapping file's ``keep`` left out: the first step of the sample flow.
    _fingerprints: keyed hashes of IP, e-mail and the like for duplicate detection; the key is forgotten after loading.
    """

    questionnaire: Any
    items: pd.DataFrame
    checks: pd.DataFrame
    respondents: pd.DataFrame
    meta: pd.DataFrame
    skipped: pd.DataFrame
    sources: tuple[Source, ...] = ()
    simulated: bool = False
    notes: tuple[Message, ...] = ()
    _fingerprints: pd.DataFrame | None = None
    not_kept: int = 0

    @property
    def n(self) -> int:
        """Number of responses received."""
        return len(self.items)

    def _card(self) -> Card:
        blank = self.items.isna().to_numpy()
        missing = (float(blank.mean()) if blank.any() else 0) if self.n else None
        return Card(
            Message(
                "survey.responses_to",
                kind=type(self).__name__,
                questionnaire=self.questionnaire.name,
                n=self.n,
                simulated=self.simulated,
            ),
            {
                "items": Message("survey.items_answered", items=self.items.shape[1], missing=missing),
                "checks": self.checks.shape[1],
                "respondents": Message("survey.columns", n=self.respondents.shape[1]),
                "from": tuple(f"{one.name} ({one.platform})" for one in self.sources),
                "notes": noted(self.notes),
            },
            (".screen()", ".items", ".respondents", ".notes"),
        )

    def _tables(self) -> dict[str, Any]:
        return {"first items": self.items.head()}
