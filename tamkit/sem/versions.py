"""Which version of its fit measures is shown of a fit: one for everything that stands side by side, and in a report.

A robust test gives χ², p and what follows from them a scaled version, CFI, TLI and RMSEA a robust one too; the ones
without a suffix remain. Shown is the first of robust, scaled, plain that every fit beside has. With ordered items it is
the scaled version: the robust one exists for some models only. The plain χ² of diagonally weighted least squares has no
χ² distribution, so that its p is never shown.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from tamkit.sem.estimators import ESTIMATORS

VERSIONS = ("robust", "scaled", "")
#: What the plain χ² of ordered items would have to have a distribution for.
NAIVE = ("pvalue", "rmsea_pvalue", "rmsea_notclose_pvalue", "baseline_pvalue")


def shown(*fits: Any) -> tuple[dict[str, float], ...]:
    """The measures of fits that stand side by side, without versions that one of them lacks or that are not shown.

    Names are those of ``fit.fit``; :func:`named` finds the one to print.
    """
    kept = []
    for fit in fits:
        kind = ESTIMATORS[str(fit.estimator)]
        measures = {key: value for key, value in fit.fit.items() if value == value}  # not NaN
        kept.append({key: value for key, value in measures.items() if not (kind.ordinal and _hidden(key))})
    common = set.intersection(*map(set, kept)) if kept else set()
    return tuple(
        {key: value for key, value in one.items() if key in common or not key.endswith(("_robust", "_scaled"))}
        for one in kept
    )


def _hidden(key: str) -> bool:
    return key in NAIVE or key.endswith("_robust")


def named(measure: str, names: Container[str]) -> tuple[str, str]:
    """The name under which a measure is shown, and its version: ``robust``, ``scaled`` or "".

    >>> named("cfi", {"cfi", "cfi_scaled", "cfi_robust"}), named("chisq", {"chisq", "chisq_scaled"})
    (('cfi_robust', 'robust'), ('chisq_scaled', 'scaled'))
    >>> named("srmr", {"srmr"})
    ('srmr', '')
    """
    if measure == "df":  # the scaled tests have the degrees of freedom of the plain one
        return measure, ""
    for version in VERSIONS[:-1]:
        if f"{measure}_{version}" in names:
            return f"{measure}_{version}", version
    return measure, ""


def row(measures: dict[str, float], wanted: Iterable[str]) -> dict[str, float | None]:
    """The measures wanted with all their versions, None where a plain one is not there.

    >>> row({"cfi": 0.9, "cfi_robust": 0.92}, ["cfi", "pvalue"])
    {'cfi': 0.9, 'cfi_robust': 0.92, 'pvalue': None}
    """
    out: dict[str, float | None] = {}
    for measure in wanted:
        out[measure] = measures.get(measure)
        for version in ("scaled", "robust"):
            key = f"{measure}_{version}"
            if key in measures and measure != "df":
                out[key] = measures[key]
    return out
