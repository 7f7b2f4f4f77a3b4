"""Whether another engine arrives at the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.syntax import Model

#: Two engines agree when nothing differs by more than this many standard errors: far below the last printed digit.
AGREEMENT = 0.01


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two engines' estimates of one model.

    Attributes
    ----------
    engines
        The two, the first is the one reported.
    parameters, n
        Free parameters compared, rows both used.
    largest_est, largest_est_at
        Largest absolute difference of an estimate in its standard errors, and the parameter's name.
    largest_se, largest_se_at
        The same of a standard error.
    agree
        Both within ``AGREEMENT`` standard errors.
    table
        DataFrame[lhs, op, rhs, est, se, est_other, se_other, est_difference, se_difference], differences in standard
        errors.
    """

    engines: tuple[str, str]
    parameters: int
    n: int
    largest_est: float
    largest_est_at: str
    largest_se: float
    largest_se_at: str
    agree: bool
    table: pd.DataFrame


def agreement(ours: Any, theirs: Any) -> Agreement:
    """Compare the free parameters of two fits of one model to the same rows.

    For each parameter (est₂ − est₁)/se₁ and (se₂ − se₁)/se₁: one number says whether the engines agree, whatever the
    scale of the answers.

    Raises
    ------
    AnalysisError
        When the fits don't have the same free parameters or rows, or no standard errors.
    """
    import pandas as pd

    own = _free(ours.table)
    other = _free(theirs.table)
    if set(own) != set(other) or sum(ours.n) != sum(theirs.n):
        raise AnalysisError("sem.engines_differ")
    rows = []
    for (lhs, op, rhs), row in own.items():
        again = other[lhs, op, rhs]
        rows.append(
            {
                **{"lhs": lhs, "op": op, "rhs": rhs, "est": row["est"], "se": row["se"]},
                **{"est_other": again["est"], "se_other": again["se"]},
                "est_difference": (again["est"] - row["est"]) / row["se"],
                "se_difference": (again["se"] - row["se"]) / row["se"],
            }
        )
    if not rows:
        raise AnalysisError("sem.engines_not_comparable")
    table = pd.DataFrame(rows)
    sizes = {key: np.abs(table[f"{key}_difference"].to_numpy(dtype=float)) for key in ("est", "se")}
    if not all(np.isfinite(size).all() for size in sizes.values()):
        raise AnalysisError("sem.engines_not_comparable")
    at = {key: int(size.argmax()) for key, size in sizes.items()}
    names = {key: " ".join(table.loc[place, ["lhs", "op", "rhs"]]) for key, place in at.items()}
    largest = {key: float(size[at[key]]) for key, size in sizes.items()}
    return Agreement(
        engines=(str(ours.engine), str(theirs.engine)),
        parameters=len(rows),
        n=int(sum(ours.n)),
        largest_est=largest["est"],
        largest_est_at=names["est"],
        largest_se=largest["se"],
        largest_se_at=names["se"],
        agree=max(largest.values()) <= AGREEMENT,
        table=table,
    )


def _free(table: pd.DataFrame) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Free parameters by name; a covariance has one name whichever end comes first."""
    found = {}
    for row in table.to_dict("records"):
        if row["free"] and row["op"] != ":=":
            ends = sorted((row["lhs"], row["rhs"])) if row["op"] == "~~" else [row["lhs"], row["rhs"]]
            found[ends[0], row["op"], ends[1]] = row
    return found


def compare_engines(model: Model | str, data: Any, **given: Any) -> pd.DataFrame:
    """The model fitted by tamkit and by semopy: lhs, op, rhs, est, est_semopy, se, se_semopy, difference, se_ratio.

    ``difference`` is in units of standard errors, so that one number says whether the engines agree.
    """
    from tamkit.sem.fitting import fit

    found = agreement(fit(model, data, **given), fit(model, data, engine="semopy", **given)).table
    renamed = {"est_other": "est_semopy", "se_other": "se_semopy", "est_difference": "difference"}
    return (
        found.assign(se_ratio=found["se_other"] / found["se"])
        .rename(columns=renamed)
        .loc[:, ["lhs", "op", "rhs", "est", "est_semopy", "se", "se_semopy", "difference", "se_ratio"]]
    )
