"""Measurement invariance across groups, when ``Content.invariance`` holds ladders by grouping variable."""

from __future__ import annotations

from typing import Any

from tamkit.report import marks
from tamkit.report.build import from_frame, in_version, num, remarks, yes_or_no
from tamkit.report.chapters.groups import group_sizes
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.sizes import of_groups
from tamkit.report.tree import Block, Cell, Section
from tamkit.report.words import Words

ORDER = 67
REFERENCES = ("cheung2002", "chen2007")
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
    found = content.findings.invariance
    if not found:
        return None
    parts = tuple(_ladder(content, t, ladder) for ladder in found.values())
    return Section("invariance", t("report.invariance.title"), parts)


def _level(t: Words, code: str) -> str:
    bare = code.removeprefix("partial ")
    said = t("report.invariance.level", level=bare)
    return t("report.invariance.partial", level=said) if bare != code else said


def _ladder(content: Content, t: Words, found: Any) -> Section:
    group = content.name(str(found.group), t.lang)
    names = {str(code): option(content, str(found.group), code, t.lang) for code in found.groups}
    rule = found.rule
    table_id = f"invariance_{found.group}"
    text = t.p(
        "report.invariance.text",
        group=group,
        sizes=group_sizes(t, names, found),
        source=t("report.invariance.source", rule=str(rule.name), source=rule.source),
        held=_level(t, found.held) if found.held else None,
        table=table_id,
        structural="structural" in set(found.table["level"]),
        **{key: num(getattr(rule, key)) for key in ("cfi", "rmsea", "srmr_metric", "srmr")},
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
    blocks: list[Block] = [
        text,
        from_frame(t, table_id, t("report.invariance.caption", group=group), frame, spec, say=words),
    ]
    if found.freed is not None and len(found.freed):
        spec2 = (("level", "text"), ("parameter", "text"), ("item", "text"), ("chisq_drop", "number"))
        caption = t("report.invariance.freed_caption", group=group)
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
        blocks.append(from_frame(t, f"{table_id}_means", caption, latent, spec3, say=named))
    blocks += remarks(t, found)
    made = Section(f"invariance_{found.group}_section", t("report.invariance.group", group=group), tuple(blocks))
    return of_groups(made, t, found.n)
