"""What a report says of mediation: the ways to the outcome in its table, all others in the folder's files.

Every number is of the main model; the chapter of effects shows these parts.
"""

from __future__ import annotations

from typing import Any

from tamkit.drivers.mediation import UNLISTED, draws_needed
from tamkit.report import formats, marks
from tamkit.report.build import columns, first, interval, keep_filled, n_of, num, p_cell, records, significant, value
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Column, Detail, Kind, Row, Table
from tamkit.report.words import Words

#: Behind a result of the flow that goes beyond its one mediator.
EXTENDED = "§"


def blocks(content: Content, t: Words, effects: list[dict[str, Any]], outcome: str) -> list[Block]:
    """The table of the ways to the outcome with what is to be said of it; why there is none where a loop forbids it."""
    ways = to_the_outcome(content, "mediation")
    if not ways:
        return [t.p("report.effects.unlisted", why=t.say(why)) for why in refused(content)]
    table = keep_filled(_table(content, t, ways, effects, outcome))
    in_files = t.p(
        "report.effects.files",
        n=len(content.drivers.mediation),
        drawn=content.drivers.main.bootstrap is not None,
        groups=len(content.findings.group_mediation or {}),
    )
    return [_text(content, t, ways), table, *_differences(content, t, outcome), Detail((in_files,))]


def refused(content: Content) -> list[Any]:
    """Why the main model lists no ways."""
    return [one.message for one in content.drivers.main.warnings if one.code in UNLISTED]


def to_the_outcome(content: Content, part: str) -> list[dict[str, Any]]:
    rows = records(getattr(content.drivers, part))
    return [row for row in rows if row["outcome"] == content.drivers.outcome]


def files(content: Content, t: Words) -> tuple[Table, ...]:
    """All ways to every construct, what they come to, their differences and steps, unabridged: for the folder alone."""
    frames = {
        "indirect": content.drivers.mediation,
        "indirect_sums": content.drivers.mediated,
        "indirect_differences": content.drivers.way_differences,
        "indirect_steps": content.drivers.mediation_steps,
    }
    frames |= {f"indirect_by_{group}": frame for group, frame in (content.findings.group_mediation or {}).items()}
    return tuple(_file(t, name, frame) for name, frame in frames.items() if len(frame))


def _file(t: Words, name: str, frame: Any) -> Table:
    """A frame under its own column names."""
    spec = tuple(
        Column(str(key), str(key), _kind(frame[key]), stub=place == 0) for place, key in enumerate(frame.columns)
    )
    rows = tuple(Row(tuple(map(_plain, row))) for row in frame.to_numpy(dtype=object).tolist())
    return Table(name, t("report.effects.file_caption"), spec, rows)


def _kind(column: Any) -> Kind:
    return "number" if column.dtype.kind == "f" else "integer" if column.dtype.kind in "iu" else "text"


def _plain(cell: Any) -> Cell:
    if isinstance(cell, str):
        return cell
    if cell is True or cell is False:
        return "yes" if cell else "no"
    return None if cell != cell else cell


def _text(content: Content, t: Words, ways: list[dict[str, Any]]) -> Block:
    drawn = getattr(content.drivers.main, "bootstrap", None)
    firm, holm = (sum(significant(way, key) for way in ways) for key in ("pvalue", "p_holm"))
    return t.p(
        "report.effects.mediation_text",
        ways=len(ways),
        firm=firm,
        holm=holm,
        same=firm == holm,
        draws=None if drawn is None else drawn.converged,
    )


def _differences(content: Content, t: Words, outcome: str) -> list[Block]:
    """How many pairs of ways of one construct differ, and how many so few draws cannot tell apart."""
    rows = to_the_outcome(content, "way_differences")
    if not rows:
        return []
    differ = sum(significant(row, "p_holm") for row in rows if row["holm_reachable"])
    said: list[Block] = [t.p("report.effects.differences", n=len(rows), outcome=outcome, differ=differ)]
    lost = sum(not row["holm_reachable"] for row in rows)
    if lost:
        draws = content.drivers.main.bootstrap.converged
        said.append(t.p("report.effects.differences_unreachable", n=lost, all=lost == len(rows), draws=draws))
    return said


def _table(
    content: Content, t: Words, ways: list[dict[str, Any]], effects: list[dict[str, Any]], outcome: str
) -> Table:
    """Every way on its own, by source in the order of the ranking; below them their sum and the total effect."""
    bootstrap = getattr(content.drivers.main, "bootstrap", None)
    draws = None if bootstrap is None else bootstrap.converged
    body, below = [], None
    for effect_row in effects:
        own = [way for way in ways if way["source"] == effect_row["source"]]
        if not own:
            continue
        body.append(Row(heading=content.with_code(str(effect_row["source"]), t.lang)))
        for way in own:
            resolution = value(way, "resolution")
            if resolution is not None and (value(way, "pvalue") or 1.0) < resolution:
                below = resolution
            name = " → ".join(str(way["path"]).split(" -> "))  # codes: names would not fit in a page's width
            kind = type_of(t, way) if way["mediation"] else ""
            body.append(Row((name, *_tested(way), _holm(way, draws, t), *_standardized(way), kind, flow_of(t, way))))
        if len(own) > 1:
            body.append(_sum(t, effect_row, "indirect", type_of(t, effect_row)))
        body.append(_sum(t, effect_row, "total", ""))
    spec = columns(
        t,
        ("path", "text"),
        ("b", "number"),
        ("se", "number"),
        ("z", "number"),
        ("p", "p"),
        ("b_ci", "number"),
        ("p_holm", "p"),
        ("std", "number"),
        ("std_ci", "number"),
        ("mediation", "text"),
        ("flow", "text"),
    )
    caption = marks.of(t("report.effects.mediation_caption", outcome=outcome), content.drivers.main)
    return Table("mediation", caption, spec, tuple(body), _notes(content, t, ways, below, draws))


def _notes(
    content: Content, t: Words, ways: list[dict[str, Any]], below: float | None, draws: int | None
) -> tuple[str, ...]:
    main = content.drivers.main
    tests = sum(value(way, "pvalue") is not None for way in ways)
    notes = [
        t("report.effects.mediation_note", tests=tests, n=n_of(main), valid=content.clean.n, rows=main.options.missing),
        t("report.effects.flow_note", mark=EXTENDED, extended=any(way["extension"] for way in ways)),
    ]
    if below is not None and draws is not None:
        notes.append(t("report.note.resolution", p=formats.p_value(0.0, below), draws=draws))
    if not all(way["holm_reachable"] for way in ways):
        notes.append(t("report.effects.unreachable_note", tests=tests, needed=draws_needed(tests)))
    return tuple(notes)


def type_of(t: Words, row: dict[str, Any]) -> str:
    """The type of mediation, or the name of what is none of the types."""
    return t("report.mediation", type=str(row.get("mediation") or "none_given"))


def flow_of(t: Words, way: dict[str, Any]) -> str:
    """What the flow comes to for a way, with its share; marked where it is an extension of the flow."""
    share = value(way, "share")
    said = t(
        "report.flow",
        result=str(way.get("flow") or "none_given"),
        share=None if share is None else num(share),
        argued=str(way.get("argued") or ""),
    )
    return f"{said} {EXTENDED}" if way.get("extension") and way.get("flow") else said


def _tested(row: dict[str, Any]) -> tuple[Cell, ...]:
    """B, SE, z, p and interval."""
    p = p_cell(row, "pvalue", value(row, "resolution"))
    return first(row, "est"), value(row, "se"), value(row, "z"), p, interval(row, "ci_lower", "ci_upper")


def _standardized(row: dict[str, Any]) -> tuple[Cell, ...]:
    return value(row, "std"), interval(row, "std_ci_lower", "std_ci_upper")


def _sum(t: Words, row: dict[str, Any], kind: str, mediation: str) -> Row:
    """The indirect effects of a source together, or its total effect."""
    parts = {"est": "", "se": "_se", "pvalue": "_pvalue", "ci_lower": "_ci_lower", "ci_upper": "_ci_upper"}
    one = {name: row.get(f"{kind}_b{part}") for name, part in parts.items()}
    one |= {"resolution": row.get("resolution"), "std": row.get(kind)}
    one |= {f"std_{end}": row.get(f"{kind}_{end}") for end in ("ci_lower", "ci_upper")}
    if one["resolution"] != one["resolution"] and value(one, "se"):
        one["z"] = row[f"{kind}_b"] / row[f"{kind}_b_se"]
    name = t("report.effects.sum", kind=kind)
    return Row((name, *_tested(one), None, *_standardized(one), mediation, ""))


def _holm(way: dict[str, Any], draws: int | None, t: Words) -> Cell:
    """The adjusted p; what so many draws can never bring below .05 is said to be out of reach."""
    if draws is not None and not way["holm_reachable"]:
        return t("report.effects.unreachable", draws=draws)
    below = (value(way, "pvalue") or 1.0) < (value(way, "resolution") or 0.0)
    adjusted = value(way, "p_holm")
    return p_cell(way, "p_holm", adjusted * (1 + 1e-9) if below and adjusted is not None else None)
