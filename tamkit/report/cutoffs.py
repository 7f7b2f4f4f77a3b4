"""The cut-offs a report measures against, each with its source: one place, so a reader can disagree with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Met = Literal["good", "acceptable", "no", "none"]


@dataclass(frozen=True, slots=True)
class Cutoff:
    """``good`` and ``acceptable`` bound the value from below (``at_least``) or above; None: there is no such bound.

    ``good_by``, ``acceptable_by``: the work that bound stands in (a key of :mod:`tamkit.report.references`).
    ``decides``: whether the verdict on the model rests on it.
    """

    measure: str
    symbol: str
    at_least: bool
    good: float | None
    acceptable: float | None
    good_by: str = ""
    acceptable_by: str = ""
    decides: bool = False
    strict: bool = False  # "less than", not "at most"
    digits: int = 2

    def met(self, value: float | None) -> Met:
        """
        >>> FIT["cfi"].met(0.951), FIT["rmsea"].met(0.07), FIT["srmr"].met(0.081), FIT["aic"].met(1.0)
        ('good', 'acceptable', 'no', 'none')
        """
        if value is None or math.isnan(value) or (self.good is None and self.acceptable is None):
            return "none"
        if self.good is not None and self._holds(value, self.good):
            return "good"
        if self.acceptable is not None and self._holds(value, self.acceptable):
            return "acceptable"
        return "no"

    def _holds(self, value: float, bound: float) -> bool:
        if self.at_least:
            return value > bound if self.strict else value >= bound
        return value < bound if self.strict else value <= bound

    @property
    def one_bound(self) -> bool:
        """Whether there is nothing between meeting the measure's standard and missing it."""
        return self.good is None or self.acceptable is None

    @property
    def sign(self) -> str:
        return ("> " if self.strict else "≥ ") if self.at_least else ("< " if self.strict else "≤ ")

    def bound(self, which: Literal["good", "acceptable"]) -> str:
        """The bound as it is printed: ``≥ 0.95``."""
        value = self.good if which == "good" else self.acceptable
        return "" if value is None else f"{self.sign}{value:.{self.digits}f}"


def _rows() -> list[Cutoff]:
    return [
        Cutoff("chisq_df", "χ²/df", False, 3.0, 5.0, "carmines1981", "wheaton1977", strict=True, digits=0),
        Cutoff("gfi", "GFI", True, 0.95, 0.90, "joreskog1993", "joreskog1993"),
        Cutoff("agfi", "AGFI", True, 0.90, 0.80, "joreskog1993", "joreskog1993"),
        Cutoff("rmsea", "RMSEA", False, 0.06, 0.08, "hu1999", "browne1993", decides=True),
        Cutoff("srmr", "SRMR", False, 0.05, 0.08, "byrne2016", "hu1999", decides=True),
        Cutoff("rmr", "RMR", False, 0.05, None, "wu2010", strict=True),
        Cutoff("cfi", "CFI", True, 0.95, 0.90, "hu1999", "bentler1990", decides=True),
        Cutoff("nfi", "NFI", True, None, 0.90, "", "bentler1980"),
        Cutoff("ifi", "IFI", True, 0.95, 0.90, "hu1999", "bollen1989"),
        Cutoff("tli", "TLI", True, 0.95, 0.90, "hu1999", "bentler1980", decides=True),
        Cutoff("rfi", "RFI", True, None, 0.90, "", "wu2010"),
        Cutoff("pgfi", "PGFI", True, None, 0.50, "", "mulaik1989", strict=True),
        Cutoff("pnfi", "PNFI", True, None, 0.50, "", "mulaik1989", strict=True),
        Cutoff("pcfi", "PCFI", True, None, 0.50, "", "mulaik1989", strict=True),
        Cutoff("cn_05", "CN (α = .05)", True, 200.0, None, "hoelter1983", strict=True, digits=0),
        Cutoff("aic", "AIC", False, None, None),
        Cutoff("bic", "BIC", False, None, None),
        Cutoff("ecvi", "ECVI", False, None, None),
    ]


FIT: Mapping[str, Cutoff] = {row.measure: row for row in _rows()}

ALPHA = Cutoff("alpha", "Cronbach α", True, 0.70, 0.60, "nunnally1994", "hair2019")
CITC = Cutoff("citc", "CITC", True, 0.50, 0.40, "hair2019", "wu2010")
#: .70 by analogy with α; Fornell & Larcker define composite reliability and give no cut-off for it.
CR = Cutoff("cr", "CR", True, 0.70, 0.60, "hair2019", "bagozzi1988")
AVE = Cutoff("ave", "AVE", True, 0.50, None, "fornell1981")
LOADING = Cutoff("loading", "λ", True, 0.70, 0.50, "hair2019", "hair2019")
HTMT = Cutoff("htmt", "HTMT", False, 0.85, 0.90, "henseler2015", "henseler2015", strict=True)
#: Full collinearity: mean scores are held to 3.3, latent scores to 5.0 (Kock 2015).
VIF = Cutoff("vif", "VIF", False, 3.3, None, "kock2015", strict=True, digits=1)
VIF_LATENT = Cutoff("vif_latent", "VIF", False, 5.0, None, "kock2015", strict=True, digits=1)


def value_of(fit: Mapping[str, float], measure: str) -> tuple[float | None, str]:
    """The value to judge and which version it is: ``robust``, ``scaled`` or "" (as estimated).

    With a robust estimator the robust CFI, TLI and RMSEA are those to compare with the cut-offs, where lavaan has them.
    """
    if measure == "chisq_df":
        chisq, version = value_of(fit, "chisq")
        df, _ = value_of(fit, "df")
        return (None if chisq is None or not df else chisq / df), version
    for version in ("robust", "scaled"):
        if f"{measure}_{version}" in fit:
            return float(fit[f"{measure}_{version}"]), version
    value = fit.get(measure)
    return (None if value is None else float(value)), ""


def decision(fit: Mapping[str, float]) -> tuple[Met, list[str]]:
    """The verdict on CFI, TLI, RMSEA and SRMR together: the weakest of the four, and which of them missed.

    >>> decision({"cfi": 0.96, "tli": 0.95, "rmsea": 0.07, "srmr": 0.04})
    ('acceptable', [])
    """
    order: dict[Met, int] = {"none": -1, "good": 0, "acceptable": 1, "no": 2}
    worst: Met = "none"
    missed = []
    for row in FIT.values():
        if not row.decides:
            continue
        met = row.met(value_of(fit, row.measure)[0])
        if order[met] > order[worst]:
            worst = met
        if met == "no":
            missed.append(row.symbol)
    return worst, missed
