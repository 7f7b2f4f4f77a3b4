"""The battery, when the findings hold one: shares with intervals, tests against published figures, what is declared."""

from __future__ import annotations

import re
from dataclasses import replace
from string import ascii_uppercase
from typing import Any

from tamkit.report import published, sentences
from tamkit.report.build import columns, first, interval, keep_filled, records, remarks, value
from tamkit.report.chapters.respondents import count, hidden, in_battery, option
from tamkit.report.content import Content
from tamkit.report.figures import Mosaic, mosaics
from tamkit.report.tree import Block, Cell, Figure, Paragraph, Row, Section, Table
from tamkit.report.words import Words

ORDER = 32
CONFLICT = ("base", "count", "nearest", "difference")


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.battery
    if found is None:
        return None
    differ = sentences.battery(content, t)  # what was found, where figures are there to compare with
    blocks: list[Block] = [] if differ is None else [differ]
    shares = _shares(content, t, records(found.shares))
    blocks += [t.p("report.battery.text"), shares] if shares.rows else []
    figures = published.figures(content)
    if figures:
        blocks += [_compared(content, t, figures), _references(content, t, figures)]
    if hidden(records(found.shares)):
        blocks.append(t.p("report.respondents.small_cells"))
    if found.crosstabs:
        seeds = [one.association.seed for one in found.crosstabs if one.association.seed is not None]
        blocks += [t.p("report.battery.crosstab_text", seed=seeds[0] if seeds else None)]
        blocks += [_crosstabs(content, t, found.crosstabs), _cells(content, t, found.crosstabs)]
        blocks += _mosaics(content, t, found.crosstabs)
    blocks += [*_knowledge(content, t, found), *_consistency(content, t, found)]
    blocks += remarks(t, found)
    title = content.questionnaire.analyses.title
    return Section(
        "battery", t("report.battery.title") if title is None else content.text(title, t.lang), tuple(blocks)
    )


def _shares(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    body: list[Row] = []
    last = None
    shown = in_battery(content)
    for row in rows:
        name = str(row["variable"])
        if name not in shown:  # who the respondents are and what has several answers stands in the chapter before
            continue
        if name != last:
            last = name
            body.append(
                Row(heading=t("report.respondents.base", variable=content.name(name, t.lang), n=f"{row['base']:.0f}"))
            )
        ci = interval(row, "wilson_lower", "wilson_upper")
        cells: tuple[Cell, ...] = (
            option(content, name, row["option"], t.lang),
            count(row),
            value(row, "percent"),
            ci,
        )
        body.append(Row(cells))
    spec = columns(t, ("option", "text"), ("n", "integer"), ("percent", "percent"), ("percent_ci", "number", 1))
    return Table("battery_shares", t("report.battery.shares_caption"), spec, tuple(body))


def _compared(content: Content, t: Words, figures: list[published.Figure]) -> Paragraph:
    """What is compared with what, and how often."""
    readings = [one for figure in figures for one in figure.readings]
    return t.p(
        "report.battery.references_text",
        readings=len(readings) > len(figures),
        worded=sum(one.worded for one in figures),
        counts=sum(one.counts for one in figures),
        counted=sum(one.counted for one in readings),
        percents=sum(not one.counted for one in readings),
    )


def _references(content: Content, t: Words, figures: list[published.Figure]) -> Table:
    """A row a reading of a figure: by its count tested as two samples, by its percentage alone as one."""
    said = {one.id: one for one in content.questionnaire.reference_values}
    readings = [one for figure in figures for one in figure.readings]
    sources = {one.id: content.text(said[one.id].source, t.lang) for one in readings if one.id in said}
    letters = dict(zip(dict.fromkeys(sources.values()), ascii_uppercase, strict=False))
    body = []
    for one in readings:
        known = said.get(one.id)
        cells: tuple[Cell, ...] = (
            one.id if known is None else content.text(known.statement, t.lang),
            letters.get(sources.get(one.id, ""), ""),
            first(one.share, "n"),
            first(one.share, "base"),
            value(one.share, "percent"),
            interval(one.share, "wilson_lower", "wilson_upper"),
            value(one.test, "reference"),
            one.count,
            value(one.test, "difference"),
            value(one.test, "pvalue"),
            value(one.test, "p_holm"),
        )
        body.append(Row(cells))
    made = columns(
        t,
        ("figure", "text"),
        ("figure_source", "text"),
        ("n", "integer"),
        ("base", "integer"),
        ("percent", "percent", 2),
        ("percent_ci", "number", 2),
        ("reference_value", "percent", 2),
        ("published", "text"),
        ("gap", "number", 2),
        ("p", "p"),
        ("p_holm", "p"),
    )
    points = t("report.column", key="gap_points")
    spec = tuple(replace(column, title=points) if column.key == "gap" else column for column in made)
    counted, single = published.families(content)
    percents = sum(not one.counted for one in readings)
    notes = [
        t(
            "report.battery.families",
            counted=t.join(str(n) for n in counted),
            several=len(counted),
            percents=percents,
            single=single,
        )
    ]
    rough = [one.readings[0].id for one in figures if one.approximate]
    if rough:
        notes.append(
            t("report.battery.rough", list=t.clauses(content.text(said[one].statement, t.lang) for one in rough))
        )
    if letters:
        named = [t("report.battery.source", letter=letter, source=source) for source, letter in letters.items()]
        notes.append(t("report.battery.sources", list=t.clauses(named)))
    return keep_filled(
        Table("battery_references", t("report.battery.references_caption"), spec, tuple(body), tuple(notes))
    )


def _crosstabs(content: Content, t: Words, found: Any) -> Table:
    body = []
    for pair in found:
        held = pair.association
        exact = held.pvalue_resampled if held.pvalue_exact is None else held.pvalue_exact
        ci = interval({"low": held.cramer_v_lower, "high": held.cramer_v_upper}, "low", "high")
        n = (held.n, pair.missing)
        numbers = (held.chisq, held.df, held.pvalue, exact, held.cramer_v_corrected, ci)
        trend = getattr(getattr(pair, "trend", None), "pvalue", None)
        body.append(Row((_pair(content, t, pair), *n, *numbers, trend)))
    tests = (("chisq", "number"), ("df", "integer"), ("p", "p"), ("p_exact", "p"))
    size = (("cramer_v_corrected", "number"), ("cramer_v_ci", "number"), ("trend_p", "p"))
    made = columns(t, ("pair", "text"), ("answered", "integer"), ("missing", "integer"), *tests, *size)
    # Most who are missing here were not asked.
    unasked = t("report.column", key="unasked")
    spec = tuple(replace(column, title=unasked) if column.key == "missing" else column for column in made)
    return keep_filled(Table("battery_crosstabs", t("report.battery.crosstab_caption"), spec, tuple(body)))


def _pair(content: Content, t: Words, pair: Any) -> str:
    return " × ".join(quantity_name(content, t, quantity) for quantity in (pair.row, pair.column))


def _cells(content: Content, t: Words, found: Any) -> Table:
    """Every cell with its percentage of the row."""
    body: list[Row] = []
    for pair in found:
        body.append(Row(heading=_pair(content, t, pair)))
        for code, counts in pair.table.iterrows():
            for other, n in counts.items():
                names = (_category(content, t, pair.row, code), _category(content, t, pair.column, other))
                percent = value({"percent": pair.row_percent.loc[code, other]}, "percent")
                body.append(Row((*names, None if n != n else int(n), percent)))
    spec = columns(t, ("row", "text"), ("column", "text"), ("n", "integer"), ("row_percent", "percent"))
    return Table("battery_cells", t("report.battery.cells_caption"), spec, tuple(body))


def _mosaics(content: Content, t: Words, found: Any) -> list[Block]:
    """What is explained, by what has an order: overdue by income, by the number of products. None with hidden cells."""
    outcomes = {one.outcome for one in content.questionnaire.analyses.outcomes}
    tables, named = [], []
    for pair in found:
        plain = pair.column.code in outcomes and pair.column.options is None and pair.column.count is None
        if not plain or not _ordered(content, pair.row) or pair.table.isna().any(axis=None):
            continue
        rows = [_category(content, t, pair.row, code) for code in pair.table.index]
        answers = [_category(content, t, pair.column, code) for code in pair.table.columns]
        named.append(_pair(content, t, pair))
        tables.append(Mosaic(named[-1], rows, answers, pair.table.to_numpy(float).tolist()))
    if not tables:
        return []
    picture = mosaics("mosaics", tables, t("report.simulated.mark") if content.simulated else "")
    caption = t("report.battery.mosaic_figure", pairs=t.join(named))
    alt = t("report.battery.mosaic_alt", pairs=t.join(named))
    drawn = Figure("mosaics", caption, alt, picture, (t("report.battery.mosaic_note"),))
    return [t.p("report.battery.mosaic_text", pairs=t.join(named)), drawn]


def _ordered(content: Content, quantity: Any) -> bool:
    if quantity.count is not None or quantity.code is None:
        return True
    return quantity.options is None and bool(content.questionnaire.variable(quantity.code).ordered)


def _category(content: Content, t: Words, quantity: Any, code: Any) -> str:
    """One answer of a table: an option, a number, or having given one of the options or not."""
    if quantity.code is None or quantity.count is not None:
        more = quantity.at_most is not None and int(code) == quantity.at_most
        return t("report.battery.or_more", n=int(code)) if more else str(int(code))
    if quantity.options is None:
        return option(content, quantity.code, code, t.lang)
    chosen = t.join([option(content, quantity.code, one, t.lang) for one in quantity.options])
    return chosen if code == 1 else t("report.battery.not_chosen", options=chosen)


def quantity_name(content: Content, t: Words, quantity: Any) -> str:
    """What a table calls a quantity: the variable's name, and what of it."""
    if quantity.code is None:
        return t("report.battery.knowledge_score")
    name = content.name(quantity.code, t.lang)
    if quantity.count is not None:
        return t("report.battery.counted", name=name)
    if not quantity.options:
        return name
    picked = t.join([option(content, quantity.code, code, t.lang) for code in quantity.options])
    return t("report.battery.picked", name=name, options=picked)


def _knowledge(content: Content, t: Words, found: Any) -> list[Block]:
    """Right answers to each question of knowledge."""
    rows = records(getattr(found, "knowledge", None))
    if not rows:
        return []
    body = []
    for row in rows:
        question = content.text(content.questionnaire.variable(str(row["variable"])).text, t.lang)
        ci = interval(row, "wilson_lower", "wilson_upper")
        body.append(Row((question, value(row, "n"), value(row, "base"), value(row, "percent"), ci)))
    spec = columns(t, ("question", "text"), ("right", "integer"), ("base", "integer"), ("percent", "percent"))
    spec += columns(t, ("percent_ci", "number", 1))
    table = Table("battery_knowledge", t("report.battery.knowledge_caption"), spec, tuple(body))
    return [t.p("report.battery.knowledge_text"), table]


def _figure(t: Words, readings: list[str]) -> str:
    """A published figure by its words; of several readings by what they begin with, before the brackets."""
    if len(readings) == 1:
        return readings[0]
    heads = {re.split(r"\s?[（(]", one)[0] for one in readings}
    if len(heads) > 1:
        return t.join(readings)
    return t("report.battery.every_reading", figure=heads.pop(), n=len(readings))


def _consistency(content: Content, t: Words, found: Any) -> list[Block]:
    """Whether the published figures can be true together: a percentage allows few numbers of respondents."""
    checked = getattr(found, "consistency", None)
    if checked is None:
        return []
    said = {one.id: content.text(one.statement, t.lang) for one in content.questionnaire.reference_values}
    fits = {str(row["id"]): bool(row["fits"]) for row in records(checked.figures)}
    figures = published.printed(content, fits)
    odd = [_figure(t, [said.get(code, code) for code in codes]) for codes in figures if not all(map(fits.get, codes))]
    blocks: list[Block] = [
        t.p("report.battery.consistency_text", figures=len(figures), odd=len(odd), list=t.clauses(odd))
    ]
    rows = records(checked.conflicts)
    if rows:
        body = tuple(
            Row((said.get(str(row["parent"]), str(row["parent"])), *(value(row, key) for key in CONFLICT)))
            for row in rows
        )
        spec = columns(t, ("figure", "text"), *((f"conflict_{key}", "integer") for key in CONFLICT))
        blocks.append(t.p("report.battery.conflicts_text"))
        blocks.append(Table("battery_conflicts", t("report.battery.conflicts_caption"), spec, body))
    return blocks
