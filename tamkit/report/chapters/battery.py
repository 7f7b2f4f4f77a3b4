"""The battery, when the findings hold one: shares with intervals, tests against published figures, what is declared."""

from __future__ import annotations

from typing import Any

from tamkit.report import formats
from tamkit.report.build import columns, first, interval, keep_filled, num, records, remarks, value
from tamkit.report.chapters.respondents import count, hidden, option
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Row, Section, Table
from tamkit.report.words import Words

ORDER = 32
CONFLICT = ("base", "count", "nearest", "difference")


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.battery
    if found is None:
        return None
    blocks: list[Block] = [t.p("report.battery.text"), _shares(content, t, records(found.shares))]
    tests = records(found.references)
    if tests:
        blocks += [t.p("report.battery.references_text"), _references(content, t, tests)]
    if hidden(records(found.shares)):
        blocks.append(t.p("report.respondents.small_cells"))
    if found.crosstabs:
        blocks += [t.p("report.battery.crosstab_text"), _crosstabs(content, t, found.crosstabs)]
    blocks += [*_knowledge(content, t, found), *_regressions(content, t, found), *_consistency(content, t, found)]
    blocks += remarks(t, found)
    title = content.questionnaire.analyses.title
    return Section(
        "battery", t("report.battery.title") if title is None else content.text(title, t.lang), tuple(blocks)
    )


def _shares(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    body: list[Row] = []
    last = None
    shown = {str(row["variable"]) for row in rows} - _demographic(content)
    for row in rows:
        name = str(row["variable"])
        if shown and name not in shown:  # who the respondents are stands in their own chapter
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


def _demographic(content: Content) -> set[str]:
    return {
        variable.code for variable in content.questionnaire.variables if getattr(variable, "role", "") == "demographic"
    }


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
    return keep_filled(Table("battery_references", t("report.battery.references_caption"), spec, tuple(body)))


def _crosstabs(content: Content, t: Words, found: Any) -> Table:
    body = []
    for pair in found:
        names = [_quantity(content, t, quantity) for quantity in (pair.row, pair.column)]
        held = pair.association
        numbers = [getattr(held, key, None) for key in ("chisq", "df", "pvalue", "cramer_v")]
        trend = getattr(getattr(pair, "trend", None), "pvalue", None)
        body.append(Row((" × ".join(names), *numbers, trend)))
    tests = (("chisq", "number"), ("df", "integer"), ("p", "p"), ("cramer_v", "number"), ("trend_p", "p"))
    spec = columns(t, ("pair", "text"), *tests)
    return keep_filled(Table("battery_crosstabs", t("report.battery.crosstab_caption"), spec, tuple(body)))


def _quantity(content: Content, t: Words, quantity: Any) -> str:
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


def _regressions(content: Content, t: Words, found: Any) -> list[Block]:
    """The declared logistic regressions, in the questionnaire's own words."""
    declared = {one.id: one for one in content.questionnaire.analyses.regressions}
    return [block for name, fit in found.regressions.items() for block in _regression(content, t, declared[name], fit)]


def _regression(content: Content, t: Words, declared: Any, fit: Any) -> tuple[Block, Block]:
    title, table = content.text(declared.title, t.lang), f"regression_{declared.id}"
    text = t.p(
        "report.battery.regression_text",
        title=title,
        table=table,
        n=fit.n,
        events=fit.events,
        chisq=num(fit.chisq),
        df=fit.df,
        p=formats.p_phrase(fit.pvalue),
        nagelkerke=num(fit.nagelkerke),
        auc=num(fit.auc),
        hl=num(fit.hosmer_lemeshow),
        hl_df=fit.hosmer_lemeshow_df,
        hl_p=formats.p_phrase(fit.hosmer_lemeshow_pvalue),
    )
    names = {one.id: content.text(one.name, t.lang) for one in declared.predictors}
    body = []
    for row in records(fit.table):
        numbers = [value(row, key) for key in ("b", "se", "z", "pvalue", "odds_ratio")]
        ci = interval(row, "or_lower", "or_upper")
        body.append(Row((names.get(str(row["term"]), t("report.battery.intercept")), *numbers, ci)))
    kinds = (("b", "number"), ("se", "number"), ("z_wald", "number"), ("p", "p"), ("odds_ratio", "number"))
    spec = columns(t, ("term", "text"), *kinds, ("odds_ratio_ci", "number"))
    return text, Table(table, t("report.battery.regression_caption", title=title), spec, tuple(body))


def _consistency(content: Content, t: Words, found: Any) -> list[Block]:
    """Whether the published figures can be true together: a percentage allows few numbers of respondents."""
    checked = getattr(found, "consistency", None)
    if checked is None:
        return []
    said = {one.id: content.text(one.statement, t.lang) for one in content.questionnaire.reference_values}
    figures = records(checked.figures)
    odd = [said.get(str(row["id"]), str(row["id"])) for row in figures if not row["fits"]]
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
