"""When a level of invariance holds: bounds on the changes of CFI, RMSEA and SRMR, chosen by group size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tamkit.measurement.invariance_syntax import Level


@dataclass(frozen=True, slots=True)
class Rule:
    """When a level holds against the one before it: the worst allowed changes of CFI, RMSEA and SRMR.

    By default a level holds only when every change stays within its bound. Chen's (2007) own wording is laxer: a level
    fails when CFI falls too far *and* RMSEA or SRMR rises too far (``combine="chen"``). With few df RMSEA moves much.

    ``srmr_metric`` applies to loadings (and thresholds), ``srmr`` to intercepts and residuals; for the structural level
    no bound on SRMR has been published, so there CFI and RMSEA decide.
    """

    name: str
    cfi: float
    rmsea: float
    srmr_metric: float
    srmr: float
    source: str
    combine: Literal["all", "chen"] = "all"

    def holds(self, level: Level, cfi: float, rmsea: float, srmr: float) -> bool:
        """Whether the changes from the level before stay within the rule."""
        slack = 1e-9
        worst = self.srmr_metric if level in ("thresholds", "metric") else self.srmr
        small_cfi, small_rmsea = cfi >= self.cfi - slack, rmsea <= self.rmsea + slack
        small_srmr = level == "structural" or srmr <= worst + slack
        if self.combine == "chen":
            return small_cfi or (small_rmsea and small_srmr)
        return small_cfi and small_rmsea and small_srmr


LARGE = Rule(
    "large", -0.010, 0.015, 0.030, 0.010, "Cheung & Rensvold (2002); Chen (2007): n > 300, groups of like size"
)
SMALL = Rule("small", -0.005, 0.010, 0.025, 0.005, "Chen (2007): n <= 300, or groups of unlike size")


def rule_for(n: Sequence[int]) -> Rule:
    """The rule by group sizes: the strict one for 300 respondents or fewer, or when one group is twice another.

    >>> rule_for([250, 240]).name, rule_for([400, 150]).name
    ('large', 'small')
    """
    return SMALL if sum(n) <= 300 or max(n) > 2 * min(n) else LARGE
