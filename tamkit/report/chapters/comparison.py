"""The models side by side, difference tests, and the warning about equivalent models."""

from __future__ import annotations

from typing import Any

from tamkit.drivers.comparison import one_sample
from tamkit.drivers.model_set import Decisive
from tamkit.drivers.verdicts import ALPHA
from tamkit.report import marks, spoken
from tamkit.report.build import (
    arrow,
    columns,
    first,
    in_version,
    keep_filled,
    model_title,
    num,
    records,
    significant,
    value,
)
from tamkit.report.content import Content
from tamkit.report.sentences import main_name
from tamkit.report.sizes import sized
from tamkit.report.tree import Block, Cell, Column, Note, Paragraph, Row, Section, Table
from tamkit.report.words import Words
from tamkit.sem.paths import path_rows

ORDER = 80
MODELS = True
CLEAR = 0.95  # share of the draws that prefer one direction, from which on it is more than a leaning


def build(content: Content, t: Words) -> Section | None:
    rows = records(content.drivers.comparison)
    blocks: list[Block] = []
    several = len(rows) > 1
    if several:
        kinds = _comparable(content, rows)
        best = [_best(content, t, kind, rows) for kind in kinds if len(kind) > 1 and _with_aic(kind)]
        standing = [t.together((*best[:1], *_standing(content, t, rows))), *best[1:]] if best else []
        blocks += standing or [t.p("report.comparison.fits_text", k=len(rows))]
        blocks += [_fits(content, t, rows, kinds), *_against(content, t, rows), _explained(content, t, rows)]
    blocks += _together(content, t)
    blocks.append(_equivalent(content, t))
    made = Section("comparison_section", t("report.comparison.title", several=several), tuple(blocks))
    return sized(made, content, t, content.drivers.main)


def _against(content: Content, t: Words, rows: list[dict[str, Any]]) -> list[Block]:
    """The models against the one reported in full, where there is one of the same items, under its sentence."""
    table = _tests(content, t, rows)
    if not table.rows:
        return []
    narrower, wider = [row for row in rows if row.get("nested")], _wider(content, t, rows)
    better = [name for name, row in wider if significant(row, "pvalue_diff")]
    text = t.p(
        "report.comparison.tests_text",
        model=model_title(content, t, main_name(content)),
        narrower=len(narrower),
        worse=sum(significant(row, "pvalue_diff") for row in narrower),
        worst=all(significant(row, "pvalue_diff") for row in narrower),
        wider=len(wider),
        better=len(better),
        list=t.clauses(better),
    )
    return [text, table]


def _wider(content: Content, t: Words, rows: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """The models that the main one is nested in by their names, structural or of measurement, as the table has them."""
    found, twins = content.findings.model_set, _twins(content)
    structural = [(model_title(content, t, str(row["model"])), row) for row in rows if row.get("nests")]
    measured = [row for row in records(None if found is None else found.against) if str(row["model"]) not in twins]
    return [*structural, *((t("report.comparison.measured", other=str(row["model"])), row) for row in measured)]


def _standing(content: Content, t: Words, rows: list[dict[str, Any]]) -> list[Paragraph]:
    """What speaks against the main model though its criteria may be the best: better models, directions left open."""
    found = content.findings.model_set
    better = [name for name, row in _wider(content, t, rows) if significant(row, "pvalue_diff")]
    turned = records(None if found is None else found.directions)
    undecided = [
        t("report.quoted", name=model_title(content, t, str(row["model"])))
        for row in turned
        if row["equivalent"] or _settled(value(row, "share"), mixed=bool(row["added"] or row["removed"])) == "open"
    ]
    if not (better or undecided) or not _tests(content, t, rows).rows:
        return []
    main = model_title(content, t, main_name(content))
    said = {"main": main, "better": t.clauses(better) or None, "turned": t.join(undecided) or None}
    return [t.p("report.comparison.standing", **said)]


def _together(content: Content, t: Words) -> list[Block]:
    """What the structure costs, whether one construct decides, and what is known of directions."""
    found = content.findings.model_set
    if found is None:
        return []
    twins, compared = _twins(content), {str(row["model"]): row for row in records(content.drivers.comparison)}
    said: list[Paragraph] = []
    for row in records(found.against):
        twin = twins.get(str(row["model"]))
        test = row if twin is None else {**compared[twin], "cfi_diff": -compared[twin]["cfi_diff"]}
        said.append(
            t.p(
                "report.comparison.against",
                other=str(row["model"]),
                twin=None if twin is None else model_title(content, t, twin),
                test=_test(t, test["chisq_diff"], test["df_diff"], test["pvalue_diff"]),
                cfi=num(value(test, "cfi_diff")),
                worse=bool(test["pvalue_diff"] < ALPHA),
            )
        )
    if found.decisive is not None:
        said.append(t.p("report.comparison.decisive", **decided(content, t, found.decisive)))
    for row in records(found.directions):
        said.append(_direction(content, t, row))
    for row in records(found.equivalents):
        if str(row["model_1"]) in twins:  # said above
            continue
        pair = {key: _either(content, t, str(row[key])) for key in ("model_1", "model_2")}
        said.append(t.p("report.comparison.same", **pair))
    return [t.bullets(*said)] if said else []


def _twins(content: Content) -> dict[str, str]:
    """The measurement models that a model with its test against the main one is the same as, with that model."""
    found = content.findings.model_set
    tested = {str(row["model"]) for row in records(content.drivers.comparison) if row.get("nests")}
    rows = records(None if found is None else found.equivalents)
    pairs = {str(row["model_1"]): str(row["model_2"]) for row in rows}
    return {one: other for one, other in pairs.items() if one not in content.drivers.fits and other in tested}


def _either(content: Content, t: Words, name: str) -> str:
    """A structural model's title, or what a measurement model is called."""
    if name in content.drivers.fits:
        return model_title(content, t, name)
    return t("report.comparison.measured", other=name)


def decided(content: Content, t: Words, found: Decisive) -> dict[str, Any]:
    """The values of what is said of the model in which one construct alone has a direct path to the outcome."""
    main = content.drivers.main
    direct = [row["source"] for row in path_rows(main.table, main.latent) if row["target"] == content.drivers.outcome]
    removed = [content.within(str(one), t.lang) for one in direct if one != found.construct]
    return {
        "n": len(removed),
        "removed": t.join(removed),
        "main": model_title(content, t, main_name(content)),
        "outcome": content.within(str(content.drivers.outcome), t.lang),
        "model": model_title(content, t, found.model),
        "test": _test(t, found.chisq_diff, found.df_diff, found.pvalue),
        "cfi": num(found.cfi_diff),
        "rejected": found.rejected,
        "direct": t.join([content.within(one, t.lang) for one in found.direct]) or None,
    }


def _test(t: Words, chisq: float, df: float, p: float) -> str:
    return t("report.comparison.difference", chisq=num(chisq), df=df, p=spoken.p_phrase(p))


def _paths(content: Content, t: Words, listed: str) -> str | None:
    """Paths given as "A -> B, C -> D" in words; None where there are none."""
    ends = [one.split(" -> ") for one in listed.split(", ") if one]
    return t.join([arrow(content, t, source, target) for source, target in ends]) or None


def _direction(content: Content, t: Words, row: dict[str, Any]) -> Paragraph:
    told = {
        "arrow": arrow(content, t, str(row["target"]), str(row["source"])),
        "model": model_title(content, t, str(row["model"])),
        **{key: _paths(content, t, str(row[key])) for key in ("added", "removed")},
    }
    if row["equivalent"]:
        return t.p("report.comparison.direction_equivalent", **told)
    share = value(row, "share")
    return t.p(
        "report.comparison.direction",
        **told,
        by=num(value(row, "aic_diff"), 1),
        share=None if share is None else spoken.percent(100 * share),
        draws=None if share is None else int(row["draws"]),
        settled=_settled(share, mixed=bool(row["added"] or row["removed"])),
    )


def _settled(share: float | None, *, mixed: bool) -> str | None:
    """What a difference of AIC says of the direction: nothing where the models differ in other paths too."""
    if mixed or share is None:
        return "mixed" if mixed else None
    return "clear" if max(share, 1 - share) >= CLEAR else "open"


def _comparable(content: Content, rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The models in groups of one item set and one sample: χ², AIC and BIC mean something within them only."""
    named = {str(row["model"]): row for row in rows}
    fits = {name: content.drivers.fits[name] for name in named}
    return [[named[name] for name in names] for names in one_sample(fits).values()]


def _with_aic(rows: list[dict[str, Any]]) -> bool:
    return all(value(row, key) is not None for row in rows for key in ("aic", "bic"))


def _best(content: Content, t: Words, rows: list[dict[str, Any]], among: list[dict[str, Any]]) -> Paragraph:
    """Which of the models that can be compared has the smallest AIC and BIC."""
    (aic, next_aic), (bic, next_bic) = (sorted(rows, key=lambda row: float(row[key]))[:2] for key in ("aic", "bic"))
    own = [t("report.quoted", name=model_title(content, t, str(row["model"]))) for row in rows]
    left = [t("report.quoted", name=model_title(content, t, str(row["model"]))) for row in among if row not in rows]
    return t.p(
        "report.comparison.text",
        k=len(rows),
        models=t.join(own) if len(left) > len(own) else None,
        n=len(left),
        left=t.join(left),
        aic=model_title(content, t, str(aic["model"])),
        aic_value=num(value(aic, "aic"), 1),
        bic=model_title(content, t, str(bic["model"])),
        bic_value=num(value(bic, "bic"), 1),
        next_aic=model_title(content, t, str(next_aic["model"])),
        next_aic_value=num(value(next_aic, "aic"), 1),
        next_bic=model_title(content, t, str(next_bic["model"])),
        next_bic_value=num(value(next_bic, "bic"), 1),
        same=aic is bic,
    )


def _named(content: Content, t: Words, row: dict[str, Any]) -> str:
    name = str(row["model"])
    return marks.of(model_title(content, t, name), content.drivers.fits[name])


def _fits(content: Content, t: Words, rows: list[dict[str, Any]], kinds: list[list[dict[str, Any]]]) -> Table:
    body = []
    weights = _weights(content)
    test = (("chisq", "number", 1), ("df", "integer"), ("pvalue", "p"))
    measures = in_version(rows[0], *test, *((key, "number") for key in ("cfi", "tli", "rmsea", "srmr")))
    for row in rows:
        kind = next(kind for kind in kinds if row in kind)
        alone = len(kind) == 1
        found = [aic for other in kind if (aic := value(other, "aic")) is not None]
        aic = value(row, "aic")
        cells: tuple[Cell, ...] = (
            _named(content, t, row),
            len(content.drivers.fits[str(row["model"])].observed) if len(kinds) > 1 else None,
            *(None if alone and key.startswith(("chisq", "pvalue")) else first(row, key) for key, *_ in measures),
            None if alone else aic,
            None if alone or aic is None else aic - min(found),
            weights.get(str(row["model"])),
            None if alone else first(row, "bic"),
        )
        body.append(Row(cells))
    spec = columns(
        t,
        ("model", "text"),
        ("k", "integer"),
        *measures,
        ("aic", "number", 1),
        ("aic_diff", "number", 1),
        ("aic_weight", "number", 2),
        ("bic", "number", 1),
    )
    notes = (t("report.comparison.other_items"),) if any(len(kind) == 1 for kind in kinds) else ()
    return keep_filled(Table("comparison", t("report.comparison.caption"), spec, tuple(body), notes))


def _weights(content: Content) -> dict[str, float | None]:
    """AIC weights by model, within its item set."""
    found = content.findings.model_set
    return {} if found is None else {str(row["model"]): value(row, "aic_weight") for row in records(found.weights)}


def _tests(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    """Every model of the same items, and the measurement models, against the one reported in full."""
    found = content.findings.model_set
    main = main_name(content)
    turned = {} if found is None else {str(row["model"]): row for row in records(found.directions)}
    body = []
    for row in rows:
        name = str(row["model"])
        if name == main or value(row, "cfi_diff") is None:
            continue
        relation = "nested" if row["nested"] else "nests" if row.get("nests") else "neither"
        cfi, share = float(row["cfi_diff"]), value(turned.get(name, {}), "share")
        cells: list[Cell] = [_named(content, t, row), t("report.comparison.relation", relation=relation)]
        cells += [first(row, "chisq_diff"), first(row, "df_diff"), value(row, "pvalue_diff")]
        cells += [-cfi if relation == "nests" else cfi if relation == "nested" else None]
        cells += [value(row, "aic_diff"), None if share is None else 100 * share]
        body.append(Row(tuple(cells)))
    twins = _twins(content)
    for row in records(None if found is None else found.against):
        if str(row["model"]) in twins:  # a model above is the same one
            continue
        measured = t("report.comparison.measured", other=str(row["model"]))
        test = (first(row, "chisq_diff"), first(row, "df_diff"), value(row, "pvalue_diff"), value(row, "cfi_diff"))
        body.append(Row((measured, t("report.comparison.relation", relation="nests"), *test, None, None)))
    spec = columns(
        t,
        ("model", "text"),
        ("relation", "text"),
        ("chisq_diff", "number"),
        ("df_diff", "integer"),
        ("pvalue_diff", "p"),
        ("cfi_diff", "number"),
        ("aic_diff_main", "number", 1),
        ("aic_share", "percent"),
    )
    title = model_title(content, t, main)
    drawn = next((int(row["draws"]) for row in turned.values() if value(row, "share") is not None), None)
    notes = [t("report.comparison.tests_note", draws=drawn, aic=any(row.cells[6] is not None for row in body))]
    if any(name.endswith("_scaled") for name in content.drivers.main.fit):
        notes.append(t("report.comparison.scaled_note", ordered=content.drivers.main.options.kind.ordinal))
    apart = [
        t("report.quoted", name=model_title(content, t, str(row["model"])))
        for row in rows
        if row["nested"] and _uncorrelated(content.drivers.fits[str(row["model"])])
    ]
    if apart:
        notes.append(t("report.comparison.uncorrelated", list=t.join(apart)))
    caption = t("report.comparison.tests_caption", model=title)
    return keep_filled(Table("comparison_tests", caption, spec, tuple(body), tuple(notes)))


def _uncorrelated(fit: Any) -> bool:
    """Whether a model fixes a covariance of two constructs at 0."""
    latent = set(fit.latent)
    return any(
        row["op"] == "~~" and row["lhs"] != row["rhs"] and not row["free"] and row["est"] == 0
        for row in records(fit.table)
        if {row["lhs"], row["rhs"]} <= latent
    )


def _explained(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    constructs = [key.removeprefix("r2_") for key in rows[0] if key.startswith("r2_") and key != "r2_cv"]
    constructs = [code for code in constructs if not content.questionnaire_facet(code)]
    body = []
    for row in rows:
        explained = [value(row, f"r2_{code}") for code in constructs]
        cells: list[Cell] = [_named(content, t, row), *(found or None for found in explained), value(row, "r2_cv")]
        body.append(Row(tuple(cells)))
    spec = [*columns(t, ("model", "text")), *(Column(f"r2_{code}", f"R² ({code})", "number") for code in constructs)]
    spec.append(Column("r2_cv", t("report.column", key="r2_cv"), "number"))
    notes = [t("report.comparison.explained_note")]
    if any(value(row, "r2_cv") is not None for row in rows):
        outcome, both = content.within(str(content.drivers.outcome), t.lang), content.findings.prediction is not None
        notes.append(t("report.comparison.predicted", outcome=outcome, both=both))
    caption = t("report.comparison.explained_caption")
    return keep_filled(Table("comparison_explained", caption, tuple(spec), tuple(body), tuple(notes)))


def _equivalent(content: Content, t: Words) -> Note:
    blocks: list[Paragraph] = [t.p("report.comparison.equivalent")]
    rows = records(content.drivers.equivalent)
    turned = [arrow(content, t, str(row["source"]), str(row["target"])) for row in rows if not row["needs"]]
    if turned:
        model = model_title(content, t, main_name(content))
        blocks.append(t.p("report.comparison.equivalent_here", model=model, list=t.join(turned)))
    nearly = [_needs(content, t, row) for row in rows if row["needs"]]
    if nearly:
        blocks.append(t.p("report.comparison.needs", list=t.join(nearly)))
    if any({row["source"], row["target"]} == {"IT", "PR"} and row["needs"] == "PEOU -> PR" for row in rows):
        names = {"peou": content.name("PEOU", t.lang), "pr": content.name("PR", t.lang)}
        blocks.append(t.p("report.comparison.equivalent_risk", **names))
    return Note(t("report.comparison.equivalent_title"), tuple(blocks), "warning")


def _needs(content: Content, t: Words, row: dict[str, Any]) -> str:
    """An arrow that one more path would make reversible, with that path."""
    source, _, target = str(row["needs"]).partition(" -> ")
    shown = arrow(content, t, str(row["source"]), str(row["target"]))
    return t("report.comparison.needs_one", arrow=shown, needs=arrow(content, t, source, target))
