"""The path diagram of a fit: what is drawn of its parameters, group by group. How, is `tamkit.drawing`'s."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tamkit.errors import OptionError, listed, unknown
from tamkit.messages import Message
from tamkit.sem.setup import Setup

if TYPE_CHECKING:
    from tamkit.drawing import Picture
    from tamkit.drawing.panels import Panel
    from tamkit.drawing.paths import Box, Edge

PARTS = ("structure", "measurement", "both")
MARKS = ("stars", "p", "labels", "none")
ALPHA = 0.05


class Drawn(Protocol):
    """What a fit must show to be drawn."""

    @property
    def setup(self) -> Setup: ...

    @property
    def table(self) -> Any: ...

    @property
    def estimator(self) -> str: ...

    @property
    def _r2_by_group(self) -> list[dict[str, float]]: ...


@dataclass(frozen=True, slots=True)
class Style:
    """What stands at arrows and in boxes."""

    standardized: bool
    marks: str
    names: Mapping[str, str]


def diagram(
    fit: Drawn, group: int | str | None, *, part: str | None, standardized: bool, marks: str,
    names: Mapping[str, str] | None,
) -> Picture:  # fmt: skip
    """The picture; see `Fit.diagram`.

    Raises InputError for an unknown group, part or kind of marks, names of no variable.
    """
    from tamkit.drawing.panels import together

    labels = fit.setup.sample.groups
    chosen = range(len(labels)) if group is None else [fit.setup.group(group)]
    if part is not None and part not in PARTS:
        raise OptionError(unknown("part of a model", part, PARTS))
    if marks not in MARKS:
        raise OptionError(unknown("kind of marks", marks, MARKS))
    known = [*fit.setup.table.names.lv, *fit.setup.table.names.ov]
    for name in names or {}:
        if name not in known:
            raise OptionError(unknown("variable", name, known))
    style = Style(standardized, marks, names or {})
    panels = [panel for g in chosen for panel in _of_group(fit, g, part, style)]
    return together("diagram", panels, _legend(fit, style))


def _of_group(fit: Drawn, g: int, part: str | None, style: Style) -> list[Panel]:
    frame = fit.table
    rows = [row for row in frame[frame["group"] == g + 1].itertuples() if row.op in ("=~", "<~", "~", "~~")]
    structural = any(row.op == "~" for row in rows)
    wanted = part or ("structure" if structural else "measurement")
    label = fit.setup.sample.groups[g]
    several = len(fit.setup.sample.groups) > 1
    title = str(Message("sem.drawn_group", label=label, n=fit.setup.sample.n[g])) if several else ""
    if wanted == "structure" and not structural:
        raise OptionError("sem.no_paths_to_draw")
    out = []
    if wanted in ("structure", "both") and structural:
        out.append(_structure(fit, g, rows, title, style))
    if wanted in ("measurement", "both"):
        out.append(_measurement(fit, g, rows, title if not out else "", style))
    return out


def _structure(fit: Drawn, g: int, rows: Sequence[Any], title: str, style: Style) -> Panel:
    from tamkit.drawing.panels import Panel
    from tamkit.drawing.paths import LABEL_H, LABEL_W, draw_paths, place

    # A loop of a variable on itself cannot be; an arrow written twice is one.
    edges = {(row.rhs, row.lhs): _edge(row.rhs, row.lhs, row, style) for row in rows if row.op == "~"}
    high = 2 * LABEL_H if _two_lines(style) else LABEL_H
    placed = place(list(edges), (LABEL_W, high), fit.setup.table.names.ov)
    boxes = {name: _box(fit, g, name, style, r2=True) for name in placed.boxes}
    others = [name for name in fit.setup.table.names.lv if name not in boxes and not _is_facet(name, rows)]
    loose = (
        [str(Message("sem.joined_by_no_path", names=tuple(_name(name, style) for name in others)))] if others else []
    )
    return Panel(
        placed.size,
        draw_paths(placed, list(edges.values()), boxes, labels=8.4 if _two_lines(style) else 9.0),
        title,
        [*_told(_covariances(rows, set(boxes)), style), *loose],
    )


def _measurement(fit: Drawn, g: int, rows: Sequence[Any], title: str, style: Style) -> Panel:
    from tamkit.drawing.factors import draw_factors, plan
    from tamkit.drawing.panels import Panel

    measured: dict[str, list[str]] = {}
    for row in rows:
        if row.op in ("=~", "<~"):
            measured.setdefault(row.lhs, []).append(row.rhs)
    loadings = [
        _edge(*((row.lhs, row.rhs) if row.op == "=~" else (row.rhs, row.lhs)), row, style)
        for row in rows
        if row.op in ("=~", "<~")
    ]
    inside = {*measured, *(name for parts in measured.values() for name in parts)}
    # Without constructs, observed variables and their covariances are all there is to draw.
    alone = [] if measured else list(fit.setup.table.names.ov)
    pairs = _covariances(rows, inside | set(alone))
    found = plan(measured, [(row.lhs, row.rhs) for row in pairs], alone, pitch=0.5 if _two_lines(style) else 0.34)
    arcs = [_edge(row.lhs, row.rhs, row, style) for row in pairs if (row.lhs, row.rhs) in found.arcs]
    rest = [row for row in pairs if (row.lhs, row.rhs) not in found.arcs]
    boxes = {name: _box(fit, g, name, style, r2=name not in found.items) for name in found.boxes}
    return Panel(found.size, draw_factors(found, loadings, arcs, boxes), title, _told(rest, style))


def _two_lines(style: Style) -> bool:
    return style.marks in ("p", "labels")


def _covariances(rows: Sequence[Any], among: set[str]) -> list[Any]:
    """Those that were estimated, or fixed at something else than 0."""
    return [
        row
        for row in rows
        if row.op == "~~" and row.lhs != row.rhs and {row.lhs, row.rhs} <= among and (row.free or row.est != 0)
    ]


def _is_facet(name: str, rows: Sequence[Any]) -> bool:
    """Whether a construct is measured by, or measures, another."""
    return any(row.op == "=~" and row.rhs == name for row in rows)


def _told(rows: Sequence[Any], style: Style) -> list[str]:
    """Covariances that are not drawn, in words."""
    told = [
        f"{_name(row.lhs, style)} – {_name(row.rhs, style)} {_text(row, style).replace(chr(10), ' ')}" for row in rows
    ]
    if not told:
        return []
    return [str(Message("sem.drawn_covariances", standardized=style.standardized, covariances=listed(told, 20)))]


def _edge(source: str, target: str, row: Any, style: Style) -> Edge:
    from tamkit.drawing.paths import Edge

    value = row.std_all if row.std_all == row.std_all else row.est
    firm = row.pvalue == row.pvalue and row.pvalue < ALPHA
    return Edge(source, target, _text(row, style), float(value), bool(firm or not row.free))


def _text(row: Any, style: Style) -> str:
    from tamkit.drawing.numbers import MISSING, number, p_value, stars

    shown = number(float(row.std_all if style.standardized else row.est))
    if style.marks == "stars":
        return shown if shown == MISSING else shown + stars(float(row.pvalue))
    if style.marks == "p" and row.pvalue == row.pvalue:
        return f"{shown}\n({p_value(float(row.pvalue))})"
    if style.marks == "labels" and row.label:
        return f"{row.label}\n{shown}"
    return shown


def _box(fit: Drawn, g: int, name: str, style: Style, *, r2: bool) -> Box:
    from tamkit.drawing.paths import Box

    explained = fit._r2_by_group[g].get(name) if r2 else None
    return Box(_name(name, style), explained, name in fit.setup.table.names.lv)


def _name(name: str, style: Style) -> str:
    return style.names.get(name, name)


def _legend(fit: Drawn, style: Style) -> str:
    return str(Message("sem.drawn_legend", standardized=style.standardized, estimator=fit.estimator, marks=style.marks))
