"""Paths by group and tests of their differences, when ``Content.groups`` holds them by grouping variable."""

from __future__ import annotations

from typing import Any

from tamkit.report import marks
from tamkit.report.build import arrow, beside, from_frame, keep_filled, records, remarks, value
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Column, Row, Section, Table
from tamkit.report.words import Words

ORDER = 83
REFERENCES = ("holm1979",)


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.groups
    if not found:
        return None
    return Section("groups", t("report.groups.title"), tuple(_part(content, t, part) for part in found.values()))


def _part(content: Content, t: Words, found: Any) -> Section:
    group, name = str(found.group), content.name(str(found.group), t.lang)
    labels = {str(code): option(content, group, code, t.lang) for code in found.groups}
    sizes = group_sizes(t, labels, found)
    blocks: list[Block] = [
        t.p("report.groups.text", table=f"groups_{group}", sizes=sizes, equal=bool(found.equal_loadings)),
        _paths(content, t, found, labels, name),
    ]
    tests = records(found.differences)
    if tests:
        differ = [
            arrow(content, t, str(row["source"]), str(row["target"]))
            for row in tests
            if (value(row, "p_holm") or 0.0) < 0.05 and value(row, "p_holm") is not None
        ]
        table = f"groups_{group}_differences"
        blocks.append(t.p("report.groups.differences_text", count=len(differ), list=tuple(differ), table=table))
        frame = found.differences.assign(
            path=[arrow(content, t, str(row["source"]), str(row["target"])) for row in tests]
        )
        numbers = (("chisq_diff", "number"), ("df_diff", "integer"), ("pvalue_diff", "p"), ("p_holm", "p"))
        caption = marks.of(t("report.groups.differences_caption", group=name), *found.fits.values())
        blocks.append(from_frame(t, table, caption, frame, (("path", "text"), *numbers)))
    return Section(f"groups_{group}_section", t("report.invariance.group", group=name), (*blocks, *remarks(t, found)))


def group_sizes(t: Words, labels: dict[str, str], found: Any) -> str:
    """The groups with their numbers of respondents: ``Male 231, Female 256``."""
    pairs = zip(found.groups, found.n, strict=True)
    return t.join(t("report.group_size", group=labels[str(code)], n=n) for code, n in pairs)


def _title(t: Words, found: Any, code: str, label: str) -> str:
    """A group; marked where its own fit is inadmissible, or that of all groups together."""
    return marks.of(t("report.groups.column", group=label), found.fits.get("free", found.fits.get(code)))


def _paths(content: Content, t: Words, found: Any, labels: dict[str, str], name: str) -> Table:
    rows = records(found.paths)
    held = {(str(row["source"]), str(row["target"]), str(row["group"])): row for row in rows}
    paths = list(dict.fromkeys((str(row["source"]), str(row["target"])) for row in rows))
    body = []
    for source, target in paths:
        cells: list[Cell] = [arrow(content, t, source, target)]
        cells += [beside(held.get((source, target, code), {}), "std", "pvalue") for code in labels]
        body.append(Row(tuple(cells)))
    spec = [Column("path", t("report.column", key="path"), stub=True)]
    spec += [
        Column(f"group_{code}", _title(t, found, code, label), "number", bounded=True) for code, label in labels.items()
    ]
    caption = t("report.groups.paths_caption", group=name)
    return keep_filled(Table(f"groups_{found.group}", caption, tuple(spec), tuple(body), (t("report.note.beside"),)))
