"""The models side by side, difference tests, and the warning about equivalent models."""

from __future__ import annotations

from typing import Any

from tamkit.report import marks
from tamkit.report.build import (
    arrow,
    columns,
    first,
    keep_filled,
    model_title,
    num,
    paths_of,
    records,
    value,
)
from tamkit.report.chapters.summary import main_name
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Column, Note, Paragraph, Row, Section, Table
from tamkit.report.words import Words

ORDER = 80
MODELS = True
REFERENCES = ("maccallum1993",)


def build(content: Content, t: Words) -> Section | None:
    rows = records(content.drivers.comparison)
    blocks: list[Block] = []
    if len(rows) > 1:
        aic = min(
            (row for row in rows if value(row, "aic") is not None), key=lambda row: float(row["aic"]), default=None
        )
        bic = min(
            (row for row in rows if value(row, "bic") is not None), key=lambda row: float(row["bic"]), default=None
        )
        if aic is not None and bic is not None:
            text = t.p(
                "report.comparison.text",
                k=len(rows),
                aic=model_title(content, t, str(aic["model"])),
                aic_value=num(value(aic, "aic"), 1),
                bic=model_title(content, t, str(bic["model"])),
                bic_value=num(value(bic, "bic"), 1),
            )
            blocks.append(text)
        blocks += [_fits(content, t, rows), _tests(content, t, rows)]
    blocks.append(_equivalent(content, t))
    return Section("comparison_section", t("report.comparison.title"), tuple(blocks))


def _named(content: Content, t: Words, row: dict[str, Any]) -> str:
    name = str(row["model"])
    return marks.of(model_title(content, t, name), content.drivers.fits[name])


def _fits(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    lowest = min((found for row in rows if (found := value(row, "aic")) is not None), default=None)
    body = []
    for row in rows:
        aic = value(row, "aic")
        cells: tuple[Cell, ...] = (
            _named(content, t, row),
            first(row, "chisq_scaled", "chisq"),
            first(row, "df"),
            first(row, "pvalue_scaled", "pvalue"),
            first(row, "cfi_robust", "cfi_scaled", "cfi"),
            first(row, "tli_robust", "tli_scaled", "tli"),
            first(row, "rmsea_robust", "rmsea_scaled", "rmsea"),
            first(row, "srmr"),
            aic,
            None if aic is None or lowest is None else aic - lowest,
            first(row, "bic"),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("model", "text"),
        ("chisq", "number", 1),
        ("df", "integer"),
        ("p", "p"),
        ("cfi", "number"),
        ("tli", "number"),
        ("rmsea", "number"),
        ("srmr", "number"),
        ("aic", "number", 1),
        ("aic_diff", "number", 1),
        ("bic", "number", 1),
    )
    return keep_filled(Table("comparison", t("report.comparison.caption"), spec, tuple(body)))


def _tests(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    constructs = [key.removeprefix("r2_") for key in rows[0] if key.startswith("r2_")]
    constructs = [code for code in constructs if not content.questionnaire_facet(code)]
    body = []
    for row in rows:
        explained = [value(row, f"r2_{code}") for code in constructs]
        cells: list[Cell] = [_named(content, t, row)]
        cells += [first(row, "chisq_diff"), first(row, "df_diff"), value(row, "pvalue_diff")]
        cells += [found or None for found in explained]
        body.append(Row(tuple(cells)))
    spec = columns(t, ("model", "text"), ("chisq_diff", "number"), ("df_diff", "integer"), ("pvalue_diff", "p"))
    more = tuple(Column(f"r2_{code}", f"R² ({code})", "number") for code in constructs)
    notes = [t("report.comparison.tests_note")]
    if any(name.endswith("_scaled") for name in content.drivers.main.fit):
        notes.append(t("report.comparison.scaled_note", ordered=content.drivers.main.options.kind.ordinal))
    return keep_filled(
        Table("comparison_tests", t("report.comparison.tests_caption"), (*spec, *more), tuple(body), tuple(notes))
    )


def _equivalent(content: Content, t: Words) -> Note:
    found = [(str(row["rhs"]), str(row["lhs"])) for row in paths_of(content.drivers.main, latent_only=True)]
    blocks: list[Paragraph] = [t.p("report.comparison.equivalent")]
    rows = records(content.drivers.equivalent)
    turned = [arrow(content, t, str(row["source"]), str(row["target"])) for row in rows if not row["needs"]]
    if turned:
        model = model_title(content, t, main_name(content))
        blocks.append(t.p("report.comparison.equivalent_here", model=model, list=t.join(turned)))
    nearly = [_needs(content, t, row) for row in rows if row["needs"]]
    if nearly:
        blocks.append(t.p("report.comparison.needs", list=t.join(nearly)))
    if ("IT", "PR") in found or ("PR", "IT") in found:
        names = {"peou": content.name("PEOU", t.lang), "pr": content.name("PR", t.lang)}
        blocks.append(t.p("report.comparison.equivalent_risk", **names))
    return Note(t("report.comparison.equivalent_title"), tuple(blocks), "warning")


def _needs(content: Content, t: Words, row: dict[str, Any]) -> str:
    """An arrow that one more path would make reversible, with that path."""
    source, _, target = str(row["needs"]).partition(" -> ")
    shown = arrow(content, t, str(row["source"]), str(row["target"]))
    return t("report.comparison.needs_one", arrow=shown, needs=arrow(content, t, source, target))
