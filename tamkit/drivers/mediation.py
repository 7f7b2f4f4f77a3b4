"""Mediation, way by way: every specific indirect effect on the outcome with the type it makes with the direct path.

Types are Zhao, Lynch & Chen's (2010), judged from each way from source to outcome on its own: a sum of two ways of
opposite sign can be nothing although both are there. Significance is that of the unstandardized effects, by the
bootstrap where there is one; a direct path is decided by the estimator.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from tamkit.drivers.hypotheses import holm

ALPHA = 0.05

NUMBERS = ("est", "se", "z", "pvalue", "ci_lower", "ci_upper", "std", "std_se", "std_ci_lower", "std_ci_upper")
COLUMNS = ["path", "source", "outcome", *NUMBERS, "resolution", "p_holm", "holm_reachable", "mediation"]


def mediation_type(*, indirect: float, indirect_p: float, direct: float, direct_p: float) -> str:
    """Zhao, Lynch & Chen's (2010) type of mediation of one way.

    ========================  ================================================
    ``complementary``         both significant, same sign
    ``competitive``           both significant, opposite signs (suppression, 遮掩效应)
    ``indirect_only``         the indirect effect alone is significant
    ``direct_only``           the direct effect alone is significant
    ``none``                  neither is
    ``indirect``              a significant indirect effect; the model has no direct path to judge it by
    ``no_indirect``           none; the model has no direct path either
    ``""``                    there is no indirect effect to judge
    ========================  ================================================

    A direct effect that isn't significant doesn't show that mediation is "full"; hence the neutral names. One that was
    never estimated (``direct_p`` is NaN) shows nothing, so "only" is not said of the indirect one.

    >>> mediation_type(indirect=0.2, indirect_p=0.001, direct=-0.1, direct_p=0.02)
    'competitive'
    >>> mediation_type(indirect=0.2, indirect_p=0.001, direct=0.0, direct_p=float("nan"))
    'indirect'
    """
    if indirect != indirect or indirect_p != indirect_p:
        return ""
    through, straight = indirect_p < ALPHA, direct_p < ALPHA
    if direct_p != direct_p:
        return "indirect" if through else "no_indirect"
    if through and straight:
        return "complementary" if indirect * direct > 0 else "competitive"
    if through:
        return "indirect_only"
    return "direct_only" if straight else "none"


def overall(ways: Sequence[tuple[float, float]], whole_p: float, direct: float, direct_p: float) -> str:
    """The type of all ways (estimate, p) of one source together: :func:`mediation_type` of those that are significant.

    ``opposite`` where two significant ones have opposite signs; ``together`` where none is significant on its own but
    their sum is (``whole_p``).

    >>> overall([(0.27, 1e-14), (-0.28, 1e-14)], 0.6, 0.0, float("nan"))
    'opposite'
    >>> overall([(0.2, 0.001), (0.01, 0.7)], 0.001, 0.3, 0.2)
    'indirect_only'
    """
    firm = [est for est, p in ways if p < ALPHA]
    if len({est > 0 for est in firm}) == 2:
        return "opposite"
    if firm:
        return mediation_type(indirect=firm[0], indirect_p=0.0, direct=direct, direct_p=direct_p)
    if not any(p == p for _, p in ways):
        return ""
    if whole_p < ALPHA:
        return "together"
    return mediation_type(indirect=0.0, indirect_p=1.0, direct=direct, direct_p=direct_p)


def table(fit: Any, outcome: str) -> pd.DataFrame:
    """One row a way to ``outcome``, in the order of ``fit.indirect``.

    Columns: ``path`` (``X -> M -> Y``), ``source, outcome``; ``est, se, z, pvalue, ci_lower, ci_upper`` of the product
    of the paths, ``std`` with its own error and interval, ``resolution`` (the smallest p that the draws can tell);
    ``p_holm`` over all ways here, ``holm_reachable`` (whether so many draws can give an adjusted p below .05 at all);
    ``mediation`` (:func:`mediation_type`).
    """
    found = fit.indirect(outcome)
    direct = {row["source"]: row for row in fit.effects(outcome).to_dict("records")}
    types = [
        mediation_type(
            indirect=way["est"],
            indirect_p=way["pvalue"],
            direct=direct[way["source"]]["direct"],
            direct_p=direct[way["source"]]["direct_pvalue"],
        )
        for way in found.to_dict("records")
    ]
    frame = found.rename(columns={"target": "outcome"}).assign(mediation=types)
    frame["p_holm"] = holm(frame["pvalue"].to_numpy(dtype=float))
    frame["holm_reachable"] = reachable(frame)
    return frame.reindex(columns=COLUMNS)


def reachable(frame: pd.DataFrame) -> Any:
    """Whether the smallest p of the rows' resampling, times their number, is below .05."""
    tests = int(frame["pvalue"].notna().sum())
    return ~(tests * frame["resolution"].to_numpy(dtype=float) >= ALPHA)


def draws_needed(tests: int) -> int:
    """The fewest draws R with which Holm's smallest p, m · 2/(R + 1), can be below .05.

    >>> draws_needed(1), draws_needed(16)
    (40, 640)
    """
    return int(np.floor(2 * tests / ALPHA + 1e-9))


def sources(frame: pd.DataFrame) -> dict[str, list[tuple[float, float]]]:
    """Estimate and p of every way, by source."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in frame.to_dict("records"):
        found.setdefault(str(row["source"]), []).append((float(row["est"]), float(row["pvalue"])))
    return found
