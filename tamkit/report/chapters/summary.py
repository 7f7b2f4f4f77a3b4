"""The first page: the findings in six sentences, the caveat, and where the numbers come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isnan
from pathlib import PurePath
from typing import Any

from tamkit.drivers.verdicts import ABSENT, ALPHA, NOT_TESTED, OPPOSITE, SUPPORTED, UNKNOWN, counts, supported_after
from tamkit.messages import Message
from tamkit.report import cutoffs, formats
from tamkit.report.build import columns, n_of, num, records, value
from tamkit.report.chapters.effects import FIRST, rank, tested
from tamkit.report.content import Content
from tamkit.report.references import short
from tamkit.report.tree import Block, Note, Row, Section, Table
from tamkit.report.words import Words
from tamkit.sem import versions
from tamkit.sem.estimators import ESTIMATORS

ORDER = 10
NAMED = 6  # fragile effects that the first page names one by one
MODEL_REFERENCES = cutoffs.cited(
    *(row for row in cutoffs.FIT.values() if row.decides), cutoffs.ALPHA, cutoffs.CR, cutoffs.AVE
)


def build(content: Content, t: Words) -> Section:
    blocks: list[Block | Section] = []
    if content.simulated:
        blocks.append(Note(t("report.simulated.title"), (t.p("report.simulated.text"),), "simulated"))
    found = [_sample(content, t), _battery(content, t)]
    if content.drivers is not None:
        found += [_measurement(content, t), _structural(content, t), _hypotheses(content, t)]
        found += [_drivers(content, t), _r2(content, t), *_fragile(content, t)]
    findings = [item for item in found if item is not None]
    blocks.append(Section("findings", t("report.summary.findings"), (t.bullets(*findings),)))
    caveat = t.p("report.summary.caveat", modelled=content.drivers is not None)
    blocks.append(Note(t("report.summary.caveat_title"), (caveat,)))
    warnings = t.remarks(content.warnings)
    if warnings:
        blocks.append(Note(t("report.summary.warnings"), (t.p("report.summary.warnings_lead"), *warnings), "warning"))
    blocks.append(Section("provenance", t("report.summary.provenance"), (provenance(content, t),)))
    return Section("summary", t("report.summary.title"), tuple(blocks), part="front")


def judged(fit: Any) -> bool:
    """Whether the cut-offs were found for the estimator of a fit; they don't carry over to others."""
    return ESTIMATORS[str(fit.estimator)].cutoffs_apply


def fit_sentence(fit: Any, t: Words) -> str:
    """χ², CFI, TLI, RMSEA and SRMR, and which of them miss: the sentence every mention of a fit uses."""
    (measures,) = versions.shown(fit)

    def get(measure: str) -> float | None:
        return cutoffs.value_of(measures, measure)[0]

    low, high = get("rmsea_ci_lower"), get("rmsea_ci_upper")
    return t(
        "report.summary.fit",
        chisq=num(get("chisq")),
        df=formats.integer(get("df")),
        p=formats.p_phrase(get("pvalue")),
        cfi=num(get("cfi")),
        tli=num(get("tli")),
        rmsea=num(get("rmsea")),
        rmsea_ci=formats.MISSING if low is None or high is None else formats.interval(low, high),
        srmr=num(get("srmr")),
        scaled=versions.named("chisq", measures)[1] == "scaled",
        version=versions.named("cfi", measures)[1],
        judged=judged(fit),
        missed=tuple(cutoffs.decision(measures)[1]) or None,
        incremental=short((cutoffs.FIT["cfi"].acceptable_by,)),
        rmsea_by=short((cutoffs.FIT["rmsea"].acceptable_by,)),
        srmr_by=short((cutoffs.FIT["srmr"].acceptable_by,)),
    )


def _sample(content: Content, t: Words) -> Any:
    flow = records(content.clean.flow)
    received = int(flow[0]["remaining"]) + int(flow[0]["excluded"] or 0)
    valid = int(content.clean.n)
    rate = formats.percent(100.0 * valid / received)
    return t.p("report.summary.sample", received=received, excluded=received - valid, valid=valid, rate=rate)


def _battery(content: Content, t: Words) -> Any:
    """How many published figures the answers speak to, and which they contradict; a figure in two readings is one."""
    battery = content.findings.battery
    rows = records(battery.references) if battery is not None else []
    if battery is None or not rows:
        return None
    said = {found.id: found.statement for found in content.questionnaire.reference_values}
    readings: dict[str, list[dict[str, Any]]] = {}
    for row in records(battery.published):
        readings.setdefault(str(row["id"]), []).append(row)
    differ, mixed = [], []
    for code in dict.fromkeys(str(row["id"]) for row in rows):
        name = content.text(said[code], t.lang) if code in said else code
        tested = readings.get(code) or [row for row in rows if str(row["id"]) == code]
        odd = [row for row in tested if (p := value(row, "p_holm")) is not None and p < 0.05]
        if odd and len(odd) == len(tested):
            differ.append(name)
        elif odd:
            told = t.join([f"{row['published_n']:.0f}/{row['published_base']:.0f}" for row in odd])
            mixed.append(t("report.summary.battery_reading", figure=name, readings=told))
    tested_n = len({str(row["id"]) for row in rows})
    listed = {"list": t.clauses(differ), "mixed": t.clauses(mixed) or None}
    return t.p("report.summary.battery", tested=tested_n, differ=len(differ), **listed)


def _measurement(content: Content, t: Words) -> Any:
    rows = records(content.measurement.reliability)

    def span(key: str) -> tuple[str, str]:
        values = [found for row in rows if (found := value(row, key)) is not None]
        return (num(min(values)), num(max(values))) if values else (formats.MISSING, formats.MISSING)

    (alpha_low, alpha_high), (cr_low, cr_high), (ave_low, ave_high) = span("alpha"), span("cr"), span("ave")
    return t.p(
        "report.summary.measurement",
        fit=fit_sentence(content.measurement.cfa, t),
        k=len(rows),
        alpha_low=alpha_low,
        alpha_high=alpha_high,
        alpha_source=short((cutoffs.ALPHA.good_by,)),
        cr_low=cr_low,
        cr_high=cr_high,
        cr_source=short((cutoffs.CR.good_by,)),
        ave_low=ave_low,
        ave_high=ave_high,
        ave_source=short((cutoffs.AVE.good_by,)),
    )


def main_name(content: Content) -> str:
    """The name of the model reported in full: the last of the models fitted."""
    return list(content.drivers.fits)[-1]


def _structural(content: Content, t: Words) -> Any:
    from tamkit.report.build import model_title

    fit = fit_sentence(content.drivers.main, t)
    return t.p("report.summary.structural", model=model_title(content, t, main_name(content)), fit=fit)


def _hypotheses(content: Content, t: Words) -> Any:
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
        opposite=named(OPPOSITE),
        absent=named(ABSENT),
        unknown=named(UNKNOWN),
        untested=named(NOT_TESTED),
        delta=content.drivers.smallest_effect,
    )


def _fragile(content: Content, t: Words) -> list[Any]:
    """Decisions that another seed or another run would not make."""
    found = content.findings.verdicts
    if found is None:
        return []

    def path(codes: tuple[str, ...]) -> str:
        return " → ".join(content.name(code, t.lang) for code in codes)

    drawn = [
        t("report.summary.fragile_effect", kind=one.kind, path=path(one.path), p=formats.p_phrase(one.pvalue))
        for one in found.fragile
        if one.reason == "draws"
    ]
    others, tables = list[str](), dict[str, None]()
    for one in found.fragile:
        if one.reason == "run" and len(content.drivers.hypotheses):
            where = _table_of(content, one.run)
            tables |= {} if where is None else {where: None}
            p = None if isnan(one.pvalue) else formats.p_phrase(one.pvalue)
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


def _tables(named: Collection[str]) -> dict[str, str | None]:
    """The one or two tables in which the runs stand."""
    first, second = [*named, None, None][:2]
    return {"table": first, "other": second}


def _table_of(content: Content, run: str) -> str | None:
    """The table in which a run of the main model stands."""
    found = content.findings
    for kind, runs in (("sensitivity", found.sensitivity), ("robustness", found.robustness)):
        if runs is not None and run in set(runs.paths["run"]):
            return kind
    return None


def _drivers(content: Content, t: Words) -> Any:
    """Who may be among the first three drivers, each with the ranks that tests leave to it; ties are not ordered."""
    rows = [row for row in records(content.drivers.effects) if row["rank_lower"] <= FIRST]
    if not rows:
        return None
    listed = []
    for row in rows:
        name, low, high = (
            content.within(str(row["source"]), t.lang),
            value(row, "total_ci_lower"),
            value(row, "total_ci_upper"),
        )
        ci = None if low is None or high is None else formats.interval(low, high)
        total = formats.beta(value(row, "total"))
        listed.append(t("report.summary.driver", name=name, value=total, ci=ci, rank=rank(row)))
    outcome = content.within(str(rows[0]["outcome"]), t.lang)
    first = [row for row in rows if row["rank_lower"] == 1]
    if len(first) == len(content.drivers.effects):  # nothing differs from anything
        first = []
    leaders = [content.within(str(row["source"]), t.lang) for row in first]
    return t.p(
        "report.summary.drivers",
        outcome=outcome,
        tested=tested(content),
        n=len(leaders),
        leaders=tuple(leaders),
        list=tuple(listed),
    )


def _r2(content: Content, t: Words) -> Any:
    outcome = str(content.questionnaire.outcome)
    for row in records(content.drivers.r2):
        if row["construct"] == outcome and value(row, "r2") is not None:  # none where its residual variance is negative
            return t.p("report.summary.r2", outcome=content.within(outcome, t.lang), r2=num(value(row, "r2")))
    return None


def provenance(content: Content, t: Words) -> Table:
    """Where the numbers come from: files, questionnaire, estimator, n, seed, versions."""
    given, form = content.provenance, content.questionnaire
    told: list[tuple[str, object]] = []
    if content.simulated:
        told.append(("simulated", Message("report.provenance.simulated")))
    for source in content.clean.survey.sources:
        name = PurePath(str(getattr(source, "name", None) or source.path)).name
        platform = Message("report.platform", platform=str(source.platform))
        told.append(("data", Message("report.provenance.data", name=name, rows=source.rows, platform=platform)))
    named = Message("report.provenance.questionnaire", title=form.title, name=form.name, version=form.version)
    made = Message("report.provenance.items", items=len(form.item_codes), constructs=len(form.first_order()))
    told += [("questionnaire", named), ("items", made)]
    if content.drivers is not None:
        estimator = str(content.drivers.main.estimator)
        told.append(("estimator", Message("report.estimator", estimator=estimator)))
        told.append(("n", n_of(content.drivers.main)))
    for what in ("missing", "bootstrap", "ci", "seed", "study", "command", "tamkit", "created"):
        found = given.get(what)
        if found is None and isinstance(given.get("options"), Mapping):
            found = given["options"].get(what)
        if found is None and what == "tamkit" and isinstance(given.get("versions"), Mapping):
            found = given["versions"].get("tamkit")
        if found is not None and what == "missing":
            found = Message("report.missing", missing=str(found))
        if what in ("ci", "bootstrap") and content.drivers is None:
            continue
        htmt = int(given.get("htmt") or 0)
        if found is not None and what == "bootstrap" and htmt:
            found = Message("report.provenance.draws", draws=found, htmt=htmt)
        if found is not None and what == "ci":
            drawn = content.drivers.main.bootstrap is not None
            found = Message("report.interval_kind", kind=str(found) if drawn else "delta")
        if found is not None:
            told.append((what, found))
    return Table(
        "provenance",
        t("report.summary.provenance_caption"),
        columns(t, ("what", "text"), ("value", "text")),
        tuple(Row((t("report.provenance.label", what=what), t.say(found))) for what, found in told),
    )
