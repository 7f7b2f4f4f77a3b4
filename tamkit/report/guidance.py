"""What may be done, and what may not, where a study fails: the one list of failures that a report speaks of.

Beside each stands a note of three lines that says enough by itself; the guides under ``docs/guides`` say it at length.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tamkit.drivers.verdicts import UNKNOWN
from tamkit.report import cutoffs
from tamkit.report.content import Content
from tamkit.report.tree import Detail, Note
from tamkit.report.words import Words
from tamkit.sem import versions
from tamkit.sem.estimators import ESTIMATORS
from tamkit.sem.notes import INADMISSIBLE

#: Fewer respondents than these in the models are few for models of this size.
FEW = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """``key``: the case of ``report.guidance.*``, and the guide's name; ``holds``: whether a study has it."""

    key: str
    holds: Callable[[Content], bool]


def misfit(content: Content) -> bool:
    """The measurement model or the main one misses the acceptable cut-offs, where these apply."""
    if content.drivers is None:
        return False
    return any(_misses(fit) for fit in (content.measurement.cfa, content.drivers.main))


def _misses(fit: Any) -> bool:
    if not ESTIMATORS[str(fit.estimator)].cutoffs_apply:
        return False
    return cutoffs.decision(versions.shown(fit)[0])[0] == "no"


def overlap(content: Content) -> bool:
    """Two constructs fail the criterion of HTMT or of Fornell and Larcker."""
    if content.drivers is None:
        return False
    htmt, fl = content.measurement.htmt, content.measurement.fornell_larcker
    large = htmt is not None and any(value >= (cutoffs.HTMT.good or 1.0) for value in _below(htmt))
    return large or (fl is not None and _shared(fl))


def _below(square: Any) -> list[float]:
    """The numbers of a square table off its diagonal, on the side that has them."""
    array = square.to_numpy(float)
    return [abs(float(value)) for (i, j), value in _cells(array) if i != j and not math.isnan(value)]


def _cells(array: Any) -> list[tuple[tuple[int, int], float]]:
    k = len(array)
    return [((i, j), float(array[i, j])) for i in range(k) for j in range(k)]


def _shared(fl: Any) -> bool:
    array = fl.to_numpy(float)
    return any(
        i > j and not math.isnan(value) and abs(value) >= min(array[i, i], array[j, j])
        for (i, j), value in _cells(array)
    )


def undecided(content: Content) -> bool:
    """A hypothesis is neither supported nor refuted."""
    return content.drivers is not None and any(
        verdict == UNKNOWN for verdict in content.drivers.hypotheses.get("verdict", ())
    )


def improper(content: Content) -> bool:
    """A solution is inadmissible: a negative variance, a loading beyond 1, a matrix that is none."""
    if content.drivers is None:
        return False
    fits = (content.measurement.cfa, *content.drivers.fits.values())
    return any(warning.code in INADMISSIBLE for fit in fits for warning in fit.warnings)


def few(content: Content) -> bool:
    """Models were fitted to few respondents."""
    return content.drivers is not None and content.findings.analysed < FEW


FAILURES = (
    Failure("fit", misfit),
    Failure("discriminant", overlap),
    Failure("nonsignificant", undecided),
    Failure("heywood", improper),
    Failure("small_sample", few),
)


def notes(content: Content, t: Words, *keys: str) -> list[Detail]:
    """A note on each of these failures that the study has; a thesis has it in the appendix, not in its text."""
    return [Detail((_note(failure.key, t),)) for failure in FAILURES if failure.key in keys and failure.holds(content)]


def _note(key: str, t: Words) -> Note:
    lines = (
        t.p("report.guidance.may", failure=key),
        t.p("report.guidance.may_not", failure=key),
        t.p("report.guidance.write", failure=key, guide=key),
    )
    return Note(t("report.guidance.title", failure=key), lines, "warning")
