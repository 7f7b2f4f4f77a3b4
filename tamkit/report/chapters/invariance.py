"""Measurement invariance across groups, when ``Content.invariance`` holds ladders by grouping variable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tamkit.drivers.groups import SMALLEST
from tamkit.drivers.mean_differences import SMALLEST_LEVEL
from tamkit.measurement.invariance_rules import LARGE, SMALL
from tamkit.report import marks
from tamkit.report.build import (
    columns,
    from_frame,
    in_version,
    keep_filled,
    num,
    records,
    remarks,
    significant,
    value,
    yes_or_no,
)
from tamkit.report.chapters.groups import group_sizes
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.sizes import of_groups
from tamkit.report.tree import Block, Cell, Paragraph, Row, Section, Table
from tamkit.report.words import Words

ORDER = 67
#: The levels of a ladder, from the first that is asked to the last.
LEVELS = ("configural", "thresholds", "metric", "scalar", "strict", "structural")
#: More variables than this are counted in a sentence, not named.
NAMED = 4
LADDER = (
    ("chisq", "number"),
    ("df", "integer"),
    ("cfi", "number"),
    ("rmsea", "number"),
    ("srmr", "number"),
    ("chisq_diff", "number"),
    ("df_diff", "integer"),
    ("pvalue_diff", "p"),
    ("cfi_diff", "number"),
    ("rmsea_diff", "number"),
    ("srmr_diff", "number"),
)


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.invariance or {}
    tried = every_ladder(content)
    if not tried:
        return None
    parts = tuple(_ladder(content, t, ladder) for ladder in found.values())
    if len(tried) < 2:
        return Section("invariance", t("report.invariance.title"), parts)
    front = (_lead(content, t, tried), _overview(content, t, tried))
    return Section("invariance", t("report.invariance.title"), (*front, *parts), aside=_levels(content, t))


@dataclass(frozen=True, slots=True)
class Tried:
    """A ladder that was climbed: of how many groups and respondents, by which rule, how far, and what held."""

    variable: str
    groups: int
    n: int
    rule: str
    held: str | None
    rows: tuple[dict[str, Any], ...]

    @property
    def last(self) -> bool:
        """Whether what held is the last level that was asked, with levels above it."""
        return bool(self.rows) and self.held == self.rows[-1]["level"] != LEVELS[-1]


def every_ladder(content: Content) -> list[Tried]:
    """The ladders of the study's groups, then those that comparisons of means asked for."""
    out = {
        name: Tried(name, len(one.groups), sum(one.n), str(one.rule.name), one.held, tuple(records(one.table)))
        for name, one in (content.findings.invariance or {}).items()
    }
    differences = content.findings.differences
    if differences is None:
        return list(out.values())
    for row in records(differences.ladders):
        name = str(row["variable"])
        if name not in out:
            rows = tuple(one for one in records(differences.ladders) if one["variable"] == name)
            numbers = int(row["groups"]), int(row["n"]), str(row["rule"])
            out[name] = Tried(name, *numbers, differences.held.get(name), rows)
    return list(out.values())


def _lead(content: Content, t: Words, tried: list[Tried]) -> Paragraph:
    """Which level was reached by which variables."""
    kinds: dict[tuple[str | None, bool], list[str]] = {}
    for one in tried:
        kinds.setdefault((one.held, one.last), []).append(content.within(one.variable, t.lang))
    parts = [
        t(
            "report.invariance.reached",
            level=None if held is None else _level(t, held),
            last=last,
            n=len(names),
            names=None if len(names) > NAMED and len(kinds) > 1 else t.join(names),
            further=place > 0,
        )
        for place, ((held, last), names) in enumerate(kinds.items())
    ]
    whole = [content.within(one.code, t.lang) for one in content.questionnaire.second_order()]
    return t.p("report.invariance.lead", list=t.clauses(parts), whole=t.join(whole) or None)


def _overview(content: Content, t: Words, tried: list[Tried]) -> Table:
    """One row a variable: its groups, how far the ladder was climbed, and the change of fit at equal intercepts."""
    body = []
    for one in tried:
        at = next((row for row in one.rows if str(row["level"]) == "scalar" and not row.get("partial")), {})
        cells: tuple[Cell, ...] = (
            content.name(one.variable, t.lang),
            one.groups,
            one.n,
            t("report.invariance.rule_of", rule=one.rule),
            *(value(at, key) for key in ("cfi_diff", "rmsea_diff", "srmr_diff")),
            _level(t, one.held) if one.held else t("report.invariance.none_held"),
            _level(t, str(one.rows[-1]["level"])),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("variable", "text"),
        ("groups", "integer"),
        ("respondents", "integer"),
        ("rule", "text"),
        ("scalar_cfi", "number"),
        ("scalar_rmsea", "number"),
        ("scalar_srmr", "number"),
        ("reached", "text"),
        ("asked", "text"),
    )
    ladders = tuple((content.findings.invariance or {}).values())
    rules = {rule.name: rule for rule in (SMALL, LARGE, *(one.rule for one in ladders))}
    told = [_rule(t, rules[name]) for name in dict.fromkeys(one.rule for one in tried) if name in rules]
    means = content.findings.differences is not None
    who = t("report.invariance.who", ladder=SMALLEST, means=means, level=SMALLEST_LEVEL)
    caption = t("report.invariance.overview_caption")
    return keep_filled(Table("ladders", caption, spec, tuple(body), (*told, who)))


def _rule(t: Words, rule: Any) -> str:
    """By which changes of fit a level holds, and of whom the rule is."""
    limits = {key: num(getattr(rule, key)) for key in ("cfi", "rmsea", "srmr_metric", "srmr")}
    source = t("report.invariance.source", rule=str(rule.name), source=rule.source)
    return t("report.invariance.rule", source=source, **limits)


def _levels(content: Content, t: Words) -> tuple[Table, ...]:
    """Every level of every ladder, for the folder."""
    differences = content.findings.differences
    if differences is None or differences.ladders.empty:
        return ()
    named = {"level": lambda code: _level(t, str(code)), "variable": lambda code: content.name(str(code), t.lang)}
    spec = (("variable", "text"), ("groups", "integer"), ("respondents", "integer"), ("level", "text"), *LADDER)
    frame = differences.ladders.assign(respondents=differences.ladders["n"])
    return (from_frame(t, "ladders_levels", t("report.invariance.levels_caption"), frame, spec, say=named),)


def _level(t: Words, code: str) -> str:
    bare = code.removeprefix("partial ")
    said = t("report.invariance.level", level=bare)
    return t("report.invariance.partial", level=said) if bare != code else said


def _ladder(content: Content, t: Words, found: Any) -> Section:
    group = content.name(str(found.group), t.lang)
    names = {str(code): option(content, str(found.group), code, t.lang) for code in found.groups}
    table_id = f"invariance_{found.group}"
    text = t.p(
        "report.invariance.text",
        group=content.within(str(found.group), t.lang),
        sizes=group_sizes(t, names, found),
        held=_level(t, found.held) if found.held else None,
        table=table_id,
    )

    def holds(answer: Any) -> Cell:
        if answer is None or answer != answer or answer == "":
            return None
        return yes_or_no(t, bool(answer))

    frame = found.table.copy()
    flags = frame["partial"] if "partial" in frame else [False] * len(frame)
    frame["level"] = [f"partial {level}" if part else level for level, part in zip(frame["level"], flags, strict=True)]
    words: dict[str, Any] = {
        "level": lambda code: marks.of(_level(t, str(code)), found.fits.get(str(code))),
        "holds": holds,
    }
    told = set(frame["version"])
    if len(told) == 1:  # the heading names the version; levels in several are told one by one
        version = str(told.pop())
        frame = frame.rename(columns={key: f"{key}_{version}" for key in ("cfi", "rmsea") if version})
    several = (("version", "text"),) if told else ()
    words["version"] = lambda code: t("report.fit.version", version=str(code))
    spec = in_version(frame.columns, ("level", "text"), *LADDER, ("holds", "decision"), *several)
    notes = [_rule(t, found.rule)]
    whole = [content.within(one.code, t.lang) for one in content.questionnaire.second_order()]
    if whole:
        notes.append(t("report.invariance.first_order", list=t.join(whole)))
    blocks: list[Block] = [
        text,
        from_frame(
            t, table_id, t("report.invariance.caption", group=group), frame, spec, say=words, notes=tuple(notes)
        ),
    ]
    if found.freed is not None and len(found.freed):
        spec2 = (("level", "text"), ("parameter", "text"), ("item", "text"), ("chisq_drop", "number"))
        caption = t("report.invariance.freed_caption", group=group)
        blocks.append(t.p("report.invariance.freed_text", table=f"{table_id}_freed", n=len(found.freed)))
        blocks.append(from_frame(t, f"{table_id}_freed", caption, found.freed, spec2, say={"level": words["level"]}))
    if found.latent_means is not None and len(found.latent_means):
        named = {
            "construct": lambda code: content.with_code(str(code), t.lang),
            "group": lambda code: names.get(str(code), str(code)),
            "reference": lambda code: names.get(str(code), str(code)),
        }
        latent = found.latent_means.rename(columns={"difference": "latent_difference"})
        numbers = (("latent_difference", "number"), ("se", "number"), ("z", "number"), ("pvalue", "p"))
        limits = (("ci_lower", "number"), ("ci_upper", "number"))
        spec3 = (("construct", "text"), ("group", "text"), ("reference", "text"), *numbers, *limits)
        caption = marks.of(t("report.invariance.means_caption", group=group), found.fits.get(found.held))
        blocks.append(_means_text(content, t, found, f"{table_id}_means"))
        note = t("report.invariance.means_note", n=len(latent))
        blocks.append(from_frame(t, f"{table_id}_means", caption, latent, spec3, say=named, notes=(note,)))
    blocks += remarks(t, found)
    made = Section(f"invariance_{found.group}_section", t("report.invariance.group", group=group), tuple(blocks))
    return of_groups(made, t, found.n)


def _means_text(content: Content, t: Words, found: Any, table: str) -> Paragraph:
    """How many latent means differ from those of the reference group."""
    rows = records(found.latent_means)
    firm = sum(significant(row, "pvalue") for row in rows)
    reference = option(content, str(found.group), str(rows[0]["reference"]), t.lang)
    return t.p("report.invariance.means_text", table=table, reference=reference, n=len(rows), firm=firm)
