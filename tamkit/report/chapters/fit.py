"""Fit of the measurement and the structural model against the cut-offs: index, standard, value, met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tamkit.drivers.verdicts import ALPHA
from tamkit.messages import Message
from tamkit.report import cutoffs, guidance, marks
from tamkit.report.build import columns, from_frame, model_title, num, records
from tamkit.report.content import Content
from tamkit.report.references import EIGENVALUES, TESTS, short
from tamkit.report.sentences import fit_values, judged, main_name
from tamkit.report.sizes import sized
from tamkit.report.tree import (
    Block,
    Cell,
    Column,
    Detail,
    Interval,
    Paragraph,
    Pvalue,
    Row,
    Section,
    Table,
    Tone,
    Verdict,
)
from tamkit.report.words import Words
from tamkit.sem import versions
from tamkit.sem.conventions import NORMAL, WISHART, conventions
from tamkit.sem.estimators import ESTIMATORS
from tamkit.sem.fit_test_names import eigenvalue_test

if TYPE_CHECKING:
    from tamkit.sem.calibration import Calibrated

ORDER = 60
MODELS = True
TONE: dict[str, Tone] = {"good": "good", "acceptable": "fair", "no": "bad", "none": "none"}


def build(content: Content, t: Words) -> Section:
    measurement, structural = versions.shown(content.measurement.cfa, content.drivers.main)
    held = judged(content.drivers.main)
    text = t.p(
        "report.fit.text",
        measurement=fit_values(content.measurement.cfa, t),
        structural=fit_values(content.drivers.main, t),
        name=model_title(content, t, main_name(content)),
    )
    blocks: list[Block] = [text if held else t.together((text, t.p("report.fit.unjudged")))]
    if held:
        blocks.append(_verdict(measurement, structural, t))
    fits = (content.measurement.cfa, content.drivers.main)
    shown = table(measurement, structural, t, held, content.findings.calibrated)
    caption = marks.of(t("report.fit.caption", family=_family(fits[1], structural)), *fits)
    blocks.append(_conventions(replace(shown, caption=caption), fits, t))
    tests = dict.fromkeys(one.test for one in (content.findings.calibrated or {}).values() if one.test)
    blocks += [Detail((t.p("report.fit.test_code", code=test),)) for test in tests]
    blocks += _local(content.drivers.main, t)
    blocks += [*_second_engine(content, t), *guidance.notes(content, t, "fit", "heywood")]
    return sized(Section("fit_section", t("report.fit.title"), tuple(blocks)), content, t, content.drivers.main)


def _family(fit: Any, measures: Mapping[str, float]) -> str:
    """Which χ² the table holds: the test that scales it, or whose convention an unscaled one follows."""
    if cutoffs.value_of(measures, "chisq")[1]:
        return ESTIMATORS[str(fit.estimator)].test
    both = conventions(fit)
    return str(fit.options.likelihood) if both else "standard"


def _conventions(shown: Table, fits: tuple[Any, ...], t: Words) -> Table:
    """The table with χ² by the other program's convention: in a row where the table's own is unscaled, else below."""
    both = [conventions(fit) for fit in fits]
    if not all(both):
        return shown
    if ESTIMATORS[str(fits[0].estimator)].robust:
        told = {name: [num(one[name].chisq) for one in both] for name in (NORMAL, WISHART)}
        values = {f"{name}_{place}": value for name, pair in told.items() for place, value in enumerate(pair, 1)}
        return replace(shown, notes=(*shown.notes, t("report.fit.note_unscaled", **values)))
    other = WISHART if fits[0].options.likelihood == NORMAL else NORMAL
    rows = []
    for measure in ("chisq", "pvalue"):
        cells: list[Cell] = [t("report.fit.other_convention", likelihood=other, measure=measure), ""]
        for one in both:
            found = getattr(one[other], measure)
            cells += [Pvalue(found) if measure == "pvalue" else found, ""]
        rows.append(Row(tuple(cells)))
    return replace(shown, rows=(*shown.rows[:3], *rows, *shown.rows[3:]))


def _second_engine(content: Content, t: Words) -> list[Block]:
    """Whether another program arrives at the same estimates, in one line."""
    found = content.findings.second_engine
    if found is None:
        return []
    if found.why is not None:
        return [t.p("report.fit.no_second_engine", why=found.why)]
    told = {"largest": num(found.largest, 4) if found.largest else None, "at": found.at or None, "agree": found.agree}
    return [t.p("report.fit.second_engine", n=found.n, loadings=found.loadings, paths=found.paths, **told)]


def _verdict(measurement: Mapping[str, Any], structural: Mapping[str, Any], t: Words) -> Paragraph:
    """Whether exact fit is rejected, of which model, and how the four indices judge; of both at once where alike."""
    models = {"measurement": measurement, "structural": structural}
    ps = {name: cutoffs.value_of(fit, "pvalue")[0] for name, fit in models.items()}
    rejected = [name for name, p in ps.items() if p is not None and p < ALPHA]
    found = {name: cutoffs.decision(fit) for name, fit in models.items()}
    alike = found["measurement"] == found["structural"]
    first, second = [
        Message("report.fit.verdict_of", met=met, model="both" if alike else name, missed=tuple(missed))
        for name, (met, missed) in found.items()
    ]
    exact = "both" if len(rejected) == len(models) else rejected[0] if rejected else None
    return t.p("report.fit.verdict", exact=exact, first=first, second=None if alike else second)


def _local(fit: Any, t: Words) -> list[Block]:
    """Local fit, as JARS asks: residual correlations, and modification indices for information only."""
    if len(fit.n) > 1:
        return []
    residuals = fit.residuals("cor")
    names = [str(name) for name in residuals.columns]
    sizes = abs(residuals.to_numpy()).tolist()
    pairs = [(sizes[i][j], a, b) for i, a in enumerate(names) for j, b in enumerate(names[:i])]
    top = max(pairs)
    text = t.p(
        "report.fit.residuals",
        largest=num(top[0]),
        a=top[2],
        b=top[1],
        over=sum(pair[0] > 0.10 for pair in pairs),
        pairs=len(pairs),
    )
    found = fit.modification_indices()
    large = found[found["mi"] > 10].head(10)
    count = int((found["mi"] > 10).sum())
    said = t.p("report.fit.indices", count=count, listed=len(large) if len(large) < count else None)
    if not len(large):
        return [text, said]
    frame = large.assign(parameter=[f"{row['lhs']} {row['op']} {row['rhs']}" for row in records(large)])
    spec = (("parameter", "text"), ("mi", "number"), ("epc", "number"), ("sepc_all", "number"))
    notes = (t("report.fit.indices_note"),)
    caption = marks.of(t("report.fit.indices_caption"), fit)
    shown = from_frame(t, "modification_indices", caption, frame, spec, notes=notes)
    return [text, said, shown]


def table(
    measurement: Mapping[str, Any],
    structural: Mapping[str, Any],
    t: Words,
    held: bool = True,
    calibrated: Mapping[str, Calibrated] | None = None,
) -> Table:
    """指标 | 标准 | 测量模型 | 是否达标 | 结构模型 | 是否达标."""
    fits = (measurement, structural)
    rows = _chisq(fits, t)
    by_model = tuple((calibrated or {}).values())
    rows += _calibrated(by_model, t)
    cited: dict[str, list[str]] = {}  # what each work says of which measures
    for row in cutoffs.FIT.values():
        values = [cutoffs.value_of(fit, row.measure) for fit in fits]
        if all(found is None for found, _ in values):
            continue
        version = next((version for found, version in values if found is not None), "")
        name = t("report.fit.measure", version=version, measure=row.symbol)
        for bound, key in ((row.bound("good"), row.good_by), (row.bound("acceptable"), row.acceptable_by)):
            if key:
                cited.setdefault(short((key,), t.lang), []).append(f"{row.symbol} {bound}")
        cells: list[Cell] = [name, _standard(row, t)]
        for found, _ in values:
            met = row.met(found) if held else "none"
            said = "yes" if met in ("good", "acceptable") and row.one_bound else met
            cells += [found, Verdict(t("report.met", met=said), TONE[met])]
        rows.append(Row(tuple(cells)))
        if row.measure == "rmsea":
            rows += [_rmsea_ci(fits, t), *_close(fits, t)]
    first, *rest = columns(t, ("measure", "text"), ("standard", "text"))
    spec = (
        first,
        *rest,
        Column("measurement", t("report.fit.actual_measurement"), "number"),
        Column("measurement_met", t("report.column", key="met"), "decision"),
        Column("structural", t("report.fit.actual_structural"), "number"),
        Column("structural_met", t("report.column", key="met"), "decision"),
    )
    listed = t.clauses(t("report.fit.source", measures=t.join(names), source=source) for source, names in cited.items())
    notes = [t("report.fit.note_sources", list=listed), t("report.fit.note_convention")]
    if "rmr" in measurement or "rmr" in structural:
        notes.append(t("report.fit.note_rmr"))
    notes += _calibration(by_model, t)
    return Table("fit", t("report.fit.caption", family=None), spec, tuple(rows), tuple(notes))


def _standard(row: cutoffs.Cutoff, t: Words) -> str:
    good, acceptable = row.bound("good"), row.bound("acceptable")
    if good and acceptable:
        return t("report.fit.standard", acceptable=acceptable, good=good)
    return good or acceptable or t("report.fit.smaller")


def _chisq(fits: tuple[Mapping[str, Any], ...], t: Words) -> list[Row]:
    """χ², its degrees of freedom and p: printed always, decided by never (they depend on n)."""
    rows: list[Row] = []
    for measure, symbol in (("chisq", "χ²"), ("df", "df"), ("pvalue", "p")):
        version = cutoffs.value_of(fits[0], measure)[1]
        name = t("report.fit.measure", version="" if measure == "df" else version, measure=symbol)
        cells: list[Cell] = [name, t("report.fit.chisq") if measure == "pvalue" else ""]
        for fit in fits:
            found = cutoffs.value_of(fit, measure)[0]
            shown: Cell = found
            if found is not None:
                shown = Pvalue(found) if measure == "pvalue" else int(found) if measure == "df" else found
            met = ""
            if measure == "pvalue" and found is not None:
                met = t("report.met", met="yes" if found > 0.05 else "no")
            cells += [shown, met]
        rows.append(Row(tuple(cells)))
    return rows


def _calibrated(found: tuple[Calibrated, ...], t: Words) -> list[Row]:
    """The calibrated p, a row a test; one row of none where no test qualifies."""
    rows: list[Row] = []
    tests = list(dict.fromkeys(one.test for one in found if one.test))
    for test in tests or [""] * bool(found):
        said = _test(test, t) if test else None
        if [_test(one, t) for one in tests].count(said or "") > 1:
            said = _test(test, t, more=test)
        cells: list[Cell] = [
            t("report.fit.calibrated", test=said),
            t("report.fit.chisq"),
        ]
        for one in found:
            its = bool(test) and one.test == test
            met = t("report.met", met="yes" if one.pvalue > 0.05 else "no") if its else ""
            cells += [Pvalue(one.pvalue) if its else None, met]
        rows.append(Row(tuple(cells)))
    return rows


def _test(name: str, t: Words, more: str | None = None) -> str:
    """A test of exact fit in words, with ``more`` in brackets: its source, or the name it is asked for by."""
    found = eigenvalue_test(name)
    said = t("report.fit.test", method=name if found is None else found.method)
    return t("report.fit.test_named", test=said, unbiased=found is not None and found.unbiased, more=more)


def _calibration(found: tuple[Calibrated, ...], t: Words) -> list[str]:
    """Which test it is and what is known of it, or why there is none; each once."""
    notes = []
    for one in found:
        if one.why is not None:
            notes.append(t("report.fit.note_uncalibrated", why=one.why))
            continue
        by = TESTS.get(one.test) or (EIGENVALUES if eigenvalue_test(one.test) else "")
        told = short([by], t.lang) if by else None
        cell: dict[str, Any] = {"test": _test(one.test, t, more=told), "kind": one.kind}
        cell |= {"estimator": one.estimator, "n": one.n}
        shares = {"rejected": one.rejected, "error": one.error, "power": one.power, "samples": one.samples}
        notes.append(t("report.fit.note_calibrated", **cell, **shares))
    return list(dict.fromkeys(notes))


def _rmsea_ci(fits: tuple[Mapping[str, Any], ...], t: Words) -> Row:
    cells: list[Cell] = [t("report.fit.rmsea_ci"), ""]
    for fit in fits:
        low, high = cutoffs.value_of(fit, "rmsea_ci_lower")[0], cutoffs.value_of(fit, "rmsea_ci_upper")[0]
        cells.append(None if low is None or high is None else Interval(low, high))
        cells.append("")
    return Row(tuple(cells))


def _close(fits: tuple[Mapping[str, Any], ...], t: Words) -> list[Row]:
    """p of close fit, RMSEA ≤ .05 (Browne & Cudeck), where both models have it in one version."""
    found = [cutoffs.value_of(fit, "rmsea_pvalue") for fit in fits]
    version = found[0][1]
    if any(value is None or one != version for value, one in found):
        return []
    cells: list[Cell] = [t("report.fit.close", version=version), t("report.fit.chisq")]
    for value, _ in found:
        assert value is not None
        cells += [Pvalue(value), t("report.met", met="yes" if value > 0.05 else "no")]
    return [Row(tuple(cells))]
