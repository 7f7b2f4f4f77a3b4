"""Exploratory factor analysis, when ``Content.efa`` holds one: adequacy, number of factors, loadings, scree plot."""

from __future__ import annotations

from typing import Any

from tamkit.report import figures, formats
from tamkit.report.build import from_frame, num, remarks
from tamkit.report.content import Content
from tamkit.report.sentences import fit_sentence
from tamkit.report.tree import Block, Figure, Section
from tamkit.report.words import Words

ORDER = 45


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.efa
    if found is None:
        return None
    text = t.p(
        "report.efa.text",
        kmo=num(found.kmo.overall),
        df=found.bartlett.df,
        chisq=num(found.bartlett.chisq),
        p=formats.p_phrase(found.bartlett.pvalue),
        extraction=t("report.efa.extraction", extraction=str(found.extraction)),
        rotation=t("report.efa.rotation", rotation=str(found.rotation)),
        n=found.n,
        factors=found.factors,
    )
    rules = {"rule": lambda code: t("report.efa.rule", rule=str(code))}
    numbers = from_frame(
        t,
        "efa_numbers",
        t("report.efa.numbers_caption"),
        found.numbers,
        (("rule", "text"), ("factors", "integer")),
        say=rules,
    )
    shown = found.variance.assign(
        variance_share=100 * found.variance["share"], variance_cumulative=100 * found.variance["cumulative"]
    )
    spec = (("factor", "text"), ("eigenvalue", "number"), ("ss_loadings", "number"))
    shares = (("variance_share", "percent"), ("variance_cumulative", "percent"))
    variance = from_frame(t, "efa_variance", t("report.efa.variance_caption"), shown, (*spec, *shares))
    blocks: list[Block] = [text, numbers, _scree(content, t, found), variance, _loadings(content, t, found)]
    confirmed = content.findings.efa_confirmed
    if confirmed is not None:
        blocks.append(t.p("report.efa.confirmed", fit=fit_sentence(confirmed, t)))
    blocks += remarks(t, found)
    return Section("efa", t("report.efa.title"), tuple(blocks))


def _loadings(content: Content, t: Words, found: Any) -> Block:
    words = {"met": lambda verdict: t("report.efa.verdict", verdict=verdict)}
    spec = (
        ("item", "text"),
        ("factor", "text"),
        ("loading", "number"),
        ("second_factor", "text"),
        ("second_loading", "number"),
        ("gap", "number"),
        ("communality", "number"),
        ("kmo", "number"),
        ("met", "text"),
    )
    frame = found.items.assign(met=found.items["verdict"])
    return from_frame(
        t,
        "efa_loadings",
        t("report.efa.loadings_caption"),
        frame,
        spec,
        say=words,
        notes=(t("report.efa.loadings_note"),),
    )


def _scree(content: Content, t: Words, found: Any) -> Block:
    """The parallel analysis on the basis the factors were counted on, as far as there is one; else the eigenvalues."""
    chosen = found.parallel.get("fa") or found.parallel.get("pca")
    observed = found.variance["eigenvalue"].to_numpy() if chosen is None else chosen.eigenvalues
    picture = figures.scree(observed, None if chosen is None else chosen.threshold, t, simulated=content.simulated)
    return Figure("efa_scree", t("report.efa.scree_caption"), t("report.efa.scree_alt"), picture)
