"""Exploratory factor analysis, when ``Content.efa`` holds one: adequacy, factors, variance, loadings, scree plot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tamkit.measurement.remarks import KEPT, RULES_DISAGREE
from tamkit.report import figures, procedure, spoken
from tamkit.report.build import columns, detail, from_frame, n_of, num, records
from tamkit.report.content import Content
from tamkit.report.cutoffs import value_of
from tamkit.report.sentences import fit_values
from tamkit.report.sizes import noted
from tamkit.report.tree import Block, Cell, Column, Detail, Figure, Interval, Paragraph, Pvalue, Row, Section, Table
from tamkit.report.words import Words
from tamkit.sem import versions

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.measurement import Efa
    from tamkit.messages import Message
    from tamkit.sem import Fit

ORDER = 45
GOOD, LEAST = 0.80, 0.60  # of KMO (Hair et al., 2019)
USUAL = 0.60  # of the variance, as most studies ask (Hair et al., 2019)
BEYOND = 1  # components shown beyond those extracted
STAGES = ("initial", "extracted", "rotated")


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.efa
    if found is None:
        return None
    aside = _files(t, found)
    blocks: list[Block] = [
        t.together((_text(content, t, found), _number(content, t, found))),
        _adequacy(t, found),
        _numbers(content, t, found),
        _scree(content, t, found),
        _explained(content, t, found),
        _variance(t, found, len(found.pattern.columns) + BEYOND),
        _communalities(t, found),
        _loadings(t, found, "efa_loadings"),
    ]
    if oblique(found):
        blocks.append(_phi(t, found))
    confirmed = content.findings.efa_confirmed
    if confirmed is not None:
        said = fit_values(confirmed, t, judgement=True)
        told = t.p("report.efa.confirmed", n=n_of(confirmed), fit=said, cutoffs=content.drivers is not None)
        blocks += [told, _confirmed(t, confirmed)]
    blocks += detail(t, [one for one in found.remarks if one != RULES_DISAGREE])  # the text says it
    files = t.p("report.efa.files", structure=oblique(found), files=t.join([table.id for table in aside]))
    made = Section("efa", t("report.efa.title"), (*blocks, Detail((files,))), aside=aside)
    return noted(made, t("report.efa.n", n=found.n))


def oblique(found: Efa) -> bool:
    """Whether the rotated factors correlate."""
    return found.factors > 1 and found.rotation in ("oblimin", "promax")


def _text(content: Content, t: Words, found: Efa) -> Paragraph:
    kmo = found.kmo.overall
    return t.p(
        "report.efa.text",
        of="all" if found.split is None else "half",
        valid=content.clean.n,
        seed=found.split,
        kmo=num(kmo),
        kmo_is="good" if kmo >= GOOD else "met" if kmo >= LEAST else "no",
        df=found.bartlett.df,
        chisq=num(found.bartlett.chisq),
        p=spoken.p_phrase(found.bartlett.pvalue),
        extraction=t("report.efa.extraction", extraction=str(found.extraction)),
        rotation=t("report.efa.rotation", rotation=str(found.rotation)),
        n=found.n,
    )


def _number(content: Content, t: Words, found: Efa) -> Paragraph:
    """How many factors were taken, by which rule, what the other rules give, and how many constructs there are."""
    rule = _rule(content, found)
    others = [row for row in records(found.numbers) if row["rule"] != rule]
    agree = all(row["factors"] == found.factors for row in others)
    named = [t("report.efa.rule_gives", rule=row["rule"], n=int(row["factors"])) for row in others]
    constructs = len({content.questionnaire.construct_of(str(item)).code for item in found.pattern.index})
    return t.p(
        "report.efa.number",
        rule=rule,
        factors=found.factors,
        constructs="same" if constructs == found.factors else constructs,
        others=None if agree else t.join(named),
        agree=agree,
    )


def _rule(content: Content, found: Efa) -> str | None:
    """What set the number of factors: a rule, ``given`` by the study, or None that is known."""
    asked = procedure.option(content, "efa")
    if asked is None:
        return None
    rule = asked.get("factors") or ("kaiser" if found.mode == "spss" else "parallel")
    return rule if isinstance(rule, str) else "given"


def _adequacy(t: Words, found: Efa) -> Table:
    """KMO and Bartlett's test."""
    least = found.communalities.loc[found.communalities["kmo"].idxmin()]
    spec = columns(
        t,
        ("kmo_overall", "number"),
        ("kmo_least", "number"),
        ("kmo_item", "text"),
        ("chisq", "number"),
        ("df", "integer"),
        ("p", "p"),
        ("valid_n", "integer"),
    )
    own = found.bartlett
    cells: tuple[Cell, ...] = (found.kmo.overall, float(least["kmo"]), str(least["item"]))
    row = Row((*cells, own.chisq, own.df, own.pvalue, found.n))
    return Table("efa_kmo", t("report.efa.kmo_caption"), spec, (row,), (t("report.efa.kmo_note"),))


def _numbers(content: Content, t: Words, found: Efa) -> Table:
    def rule(code: str) -> str:
        said = t("report.efa.rule", rule=code)
        return t("report.efa.rule_decides", rule=said) if code == own else said

    own = _rule(content, found)
    rules = {"rule": rule}
    spec = (("rule", "text"), ("factors", "integer"))
    return from_frame(t, "efa_numbers", t("report.efa.numbers_caption"), found.numbers, spec, say=rules)


def _explained(content: Content, t: Words, found: Efa) -> Block:
    """How much the factors explain, and the items that miss a cut-off."""
    low = [str(row["item"]) for row in records(found.items) if row["verdict"] != KEPT]
    share = float(found.variance["cumulative"].iloc[-1])
    told = {"share": spoken.percent(100 * share), "enough": share >= USUAL, "oblique": oblique(found)}
    explained = t.p("report.efa.explained", factors=found.factors, low=t.join(low) or None, n=len(low), **told)
    return t.together((explained, *_homes(content, t, found)))


def _homes(content: Content, t: Words, found: Efa) -> list[Paragraph]:
    """Whether every item loads highest on the factor of its construct, and every construct has one to itself."""
    if found.factors < 2:
        return []
    main = found.pattern.abs().idxmax(axis=1)
    of = [content.questionnaire.construct_of(str(item)).code for item in found.pattern.index]
    home = {code: main[[one == code for one in of]].mode().iloc[0] for code in dict.fromkeys(of)}
    off = [str(item) for item, code in zip(found.pattern.index, of, strict=True) if main[item] != home[code]]
    shared = []
    for factor in dict.fromkeys(home.values()):
        names = [content.within(code, t.lang) for code, one in home.items() if one == factor]
        shared += [t.join(names)] if len(names) > 1 else []
    return [t.p("report.efa.homes", off=tuple(off) or None, n=len(off), shared=t.clauses(shared) or None)]


def _variance(t: Words, found: Efa, most: int, table_id: str = "efa_variance") -> Table:
    """Eigenvalues, and sums of squared loadings as extracted and rotated, in the form of SPSS; shares in percent."""
    frame = found.explained.head(most)
    spec: list[tuple[Any, ...]] = [("component", "integer")]
    for stage in STAGES:
        spec += [(stage, "number"), (f"{stage}_share", "percent", 2), (f"{stage}_cumulative", "percent", 2)]
    shares = {key: 100 * frame[key] for key in frame.columns if key.endswith(("_share", "_cumulative"))}
    notes = (t("report.efa.variance_note", shown=len(frame), all=len(found.explained), oblique=oblique(found)),)
    made = from_frame(t, table_id, t("report.efa.variance_caption"), frame.assign(**shares), spec, notes=notes)
    stub, *others = made.columns
    title = t("report.efa.stub", components=_components(found))
    return replace(made, columns=(replace(stub, title=title), *others))


def _components(found: Efa) -> bool:
    """Whether components were extracted, not factors."""
    return found.extraction == "pca"


def _communalities(t: Words, found: Efa) -> Table:
    spec = (("item", "text"), ("initial_h2", "number"), ("extraction_h2", "number"), ("kmo", "number"), ("met", "text"))
    frame = found.communalities.rename(columns={"initial": "initial_h2", "extraction": "extraction_h2"})
    met = [_met(t, row["verdict"]) for row in records(found.items)]
    missed = any(row["verdict"] != KEPT for row in records(found.items))
    told = {"components": _components(found), "several": found.factors > 1, "missed": missed}
    notes = (t("report.efa.loadings_note", **told),)
    caption = t("report.efa.communalities_caption")
    return from_frame(t, "efa_communalities", caption, frame.assign(met=met), spec, notes=notes)


def _met(t: Words, verdict: Message) -> str:
    """Whether an item reaches every cut-off, and which it misses."""
    return t("report.efa.met", low=t.join(map(t.say, verdict.values.get("short", ()))) or None)


def _loadings(t: Words, found: Efa, table_id: str) -> Table:
    """The whole rotated matrix, sorted as SPSS sorts it."""
    from tamkit.measurement.explained import sorted_by_size

    frame = found.structure if table_id == "efa_structure" else found.pattern
    frame = frame.loc[sorted_by_size(found.pattern).index]
    caption = t("report.efa.matrix_caption", matrix=_matrix(found, table_id))
    notes = (t("report.efa.matrix_note"),)
    return _square(t, table_id, caption, frame, "item", notes)


def _matrix(found: Efa, table_id: str) -> str:
    """What the matrix is called: of components or factors; of correlated ones their weights, or the correlations."""
    if table_id == "efa_structure":
        return "structure"
    if oblique(found):
        return "pattern"
    return "components" if _components(found) else "factors"


def _phi(t: Words, found: Efa) -> Table:
    return _square(t, "efa_phi", t("report.efa.phi_caption"), found.phi, "factor", ())


def _confirmed(t: Words, fit: Fit) -> Table:
    """The fit of the measurement model on the other half, a row."""
    (measures,) = versions.shown(fit)
    spec: list[tuple[Any, ...]] = []
    cells: list[Cell] = []
    for key in ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr"):
        found = value_of(measures, key)[0]
        name = key if key in ("df", "pvalue") else versions.named(key, measures)[0]
        spec.append((name, "integer" if key == "df" else "p" if key == "pvalue" else "number"))
        cells.append(Pvalue(found) if key == "pvalue" and found is not None else found)
        if key == "rmsea":
            low, high = (value_of(measures, f"rmsea_ci_{end}")[0] for end in ("lower", "upper"))
            spec.append(("rmsea_ci", "number"))
            cells.append(None if low is None or high is None else Interval(low, high))
    spec.append(("answered", "integer"))
    row = Row((*cells, n_of(fit)))
    return Table("efa_confirmed", t("report.efa.confirmed_caption"), columns(t, *spec), (row,))


def _square(t: Words, table_id: str, caption: str, frame: pd.DataFrame, stub: str, notes: tuple[str, ...]) -> Table:
    names = [str(name) for name in frame.columns]
    spec = (*columns(t, (stub, "text")), *(Column(name, name, "number") for name in names))
    body = tuple(Row((str(code), *map(float, row))) for code, row in zip(frame.index, frame.to_numpy(), strict=True))
    return Table(table_id, caption, spec, body, notes)


def _files(t: Words, found: Efa) -> tuple[Table, ...]:
    """All components, main and cross-loadings item by item, and correlations with oblique factors."""
    spec = (
        ("item", "text"),
        ("factor", "text"),
        ("loading", "number"),
        ("second_factor", "text"),
        ("second_loading", "number"),
        ("gap", "number"),
        ("communality", "number"),
        ("kmo", "number"),
        ("met", "text"),
    )
    words = {"met": lambda verdict: _met(t, verdict)}
    frame = found.items.assign(met=found.items["verdict"])
    items = from_frame(t, "efa_items", t("report.efa.items_caption"), frame, spec, say=words)
    files = (items, _variance(t, found, len(found.explained), "efa_variance_all"))
    return (*files, _loadings(t, found, "efa_structure")) if oblique(found) else files


def _scree(content: Content, t: Words, found: Any) -> Figure:
    """The parallel analysis on the basis the factors were counted on, as far as there is one; else the eigenvalues."""
    chosen = found.parallel.get("fa") or found.parallel.get("pca")
    observed = found.variance["eigenvalue"].to_numpy() if chosen is None else chosen.eigenvalues
    picture = figures.scree(observed, None if chosen is None else chosen.threshold, t, simulated=content.simulated)
    return Figure("efa_scree", t("report.efa.scree_caption"), t("report.efa.scree_alt"), picture)
