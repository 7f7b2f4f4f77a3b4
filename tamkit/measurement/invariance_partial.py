"""Partial invariance: which parameters to free when a level fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.measurement.blocks import Block
from tamkit.measurement.invariance_score import Key, names_of, release_drops
from tamkit.measurement.invariance_syntax import Level, group_model, parameter
from tamkit.measurement.model_fits import attempt
from tamkit.measurement.remarks import no_partial
from tamkit.messages import Message

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.options import Options

REFITTED = 3
KIND = {"metric": "loading", "scalar": "intercept", "strict": "residual"}


@dataclass(frozen=True, slots=True)
class Freed:
    """Outcome of the search: the fit that holds (or None), its syntax, what was freed, rows for the table, notes."""

    fit: Any | None
    model: str
    freed: tuple[str, ...]
    rows: list[dict[str, Any]]
    notes: list[Message]


def search(
    blocks: Sequence[Block],
    level: Level,
    groups: int,
    freed: set[str],
    thresholds: dict[str, int] | None,
    previous: Any,
    failed: Any,
    data: pd.DataFrame,
    options: Options,
    max_freed: float,
    holds: Callable[[Any], bool],
) -> Freed:
    """Free the parameter with the largest drop in chi-square, again and again, until the level holds.

    A score test ranks the candidates and the three best are refitted, so that what is freed is what lowers chi-square
    most. Stops without a fit when a construct would keep fewer than two equal items, or more than ``max_freed`` of its
    items would be free.
    """
    kind = KIND[level]
    now = set(freed)
    fit = failed
    rows: list[dict[str, Any]] = []
    chosen: list[str] = []
    model = ""
    while True:
        owners: dict[str, tuple[str, str]] = {}
        keys: dict[str, Key] = {}
        for block in blocks:
            open_items = [i for i in block.items if parameter(kind, block.code, i) not in now]
            loose = len(block.items) - len(open_items)
            if len(open_items) < 3 or (loose + 1) > max_freed * len(block.items):
                continue
            found = names_of(kind, block.code, open_items)
            keys |= found
            owners |= {name: (block.code, item) for name, item in zip(found, open_items, strict=True)}
        best: tuple[float, str, str, str, Any, str] | None = None
        for name in _promising(fit, keys, blocks, level, groups, now, thresholds):
            larger = group_model(blocks, level, groups, freed=now | {name}, thresholds=thresholds)
            candidate, _ = attempt(name, larger, data, options)
            if candidate is not None and (best is None or float(candidate.fit["chisq"]) < best[0]):
                best = (float(candidate.fit["chisq"]), name, *owners[name], candidate, str(larger))
        if best is None:
            return Freed(None, "", (), [], [no_partial(level, chosen)])
        chisq, name, code, item, candidate, model = best
        now.add(name)
        chosen.append(name)
        rows.append(
            {
                "level": level,
                "parameter": name,
                "construct": code,
                "item": item,
                "chisq_drop": float(fit.fit["chisq"]) - chisq,
                "reason": Message("measurement.freed_by_drop"),
            }
        )
        fit = candidate
        if holds(fit):
            return Freed(fit, model, tuple(chosen), rows, [])


def _promising(
    fit: Any,
    keys: dict[str, Key],
    blocks: Sequence[Block],
    level: Level,
    groups: int,
    freed: set[str],
    thresholds: dict[str, int] | None,
) -> list[str]:
    """The candidates worth a refit: the three with the largest score test, or all where it cannot be had."""
    if len(keys) <= REFITTED:
        return list(keys)
    released = group_model(blocks, level, groups, freed=freed | set(keys), thresholds=thresholds)
    try:
        drops = release_drops(fit, released, keys, thresholds)
    except np.linalg.LinAlgError:
        return list(keys)
    return list(drops)[:REFITTED]
