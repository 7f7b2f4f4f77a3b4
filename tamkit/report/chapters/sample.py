"""Sample flow, screening rules, flags and the screening figure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tamkit.report import figures, guidance, spoken
from tamkit.report.build import columns, detail, ratio, records
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Figure, Row, Section, Table
from tamkit.report.words import Words

ORDER = 20
#: The rules of the table, in its order.
RULES = (
    "missing",
    "attention",
    "min_seconds_per_item",
    "min_seconds",
    "min_share_of_median",
    "longstring",
    "irv",
    "even_odd",
    "synonyms",
    "antonyms",
    "mahalanobis",
    "duplicates",
    "near_duplicates",
    "same_source",
    "conflicts",
    "bursts",
)


def build(content: Content, t: Words) -> Section:
    flow = records(content.clean.flow)
    received, valid = int(flow[0]["remaining"]), int(content.clean.n)
    text = t.p(
        "report.sample.text",
        received=received,
        excluded=received - valid,
        valid=valid,
        rate=spoken.percent(ratio(valid, received)),
    )
    labels = [t("report.step", step=str(row["reason"])) for row in flow]
    steps = [(name, int(row["excluded"]), int(row["remaining"])) for name, row in zip(labels, flow, strict=True)]
    chart = Figure(
        "sample_flow_figure",
        t("report.sample.figure_caption"),
        t("report.sample.figure_alt", received=received, valid=valid),
        figures.flow_chart(steps, t, simulated=content.simulated),
    )
    table = flow_table(flow, labels, received, t, content.clean.not_checked)
    blocks: list[Block | Section] = [
        Section(
            "flow",
            t("report.sample.flow_title"),
            (text, table, chart, *guidance.notes(content, t, "small_sample")),
        )
    ]
    blocks.append(Section("rules", t("report.sample.rules_title"), tuple(_rules(content, t))))
    return Section("sample", t("report.sample.title"), tuple(blocks))


def flow_table(
    flow: list[dict[str, Any]], labels: list[str], received: int, t: Words, not_checked: Collection[str] = ()
) -> Table:
    """The steps in order; what a rule without data would have found is not known, which is not 0."""
    rows = []
    for number, (row, name) in enumerate(zip(flow, labels, strict=True)):
        inner = 0 < number < len(flow) - 1 and row["reason"] not in not_checked
        cells: tuple[Cell, ...] = (
            name,
            int(row["flagged"]) if inner and "flagged" in row else None,
            int(row["excluded"]) if inner else None,
            int(row["remaining"]),
            ratio(float(row["remaining"]), received),
        )
        rows.append(Row(cells))
    spec = columns(
        t,
        ("step", "text"),
        ("flagged_n", "integer"),
        ("excluded", "integer"),
        ("remaining", "integer"),
        ("share", "percent"),
    )
    return Table("sample_flow", t("report.sample.flow_caption"), spec, tuple(rows), (t("report.sample.flow_note"),))


def _rules(content: Content, t: Words) -> list[Block]:
    rules, flags = content.clean.rules, content.clean.flags
    total = len(flags)
    rows = []
    for name in RULES:
        limit = getattr(rules, name, None)
        column = f"flag_{name}"
        if limit is None or column not in flags:
            continue
        hit = int(flags[column].sum())
        idle = name in getattr(content.clean, "not_checked", ())
        use = "exclude" if name in rules.exclude else "second" if name in rules.exclude_with_second else "flag"
        cells: tuple[Cell, ...] = (
            t("report.step", step=name),
            t("report.limit", rule=name, value=f"{limit:.3g}"),
            None if idle else hit,
            None if idle else ratio(hit, total),
            t("report.sample.use", use=use),
        )
        rows.append(Row(cells))
    spec = columns(
        t, ("rule", "text"), ("limit", "text"), ("flagged", "integer"), ("flagged_share", "percent"), ("use", "text")
    )
    unchecked = [t("report.step", step=name) for name in getattr(content.clean, "not_checked", ())]
    notes = (t("report.sample.not_checked", list=t.join(unchecked)),) if unchecked else ()
    table = Table("screening_rules", t("report.sample.rules_caption"), spec, tuple(rows), notes)
    drawn = "seconds_per_item" in flags and bool(flags["seconds_per_item"].notna().any())
    blocks: list[Block] = [t.p("report.sample.rules_text", figure=drawn), table]
    if drawn:
        picture = figures.screening(flags, rules, t, simulated=content.simulated)
        blocks.append(
            Figure("screening_figure", t("report.sample.screen_caption"), t("report.sample.screen_alt"), picture)
        )
    return [*blocks, *detail(t, content.clean.notes)]
