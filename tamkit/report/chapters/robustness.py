"""The same paths in several runs: ``Content.sensitivity`` (exclusions) and ``Content.robustness`` (all else).

The ``paths`` of each have one row a path and run: ``source, target, run, std, pvalue`` and, where known, ``n``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tamkit.drivers.reruns import MEASURES
from tamkit.drivers.verdicts import ALPHA
from tamkit.report import marks
from tamkit.report.build import arrow, beside, columns, detail, first, from_frame, records, significant, value
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.sizes import sized
from tamkit.report.tree import Beside, Block, Cell, Column, Paragraph, Row, Section, Table
from tamkit.report.words import Words
from tamkit.sem import versions

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.drivers.reruns import Robustness, Sensitivity
    from tamkit.sem.engines.agreement import Agreement

ORDER = 85
#: The runs in which more rules exclude than in the main analysis.
STRICT = {"strict", "strict_screening"}


def build(content: Content, t: Words) -> Section | None:
    parts = []
    if content.findings.sensitivity is not None:
        parts.append(_part(content, t, "sensitivity", content.findings.sensitivity))
    found = content.findings.robustness
    if found is not None:
        more: list[Block] = [*_fits(found, t), *_controls(content, t, found)]
        if found.engines is not None:
            more.append(_engines(t, found.engines))
        more += detail(t, found.remarks)
        parts.append(_part(content, t, "robustness", found, more))
    made = Section("reruns", t("report.robustness.title"), tuple(parts))
    return sized(made, content, t, content.drivers.main) if parts else None


def _part(
    content: Content, t: Words, kind: str, found: Robustness | Sensitivity, more: Sequence[Block] = ()
) -> Section:
    frame = found.paths
    rows = records(frame)
    runs = list(dict.fromkeys(str(row["run"]) for row in rows))
    paths = list(dict.fromkeys((str(row["source"]), str(row["target"])) for row in rows))
    held = {(str(row["source"]), str(row["target"]), str(row["run"])): row for row in rows}
    alike = _alike(rows, runs) if kind == "sensitivity" else {}
    same_runs = [t.join([t("report.run", run=one) for one in (run, *others)]) for run, others in alike.items()]
    runs = [run for run in runs if not any(run in others for others in alike.values())]
    body, differ = [], []
    kept = [t("report.quoted", name=t("report.run", run=run)) for run in runs]
    for source, target in paths:
        cells: list[Cell] = [beside(held.get((source, target, run), {}), "std", "pvalue") for run in runs]
        body.append(Row((arrow(content, t, source, target), *cells)))
        decisions = {run: _decision(cell) for run, cell in zip(kept, cells, strict=True) if isinstance(cell, Beside)}
        if len(set(decisions.values())) > 1:
            differ.append(_differing(t, arrow(content, t, source, target), decisions))
    spec = [Column("path", t("report.column", key="path"), stub=True)]
    for run in runs:
        n = next((first(row, "n") for row in rows if str(row["run"]) == run), None)
        named = t.join([t("report.run", run=one) for one in (run, *alike.get(run, ()))])
        title = t("report.robustness.run_n", run=named, n=None if n is None else f"{n:.0f}")
        spec.append(Column(run, marks.of(title, found.fits.get(run)), "number", bounded=True))
    text = t.p(
        "report.robustness.text",
        table=kind,
        runs=len(runs),
        alike=t.clauses(same_runs) or None,
        same=len(paths) - len(differ),
        other=len(differ),
        list=t.clauses(differ),
    )
    caption = t("report.robustness.caption", kind=kind)
    shown = [cell.p for row in body for cell in row.cells if isinstance(cell, Beside) and cell.p is not None]
    notes = [t("report.note.beside"), *_rules(content, t, {str(row["run"]) for row in rows})]
    if any(0.0495 <= p < 0.0505 for p in shown):
        notes.append(t("report.robustness.digits"))
    table = Table(kind, caption, tuple(spec), tuple(body), tuple(notes))
    return Section(f"{kind}_section", t("report.robustness.part", kind=kind), (text, table, *more))


def _rules(content: Content, t: Words, runs: set[str]) -> list[str]:
    """Who the strict exclusions leave out besides; rules that are off or could not be checked leave nobody out."""
    rules = content.clean.rules
    strict = rules.strict()
    on = [name for name in rules.active() if name not in content.clean.not_checked]
    more = [name for name in on if name in strict.exclude and name not in rules.exclude]
    second = [name for name in on if name in strict.exclude_with_second and name not in rules.exclude_with_second]
    if not runs & STRICT or not more + second:
        return []
    named = {
        key: t.join([t("report.step", step=name) for name in names]) or None
        for key, names in (("more", more), ("second", second))
    }
    return [t("report.robustness.strict", **named)]


def _differing(t: Words, path: str, decisions: dict[str, int]) -> str:
    """A path that not all runs agree on, with the runs by what it is in them."""
    said = [
        t("report.robustness.decision", decision=kind, runs=t.join(named))
        for kind, sign in (("positive", 1), ("negative", -1), ("neither", 0))
        if (named := [run for run, decision in decisions.items() if decision == sign])
    ]
    return t("report.robustness.differing", path=path, decisions=t.clauses(said))


def _alike(rows: list[dict[str, Any]], runs: list[str]) -> dict[str, list[str]]:
    """Runs of the same respondents, which are one: by the first of them, the others with the same n and numbers."""
    seen: dict[tuple[Any, ...], str] = {}
    alike: dict[str, list[str]] = {}
    for run in runs:
        own = [row for row in rows if str(row["run"]) == run]
        numbers = tuple((row["source"], row["target"], value(row, "est"), value(row, "n")) for row in own)
        first_run = seen.setdefault(numbers, run)
        if first_run != run:
            alike.setdefault(first_run, []).append(run)
    return alike


def _fits(found: Robustness, t: Words) -> list[Block]:
    """How each run fits; the usual cut-offs don't hold for every estimator."""
    runs = found.runs
    if not len(runs):
        return []
    said = {
        "run": lambda run: marks.of(t("report.run", run=str(run)), found.fits.get(str(run))),
        "version": lambda version: t("report.fit.version", version=str(version)),
    }
    measures = (("cfi", "number"), ("tli", "number"), ("rmsea", "number"), ("srmr", "number"))
    test = (("chisq", "number"), ("df", "integer"), ("pvalue", "p"))
    spec = (("run", "text"), ("valid_n", "integer"), ("version", "text"), *test, *measures)
    frame = _in_own_version(runs).assign(valid_n=runs["n"])
    text = t.p("report.robustness.fit_text")
    return [text, from_frame(t, "robustness_fit", t("report.robustness.fit_caption"), frame, spec, say=said)]


def _in_own_version(runs: pd.DataFrame) -> pd.DataFrame:
    """Every run's measures in the version that is shown of it: estimators differ in those that they have."""
    rows = []
    for row in records(runs):
        known = {key for key in row if value(row, key) is not None}
        rows.append({**row, **{key: row.get(versions.named(key, known)[0]) for key in MEASURES}})
    return runs.assign(**{key: [row[key] for row in rows] for key in MEASURES})


def _controls(content: Content, t: Words, found: Robustness) -> list[Block]:
    """What the control variables add to the outcome."""
    rows = records(found.controls)
    if not rows:
        return []
    body = []
    for row in rows:
        name, code = content.name(str(row["variable"]), t.lang), value(row, "option")
        if code is not None:
            name = t(
                "report.robustness.control", variable=name, option=option(content, str(row["variable"]), code, t.lang)
            )
        body.append(Row((name, *(value(row, key) for key in ("est", "se", "pvalue", "std")))))
    outcome = content.within(str(rows[0]["outcome"]), t.lang)
    spec = (("control", "text"), ("b", "number"), ("se", "number"), ("p", "p"), ("std", "number"))
    caption = marks.of(t("report.robustness.controls_caption", outcome=outcome), found.fits.get("controls"))
    firm = [str(row.cells[0]) for row, told in zip(body, rows, strict=True) if significant(told, "pvalue")]
    text = t.p("report.robustness.controls_text", outcome=outcome, n=len(body), firm=len(firm), list=t.clauses(firm))
    return [text, Table("controls", caption, columns(t, *spec), tuple(body))]


def _engines(t: Words, found: Agreement) -> Paragraph:
    return t.p(
        "report.robustness.engines",
        first=found.engines[0],
        second=found.engines[1],
        parameters=found.parameters,
        n=found.n,
        est=f"{found.largest_est:.1e}",
        est_at=found.largest_est_at,
        se=f"{found.largest_se:.1e}",
        se_at=found.largest_se_at,
    )


def _decision(cell: Beside) -> int:
    """Sign where significant, else 0."""
    firm = cell.p is not None and cell.p < ALPHA
    return (cell.value > 0) - (cell.value < 0) if firm else 0
