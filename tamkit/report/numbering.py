"""Numbers of sections, tables and figures, and the references to them."""

from __future__ import annotations

import string
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from tamkit.messages import Message
from tamkit.report.cited import Cited
from tamkit.report.referring import Cells, told
from tamkit.report.tree import (
    Block,
    Bullets,
    Cards,
    Cell,
    Document,
    Figure,
    Note,
    Paragraph,
    Run,
    Section,
    Table,
    blocks_of,
    tables,
)

Named = TypeVar("Named", Table, Figure)
_LETTERS = string.ascii_uppercase


def numbered(
    document: Document,
    chapter: int | None = None,
    elsewhere: Mapping[str, str] | None = None,
    whole: Cells | None = None,
) -> Document:
    """The document with sections, tables and figures numbered and references to them resolved.

    Sections of the body are ``1``, ``1.1`` …, tables of it ``1`` …; as the ``chapter`` 4 of a thesis they are ``4.1``
    and ``4-1``. Sections of the appendix are lettered, and so are the tables in them: ``A1``. What stands in front or
    behind has no number. A reference to a table that only another layout holds (``elsewhere``: files by id) names its
    file; one to something that is nowhere is an error of the chapter's. A sentence's number is written as the cell has
    it that holds it, of this document or of the ``whole`` report.
    """
    sections = _sections(document, chapter)
    names: dict[str, tuple[str, str]] = {}
    for kind in (Table, Figure):
        counts: dict[str, int] = {}
        for section in sections:
            letter = section.number if section.part == "appendix" else ""
            for found in blocks_of(section):
                if not isinstance(found, kind):
                    continue
                if found.id in names:
                    raise ValueError(f"two tables or figures are called {found.id!r}")
                counts[letter] = counts.get(letter, 0) + 1
                before = letter or ("" if chapter is None else f"{chapter}-")
                number = f"{before}{counts[letter]}"
                names[found.id] = number, label(found, number, document.lang)

    here = Cells(tables(document))

    def cited(one: Run, number: Cited, near: tuple[Collection[str], ...]) -> Run:
        place = here.find(number, near)
        if place is not None:
            return replace(one, text=told(number, place), target=place.table, cell=place.anchor)
        place = None if whole is None else whole.find(number, near)
        return one if place is None else replace(one, text=told(number, place))

    def run(one: Run, near: tuple[Collection[str], ...]) -> Run:
        if one.cited is not None:
            return cited(one, one.cited, near)
        if one.style != "ref":
            return one
        if one.target in names:
            return replace(one, text=names[one.target][1])
        if elsewhere is not None and one.target in elsewhere:
            return Run(elsewhere[one.target], "code")
        raise KeyError(one.target)

    def text(par: Paragraph, near: Collection[str]) -> Paragraph:
        near_it = [one.target for one in par.runs if one.style == "ref"], near
        return Paragraph(tuple(run(one, near_it) for one in par.runs))

    def name(node: Named) -> Named:
        number, called = names[node.id]
        return replace(node, number=number, label=called)

    def item(node: Paragraph | Bullets, near: Collection[str]) -> Paragraph | Bullets:
        if isinstance(node, Bullets):
            return replace(node, items=tuple(text(one, near) for one in node.items))
        return text(node, near)

    def cell(node: Cell) -> Cell:
        return text(node, ()).text if isinstance(node, Paragraph) else node

    def block(node: Block, near: Collection[str]) -> Block:
        if isinstance(node, Paragraph | Bullets):
            return item(node, near)
        if isinstance(node, Note):
            return replace(node, blocks=tuple(item(child, near) for child in node.blocks))
        if isinstance(node, Cards):
            return Cards(tuple((title, text(par, near)) for title, par in node.items))
        if isinstance(node, Table):
            return name(replace(node, rows=tuple(replace(row, cells=tuple(map(cell, row.cells))) for row in node.rows)))
        return name(node) if isinstance(node, Figure) else node

    made = tuple(_mapped(section, block, _ids(section)) for section in sections)
    lettered = tuple(_appendix(section, document.lang) if section.part == "appendix" else section for section in made)
    return replace(document, sections=lettered)


def _ids(section: Section) -> frozenset[str]:
    """The tables of a chapter."""
    return frozenset(block.id for block in blocks_of(section) if isinstance(block, Table))


def label(block: Table | Figure, number: str, lang: str) -> str:
    """What a table or figure of a number is called: ``表4-1``, ``附表A1``, ``Figure 2``."""
    appendix = number[:1].isalpha()
    if isinstance(block, Table):
        return Message("report.table", number=number, appendix=appendix).say(lang)
    return Message("report.figure", number=number, appendix=appendix).say(lang)


def _sections(document: Document, chapter: int | None) -> tuple[Section, ...]:
    """The sections with their numbers; those of the appendix still with the bare letter."""
    out, body, letters = [], 0, 0
    for section in document.sections:
        if section.part == "body":
            body += 1
            number = f"{body}" if chapter is None else f"{chapter}.{body}"
        elif section.part == "appendix":
            letters += 1
            number = _LETTERS[letters - 1]
        else:
            number = ""
        out.append(_inner(section, number))
    return tuple(out)


def _inner(section: Section, number: str) -> Section:
    blocks: list[Block | Section] = []
    count = 0
    for child in section.blocks:
        if isinstance(child, Section):
            count += 1
            child = replace(_inner(child, f"{number}.{count}" if number else ""), part=section.part)
        blocks.append(child)
    return replace(section, blocks=tuple(blocks), number=number)


def _appendix(section: Section, lang: str) -> Section:
    return replace(section, number=Message("report.appendix.number", letter=section.number).say(lang))


def _mapped(section: Section, block: Callable[[Block, Collection[str]], Block], near: Collection[str]) -> Section:
    made: list[Block | Section] = []
    for child in section.blocks:
        made.append(_mapped(child, block, near) if isinstance(child, Section) else block(child, near))
    return replace(section, blocks=tuple(made))
