"""The drivers of the outcome, ranked: standardized direct, indirect and total effects."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tamkit.drivers.mediation import mediation_type

KINDS = ("direct", "indirect", "total")
PARTS = ("", "_se", "_pvalue", "_ci_lower", "_ci_upper")
COLUMNS = ["source", "outcome", *(f"{kind}{part}" for kind in KINDS for part in PARTS), "mediation"]


def table(fit: Any, outcome: str) -> pd.DataFrame:
    """Effects of every construct that leads to ``outcome``, the largest absolute total first.

    All numbers are standardized; standard errors and 95 % intervals are of the standardized effects, by the delta
    method or from the bootstrap draws where the fit has them. An effect the model doesn't have (no direct path, no
    mediator) has 0 and no standard error. ``mediation`` is the type of :func:`tamkit.drivers.mediation.mediation_type`.
    """
    found = fit.effects(outcome)
    rows = []
    for effect in found.to_dict("records"):
        row: dict[str, Any] = {"source": effect["source"], "outcome": effect["target"]}
        row |= {f"{kind}{part}": effect[f"{kind}_std{part}"] for kind in KINDS for part in PARTS}
        row["mediation"] = mediation_type(
            indirect=row["indirect"],
            indirect_p=row["indirect_pvalue"],
            direct=row["direct"],
            direct_p=row["direct_pvalue"],
        )
        rows.append(row)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    order = frame["total"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)
