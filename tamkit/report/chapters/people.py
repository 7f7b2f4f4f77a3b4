"""Segments of respondents: how high the constructs stand in each, whether the means differ, and who is in them."""

from __future__ import annotations

from typing import Any

from tamkit.report.build import columns, from_frame, interval, keep_filled, records, remarks, value
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Column, Row, Section, Table
from tamkit.report.words import Words

ORDER = 84
REFERENCES = ("holm1979",)


def build(content: Content, t: Words) -> Section | None:
    found, segments = content.findings.differences, content.findings.profiles
    blocks: list[Block | Section] = []
    aside: list[Table] = []
    if segments is not None:
        blocks += [t.p("report.people.profiles_text", table="profiles", files="profile_means, profile_shares")]
        blocks.append(_profiles(content, t, segments))
        aside += [_means(content, t, segments.means, "profile_means"), _shares(content, t, segments.shares)]
    if found is not None and len(found.tests):
        blocks += [*_differences(content, t, found), *remarks(t, found)]
        aside += [_means(content, t, found.means, "difference_means"), _pairs(content, t, found.pairs)]
        aside.append(_all_tests(content, t, found.tests))
    if not blocks:
        return None
    kept = tuple(table for table in aside if table.rows)
    return Section("people", t("report.people.title"), tuple(blocks), aside=kept)


def _profiles(content: Content, t: Words, found: Any) -> Table:
    """A row a level: how many, of those in one, and the mean of every construct."""
    means = {(row["variable"], row["level"], row["construct"]): row for row in records(found.means)}
    constructs = list(dict.fromkeys(str(row["construct"]) for row in records(found.means)))
    body: list[Row] = []
    last = ""
    for row in records(found.segments):
        code = str(row["variable"])
        if code != last:
            heading = t("report.people.segment", variable=content.name(code, t.lang), unplaced=int(row["unplaced"]))
            body.append(Row(heading=heading))
        last = code
        n, share = value(row, "n"), value(row, "share")
        cells: list[Cell] = [option(content, code, row["level"], t.lang), None if n is None else int(n)]
        cells.append(None if share is None else 100 * share)
        cells += [value(means.get((code, row["level"], construct), {}), "mean") for construct in constructs]
        body.append(Row(tuple(cells)))
    spec = (*columns(t, ("option", "text"), ("n", "integer"), ("percent", "percent")),)
    spec += tuple(Column(construct, construct, "number", 2) for construct in constructs)
    return keep_filled(Table("profiles", t("report.people.profiles_caption"), spec, tuple(body)))


def _differences(content: Content, t: Words, found: Any) -> list[Block]:
    """The differences that are significant; the others stand in the folder of tables, and are counted."""
    rows = records(found.tests)
    shown = [row for row in rows if (p := value(row, "p_holm")) is not None and p < 0.05]
    incomparable = sum(not row["comparable"] for row in shown)
    text = t.p(
        "report.people.differences_text",
        tests=len(rows),
        differ=len(shown),
        incomparable=incomparable,
        table="differences",
        files="differences_all, difference_means, difference_pairs",
    )
    if not shown:
        return [text]
    body: list[Row] = []
    last = ""
    for row in shown:
        code = str(row["variable"])
        if code != last:
            body.append(Row(heading=content.name(code, t.lang)))
        last = code
        cells: tuple[Cell, ...] = (
            content.with_code(str(row["construct"]), t.lang),
            int(row["n"]),
            int(row["missing"]),
            t("report.people.test", test=str(row["test"])),
            *(value(row, key) for key in ("stat", "df1", "df2", "p_holm", "difference", "g", "omega2")),
            interval(row, "omega2_ci_lower", "omega2_ci_upper"),
            t.say(row["why"]) if not row["comparable"] else t("report.people.comparable"),
        )
        body.append(Row(cells))
    spec = columns(t, ("construct", "text"), ("n", "integer"), ("missing", "integer"), ("test", "text"))
    spec += columns(t, ("stat", "number"), ("df1", "integer"), ("df2", "number", 1), ("p_holm", "p"))
    spec += columns(t, ("difference", "number", 2), ("g", "number", 2), ("omega2", "number"), ("omega2_ci", "number"))
    spec += columns(t, ("comparable", "text"))
    note = t("report.people.differences_note")
    table = keep_filled(Table("differences", t("report.people.differences_caption"), spec, tuple(body), (note,)))
    return [text, table]


def _means(content: Content, t: Words, frame: Any, name: str) -> Table:
    spec = (("variable", "text"), ("level", "text"), ("construct", "text"), ("n", "integer"), ("missing", "integer"))
    numbers = tuple((key, "number") for key in ("mean", "sd", "se", "ci_lower", "ci_upper", "favourable"))
    named = frame.assign(level=[option(content, row["variable"], row["level"], t.lang) for row in records(frame)])
    return from_frame(t, name, t("report.people.means_caption"), named, (*spec, *numbers))


def _shares(content: Content, t: Words, frame: Any) -> Table:
    rows = records(frame)
    named = frame.assign(
        level=[option(content, row["variable"], row["level"], t.lang) for row in rows],
        option=[option(content, row["of"], row["option"], t.lang) for row in rows],
    )
    texts = tuple((key, "text") for key in ("variable", "level", "of", "option"))
    spec = (*texts, *((key, "integer") for key in ("n", "base", "missing")))
    numbers = (("share", "number"), ("ci_lower", "number"), ("ci_upper", "number"))
    return from_frame(t, "profile_shares", t("report.people.shares_caption"), named, (*spec, *numbers))


def _pairs(content: Content, t: Words, frame: Any) -> Table:
    rows = records(frame)
    named = frame.assign(
        **{key: [option(content, row["variable"], row[key], t.lang) for row in rows] for key in ("level_1", "level_2")}
    )
    spec = (("variable", "text"), ("construct", "text"), ("level_1", "text"), ("level_2", "text"))
    numbers = (("difference", "number"), ("se", "number"), ("t", "number"), ("df", "number"), ("pvalue", "p"))
    return from_frame(
        t, "difference_pairs", t("report.people.pairs_caption"), named, (*spec, *numbers, ("g", "number"))
    )


def _all_tests(content: Content, t: Words, frame: Any) -> Table:
    texts, whole = ("variable", "construct", "test", "why"), ("levels", "n", "missing", "unplaced", "small")
    kinds = {**dict.fromkeys(texts, "text"), **dict.fromkeys(whole, "integer")}
    kinds |= dict.fromkeys(("levene_p", "pvalue", "p_holm", "equal_p"), "p")
    spec = tuple((key, kinds.get(key, "number")) for key in frame.columns if key != "comparable")
    return from_frame(t, "differences_all", t("report.people.all_caption"), frame, spec)
