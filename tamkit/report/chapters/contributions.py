"""What each direct predictor contributes, what matters and how it is rated, and what the model predicts of others."""

from __future__ import annotations

from typing import Any

from tamkit.report import formats, marks, spoken
from tamkit.report.build import (
    columns,
    detail,
    from_frame,
    interval,
    keep_filled,
    num,
    records,
    remarks,
    significant,
    value,
)
from tamkit.report.content import Content
from tamkit.report.tree import Cell, Paragraph, Row, Section, Table
from tamkit.report.words import Words

ORDER = 76
MODELS = True


def build(content: Content, t: Words) -> Section | None:
    parts = [_contributions(content, t), _importance(content, t), _prediction(content, t)]
    found = tuple(part for part in parts if part is not None)
    return Section("contributions", t("report.contributions.title"), found) if found else None


def _contributions(content: Content, t: Words) -> Section | None:
    found = content.findings.contributions
    if found is None or found.table.empty:
        return None
    body = []
    for target, rows in found.table.groupby("target", sort=False):
        first = rows.iloc[0]
        heading = t(
            "report.contributions.target",
            name=content.with_code(str(target), t.lang),
            r2=num(first["r2"]),
            n=formats.integer(first["n"]),
        )
        body.append(Row(heading=heading))
        body += [Row(_contribution(content, t, row, found.dominance)) for row in records(rows)]
    spec = columns(
        t,
        ("predictor", "text"),
        ("std", "number"),
        ("r", "number"),
        ("general", "number"),
        ("general_share", "percent"),
        ("weight", "number"),
        ("weight_share", "percent"),
        ("dominates", "text"),
    )
    caption = marks.of(t("report.contributions.caption"), content.drivers.main)
    table = keep_filled(Table("contributions", caption, spec, tuple(body), _notes(t, found)))
    title = t("report.contributions.section", kind=_kind(found))
    said = detail(t, [one for one in found.notes if one.key != "drivers.negative_f2"])  # f² stands with the effects
    return Section("contributions_section", title, (_largest(content, t, found), table, *said))


def _largest(content: Content, t: Words, found: Any) -> Paragraph:
    """The predictor with the largest share of each R², the outcome's first."""
    kind = _kind(found)
    targets = list(dict.fromkeys(str(target) for target in found.table["target"]))
    parts = []
    for target in sorted(targets, key=lambda code: code != content.drivers.outcome):
        rows = [row for row in records(found.table) if str(row["target"]) == target]
        known = [row for row in rows if value(row, f"{kind}_share") is not None]
        if not known:
            continue
        top = max(known, key=lambda row: float(row[f"{kind}_share"]))
        share = spoken.percent(100 * float(top[f"{kind}_share"]))
        named = {"target": content.within(target, t.lang), "predictor": content.within(str(top["predictor"]), t.lang)}
        parts.append(t("report.contributions.largest", r2=num(value(top, "r2")), share=share, **named))
    return t.p("report.contributions.text", list=t.clauses(parts), kind=kind)


def _kind(found: Any) -> str:
    """Whether shares of R² are those of dominance analysis or, of too many predictors for it, of relative weights."""
    return "general" if found.table["general_share"].notna().any() else "weight"


def _notes(t: Words, found: Any) -> tuple[str, ...]:
    return t("report.contributions.method"), t("report.contributions.note")


def _contribution(content: Content, t: Words, row: dict[str, Any], dominance: Any) -> tuple[Cell, ...]:
    pairs = dominance[(dominance["target"] == row["target"]) & (dominance["level"] == "complete")]
    below = pairs.loc[pairs["dominant"] == row["predictor"], "dominated"]
    shares = [None if value(row, key) is None else 100.0 * row[key] for key in ("general_share", "weight_share")]
    return (
        content.with_code(str(row["predictor"]), t.lang),
        value(row, "std"),
        value(row, "r"),
        value(row, "general"),
        shares[0],
        value(row, "weight"),
        shares[1],
        t.join([content.name(str(name), t.lang) for name in below]),
    )


def _importance(content: Content, t: Words) -> Section | None:
    found = content.findings.importance
    if found is None:
        return None
    rows = records(found.table)
    outcome = content.within(found.outcome, t.lang)
    body = tuple(Row(_rated(content, t, row)) for row in rows)
    spec = columns(
        t,
        ("construct", "text"),
        ("importance", "number"),
        ("points", "number", 2),
        ("performance", "number", 1),
        ("performance_ci", "number", 1),
        ("respondents", "integer"),
        ("missing", "integer"),
    )
    turned = [content.within(str(row["construct"]), t.lang) for row in rows if row["turned"]]
    pointed = any(value(row, "points") is not None for row in rows)
    notes = [t("report.importance.importance_note", outcome=outcome, points=pointed), t("report.importance.note")]
    if turned:
        notes.append(t("report.importance.turned", list=t.join(turned)))
    caption = marks.of(t("report.importance.caption", outcome=outcome), content.drivers.main)
    table = keep_filled(Table("importance", caption, spec, body, tuple(notes)))
    title = t("report.importance.title", outcome=outcome)
    return Section("importance_section", title, (_ends(content, t, rows, outcome), table, *remarks(t, found)))


def _ends(content: Content, t: Words, rows: list[dict[str, Any]], outcome: str) -> Paragraph:
    """Whose estimate of importance is largest and from whose it does not differ; who is rated lowest and highest."""
    driving = [row for row in rows if value(row, "importance") is not None and value(row, "performance") is not None]
    by_weight = sorted(driving, key=lambda row: -abs(float(row["importance"])))
    by_rating = sorted(driving, key=lambda row: float(row["performance"]))
    told = len(driving) > 1
    most, low, high = (by_weight[0], by_rating[0], by_rating[-1]) if told else ({}, {}, {})
    return t.p(
        "report.importance.text",
        outcome=outcome,
        most=_called(content, t, most) if told else None,
        weight=num(value(most, "importance")),
        alike=t.join(_alike(content, t, str(most["construct"]))) or None if told else None,
        low=_called(content, t, low),
        lowest=num(value(low, "performance"), 1),
        high=_called(content, t, high),
        highest=num(value(high, "performance"), 1),
    )


def _alike(content: Content, t: Words, code: str) -> list[str]:
    """The constructs whose total effect does not differ significantly in size from this one's."""
    if not len(content.drivers.effects):  # then no table of theirs could be named
        return []
    ends = ("source_1", "source_2")
    pairs = [row for row in records(content.drivers.differences) if code in (row["source_1"], row["source_2"])]
    open_ = [row for row in pairs if not significant(row, "p_holm")]
    return [content.within(str(row[end]), t.lang) for row in open_ for end in ends if row[end] != code]


def _called(content: Content, t: Words, row: dict[str, Any]) -> str:
    """A construct within a sentence, marked where it is turned round."""
    if not row:
        return ""
    name = content.within(str(row["construct"]), t.lang)
    return t("report.importance.turned_round", construct=name) if row["turned"] else name


def _rated(content: Content, t: Words, row: dict[str, Any]) -> tuple[Cell, ...]:
    code = str(row["construct"])
    turned = t("report.importance.turned_round", construct=content.with_code(code, t.lang))
    return (
        turned if row["turned"] else content.with_code(code, t.lang),
        value(row, "importance"),
        value(row, "points"),
        value(row, "performance"),
        interval(row, "ci_lower", "ci_upper"),
        int(row["n"]),
        int(row["missing"]),
    )


def _prediction(content: Content, t: Words) -> Section | None:
    found = content.findings.prediction
    if found is None:
        return None
    outcome = content.within(found.outcome, t.lang)
    by = {str(row["by"]): row for row in records(found.table)}
    text = t.p(
        "report.prediction.text",
        outcome=outcome,
        items=len(found.items),
        n=formats.integer(found.n),
        missing=found.missing,
        folds=found.folds,
        rmse=num(value(by["model"], "rmse")),
        r2=num(value(by["model"], "r2")),
        mean=by["mean"]["model_is"],
        rmse_mean=num(value(by["mean"], "rmse")),
        linear=by["linear"]["model_is"],
        rmse_linear=num(value(by["linear"], "rmse")),
    )
    spec = (
        ("by", "text"),
        ("respondents", "integer"),
        ("rmse", "number"),
        ("mae", "number"),
        ("r2", "number"),
        ("loss_diff", "number"),
        ("loss_se", "number"),
        ("p_holm", "p"),
    )
    said = {"by": lambda code: t("report.prediction.by", by=str(code))}
    caption = marks.of(t("report.prediction.caption", outcome=outcome), content.drivers.main)
    compared = "r2_cv" in content.drivers.comparison and content.drivers.comparison["r2_cv"].notna().any()
    note = t("report.prediction.note", both=bool(compared))
    frame = found.table.assign(respondents=found.table["n"])
    table = from_frame(t, "prediction", caption, frame, spec, say=said, notes=(note,))
    return Section("prediction_section", t("report.prediction.title"), (text, table, *remarks(t, found)))
