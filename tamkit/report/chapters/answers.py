"""The answers to the research questions: a paragraph each, and what it rests on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tamkit.drawing.numbers import MINUS
from tamkit.drivers.verdicts import OPPOSITE
from tamkit.report import marks, spoken
from tamkit.report.build import columns, first, interval, keep_filled, records, value
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Paragraph, Row, Section, Table, paragraph
from tamkit.report.words import Words

if TYPE_CHECKING:
    from tamkit.drivers.answers import Answer

ORDER = 15
_NEGATIVE = re.compile(r"(?<![\w\-–])-(?=\d)")


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.answers
    if not found:
        return None
    return Section("answers", t("report.answers.title"), tuple(_one(content, t, one) for one in found))


def _one(content: Content, t: Words, found: Answer) -> Section:
    said = [sourced(t, statement(t, one), sources(content, one)) for one in found.statement]
    blocks: list[Block] = [t.bullets(*said)]
    aside: list[Table] = []
    where: list[str] = []
    for name, frame in found.tables.items():
        table = _table(content, t, found, name, records(frame))
        if table is None:
            continue
        repeats = _repeats(content, name)
        aside += [table] if repeats else []
        where.append(repeats or table.id)
        blocks += [] if repeats else [table]
    if found.kind == "drivers" and where == ["effects"]:
        where = []  # each of its sentences names its own
        more = alone(content, t)
        said += [] if more is None else [more]
        blocks = [t.bullets(*said)]
    if where:
        first, second = [*where, None][:2]
        blocks.insert(1, t.p("report.answers.see", table=first, second=second))
    title = t("report.answers.question", id=found.id, text=content.text(found.question, t.lang))
    return Section(f"answer_{found.id}", title, tuple(blocks), aside=tuple(aside))


def _repeats(content: Content, name: str) -> str:
    """The table of a later chapter that holds the rows of an answer's table and more; "" where there is none."""
    found = content.findings
    if name == "drivers" and found.drivers is not None and len(found.drivers.effects):
        return "effects"
    if name == "importance_performance" and found.importance is not None:
        return "importance"
    return f"ranking_{name}" if found.battery is not None and name in found.battery.rankings else ""


def sources(content: Content, said: object) -> list[str]:
    """The tables in which the numbers of a sentence on drivers stand."""
    drivers, found = content.findings.drivers, content.findings
    key = getattr(said, "key", "")
    if drivers is None:
        return []
    if key in {"drivers.answer.drivers", "drivers.answer.tied", "drivers.answer.associated"}:
        return ["effects"] if len(drivers.effects) else []
    if key == "drivers.answer.verdicts":
        return ["hypotheses"] if len(drivers.hypotheses) else []
    if key == "drivers.answer.decisive":
        tested = found.model_set is not None and found.model_set.decisive is not None and len(drivers.comparison)
        return ["comparison_tests", "paths"] if tested else ["paths"]
    return ["prediction"] if key == "drivers.answer.predicted" and found.prediction is not None else []


def sourced(t: Words, text: str, tables: list[str]) -> Paragraph:
    """A sentence that names the tables its numbers stand in, before its stop."""
    if not tables:
        return paragraph("{text}", text=text)
    first_one, second = [*tables, None][:2]
    return t.p("report.answers.sourced", text=text.rstrip("。."), table=first_one, second=second)


def alone(content: Content, t: Words) -> Paragraph | None:
    """How those that go against their hypothesis correlate with the outcome when nothing else is held constant."""
    drivers, told, against = content.findings.drivers, [], []
    if drivers is None:
        return None
    matrix = content.measurement.fornell_larcker
    for row in records(drivers.hypotheses):
        source, target = str(row["source"]), str(row["target"])
        if row["verdict"] != OPPOSITE or target != drivers.outcome or not {source, target} <= set(matrix.index):
            continue
        below = [matrix.loc[one, other] for one, other in ((source, target), (target, source))]
        found = next((float(one) for one in below if one == one), None)
        if found is not None:
            name = content.within(source, t.lang)
            told.append(t("report.answers.correlation", construct=name, value=spoken.number(found)))
            against.append(str(row["hypothesis"]))
    outcome = content.within(str(drivers.outcome), t.lang)
    values = {"outcome": outcome, "list": t.clauses(told), "against": t.join(against)}
    return t.p("report.answers.alone", **values) if told else None


def statement(t: Words, said: object) -> str:
    """A sentence of an answer, with real minus signs."""
    return _NEGATIVE.sub(MINUS, t.say(said))


def _table(content: Content, t: Words, found: Answer, name: str, rows: list[dict[str, Any]]) -> Table | None:
    """The table of an answer; pairs, and segments beyond the construct that the answer is about, stand in
    ``results.json``."""
    if not rows or name.endswith("_pairs"):
        return None
    by = {"drivers": _drivers, "levels": _levels, "groups": _groups, "segments": _segments, "shares": _shares}
    by["shares_by"] = _shares
    by["associations"] = _associations
    make = by.get(name) or (_performance if name == "importance_performance" else _ranked)
    return make(content, t, found, name, rows)


def _id(found: Answer, name: str) -> str:
    return f"answer_{found.id}_{name}".lower()


def _places(row: dict[str, Any]) -> str | None:
    """``1``, or ``1–2`` where the tests leave it open."""
    low, high = value(row, "rank_lower"), value(row, "rank_upper")
    if low is None or high is None:
        return None
    return f"{int(low)}" if low == high else f"{int(low)}–{int(high)}"


def _ranked(content: Content, t: Words, found: Answer, name: str, rows: list[dict[str, Any]]) -> Table:
    """Ratings by their means, or options by their shares."""
    rated = "item" in rows[0]
    body = []
    for row in rows:
        cells: list[Cell] = [content.item_text(str(row["item"]), t.lang) if rated else _option(content, t, name, row)]
        if rated:
            cells += [value(row, "mean"), interval(row, "lower", "upper"), _share(row, "favourable")]
        else:
            low, high = _share(row, "lower"), _share(row, "upper")
            cells += [_share(row, "share"), interval({"lower": low, "upper": high}, "lower", "upper")]
        body.append(Row((*cells, _places(row), first(row, "n"), first(row, "missing"))))
    own: tuple[tuple[Any, ...], ...] = (("chosen_share", "percent"), ("percent_ci", "number", 1))
    if rated:
        own = (("mean", "number", 2), ("mean_ci", "number", 2), ("agreeing", "percent"))
    spec = columns(t, ("rated", "text"), *own, ("place", "text"), ("answered", "integer"), ("missing", "integer"))
    caption = t("report.answers.ranked", rated=rated, id=found.id)
    note = t("report.answers.place_note", rated=rated)
    return keep_filled(Table(_id(found, name), caption, spec, tuple(body), (note,)))


def _option(content: Content, t: Words, variable: str, row: dict[str, Any]) -> str:
    for option in content.questionnaire.variable(variable).options:
        if str(option.code) == str(row["option"]):
            return content.text(option.label, t.lang)
    return str(row["option"])


def _share(row: dict[str, Any], key: str) -> float | None:
    found = value(row, key)
    return None if found is None else 100.0 * found


def _mean_cells(row: dict[str, Any]) -> tuple[Cell, ...]:
    ends = {"lower": _share(row, "favourable_lower"), "upper": _share(row, "favourable_upper")}
    return (
        value(row, "mean"),
        interval(row, "ci_lower", "ci_upper"),
        _share(row, "favourable"),
        interval(ends, "lower", "upper"),
        first(row, "n"),
        first(row, "missing"),
    )


_MEANS = (("mean", "number", 2), ("mean_ci", "number", 2), ("favourable", "percent"), ("percent_ci", "number", 1),
          ("answered", "integer"), ("missing", "integer"))  # fmt: skip


def _levels(content: Content, t: Words, found: Answer, name: str, rows: list[dict[str, Any]]) -> Table:
    body = [Row((_named(content, t, str(row["construct"])), *_mean_cells(row))) for row in rows]
    spec = columns(t, ("construct", "text"), *_MEANS)
    caption = t("report.answers.levels", id=found.id)
    return Table(_id(found, name), caption, spec, tuple(body), (t("report.answers.favourable_note"),))


def _named(content: Content, t: Words, code: str) -> str:
    """A construct by its name, an item by its text."""
    return content.item_text(code, t.lang) if code in content.questionnaire.item_codes else content.name(code, t.lang)


def _groups(content: Content, t: Words, found: Answer, name: str, rows: list[dict[str, Any]]) -> Table | None:
    """Means by group; where they cannot be compared the answer says why, and no row is beside another."""
    if not any(row["comparable"] for row in rows):
        return None
    body: list[Row] = []
    last = None
    for row in rows:
        if not row["comparable"]:
            continue
        where = (str(row["construct"]), str(row["variable"]))
        if where != last:
            last = where
            titles = {"construct": _named(content, t, where[0]), "variable": content.name(where[1], t.lang)}
            body.append(Row(heading=t("report.answers.by", **titles)))
        body.append(Row((_level(content, t, row), *_mean_cells(row))))
    spec = columns(t, ("group", "text"), *_MEANS)
    compared = {str(row["variable"]) for row in rows if row["comparable"]}
    small = [row for row in rows if not row["comparable"] and str(row["variable"]) in compared]
    left = dict.fromkeys((str(row["variable"]), _level(content, t, row)) for row in small if row["small"])
    names = [t("survey.term_of", name=content.name(code, t.lang), option=level) for code, level in left]
    notes = (t("report.answers.left_out_note", levels=t.join(names)),) if names else ()
    return Table(_id(found, name), t("report.answers.groups", id=found.id), spec, tuple(body), notes)


def _shares(content: Content, t: Words, found: Answer, name: str, rows: list[dict[str, Any]]) -> Table:
    """Options by their shares, in all or within the levels of a grouping variable."""
    body: list[Row] = []
    last: tuple[str, str, str] | None = None
    for row in rows:
        where = (str(row["variable"]), str(row.get("by", "")), str(row.get("level", "")))
        if where != last:
            last = where
            titles: dict[str, Any] = {"variable": content.name(where[0], t.lang), "by": None, "level": None}
            if where[1]:
                level = _option(content, t, where[1], {"option": row["level"]})
                titles |= {"by": content.name(where[1], t.lang), "level": level}
            body.append(Row(heading=t("report.answers.within", **titles)))
        low, high = _share(row, "lower"), _share(row, "upper")
        cells: tuple[Cell, ...] = (_option(content, t, where[0], row), first(row, "chosen"), _share(row, "share"))
        ends = interval({"lower": low, "upper": high}, "lower", "upper")
        body.append(Row((*cells, ends, first(row, "n"), first(row, "missing"))))
    spec = columns(
        t,
        ("option", "text"),
        ("chosen", "integer"),
        ("chosen_share", "percent"),
        ("percent_ci", "number", 1),
        ("answered", "integer"),
        ("missing", "integer"),
    )
    return Table(_id(found, name), t("report.answers.shares", id=found.id), spec, tuple(body))


def _associations(content: Content, t: Words, found: Answer, name: str, rows: list[dict[str, Any]]) -> Table:
    body = []
    for row in rows:
        pair = t("report.answers.by", construct=content.name(str(row["variable"]), t.lang),
                 variable=content.name(str(row["by"]), t.lang))  # fmt: skip
        cells = (pair, value(row, "chisq"), first(row, "df"), value(row, "pvalue"), value(row, "p_holm"))
        body.append(Row((*cells, value(row, "cramer_v"), first(row, "n"), first(row, "missing"))))
    spec = columns(
        t,
        ("pair", "text"),
        ("chisq", "number", 2),
        ("df", "integer"),
        ("pvalue", "p"),
        ("p_holm", "p"),
        ("cramer_v", "number"),
        ("answered", "integer"),
        ("missing", "integer"),
    )
    return Table(_id(found, name), t("report.answers.associations", id=found.id), spec, tuple(body))


def _level(content: Content, t: Words, row: dict[str, Any]) -> str:
    return _option(content, t, str(row["variable"]), {"option": row["level"]})


def _drivers(content: Content, t: Words, found: Answer, name: str, rows: list[dict[str, Any]]) -> Table:
    body = []
    for row in rows:
        cells: list[Cell] = [content.name(str(row["source"]), t.lang)]
        cells += [value(row, "total"), interval(row, "total_ci_lower", "total_ci_upper")]
        cells += [value(row, "direct") or None, interval(row, "direct_ci_lower", "direct_ci_upper")]
        body.append(Row((*cells, _places(row), first(row, "n"))))
    spec = columns(
        t,
        ("construct", "text"),
        ("total", "number"),
        ("total_ci", "number"),
        ("direct", "number"),
        ("direct_ci", "number"),
        ("place", "text"),
        ("answered", "integer"),
    )
    caption = marks.of(t("report.answers.drivers", id=found.id), content.drivers.main)
    return keep_filled(Table(_id(found, name), caption, spec, tuple(body), (t("report.answers.drivers_note"),)))


def _performance(content: Content, t: Words, found: Answer, name: str, rows: list[dict[str, Any]]) -> Table:
    body = [Row((_rated(content, t, row), *_performed(row))) for row in rows]
    caption = marks.of(t("report.answers.performance", id=found.id), content.drivers.main)
    spec = columns(t, ("construct", "text"), *_PERFORMED)
    return Table(_id(found, name), caption, spec, tuple(body), (t("report.answers.performance_note"),))


_PERFORMED = (("importance", "number"), ("importance_ci", "number"), ("performance", "number", 1),
              ("performance_ci", "number", 1), ("answered", "integer"), ("missing", "integer"))  # fmt: skip


def _performed(row: dict[str, Any]) -> tuple[Cell, ...]:
    return (
        value(row, "importance"),
        interval(row, "importance_ci_lower", "importance_ci_upper"),
        value(row, "performance"),
        interval(row, "ci_lower", "ci_upper"),
        first(row, "n"),
        first(row, "missing"),
    )


def _rated(content: Content, t: Words, row: dict[str, Any]) -> str:
    """A construct; one of negative valence is shown as freedom from it."""
    code = str(row["construct"])
    if row["turned"]:
        return t("report.answers.freedom", construct=content.within(code, t.lang))
    return content.name(code, t.lang)


def _segments(content: Content, t: Words, found: Answer, name: str, rows: list[dict[str, Any]]) -> Table | None:
    lever = found.numbers.get("construct")
    rows = [row for row in rows if row["construct"] == lever and row["comparable"]]
    if not rows:
        return None
    own = any(row["own"] for row in rows)
    body: list[Row] = []
    last = None
    for row in rows:
        if row["variable"] != last:
            last = row["variable"]
            body.append(Row(heading=content.name(str(last), t.lang)))
        cells = (_level(content, t, row), *_performed(row), t("report.answers.own", own=bool(row["own"])))
        body.append(Row(cells if own else (cells[0], *cells[3:-1])))
    spec = (("group", "text"), *_PERFORMED, ("importance_of", "text"))
    caption = t("report.answers.segments", id=found.id, construct=_rated(content, t, rows[0]))
    caption = marks.of(caption, content.drivers.main) if own else caption
    made = columns(t, *(spec if own else (spec[0], *spec[3:-1])))
    return Table(_id(found, name), caption, made, tuple(body), (t("report.answers.segments_note", own=own),))
