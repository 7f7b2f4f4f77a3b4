"""Texts as they were when somebody last looked at them; ``pytest --update-snapshots`` writes them anew."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from tamkit.report import formats
from tamkit.report.tree import Block, Bullets, Code, Document, Figure, Note, Paragraph, Section, Table


@dataclass(frozen=True, slots=True)
class Snapshots:
    folder: Path
    update: bool = False

    def check(self, name: str, text: str) -> None:
        """The text is the committed one, else the lines that differ are told."""
        file = self.folder / name
        if self.update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            return
        assert file.exists(), f"there is no {file.name}: pytest --update-snapshots writes it"
        before = file.read_text(encoding="utf-8")
        if before != text:
            changed = list(difflib.unified_diff(before.splitlines(), text.splitlines(), name, "now", lineterm="", n=1))
            raise AssertionError("\n".join([*changed[:60], "(pytest --update-snapshots takes it over)"]))


def shown(table: Table) -> str:
    """A table as a reader sees it: label, caption, columns with their keys, rows cell by cell, notes."""
    lines = [f"## {table.id}", f"{table.label} {table.caption}"]
    lines.append(" | ".join(f"{column.title} <{column.key}>" for column in table.columns))
    for row in table.rows:
        if row.heading:
            lines.append(f"[{row.heading}]")
            continue
        pairs = zip(row.cells, table.columns, strict=True)
        lines.append(" | ".join(formats.cell(value, column).replace("\n", "⏎") for value, column in pairs))
    lines += [f"* {note}" for note in table.notes]
    return "\n".join(lines) + "\n"


def whole(document: Document, without: tuple[str, ...] = ()) -> str:
    """A document as it is read: headings with their ids, sentences with their emphasis, tables, captions of figures.

    ``without``: ids of tables of which only the name is kept (versions of the machine at hand).
    """
    lines = [f"# {document.title} / {document.subtitle}", document.banner, ""]

    def walk(block: Block | Section) -> None:
        if isinstance(block, Section):
            lines.extend([f"# {block.heading} <{block.id}>", ""])
            for child in block.blocks:
                walk(child)
        elif isinstance(block, Paragraph):
            lines.extend([_said(block), ""])
        elif isinstance(block, Bullets):
            lines.extend(f"{'1.' if block.ordered else '-'} {_said(item)}" for item in block.items)
            lines.append("")
        elif isinstance(block, Note):
            lines.append(f"! {block.title} <{block.tone}>")
            for inner in block.blocks:
                walk(inner)
        elif isinstance(block, Code):
            lines.extend([f"code <{block.language}> {block.caption}", block.text])
        elif isinstance(block, Table):
            lines.append(f"## {block.id}\n" if block.id in without else shown(block))
        elif isinstance(block, Figure):
            lines.extend([f"figure <{block.id}> {block.label} {block.caption}", f"alt: {block.alt}"])
            lines.extend([*(f"* {note}" for note in block.notes), ""])

    for section in document.sections:
        walk(section)
    return "\n".join(lines).rstrip("\n") + "\n"


MARKS = {"strong": "**", "em": "*", "code": "`"}


def _said(paragraph: Paragraph) -> str:
    return "".join(f"{MARKS.get(run.style, '')}{run.text}{MARKS.get(run.style, '')}" for run in paragraph.runs)
