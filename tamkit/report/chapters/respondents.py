"""Respondents: frequencies of single-choice questions, multiple-response tables."""

from __future__ import annotations

from typing import Any

from tamkit.errors import InputError
from tamkit.report.build import columns, first, from_frame, interval, keep_filled, ratio, records, value
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Paragraph, Row, Section, Table
from tamkit.report.words import Words

ORDER = 30
#: Roles of variables that tell who the respondents are; the others are what the battery asks.
PEOPLE = ("demographic", "user", "product")


def build(content: Content, t: Words) -> Section | None:
    single = records(getattr(content.description, "respondents", None))
    multiple = records(getattr(content.description, "multiple", None))
    blocks: list[Block] = []
    aside: tuple[Table, ...] = ()
    said: list[Paragraph] = []
    if single:
        apart = in_battery(content)
        own = [row for row in single if str(row["variable"]) not in apart]
        blocks += [t.p("report.respondents.text", n=content.clean.n), _single(content, t, own)]
        if len(own) < len(single):
            said.append(t.p("report.respondents.elsewhere"))
            aside = (_single(content, t, single, "respondents_all"),)
    tables: list[Block] = []
    if multiple:
        said.append(t.p("report.respondents.multiple_text"))
        tables.append(_multiple(content, t, multiple))
    numbers = getattr(content.description, "numbers", None)
    if numbers is not None and len(numbers):
        said.append(t.p("report.respondents.numbers_text"))
        tables.append(_numbers(content, t, numbers))
    if hidden(single) or hidden(multiple):
        said.append(t.p("report.respondents.small_cells"))
    blocks += [*([t.together(said)] if said else []), *tables]
    return Section("respondents", t("report.respondents.title"), tuple(blocks), aside=aside) if blocks else None


def in_battery(content: Content) -> set[str]:
    """The questions with one answer whose shares stand in the battery's chapter: not those of who people are."""
    battery = content.findings.battery
    listed = set() if battery is None else {str(name) for name in battery.shares["variable"]}
    variables = content.questionnaire.variables
    return {one.code for one in variables if one.code in listed and one.role not in PEOPLE and one.kind == "single"}


def wilson(content: Content) -> dict[tuple[str, int], Cell]:
    """The battery's Wilson intervals by variable and option; empty without a battery."""
    battery = content.findings.battery
    rows = [] if battery is None else records(battery.shares)
    return {
        (str(row["variable"]), int(float(row["option"]))): interval(row, "wilson_lower", "wilson_upper") for row in rows
    }


def count(row: dict[str, Any]) -> int | None:
    """How many people, None where they are too few to be shown."""
    n = value(row, "n")
    return None if n is None else int(n)


def hidden(rows: list[dict[str, Any]]) -> bool:
    """Whether counts of few people are not shown."""
    return any(count(row) is None for row in rows)


def _numbers(content: Content, t: Words, frame: Any) -> Table:
    spec = (("variable", "text"), ("n", "integer", 0, "answered"), ("mean", "number", 2), ("sd", "number", 2))
    ends = tuple((key, "number", 0 if (frame[key] % 1 == 0).all() else 2) for key in ("min", "median", "max"))
    say = {"variable": lambda code: content.name(str(code), t.lang)}
    return from_frame(t, "numbers", t("report.respondents.numbers_caption"), frame, (*spec, *ends), say=say)


def option(content: Content, variable: str, code: Any, lang: str) -> str:
    """An option in words: a code is looked up in the questionnaire, anything else is shown as it is."""
    try:
        return content.text(content.questionnaire.variable(variable).option(int(float(code))).label, lang)
    except (InputError, LookupError, ValueError):
        return str(code)


def _grouped(
    content: Content, t: Words, rows: list[dict[str, Any]], n: dict[str, float | None]
) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(str(row["variable"]), []).append(row)
    return [
        (t("report.respondents.base", variable=content.name(name, t.lang), n=_whole(n[name])), members)
        for name, members in groups.items()
    ]


def _whole(n: float | None) -> str | None:
    return None if n is None else f"{n:.0f}"


def _single(content: Content, t: Words, rows: list[dict[str, Any]], table_id: str = "respondents") -> Table:
    bases: dict[str, float | None] = {}
    limits = wilson(content)
    for row in rows:
        name = str(row["variable"])
        bases[name] = value(row, "base") if "base" in row else (bases.get(name) or 0.0) + (value(row, "n") or 0.0)
    body: list[Row] = []
    for heading, members in _grouped(content, t, rows, bases):
        body.append(Row(heading=heading))
        for row in members:
            cells: tuple[Cell, ...] = (
                option(content, str(row["variable"]), row["option"], t.lang),
                count(row),
                first(row, "percent"),
                first(row, "cumulative") if _ordered(content, str(row["variable"])) else None,
                limits.get((str(row["variable"]), int(float(row["option"])))),
            )
            body.append(Row(cells))
    spec = columns(
        t, ("option", "text"), ("n", "integer", 0, "count"), ("percent", "percent"), ("cumulative", "percent")
    )
    spec += columns(t, ("percent_ci", "number", 1))
    added = [_ordered(content, name) for name in bases]
    notes = _limits_note(t, limits)
    if any(added) and not all(added):
        notes = (t("report.respondents.cumulative_note"), *notes)
    caption = t("report.respondents.caption", cumulative=any(added))
    return keep_filled(Table(table_id, caption, spec, tuple(body), notes))


def _ordered(content: Content, variable: str) -> bool:
    """Whether the options of a variable have an order: percentages of others don't add up to anything."""
    try:
        return content.questionnaire.variable(variable).ordered
    except (InputError, LookupError):
        return False


def _limits_note(t: Words, limits: dict[tuple[str, int], Cell]) -> tuple[str, ...]:
    return (t("report.respondents.wilson_note"),) if limits else ()


def _multiple(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    total: dict[str, float] = {}
    limits = wilson(content)
    base: dict[str, float | None] = {}
    for row in rows:
        name = str(row["variable"])
        total[name] = total.get(name, 0.0) + (value(row, "n") or 0.0)
        base[name] = value(row, "base") if "base" in row else float(content.clean.n)
    body: list[Row] = []
    for heading, members in _grouped(content, t, rows, base):
        body.append(Row(heading=heading))
        for row in members:
            name, n = str(row["variable"]), count(row)
            cases = first(row, "percent_respondents", "percent_of_respondents", "percent", "cases")
            responses = first(row, "percent_responses", "percent_of_responses", "responses")
            cells: tuple[Cell, ...] = (
                option(content, name, row["option"], t.lang),
                n,
                ratio(n, total[name]) if responses is None and n is not None else responses,
                ratio(n, base[name] or 0.0) if cases is None and n is not None else cases,
                limits.get((name, int(float(row["option"])))),
            )
            body.append(Row(cells))
    spec = columns(t, ("option", "text"), ("n", "integer", 0, "count"), ("responses", "percent"), ("cases", "percent"))
    spec += columns(t, ("percent_ci", "number", 1))
    caption = t("report.respondents.multiple_caption")
    return keep_filled(Table("multiple_response", caption, spec, tuple(body), _limits_note(t, limits)))
