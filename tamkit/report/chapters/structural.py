"""Path diagram, path coefficients, R² and the hypothesis table."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

from tamkit.drivers.verdicts import ABSENT, ALPHA, NOT_TESTED, OPPOSITE, SUPPORTED, UNKNOWN, counts, supported_after
from tamkit.report import figures, guidance, marks, spoken
from tamkit.report.build import (
    arrow,
    columns,
    first,
    interval,
    keep_filled,
    model_title,
    n_of,
    paths_of,
    records,
    starred,
    value,
)
from tamkit.report.content import Content
from tamkit.report.references import as_cited
from tamkit.report.sentences import main_name
from tamkit.report.sizes import sized
from tamkit.report.tree import Block, Cell, Figure, Paragraph, Row, Section, Table, Tone, Verdict
from tamkit.report.words import Words
from tamkit.sem.paths import path_rows

ORDER = 70
MODELS = True
#: Verdicts whose hypotheses a sentence names.
NAMED = (("opposite", OPPOSITE), ("absent", ABSENT), ("unknown", UNKNOWN), ("untested", NOT_TESTED))
TONE: dict[str, Tone] = {"supported": "good", "negligible": "fair", "opposite": "bad"}


def build(content: Content, t: Words) -> Section:
    blocks = [found(content, t), diagram(content, t), paths(content, t), *resampled(content, t)]
    # R² stands above what explains a construct, in the table of effects.
    alone = () if records(content.drivers.effects) else (r2(content, t),)
    aside = () if alone else (r2(content, t),)
    paths_title = t("report.structural.paths_title")
    parts: list[Block | Section] = [Section("paths_section", paths_title, (*blocks, *alone), aside=aside)]
    if records(content.drivers.hypotheses):
        told = (*_hypotheses(content, t), *guidance.notes(content, t, "nonsignificant"))
        parts.append(Section("hypotheses_section", t("report.structural.hypotheses_title"), told))
    made = Section("structural", t("report.structural.title"), tuple(parts))
    return sized(made, content, t, content.drivers.main)


def found(content: Content, t: Words) -> Paragraph:
    """How many paths are significant, which are not, and which coefficient is the largest."""
    rows = paths_of(content.drivers.main)
    tested = [row for row in rows if value(row, "pvalue") is not None]
    not_firm = [row for row in tested if float(row["pvalue"]) >= ALPHA]
    named = [arrow(content, t, str(row["rhs"]), str(row["lhs"])) for row in not_firm]
    known = [row for row in rows if value(row, "std_all") is not None]
    largest = max(known, key=lambda row: abs(float(row["std_all"])), default=None)
    state = "all" if not not_firm else "no" if len(not_firm) == len(tested) else "some"
    return t.p(
        "report.structural.text",
        model=model_title(content, t, main_name(content)),
        table="effects" if records(content.drivers.effects) else "r2",
        paths=len(rows),
        state=state if tested else "untested",
        firm=len(tested) - len(not_firm),
        others=t.join(named),
        largest=None if largest is None else arrow(content, t, str(largest["rhs"]), str(largest["lhs"])),
        beta=None if largest is None else spoken.beta(value(largest, "std_all")),
    )


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
    named = t.join([f"{arrow(content, t, e.source, e.target)} {spoken.beta(e.beta)}" for e in drawn])
    stated = figures.stated(content)
    labelled = content.layout.hypothesis_labels and any((edge.source, edge.target) in stated for edge in drawn)
    picture = figures.path_diagram(content, drawn, _r2_of(fit), t, hypotheses=labelled)
    notes = [t("report.structural.diagram_note", grey=content.layout.grey)]
    if labelled:
        notes.append(t("report.structural.diagram_hypotheses"))
    if alone:
        notes.append(t("report.structural.unconnected", list=t.join([content.name(name, t.lang) for name in alone])))
    caption = marks.of(t("report.structural.diagram_caption"), fit)
    return Figure("path_diagram", caption, t("report.structural.diagram_alt", paths=named), picture, tuple(notes))


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
            ci = spoken.interval(low, high)
            differs = t("report.structural.resampled_one", path=shown, ci=ci, p=spoken.p_phrase(p))
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


def said(row: Mapping[str, Any]) -> str:
    """The verdict of a row as the catalogue tells it apart: with its mark, where it has one."""
    verdict = str(row["verdict"])
    if verdict == SUPPORTED and row["negligible"]:
        return "negligible"
    return "unknown_excluded" if verdict == UNKNOWN and row["excluded"] else verdict


def _hypotheses(content: Content, t: Words) -> tuple[Block, ...]:
    drivers = content.drivers
    rows = records(drivers.hypotheses)
    verdicts = [str(row["verdict"]) for row in rows]
    count = counts(verdicts)
    holm = supported_after([row["p_holm"] for row in rows], verdicts)
    named = {key: t.join([str(row["hypothesis"]) for row in rows if row["verdict"] == one]) for key, one in NAMED}
    text = t.p(
        "report.structural.hypotheses_text",
        stated=len(rows),
        tested=len(rows) - count[NOT_TESTED],
        supported=count[SUPPORTED],
        holm=holm,
        same=holm == count[SUPPORTED],
        negligible=sum(bool(row["negligible"]) for row in rows),
        **{key: listed or None for key, listed in named.items()},
    )
    elsewhere = len({row["model"] for row in rows if row["model"]} - {main_name(content)}) > 0
    judged = content.findings.verdicts
    says = {} if judged is None else {str(one.row["hypothesis"]): content.text(one.says, t.lang) for one in judged.each}
    body = []
    for row in rows:
        model, path = str(row["model"]), arrow(content, t, str(row["source"]), str(row["target"]))
        cells: tuple[Cell, ...] = (
            str(row["hypothesis"]),
            says.get(str(row["hypothesis"])),
            *((None, None) if says else (path, t("report.sign", sign=str(row["sign"])))),
            model_title(content, t, model) if elsewhere and model else None,
            *(value(row, key) for key in ("std", "pvalue", "p_holm")),
            interval(row, "ci90_lower", "ci90_upper"),
            Verdict(t("report.verdict", verdict=said(row), sign=str(row["sign"])), TONE.get(said(row), "none")),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("hypothesis", "text"),
        ("statement", "text"),
        ("path", "text"),
        ("sign", "text"),
        ("model", "text"),
        ("std", "number"),
        ("p", "p"),
        ("p_holm", "p"),
        ("ci90", "number"),
        ("verdict", "decision"),
    )
    notes = [t("report.structural.hypotheses_note", delta=drivers.smallest_effect)]
    if says:
        notes.append(t("report.structural.hypotheses_words"))
    if elsewhere:
        notes.append(t("report.structural.hypotheses_models"))
    caption = marks.of(t("report.structural.hypotheses_caption"), drivers.main)
    power = _power(content, t)
    told = (
        [text, t.p("report.structural.unknown_note")] if count[UNKNOWN] and _has(power, "hypothesis_power") else [text]
    )
    told += _opposed(content, t, rows)
    if _has(power, "stated"):
        told.append(t.p("report.structural.stated_text"))
    return (*told, keep_filled(Table("hypotheses", caption, spec, tuple(body), tuple(notes))), *power)


def _opposed(content: Content, t: Words, rows: list[dict[str, Any]]) -> list[Paragraph]:
    """Beside the coefficient of what came out with the other sign: the correlation of the two constructs.

    A coefficient of another sign than the correlation, or more than twice as large, stands only beside the other
    predictors: suppression.
    """
    latent, said = content.measurement.fornell_larcker, []
    for row in rows:
        source, target, beta = str(row["source"]), str(row["target"]), value(row, "std")
        if row["verdict"] != OPPOSITE or row["model"] != main_name(content) or beta is None:
            continue
        found = paths_of(content.drivers.main)
        others = [str(one["rhs"]) for one in found if one["lhs"] == target and one["rhs"] != source]
        if latent is None or not others or not {source, target} <= set(latent.columns):
            continue
        r = float(latent.loc[target, source])
        if isnan(r):
            continue
        values = {"hypothesis": str(row["hypothesis"]), "r": spoken.number(r, 3), "beta": spoken.beta(beta)}
        names = {key: content.within(code, t.lang) for key, code in (("source", source), ("target", target))}
        held = t.join([content.within(code, t.lang) for code in others])
        hidden = r * beta < 0 or abs(r) < abs(beta) / 2
        said.append(t.p("report.structural.opposed", **values, **names, others=held, hidden=hidden))
    return said


def _has(blocks: tuple[Block, ...], name: str) -> bool:
    return any(isinstance(block, Table) and block.id == name for block in blocks)


def _known(number: float) -> float | None:
    return None if isnan(number) else number


def _power(content: Content, t: Words) -> tuple[Block, ...]:
    """What could have been found, and the reasons of the hypotheses with their sources."""
    found = content.findings.verdicts
    if found is None:
        return ()
    ahead = [(one, one.prospect) for one in found.each if one.prospect is not None]
    body = []
    for one, prospect in ahead:
        impossible = t("report.structural.impossible")
        cells: tuple[Cell, ...] = (
            str(one.row["hypothesis"]),
            arrow(content, t, str(one.row["source"]), str(one.row["target"])),
            impossible if prospect.impossible[0] else _known(prospect.at_delta),
            impossible if prospect.impossible[1] else _known(prospect.at_20),
            t("report.structural.not_detectable") if isnan(prospect.detectable) else prospect.detectable,
            None if isnan(prospect.n_needed) else int(prospect.n_needed),
        )
        body.append(Row(cells))
    stated = [
        Row(
            (
                str(one.row["hypothesis"]),
                None if one.reason is None else content.text(one.reason, t.lang),
                t.clauses(as_cited(source, t.lang) for source in one.references),
            )
        )
        for one in found.each
        if one.reason is not None or one.references
    ]
    words = columns(t, ("hypothesis", "text"), ("reason", "text"), ("sources", "text"))
    named = t("report.structural.stated_caption", reasons=any(one.reason is not None for one in found.each))
    blocks: list[Block] = [keep_filled(Table("stated", named, words, tuple(stated), ()))] if stated else []
    if not ahead:
        return tuple(blocks)
    spec = columns(
        t,
        ("hypothesis", "text"),
        ("path", "text"),
        ("at_delta", "number", 2),
        ("at_20", "number", 2),
        ("detectable", "number", 2),
        ("n_needed", "integer"),
    )
    first = ahead[0][1]
    method = t(
        "report.structural.power_method",
        method=first.method,
        samples=first.samples,
        error=0.5 / max(first.samples, 1) ** 0.5,
        error_80=0.4 / max(first.samples, 1) ** 0.5,
    )
    notes = (
        t("report.structural.power_note", delta=found.delta, method=method),
        t("report.structural.power_further", impossible=any(any(one.impossible) for _, one in ahead)),
    )
    text = t.p("report.structural.power_text", n=n_of(content.drivers.main))
    caption = marks.of(t("report.structural.power_caption"), content.drivers.main)
    table = Table("hypothesis_power", caption, spec, tuple(body), notes)
    return (text, keep_filled(table), *blocks)
