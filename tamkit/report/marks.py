"""The marks of numbers that must not be read like the others: † beyond ±1, ‡ from a solution no population can have.

A chapter says which column holds standardized coefficients (``Column.bounded``) and which fit a caption, a column or a
row is of (:func:`of`); whoever writes a number marks it (`tamkit.report.formats.cell`), and :func:`explained` puts
under each table what its marks mean. No chapter decides whether a number is marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tamkit.report import formats
from tamkit.report.tree import Block, Section, Table
from tamkit.report.words import Words

INADMISSIBLE = "‡"


def of(title: str, *fits: Any) -> str:
    """The title of what is read off some fits, marked where one of them is inadmissible.

    >>> from types import SimpleNamespace
    >>> of("Model A", SimpleNamespace(admissible=True)), of("Model B", SimpleNamespace(admissible=False), None)
    ('Model A', 'Model B ‡')
    """
    marked = any(fit is not None and not fit.admissible for fit in fits)
    return f"{title} {INADMISSIBLE}" if marked else title


def _texts(table: Table) -> Iterator[str]:
    """What stands in a table as a person reads it."""
    yield table.caption
    for column in table.columns:
        yield column.title
    for row in table.rows:
        yield row.heading
        yield from (formats.cell(cell, column) for cell, column in zip(row.cells, table.columns, strict=False))


def explained(section: Section, t: Words) -> Section:
    """A section whose tables say below them what their marks mean."""

    def told(block: Block | Section) -> Block | Section:
        if isinstance(block, Section):
            return explained(block, t)
        if not isinstance(block, Table):
            return block
        texts = list(_texts(block))
        notes = [
            t("report.mark", mark=kind)
            for kind, sign in (("beyond", formats.BEYOND), ("inadmissible", INADMISSIBLE))
            if any(sign in text for text in texts)
        ]
        return replace(block, notes=(*block.notes, *notes)) if notes else block

    return replace(section, blocks=tuple(told(block) for block in section.blocks))
