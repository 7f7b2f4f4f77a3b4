"""Reading what a document says: tables by id, rows by their stub, the text of a section."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tamkit.report import tree
from tamkit.report.tree import Cell, Document, Section, Table


def table(document: Document | Section, name: str) -> Table:
    """A table of a page, or of the folder of tables alone."""
    blocks = [document, *tree.blocks_of(document)]
    found = [block for block in blocks if isinstance(block, Table) and block.id == name]
    found += [one for block in blocks if isinstance(block, Section) for one in block.aside if one.id == name]
    assert len(found) == 1, f"{len(found)} tables are called {name}"
    return found[0]


def has(document: Document | Section, name: str) -> bool:
    return any(getattr(block, "id", None) == name for block in tree.blocks_of(document))


def rows(document: Document | Section, name: str) -> list[dict[str, Cell]]:
    """The rows of a table, cells by the keys of their columns; headings are left out."""
    found = table(document, name)
    keys = [column.key for column in found.columns]
    return [dict(zip(keys, row.cells, strict=True)) for row in found.rows if not row.heading]


def headings(document: Document | Section, name: str) -> list[str]:
    return [row.heading for row in table(document, name).rows if row.heading]


def column(document: Document | Section, name: str, key: str) -> list[Cell]:
    return [row[key] for row in rows(document, name)]


def section(document: Document, name: str) -> Section:
    found = [block for block in tree.blocks_of(document) if isinstance(block, Section) and block.id == name]
    assert len(found) == 1, f"{len(found)} sections are called {name}"
    return found[0]


def _opened(node: Document | Section) -> Iterator[Any]:
    """The blocks, details opened."""
    for block in tree.blocks_of(node):
        yield from block.blocks if isinstance(block, tree.Detail) else (block,)


def text_of(node: Document | Section) -> str:
    out: list[str] = []
    for block in _opened(node):
        if isinstance(block, tree.Paragraph):
            out.append(block.text)
        if isinstance(block, tree.Bullets):
            out += [item.text for item in block.items]
        if isinstance(block, tree.Note):
            for inner in block.blocks:
                out += [inner.text] if isinstance(inner, tree.Paragraph) else [item.text for item in inner.items]
    return "\n".join(out)


def figure(document: Document | Section, name: str) -> tree.Figure:
    found = [block for block in tree.blocks_of(document) if isinstance(block, tree.Figure) and block.id == name]
    assert len(found) == 1, f"{len(found)} figures are called {name}"
    return found[0]


def plain(cell: Cell) -> Any:
    """The number of a starred cell, the words of a verdict, else the cell."""
    if isinstance(cell, tree.Starred):
        return cell.value
    return cell.text if isinstance(cell, tree.Verdict) else cell
