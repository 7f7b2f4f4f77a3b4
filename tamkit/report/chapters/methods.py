"""Constructs, estimation, χ² convention, confidence intervals and decision rules."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import Any

from tamkit.report import formats
from tamkit.report.build import columns, keep_filled, n_of
from tamkit.report.content import Content
from tamkit.report.tree import Block, Paragraph, Row, Section, Table
from tamkit.report.words import Words
from tamkit.sem.estimators import ESTIMATORS
from tamkit.sem.intervals import resolution

ORDER = 35
MODELS = True
REFERENCES = ("holm1979", "lakens2017", "appelbaum2018", "hu1999", "xia2019")


def build(content: Content, t: Words) -> Section:
    fit = content.drivers.main
    blocks: list[Block] = [
        t.p("report.methods.constructs", sources=_sourced(content)),
        _constructs(content, t),
        _estimation(content, t),
    ]
    estimator = str(fit.estimator)
    if ESTIMATORS[estimator].ordinal:
        blocks.append(t.p("report.methods.categorical", estimator=estimator))
    else:
        blocks.append(_chisq(content, t))
    if any(name.endswith(("_scaled", "_robust")) for name in fit.fit):
        blocks.append(t.p("report.methods.robust"))
    blocks += [
        _intervals(content, t),
        t.p("report.methods.rules", delta=content.drivers.smallest_effect),
        t.p("report.methods.reporting", seed=content.provenance.get("seed")),
    ]
    return Section("methods", t("report.methods.title"), tuple(blocks))


def option(content: Content, name: str) -> Any:
    """An option of the analysis: from ``provenance["options"]`` or ``provenance`` itself."""
    options = content.provenance.get("options")
    if isinstance(options, Mapping) and name in options:
        return options[name]
    return content.provenance.get(name)


def _sourced(content: Content) -> bool:
    """Whether any construct has a source: without one the table has no such column."""
    return any(construct.sources for construct in content.questionnaire.constructs)


#: How the shipped forms say that a construct is their own.
OWN = "Written for this questionnaire"


def _source(t: Words, source: str) -> str:
    """A source as it is cited; that a construct was written for its form, in the report's language."""
    return t("report.methods.own_source", more=source[len(OWN) :] or None) if source.startswith(OWN) else source


def _constructs(content: Content, t: Words) -> Table:
    rows = []
    for construct in content.questionnaire.constructs:
        definition = content.text(construct.definition, t.lang) if construct.definition is not None else ""
        if construct.facets:
            parts = t.join([content.name(facet, t.lang) for facet in construct.facets])
        else:
            parts = t.join([item.code for item in construct.items])
        sources = "; ".join(_source(t, source) for source in construct.sources)
        rows.append(Row((content.with_code(construct.code, t.lang), definition, parts, sources)))
    spec = columns(t, ("construct", "text"), ("definition", "text"), ("items_of", "text"), ("sources", "text"))
    return keep_filled(
        Table("constructs", t("report.methods.constructs_caption", sources=_sourced(content)), spec, tuple(rows))
    )


def _estimation(content: Content, t: Words) -> Paragraph:
    fit = content.drivers.main
    missing = option(content, "missing")
    return t.p(
        "report.methods.estimation",
        estimator=t("report.estimator", estimator=str(fit.estimator)),
        engine=getattr(fit, "engine", "tamkit"),
        n=n_of(fit),
        missing=t("report.missing", missing=str(missing)) if missing else None,
    )


def _chisq(content: Content, t: Words) -> Paragraph:
    likelihood = "wishart" if str(option(content, "likelihood")) == "wishart" else "normal"
    fits = [content.drivers.main, *(fit for _, _, fit in content.findings.fits())]
    largest = max(len(fit.n) / (n_of(fit) - len(fit.n)) for fit in fits)
    bound = formats.percent((floor(1e4 * largest) + 1) / 100, 2)  # rounded up: it is a bound
    return t.p("report.methods.chisq", likelihood=likelihood, percent=bound)


def _intervals(content: Content, t: Words) -> Paragraph:
    found = getattr(content.drivers.main, "bootstrap", None)
    if found is None:
        return t.p("report.methods.delta")

    def get(name: str) -> str:
        value = found.get(name) if isinstance(found, Mapping) else getattr(found, name, None)
        return formats.MISSING if value is None else str(value)

    numbers = {name: get(name) for name in ("requested", "converged", "admissible", "seed")}
    converged = int(numbers["converged"]) if numbers["converged"].isdigit() else 0
    smallest = formats.p_value(resolution(converged)) if converged else formats.MISSING
    kind = t("report.interval_kind", kind=get("kind"))
    return t.p("report.methods.bootstrap", kind=kind, smallest=smallest, **numbers)
