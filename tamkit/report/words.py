"""`Words`: the phrases of the report in one language.

They stand in the catalogues (`tamkit.messages`) under ``report.``. A phrase may hold ``**strong**`` and ``*emphasis*``,
and ``[[id]]`` for the number of a table or figure. A value is never read for marks. Numbers that a phrase formats hold
their value (`tamkit.report.cited`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tamkit.messages import Message
from tamkit.messages.values import joined, said
from tamkit.report.cited import all_carried, carried
from tamkit.report.tree import Bullets, Lang, Paragraph, Run, Table, numbered_runs, paragraph


def _coded(text: str) -> Paragraph:
    """A sentence that comes from elsewhere, what stands between backticks in it as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return paragraph("{text}", text=text)
    styled = (numbered_runs(part, "code" if place % 2 else "") for place, part in enumerate(parts) if part)
    return Paragraph(tuple(run for runs in styled for run in runs))


#: A note that says of how many a table is, and little more.
_COUNT = re.compile(r"n\s=\s\d.{0,80}$")


class Words:
    """The phrases of one language: ``t("key", name=value)`` a plain string, ``t.p(…)`` a paragraph with emphasis."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, key: str, /, **values: object) -> str:
        return Message(key, **all_carried(values)).say(self.lang)

    def p(self, key: str, /, **values: object) -> Paragraph:
        spoken = {name: said(carried(value, name), self.lang) for name, value in values.items()}
        return paragraph(Message(key, **values).template(self.lang), **spoken)

    def together(self, parts: Iterable[Paragraph]) -> Paragraph:
        """Sentences as one paragraph, with what the language has between two of them."""
        gap = Run(self("report.gap"))
        runs: list[Run] = []
        for part in parts:
            runs += [gap, *part.runs] if runs and gap.text else part.runs
        return Paragraph(tuple(runs))

    def say(self, thing: object) -> str:
        """What another package has to say: a message, a bilingual text, a warning; words as they are."""
        return str(said(carried(getattr(thing, "message", thing)), self.lang))

    def bullets(self, *items: Paragraph, ordered: bool = False) -> Bullets:
        return Bullets(tuple(items), ordered)

    def remarks(self, things: Iterable[object]) -> tuple[Bullets, ...]:
        """Remarks as a list, each once; no block where there is none."""
        told = dict.fromkeys(self.say(thing) for thing in things)
        return (self.bullets(*(_coded(text) for text in told)),) if told else ()

    def notes(self, table: Table) -> list[Paragraph]:
        """The notes below a table, the first of them introduced as one; how many it is of stands behind another."""
        made: list[Paragraph] = []
        for text in table.notes:
            own = paragraph("{text}", text=text)
            if not made:
                made.append(self.p("report.noted", text=text))
            elif _COUNT.match(text):
                made[-1] = self.together((made[-1], own))
            else:
                made.append(own)
        return made

    def join(self, parts: Iterable[str]) -> str:
        """A list in running text."""
        return joined(parts, self.lang)

    def clauses(self, parts: Iterable[str]) -> str:
        """A list whose parts are clauses, with commas of their own."""
        return self("report.between_clauses").join(parts)

    @property
    def han(self) -> bool:
        """Whether the language is written in Chinese characters: wide, broken anywhere, no bold face."""
        return self("language.script") == "han"
