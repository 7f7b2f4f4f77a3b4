"""Reliability, convergent and discriminant validity."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from tamkit.report import cutoffs, figures, guidance, marks
from tamkit.report.build import (
    columns,
    detail,
    first,
    interval,
    keep_filled,
    n_of,
    num,
    records,
    starred,
    value,
    yes_or_no,
)
from tamkit.report.content import Content
from tamkit.report.figures.measurement import loadings
from tamkit.report.references import short
from tamkit.report.scales import criterion, items, outside
from tamkit.report.sizes import sized
from tamkit.report.tree import Block, Cell, Column, Figure, Interval, Paragraph, Row, Section, Table, Verdict
from tamkit.report.words import Words

ORDER = 50
MODELS = True
#: Remarks that a note or the methods give in other words.
NOTED = ("measurement.fixed_loading", "measurement.htmt_absolute", "measurement.not_in_model")


def build(content: Content, t: Words) -> Section:
    parts = [_reliability(content, t), _convergent(content, t), _discriminant(content, t)]
    blocks: list[Block | Section] = [part for part in parts if part is not None]
    notes = detail(t, [one for one in content.measurement.remarks if one.key not in NOTED])
    if notes:
        blocks.append(Section("measurement_notes", t("report.measurement.notes"), tuple(notes)))
    made = Section("measurement", t("report.measurement.title"), tuple(blocks))
    return sized(made, content, t, content.measurement.cfa)


def _reliability(content: Content, t: Words) -> Section:
    rows = records(content.measurement.reliability)
    body = []
    for row in rows:
        cells: tuple[Cell, ...] = (
            content.with_code(str(row["construct"]), t.lang),
            first(row, "k"),
            first(row, "alpha"),
            interval(row, "alpha_ci_lower", "alpha_ci_upper"),
            first(row, "cr"),
            first(row, "ave"),
            _met(row, t),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("construct", "text"),
        ("k", "integer"),
        ("alpha", "number"),
        ("alpha_ci", "number"),
        ("cr", "number"),
        ("ave", "number"),
        ("met", "decision"),
    )
    table = Table(
        "reliability",
        marks.of(t("report.measurement.reliability_caption"), content.measurement.cfa),
        spec,
        tuple(body),
        (t("report.measurement.reliability_note"),),
    )
    bounds = {"alpha": cutoffs.ALPHA, "cr": cutoffs.CR, "ave": cutoffs.AVE}
    said = [one for key, bound in bounds.items() if (one := criterion(content, t, rows, key, bound))]
    picture = figures.reliability(content, rows, t)
    figure = Figure(
        "reliability_figure",
        t("report.measurement.reliability_figure"),
        t("report.measurement.reliability_alt"),
        picture,
    )
    whole = getattr(content.measurement, "whole", None)
    blocks: tuple[Block, ...] = (
        t.p("report.measurement.reliability_text", k=len(rows), list=t.clauses(said)),
        keep_filled(table),
        *([] if whole is None else [_whole(content, t, whole)]),
        *outside(content, t),
        figure,
        items(content, t),
        _item_reliability(content, t),
    )
    return Section("reliability_section", t("report.measurement.reliability"), blocks)


def _whole(content: Content, t: Words, whole: Any) -> Paragraph:
    """α over the items of every construct of the model, negative ones turned round."""
    blocks = content.measurement.blocks
    return t.p(
        "report.measurement.whole",
        alpha=num(whole.estimate),
        items=len({item for block in blocks for item in block.items}),
        turned=any(block.negative for block in blocks),
    )


def _met(row: dict[str, Any], t: Words) -> Verdict:
    verdicts = [bound.met(value(row, bound.measure)) for bound in (cutoffs.ALPHA, cutoffs.CR, cutoffs.AVE)]
    if "no" in verdicts or "acceptable" in verdicts:
        return yes_or_no(t, False)
    return yes_or_no(t, True) if "good" in verdicts else Verdict(t("report.met", met="none"))


def by_construct(content: Content, t: Words, rows: list[dict[str, Any]], cells: Any) -> tuple[Row, ...]:
    """Rows with a heading wherever the construct changes."""
    body: list[Row] = []
    last = None
    for row in rows:
        if row["construct"] != last:
            last = row["construct"]
            body.append(Row(heading=content.with_code(str(last), t.lang)))
        body.append(Row(cells(row)))
    return tuple(body)


def _item_reliability(content: Content, t: Words) -> Table:
    def cells(row: dict[str, Any]) -> tuple[Cell, ...]:
        code = str(row["item"])
        return (code, first(row, "citc"), first(row, "alpha_if_deleted"))

    spec = columns(t, ("item", "text"), ("citc", "number"), ("alpha_if_deleted", "number"))
    rows = by_construct(content, t, records(content.measurement.items), cells)
    return Table("item_reliability", t("report.measurement.items_caption"), spec, rows)


def _convergent(content: Content, t: Words) -> Section:
    rows = records(content.measurement.items)
    known = [(str(row["item"]), found) for row in rows if (found := value(row, "loading")) is not None]
    sizes = [abs(found) for _, found in known]
    good = sum(x >= 0.70 for x in sizes)
    low = [item for item, found in known if abs(found) < 0.50]
    source = short((cutoffs.LOADING.good_by,), t.lang)
    text = t.p(
        "report.measurement.convergent_text",
        total=len(sizes),
        least=num(min((found for _, found in known), default=None)),
        most=num(max((found for _, found in known), default=None)),
        good=good,
        fair=len(sizes) - good - len(low),
        low=len(low),
        list=t.join(low),
        source=source,
        drawn=bool(known),
    )

    def cells(row: dict[str, Any]) -> tuple[Cell, ...]:
        fixed = not value(row, "se")
        shown: tuple[Cell, ...] = (
            (None, None, None) if fixed else (value(row, "se"), value(row, "z"), value(row, "pvalue"))
        )
        return (str(row["item"]), first(row, "est"), *shown, first(row, "loading"), first(row, "smc"))

    spec = columns(
        t,
        ("item", "text"),
        ("est", "number"),
        ("se", "number"),
        ("z", "number"),
        ("p", "p"),
        ("loading", "number"),
        ("smc", "number"),
    )
    table = Table(
        "loadings",
        marks.of(t("report.measurement.loadings_caption"), content.measurement.cfa),
        spec,
        by_construct(content, t, rows, cells),
        (t("report.measurement.loadings_note", fixed=any(not value(row, "se") for row in rows)),),
    )
    blocks: list[Block] = [text, table]
    drawn = [row for row in rows if value(row, "loading") is not None]
    if drawn:
        texts = {str(row["item"]): content.item_text(str(row["item"]), t.lang) for row in drawn}
        mark = t("report.simulated.mark") if content.simulated else ""
        picture = loadings(drawn, texts, t.lang, mark=mark)
        blocks.append(
            Figure(
                "loadings_figure",
                t("report.measurement.loadings_figure"),
                t("report.measurement.loadings_alt"),
                picture,
            )
        )
    second = records(content.measurement.second_order)
    if drawn:
        facets = [row for row in second if value(row, "loading") is not None]
        diagram = figures.cfa(content, drawn, facets, t)
        caption, alt = t("report.measurement.cfa_figure"), t("report.measurement.cfa_alt")
        blocks.append(Figure("cfa_diagram", caption, alt, diagram, (t("report.measurement.cfa_note"),)))
    if second:
        name = t.join(list(dict.fromkeys(content.within(str(row["construct"]), t.lang) for row in second)))
        sizes = [abs(found) for row in second if (found := value(row, "loading")) is not None] or [math.nan]
        ends = {"low": num(min(sizes)), "high": num(max(sizes)), "held": min(sizes) >= 0.50}
        said = [t.p("report.measurement.second_text", name=name, source=source, **ends)]
        tables = [_second_order(content, t, second)]
        whole = records(getattr(content.measurement, "second_order_reliability", None))
        if whole:
            said.append(t.p("report.measurement.omega_text", name=name))
            tables.append(_second_reliability(content, t, whole))
        blocks += [t.together(said), *tables]
    return Section("convergent", t("report.measurement.convergent"), tuple(blocks))


def _second_order(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    def cells(row: dict[str, Any]) -> tuple[Cell, ...]:
        name = content.with_code(str(row["facet"]), t.lang)
        return (
            name,
            starred(row, "loading", "pvalue"),
            first(row, "se"),
            first(row, "z"),
            value(row, "pvalue"),
            first(row, "smc"),
        )

    spec = columns(
        t, ("facet", "text"), ("loading", "number"), ("se", "number"), ("z", "number"), ("p", "p"), ("smc", "number")
    )
    body = by_construct(content, t, rows, cells)
    caption = marks.of(t("report.measurement.second_caption"), content.measurement.cfa)
    return keep_filled(Table("second_order", caption, spec, body, (t("report.note.stars"),)))


def _second_reliability(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    keys = ("omega_L1", "omega_L2", "omega_partial")
    body = [Row((content.with_code(str(row["construct"]), t.lang), *(first(row, key) for key in keys))) for row in rows]
    spec = columns(t, ("construct", "text"), *((key, "number") for key in keys))
    notes = (t("report.measurement.omega_note"),)
    caption = marks.of(t("report.measurement.omega_caption"), content.measurement.cfa)
    return keep_filled(Table("second_order_reliability", caption, spec, tuple(body), notes))


def _validity(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    """The largest and the mean shared variance; met when AVE exceeds the largest (Fornell & Larcker)."""
    body = []
    for row in rows:
        ave, msv = value(row, "ave"), value(row, "msv")
        met: Cell = None
        if ave is not None and msv is not None:
            met = yes_or_no(t, ave > msv)
        other = row.get("msv_with")
        cells: tuple[Cell, ...] = (
            content.with_code(str(row["construct"]), t.lang),
            msv,
            content.name(other, t.lang) if isinstance(other, str) and other else None,
            first(row, "asv"),
            met,
        )
        body.append(Row(cells))
    numbers = [("msv", "number"), ("msv_with", "text"), ("asv", "number")]
    spec = columns(t, ("construct", "text"), *numbers, ("ave_msv", "decision"))
    return keep_filled(
        Table(
            "validity",
            marks.of(t("report.measurement.validity_caption"), content.measurement.cfa),
            spec,
            tuple(body),
            (t("report.measurement.validity_note", facets=any(block.facets for block in content.measurement.blocks)),),
        )
    )


def _discriminant(content: Content, t: Words) -> Section | None:
    blocks: list[Block] = []
    fl, htmt = content.measurement.fornell_larcker, content.measurement.htmt
    validity = records(getattr(content.measurement, "validity", None))
    if fl is not None and len(fl):
        names = [str(name) for name in fl.columns]
        pairs = [(a, b, r) for i, a in enumerate(names) for b in names[:i] if not math.isnan(r := float(fl.loc[a, b]))]
        failed = [
            _pair(content, t, a, b, r) for a, b, r in pairs if abs(r) >= min(float(fl.loc[a, a]), float(fl.loc[b, b]))
        ]
        told = {"failed": t.join(failed) or None, "pairs": len(pairs), "validity": bool(validity)}
        blocks += [
            t.p("report.measurement.fl_text", **told),
            square(
                content,
                t,
                fl,
                "fornell_larcker",
                marks.of(t("report.measurement.fl_caption"), content.measurement.cfa),
                t("report.measurement.fl_note"),
                diagonal=True,
            ),
        ]
    if validity:
        blocks.append(_validity(content, t, validity))
    if htmt is not None and len(htmt):
        names = [str(name) for name in htmt.columns]
        pairs = [
            (a, b, found) for i, a in enumerate(names) for b in names[:i] if not math.isnan(found := _lower(htmt, a, b))
        ]
        top = max(pairs, key=lambda pair: pair[2])
        failed = [_pair(content, t, a, b, r) for a, b, r in pairs if r >= 0.85]
        text = t.p(
            "report.measurement.htmt_text",
            pairs=len(pairs),
            largest=num(top[2]),
            pair=_names(content, t, top[0], top[1]),
            failed=t.join(failed) or None,
        )
        picture = figures.heatmap(content, htmt, t, "htmt_heatmap")
        figure = Figure("htmt_figure", t("report.measurement.htmt_figure"), t("report.measurement.htmt_alt"), picture)
        shown = _with_intervals(square(content, t, htmt, "htmt", "", t("report.measurement.htmt_note")), content, t)
        blocks += [t.together((text, *_htmt_intervals(content, t))), shown, figure]
    blocks += guidance.notes(content, t, "discriminant")
    return Section("discriminant", t("report.measurement.discriminant"), tuple(blocks)) if blocks else None


def htmt_intervals(content: Content) -> list[dict[str, Any]]:
    """The pairs of constructs with their bootstrap interval; empty where HTMT was not bootstrapped."""
    rows = records(getattr(content.measurement, "htmt_pairs", None))
    return [row for row in rows if value(row, "ci_upper") is not None]


def _with_intervals(table: Table, content: Content, t: Words) -> Table:
    """The matrix with the bootstrap intervals above its diagonal, where there are any."""
    rows = htmt_intervals(content)
    caption = t("report.measurement.htmt_caption", intervals=bool(rows))
    if not rows:
        return replace(table, caption=caption)
    held = {frozenset((str(row["construct_1"]), str(row["construct_2"]))): row for row in rows}
    codes = [column.key for column in table.columns[1:]]
    body = []
    for i, row in enumerate(table.rows):
        cells: list[Cell] = list(row.cells[: i + 2])
        for code in codes[i + 1 :]:
            own = held.get(frozenset((codes[i], code)), {})
            low, high = value(own, "ci_lower"), value(own, "ci_upper")
            cells.append("" if low is None or high is None else Interval(low, high, 2))
        body.append(Row(tuple(cells)))
    draws = content.provenance.get("htmt") or None
    notes = (*table.notes, t("report.measurement.htmt_intervals_note", n=n_of(content.measurement.cfa), draws=draws))
    return replace(table, caption=caption, rows=tuple(body), notes=notes)


def _htmt_intervals(content: Content, t: Words) -> list[Paragraph]:
    rows = htmt_intervals(content)
    if not rows:
        return []
    top = max(rows, key=lambda row: float(row["ci_upper"]))
    pair = _names(content, t, str(top["construct_2"]), str(top["construct_1"]))
    beyond = sum(float(row["ci_upper"]) >= 0.90 for row in rows)
    return [t.p("report.measurement.htmt_intervals", largest=num(float(top["ci_upper"])), pair=pair, beyond=beyond)]


def _lower(frame: Any, a: str, b: str) -> float:
    """A pair's value, whichever triangle holds it."""
    found = float(frame.loc[a, b])
    return float(frame.loc[b, a]) if math.isnan(found) else found


def _names(content: Content, t: Words, a: str, b: str) -> str:
    return t("report.measurement.pair_names", a=content.within(a, t.lang), b=content.within(b, t.lang))


def _pair(content: Content, t: Words, a: str, b: str, r: float) -> str:
    return t("report.measurement.pair", a=content.within(a, t.lang), b=content.within(b, t.lang), value=num(r))


def square(
    content: Content, t: Words, frame: Any, table_id: str, caption: str, note: str, *, diagonal: bool = False
) -> Table:
    """The lower triangle of a square frame of constructs; columns headed by codes, the stub by names."""
    names = [str(name) for name in frame.columns]
    rows = []
    for i, a in enumerate(names):
        cells: list[Cell] = [content.with_code(a, t.lang)]
        for j, b in enumerate(names):
            found = float(frame.loc[a, b]) if j < i or (j == i and diagonal) else math.nan
            if j < i and math.isnan(found):
                found = _lower(frame, a, b)
            cells.append("" if j > i or math.isnan(found) else found)
        rows.append(Row(tuple(cells)))
    spec = (
        Column("construct", t("report.column", key="construct"), stub=True),
        *(Column(name, name, "number", bounded=diagonal) for name in names),
    )
    return Table(table_id, caption, spec, tuple(rows), (note,))
