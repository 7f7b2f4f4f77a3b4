"""The drivers of the outcome, ranked: standardized direct, indirect and total effects, and which of them differ.

Every difference between the sizes of two total effects is tested, Holm's adjustment over all pairs. What does not
differ is a tie, so a driver has not a rank but a range of them:

    lower = 1 + the number of drivers that are significantly larger,
    upper = K − the number that are significantly smaller.

A tie is not equality: the answers do not tell which is larger.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from tamkit.drivers import mediation
from tamkit.drivers.hypotheses import holm
from tamkit.drivers.verdicts import ALPHA
from tamkit.sem.intervals import Z975, interval, normal_pvalue, pvalue_of, resolution
from tamkit.sem.paths import records
from tamkit.sem.structure import Totals, totals

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
    "rank_lower",
    "rank_upper",
]
#: Of a difference between the sizes of two total effects; the first is the larger in the sample.
COMPARED = ["source_1", "source_2", "diff", "se", "ci_lower", "ci_upper", "z", "pvalue", "p_holm", "resolution", "by"]


def differences(found: Totals) -> pd.DataFrame:
    """The difference in size of every two total effects, |a| − |b| with |a| the larger in the sample, and its test.

    Each effect counts in the direction that it has in the sample (sign(â)·a − sign(b̂)·b): the size of a draw would be
    biased away from 0. From bootstrap draws where there are enough: the percentile interval, and the p that inverts
    it (``resolution``: the smallest that the draws can tell). Else by the delta method (``by`` is ``delta``, with z),
    also where so few draws could bring no adjusted p below .05. ``p_holm`` is over all pairs.

    >>> two = Totals(("A", "B"), np.array([-0.5, 0.2]), np.diag([0.0025, 0.0025]), None)
    >>> differences(two).round(3)[["source_1", "source_2", "diff", "z", "p_holm"]].to_numpy().tolist()
    [['A', 'B', 0.3, 4.243, 0.0]]
    """
    size = np.abs(found.est)
    order = sorted(range(len(size)), key=lambda at: -size[at] if size[at] == size[at] else np.inf)
    pairs = list(combinations(order, 2))
    signed = np.zeros((len(pairs), len(size)))
    for row, (larger, smaller) in enumerate(pairs):
        signed[row, larger], signed[row, smaller] = np.sign(found.est[[larger, smaller]]) * [1.0, -1.0]
    est = np.array([size[larger] - size[smaller] for larger, smaller in pairs])
    draws = None if found.draws is None else found.draws[np.isfinite(found.draws).all(axis=1)]
    frame = pd.DataFrame(
        {
            "source_1": [found.sources[larger] for larger, _ in pairs],
            "source_2": [found.sources[smaller] for _, smaller in pairs],
            "diff": est,
        }
    )
    if draws is not None and pairs and resolution(len(draws)) * len(pairs) < ALPHA:
        t = draws @ signed.T
        lower, upper = interval(t, est, "percentile", None)
        frame["se"], frame["ci_lower"], frame["ci_upper"] = t.std(axis=0, ddof=1), lower, upper
        frame["pvalue"] = pvalue_of(t, est, "percentile", None)
        frame["resolution"], frame["by"] = resolution(len(draws)), "draws"
    else:
        se = np.sqrt(np.maximum(np.einsum("ri,ij,rj->r", signed, found.vcov, signed), 0.0))
        with np.errstate(invalid="ignore", divide="ignore"):
            frame["z"] = est / np.where(se > 0, se, np.nan)
        frame["se"], frame["ci_lower"], frame["ci_upper"] = se, est - Z975 * se, est + Z975 * se
        frame["pvalue"], frame["by"] = normal_pvalue(frame["z"].to_numpy()), "delta"
    frame["p_holm"] = holm(frame["pvalue"].to_numpy(dtype=float))
    return frame.reindex(columns=COMPARED)


def ranks(sources: list[str], compared: pd.DataFrame) -> list[tuple[int, int]]:
    """The first and the last rank that each source may have (the rule of this module).

    >>> compared = pd.DataFrame({"source_1": ["A", "A", "B"], "source_2": ["B", "C", "C"], "p_holm": [0.3, 0.01, 0.2]})
    >>> ranks(["A", "B", "C"], compared)
    [(1, 2), (1, 3), (2, 3)]
    """
    firm = compared[compared["p_holm"] < ALPHA]
    larger, smaller = firm["source_2"].value_counts(), firm["source_1"].value_counts()
    return [(1 + int(larger.get(name, 0)), len(sources) - int(smaller.get(name, 0))) for name in sources]


def table(fit: Any, outcome: str, compared: pd.DataFrame | None = None) -> pd.DataFrame:
    """Effects of every construct that leads to ``outcome``, the largest absolute total first.

    ``direct``, ``indirect``, ``total`` are standardized, each with its own standard error and 95 % interval, and are
    not tested; ``direct_b`` … are the unstandardized effects with standard error, p and interval, which decide. A
    direct effect, and a total with no way but that, is decided by the estimator; the others by the bootstrap where the
    fit has one (``resolution``: the smallest p that it can tell), else by the delta method. An effect the model doesn't
    have (no direct path, no mediator) has 0 and no standard error. ``mediation`` is what the ways of the source come to
    (:func:`tamkit.drivers.mediation.overall`). ``rank_lower`` and ``rank_upper`` are the ranks that the tests of
    :func:`differences` (``compared``, where they are known) leave to each.
    """
    ways = mediation.sources(mediation.ways_to(fit, outcome))
    rows = []
    for effect in records(fit.effects(outcome)):
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
    frame = frame.loc[order].reset_index(drop=True)
    compared = differences(totals(fit, outcome)) if compared is None else compared
    places = ranks(frame["source"].tolist(), compared)
    frame["rank_lower"] = [lower for lower, _ in places]
    frame["rank_upper"] = [upper for _, upper in places]
    return frame
