"""The credit-reference battery, when ``extras["battery"]`` holds it: shares with intervals, tests against figures."""

from __future__ import annotations

from typing import Any

from tamkit.report.build import columns, first, interval, keep_filled, records, remarks, value
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Row, Section, Table
from tamkit.report.words import Words

ORDER = 32


def build(content: Content, t: Words) -> Section | None:
    found = content.extras.get("battery")
    if found is None:
        return None
    blocks: list[Block] = [t.p("battery.text"), _shares(content, t, records(found.shares))]
    tests = records(found.references)
    if tests:
        blocks += [t.p("battery.references_text"), _references(content, t, tests)]
    if found.crosstabs:
        blocks += [t.p("battery.crosstab_text"), _crosstabs(content, t, found.crosstabs)]
    blocks += remarks(t, found)
    return Section("battery", t("battery.title"), tuple(blocks))


def _shares(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    body: list[Row] = []
    last = None
    shown = {variable.code for variable in content.questionnaire.variables if variable.role != "demographic"}
    for row in rows:
        name = str(row["variable"])
        if name not in shown:  # who the respondents are stands in their own chapter
            continue
        if name != last:
            last = name
            body.append(Row(heading=t("respondents.base", variable=content.name(name, t.lang), n=f"{row['base']:.0f}")))
        ci = interval(row, "wilson_lower", "wilson_upper")
        cells: tuple[Cell, ...] = (
            option(content, name, row["option"], t.lang),
            int(row["n"]),
            value(row, "percent"),
            ci,
        )
        body.append(Row(cells))
    spec = columns(t, ("option", "text"), ("n", "integer"), ("percent", "percent"), ("percent_ci", "number", 1))
    return Table("battery_shares", t("battery.shares_caption"), spec, tuple(body))


def _references(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    said = {found.id: found.statement for found in content.questionnaire.reference_values}
    body = []
    for row in rows:
        name = content.text(said[row["id"]], t.lang) if row["id"] in said else str(row["id"])
        cells: tuple[Cell, ...] = (
            name,
            first(row, "n"),
            first(row, "base"),
            value(row, "percent"),
            interval(row, "wilson_lower", "wilson_upper"),
            value(row, "reference"),
            value(row, "difference"),
            value(row, "pvalue"),
            value(row, "p_holm"),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("figure", "text"),
        ("n", "integer"),
        ("base", "integer"),
        ("percent", "percent", 2),
        ("percent_ci", "number", 2),
        ("reference_value", "percent", 2),
        ("gap", "number", 2),
        ("p", "p"),
        ("p_holm", "p"),
    )
    return keep_filled(Table("battery_references", t("battery.references_caption"), spec, tuple(body)))


def _crosstabs(content: Content, t: Words, found: Any) -> Table:
    body = []
    for pair in found:
        names = [content.name(str(code).rstrip("#"), t.lang) for code in (pair.row, pair.column)]
        held = pair.association
        numbers = [getattr(held, key, None) for key in ("chisq", "df", "pvalue", "cramer_v")]
        body.append(Row((" × ".join(names), *numbers)))
    spec = columns(t, ("pair", "text"), ("chisq", "number"), ("df", "integer"), ("p", "p"), ("cramer_v", "number"))
    return keep_filled(Table("battery_crosstabs", t("battery.crosstab_caption"), spec, tuple(body)))
