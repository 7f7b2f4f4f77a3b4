"""The drivers of the outcome, ranked: standardized direct, indirect and total effects."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tamkit.drivers import mediation

KINDS = ("direct", "indirect", "total")
PARTS = ("", "_se", "_ci_lower", "_ci_upper")
TESTED = ("", "_se", "_pvalue", "_ci_lower", "_ci_upper")
COLUMNS = [
    "source",
    "outcome",
    *(f"{kind}{part}" for kind in KINDS for part in PARTS),
    *(f"{kind}_b{part}" for kind in KINDS for part in TESTED),
    "resolution",
    "mediation",
]


def table(fit: Any, outcome: str) -> pd.DataFrame:
    """Effects of every construct that leads to ``outcome``, the largest absolute total first.

    ``direct``, ``indirect``, ``total`` are standardized, each with its own standard error and 95 % interval, and are
    not tested; ``direct_b`` … are the unstandardized effects with standard error, p and interval, which decide. A
    direct effect, and a total with no way but that, is decided by the estimator; the others by the bootstrap where the
    fit has one (``resolution``: the smallest p that it can tell), else by the delta method. An effect the model doesn't
    have (no direct path, no mediator) has 0 and no standard error. ``mediation`` is the type of all ways together
    (:func:`tamkit.drivers.mediation.overall`).
    """
    ways = mediation.sources(fit.indirect(outcome))
    rows = []
    for effect in fit.effects(outcome).to_dict("records"):
        row: dict[str, Any] = {"source": effect["source"], "outcome": effect["target"]}
        row |= {f"{kind}{part}": effect[f"{kind}_std{part}"] for kind in KINDS for part in PARTS}
        row |= {f"{kind}_b{part}": effect[f"{kind}{part}"] for kind in KINDS for part in TESTED}
        row["resolution"] = effect["resolution"]
        row["mediation"] = mediation.overall(
            ways.get(str(effect["source"]), []), effect["indirect_pvalue"], effect["direct"], effect["direct_pvalue"]
        )
        rows.append(row)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    order = frame["total"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)
