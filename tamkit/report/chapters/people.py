"""Segments of respondents: how high the constructs stand in each, whether the means differ, and who is in them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from tamkit.report import figures
from tamkit.report.build import columns, detail, first, from_frame, interval, keep_filled, num, records, value
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Column, Detail, Figure, Paragraph, Row, Section, Table
from tamkit.report.words import Words

ORDER = 84


def build(content: Content, t: Words) -> Section | None:
    found, segments = content.findings.differences, content.findings.profiles
    blocks: list[Block | Section] = []
    aside: list[Table] = []
    said: list[Paragraph] = []
    if segments is not None:
        files = _kept(_means(content, t, segments.means, "profile_means"), _shares(content, t, segments.shares))
        said.append(t.p("report.people.profiles_text", table="profiles"))
        blocks.append(_profiles(content, t, segments))
        blocks += _named(t.p("report.people.profiles_files", files=_names(t, files)), files)
        aside += files
    if found is not None and len(found.tests):
        means = _means(content, t, found.means, "difference_means")
        files = _kept(_all_tests(content, t, found.tests), means, _pairs(content, t, found.pairs))
        text, *shown = _differences(content, t, found)
        said.insert(0, text)
        told = _named(t.p("report.people.files", files=_names(t, files), pairs=len(found.pairs) > 0), files)
        blocks = [*shown, *told, *detail(t, _of_what_is_here(content, found)), *blocks]
        aside += files
    if not said:
        return None
    for named, drawn in _facets(content, t):
        said.append(t.p("report.people.facets_text", figure=drawn.id, **named))
        blocks.append(drawn)
    return Section("people", t("report.people.title"), (t.together(said), *blocks), aside=tuple(aside))


def _of_what_is_here(content: Content, found: Any) -> list[Any]:
    """The remarks but those on levels of variables that are neither compared nor described here."""
    here = {str(code) for code in found.tests["variable"]} | set(content.questionnaire.segments)
    names = [content.questionnaire.variable(code).name for code in here]
    return [one for one in found.remarks if one.key != "drivers.small_levels" or one.values["variable"] in names]


def _kept(*tables: Table) -> list[Table]:
    """The files that there will be: a table without rows is none."""
    return [table for table in tables if table.rows]


def _named(sentence: Paragraph, files: list[Table]) -> list[Block]:
    """A sentence on files, for the appendix, where there are any."""
    return [Detail((sentence,))] if files else []


def _names(t: Words, files: list[Table]) -> str:
    return t.join([table.id for table in files])


def _profiles(content: Content, t: Words, found: Any) -> Table:
    """A row a level: how many, of those in one, and the mean of every construct."""
    means = {(row["variable"], row["level"], row["construct"]): row for row in records(found.means)}
    constructs = list(dict.fromkeys(str(row["construct"]) for row in records(found.means)))
    body: list[Row] = []
    last = ""
    for row in records(found.segments):
        code = str(row["variable"])
        if code != last:
            heading = t("report.people.segment", variable=content.name(code, t.lang), unplaced=int(row["unplaced"]))
            body.append(Row(heading=heading))
        last = code
        n, share = value(row, "n"), value(row, "share")
        cells: list[Cell] = [option(content, code, row["level"], t.lang), None if n is None else int(n)]
        cells.append(None if share is None else 100 * share)
        cells += [value(means.get((code, row["level"], construct), {}), "mean") for construct in constructs]
        body.append(Row(tuple(cells)))
    spec = (*columns(t, ("segment", "text"), ("respondents", "integer"), ("percent", "percent")),)
    spec += tuple(Column(construct, construct, "number", 2) for construct in constructs)
    notes = []
    for code in dict.fromkeys(str(row["variable"]) for row in records(found.segments)):
        made_from = content.questionnaire.selects(code)
        if made_from:
            constructs_of = t.join([content.within(one, t.lang) for one in made_from])
            named = content.name(code, t.lang)
            notes.append(t("report.people.selected_note", variable=named, constructs=constructs_of))
    return keep_filled(Table("profiles", t("report.people.profiles_caption"), spec, tuple(body), tuple(notes)))


def _grounds(content: Content, t: Words, rows: list[dict[str, Any]]) -> list[Paragraph]:
    """Which constructs no model of measurement holds, and that means of the second order rest on the facets alone."""
    codes = dict.fromkeys(str(row["construct"]) for row in rows)
    known = set() if content.measurement is None else set(content.measurement.cfa.observed)
    outside = [
        content.within(code, t.lang)
        for code in codes
        if known and not known & set(content.questionnaire.items_of(code))
    ]
    compared = {str(row["construct"]) for row in rows if row["comparable"]}
    whole = [content.within(one.code, t.lang) for one in content.questionnaire.second_order() if one.code in compared]
    if not outside and not whole:
        return []
    return [t.p("report.people.grounds", outside=t.join(outside) or None, whole=t.join(whole) or None)]


def _differences(content: Content, t: Words, found: Any) -> tuple[Paragraph, *tuple[Table, ...]]:
    """The differences that are significant, of means that can be compared; the others stand in the folder of tables."""
    rows = records(found.tests)
    family = [row for row in rows if row["comparable"]]
    shown = [row for row in family if (p := value(row, "p_holm")) is not None and p < 0.05]
    reasons = Counter(row["why"].key.removeprefix("drivers.") for row in rows if not row["comparable"])
    why = [
        t("report.people.not_compared", why=reason, n=n if len(reasons) > 1 else None) for reason, n in reasons.items()
    ]
    text = t.p(
        "report.people.differences_text",
        tests=len(family),
        differ=len(shown),
        others=len(rows) - len(family),
        reasons=len(reasons),
        why=t.join(why),
        table="differences",
    )
    text = t.together((text, *_grounds(content, t, rows)))
    if not shown:
        return (text,)
    body: list[Row] = []
    last = ""
    for row in shown:
        code = str(row["variable"])
        if code != last:
            body.append(Row(heading=content.name(code, t.lang)))
        last = code
        cells: tuple[Cell, ...] = (
            content.with_code(str(row["construct"]), t.lang),
            int(row["n"]),
            first(row, "missing"),
            t("report.people.test", test=str(row["test"])),
            *(value(row, key) for key in ("stat", "df1", "df2", "p_holm", "difference", "g", "omega2")),
            interval(row, "omega2_ci_lower", "omega2_ci_upper"),
            *_ends(content, t, found.means, row),
        )
        body.append(Row(cells))
    spec = columns(t, ("construct", "text"), ("n", "integer", 0, "answered"), ("missing", "integer"), ("test", "text"))
    spec += columns(t, ("stat", "number"), ("df1", "integer"), ("df2", "number", 1), ("p_holm", "p"))
    spec += columns(
        t, ("mean_difference", "number", 2), ("g", "number", 2), ("omega2", "number"), ("omega2_ci", "number")
    )
    spec += columns(t, ("highest", "text"), ("lowest", "text"))
    note = t("report.people.differences_note", tests=len(family))
    table = keep_filled(Table("differences", t("report.people.differences_caption"), spec, tuple(body), (note,)))
    return text, table


def _ends(content: Content, t: Words, means: Any, row: dict[str, Any]) -> tuple[str, str]:
    """The levels with the highest and the lowest mean of those compared, each with its mean."""
    code, construct = row["variable"], row["construct"]
    here = means[(means["variable"] == code) & (means["construct"] == construct) & ~means["small"].astype(bool)]
    order = sorted(records(here), key=lambda one: -float(one["mean"]))
    if any(value(one, "mean") is None for one in order):  # those of few people are not shown: they may be the ends
        return "", ""
    high, low = (
        t("report.people.end", level=option(content, code, one["level"], t.lang), mean=num(value(one, "mean"), 2))
        for one in (order[0], order[-1])
    )
    return high, low


def _facets(content: Content, t: Words) -> list[tuple[dict[str, str], Figure]]:
    """The facets of each second-order construct by the product that the answers are about: of what, and drawn."""
    sources = (content.findings.differences, content.findings.profiles)
    means = [records(found.means) for found in sources if found is not None]
    out: list[tuple[dict[str, str], Figure]] = []
    for variable in content.questionnaire.variables_in("product"):
        given = ([row for row in rows if row["variable"] == variable.code] for rows in means)
        rows = next((rows for rows in given if rows), [])
        told = [row for row in rows if not row.get("small") and value(row, "mean") is not None]
        own = {(row["level"], str(row["construct"])): row for row in told}
        for whole in content.questionnaire.second_order():
            facets = [facet for facet in whole.facets if any(facet == construct for _, construct in own)]
            levels = list(dict.fromkeys(level for level, construct in own if construct in facets))
            if len(facets) > 1 and len(levels) > 1:
                named = _named_of(content, t, whole.code, variable.code)
                out.append((named, _profile(content, t, whole.code, variable.code, facets, levels, own)))
    return out


def _named_of(content: Content, t: Words, whole: str, variable: str) -> dict[str, str]:
    return {"construct": content.within(whole, t.lang), "variable": content.within(variable, t.lang)}


def _profile(
    content: Content, t: Words, whole: str, variable: str, facets: list[str], levels: list[Any],
    own: dict[tuple[Any, str], dict[str, Any]],
) -> Figure:  # fmt: skip
    groups = []
    for level in levels:
        rows = [own.get((level, facet)) for facet in facets]
        n = max(int(value(row, "n") or 0) for row in rows if row is not None)
        name = t("report.people.facets_group", name=option(content, variable, level, t.lang), n=n)
        ends = [
            None if row is None else (float(row["mean"]), value(row, "ci_lower"), value(row, "ci_upper"))
            for row in rows
        ]
        groups.append(figures.Series(name, ends))
    names = [content.name(facet, t.lang) for facet in facets]
    mark = t("report.simulated.mark") if content.simulated else ""
    picture = figures.profile(f"radar_{whole}", names, groups, t("report.people.facets_axis"), mark)
    said = _named_of(content, t, whole, variable)
    caption, alt = t("report.people.facets_figure", **said), t("report.people.facets_alt", **said)
    return Figure(f"radar_{whole}", caption, alt, picture, (t("report.people.facets_note"),))


def _means(content: Content, t: Words, frame: Any, name: str) -> Table:
    texts = (("variable", "text"), ("level", "text"), ("construct", "text"))
    spec = (*texts, ("n", "integer", 0, "answered"), ("missing", "integer"))
    numbers = tuple((key, "number") for key in ("mean", "sd", "se", "ci_lower", "ci_upper", "favourable"))
    said = cache(lambda variable, code: option(content, variable, code, t.lang))
    named = frame.assign(level=[said(row["variable"], row["level"]) for row in records(frame)])
    return from_frame(t, name, t("report.people.means_caption"), named, (*spec, *numbers))


def _shares(content: Content, t: Words, frame: Any) -> Table:
    rows = records(frame)
    said = cache(lambda variable, code: option(content, variable, code, t.lang))
    named = frame.assign(
        level=[said(row["variable"], row["level"]) for row in rows],
        option=[said(row["of"], row["option"]) for row in rows],
    )
    texts = tuple((key, "text") for key in ("variable", "level", "of", "option"))
    spec = (*texts, ("n", "integer", 0, "count"), ("base", "integer"), ("missing", "integer"))
    numbers = (("share", "number"), ("ci_lower", "number"), ("ci_upper", "number"))
    return from_frame(t, "profile_shares", t("report.people.shares_caption"), named, (*spec, *numbers))


def _pairs(content: Content, t: Words, frame: Any) -> Table:
    rows = records(frame)
    said = cache(lambda variable, code: option(content, variable, code, t.lang))
    named = frame.assign(**{key: [said(row["variable"], row[key]) for row in rows] for key in ("level_1", "level_2")})
    spec = (("variable", "text"), ("construct", "text"), ("level_1", "text"), ("level_2", "text"))
    named = named.rename(columns={"difference": "mean_difference"})
    numbers = (("mean_difference", "number"), ("se", "number"), ("t", "number"), ("df", "number"), ("pvalue", "p"))
    return from_frame(
        t, "difference_pairs", t("report.people.pairs_caption"), named, (*spec, *numbers, ("g", "number"))
    )


_HEADED = {"n": (0, "answered")}


def _all_tests(content: Content, t: Words, frame: Any) -> Table:
    texts, whole = ("variable", "construct", "test", "why"), ("levels", "n", "missing", "unplaced", "small")
    kinds = {**dict.fromkeys(texts, "text"), **dict.fromkeys(whole, "integer")}
    kinds |= dict.fromkeys(("levene_p", "pvalue", "p_holm", "equal_p"), "p")
    frame = frame.rename(columns={"difference": "mean_difference"})
    spec = tuple((key, kinds.get(key, "number"), *_HEADED.get(key, ())) for key in frame.columns if key != "comparable")
    return from_frame(t, "differences_all", t("report.people.all_caption"), frame, spec)
