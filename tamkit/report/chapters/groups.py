"""Paths by group and tests of their differences, when ``Content.groups`` holds them by grouping variable."""

from __future__ import annotations

from typing import Any

from tamkit.report import marks, spoken
from tamkit.report.build import arrow, beside, from_frame, keep_filled, records, remarks, significant, value
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.sizes import of_groups
from tamkit.report.tree import Block, Cell, Column, Paragraph, Row, Section, Table
from tamkit.report.words import Words

ORDER = 83
#: How many pairs of groups a sentence names.
NAMED = 6


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.groups
    if not found:
        return None
    parts = tuple(_part(content, t, part) for part in found.values())
    tested = [part for part in found.values() if part.differences is not None and len(part.differences)]
    lead = (_lead(content, t, tested),) if len(tested) > 1 else ()
    return Section("groups", t("report.groups.title"), (*lead, *parts))


def _lead(content: Content, t: Words, found: list[Any]) -> Paragraph:
    """What the tests of all grouping variables found, in a sentence."""
    none, some = [], []
    for part in found:
        group = content.within(str(part.group), t.lang)
        paths = _differing(content, t, records(part.differences))
        if paths:
            some.append(t("report.groups.lead_some", group=group, n=len(paths), list=t.join(paths)))
        else:
            none.append(group)
    said = [t.p("report.groups.lead", some=t.clauses(some) or None, n=len(none), none=t.join(none))]
    for part in found:
        tables = {"tests": f"groups_{part.group}_differences", "paths": f"groups_{part.group}"}
        said.append(t.p("report.groups.where", group=content.within(str(part.group), t.lang), **tables))
    return t.together(said)


def _differing(content: Content, t: Words, tests: list[dict[str, Any]]) -> list[str]:
    """The paths that differ between groups after Holm's adjustment."""
    return [arrow(content, t, str(row["source"]), str(row["target"])) for row in tests if significant(row, "p_holm")]


def _part(content: Content, t: Words, found: Any) -> Section:
    group, name = str(found.group), content.name(str(found.group), t.lang)
    labels = {str(code): option(content, group, code, t.lang) for code in found.groups}
    sizes = group_sizes(t, labels, found)
    tests = records(found.differences)
    blocks = _tests(content, t, found, tests, name) if tests else []  # what was found, then what it was found in
    blocks += [
        t.p("report.groups.text", table=f"groups_{group}", sizes=sizes, equal=bool(found.equal_loadings)),
        _paths(content, t, found, labels, name),
    ]
    title = t("report.invariance.group", group=name)
    aside = (_numbers(content, t, found, labels, name), *_pairs(content, t, found, labels, name))
    made = Section(f"groups_{group}_section", title, (*blocks, *remarks(t, found)), aside=aside)
    return of_groups(made, t, found.n)


def _tests(content: Content, t: Words, found: Any, tests: list[dict[str, Any]], name: str) -> list[Block]:
    """Which paths differ between all groups, and of more than two which groups."""
    group = str(found.group)
    paths = [arrow(content, t, str(row["source"]), str(row["target"])) for row in tests]
    named = _differing(content, t, tests)
    table = f"groups_{group}_differences"
    blocks: list[Block] = [
        t.p("report.groups.differences_text", count=len(named), list=tuple(named), table=table, **_least(tests, paths)),
    ]
    numbers = (("wald", "number"), ("df", "integer"), ("pvalue", "p"), ("p_holm", "p"))
    more = (("chisq_diff", "number"), ("df_diff", "integer"), ("pvalue_diff", "p"), ("p_diff_holm", "p"))
    asked = tuple(column for column in more if column[0] in found.differences.columns)
    caption = marks.of(t("report.groups.differences_caption", group=name), *found.fits.values())
    frame = found.differences.assign(path=paths)
    note = t("report.groups.differences_note", n=len(tests))
    blocks.append(from_frame(t, table, caption, frame, (("path", "text"), *numbers, *asked), notes=(note,)))
    if len(found.groups) > 2 and found.pairs is not None:
        pairs = [row for row in records(found.pairs) if significant(row, "p_holm")]
        told = tuple(
            t(
                "report.groups.pair",
                path=arrow(content, t, str(row["source"]), str(row["target"])),
                first=option(content, group, row["group_1"], t.lang),
                second=option(content, group, row["group_2"], t.lang),
            )
            for row in pairs[:NAMED]
        )
        file = f"groups_{group}_pairs.csv"
        said = {"count": len(pairs), "list": told, "more": len(pairs) - len(told), "file": file}
        blocks.append(t.p("report.groups.pairs_text", tests=len(found.pairs), **said))
    return blocks


def _least(tests: list[dict[str, Any]], paths: list[str]) -> dict[str, str | None]:
    """The path whose unadjusted p is smallest, with that p."""
    known = [(p, path) for row, path in zip(tests, paths, strict=True) if (p := value(row, "pvalue")) is not None]
    if not known:
        return {"least": None, "p": None}
    p, path = min(known)
    return {"least": path, "p": spoken.p_phrase(p)}


def _numbers(content: Content, t: Words, found: Any, labels: dict[str, str], name: str) -> Table:
    """Every number of every path, too long for a page."""
    rows = records(found.paths)
    frame = found.paths.assign(
        path=[arrow(content, t, str(row["source"]), str(row["target"])) for row in rows],
        group=[labels[str(row["group"])] for row in rows],
    )
    spec = (("path", "text"), ("group", "text"), ("n", "integer"), ("est", "number"), ("se", "number"), ("pvalue", "p"))
    ends = ("ci_lower", "ci_upper", "std", "std_se", "std_ci_lower", "std_ci_upper")
    caption = t("report.groups.numbers_caption", group=name)
    numbers = tuple((key, "number") for key in ends)
    return from_frame(t, f"groups_{found.group}_paths", caption, frame, (*spec, *numbers))


def _pairs(content: Content, t: Words, found: Any, labels: dict[str, str], name: str) -> tuple[Table, ...]:
    if found.pairs is None:
        return ()
    rows = records(found.pairs)
    frame = found.pairs.assign(
        path=[arrow(content, t, str(row["source"]), str(row["target"])) for row in rows],
        **{key: [labels[str(row[key])] for row in rows] for key in ("group_1", "group_2")},
    )
    spec = (("path", "text"), ("group_1", "text"), ("group_2", "text"), ("n_1", "integer"), ("n_2", "integer"))
    numbers = tuple((key, "number") for key in ("est_1", "est_2", "difference", "se", "ci_lower", "ci_upper", "z"))
    tested = (("pvalue", "p"), ("p_holm", "p"))
    caption = t("report.groups.pairs_caption", group=name)
    return (from_frame(t, f"groups_{found.group}_pairs", caption, frame, (*spec, *numbers, *tested)),)


def group_sizes(t: Words, labels: dict[str, str], found: Any) -> str:
    """The groups with their numbers of respondents: ``Male 231, Female 256``."""
    pairs = zip(found.groups, found.n, strict=True)
    return t.join(t("report.group_size", group=labels[str(code)], n=n) for code, n in pairs)


def _title(t: Words, found: Any, code: str, label: str, n: int) -> str:
    """A group with its size; marked where its own fit is inadmissible, or that of all groups together."""
    return marks.of(t("report.groups.column", group=label, n=n), found.fits.get("free", found.fits.get(code)))


def _paths(content: Content, t: Words, found: Any, labels: dict[str, str], name: str) -> Table:
    rows = records(found.paths)
    held = {(str(row["source"]), str(row["target"]), str(row["group"])): row for row in rows}
    paths = list(dict.fromkeys((str(row["source"]), str(row["target"])) for row in rows))
    body: list[Row] = []
    for source, target in paths:
        cells: list[Cell] = [arrow(content, t, source, target)]
        cells += [beside(held.get((source, target, code), {}), "std", "pvalue") for code in labels]
        body.append(Row(tuple(cells)))
    explained = {(str(row["construct"]), str(row["group"])): value(row, "r2") for row in records(found.r2)}
    if explained:
        body = [Row(heading=t("report.groups.coefficients")), *body, Row(heading=t("report.groups.explained"))]
    for construct in dict.fromkeys(construct for construct, _ in explained):
        name_of = content.name(construct, t.lang)
        body.append(Row((name_of, *(explained.get((construct, code)) for code in labels))))
    sizes = dict(zip(map(str, found.groups), found.n, strict=True))
    spec = [Column("path", t("report.column", key="path"), stub=True)]
    spec += [
        Column(f"group_{code}", _title(t, found, code, label, sizes[code]), "number", bounded=True)
        for code, label in labels.items()
    ]
    caption = t("report.groups.paths_caption", group=name)
    return keep_filled(Table(f"groups_{found.group}", caption, tuple(spec), tuple(body), (t("report.note.beside"),)))
