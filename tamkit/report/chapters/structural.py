"""Path diagram, path coefficients, R² and the hypothesis table."""

from __future__ import annotations

from typing import Any

from tamkit.report import figures, marks
from tamkit.report.build import (
    arrow,
    columns,
    first,
    interval,
    keep_filled,
    model_title,
    paths_of,
    records,
    starred,
    value,
)
from tamkit.report.chapters.summary import main_name
from tamkit.report.content import Content
from tamkit.report.formats import beta, stars
from tamkit.report.tree import Block, Cell, Figure, Row, Section, Table, Tone, Verdict
from tamkit.report.words import Words

ORDER = 70
MODELS = True
REFERENCES = ("holm1979",)
TONE: dict[str, Tone] = {"supported": "good", "not_significant": "none", "opposite_sign": "bad", "not_in_model": "none"}


def build(content: Content, t: Words) -> Section:
    text = t.p("report.structural.text", model=model_title(content, t, main_name(content)))
    blocks: tuple[Block, ...] = (text, diagram(content, t), paths(content, t), r2(content, t))
    parts: list[Block | Section] = [Section("paths_section", t("report.structural.paths_title"), blocks)]
    if records(content.drivers.hypotheses):
        parts.append(Section("hypotheses_section", t("report.structural.hypotheses_title"), _hypotheses(content, t)))
    return Section("structural", t("report.structural.title"), tuple(parts))


def edges(fit: Any) -> list[figures.Edge]:
    """The regressions among latents with their standardized coefficient and p."""
    return [
        figures.Edge(str(row["rhs"]), str(row["lhs"]), float(row["std_all"]), value(row, "pvalue"))
        for row in paths_of(fit, latent_only=True)
    ]


def diagram(content: Content, t: Words) -> Figure:
    fit = content.drivers.main
    drawn = edges(fit)
    on = {edge.source for edge in drawn} | {edge.target for edge in drawn}
    facets = {facet for construct in content.questionnaire.constructs for facet in construct.facets}
    alone = [str(name) for name in fit.latent if name not in on and name not in facets]
    spoken = t.join([f"{arrow(content, t, e.source, e.target)} {beta(e.beta)}{stars(e.p)}" for e in drawn])
    notes = [t("report.structural.diagram_note"), t("report.note.stars")]
    if alone:
        notes.append(t("report.structural.unconnected", list=t.join([content.name(name, t.lang) for name in alone])))
    picture = figures.path_diagram(content, drawn, _r2_of(fit), t)
    caption = marks.of(t("report.structural.diagram_caption"), fit)
    return Figure("path_diagram", caption, t("report.structural.diagram_alt", paths=spoken), picture, tuple(notes))


def _r2_of(fit: Any) -> dict[str, float]:
    """R² by construct; of several groups the first."""
    found = fit.r2
    if found and isinstance(next(iter(found.values())), dict):
        found = next(iter(found.values()))
    return {str(key): float(number) for key, number in found.items()}


def paths(content: Content, t: Words) -> Table:
    body = []
    standardized = True
    for row in paths_of(content.drivers.main):
        ci = interval(row, "std_all_ci_lower", "std_all_ci_upper")
        if ci is None:
            standardized = False
            ci = interval(row, "ci_lower", "ci_upper")
        cells: tuple[Cell, ...] = (
            arrow(content, t, str(row["rhs"]), str(row["lhs"])),
            first(row, "est"),
            first(row, "se"),
            first(row, "z"),
            value(row, "pvalue"),
            starred(row, "std_all", "pvalue"),
            ci,
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("path", "text"),
        ("b", "number"),
        ("se", "number"),
        ("z", "number"),
        ("p", "p"),
        ("std", "number"),
        ("ci", "number"),
    )
    notes = (t("report.note.stars"), t("report.structural.paths_note", standardized=standardized))
    return keep_filled(
        Table("paths", marks.of(t("report.structural.paths_caption"), content.drivers.main), spec, tuple(body), notes)
    )


def r2(content: Content, t: Words) -> Table:
    body = [
        Row((content.with_code(str(row["construct"]), t.lang), first(row, "r2")))
        for row in records(content.drivers.r2)
        if not content.questionnaire_facet(str(row["construct"]))
    ]
    spec = columns(t, ("construct", "text"), ("r2", "number"))
    return Table("r2", marks.of(t("report.structural.r2_caption"), content.drivers.main), spec, tuple(body))


def _hypotheses(content: Content, t: Words) -> tuple[Block, ...]:
    rows = records(content.drivers.hypotheses)
    count = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in TONE}
    text = t.p(
        "report.structural.hypotheses_text",
        tested=len(rows) - count["not_in_model"],
        supported=count["supported"],
        insignificant=count["not_significant"],
        opposite=count["opposite_sign"],
    )
    body = []
    for row in rows:
        verdict = str(row["verdict"])
        cells: tuple[Cell, ...] = (
            str(row["hypothesis"]),
            arrow(content, t, str(row["source"]), str(row["target"])),
            t("report.sign", sign=str(row["sign"])),
            starred(row, "std", "pvalue"),
            value(row, "pvalue"),
            value(row, "p_holm"),
            Verdict(t("report.verdict", verdict=verdict), TONE[verdict]),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("hypothesis", "text"),
        ("path", "text"),
        ("sign", "text"),
        ("std", "number"),
        ("p", "p"),
        ("p_holm", "p"),
        ("verdict", "decision"),
    )
    notes = (t("report.note.stars"), t("report.structural.hypotheses_note"))
    caption = marks.of(t("report.structural.hypotheses_caption"), content.drivers.main)
    said = [text, t.p("report.structural.insignificant_note")] if count["not_significant"] else [text]
    return (*said, keep_filled(Table("hypotheses", caption, spec, tuple(body), notes)))
