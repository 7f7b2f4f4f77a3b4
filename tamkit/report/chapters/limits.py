"""The limits of a study, each named only where a fact of it says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isnan
from typing import Any

from tamkit.drivers.verdicts import UNKNOWN
from tamkit.messages import Message
from tamkit.report import guidance, procedure, sentences, spoken
from tamkit.report.build import n_of, records, value
from tamkit.report.chapters import common_method
from tamkit.report.chapters.respondents import hidden, option
from tamkit.report.content import Content
from tamkit.report.tree import Bullets, Paragraph, Section
from tamkit.report.words import Words
from tamkit.sem.estimators import ESTIMATORS

ORDER = 90
HALF = 50.0  # per cent of the respondents from which one answer makes up the sample
LEVELS = ("configural", "thresholds", "metric", "scalar", "strict", "structural")
#: Categories from which ordered answers may be taken for continuous (Rhemtulla et al., 2012).
ENOUGH = 5
POOLED = "report.pooled"
INTENTION = "INT"  # what the shipped questionnaires call the intention to use

Limit = Callable[[Content, Words], Paragraph | None]


def build(content: Content, t: Words) -> Section:
    """A paragraph a subject: whom, how measured, how designed, how computed."""
    blocks = []
    for subject, limits in LIMITS.items():
        found = [said for limit in limits if (said := limit(content, t)) is not None]
        if found:
            about = t.p("report.limits.about", subject=subject)
            blocks.append(Paragraph((*about.runs, *t.together(found).runs)))
    return Section("limits", t("report.limits.title"), tuple(blocks))


def simulated(content: Content, t: Words) -> Paragraph | None:
    return t.p("report.limits.simulated") if content.simulated else None


def design(content: Content, t: Words) -> Paragraph | None:
    """One survey at one time; not said where predictors and outcome were measured at different times."""
    if "time" in procedure.remedies(content):
        return None
    drivers = content.drivers
    modelled = drivers is not None
    return t.p("report.limits.design", modelled=modelled, mediation=modelled and len(drivers.mediation) > 0)


def directions(content: Content, t: Words) -> Paragraph | None:
    """Arrows that models of the set turn round: what was compared does not make them directions."""
    found = content.findings.model_set
    rows = [] if found is None or content.drivers is None else records(found.directions)
    if not rows or not len(content.drivers.comparison):
        return None
    pairs = dict.fromkeys((str(row["source"]), str(row["target"])) for row in rows)
    named = [" → ".join(content.within(code, t.lang) for code in pair) for pair in pairs]
    return t.p("report.limits.directions", list=t.join(named))


def sampling(content: Content, t: Words) -> Paragraph | None:
    """No weights and no sampling frame are known to the study; whom the sample consists of mostly."""
    most = _most(content)
    if most is None:
        return t.p("report.limits.sampling", variable=None, level=None, share=None)
    code, level, share = most
    return t.p(
        "report.limits.sampling",
        variable=content.within(code, t.lang),
        level=option(content, code, level, t.lang),
        share=spoken.percent(share),
    )


def _most(content: Content) -> tuple[str, object, float] | None:
    """The answer to a question about the person that most gave, where more than half did."""
    form = content.questionnaire
    asked = {one.code for one in form.variables if one.role == "demographic"}
    rows: dict[str, list[dict[str, object]]] = {}
    for row in records(getattr(content.description, "respondents", None)):
        if row["variable"] in asked:
            rows.setdefault(str(row["variable"]), []).append(row)
    shares = [
        (share, code, row["option"])
        for code, levels in rows.items()
        if not hidden(levels)
        for row in levels
        if (share := value(row, "percent")) is not None and share > HALF
    ]
    if not shares:
        return None
    share, code, level = max(shares, key=lambda one: one[0])
    return code, level, share


def self_report(content: Content, t: Words) -> Paragraph | None:
    """All from the respondents themselves; not said where other sources or records back them."""
    if {"sources", "behaviour"} & set(procedure.remedies(content)):
        return None
    found = content.findings.common_method
    freed = {"beyond": False} if found is None else common_method.freed(found)
    return t.p("report.limits.self_report", tested=found is not None, free=freed["free"] if freed["beyond"] else None)


def fit(content: Content, t: Words) -> Paragraph | None:
    return t.p("report.limits.fit") if guidance.misfit(content) else None


def overlap(content: Content, t: Words) -> Paragraph | None:
    return t.p("report.limits.overlap") if guidance.overlap(content) else None


def invariance(content: Content, t: Words) -> Paragraph | None:
    """Groups whose measurement is not known to be the same, up to the intercepts, though they are compared."""
    compared = {*(content.findings.groups or {}), *(content.findings.invariance or {})}
    ladders = content.findings.invariance or {}
    short = [
        content.within(group, t.lang)
        for group in sorted(compared)
        if group not in ladders or not _scalar(ladders[group].held)
    ]
    return t.p("report.limits.invariance", groups=t.join(short), n=len(short)) if short else None


def _scalar(held: str | None) -> bool:
    """Whether scalar invariance, whole or partial, is reached."""
    return held is not None and LEVELS.index(held.removeprefix("partial ")) >= LEVELS.index("scalar")


def unknown(content: Content, t: Words) -> Paragraph | None:
    """Hypotheses that stayed open, and what the sample could have found of them."""
    found = content.findings.verdicts
    each = [] if found is None else [one for one in found.each if one.row["verdict"] == UNKNOWN]
    if not each:
        return None
    sizes = [one.prospect.detectable for one in each if one.prospect is not None]
    known = [size for size in sizes if not isnan(size)]
    return t.p(
        "report.limits.unknown",
        list=t.join(str(one.row["hypothesis"]) for one in each),
        n=len(each),
        size=spoken.number(max(known), 2) if known else None,
    )


def fragile(content: Content, t: Words) -> Paragraph | None:
    found = content.findings.verdicts
    named = [] if found is None else sorted({one.hypothesis for one in found.fragile if one.hypothesis})
    if found is None or not named:
        return None
    places = (sentences.table_of(content, one.run) for one in found.fragile if one.hypothesis and one.reason == "run")
    first, second, *_ = [*dict.fromkeys(place for place in places if place), None, None]
    runs = dict.fromkeys(one.run for one in found.fragile if one.hypothesis and one.reason == "run")
    other = t.join([t("report.quoted", name=t("report.run", run=run)) for run in runs]) or None
    return t.p("report.limits.fragile", list=t.join(named), runs=other, table=first, other=second)


def minimum(content: Content, t: Words) -> Paragraph | None:
    """A lower minimum that a wider search found, of the measurement model or the one reported in full."""
    if content.drivers is None:
        return None
    for model, fitted in (("structural", content.drivers.main), ("measurement", content.measurement.cfa)):
        for warning in fitted.warnings:
            if warning.code == "lower_minimum":
                values = warning.message.values
                ends = {name: spoken.number(float(values[name])) for name in ("lower", "chisq")}
                inadmissible = bool(values["inadmissible"])
                return t.p("report.limits.minimum", model=model, **ends, inadmissible=inadmissible)
    return None


def pooled(content: Content, t: Words) -> Paragraph | None:
    """Constructs that are defined for some of those who were asked, and measured of others too."""
    found = [pooled_with(content, t, one) for one in content.warnings if getattr(one, "key", "") == POOLED]
    return t.together(found) if found else None


def intention(content: Content, t: Words) -> Paragraph | None:
    """Users and others answer the same items on their intention: to begin, or to go on."""
    drivers, form = content.drivers, content.questionnaire
    if drivers is None or drivers.outcome != INTENTION:
        return None
    bases = {one.name: one.defined_for.variable for one in form.constructs if one.defined_for is not None}
    for said in content.warnings:
        if (
            isinstance(said, Message)
            and said.key == POOLED
            and form.variable(bases[said.values["construct"]]).role == "user"
        ):
            outcome = content.within(drivers.outcome, t.lang)
            return t.p("report.limits.intention", outcome=outcome, labels=said.values["labels"])
    return None


def pooled_with(content: Content, t: Words, said: Any) -> Paragraph:
    """That warning with the table that compares the two."""
    groups = content.findings.groups or {}
    bases = [
        one.defined_for.variable
        for one in content.questionnaire.constructs
        if one.defined_for is not None and one.name == said.values["construct"]
    ]
    table = next((f"groups_{code}" for code in bases if code in groups), None)
    return t.p("report.limits.pooled", text=t.say(said), table=table)


def warned(content: Content, t: Words, said: Iterable[Any], short: bool = False) -> tuple[Bullets, ...]:
    """Warnings as a list, with the tables they speak of; ``short``: what the limits tell whole in a line."""
    plain, tabled = [], list[Paragraph]()
    for one in said:
        if getattr(one, "key", "") == POOLED:
            values = {name: one.values[name] for name in ("construct", "inside", "outside")}
            tabled.append(t.p("report.page.pooled", **values) if short else pooled_with(content, t, one))
        else:
            plain.append(one)
    items = [item for part in t.remarks(plain) for item in part.items]
    return (t.bullets(*items, *tabled),) if items or tabled else ()


def few(content: Content, t: Words) -> Paragraph | None:
    return t.p("report.limits.few", n=content.findings.analysed) if guidance.few(content) else None


def missing(content: Content, t: Words) -> Paragraph | None:
    """Valid respondents who are in no model, or answers that a full-information estimate had to do without."""
    if content.drivers is None:
        return None
    treated = str(procedure.option(content, "missing"))
    left = content.clean.n - n_of(content.drivers.main)
    blank = bool(content.clean.items.isna().to_numpy().any())
    if left <= 0 and not (blank and treated == "fiml"):
        return None
    return t.p("report.limits.missing", left=max(left, 0), treated=treated)


def estimator(content: Content, t: Words) -> Paragraph | None:
    """Ordered answers taken for continuous, or cut-offs that do not carry over."""
    if content.drivers is None:
        return None
    form, fitted = content.questionnaire, content.drivers.main
    if ESTIMATORS[str(fitted.estimator)].ordinal:
        return t.p("report.limits.ordered", estimator=str(fitted.estimator))
    points = min(form.scale_of(item.code).points for construct in form.constructs for item in construct.items)
    return t.p("report.limits.continuous", points=points, enough=points >= ENOUGH)


LIMITS: dict[str, tuple[Limit, ...]] = {
    "sample": (simulated, sampling, few, missing),
    "measurement": (self_report, pooled, intention, overlap, invariance),
    "design": (design, directions),
    "statistics": (fit, unknown, fragile, minimum, estimator),
}
