"""The flow by which 温忠麟 & 叶宝娟 (2014) judge a mediated effect, step by step, for one way from source to outcome.

    1  total effect c        significant: argued as mediation; not: as suppression (遮掩). Either way the flow goes on.
    2  every path of the way tested. Reported; it doesn't decide, because the product's own interval does.
    3  product a·b           its interval holds 0: no indirect effect, the end.
    4  direct effect c′      not significant: only an indirect effect is found, the end. No such path in the model:
                             whether a direct effect remains is not tested, the end.
    5  signs of a·b and c′   the same: partial mediation, share a·b/c. Opposite: suppression, ratio |a·b/c′|.

The flow is for one mediator. Of a way with more than two paths, or beside other ways of the same source, it is an
extension, and says so. A direct effect that is not significant is never called the end of all direct effects.

温忠麟, 叶宝娟 (2014). 中介效应分析：方法和模型发展. 心理科学进展, 22(5), 731–745.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tamkit.drivers.verdicts import ALPHA

NAN = float("nan")

#: What the flow may come to.
RESULTS = ("none", "indirect_only", "no_direct_path", "partial", "suppression", "")


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the flow: what was looked at, its number, p or interval (NaN where it has none), the answer."""

    step: str
    value: float
    pvalue: float
    lower: float
    upper: float
    answer: str


@dataclass(frozen=True, slots=True)
class Flow:
    """
    Attributes
    ----------
    steps
        The steps that were gone, in order; ``step`` is total, paths, product, direct or signs.
    argued
        By step 1: ``mediation``, ``suppression``, or "" where the total effect has no test.
    result
        One of `RESULTS`; "" where the product has no interval.
    share, share_of
        a·b/c (``total``) or |a·b/c′| (``direct``); NaN and "" where the flow gives none: it ends before step 5, or c
        cannot be told from 0 or has another sign than a·b, and is nothing to have a share of.
    extension
        What goes beyond the flow's one mediator: ``chain`` (more than two paths), ``several`` (other ways of the same
        source and outcome).
    """

    steps: tuple[Step, ...]
    argued: str
    result: str
    share: float = NAN
    share_of: str = ""
    extension: tuple[str, ...] = ()


def flow(
    *,
    total: float,
    total_p: float,
    paths_p: Sequence[float],
    product: float,
    lower: float,
    upper: float,
    direct: float,
    direct_p: float,
    ways: int = 1,
) -> Flow:
    """Go the flow for one way.

    Parameters
    ----------
    total, total_p
        c of the model (direct and all ways together) and its p.
    paths_p
        p of each path of the way, in its order; NaN where a path is fixed.
    product, lower, upper
        a·b and its interval, which decides.
    direct, direct_p
        c′ and its p; NaN where the model estimates no direct path.
    ways
        How many ways the model has from this source to this outcome.

    >>> c, ab, straight = {"total": 0.5, "total_p": 0.001}, {"product": 0.2, "lower": 0.1, "upper": 0.3}, (0.3, 0.02)
    >>> found = flow(**c, paths_p=[0.001, 0.01], **ab, direct=straight[0], direct_p=straight[1])
    >>> found.argued, found.result, round(found.share, 2), found.share_of
    ('mediation', 'partial', 0.4, 'total')
    >>> [step.answer for step in found.steps]
    ['significant', 'all', 'significant', 'significant', 'same']
    """
    extension = (*(["chain"] if len(paths_p) > 2 else []), *(["several"] if ways > 1 else []))
    c = _answer(total_p)
    argued = {"significant": "mediation", "not_significant": "suppression"}.get(c, "")
    steps = [Step("total", total, total_p, NAN, NAN, c)]
    steps.append(Step("paths", NAN, max(paths_p, key=_last), NAN, NAN, _paths(paths_p)))
    through = "" if lower != lower or upper != upper else "significant" if lower > 0 or upper < 0 else "not_significant"
    steps.append(Step("product", product, NAN, lower, upper, through))
    if through != "significant":
        return Flow(tuple(steps), argued, "none" if through else "", extension=extension)
    straight = _answer(direct_p) or "not_in_model"
    steps.append(Step("direct", direct, direct_p, NAN, NAN, straight))
    if straight != "significant":
        result = "no_direct_path" if straight == "not_in_model" else "indirect_only"
        return Flow(tuple(steps), argued, result, extension=extension)
    same = (product > 0) == (direct > 0)
    steps.append(Step("signs", NAN, NAN, NAN, NAN, "same" if same else "opposite"))
    if not same:
        return Flow(tuple(steps), argued, "suppression", abs(product / direct), "direct", extension)
    if argued == "mediation" and (product > 0) == (total > 0):
        return Flow(tuple(steps), argued, "partial", product / total, "total", extension)
    return Flow(tuple(steps), argued, "partial", extension=extension)


def _answer(p: float) -> str:
    return "" if p != p else "significant" if p < ALPHA else "not_significant"


def _paths(found: Sequence[float]) -> str:
    tested = [p for p in found if p == p]
    return "" if not tested else "all" if all(p < ALPHA for p in tested) else "not_all"


def _last(p: float) -> float:
    """The largest p first, one that is missing only where all are."""
    return -1.0 if p != p else p
