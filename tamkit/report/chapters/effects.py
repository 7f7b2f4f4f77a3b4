"""Direct, indirect and total effects on the outcome, ranked, with the drivers figure."""

from __future__ import annotations

from typing import Any

from tamkit.report import figures, formats, marks
from tamkit.report.build import columns, effect, first, interval, keep_filled, records, starred, value
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Figure, Paragraph, Row, Section, Table
from tamkit.report.words import Words

ORDER = 75
MODELS = True
REFERENCES = ("zhao2010",)


def build(content: Content, t: Words) -> Section | None:
    rows = records(content.drivers.effects)
    if not rows:
        return None
    outcome = content.within(str(rows[0]["outcome"]), t.lang)
    sentences = [_sentence(content, t, row) for row in rows[:3]]
    picture = figures.effects(content, rows, t)
    spoken = t.join([f"{content.name(str(row['source']), t.lang)} {formats.beta(value(row, 'total'))}" for row in rows])
    figure = Figure(
        "effects_figure",
        t("report.effects.figure_caption", outcome=outcome),
        t("report.effects.figure_alt", outcome=outcome, list=spoken),
        picture,
    )
    blocks: list[Block] = [
        t.p("report.effects.text", outcome=outcome),
        t.bullets(*sentences),
        figure,
        _table(content, t, rows, outcome),
    ]
    defined = [row for row in records(content.drivers.main.table) if row["op"] == ":="]
    if defined:
        blocks += [t.p("report.effects.defined_text"), _defined(content, t, defined)]
    return Section("effects_section", t("report.effects.title", outcome=outcome), tuple(blocks))


def _sentence(content: Content, t: Words, row: dict[str, Any]) -> Paragraph:
    low, high = value(row, "total_ci_lower"), value(row, "total_ci_upper")
    return t.p(
        "report.effects.first",
        name=content.name(str(row["source"]), t.lang),
        total=formats.beta(value(row, "total")),
        p=formats.p_phrase(value(row, "total_pvalue")),
        ci=None if low is None or high is None else formats.interval(low, high),
        direct=None if effect(row, "direct") is None else formats.beta(value(row, "direct")),
        indirect=None if effect(row, "indirect") is None else formats.beta(value(row, "indirect")),
    )


def _table(content: Content, t: Words, rows: list[dict[str, Any]], outcome: str) -> Table:
    body = []
    for rank, row in enumerate(rows, 1):
        cells: tuple[Cell, ...] = (
            rank,
            content.with_code(str(row["source"]), t.lang),
            effect(row, "direct"),
            effect(row, "indirect"),
            effect(row, "total"),
            interval(row, "total_ci_lower", "total_ci_upper"),
            value(row, "total_pvalue"),
            t("report.mediation", type=str(row.get("mediation") or "none_given")),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("rank", "integer"),
        ("construct", "text"),
        ("direct", "number"),
        ("indirect", "number"),
        ("total", "number"),
        ("total_ci", "number"),
        ("p", "p"),
        ("mediation", "text"),
    )
    notes = (t("report.note.stars"), t("report.effects.absent"), t("report.effects.note"))
    caption = marks.of(t("report.effects.caption", outcome=outcome), content.drivers.main)
    return keep_filled(Table("effects", caption, spec, tuple(body), notes))


def effect_name(content: Content, t: Words, name: str) -> str:
    """``ie_PEOU_PU_INT`` → the chain of construct names; a name that isn't such a chain stays as it is."""
    head, *codes = name.split("_")
    names = [content.name(code, t.lang) for code in codes]
    if len(codes) < 2 or any(found == code for found, code in zip(names, codes, strict=True)):
        return name
    if head in ("ie", "ind", "indirect"):
        return " → ".join(names)
    if head in ("tot", "total", "te") and len(names) == 2:
        return t("report.effects.total_of", source=names[0], target=names[1])
    return name


def _defined(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    body = []
    for row in rows:
        cells: tuple[Cell, ...] = (
            effect_name(content, t, str(row["lhs"])),
            first(row, "est"),
            first(row, "se"),
            first(row, "z"),
            value(row, "pvalue"),
            interval(row, "ci_lower", "ci_upper"),
            starred(row, "std_all", "pvalue"),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("effect", "text"),
        ("b", "number"),
        ("se", "number"),
        ("z", "number"),
        ("p", "p"),
        ("ci", "number"),
        ("std", "number"),
    )
    notes = (t("report.note.stars"), t("report.structural.ci_note_b"))
    caption = marks.of(t("report.effects.defined_caption"), content.drivers.main)
    return keep_filled(Table("defined", caption, spec, tuple(body), notes))
