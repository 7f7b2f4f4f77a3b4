"""Methods as an article tells them: measures, procedure, screening of the data, strategy of the analysis.

Every sentence follows from the questionnaire, the data or what was run; what none of them tells is the author's to add.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor

from tamkit.report import formats, procedure, published, spoken
from tamkit.report.build import columns, keep_filled, n_of, records
from tamkit.report.chapters.effects import direct_alone
from tamkit.report.chapters.invariance import every_ladder
from tamkit.report.chapters.items import beyond, multinormal
from tamkit.report.content import Content
from tamkit.report.references import TESTS, as_cited, short
from tamkit.report.tree import Block, Paragraph, Row, Section, Table
from tamkit.report.words import Words
from tamkit.sem.estimators import ESTIMATORS
from tamkit.sem.intervals import resolution

ORDER = 35
#: So many ordered points bear being taken for continuous (Rhemtulla et al., 2012).
ENOUGH = 5
#: What ``report.methods.further`` tells of, where the field of the findings holds anything, in this order.
FURTHER = (
    "efa",
    "common_method",
    "competing",
    "model_set",
    "invariance",
    "groups",
    "differences",
    "contributions",
    "importance",
    "prediction",
    "sensitivity",
    "robustness",
    "pathways",
    "battery",
)


def build(content: Content, t: Words) -> Section:
    parts = (_measures(content, t), _procedure(content, t), _screening(content, t), _analysis(content, t))
    return Section("methods", t("report.methods.title"), tuple(part for part in parts if part is not None))


# Measures.


def _measures(content: Content, t: Words) -> Section | None:
    form = content.questionnaire
    if not form.constructs:
        return None
    second = [construct for construct in form.constructs if construct.facets]
    points = sorted({form.scale_of(item.code).points for construct in form.constructs for item in construct.items})
    turned = sum(bool(item.reverse) for construct in form.constructs for item in construct.items)
    text = t.p(
        "report.methods.measures",
        constructs=len(form.constructs) - len(second),
        items=sum(len(construct.items) for construct in form.constructs),
        points=t.join(str(one) for one in points),
        turned=turned,
        sources=_sourced(content),
        outside=t.join(content.within(code, t.lang) for code in _outside(content)) or None,
    )
    higher = [
        t.p(
            "report.methods.second_order",
            construct=content.within(construct.code, t.lang),
            facets=t.join(content.within(facet, t.lang) for facet in construct.facets),
            k=len(construct.facets),
        )
        for construct in second
    ]
    blocks: tuple[Block, ...] = (t.together((text, *higher)), _constructs(content, t))
    return Section("methods_measures", t("report.methods.measures_title"), blocks)


def _outside(content: Content) -> list[str]:
    """The constructs that no model holds; none where there are no models."""
    if content.drivers is None:
        return []
    inside = {str(row["construct"]) for row in records(content.measurement.reliability)}
    return [construct.code for construct in content.questionnaire.constructs if construct.code not in inside]


def _sourced(content: Content) -> bool:
    """Whether any construct has a source: without one the table has no such column."""
    return any(construct.sources for construct in content.questionnaire.constructs)


#: How the shipped forms say that a construct is their own.
OWN = "Written for this questionnaire"
UNSCALED = "Written for this questionnaire; no validated scale was found"


def _source(t: Words, source: str) -> str:
    """A source as it is cited; that a construct was written for its form, in the report's language."""
    if not source.startswith(OWN):
        return source
    return t("report.methods.own_source", more="no_scale" if source == UNSCALED else source[len(OWN) :] or None)


def _constructs(content: Content, t: Words) -> Table:
    rows = []
    for construct in content.questionnaire.constructs:
        definition = content.text(construct.definition, t.lang) if construct.definition is not None else ""
        if construct.facets:
            parts = t.join([content.name(facet, t.lang) for facet in construct.facets])
        else:
            parts = t.join([item.code for item in construct.items])
        sources = t.clauses(_source(t, as_cited(source, t.lang)) for source in construct.sources)
        rows.append(Row((content.with_code(construct.code, t.lang), definition, parts, sources)))
    spec = columns(t, ("construct", "text"), ("definition", "text"), ("items_of", "text"), ("sources", "text"))
    return keep_filled(
        Table("constructs", t("report.methods.constructs_caption", sources=_sourced(content)), spec, tuple(rows))
    )


# Procedure.


def _procedure(content: Content, t: Words) -> Section | None:
    blocks: list[Block] = []
    found = procedure.collected(content)
    if content.simulated:
        blocks.append(t.p("report.methods.simulated"))
    elif found is not None:
        blocks.append(
            t.p(
                "report.methods.collected",
                platforms=t.join(t("report.platform", platform=name) for name in found.platforms) or None,
                first=found.first,
                last=found.last if found.last != found.first else None,
                minutes=None if found.minutes is None else spoken.number(found.minutes, 1),
            )
        )
    every = procedure.remedies(content)
    taken = {key: n for key, n in every.items() if key not in procedure.BESIDE}
    told = []
    if taken:
        said = [t("report.methods.remedy", remedy=key, n=n) for key, n in taken.items()]
        told.append(t.p("report.methods.remedies", list=t.clauses(said), n=len(said), simulated=content.simulated))
    told += [t.p("report.methods.beside", what=key, n=every[key]) for key in procedure.BESIDE if key in every]
    if told:
        blocks.append(t.together(told))
    return Section("methods_procedure", t("report.methods.procedure_title"), tuple(blocks)) if blocks else None


# Screening.


#: Rules whose limit is a share, the last one where it is not above 1.
SHARES = ("missing", "min_share_of_median", "near_duplicates", "longstring")


def _screening(content: Content, t: Words) -> Section:
    clean = content.clean
    used = [
        _rule(clean.rules, name, t)
        for name in clean.rules.exclude
        if getattr(clean.rules, name, None) is not None and name not in getattr(clean, "not_checked", ())
    ]
    text = t.p("report.methods.screening", rules=t.clauses(used) or None)
    return Section(
        "methods_screening", t("report.methods.screening_title"), (t.together((text, _missing(content, t))),)
    )


def _rule(rules: object, name: str, t: Words) -> str:
    limit = float(getattr(rules, name))
    share = name in SHARES and limit <= 1
    return t("report.methods.rule", rule=name, share=share, value=f"{100 * limit:.3g}%" if share else f"{limit:.3g}")


def _missing(content: Content, t: Words) -> Paragraph:
    """How many answers to items are missing of those that were asked for, and what was done about it."""
    items, skipped = content.clean.items, content.clean.skipped
    asked = ~skipped.reindex(columns=items.columns, fill_value=False).to_numpy(bool)
    blank = int((items.isna().to_numpy(dtype=bool) & asked).sum())
    fit = content.drivers.main if content.drivers is not None else None
    treated = procedure.option(content, "missing")
    return t.p(
        "report.methods.missing",
        blank=blank,
        share=spoken.percent(100.0 * blank / max(int(asked.sum()), 1)),
        treated=t("report.missing", missing=str(treated)) if treated and fit is not None else None,
        n=None if fit is None else n_of(fit),
    )


# Analysis.


def _analysis(content: Content, t: Words) -> Section | None:
    blocks: list[Block] = []
    if content.drivers is not None:
        blocks += [
            t.together((_estimation(content, t), *_reason(content, t), *_fitting(content, t))),
            t.p("report.methods.rules", delta=content.drivers.smallest_effect),
            _intervals(content, t),
        ]
    held: list[tuple[str, dict[str, bool]]] = [(name, {}) for name in FURTHER if _held(content, name)]
    held += _declared(content)
    if held:
        said = t.clauses(t("report.methods.further_of", what=name, **kinds) for name, kinds in held)
        blocks.append(t.p("report.methods.further", list=said, modelled=content.drivers is not None))
    versions = content.provenance.get("versions")
    if isinstance(versions, Mapping) and "tamkit" in versions:
        blocks.append(_software(content, versions, t))
    return Section("methods_analysis", t("report.methods.analysis_title"), tuple(blocks)) if blocks else None


def _held(content: Content, name: str) -> bool:
    found = getattr(content.findings, name, None)
    return found is not None and (not isinstance(found, Mapping) or len(found) > 0)


def _declared(content: Content) -> list[tuple[str, dict[str, bool]]]:
    """What of the battery is more than shares: regressions, rankings, comparisons with published figures."""
    battery = content.findings.battery
    if battery is None:
        return []
    found: list[tuple[str, dict[str, bool]]] = []
    if battery.regressions:
        kinds = {one.kind for one in content.questionnaire.analyses.outcomes if one.key in battery.regressions}
        found.append(("regressions", {"binary": "binary" in kinds, "ordinal": "ordinal" in kinds}))
    if battery.rankings:
        found.append(("rankings", {}))
    if published.figures(content):
        found.append(("references", {}))
    return found


def _estimation(content: Content, t: Words) -> Paragraph:
    fit = content.drivers.main
    return t.p(
        "report.methods.estimation",
        estimator=t("report.estimator", estimator=str(fit.estimator)),
        engine=getattr(fit, "engine", "tamkit"),
        n=n_of(fit),
    )


def _reason(content: Content, t: Words) -> list[Paragraph]:
    """Why this estimator: how the items are answered, how far they are from normal, what is missing."""
    own = ESTIMATORS[str(content.drivers.main.estimator)]
    form, modelled = content.questionnaire, records(content.measurement.items)
    points = sorted({form.scale_of(str(row["item"])).points for row in modelled})
    if not points:
        return []
    normal = multinormal(content)
    return [
        t.p(
            "report.methods.reason",
            kind="ordinal" if own.ordinal else "robust" if own.robust else "plain",
            points=t.join(map(str, points)),
            enough=points[0] >= ENOUGH,
            normal=normal,
            over=len(beyond(content)),
            fiml=str(procedure.option(content, "missing")) == "fiml",
        )
    ]


def _fitting(content: Content, t: Words) -> list[Paragraph]:
    """What χ² is, whether it and standard errors are corrected, and what the fit is held against."""
    fit = content.drivers.main
    estimator = str(fit.estimator)
    if ESTIMATORS[estimator].ordinal:
        said = [t.p("report.methods.categorical", estimator=estimator)]
    else:
        said = [t.p("report.methods.judged"), _chisq(content, t)]
    if any(name.endswith(("_scaled", "_robust")) for name in fit.fit):
        by = TESTS.get(ESTIMATORS[estimator].test)
        said.append(t.p("report.methods.robust", by=short([by], t.lang) if by else None))
    return said


def _chisq(content: Content, t: Words) -> Paragraph:
    likelihood = "wishart" if str(procedure.option(content, "likelihood")) == "wishart" else "normal"
    fits = [content.drivers.main, *(fit for _, _, fit in content.findings.fits())]
    sizes = [(len(fit.n), n_of(fit)) for fit in fits]
    sizes += [(one.groups, one.n) for one in every_ladder(content)]  # not every ladder keeps its fits
    alone = max((groups / (n - groups) for groups, n in sizes if groups == 1), default=None)
    several = max((groups / (n - groups) for groups, n in sizes if groups > 1), default=None)

    def bound(share: float | None) -> str | None:
        """Rounded up: it is a bound."""
        return None if share is None else spoken.percent((floor(1e4 * share) + 1) / 100, 2)

    return t.p("report.methods.chisq", likelihood=likelihood, alone=bound(alone), several=bound(several))


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
    lost = numbers["converged"] != numbers["requested"]
    kept = "some" if lost else "all" if numbers["admissible"] == numbers["converged"] else "inadmissible"
    kind = t("report.interval_kind", kind=get("kind"))
    direct = direct_alone(content)
    return t.p("report.methods.bootstrap", kind=kind, smallest=smallest, kept=kept, direct=direct, **numbers)


def _software(content: Content, versions: Mapping[str, str], t: Words) -> Paragraph:
    return t.p(
        "report.methods.software",
        tamkit=versions["tamkit"],
        python=versions.get("python"),
        seed=content.provenance.get("seed"),
    )
