"""The findings in sentences: sample, fit, reliability, hypotheses, drivers, and which decisions are fragile."""

from __future__ import annotations

from collections.abc import Collection
from math import isnan
from typing import Any

from tamkit.drivers.verdicts import ABSENT, ALPHA, NOT_TESTED, OPPOSITE, SUPPORTED, UNKNOWN, counts, supported_after
from tamkit.report import cutoffs, formats, published, spoken
from tamkit.report.build import model_title, num, records, value
from tamkit.report.chapters.effects import FIRST, larger, rank, tested
from tamkit.report.content import Content
from tamkit.report.words import Words
from tamkit.sem import versions
from tamkit.sem.estimators import ESTIMATORS

MANY = 8  # drivers that are all named
NAMED = 6  # fragile effects that the first page names one by one


def judged(fit: Any) -> bool:
    """Whether the cut-offs were found for the estimator of a fit; they don't carry over to others."""
    return ESTIMATORS[str(fit.estimator)].cutoffs_apply


def fit_values(fit: Any, t: Words, judgement: bool = False) -> str:
    """The values that every mention of a fit gives, with ``judgement`` which of them miss."""
    (measures,) = versions.shown(fit)
    if judgement:
        order = ("cfi", "tli", "rmsea", "srmr")
        held = [cutoffs.FIT[name].symbol for name in order if cutoffs.value_of(measures, name)[0] is not None]
        p = cutoffs.value_of(measures, "pvalue")[0]
        return t(
            "report.page.fit",
            values=fit_values(fit, t),
            judged=judged(fit),
            exact="unknown" if p is None else "rejected" if p < ALPHA else "kept",
            indices=t.join(held),
            n=len(held),
            missed=tuple(cutoffs.decision(measures)[1]) or None,
        )

    def get(measure: str) -> float | None:
        return cutoffs.value_of(measures, measure)[0]

    low, high = get("rmsea_ci_lower"), get("rmsea_ci_upper")
    return t(
        "report.summary.fit_values",
        chisq=num(get("chisq")),
        df=formats.integer(get("df")),
        p=spoken.p_phrase(get("pvalue")),
        cfi=num(get("cfi")),
        tli=num(get("tli")),
        rmsea=num(get("rmsea")),
        rmsea_ci=formats.MISSING if low is None or high is None else spoken.interval(low, high),
        srmr=num(get("srmr")),
        scaled=versions.named("chisq", measures)[1] == "scaled",
        version=versions.named("cfi", measures)[1],
    )


def sample(content: Content, t: Words) -> Any:
    flow = records(content.clean.flow)
    received = int(flow[0]["remaining"]) + int(flow[0]["excluded"] or 0)
    valid = int(content.clean.n)
    rate = spoken.percent(100.0 * valid / received)
    return t.p("report.summary.sample", received=received, excluded=received - valid, valid=valid, rate=rate)


def battery(content: Content, t: Words, named: bool = True) -> Any:
    """How many published figures the answers speak to, in how many comparisons, and how many of them they contradict;
    ``named``: which."""
    found = published.figures(content)
    if not found:
        return None
    said = {one.id: one.statement for one in content.questionnaire.reference_values}

    def name(code: str) -> str:
        return content.text(said[code], t.lang) if code in said else code

    apart = [one for one in found if one.differs]
    differ = [name(one.readings[0].id) for one in apart]
    mixed: list[str] = []
    for figure in found:
        for code in dict.fromkeys(one.id for one in figure.mixed):
            every = [one for one in figure.readings if one.id == code]
            odd = [one.count or "" for one in every if one.differs]
            counts = None if len(odd) == len(every) else t.join(odd)
            mixed.append(t("report.summary.battery_reading", figure=name(code), readings=counts))
    rough = [name(one.readings[0].id) for one in found if one.approximate]
    counted = {
        "tested": len(found),
        "comparisons": sum(len(one.readings) for one in found),
        "differ": len(differ),
        "unclear": sum(bool(one.mixed) for one in found),
        "rough": len(rough),
    }
    # "in every reading" is said where one that differs has several, or where some differ in a reading only
    counted["each"] = any(len(one.readings) > 1 for one in apart) or (not apart and counted["unclear"] > 0)
    if not named:
        return t.p("report.page.battery", **counted)
    lists = {"list": t.clauses(differ), "mixed": t.clauses(mixed), "about": t.clauses(rough)}
    return t.p("report.summary.battery", **counted, **lists)


def measurement(content: Content, t: Words) -> Any:
    """The span of α, CR and AVE, which constructs miss a cut-off, and which pairs are not told apart."""
    rows = records(content.measurement.reliability)

    def span(key: str) -> tuple[str, str]:
        values = [found for row in rows if (found := value(row, key)) is not None]
        return (num(min(values)), num(max(values))) if values else (formats.MISSING, formats.MISSING)

    def below(row: cutoffs.Cutoff) -> tuple[str, ...] | None:
        names = [
            content.within(str(one["construct"]), t.lang)
            for one in rows
            if (found := value(one, row.measure)) is not None and found < (row.good or 0)
        ]
        return tuple(names) or None

    (alpha_low, alpha_high), (cr_low, cr_high), (ave_low, ave_high) = span("alpha"), span("cr"), span("ave")
    criterion, ratio = not_told_apart(content)
    pairs = tuple(
        t("report.measurement.pair_names", a=content.within(a, t.lang), b=content.within(b, t.lang))
        for a, b in dict.fromkeys((*criterion, *ratio))
    )
    return t.p(
        "report.summary.measurement",
        k=len(rows),
        alpha=below(cutoffs.ALPHA),
        cr=below(cutoffs.CR),
        ave=below(cutoffs.AVE),
        alpha_low=alpha_low,
        alpha_high=alpha_high,
        cr_low=cr_low,
        cr_high=cr_high,
        ave_low=ave_low,
        ave_high=ave_high,
        fl=len(criterion),
        htmt=len(ratio),
        both=bool(criterion and ratio),
        pairs=pairs or None,
    )


def not_told_apart(content: Content) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The pairs that fail the Fornell–Larcker criterion, and those whose HTMT is .85 or more."""
    fl, htmt = content.measurement.fornell_larcker, content.measurement.htmt
    names = [] if fl is None else [str(name) for name in fl.columns]
    failed = [
        (a, b)
        for i, a in enumerate(names)
        for b in names[:i]
        if not isnan(r := float(fl.loc[a, b])) and abs(r) >= min(float(fl.loc[a, a]), float(fl.loc[b, b]))
    ]
    high = []
    if htmt is not None and len(htmt):
        codes = [str(name) for name in htmt.columns]
        for i, a in enumerate(codes):
            for b in codes[:i]:
                found = float(htmt.loc[a, b])
                found = float(htmt.loc[b, a]) if isnan(found) else found
                if not isnan(found) and found >= (cutoffs.HTMT.good or 1):
                    high.append((a, b))
    return failed, high


def main_name(content: Content) -> str:
    """The name of the model reported in full: the last of the models fitted."""
    return list(content.drivers.fits)[-1]


def structural(content: Content, t: Words) -> Any:
    """How the model that is reported in full fits, in a sentence without the sources of the cut-offs."""
    fit = content.drivers.main
    said = fit_values(fit, t, judgement=True)
    return t.p("report.summary.structural", model=model_title(content, t, main_name(content)), fit=said)


def hypotheses(content: Content, t: Words) -> Any:
    """How many of those stated are supported, and what became of the others, each by its name."""
    rows = records(content.drivers.hypotheses)
    if not rows:
        return None
    verdicts = [str(row["verdict"]) for row in rows]

    def named(verdict: str) -> str | None:
        return t.join([str(row["hypothesis"]) for row in rows if row["verdict"] == verdict]) or None

    return t.p(
        "report.summary.hypotheses",
        stated=len(rows),
        supported=counts(verdicts)[SUPPORTED],
        holm=supported_after([row["p_holm"] for row in rows], verdicts),
        negligible=t.join([str(row["hypothesis"]) for row in rows if row["negligible"]]) or None,
        opposite=t.clauses(opposed(content, row, t) for row in rows if row["verdict"] == OPPOSITE) or None,
        absent=named(ABSENT),
        unknown=named(UNKNOWN),
        untested=named(NOT_TESTED),
    )


def opposed(content: Content, row: dict[str, Any], t: Words) -> str:
    """A hypothesis that the answers speak against, with what they say."""
    found = value(row, "std")
    return t(
        "report.summary.opposite",
        hypothesis=str(row["hypothesis"]),
        source=content.within(str(row["source"]), t.lang),
        target=content.within(str(row["target"]), t.lang),
        sign=str(row["sign"]),
        value=None if found is None else spoken.beta(found),
    )


def _always(content: Content, row: dict[str, Any]) -> bool:
    """What speaks against adoption, and what is defined for some respondents alone: risk and initial trust."""
    found = [one for one in content.questionnaire.constructs if one.code == row["source"]]
    return any(one.valence == "negative" or one.defined_for for one in found)


def fragile(content: Content, t: Words) -> list[Any]:
    """Decisions that another seed or another run would not make."""
    found = content.findings.verdicts
    if found is None:
        return []

    def path(codes: tuple[str, ...]) -> str:
        return " → ".join(content.name(code, t.lang) for code in codes)

    drawn = [
        t("report.summary.fragile_effect", kind=one.kind, path=path(one.path), p=spoken.p_phrase(one.pvalue))
        for one in found.fragile
        if one.reason == "draws"
    ]
    others, tables = list[str](), dict[str, None]()
    for one in found.fragile:
        if one.reason == "run" and len(content.drivers.hypotheses):
            where = table_of(content, one.run)
            tables |= {} if where is None else {where: None}
            p = None if isnan(one.pvalue) else spoken.p_phrase(one.pvalue)
            firm = not isnan(one.pvalue) and one.pvalue < ALPHA
            said = {"hypothesis": one.hypothesis, "run": t("report.run", run=one.run), "firm": firm, "p": p}
            others.append(t("report.summary.fragile_run", **said))
    told = []
    if drawn:
        more = len(drawn) - NAMED
        if more > 0:
            drawn = [*drawn[:NAMED], t("report.summary.fragile_more", n=more)]
        told.append(t.p("report.summary.fragile_draws", list=t.clauses(drawn)))
    if others:
        told.append(t.p("report.summary.fragile_runs", list=t.clauses(others), **_tables(tables)))
    return told


def other_runs(content: Content) -> set[str]:
    """The runs of the main model beside the one reported."""
    found = (content.findings.sensitivity, content.findings.robustness)
    return {str(run) for runs in found if runs is not None for run in runs.paths["run"]}


def _tables(named: Collection[str]) -> dict[str, str | None]:
    """The one or two tables in which the runs stand."""
    first, second = [*named, None, None][:2]
    return {"table": first, "other": second}


def table_of(content: Content, run: str) -> str | None:
    """The table in which a run of the main model stands."""
    found = content.findings
    for kind, runs in (("sensitivity", found.sensitivity), ("robustness", found.robustness)):
        if runs is not None and run in set(runs.paths["run"]):
            return kind
    return None


def drivers(content: Content, t: Words) -> Any:
    """
    Which total effects differ in size, and every driver with its interval and the ranks that the tests leave to it. Of
    many, those who may be among the first three, and risk and trust.
    """
    every = records(content.drivers.effects)
    rows = [row for row in every if len(every) <= MANY or row["rank_lower"] <= FIRST or _always(content, row)]
    if not rows:
        return None
    listed = []
    intervals = False
    for row in rows:
        name, low, high = (
            content.within(str(row["source"]), t.lang),
            value(row, "total_ci_lower"),
            value(row, "total_ci_upper"),
        )
        ci = None if low is None or high is None else spoken.interval(low, high)
        intervals = intervals or ci is not None
        total = spoken.beta(value(row, "total"))
        listed.append(t("report.summary.driver", name=name, value=total, ci=ci, rank=rank(row)))
    firm, pairs, more = larger(content, t)
    return t.p(
        "report.summary.drivers",
        tested=tested(content),
        firm=firm,
        complete=firm == tested(content),
        pairs=pairs,
        more=more,
        intervals=intervals,
        list=t.clauses(listed),
    )
