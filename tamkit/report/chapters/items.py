"""Item descriptives and stacked Likert bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamkit.report import figures, spoken
from tamkit.report.build import columns, first, from_frame, num, records, value
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Figure, Paragraph, Row, Section, Table
from tamkit.report.words import Words

if TYPE_CHECKING:
    from tamkit.survey.distribution import Mardia

ORDER = 40
SKEW, KURTOSIS = 3.0, 10.0  # beyond these an item is far from normal (Kline, 2016)
RATIO = 5.0  # and beyond this critical ratio the items together (Byrne, 2016)
PER_FIGURE = 13  # items a figure holds so that it stays readable on an A4 page


def build(content: Content, t: Words) -> Section | None:
    rows = records(getattr(content.description, "items", None))
    if not rows:
        return None
    over = beyond(content)
    turned = any(item.reverse for item in content.questionnaire.items)
    ends: dict[str, str] = {}
    for key in ("skew", "kurtosis"):
        known = [found for row in rows if (found := value(row, key)) is not None]
        ends[f"{key}_low"], ends[f"{key}_high"] = num(min(known, default=None), 2), num(max(known, default=None), 2)
    text = t.p("report.items.text", k=len(rows), turned=turned, over=len(over), list=tuple(over), **ends)
    blocks: list[Block] = [text, _table(content, t, rows), *_missing(content, t)]
    mardia = _mardia(content, t)
    if mardia is not None:
        blocks.append(mardia)
    drawn = likert(content, t)
    if drawn:
        blocks += [t.p("report.items.likert_text"), *drawn]
    return Section("items", t("report.items.title"), tuple(blocks), aside=_patterns(content, t))


def beyond(content: Content) -> list[str]:
    """The items beyond the limits of skewness or kurtosis."""
    rows = records(getattr(content.description, "items", None))
    return [
        str(row["item"])
        for row in rows
        if abs(value(row, "skew") or 0.0) >= SKEW or abs(value(row, "kurtosis") or 0.0) >= KURTOSIS
    ]


def multinormal(content: Content) -> bool | None:
    """Whether the modelled items' multivariate kurtosis is that of a normal distribution; None where not known."""
    found = modelled(content) or getattr(content.description, "mardia", None)
    return None if found is None else _normal(found)


def _normal(found: Mardia) -> bool:
    return abs(float(found.critical_ratio)) <= RATIO


def modelled(content: Content) -> Mardia | None:
    """Mardia's test of the items in the measurement model, where these are not all items of the form."""
    from tamkit.survey.distribution import mardia

    rows = [] if content.measurement is None else records(content.measurement.items)
    codes = [code for row in rows if (code := str(row["item"])) in content.clean.items]
    if not codes or len(codes) == len(content.clean.items.columns):
        return None
    return mardia(content.clean.items[codes].to_numpy(dtype=float))


def _table(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    body: list[Row] = []
    last = None
    for row in rows:
        construct = str(row["construct"])
        if construct != last:
            body.append(Row(heading=content.with_code(construct, t.lang)))
            last = construct
        cells: tuple[Cell, ...] = (
            str(row["item"]),
            first(row, "n"),
            first(row, "missing"),
            first(row, "mean"),
            first(row, "sd"),
            first(row, "min"),
            first(row, "max"),
            first(row, "skew"),
            first(row, "kurtosis"),
            first(row, "floor"),
            first(row, "ceiling"),
        )
        body.append(Row(cells))
    numbers = [
        ("mean", "number", 2),
        ("sd", "number", 2),
        ("min", "integer"),
        ("max", "integer"),
        ("skew", "number", 2),
    ]
    spec = columns(
        t,
        ("item", "text"),
        ("valid_n", "integer"),
        ("missing", "integer"),
        *numbers,
        ("kurtosis", "number", 2),
        ("floor", "percent"),
        ("ceiling", "percent"),
    )
    return Table("items", t("report.items.caption"), spec, tuple(body), (t("report.items.note"),))


def _missing(content: Content, t: Words) -> list[Block]:
    """How much is missing, in how many patterns, and Little's test."""
    found = content.findings.missing
    if found is None:
        return []
    if not found.share:
        return [t.p("report.items.complete", n=content.clean.n)]
    with_gaps = found.patterns[found.patterns["missing"] > 0]
    top, test = records(with_gaps)[0], found.mcar
    told: dict[str, Any] = {"chisq": None, "df": None, "p": None, "tested": None, "verdict": "none", "why": found.note}
    if test is not None:
        against = "against" if test.pvalue < 0.05 else "not"
        told = {"chisq": num(test.chisq), "df": test.df, "p": spoken.p_phrase(test.pvalue), "tested": test.n}
        told |= {"verdict": against, "why": None}
    n = value(top, "n")
    return [
        t.p(
            "report.items.missing",
            share=spoken.percent(100 * found.share, 2),
            complete=spoken.percent(100 * found.complete),
            patterns=len(with_gaps),
            items=t.join(str(top["items"]).split()),
            n=None if n is None else int(n),
            **told,
        )
    ]


def _patterns(content: Content, t: Words) -> tuple[Table, ...]:
    found = content.findings.missing
    if found is None or not found.share:
        return ()
    spec = (("items_of", "text"), ("missing", "integer"), ("n", "integer", 0, "answered"), ("percent", "percent"))
    frame = found.patterns.rename(columns={"items": "items_of"}).assign(percent=100 * found.patterns["share"])
    return (from_frame(t, "missing_patterns", t("report.items.patterns_caption"), frame, spec),)


def _mardia(content: Content, t: Words) -> Paragraph | None:
    found = getattr(content.description, "mardia", None)
    if found is None:
        return None
    inside = modelled(content)
    return t.p(
        "report.items.mardia",
        items=int(found.p),
        value=num(found.kurtosis, 2),
        excess=num(found.kurtosis_excess, 2),
        ratio=num(found.critical_ratio, 2),
        over=not _normal(found),
        inside=None if inside is None else int(inside.p),
        **{} if inside is None else {"inside_ratio": num(inside.critical_ratio, 2), "inside_over": not _normal(inside)},
    )


def likert(content: Content, t: Words) -> list[Figure]:
    """Stacked bars, constructs of one answer scale together, at most ``PER_FIGURE`` items a figure."""
    counts = getattr(content.description, "likert", None)
    if counts is None or not len(counts):
        return []
    rows = records(counts if "item" in counts else counts.reset_index(names="item"))
    form = content.questionnaire
    scales = {item.code: item.scale for item in form.items}
    # Under one legend stand items of one answer scale.
    groups: dict[tuple[tuple[str, int], str], list[dict[str, Any]]] = {}
    for row in rows:
        item = str(row["item"])
        scale = (scales[item], len(figures.scale_points(row)))
        groups.setdefault((scale, str(form.construct_of(item).code)), []).append(row)
    chunks: list[list[dict[str, Any]]] = []
    last = None
    for (scale, _), members in groups.items():
        if scale != last or len(chunks[-1]) + len(members) > PER_FIGURE:
            chunks.append([])
        chunks[-1].extend(members)
        last = scale
    drawn = []
    for number, chunk in enumerate(chunks, 1):
        items = [str(row["item"]) for row in chunk]
        codes = dict.fromkeys(str(content.questionnaire.construct_of(item).code) for item in items)
        caption = t("report.items.likert_caption", names=t.join([content.name(code, t.lang) for code in codes]))
        picture = figures.likert(content, chunk, t, name=f"likert_{number}")
        drawn.append(Figure(f"likert_{number}", caption, t("report.items.likert_alt", items=t.join(items)), picture))
    return drawn
