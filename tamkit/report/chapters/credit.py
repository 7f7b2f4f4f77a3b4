"""What explains an answer, what is ranked, what goes together: regressions, rankings, pairs, grids, pathways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tamkit.drivers.verdicts import ALPHA
from tamkit.report import figures, spoken
from tamkit.report.build import columns, first, interval, keep_filled, model_title, num, records, value
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cell, Column, Figure, Interval, Paragraph, Pvalue, Row, Section, Table
from tamkit.report.words import Words

ORDER = 33
#: Pairs of things held together that a report lists; the file of results has all.
MOST_PAIRS = 15
#: The rows of the table of the regressions' overall tests, in their order.
MEASURES = ("kind", "n", "events", "chisq", "df", "p", "nagelkerke", "auc", "auc_ci", "hl", "hl_df", "hl_p",
            "shrinkage", "brant", "brant_df", "brant_p")  # fmt: skip
INTERCEPT = "(intercept)"


def build(content: Content, t: Words) -> Section | None:
    found, ways = content.findings.battery, content.findings.pathways
    blocks: list[Block] = []
    if found is not None:
        declared = {one.key: one for one in content.questionnaire.analyses.outcomes}
        for name, fit in found.regressions.items():
            blocks += _regression(content, t, declared[name], fit)
        for code, one in found.rankings.items():
            blocks += _ranking(content, t, code, one)
        for held in content.questionnaire.analyses.together:
            if held.id in found.together:
                blocks += _together(content, t, held, found.together[held.id])
        for grid in content.questionnaire.analyses.grids:
            if grid.id in found.grids:
                blocks += _grid(content, t, grid, records(found.grids[grid.id]))
    for number, way in enumerate((ways or {}).values(), 1):
        blocks += _pathway(content, t, number, way)
    lead = _lead(content, t)
    return Section("credit", _titled(content, t), (*lead, *blocks)) if blocks else None


def _titled(content: Content, t: Words) -> str:
    """What the chapter holds of this study."""
    found = content.findings.battery
    there = {part: getattr(found, part, None) for part in ("regressions", "rankings", "together", "grids")}
    there["pathways"] = content.findings.pathways
    parts = t.join([t("report.credit.part", part=part) for part, held in there.items() if held])
    return t("report.credit.title", parts=parts[:1].upper() + parts[1:])


def _lead(content: Content, t: Words) -> list[Block]:
    """What the regressions and rankings came to, where there are any."""
    found = content.findings.battery
    if found is None or not (found.regressions or found.rankings):
        return []
    declared = {one.key: one for one in content.questionnaire.analyses.outcomes}
    better = [name for name, fit in found.regressions.items() if fit.pvalue < ALPHA]
    apart = [code for code, one in found.rankings.items() if one.test.pvalue < ALPHA]
    sizes = [float(fit.nagelkerke) for fit in found.regressions.values()] or [0.0]
    said = t.p(
        "report.credit.lead",
        **{"low": spoken.number(min(sizes)), "high": spoken.number(max(sizes))},
        regressions=len(found.regressions),
        better=len(better),
        every=len(better) == len(found.regressions),
        named=t.join(_title(content, t, declared[name]) for name in better),
        rankings=len(found.rankings),
        apart=len(apart),
        each=len(apart) == len(found.rankings),
        ranked=t.clauses(_leads(content, t, code, found.rankings[code]) for code in apart),
    )
    said = t.together([said, *_held_and_carried(content, t)])
    tables = [_regression_tests(content, t, found.regressions, declared)] if found.regressions else []
    return [said, *tables, *([_ranking_tests(content, t, found.rankings)] if found.rankings else [])]


def _leads(content: Content, t: Words, code: str, found: Any) -> str:
    return t("report.credit.ranked", name=content.name(code, t.lang), **_first_places(content, t, code, found))


def _first_places(content: Content, t: Words, code: str, found: Any) -> dict[str, Any]:
    """Who is first: nobody where all share the place; ``above``, whether the pairs put it above every other."""
    rows = records(found.table)
    top = [row for row in rows if row["rank_lower"] == 1]
    named = [t("drivers.answer.quoted", text=_ranked_name(content, t, code, row).rstrip("。.")) for row in top]
    return {
        "first": t.join(named) if len(top) < len(rows) else None,
        "several": len(top) > 1,
        "above": len(top) == 1 and top[0]["rank_upper"] == 1,
    }


def _held_and_carried(content: Content, t: Words) -> list[Paragraph]:
    """Where what is held together stands, and whether anything of the respondents is carried by a construct."""
    found, said = content.findings.battery, list[Paragraph]()
    for held in content.questionnaire.analyses.together:
        if found is not None and held.id in found.together:
            title = content.text(held.title, t.lang)
            said.append(t.p("report.credit.held", title=title, table=f"together_{held.id}"))
    for number, way in enumerate((content.findings.pathways or {}).values(), 1):
        told = {"way": _way(content, t, way), **_carried(way)}
        said.append(t.p("report.credit.carried", table=f"pathway_{number}", **told))
    return said


def _regression_tests(content: Content, t: Words, fits: Mapping[str, Any], declared: Mapping[str, Any]) -> Table:
    """The overall tests of every regression, a column each."""
    told = [_tested(fit, declared[name].kind, t) for name, fit in fits.items()]
    measures = [name for name in MEASURES if any(one.get(name) is not None for one in told)]
    rows = tuple(Row((t("report.credit.measure", measure=name), *(one.get(name) for one in told))) for name in measures)
    heads = (Column(name, _title(content, t, declared[name]), "number") for name in fits)
    spec = (*columns(t, ("measure", "text")), *heads)
    kinds = {"binary": "auc" in measures, "ordinal": "brant" in measures}
    notes = (t("report.credit.tests_note", **kinds), t("report.credit.tests_source", **kinds))
    return Table("regression_tests", t("report.credit.tests_caption"), spec, rows, notes)


def _tested(fit: Any, kind: str, t: Words) -> dict[str, Cell]:
    """What one regression has of the rows of the table of overall tests."""
    found: dict[str, Cell] = {
        "kind": t("report.credit.kind", kind=kind),
        "n": int(fit.n),
        "chisq": float(fit.chisq),
        "df": int(fit.df),
        "p": Pvalue(float(fit.pvalue)),
        "nagelkerke": float(fit.nagelkerke),
    }
    if kind == "binary":
        return found | {
            "events": int(fit.events),
            "auc": float(fit.auc),
            "auc_ci": Interval(float(fit.auc_lower), float(fit.auc_upper)),
            "hl": float(fit.hosmer_lemeshow),
            "hl_df": int(fit.hosmer_lemeshow_df),
            "hl_p": Pvalue(float(fit.hosmer_lemeshow_pvalue)),
            "shrinkage": float(fit.shrinkage),
        }
    for row in records(fit.brant)[:1]:  # the first row is of all terms together
        found |= {"brant": float(row["chisq"]), "brant_df": int(row["df"]), "brant_p": Pvalue(float(row["pvalue"]))}
    return found


def _ranking_tests(content: Content, t: Words, rankings: Mapping[str, Any]) -> Table:
    """The overall test of every ranking, a row each."""
    body = []
    for code, one in rankings.items():
        test, rated = one.test, one.test.name == "friedman"
        strength = (float(test.strength), float(one.alpha)) if rated else (None, None)
        head = (content.name(code, t.lang), t("report.credit.test", kind=test.name), int(test.n))
        body.append(Row((*head, float(test.statistic), int(test.df), float(test.pvalue), *strength)))
    spec = columns(
        t,
        ("ranked", "text"),
        ("test", "text"),
        ("answered", "integer"),
        ("stat", "number"),
        ("df", "integer"),
        ("p", "p"),
        ("kendall_w", "number"),
        ("alpha", "number"),
    )
    note = t("report.credit.ranked_note")
    return keep_filled(Table("ranking_tests", t("report.credit.ranked_caption"), spec, tuple(body), (note,)))


def _regression(content: Content, t: Words, declared: Any, fit: Any) -> list[Block]:
    """A regression in the questionnaire's own words; only an ordinal one has levels."""
    title, table = _title(content, t, declared), f"regression_{declared.key}"
    terms = records(fit.table)
    firm = [
        t(
            "report.credit.predictor",
            name=_term(content, t, declared, str(row["term"])),
            value=num(value(row, "odds_ratio")),
        )
        for row in terms
        if row["term"] != INTERCEPT and (p := value(row, "p_lr")) is not None and p < ALPHA
    ]
    said = {"title": title, "table": table, "whole": fit.pvalue < ALPHA, "named": t.join(firm) or None}
    tests = [] if declared.kind == "binary" else records(fit.brant)
    if declared.kind == "binary":
        text = t.p("report.credit.binary_text", **said, off=fit.hosmer_lemeshow_pvalue < ALPHA)
    else:
        odd = [row for row in tests if (found := value(row, "pvalue")) is not None and found < ALPHA]
        single = [_term(content, t, declared, str(row["term"])) for row in odd if row is not tests[0]]
        whole = bool(tests) and tests[0] in odd
        rejected = ("yes" if whole else "single") if odd else "no"
        text = t.p(
            "report.credit.ordinal_text", **said, rejected=rejected if tests else None, single=t.join(single) or None
        )
    body = []
    against = {str(row["term"]): row for row in tests}
    for row in terms:
        numbers = [value(row, key) for key in ("b", "se", "p_lr", "odds_ratio")]
        ci = interval(row, "or_lower", "or_upper")
        brant_p = value(against.get(str(row["term"]), {}), "pvalue")
        body.append(Row((_term(content, t, declared, str(row["term"])), *numbers, ci, brant_p)))
    kinds = (("b", "number"), ("se", "number"), ("p_lr", "p"), ("odds_ratio", "number"))
    spec = columns(t, ("term", "text"), *kinds, ("odds_ratio_ci", "number"), ("brant_p", "p"))
    caption = t("report.battery.regression_caption", title=title, kind=declared.kind)
    derived = any(one.variable in content.questionnaire.derive for one in declared.predictors)
    notes = (
        t("report.credit.left_out", n=fit.n, missing=fit.missing, derived=derived),
        t("report.credit.regression_note", kind=declared.kind, brant=bool(tests)),
    )
    return [text, keep_filled(Table(table, caption, spec, tuple(body), notes))]


def _title(content: Content, t: Words, declared: Any) -> str:
    """What a regression explains: its title, else the variable with what counts of it."""
    if declared.title is not None:
        return content.text(declared.title, t.lang)
    name = content.name(declared.outcome, t.lang)
    if declared.kind == "ordinal":
        return name
    picked = t.join([option(content, declared.outcome, code, t.lang) for code in declared.options])
    return t("report.battery.picked", name=name, options=picked)


def _term(content: Content, t: Words, declared: Any, term: str) -> str:
    """A term by its predictor's name; one answer of a factor with what it is."""
    if term == INTERCEPT:
        return t("report.battery.intercept")
    names = {one.id: one.name for one in content.questionnaire.analyses.quantities}
    names |= {one.key: one.name for one in declared.predictors if one.name is not None}
    variables = {one.key: one.variable for one in declared.predictors}
    if term in names:
        return content.text(names[term], t.lang)
    key, found, code = term.rpartition("=")
    if found and key in variables and variables[key] is not None:
        name = content.text(names[key], t.lang) if key in names else content.name(variables[key], t.lang)
        return t("report.battery.picked", name=name, options=option(content, variables[key], code, t.lang))
    return content.name(variables.get(term) or term, t.lang)


def _ranking(content: Content, t: Words, code: str, found: Any) -> list[Block]:
    """Means or shares from the highest on, with the places that the tests leave open."""
    test, table, name = found.test, f"ranking_{code}", content.name(code, t.lang)
    rated = test.name == "friedman"
    text = t.p(
        "report.credit.ranking_text",
        name=name,
        table=table,
        apart=test.pvalue < ALPHA,
        pairs=len(found.pairs),
        alike=sum(not p < ALPHA for p in found.pairs["p_holm"]),
        **_first_places(content, t, code, found),
    )
    body = []
    for row in records(found.table):
        n: tuple[Cell, ...] = (first(row, "n"), first(row, "missing"))
        numbers: tuple[Cell, ...]
        if rated:
            ends = interval(row, "lower", "upper")
            numbers = (value(row, "mean"), ends, value(row, "sd"), _percent(row, "favourable"))
        else:
            numbers = (first(row, "chosen"), _percent(row, "share"), _percents(row))
        low, high = int(row["rank_lower"]), int(row["rank_upper"])
        body.append(
            Row((_ranked_name(content, t, code, row), *n, *numbers, str(low) if low == high else f"{low}–{high}"))
        )
    head = (("item" if rated else "option", "text"), ("answered", "integer"), ("missing", "integer"))
    ratings = (("mean", "number", 2), ("ci", "number", 2), ("sd", "number", 2), ("favourable", "percent"))
    shares = (("chosen", "integer"), ("percent", "percent"), ("percent_ci", "number", 1))
    spec = columns(t, *head, *(ratings if rated else shares), ("rank", "text"))
    note = t("report.credit.ranking_note", kind=test.name)
    return [text, Table(table, t("report.credit.ranking_caption", name=name), spec, tuple(body), (note,))]


def _ranked_name(content: Content, t: Words, code: str, row: dict[str, Any]) -> str:
    """A rating's item, an option by its label."""
    if "item" in row:
        return content.item_text(str(row["item"]), t.lang)
    return option(content, code, str(row["option"]).rpartition(".")[2], t.lang)


def _percent(row: dict[str, Any], key: str) -> float | None:
    share = value(row, key)
    return None if share is None else 100 * share


def _percents(row: dict[str, Any]) -> Cell:
    low, high = _percent(row, "lower"), _percent(row, "upper")
    return None if low is None or high is None else Interval(low, high)


def _together(content: Content, t: Words, held: Any, found: Any) -> list[Block]:
    """The pairs that most people have."""
    table, title = f"together_{held.id}", content.text(held.title, t.lang)
    rows = records(found.pairs)
    body = []
    for row in rows[:MOST_PAIRS]:
        names = tuple(_thing(content, t, str(row[key])) for key in ("first", "second"))
        of_first = (_percent(row, "share_of_first"), _percents(row))
        numbers = (_percent(row, "share_of_second"), value(row, "lift"), value(row, "phi"), value(row, "pvalue"))
        body.append(Row((*names, first(row, "base"), first(row, "both"), *of_first, *numbers)))
    spec = columns(
        t,
        ("first", "text"),
        ("second", "text"),
        ("base", "integer"),
        ("both", "integer"),
        ("share_of_first", "percent"),
        ("percent_ci", "number", 1),
        ("share_of_second", "percent"),
        ("lift", "number", 2),
        ("phi", "number"),
        ("p", "p"),
    )
    text = t.p("report.credit.together_text", title=title, table=table, shown=len(body), pairs=len(rows))
    return [text, Table(table, title, spec, tuple(body))]


def _thing(content: Content, t: Words, name: str) -> str:
    """``use.1`` by its option, ``card=1`` by variable and option."""
    variable, found, code = name.partition("=")
    if found:
        options = t.join([option(content, variable, one, t.lang) for one in code.split(",")])
        return t("report.battery.picked", name=content.name(variable, t.lang), options=options)
    variable, _, code = name.partition(".")
    return option(content, variable, code, t.lang) if code else content.name(variable.rstrip("#"), t.lang)


def _grid(content: Content, t: Words, grid: Any, rows: list[dict[str, Any]]) -> list[Block]:
    table, figure = f"grid_{grid.id}", f"grid_{grid.id}_figure"
    title = content.text(grid.title, t.lang)
    body = []
    for row in rows:
        head = (content.item_text(str(row["item"]), t.lang), first(row, "n"), first(row, "missing"))
        cells = (value(row, "frequency"), first(row, "users"), _percent(row, "share"))
        body.append(Row((*head, *cells, value(row, "amount"))))
    spec = columns(
        t,
        ("item", "text"),
        ("answered", "integer"),
        ("missing", "integer"),
        ("frequency", "number", 2),
        ("users", "integer"),
        ("percent", "percent"),
        ("amount", "number", 2),
    )
    text = t.p("report.credit.grid_text", title=title, table=table, figure=figure)
    named = t.join([content.item_text(str(row["item"]), t.lang) for row in rows])
    picture = figures.bubbles(content, grid, rows, t)
    drawn = Figure(figure, title, t("report.credit.grid_alt", list=named), picture)
    return [text, drawn, Table(table, title, spec, tuple(body))]


def _way(content: Content, t: Words, found: Any) -> str:
    return " → ".join(content.name(code, t.lang) for code in (found.variable, found.through, found.outcome))


def _carried(found: Any) -> dict[str, int]:
    """The indirect effects of a pathway, and how many of them are significant."""
    ways = [row for row in records(found.table) if row["effect"] == "indirect"]
    return {"levels": len(ways), "firm": sum(not row["ci_lower"] <= 0 <= row["ci_upper"] for row in ways)}


def _pathway(content: Content, t: Words, number: int, found: Any) -> list[Block]:
    table = f"pathway_{number}"
    names = [content.name(code, t.lang) for code in (found.variable, found.through, found.outcome)]
    rows = records(found.table)
    ways = [row for row in rows if row["effect"] == "indirect"]
    told = [
        t(
            "report.credit.way",
            level=option(content, found.variable, row["code"], t.lang),
            est=num(value(row, "est")),
            ci=spoken.interval(row["ci_lower"], row["ci_upper"]),
        )
        for row in ways
    ]
    way = _way(content, t, found)
    text = t.p(
        "report.credit.pathway_text",
        way=way,
        table=table,
        reference=option(content, found.variable, found.reference, t.lang),
        model=model_title(content, t, found.model),
        list=t.clauses(told),
        **_carried(found),
    )
    body = []
    last = None
    for row in rows:
        if row["code"] != last:
            last = row["code"]
            body.append(Row(heading=option(content, found.variable, last, t.lang)))
        numbers = [value(row, key) for key in ("est", "se", "pvalue")]
        effect = t("report.credit.effect", effect=row["effect"], first=names[0], second=names[1], third=names[2])
        body.append(Row((effect, *numbers, interval(row, "ci_lower", "ci_upper"), value(row, "std_nox"))))
    kinds = (("est", "number"), ("se", "number"), ("p", "p"), ("ci", "number"), ("std_nox", "number"))
    spec = columns(t, ("effect", "text"), *kinds)
    derived = found.variable in content.questionnaire.derive
    notes = (t("report.credit.left_out", n=found.n, missing=found.missing, derived=derived),)
    return [text, Table(table, t("report.credit.pathway_caption", way=way), spec, tuple(body), notes)]
