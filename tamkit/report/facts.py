"""The facts alone: every number with its name, table and cut-off, by chapter, and a blank for an interpretation.

For those who must not hand in sentences that a program wrote: there is none here. Markdown, named
``report.<lang>.facts.md``.
"""

from __future__ import annotations

from tamkit.report import cutoffs, formats, md
from tamkit.report.cutoffs import Cutoff
from tamkit.report.references import short
from tamkit.report.tree import Column, Document, Figure, Interval, Row, Section, Table, Verdict
from tamkit.report.words import Words

#: Cut-offs by the key of the column they hold for. Those of a table whose rows are measures stand in its own column.
BY_COLUMN = {
    **cutoffs.FIT,
    **{
        row.measure: row
        for row in (
            cutoffs.ALPHA,
            cutoffs.CITC,
            cutoffs.CR,
            cutoffs.AVE,
            cutoffs.LOADING,
            cutoffs.HTMT,
            cutoffs.VIF,
            cutoffs.VIF_LATENT,
        )
    },
}
#: Tables of one measure, by the beginning of their id: every number column of them is one of its.
BY_TABLE = {"htmt": cutoffs.HTMT}
#: Suffixes of the versions of a measure.
VERSIONS = ("_robust", "_scaled")


def render(document: Document) -> bytes:
    t = Words(document.lang)
    out = [f"# {md.text(document.title)}", ""]
    if document.banner:
        out += [f"> **{md.text(document.banner)}**", ""]
    out += [md.text(t("report.facts.marks")), ""]
    for section in document.sections:
        out += _section(document, section, t, 2)
    return ("\n".join(out).rstrip("\n") + "\n").encode()


def _section(document: Document, section: Section, t: Words, level: int) -> list[str]:
    out: list[str] = []
    for block in section.blocks:
        if isinstance(block, Section):
            out += _section(document, block, t, level + 1)
        elif isinstance(block, Table) and _numbers(block):
            out += _table(block, t, level + 1)
        elif isinstance(block, Figure):
            out += _figure(document, block, t, level + 1)
    if section.aside:
        files = t.join(f"`tables/{table.id}.csv`" for table in section.aside)
        out += [t("report.facts.more", files=files), ""]
    return [_heading(level, section.heading), "", *out] if out else []


def _heading(level: int, words: str) -> str:
    return f"{'#' * min(level, 6)} {md.text(words)}"


def _numbers(table: Table) -> bool:
    """Whether a table holds anything but words."""
    return any(formats.is_numeric(column) or column.kind == "decision" for column in table.columns)


def _table(table: Table, t: Words, level: int) -> list[str]:
    out = [_heading(level, f"{table.label} {table.caption}".strip()), "", *_held_against(table, t)]
    for row in table.rows:
        if row.heading:
            # A list ends before the heading of the next one.
            out += [*([""] if out[-1] else []), f"**{md.text(row.heading)}**", ""]
        else:
            out += _row(table, row, t)
    return [*out, "", t("report.facts.blank"), ""]


def _figure(document: Document, figure: Figure, t: Words, level: int) -> list[str]:
    path = f"figures/{figure.picture.name}.{document.lang}.svg"
    return [_heading(level, f"{figure.label} {figure.caption}"), "", f"`{path}`", "", t("report.facts.blank"), ""]


def _row(table: Table, row: Row, t: Words) -> list[str]:
    """``- **PU**: α 0.918 (≥ 0.70); CR 0.92 (≥ 0.70)``; the cut-off of a whole table stands above it alone."""
    whole = any(table.id.startswith(start) for start in BY_TABLE)
    name, facts = "", []
    for column, cell in zip(table.columns, row.cells, strict=True):
        shown = formats.cell(cell, column)
        if column.stub:
            name = shown
        elif shown not in ("", formats.MISSING):
            cutoff = None if whole or isinstance(cell, str | Verdict | Interval) else cutoff_of(table, column)
            bound = "" if cutoff is None else md.text(bounds(cutoff))
            facts.append(t("report.facts.fact", name=md.text(column.title), value=md.text(shown), bound=bound or None))
    return ["- " + t("report.facts.row", name=md.text(name), facts=t.clauses(facts))] if facts else []


def cutoff_of(table: Table, column: Column) -> Cutoff | None:
    """The cut-off for the numbers of a column, where there is one.

    >>> cutoff_of(Table("reliability", "", (), ()), Column("cr", "CR", "number")).bound("good")
    '≥ 0.70'
    """
    if not formats.is_numeric(column):
        return None
    for start, cutoff in BY_TABLE.items():
        if table.id.startswith(start) and column.kind == "number":
            return cutoff
    key = column.key
    for version in VERSIONS:
        key = key.removesuffix(version)
    return BY_COLUMN.get(key)


def bounds(cutoff: Cutoff) -> str:
    """The bounds a number is held against, the better one first."""
    return " / ".join(bound for bound in (cutoff.bound("good"), cutoff.bound("acceptable")) if bound)


def _works(cutoff: Cutoff) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in (cutoff.good_by, cutoff.acceptable_by) if key))


def _held_against(table: Table, t: Words) -> list[str]:
    """The cut-offs in a table, with the works they stand in."""
    found = dict.fromkeys(cutoff for cutoff in (cutoff_of(table, column) for column in table.columns) if cutoff)
    told = [
        t("report.facts.cutoff", symbol=one.symbol, bound=bounds(one), works=short(_works(one), t.lang))
        for one in found
        if bounds(one)
    ]
    return [md.text(t("report.facts.cutoffs", cutoffs=t.clauses(told))), ""] if told else []
