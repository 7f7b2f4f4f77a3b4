"""Mediation: every indirect effect that a model has, way by way and together, and what kind of mediation it is.

Zhao, Lynch & Chen's (2010) types are of one mediated path beside an estimated direct path, and are given there only.
Several ways of one source are named, not typed: a sum of two of opposite sign can be nothing although both are there.
Beside each way stands the flow of 温忠麟 & 叶宝娟 (2014) (:mod:`tamkit.drivers.mediation_flow`). Significance is
that of the unstandardized effects, by the bootstrap where there is one; a direct path is decided by the estimator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tamkit.drivers.hypotheses import holm
from tamkit.drivers.mediation_flow import Flow, flow
from tamkit.drivers.verdicts import ALPHA
from tamkit.errors import InputError
from tamkit.sem.paths import path_rows, records

if TYPE_CHECKING:
    from tamkit.drivers.groups import Groups

#: The warnings of a fit that lists no indirect effects.
UNLISTED = frozenset({"feedback_loop", "many_ways"})

ENDS = [f"{stem}{kind}_{end}" for stem in ("", "std_") for kind in ("percentile", "bca") for end in ("lower", "upper")]
NUMBERS = ("est", "se", "z", "pvalue", "ci_lower", "ci_upper", "std", "std_se", "std_ci_lower", "std_ci_upper")
TESTS = ["resolution", "p_holm", "holm_reachable"]
FLOW = ["argued", "flow", "share", "share_of", "extension"]
COLUMNS = ["group", "n", "path", "source", "outcome", *NUMBERS, "ci", *ENDS, *TESTS, "mediation", *FLOW]
DIFFERENCES = ["group", "source", "outcome", "path_1", "path_2", *NUMBERS, *TESTS]
STEPS = ["group", "path", "step", "value", "pvalue", "lower", "upper", "answer"]
NUMBERED = ("", "_se", "_pvalue", "_ci_lower", "_ci_upper")
PAIRS = [
    *("group", "n", "source", "outcome", "ways", "significant", "positive", "negative", "direct_estimated"),
    *(f"{kind}{part}" for kind in ("indirect", "direct", "total") for part in NUMBERED),
    *(f"{kind}_std{part}" for kind in ("indirect", "direct", "total") for part in NUMBERED if part != "_pvalue"),
    *(f"{kind}_{end}" for kind in ("indirect", "total") for end in ENDS),
    *("resolution", "mediation"),
]


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
    """What all ways (estimate, p) of one source come to: the type of a single one, the name of several.

    A single way has its :func:`mediation_type`. Several are ``several``; ``opposite`` where two significant ones have
    opposite signs; ``together`` where none is significant on its own but their sum is (``whole_p``); ``several_none``
    where nothing is.

    >>> overall([(0.2, 0.001)], 0.001, 0.3, 0.2)
    'indirect_only'
    >>> overall([(0.27, 1e-14), (-0.28, 1e-14)], 0.6, 0.0, float("nan"))
    'opposite'
    >>> overall([(0.2, 0.001), (0.01, 0.7)], 0.001, 0.3, 0.2)
    'several'
    """
    if not any(p == p for _, p in ways):
        return ""
    if len(ways) == 1:
        ((est, p),) = ways
        return mediation_type(indirect=est, indirect_p=p, direct=direct, direct_p=direct_p)
    firm = [est for est, p in ways if p < ALPHA]
    if len({est > 0 for est in firm}) == 2:
        return "opposite"
    if firm:
        return "several"
    return "together" if whole_p < ALPHA else "several_none"


def ways_to(fit: Any, outcome: str) -> pd.DataFrame | None:
    """`Fit.indirect` on an outcome; None where the model's ways are not listed, which its warnings say."""
    try:
        found: pd.DataFrame = fit.indirect(outcome)
    except InputError:
        return None
    return found


def listed(fit: Any) -> bool:
    """Whether the indirect effects of a fit are listed: not where a loop has no end of them, which it warns of."""
    return UNLISTED.isdisjoint(warning.code for warning in fit.warnings)


def table(fit: Any, outcome: str | None = None) -> pd.DataFrame:
    """One row a way, to ``outcome`` or to every outcome, in the order of ``fit.indirect``; none where none is listed.

    Columns: ``group, n, path`` (``X -> M -> Y``), ``source, outcome``; ``est, se, z, pvalue, ci_lower, ci_upper`` of
    the product of the paths, ``std`` with its own error and interval; ``ci`` (which interval these are: the one that p
    inverts), both intervals of the draws (``percentile_*``, ``bca_*``, ``std_…``), ``resolution`` (the smallest p that
    the draws can tell); ``p_holm`` over the ways to one outcome, ``holm_reachable`` (whether so many draws can give an
    adjusted p below .05 at all); ``mediation``: the type of the one way of its source (:func:`mediation_type`), "" of
    several; what the flow comes to: ``argued, flow, share, share_of, extension``
    (:class:`tamkit.drivers.mediation_flow.Flow`).
    """
    if not listed(fit):
        return pd.DataFrame(columns=COLUMNS)
    found, flows = fit.indirect(outcome), list(_flows(fit, outcome))
    pairs = {_pair(row): row for row in records(fit.mediated(outcome))}
    frame = found.rename(columns={"target": "outcome"})
    bootstrap = getattr(fit, "bootstrap", None)
    frame["n"] = _sizes(fit, frame)
    frame["ci"] = "wald" if bootstrap is None else bootstrap.kind
    frame = _adjusted(frame, ["group", "outcome"])
    frame["mediation"] = [_own_type(way, pairs[_pair(way)]) for way in records(found)]
    frame["argued"] = [one.argued for one in flows]
    frame["flow"] = [one.result for one in flows]
    frame["share"] = np.array([one.share for one in flows], dtype=float)
    frame["share_of"] = [one.share_of for one in flows]
    frame["extension"] = [" ".join(one.extension) for one in flows]
    return frame.reindex(columns=COLUMNS)


def together(fit: Any, outcome: str | None = None) -> pd.DataFrame:
    """One row a source and outcome that any way joins: indirect (all ways), direct, total, and the name of their kind.

    ``ways``, and how many of them are ``significant``, ``positive`` and ``negative`` among those;
    ``direct_estimated``; ``indirect, direct, total`` with ``_se, _pvalue, _ci_lower, _ci_upper``, their standardized
    values (``_std…``), both intervals of the draws; ``mediation`` (:func:`overall`).
    """
    if not listed(fit):
        return pd.DataFrame(columns=PAIRS)
    ways: dict[Any, list[tuple[float, float]]] = {}
    for way in records(fit.indirect(outcome)):
        ways.setdefault(_pair(way), []).append((float(way["est"]), float(way["pvalue"])))
    frame = fit.mediated(outcome)
    rows = records(frame)
    firm = [[est for est, p in ways[_pair(row)] if p < ALPHA] for row in rows]
    frame["significant"] = [len(found) for found in firm]
    frame["positive"] = [sum(est > 0 for est in found) for found in firm]
    frame["negative"] = [sum(est < 0 for est in found) for found in firm]
    frame["mediation"] = [
        overall(ways[_pair(row)], row["indirect_pvalue"], row["direct"], _direct_p(row)) for row in rows
    ]
    frame["n"] = _sizes(fit, frame)
    return frame.rename(columns={"target": "outcome"}).reindex(columns=PAIRS)


def differences(fit: Any, outcome: str | None = None) -> pd.DataFrame:
    """One row a pair of ways of one source and outcome, with the difference of their effects, tested from the draws.

    ``est`` is that of ``path_1`` less that of ``path_2``; ``p_holm`` is over the pairs of one source and outcome.
    """
    if not listed(fit):
        return pd.DataFrame(columns=DIFFERENCES)
    frame = fit.indirect_differences(outcome).rename(columns={"target": "outcome"})
    return _adjusted(frame, ["group", "source", "outcome"]).reindex(columns=DIFFERENCES)


def steps(fit: Any, outcome: str | None = None) -> pd.DataFrame:
    """One row a way and step of the flow: ``step, value, pvalue, lower, upper, answer``."""
    if not listed(fit):
        return pd.DataFrame(columns=STEPS)
    rows = [
        {"group": way["group"], "path": way["path"]} | {name: getattr(step, name) for name in STEPS[2:]}
        for way, one in zip(records(fit.indirect(outcome)), _flows(fit, outcome), strict=True)
        for step in one.steps
    ]
    return pd.DataFrame(rows, columns=STEPS)


def by_group(found: Groups) -> pd.DataFrame:
    """:func:`table` of every group, one list a group, by the group's own name; its fits are not resampled."""
    joint = found.fits.get("free")
    parts = []
    for name, fit in ({"free": joint} if joint is not None else found.fits).items():
        own = table(fit)
        labels = fit.groups if len(fit.groups) > 1 else (name,)
        parts.append(own.assign(group=[str(labels[int(group) - 1]) for group in own["group"]]))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _flows(fit: Any, outcome: str | None) -> Iterator[Flow]:
    """The flow of every way, in the order of ``fit.indirect``."""
    pairs = {_pair(row): row for row in records(fit.mediated(outcome))}
    tested = {
        (row["group"], row["source"], row["target"]): row["pvalue"] if row["free"] else np.nan
        for row in path_rows(fit.table)
    }
    for way in records(fit.indirect(outcome)):
        pair, passed = pairs[_pair(way)], way["path"].split(" -> ")
        yield flow(
            total=pair["total"],
            total_p=pair["total_pvalue"],
            paths_p=[tested[way["group"], one, other] for one, other in pairwise(passed)],
            product=way["est"],
            lower=way["ci_lower"],
            upper=way["ci_upper"],
            direct=pair["direct"],
            direct_p=_direct_p(pair),
            ways=int(pair["ways"]),
        )


def _sizes(fit: Any, frame: pd.DataFrame) -> list[int]:
    """How many people the numbers of each row are of."""
    return [int(fit.n[int(group) - 1]) for group in frame["group"]]


def _pair(row: dict[str, Any]) -> tuple[Any, Any, Any]:
    return row["group"], row["source"], row["target"]


def _direct_p(pair: dict[str, Any]) -> float:
    """NaN where the model estimates no direct path."""
    return float(pair["direct_pvalue"]) if pair["direct_estimated"] else float("nan")


def _own_type(way: dict[str, Any], pair: dict[str, Any]) -> str:
    if pair["ways"] > 1:
        return ""
    return mediation_type(
        indirect=way["est"], indirect_p=way["pvalue"], direct=pair["direct"], direct_p=_direct_p(pair)
    )


def _adjusted(frame: pd.DataFrame, family: list[str]) -> pd.DataFrame:
    """The rows with Holm's adjustment within each family, and whether so many draws can bring it below .05."""
    frame["p_holm"], frame["holm_reachable"] = np.nan, True
    for _, rows in frame.groupby(family, sort=False):
        frame.loc[rows.index, "p_holm"] = holm(rows["pvalue"].to_numpy(dtype=float))
        frame.loc[rows.index, "holm_reachable"] = reachable(rows)
    return frame


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


def sources(frame: pd.DataFrame | None) -> dict[str, list[tuple[float, float]]]:
    """Estimate and p of every way, by source."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in [] if frame is None else records(frame):
        found.setdefault(str(row["source"]), []).append((float(row["est"]), float(row["pvalue"])))
    return found
