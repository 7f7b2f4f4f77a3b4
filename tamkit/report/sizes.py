"""How many respondents a table rests on: said below every table of a fit that doesn't say so itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tamkit.report.build import n_of
from tamkit.report.content import Content
from tamkit.report.tree import Block, Section, Table
from tamkit.report.words import Words

#: Columns that count respondents.
COUNTS = frozenset({"n", "valid_n", "answered", "respondents", "base", "n_1"})
_SAID = re.compile(r"\bn\s=\s\d")  # with whatever blank
#: Tables of what was asked or supposed, not of answers.
OF_NOBODY = frozenset({"method_checklist", "stated", "jars"})


def says_n(table: Table) -> bool:
    """Whether a table tells how many respondents it is of: in a column, a row of that name, a heading, its caption or
    a note."""
    if any(column.key in COUNTS for column in table.columns) or any(row.cells[:1] == ("n",) for row in table.rows):
        return True
    texts = [table.caption, *table.notes, *(column.title for column in table.columns)]
    return any(_SAID.search(text) for text in (*texts, *(row.heading for row in table.rows)))


def sized(section: Section, content: Content, t: Words, fit: Any) -> Section:
    """The section with the sample of ``fit`` below its tables, and how many a missing answer left out of it."""
    n, valid = n_of(fit), content.clean.n
    return noted(section, t("report.note.n", n=n, valid=valid, left=max(valid - n, 0), used=fit.options.missing))


def of_groups(section: Section, t: Words, sizes: Iterable[int]) -> Section:
    """The same for models of several groups: those who are in none of them are not in the sample."""
    return noted(section, t("report.note.n_groups", n=sum(sizes)))


def noted(section: Section, note: str) -> Section:
    """The section with a note below every table that does not say its n."""

    def told(block: Block | Section) -> Block | Section:
        if isinstance(block, Section):
            return noted(block, note)
        if isinstance(block, Table) and block.id not in OF_NOBODY and not says_n(block):
            return replace(block, notes=(*block.notes, note))
        return block

    return replace(section, blocks=tuple(told(block) for block in section.blocks))
