"""Direct, indirect and total effects on the outcome, ranked, with the drivers figure, and mediation way by way.

Standardized effects rank and are not tested; unstandardized ones are, way by way and in sum.
"""

from __future__ import annotations

from typing import Any

from tamkit.report import figures, formats, marks, mediation, spoken
from tamkit.report.build import (
    columns,
    effect,
    first,
    interval,
    keep_filled,
    n_of,
    num,
    p_cell,
    records,
    significant,
    value,
)
from tamkit.report.content import Content
from tamkit.report.explained import Explained, explained
from tamkit.report.tree import Below, Block, Cell, Figure, Paragraph, Row, Section, Table
from tamkit.report.words import Words

ORDER = 75
MODELS = True
FIRST = 3  # who may be among so many, page one says in words
PAIRS = 6  # so many significant differences are named
TOTALS = ("tot", "total", "te")  # how names of defined total effects begin


def build(content: Content, t: Words) -> Section | None:
    rows = records(content.drivers.effects)
    if not rows:
        return None
    outcome = content.within(str(rows[0]["outcome"]), t.lang)
    picture = figures.effects(content, rows, t)
    named = t.join([f"{content.name(str(row['source']), t.lang)} {spoken.beta(value(row, 'total'))}" for row in rows])
    figure = Figure(
        "effects_figure",
        t("report.effects.figure_caption", outcome=outcome),
        t("report.effects.figure_alt", outcome=outcome, list=named),
        picture,
    )
    blocks: list[Block] = [
        _found(content, t, rows, outcome),
        figure,
        _table(content, t, rows, outcome),
    ]
    blocks += mediation.blocks(content, t, rows, outcome)
    aside = mediation.files(content, t)
    defined = [row for row in records(content.drivers.main.table) if row["op"] == ":="]
    if defined:
        own = _defined(content, t, defined)
        if all(_listed(content, row) for row in defined):
            aside = (*aside, own)
        else:
            blocks += [t.p("report.effects.defined_text"), own]
    title = t("report.effects.title", outcome=outcome)
    return Section("effects_section", title, tuple(blocks), aside=aside)


def _found(content: Content, t: Words, rows: list[dict[str, Any]], outcome: str) -> Paragraph:
    """The total effects by size, which of their differences are significant, and what the table has besides."""
    firm, pairs, more = larger(content, t)
    first = [content.within(str(row["source"]), t.lang) for row in rows if row["rank_lower"] == 1]
    return t.p(
        "report.effects.text",
        outcome=outcome,
        n=len(rows),
        list=t.join(
            [f"{content.within(str(row['source']), t.lang)} {spoken.beta(value(row, 'total'))}" for row in rows]
        ),
        tested=tested(content),
        firm=firm,
        pairs=pairs,
        more=more,
        first=None if len(first) < 2 else t.join(first),
        others=len(explained(content, besides=str(rows[0]["outcome"]))),
    )


def larger(content: Content, t: Words) -> tuple[int, str, int]:
    """How many differences of two total effects are significant, the first of them in words, and how many more."""
    firm = [row for row in records(content.drivers.differences) if significant(row, "p_holm")]
    pairs = [
        t(
            "report.effects.larger",
            larger=content.within(str(row["source_1"]), t.lang),
            smaller=content.within(str(row["source_2"]), t.lang),
        )
        for row in firm[:PAIRS]
    ]
    return len(firm), t.join(pairs), len(firm) - len(pairs)


def _table(content: Content, t: Words, rows: list[dict[str, Any]], outcome: str) -> Table:
    contributions, code = content.findings.contributions, str(rows[0]["outcome"])
    sizes = {} if contributions is None else {(row["source"], row["target"]): row for row in records(contributions.f2)}
    r2 = next((value(row, "r2") for row in records(content.drivers.r2) if row["construct"] == code), None)
    body: list[Row] = []
    for target in (Explained(code, r2, tuple(rows)), *explained(content, besides=code)):
        body.append(Row(heading=_heading(content, t, target)))
        for row in target.effects:
            own = sizes.get((row["source"], target.construct), {})
            cells: tuple[Cell, ...] = (
                rank(row) if target.construct == code else "",
                content.with_code(str(row["source"]), t.lang),
                effect(row, "direct"),
                effect(row, "indirect"),
                effect(row, "total"),
                interval(row, "total_ci_lower", "total_ci_upper"),
                value(own, "f2"),
                mediation.type_of(t, row),
            )
            body.append(Row(cells))
    spec = columns(
        t,
        ("rank", "text"),
        ("construct", "text"),
        ("direct", "number"),
        ("indirect", "number"),
        ("total", "number"),
        ("total_ci", "number"),
        ("f2", "number"),
        ("mediation", "text"),
    )
    notes = [t("report.effects.absent"), t("report.effects.types"), t("report.effects.note")]
    if content.drivers.main.bootstrap is not None and direct_alone(content):
        notes.append(t("report.effects.direct_note"))
    if len(rows) > 1:
        notes.append(t("report.effects.rank_note", k=len(rows), draws=draws_of(content), pairs=tested(content)))
    if any(row.cells[-2] is not None for row in body if not row.heading):
        notes.append(t("report.effects.f2_note"))
    if any(one.get("size") == "negative" for one in sizes.values()):
        notes.append(t("drivers.negative_f2"))
    caption = marks.of(t("report.effects.caption"), content.drivers.main)
    return keep_filled(Table("effects", caption, spec, tuple(body), tuple(notes)))


def direct_alone(content: Content) -> bool:
    """Whether any total effect is one direct path: nothing of such a one is resampled."""
    own = records(content.drivers.effects)
    others = explained(content, besides=str(own[0]["outcome"])) if own else ()
    every = [*own, *(row for target in others for row in target.effects)]
    return any(value(row, "indirect_se") is None and value(row, "direct_se") is not None for row in every)


def _heading(content: Content, t: Words, target: Explained) -> str:
    name = content.with_code(target.construct, t.lang)
    n = formats.integer(n_of(content.drivers.main))
    return t("report.contributions.target", name=name, r2=num(target.r2), n=n)


def rank(row: dict[str, Any]) -> str:
    """The rank, or the ranks, that the tests of the differences leave to a total effect: ``1``, ``2–4``."""
    lower, upper = int(row["rank_lower"]), int(row["rank_upper"])
    return str(lower) if lower == upper else f"{lower}–{upper}"


def tested(content: Content) -> int:
    """How many differences of two total effects were tested."""
    return len(content.drivers.differences)


def draws_of(content: Content) -> int | None:
    """The bootstrap draws that decide the differences; None where the delta method does."""
    drawn = content.drivers.main.bootstrap
    return drawn.converged if drawn is not None and (content.drivers.differences["by"] == "draws").all() else None


def effect_name(content: Content, t: Words, name: str) -> str:
    """``ie_PEOU_PU_INT`` → the chain of construct names; a name that isn't such a chain stays as it is."""
    head, *codes = name.split("_")
    names = [content.name(code, t.lang) for code in codes]
    if len(codes) < 2 or any(found == code for found, code in zip(names, codes, strict=True)):
        return name
    if head in ("ie", "ind", "indirect"):
        return " → ".join(names)
    if head in TOTALS and len(names) == 2:
        return t("report.effects.total_of", source=names[0], target=names[1])
    return name


def _listed(content: Content, row: dict[str, Any]) -> bool:
    """Whether an effect that the model defines is one that the table of ways to the outcome has, with its number."""
    head, *codes = str(row["lhs"]).split("_")
    drivers = content.drivers
    if len(codes) < 2 or codes[-1] != drivers.outcome or not len(drivers.mediation):
        return False
    if head in TOTALS:
        known = [one["total_b"] for one in records(drivers.effects) if [one["source"]] == codes[:-1]]
    else:
        known = [one["est"] for one in records(drivers.mediation) if one["path"] == " -> ".join(codes)]
    return any(abs(float(one) - float(row["est"])) < 1e-9 for one in known)


def _defined(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    body = []
    for row in rows:
        cells: tuple[Cell, ...] = (
            effect_name(content, t, str(row["lhs"])),
            first(row, "est"),
            first(row, "se"),
            first(row, "z"),
            p_cell(row, "pvalue", value(row, "resolution")),
            interval(row, "ci_lower", "ci_upper"),
            first(row, "std_all"),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("effect", "text"),
        ("b", "number"),
        ("se", "number"),
        ("z", "number"),
        ("p", "p"),
        ("b_ci", "number"),
        ("std", "number"),
    )
    notes: tuple[str, ...] = ()
    bootstrap = getattr(content.drivers.main, "bootstrap", None)
    if bootstrap is not None and any(isinstance(row.cells[4], Below) for row in body):
        below = formats.p_value(0.0, bootstrap.resolution)
        notes = (t("report.note.resolution", p=below, draws=bootstrap.converged),)
    caption = marks.of(t("report.effects.defined_caption"), content.drivers.main)
    return keep_filled(Table("defined", caption, spec, tuple(body), notes))
