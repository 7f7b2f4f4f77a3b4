"""Path diagram, path coefficients, R² and the hypothesis table."""

from __future__ import annotations

from typing import Any

from tamkit.report import figures, formats, marks
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
from tamkit.report.tree import Block, Cell, Figure, Row, Section, Table, Tone, Verdict
from tamkit.report.words import Words
from tamkit.sem.paths import path_rows

ORDER = 70
MODELS = True
REFERENCES = ("holm1979",)
TONE: dict[str, Tone] = {"supported": "good", "not_significant": "none", "opposite_sign": "bad", "not_in_model": "none"}


def build(content: Content, t: Words) -> Section:
    text = t.p("report.structural.text", model=model_title(content, t, main_name(content)))
    blocks = [text, diagram(content, t), paths(content, t), *resampled(content, t), r2(content, t)]
    parts: list[Block | Section] = [Section("paths_section", t("report.structural.paths_title"), tuple(blocks))]
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
    spoken = t.join([f"{arrow(content, t, e.source, e.target)} {formats.beta(e.beta)}" for e in drawn])
    notes = [t("report.structural.diagram_note")]
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
    """B with what the estimator says of it, and β with its own error and interval."""
    body = []
    for row in paths_of(content.drivers.main):
        cells: tuple[Cell, ...] = (
            arrow(content, t, str(row["rhs"]), str(row["lhs"])),
            starred(row, "est", "pvalue"),
            *(value(row, key) for key in ("se", "z", "pvalue")),
            interval(row, "ci_lower", "ci_upper"),
            first(row, "std_all"),
            value(row, "std_all_se"),
            interval(row, "std_all_ci_lower", "std_all_ci_upper"),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("path", "text"),
        ("b", "number"),
        ("se", "number"),
        ("z", "number"),
        ("p", "p"),
        ("b_ci", "number"),
        ("std", "number"),
        ("std_se", "number"),
        ("std_ci", "number"),
    )
    notes = (t("report.note.stars"), t("report.structural.paths_note"))
    caption = marks.of(t("report.structural.paths_caption"), content.drivers.main)
    return keep_filled(Table("paths", caption, spec, tuple(body), notes))


def resampled(content: Content, t: Words) -> list[Block]:
    """Of which paths the bootstrap's interval says something else than the estimator's p, by name."""
    fit = content.drivers.main
    if getattr(fit, "bootstrap", None) is None:
        return []
    drawn = {(row["source"], row["target"]): row for row in path_rows(fit.bootstrapped())}
    other, known = [], 0
    for row in path_rows(fit.table):
        own = drawn[row["source"], row["target"]]
        low, high, p = value(own, "ci_lower"), value(own, "ci_upper"), value(row, "pvalue")
        if low is None or high is None or p is None:
            continue
        known += 1
        if (low > 0 or high < 0) != (p < 0.05):
            shown = arrow(content, t, row["source"], row["target"])
            ci = formats.interval(low, high)
            differs = t("report.structural.resampled_one", path=shown, ci=ci, p=formats.p_phrase(p))
            other.append(differs)
    if not known:
        return []
    return [t.p("report.structural.resampled", n=len(other), list=t.clauses(other), draws=fit.bootstrap.converged)]


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
            value(row, "std"),
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
    notes = (t("report.structural.hypotheses_note"),)
    caption = marks.of(t("report.structural.hypotheses_caption"), content.drivers.main)
    said = [text, t.p("report.structural.insignificant_note")] if count["not_significant"] else [text]
    return (*said, keep_filled(Table("hypotheses", caption, spec, tuple(body), notes)))
