"""Competing measurement models, when ``Content.competing`` holds them: fit side by side, target coefficient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamkit.drivers.verdicts import ALPHA
from tamkit.report import formats, marks, spoken
from tamkit.report.build import from_frame, in_version, num, records, remarks, value
from tamkit.report.content import Content
from tamkit.report.sizes import sized
from tamkit.report.tree import Block, Paragraph, Section, Table
from tamkit.report.words import Words
from tamkit.sem import versions

if TYPE_CHECKING:
    from tamkit.measurement import Competing

ORDER = 64
#: How near two χ² of one model are.
SAME = 1e-6


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.competing
    if found is None:
        return None
    rows = [row for row in records(found.table) if value(row, "bic") is not None]
    name = {"model": lambda code: marks.of(t("report.competing.model", model=str(code)), found.fits.get(str(code)))}
    blocks: list[Block] = []
    aside: tuple[Table, ...] = ()
    spec = in_version(
        found.table.columns,
        ("model", "text"),
        ("chisq", "number"),
        ("df", "integer"),
        ("cfi", "number"),
        ("tli", "number"),
        ("rmsea", "number"),
        ("srmr", "number"),
        ("aic", "number", 1),
        ("bic", "number", 1),
    )
    table = from_frame(t, "competing", t("report.competing.caption"), found.table, spec, say=name)
    best = min(rows, key=lambda row: float(row["bic"])) if len(rows) > 1 else {}
    said = t("report.competing.model", model=str(best["model"])) if best else None
    least = min(rows, key=lambda row: float(row["aic"])) if best else {}
    other = least if best and least["model"] != best["model"] else {}
    told = {
        "best": said,
        "bic": num(value(best, "bic"), 1),
        "aic_best": t("report.competing.model", model=str(other["model"])) if other else None,
        "aic": num(value(other, "aic"), 1),
        "own": _own(content, t, rows),
    }
    blocks.append(t.p("report.competing.text", k=len(found.table), **told))
    blocks += [table, *_second_order(found, t)]
    if found.target is not None and len(found.target):
        construct = {"construct": lambda code: content.with_code(str(code), t.lang)}
        numbers = (("chisq_first", "number"), ("df_first", "integer"), ("chisq_second", "number"))
        spec2 = (("construct", "text"), *numbers, ("df_second", "integer"), ("target", "number"))
        caption = marks.of(t("report.competing.target_caption"), *map(found.fits.get, ("first_order", "second_order")))
        version = versions.named("chisq", found.table.columns)[1]
        named = [
            t(
                "report.competing.target_of",
                construct=content.within(str(row["construct"]), t.lang),
                value=num(row["target"]),
            )
            for row in records(found.target)
        ]
        blocks.append(t.p("report.competing.target_text", version=version, list=t.join(named)))
        aside = (from_frame(t, "competing_target", caption, found.target, spec2, say=construct),)
    made = Section("competing_section", t("report.competing.title"), (*blocks, *remarks(t, found)), aside=aside)
    return sized(made, content, t, next(iter(found.fits.values())))


def _second_order(found: Competing, t: Words) -> list[Paragraph]:
    """The test of what a second-order factor leaves out of the correlations of its facets."""
    from tamkit.sem.comparison import compare

    first, second = found.fits.get("first_order"), found.fits.get("second_order")
    if first is None or second is None:
        return []
    row = records(compare(first, second))[-1]
    chisq, p = value(row, "chisq_diff"), value(row, "pvalue_diff")
    if chisq is None or p is None:
        return []
    told = {"chisq": num(chisq), "p": spoken.p_phrase(p), "cfi": num(value(row, "cfi_diff"))}
    return [t.p("report.competing.second_order", df=formats.integer(row["df_diff"]), worse=p < ALPHA, **told)]


def _own(content: Content, t: Words, rows: list[dict[str, Any]]) -> str | None:
    """The model that the study measures by, known by its χ²; None where it is none of several."""
    chisq = float(content.measurement.cfa.fit["chisq"])
    found = content.findings.competing
    fits = {} if found is None or len(rows) < 2 else found.fits
    same = [code for code, fit in fits.items() if abs(float(fit.fit["chisq"]) - chisq) < SAME * chisq]
    return t("report.competing.model", model=same[0]) if len(same) == 1 else None
