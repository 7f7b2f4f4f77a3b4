"""Small tools the chapters share: frames to rows, construct names, the formatted parts of a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from tamkit.drivers.verdicts import ALPHA
from tamkit.errors import InputError
from tamkit.report import spoken
from tamkit.report.content import Content
from tamkit.report.tree import Below, Beside, Block, Cell, Column, Detail, Interval, Row, Starred, Table, Verdict
from tamkit.report.words import Words
from tamkit.sem import versions
from tamkit.sem.paths import path_rows
from tamkit.sem.paths import records as told

#: Columns of standardized coefficients, whose values beyond ±1 are marked.
STANDARDIZED = frozenset({"std", "loading", "direct", "indirect", "total", "importance"})


def records(frame: Any) -> list[dict[str, Any]]:
    """A frame's rows as plain dictionaries; None is no rows."""
    return [] if frame is None else told(frame)


def value(row: Mapping[str, Any], key: str) -> float | None:
    """A number of a row, None where it is absent or not a number."""
    found = row.get(key)
    if found is None or isinstance(found, str):
        return None
    number = float(found)
    return None if math.isnan(number) else number


def significant(row: Mapping[str, Any], key: str) -> bool:
    """Whether a p of a row is known and below α."""
    p = value(row, key)
    return p is not None and p < ALPHA


def first(row: Mapping[str, Any], *keys: str) -> float | None:
    """The first of several names of one number that is there."""
    for key in keys:
        found = value(row, key)
        if found is not None:
            return found
    return None


def starred(row: Mapping[str, Any], key: str, p: str) -> Cell:
    found = value(row, key)
    return None if found is None else Starred(found, value(row, p))


def beside(row: Mapping[str, Any], key: str, p: str) -> Cell:
    found = value(row, key)
    return None if found is None else Beside(found, value(row, p))


def p_cell(row: Mapping[str, Any], key: str, resolution: float | None) -> Cell:
    """A p value; where it lies below what resampling can tell, that it does."""
    found = value(row, key)
    return Below(found, resolution) if found is not None and resolution is not None and found < resolution else found


def effect(row: Mapping[str, Any], key: str) -> float | None:
    """An effect; None where the model has no such path (0 without a standard error)."""
    found = value(row, key)
    return None if not found and value(row, f"{key}_se") is None else found


def interval(row: Mapping[str, Any], lower: str, upper: str) -> Cell:
    low, high = value(row, lower), value(row, upper)
    return None if low is None or high is None else Interval(low, high)


def columns(t: Words, *specs: tuple[Any, ...]) -> tuple[Column, ...]:
    """Columns from ``(key, kind[, digits[, heading]])``, headed by ``heading`` where it is another case than the key;
    the first column is the stub. ``cfi_robust`` is headed as a version."""
    made = []
    for number, spec in enumerate(specs):
        key, kind = spec[0], spec[1]
        digits = spec[2] if len(spec) > 2 else 1 if kind == "percent" else 3
        bounded = key in STANDARDIZED
        title = heading(t, spec[3] if len(spec) > 3 else key)
        made.append(Column(key, title, kind, digits, stub=number == 0, bounded=bounded))
    return tuple(made)


def heading(t: Words, key: str) -> str:
    """The heading of a column; of a version of a fit measure, with its name."""
    for version in versions.VERSIONS[:-1]:
        if key.endswith(f"_{version}"):
            measure = t("report.column", key=key.removesuffix(f"_{version}"))
            return t("report.fit.measure", version=version, measure=measure)
    return t("report.column", key=key)


def in_version(names: Container[str], *specs: tuple[Any, ...]) -> tuple[tuple[Any, ...], ...]:
    """Specifications of columns, each fit measure under the name of the version that is shown among ``names``."""
    return tuple((versions.named(spec[0], names)[0], *spec[1:]) for spec in specs)


def keep_filled(table: Table) -> Table:
    """The table without columns in which every cell is empty (what the estimator or stage didn't give)."""
    body = [row for row in table.rows if not row.heading]
    kept = [
        i
        for i, column in enumerate(table.columns)
        if column.stub or any(row.cells[i] not in (None, "") for row in body)
    ]
    if len(kept) == len(table.columns):
        return table
    rows = tuple(row if row.heading else Row(tuple(row.cells[i] for i in kept)) for row in table.rows)
    return Table(table.id, table.caption, tuple(table.columns[i] for i in kept), rows, table.notes)


def arrow(content: Content, t: Words, source: str, target: str) -> str:
    """``感知易用性 → 感知有用性``"""
    return f"{content.name(source, t.lang)} → {content.name(target, t.lang)}"


def model_title(content: Content, t: Words, name: str) -> str:
    try:
        return content.text(content.questionnaire.declared(name).title, t.lang)
    except (InputError, LookupError, StopIteration):
        return name


def n_of(fit: Any) -> int:
    """Respondents in a fit, all groups together."""
    n = fit.n
    return int(sum(n)) if isinstance(n, Iterable) else int(n)


def ratio(part: float, whole: float) -> float | None:
    return 100.0 * part / whole if whole else None


def num(number: float | None, digits: int = 3) -> str:
    """A number of a sentence."""
    return spoken.number(number, digits)


def paths_of(fit: Any, latent_only: bool = False) -> list[dict[str, Any]]:
    """The paths of a fit, all or those among constructs."""
    return path_rows(fit.table, fit.latent if latent_only else None)


def yes_or_no(t: Words, met: bool) -> Verdict:
    """Whether a cut-off is met, in the colours of a verdict."""
    return Verdict(t("report.met", met="yes"), "good") if met else Verdict(t("report.met", met="no"), "bad")


def from_frame(
    t: Words,
    table_id: str,
    caption: str,
    frame: Any,
    spec: Iterable[tuple[Any, ...]],
    *,
    say: Mapping[str, Callable[[Any], Cell]] | None = None,
    notes: tuple[str, ...] = (),
) -> Table:
    """A frame as a table: ``spec`` names the columns with their kind and digits, ``say`` turns codes into words."""
    said = say or {}
    made = columns(t, *spec)
    rows = []
    for row in records(frame):
        cells: list[Cell] = []
        for column in made:
            found = row.get(column.key)
            if column.key in said:
                cells.append(said[column.key](found))
            elif column.kind == "text":
                cells.append("" if found is None or found != found else t.say(found))
            else:
                cells.append(value(row, column.key))
        rows.append(Row(tuple(cells)))
    return keep_filled(Table(table_id, caption, made, tuple(rows), notes))


def remarks(t: Words, *found: Any) -> list[Block]:
    """What results say of themselves (``remarks`` or ``notes``), as a list for the appendix; empty when nothing."""
    said: list[object] = []
    for one in found:
        given = getattr(one, "remarks", None)
        said += getattr(one, "notes", ()) if given is None else given
    return detail(t, said)


def detail(t: Words, said: Iterable[object]) -> list[Block]:
    """Some remarks as a list for the appendix; empty when nothing."""
    told = t.remarks(said)
    return [Detail(told)] if told else []
