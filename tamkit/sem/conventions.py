"""The χ² of maximum likelihood as two programs print it: lavaan N·F, AMOS (N − g)·F."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tamkit.sem.estimators import ESTIMATORS

NORMAL, WISHART = "normal", "wishart"


@dataclass(frozen=True, slots=True)
class Convention:
    """A χ² and its p; ``likelihood`` is what lavaan calls the convention."""

    likelihood: str
    chisq: float
    pvalue: float


def conventions(fit: Any) -> dict[str, Convention]:
    """The unscaled χ² of a fit by both conventions; empty where there is none by both.

    With F the minimum of the discrepancy, N·F (``normal``: lavaan, Mplus) and (N − g)·F (``wishart``: AMOS, EQS). Of
    maximum likelihood on complete rows of one group, robust standard errors or not. lavaan:
    ``fitMeasures(fit, "chisq")`` of ``likelihood = "normal"`` and ``"wishart"``.
    """
    from scipy.special import chdtrc

    kind = ESTIMATORS[str(fit.estimator)]
    if kind.discrepancy != "ML" or len(fit.n) > 1 or fit.options.missing != "listwise":
        return {}
    n, df = int(sum(fit.n)), float(fit.fit["df"])
    own = n - 1 if fit.options.likelihood == WISHART else n
    found = {}
    for name, times in ((NORMAL, n), (WISHART, n - 1)):
        chisq = float(fit.fit["chisq"]) * times / own
        found[name] = Convention(name, chisq, float(chdtrc(df, chisq)) if df else float("nan"))
    return found
