"""Tests of whether paths differ between groups: Wald tests from one model of all groups, chi-square differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.drivers.hypotheses import holm
from tamkit.drivers.reruns import FAILURES, reason
from tamkit.messages import Message
from tamkit.sem.comparison import difference
from tamkit.sem.paths import path_rows

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.options import Options
    from tamkit.syntax import Model

TESTED = ("chisq_diff", "df_diff", "pvalue_diff")
OVERALL = ["source", "target", "wald", "df", "pvalue", "p_holm"]
PAIRS = [
    *("source", "target", "group_1", "group_2", "n_1", "n_2", "est_1", "est_2", "difference", "se"),
    *("ci_lower", "ci_upper", "z", "pvalue", "p_holm"),
]


def wald(fit: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The equality of each path in all groups, and in each two of them, from a fit in which every path is free.

    With b the path's estimates (g,), V their covariance (robust where the estimator's is) and D the contrasts
    (g − 1, g) with the first group: W = (Db)ᵀ (D V Dᵀ)⁻¹ Db ~ χ²(g − 1); of two groups z = (b₁ − b₂) / se. ``p_holm``
    is Holm's over the paths, and in the second frame over all pairs of all paths.

    R: ``lavTestWald(fit, "b1 == b2")`` for each path, ``p.adjust(p, "holm")``.
    """
    import pandas as pd
    from scipy.special import chdtrc, ndtr

    from tamkit.sem.intervals import Z975

    groups, n = [str(label) for label in fit.groups], [int(size) for size in fit.n]
    overall: list[dict[str, Any]] = []
    pairs: list[dict[str, Any]] = []
    for (source, target), (b, V) in _paths(fit).items():
        D = np.hstack([-np.ones((len(b) - 1, 1)), np.eye(len(b) - 1)])
        W = quadratic(D @ b, D @ V @ D.T)
        p = float(chdtrc(len(b) - 1, W)) if W == W else np.nan
        overall.append({"source": source, "target": target, "wald": W, "df": len(b) - 1, "pvalue": p})
        for i, j in combinations(range(len(b)), 2):
            gap = float(b[i] - b[j])
            se = float(np.sqrt(max(V[i, i] + V[j, j] - 2 * V[i, j], 0.0))) or np.nan
            pairs.append(
                {
                    **{"source": source, "target": target, "group_1": groups[i], "group_2": groups[j]},
                    **{"n_1": n[i], "n_2": n[j], "est_1": float(b[i]), "est_2": float(b[j])},
                    **{"difference": gap, "se": se, "ci_lower": gap - Z975 * se, "ci_upper": gap + Z975 * se},
                    **{"z": gap / se, "pvalue": float(2 * ndtr(-abs(gap / se)))},
                }
            )
    tests, each = pd.DataFrame(overall, columns=OVERALL), pd.DataFrame(pairs, columns=PAIRS)
    for frame in (tests, each):
        frame["p_holm"] = holm(frame["pvalue"].to_numpy(dtype=float))
    return tests, each


def quadratic(h: NDArray[np.float64], V: NDArray[np.float64]) -> float:
    """hᵀ V⁻¹ h, nan where V has no inverse.

    >>> quadratic(np.array([1.0, 2.0]), np.diag([1.0, 4.0])), quadratic(np.ones(2), np.ones((2, 2)))
    (2.0, nan)
    """
    if not np.isfinite(V).all() or np.linalg.matrix_rank(V) < len(V):
        return float("nan")
    return float(h @ np.linalg.solve(V, h))


def _paths(fit: Any) -> dict[tuple[str, str], tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Of each path among constructs that is free in every group its estimates and their covariance."""
    theta, V = fit.estimate.theta, fit.estimate.covariance
    places: dict[tuple[str, str], list[int]] = {}
    for row in fit.setup.table.rows:
        if row.op == "~" and row.free and row.lhs in fit.latent and row.rhs in fit.latent:
            places.setdefault((row.rhs, row.lhs), []).append(row.free - 1)
    whole = {path: at for path, at in places.items() if len(at) == len(fit.groups)}
    return {path: (theta[at], V[np.ix_(at, at)]) for path, at in whole.items()}


def chisq(
    model: Model, data: Any, free: Any, common: Options, freed: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, Any], Mapping[tuple[str, str], Message]]:
    """Each path equal in all groups against the model with all paths free: chi-square difference (scaled for a robust
    estimator), ``p_diff_holm`` Holm's; every fit; and why a path could not be tested: one that can't be leaves the
    others as they are. One more fit a path.

    R: ``lavTestLRT(free, sem(model, data, group = g, group.equal = c("loadings", "regressions"), group.partial = …))``.
    """
    import pandas as pd

    from tamkit import sem

    first = free.table[free.table["group"] == 1]
    paths = [(row["source"], row["target"]) for row in path_rows(first, free.latent)]
    regressions = [f"{row['target']}~{row['source']}" for row in path_rows(first)]
    found: list[dict[str, Any]] = []
    fits: dict[str, Any] = {}
    failed: dict[tuple[str, str], Message] = {}
    for source, target in paths:
        others = [path for path in regressions if path != f"{target}~{source}"]
        one = replace(common, group_equal=("loadings", "regressions"), group_partial=(*freed, *others))
        test = dict.fromkeys(TESTED, float("nan"))
        try:
            held = sem.fit(model, data, options=one).require_converged()
            test = difference(free, held)
            fits[f"{target}~{source} equal"] = held
        except FAILURES as error:
            failed[source, target] = reason(error)
        found.append({"source": source, "target": target} | test)
    frame = pd.DataFrame(found, columns=["source", "target", *TESTED])
    frame["p_diff_holm"] = holm(frame["pvalue_diff"].to_numpy(dtype=float))
    return frame, fits, failed
