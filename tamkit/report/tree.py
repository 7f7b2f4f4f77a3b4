"""The document tree: what a report says, before anyone decides how it looks.

Chapters build it from the results in one language; renderers read it and know nothing else. Cells keep their raw
values (floats stay unrounded, a p value stays a number): rounding happens in :mod:`tamkit.report.formats`, when a
renderer writes for a person, and not at all in a csv.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from operator import is_
from typing import Any, Literal, Protocol, TypeVar

from tamkit.report.cited import Cited, plain, split

T = TypeVar("T")
Lang = str  #: one of `tamkit.messages.languages()`
Tone = Literal["good", "fair", "bad", "none"]
Style = Literal["", "strong", "em", "code", "ref", "url"]
Kind = Literal["text", "number", "integer", "percent", "p", "decision"]


class Picture(Protocol):
    """A drawing that can be had as bytes; ``name`` is its file name without a suffix."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in inches."""

    @property
    def formats(self) -> tuple[str, ...]:
        """What it can be had as: the names of methods, and of files behind the dot."""

    def grey(self) -> Picture:
        """The same for print in black and white."""

    def svg(self) -> bytes: ...

    def png(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Run:
    """
    A piece of text in one style. ``ref`` runs hold the id of a table or figure until it is named by
    `tamkit.report.numbering`. A number that a table may hold carries its value in ``cited``; where it stands in one of
    this document, ``target`` is the table and ``cell`` the id of the cell. ``url`` runs are the one kind of link that
    leads out of the report, to ``target``.
    """

    text: str
    style: Style = ""
    target: str = ""
    cited: Cited | None = None
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``ordered`` numbers it."""

    items: tuple[Paragraph, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Starred:
    """A number whose p value is shown as stars behind it (and beside it in a csv): only for a number that p tests."""

    value: float
    p: float | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A number and in brackets behind it the p value of another form of it (β and the p of B); both in a csv."""

    value: float
    p: float | None


@dataclass(frozen=True, slots=True)
class Below:
    """A p value of which resampling says no more than that it lies below ``resolution``."""

    value: float
    resolution: float


@dataclass(frozen=True, slots=True)
class Pvalue:
    """A p value in a column of other numbers."""

    value: float


@dataclass(frozen=True, slots=True)
class Interval:
    """``digits``: those of the column unless given."""

    lower: float
    upper: float
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision in words with what it means for the reader's eye: good, fair (acceptable), bad or none."""

    text: str
    tone: Tone = "none"


#: A paragraph is one that refers to tables: text, once they have their numbers.
Cell = str | int | float | None | Starred | Beside | Below | Pvalue | Interval | Verdict | Paragraph


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is the stable (English) name a csv uses; ``title`` is what a person reads.

    ``bounded``: the numbers are standardized, and marked beyond ±1.
    """

    key: str
    title: str
    kind: Kind = "text"
    digits: int = 3
    stub: bool = False
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns; a row with ``heading`` spans the table and groups those below it."""

    cells: tuple[Cell, ...] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """
    A three-line table: rule above and below the heading and at the end. ``id`` is also the csv's file name; ``label``
    is what it is called (``表4-1``), ``number`` the number in it.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    label: str = ""
    number: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if not row.heading and len(row.cells) != len(self.columns):
                raise ValueError(f"table {self.id}: a row of {len(row.cells)} cells under {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Figure:
    id: str
    caption: str
    alt: str
    picture: Picture
    notes: tuple[str, ...] = ()
    label: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A boxed remark; ``tone`` says whether it informs, warns, or marks simulated data."""

    title: str
    blocks: tuple[Paragraph | Bullets, ...]
    tone: Literal["info", "warning", "simulated"] = "info"


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    caption: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """A few short findings side by side, each under a title: the cells of page one."""

    items: tuple[tuple[str, Paragraph], ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """What only the full report and a thesis's appendix hold (remarks of the method); no renderer ever sees one."""

    blocks: tuple[Block, ...]


Block = Paragraph | Bullets | Table | Figure | Note | Code | Cards | Detail
Part = Literal["front", "body", "back", "appendix"]


@dataclass(frozen=True, slots=True)
class Section:
    """
    ``aside``: tables too long for a page, which stand in the folder ``tables/`` and in a workbook alone. ``part``: page
    one (unnumbered), the body, what stands behind it unnumbered (references), or the appendix (lettered).
    """

    id: str
    title: str
    blocks: tuple[Block | Section, ...]
    number: str = ""
    aside: tuple[Table, ...] = ()
    part: Part = "body"

    @property
    def heading(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Document:
    """
    ``banner`` stands on every page and above everything (simulated data); ``meta`` is what a cover lists; ``layout`` is
    the one it was arranged in; ``template`` a Word file whose styles are used. ``alone``: a few tables or figures
    without the report around them, so no title, contents or headings. ``beside`` are the files that lie beside the
    report's own (``tables/fit.csv``), to which it may link.
    """

    lang: Lang
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    banner: str = ""
    footer: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    layout: str = "full"
    template: str = ""
    alone: bool = False
    beside: tuple[str, ...] = ()


def blocks_of(node: Document | Section) -> Iterator[Block | Section]:
    """Every section and block, depth first, in reading order."""
    children = node.sections if isinstance(node, Document) else node.blocks
    for child in children:
        yield child
        if isinstance(child, Section):
            yield from blocks_of(child)


def runs_of(document: Document) -> Iterator[Run]:
    """Every piece of running text, in reading order."""
    for block in blocks_of(document):
        for par in paragraphs_of(block):
            yield from par.runs


def paragraphs_of(node: Block | Section) -> Iterator[Paragraph]:
    """The sentences of a block, without those in tables."""
    if isinstance(node, Paragraph):
        yield node
    elif isinstance(node, Bullets):
        yield from node.items
    elif isinstance(node, Note | Detail):
        for block in node.blocks:
            yield from paragraphs_of(block)
    elif isinstance(node, Cards):
        yield from (text for _, text in node.items)


def tables(document: Document) -> list[Table]:
    return [block for block in blocks_of(document) if isinstance(block, Table)]


def asides(document: Document) -> list[Table]:
    """The tables that no page shows."""
    return [table for block in blocks_of(document) if isinstance(block, Section) for table in block.aside]


def figures(document: Document) -> list[Figure]:
    return [block for block in blocks_of(document) if isinstance(block, Figure)]


_MARK = re.compile(r"(\*\*.+?\*\*|\*.+?\*|`.+?`|\[\[.+?\]\])")


def runs(template: str, /, **values: object) -> tuple[Run, ...]:
    """Text with ``**strong**``, ``*emphasis*``, ```code``` and ``[[id]]`` (a reference to a table or figure).

    The marks are read in the template *before* values are put in, so a value never turns into a mark.

    >>> [(run.text, run.style) for run in runs("n = **{n}** ({why})", n=3, why="*a*")]
    [('n = ', ''), ('3', 'strong'), (' (*a*)', '')]

    A number that holds its value (`tamkit.report.spoken`) is a run of its own.
    """
    fill = string.Formatter()
    pieces: list[Run] = []
    for part in _MARK.split(template):
        if not part:
            continue
        style: Style = ""
        if part.startswith("[["):
            target = fill.vformat(part[2:-2], (), values)
            pieces.append(Run(target, "ref", target))
            continue
        if part.startswith("**"):
            style, part = "strong", part[2:-2]
        elif part.startswith("*") and len(part) > 2:
            style, part = "em", part[1:-1]
        elif part.startswith("`"):
            style, part = "code", part[1:-1]
        pieces += numbered_runs(fill.vformat(part, (), values), style)
    return tuple(pieces)


def numbered_runs(text: str, style: Style = "") -> Iterator[Run]:
    """Text in one style, each number that holds its value a run of its own."""
    for piece in split(text):
        yield Run(piece.text, style, cited=piece) if isinstance(piece, Cited) else Run(piece, style)


def paragraph(template: str, /, **values: object) -> Paragraph:
    return Paragraph(runs(template, **values))


# XML 1.0 has no way to hold these: Word and Excel refuse a file with one of them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(node: T) -> T:
    """A text, or a tree with all its texts, without the characters no document can hold.

    >>> printable(Run("a\\x00b", "strong")).text
    'ab'
    """
    made: Any = node
    kind = node.__class__
    if kind is str:
        return node if made.isprintable() else _UNPRINTABLE.sub("", plain(made))  # type: ignore[return-value]  # a text
    if kind is tuple:
        parts = tuple(map(printable, made))
        # Most of a tree is printable as it stands, and what didn't change needs no copy.
        return node if all(map(is_, parts, made)) else parts  # type: ignore[return-value]  # of the same kinds
    changed = {}
    for name in _TEXTS.get(kind, ()):
        text = getattr(node, name)
        clean = printable(text)
        if clean is not text:
            changed[name] = clean
    return replace(made, **changed) if changed else node


_NODES = (
    Run,
    Paragraph,
    Bullets,
    Starred,
    Beside,
    Below,
    Pvalue,
    Interval,
    Verdict,
    Column,
    Row,
    Table,
    Figure,
    Note,
    Code,
    Cards,
    Detail,
    Section,
    Document,
)
#: The fields of each kind of node that may hold texts.
_TEXTS: dict[type[Any], tuple[str, ...]] = {
    node: tuple(field.name for field in fields(node) if field.name != "picture") for node in _NODES
}
