"""What a questionnaire's columns may be called, and which column is which question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tamkit.messages import Message
from tamkit.survey.coding.options import Options
from tamkit.survey.privacy import Fingerprints
from tamkit.survey.readers.headers import bare, fold, numbered
from tamkit.survey.readers.table import Column

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire, Variable

Kind = Literal["item", "check", "variable", "option"]
How = Literal["mapping", "code", "text", "number"]


@dataclass(frozen=True, slots=True)
class Target:
    """A question of the questionnaire. option: the option code, for one column of a multiple choice."""

    kind: Kind
    code: str
    option: int | None = None
    how: How = "code"

    @property
    def name(self) -> str:
        return self.code if self.option is None else f"{self.code}.{self.option}"


@dataclass(frozen=True, slots=True)
class Matches:
    """Columns by what they answer. unmatched: question columns nobody claimed; roles: roles given by the mapping."""

    targets: dict[int, Target]
    roles: dict[int, str]
    unmatched: tuple[Column, ...]
    notes: tuple[Message, ...]

    def columns(self, kind: Kind) -> dict[str, int]:
        """name → position, for one kind."""
        return {target.name: position for position, target in self.targets.items() if target.kind == kind}


class Index:
    """Everything a questionnaire's columns may be called."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.codes: dict[str, Target] = {}
        self.texts: dict[str, Target] = {}
        self.piped: list[tuple[re.Pattern[str], Target]] = []
        self.wording: dict[str, str] = {}
        self.options: dict[str, Options] = {}
        self.marks = Fingerprints()
        ambiguous: set[str] = set()
        products = questionnaire.products
        names = [""] if products is None else [
            text for part in (products.generic, *(product.name for product in products.options)) for text in part.both()
        ]  # fmt: skip
        entries: list[tuple[Kind, str, Iterable[str], Iterable[str]]] = []
        for item in questionnaire.items:
            entries.append(("item", item.code, item.text.both(), item.aliases))
        for check in questionnaire.checks:
            entries.append(("check", check.code, check.text.both(), check.aliases))
        for variable in questionnaire.variables:
            entries.append(
                ("variable", variable.code, (*variable.text.both(), *variable.name.both()), variable.aliases)
            )
            self.options[variable.code] = Options.of(variable)
        for kind, code, texts, aliases in entries:
            target = Target(kind, code)
            self.codes.setdefault(code.casefold(), target)
            self.wording[code] = next(iter(texts))
            for alias in aliases:
                self.codes.setdefault(alias.strip().casefold(), target)
            for text in (*texts, *aliases):
                for name in names if "{P}" in text else ("",):
                    folded = fold(bare(numbered(text.replace("{P}", name))[1]))
                    if folded and self.texts.setdefault(folded, target).code != code:
                        ambiguous.add(folded)
                if "{P}" in text:
                    parts = [re.escape(fold(part)) for part in text.split("{P}")]
                    if len("".join(parts)) >= 4:
                        self.piped.append((re.compile(".{0,24}".join(parts)), Target(kind, code, how="text")))
        for folded in ambiguous:
            del self.texts[folded]

    def familiar(self, texts: Iterable[str]) -> int:
        """How many headers are known by code or text; decides between sheets."""
        return sum(
            text.strip().casefold() in self.codes or fold(bare(numbered(text)[1])) in self.texts
            for text in texts
            if text
        )

    def variable(self, code: str) -> Variable:
        return self.questionnaire.variable(code)

    def by_text(self, text: str) -> Target | None:
        """The question with this wording, with any product's name in the place of ``{P}``."""
        folded = fold(text)
        if not folded:
            return None
        if folded in self.texts:
            return self.texts[folded]
        found = {target.code: target for pattern, target in self.piped if pattern.fullmatch(folded)}
        return next(iter(found.values())) if len(found) == 1 else None
