"""A table as HTML: cells with the values they are sorted by, columns that keep a least width, the room it wants."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Container
from dataclasses import dataclass

from tamkit.report import formats
from tamkit.report.markup import Html, escaped, italics, joined, tag
from tamkit.report.referring import anchor
from tamkit.report.tree import Below, Beside, Cell, Column, Interval, Pvalue, Starred, Table, Verdict

#: Widths in rem: the text column, and with the margin; a table's type is smaller than the text's.
TEXT, BROAD, TYPE = 40.0, 57.0, 0.875
#: Em of padding of a column, and of a page of A4 in the type that tables are printed in.
PADDING, PAGE, PRINT = 1.1, 60.0, 8.2
SHORT = 14


def ems(text: str) -> float:
    """About how wide a text is; a character of several bytes is a whole em.

    >>> ems("abcd"), round(ems("感知风险"), 1)
    (2.2, 4.0)
    """
    return 0.55 * len(text) + 0.225 * (len(text.encode()) - len(text))


@dataclass(frozen=True, slots=True)
class Shape:
    """``least``: em by column that no screen makes narrower. ``natural``: em of the table with no line broken."""

    least: tuple[int, ...]
    natural: float

    @property
    def broad(self) -> bool:
        """Whether it wants more room than the text column has."""
        return self.natural * TYPE > TEXT

    @property
    def printed(self) -> str:
        """Its type on paper, where it is smaller than other tables'."""
        size = max(4.2, min(PRINT, PRINT * PAGE / self.natural))
        return "" if size == PRINT else f"{size:.1f}pt"


def shape(table: Table, texts: list[list[str]]) -> Shape:
    least, natural = [], 0.0
    for i, column in enumerate(table.columns):
        widest = max((ems(line[i]) for line in texts if line), default=1.0)
        words = max((ems(word) for word in column.title.split()), default=0.0)
        if formats.is_numeric(column):
            # Numbers never break; their heading may, between words or after four characters.
            width = max(widest, min(words, 5.0))
            natural += max(width, 0.5 * ems(column.title))
        else:
            natural += min(max(widest, ems(column.title)), 22.0)
            width = min(max(widest, words), 8.5 if widest <= 14 else 10.0 if widest <= 30 else 15.0)
        number = formats.is_numeric(column)
        pad = PADDING + 0.5 if number else PADDING + 1.2  # a gap more behind numbers
        # The first column, numbers or not, is what stays while the others scroll.
        least.append(math.ceil(max(width, 2.0 if number and i else 4.0) + pad))
    return Shape(tuple(least), natural + PADDING * len(table.columns))


def sortable(table: Table) -> bool:
    """Whether sorting tells something: no matrix, no column of unlike things, no row that goes on with another."""
    rows = [row for row in table.rows if not row.heading]
    blank = sum(cell == "" for row in rows for cell in row.cells)
    numeric = [i for i, column in enumerate(table.columns) if formats.is_numeric(column)]
    unlike = any(len({_family(row.cells[i]) for row in rows} - {""}) > 1 for i in numeric)
    return len(rows) > 2 and blank <= len(rows) and not unlike and all(row.cells[0] != "" for row in rows)


def _family(value: Cell) -> str:
    """Intervals, words and numbers have no order among them; what is missing goes with each."""
    if value is None or value == "":
        return ""
    return "interval" if isinstance(value, Interval) else "words" if isinstance(value, str | Verdict) else "number"


def sort_key(value: Cell) -> str:
    """What a cell is sorted by, where that isn't what stands in it.

    >>> sort_key(0.12345678), sort_key(12), sort_key(Interval(-0.1, 0.2)), sort_key("a")
    ('0.123457', '', '-0.1', '')
    """
    if isinstance(value, Starred | Beside | Below | Pvalue):
        value = value.value
    elif isinstance(value, Interval):
        value = value.lower
    return f"{value:.6g}" if isinstance(value, float) and value == value else ""


def _class(column: Column, value: Cell) -> str:
    kind = "num" if formats.is_numeric(column) else "dec" if column.kind == "decision" else "txt"
    return f"{kind} {value.tone}" if isinstance(value, Verdict) and value.tone != "none" else kind


def _row(
    table: Table, place: int, texts: list[str], by_value: bool, say: Callable[[str], Html], cited: Container[str]
) -> str:
    row = table.rows[place]
    if row.heading:
        heading = tag("th", tag("span", italics(row.heading)), scope="colgroup", colspan=f"{len(table.columns)}")
        return f'<tr class="group">{heading}</tr>'
    out = ["<tr>"]
    for at, (column, value, text) in enumerate(zip(table.columns, row.cells, texts, strict=True)):
        key = sort_key(value) if by_value else ""
        name, scope = ("th", ' scope="row"') if column.stub else ("td", "")
        shown = say(text) if column.stub else italics(text) if isinstance(value, str) else html.escape(text)
        sort = f' data-sort="{key}"' if key else ""
        own = anchor(table.id, place, at)
        called = f' id="{own}"' if own in cited else ""
        out.append(f'<{name}{scope}{called} class="{_class(column, value)}"{sort}>{shown}</{name}>')
    return "".join(out) + "</tr>"


def head(table: Table, form: Shape, say: Callable[[str], Html]) -> Html:
    cells = (
        tag("th", say(column.title), scope="col", class_=_class(column, None), style=f"--least:{least}em")
        for column, least in zip(table.columns, form.least, strict=True)
    )
    return tag("thead", tag("tr", *cells))


def table(
    node: Table, gap: str, title: Callable[[str], Html], say: Callable[[str], Html], cited: Container[str] = ()
) -> tuple[Html, bool]:
    """The table in its scrolling box with its caption, and whether it is broad.

    ``title`` and ``say`` mark what can be explained, in headings and in the first column; ``cited`` are the cells that
    sentences refer to, which have an id.
    """
    texts = [
        []
        if row.heading
        else [formats.cell(value, column) for value, column in zip(row.cells, node.columns, strict=True)]
        for row in node.rows
    ]
    form = shape(node, texts)
    by_value = sortable(node)
    titles = head(node, form, title)
    body = "\n".join(_row(node, place, line, by_value, say, cited) for place, line in enumerate(texts))
    style = f' style="--print:{form.printed}"' if form.printed else ""
    kind = ' class="sortable"' if by_value else ""
    name = escaped(f"{node.label} {node.caption}")
    caption = tag("div", tag("span", node.label, class_="label"), gap, italics(node.caption), class_="caption")
    made = f'<table aria-label="{name}"{kind}{style}>\n{titles}\n<tbody>\n{body}\n</tbody></table>'
    box = Html(f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">{made}</div>')
    return joined([Html("<div>"), caption, box, Html("</div>")]), form.broad
