"""Exploratory factor analysis, when ``Content.efa`` holds one: adequacy, factors, variance, loadings, scree plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamkit.report import figures, spoken
from tamkit.report.build import columns, from_frame, num, records, remarks
from tamkit.report.content import Content
from tamkit.report.sentences import fit_sentence
from tamkit.report.sizes import noted
from tamkit.report.tree import Block, Cell, Column, Figure, Row, Section, Table
from tamkit.report.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.measurement import Efa

ORDER = 45
BEYOND = 1  # components shown beyond those extracted
STAGES = ("initial", "extracted", "rotated")


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.efa
    if found is None:
        return None
    blocks: list[Block] = [
        _text(content, t, found),
        _adequacy(t, found),
        _numbers(t, found),
        _scree(content, t, found),
        _explained(t, found),
        _variance(t, found, len(found.pattern.columns) + BEYOND),
        _communalities(t, found),
        _loadings(t, found, "efa_loadings"),
    ]
    if oblique(found):
        blocks.append(_phi(t, found))
    confirmed = content.findings.efa_confirmed
    if confirmed is not None:
        blocks.append(t.p("report.efa.confirmed", n=sum(confirmed.n), fit=fit_sentence(confirmed, t)))
    blocks += remarks(t, found)
    made = Section("efa", t("report.efa.title"), tuple(blocks), aside=_files(t, found))
    return noted(made, t("report.efa.n", n=found.n))


def oblique(found: Efa) -> bool:
    """Whether the rotated factors correlate."""
    return found.factors > 1 and found.rotation in ("oblimin", "promax")


def _text(content: Content, t: Words, found: Efa) -> Block:
    return t.p(
        "report.efa.text",
        of="all" if found.split is None else "half",
        valid=content.clean.n,
        seed=found.split,
        kmo=num(found.kmo.overall),
        df=found.bartlett.df,
        chisq=num(found.bartlett.chisq),
        p=spoken.p_phrase(found.bartlett.pvalue),
        extraction=t("report.efa.extraction", extraction=str(found.extraction)),
        rotation=t("report.efa.rotation", rotation=str(found.rotation)),
        n=found.n,
        factors=found.factors,
    )


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


def _numbers(t: Words, found: Efa) -> Table:
    rules = {"rule": lambda code: t("report.efa.rule", rule=str(code))}
    spec = (("rule", "text"), ("factors", "integer"))
    return from_frame(t, "efa_numbers", t("report.efa.numbers_caption"), found.numbers, spec, say=rules)


def _explained(t: Words, found: Efa) -> Block:
    """How much the factors explain, and the items that miss a cut-off."""
    low = [str(row["item"]) for row in records(found.items) if row["verdict"].key != "measurement.kept"]
    share = spoken.percent(100 * float(found.variance["cumulative"].iloc[-1]))
    return t.p("report.efa.explained", factors=found.factors, share=share, low=t.join(low) or None, n=len(low))


def _variance(t: Words, found: Efa, most: int, table_id: str = "efa_variance") -> Table:
    """Eigenvalues, and sums of squared loadings as extracted and rotated, in the form of SPSS; shares in percent."""
    frame = found.explained.head(most)
    spec: list[tuple[Any, ...]] = [("component", "integer")]
    for stage in STAGES:
        spec += [(stage, "number"), (f"{stage}_share", "percent", 2), (f"{stage}_cumulative", "percent", 2)]
    shares = {key: 100 * frame[key] for key in frame.columns if key.endswith(("_share", "_cumulative"))}
    notes = (t("report.efa.variance_note", shown=len(frame), all=len(found.explained), oblique=oblique(found)),)
    return from_frame(t, table_id, t("report.efa.variance_caption"), frame.assign(**shares), spec, notes=notes)


def _communalities(t: Words, found: Efa) -> Table:
    spec = (("item", "text"), ("initial_h2", "number"), ("extraction_h2", "number"), ("kmo", "number"), ("met", "text"))
    frame = found.communalities.rename(columns={"initial": "initial_h2", "extraction": "extraction_h2"})
    met = [t("report.efa.verdict", verdict=row["verdict"]) for row in records(found.items)]
    notes = (t("report.efa.loadings_note", several=found.factors > 1),)
    caption = t("report.efa.communalities_caption")
    return from_frame(t, "efa_communalities", caption, frame.assign(met=met), spec, notes=notes)


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
    return "components" if found.extraction == "pca" else "factors"


def _phi(t: Words, found: Efa) -> Table:
    return _square(t, "efa_phi", t("report.efa.phi_caption"), found.phi, "factor", ())


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
    words = {"met": lambda verdict: t("report.efa.verdict", verdict=verdict)}
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
