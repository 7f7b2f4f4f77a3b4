"""Item texts, means and correlations, model syntax, versions, seed, hashes, warnings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tamkit.report import marks
from tamkit.report.build import columns, interval, keep_filled, model_title, n_of, records, value
from tamkit.report.chapters.limits import POOLED, warned
from tamkit.report.chapters.measurement import htmt_intervals
from tamkit.report.content import Content
from tamkit.report.findings import COMPANIONS
from tamkit.report.provenance import provenance
from tamkit.report.sizes import sized
from tamkit.report.tree import Block, Cell, Code, Column, Row, Section, Table
from tamkit.report.warned import collected, unsaid
from tamkit.report.words import Words

ORDER = 99


def build(content: Content, t: Words) -> Section:
    parts = [
        _items(content, t),
        _correlations(content, t),
        _syntax(content, t),
        _versions(content, t),
        _warnings(content, t),
    ]
    inner = tuple(part for part in parts if part is not None)
    return Section("appendix", t("report.appendix.title"), inner, part="appendix")


def _items(content: Content, t: Words) -> Section:
    form = content.questionnaire
    body: list[Row] = []
    for construct in form.first_order():
        body.append(Row(heading=content.with_code(construct.code, t.lang)))
        for item in construct.items:
            keyed = t("report.appendix.scored", reverse=bool(item.reverse))
            body.append(Row((item.code, content.item_text(item.code, t.lang), keyed)))
    spec = columns(t, ("code", "text"), ("item_text", "text"), ("scale", "text"))
    table = Table("item_texts", t("report.appendix.items_caption"), spec, tuple(body))
    blocks: list[Block] = [t.p("report.appendix.items_lead", items=len(form.item_codes))]
    scale = _scale(content)
    if scale is not None:
        piped = any("{P}" in item.text.get(t.lang) for item in form.items)
        low, high = (scale.label(end, t.lang) if scale.labels else None for end in (scale.low, scale.high))
        ends = {"least": scale.low, "most": scale.high}
        blocks.append(t.p("report.appendix.items_text", piped=piped, low=low, high=high, **ends))
    return Section("appendix_items", t("report.appendix.items_title"), (*blocks, table))


def _scale(content: Content) -> Any:
    """The scale of the items when all share one."""
    names = {item.scale for item in content.questionnaire.items}
    return content.questionnaire.scales.get(names.pop()) if len(names) == 1 else None


def _correlations(content: Content, t: Words) -> Section | None:
    if content.measurement is None:
        return None
    latent = content.measurement.latent_cor
    tables = [_latent(content, t, latent)] if latent is not None and len(latent) else []
    blocks: list[Block] = [t.p("report.appendix.correlations_text", latent=bool(tables)), *tables]
    blocks.append(_observed(content, t))
    pairs = htmt_intervals(content)
    aside = (_htmt(content, t, pairs),) if pairs else ()
    made = Section("appendix_correlations", t("report.appendix.correlations_title"), tuple(blocks), aside=aside)
    return sized(made, content, t, content.measurement.cfa)


def _latent(content: Content, t: Words, latent: Any) -> Table:
    """Latent correlations below the diagonal, those of item means above it where the measurement gives them."""
    names = [str(name) for name in latent.columns]
    manifest = getattr(content.measurement, "manifest_cor", None)
    moments = {str(row["construct"]): row for row in records(getattr(content.description, "constructs", None))}
    rows = []
    for i, a in enumerate(names):
        own = moments.get(a, {})
        cells: list[Cell] = [content.with_code(a, t.lang), value(own, "mean"), value(own, "sd")]
        for j, b in enumerate(names):
            above = manifest is not None and a in manifest.index and b in manifest.columns
            if j <= i:
                cells.append(float(latent.loc[a, b]))
            else:
                cells.append(float(manifest.loc[a, b]) if above and manifest is not None else "")
        rows.append(Row(tuple(cells)))
    first = columns(t, ("construct", "text"), ("mean", "number", 2), ("sd", "number", 2))
    spec = (*first, *(Column(name, name, "number", 2, bounded=True) for name in names))
    shown = manifest is not None
    held = [
        content.within(block.code, t.lang)
        for block in content.measurement.blocks
        if manifest is not None and block.facets and {block.code, *block.facets} <= set(manifest.index)
    ]
    table = Table(
        "latent_correlations",
        marks.of(t("report.appendix.latent_caption", manifest=shown), content.measurement.cfa),
        spec,
        tuple(rows),
        (t("report.appendix.latent_note", manifest=shown, whole=t.join(held) or None),),
    )
    return keep_filled(table)


def _observed(content: Content, t: Words) -> Table:
    """The matrix the measurement model was fitted to, as correlations, with the items' means and SDs."""
    fit = content.measurement.cfa
    cov = fit.sample_cov(1)
    names = [str(name) for name in cov.columns]
    found = cov.to_numpy().tolist()
    sd = [found[i][i] ** 0.5 for i in range(len(names))]
    moments = {str(row["item"]): row for row in records(getattr(content.description, "items", None))}
    rows = []
    for i, a in enumerate(names):
        own = moments.get(a, {})
        cells: list[Cell] = [a, value(own, "mean"), value(own, "sd")]
        cells += [found[i][j] / (sd[i] * sd[j]) if j <= i else "" for j in range(len(names))]
        rows.append(Row(tuple(cells)))
    first = columns(t, ("item", "text"), ("mean", "number", 2), ("sd", "number", 2))
    spec = (*first, *(Column(name, name, "number", 2) for name in names))
    note = t("report.appendix.items_r_note", n=n_of(fit), moments=content.clean.n)
    return keep_filled(Table("item_correlations", t("report.appendix.items_r_caption"), spec, tuple(rows), (note,)))


def _htmt(content: Content, t: Words, rows: list[dict[str, Any]]) -> Table:
    body = []
    for row in rows:
        names = (content.with_code(str(row[key]), t.lang) for key in ("construct_1", "construct_2"))
        body.append(Row((*names, value(row, "htmt"), interval(row, "ci_lower", "ci_upper"))))
    spec = columns(t, ("construct_1", "text"), ("construct_2", "text"), ("htmt", "number"), ("htmt_ci", "number"))
    return Table("htmt_intervals", t("report.measurement.htmt_intervals_caption"), spec, tuple(body))


def _syntax(content: Content, t: Words) -> Section | None:
    """The two models that are reported in full; the others have files of their own."""
    if content.drivers is None:
        return None
    *others, main = content.drivers.fits
    files = t.join([f"models/{name}.lav" for name in others]) or None
    blocks: list[Block] = [
        t.p("report.appendix.syntax_text", files=files),
        Code(syntax_text(content.measurement.cfa), t("report.appendix.syntax_measurement"), "lavaan"),
        Code(syntax_text(content.drivers.fits[main]), model_title(content, t, main), "lavaan"),
    ]
    return Section("appendix_syntax", t("report.appendix.syntax_title"), tuple(blocks))


def syntax_text(fit: Any) -> str:
    return str(fit.model).strip() + "\n"


def _versions(content: Content, t: Words) -> Section:
    blocks: list[Block] = [provenance(content, t)]
    given = content.provenance
    versions, hashes = given.get("versions"), given.get("hashes")
    if isinstance(versions, Mapping) and versions:
        rows = tuple(Row((str(name), str(version))) for name, version in sorted(versions.items()))
        spec = columns(t, ("package", "text"), ("version", "text"))
        blocks.append(Table("versions", t("report.appendix.versions_caption"), spec, rows))
    found = {str(name): str(digest) for name, digest in hashes.items()} if isinstance(hashes, Mapping) else {}
    for source in content.clean.survey.sources:
        found.setdefault(str(source.name), str(source.sha256))
    if found:
        rows = tuple(Row((name, digest)) for name, digest in found.items())
        blocks.append(
            Table("hashes", t("report.appendix.hashes_caption"), columns(t, ("file", "text"), ("sha256", "text")), rows)
        )
    said = t.p("report.appendix.versions_text", versions=bool(versions), hashes=bool(found), seed=given.get("seed"))
    return Section("appendix_versions", t("report.appendix.versions_title"), (said, *blocks))


def _warnings(content: Content, t: Words) -> Section:
    """What the first page warns of, and every warning of every fit beside the main ones."""
    modelled = content.drivers is not None
    beside = [one for one in collected(content.findings) if one.field in COMPANIONS]
    notes = content.drivers.notes if modelled else ()
    if content.warnings:
        notes = tuple(unsaid(notes, content.findings))
    given = [*content.warnings, *content.clean.survey.notes, *notes, *(one.said for one in beside)]
    own = [one for one in given if getattr(one, "key", "") != POOLED]  # which the limits tell whole
    told = warned(content, t, own or given) or (t.p("report.appendix.no_warnings"),)
    return Section("appendix_warnings", t("report.appendix.warnings_title"), told)
