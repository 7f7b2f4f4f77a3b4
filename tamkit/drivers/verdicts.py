"""What the answers say of a hypothesis, by a rule fixed beforehand, in words that say what "no" means.

By first match, with α = .05 and δ the smallest effect that matters (declared by the study, in units of β):

    not_tested   no model has the path, or it has no test
    opposite     p < α, the other sign
    supported    p < α, the hypothesised sign; ``negligible`` where the 90 % interval of β lies inside ±δ
    absent       the 90 % interval of β inside ±δ: two one-sided tests, α = .05 (Schuirmann 1987; Lakens 2017)
    unknown      anything else; ``excluded`` where an effect of δ or more in the hypothesised direction is ruled out

p is the estimator's Wald p of b, not adjusted. The intervals of β are Wald intervals from its own standard error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tamkit.sem.paths import path_rows, records

ALPHA = 0.05
#: The smallest standardized effect that matters, unless the study says otherwise.
DELTA = 0.10
Z95 = 1.6448536269514722  # the normal quantile of 90 % intervals and of one-sided tests

NOT_TESTED = "not_tested"
OPPOSITE = "opposite"
SUPPORTED = "supported"
ABSENT = "absent"
UNKNOWN = "unknown"
#: In the order in which they are told.
VERDICTS = (SUPPORTED, OPPOSITE, ABSENT, UNKNOWN, NOT_TESTED)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, its two marks, the 90 % interval of β, and the p of the two one-sided tests at ±δ."""

    verdict: str
    negligible: bool
    excluded: bool
    ci90_lower: float
    ci90_upper: float
    p_equivalence: float


def judge(est: float, pvalue: float, std: float, std_se: float, sign: str, delta: float = DELTA) -> Judged:
    """The verdict of one path: b and its p, β with its standard error, the hypothesised sign.

    A path without a test (fixed, or no standard error) is not tested.

    >>> judge(0.3, 0.001, 0.25, 0.05, "+").verdict, judge(0.3, 0.001, 0.25, 0.05, "-").verdict
    ('supported', 'opposite')
    >>> judge(0.02, 0.4, 0.02, 0.03, "+").verdict, judge(0.02, 0.8, 0.02, 0.08, "+").verdict
    ('absent', 'unknown')
    >>> judge(-0.1, 0.09, -0.10, 0.06, "+").excluded, judge(0.05, 0.01, 0.05, 0.02, "+").negligible
    (True, True)
    """
    from scipy.special import ndtr

    lower, upper = std - Z95 * std_se, std + Z95 * std_se
    inside = bool(lower > -delta and upper < delta)
    far = upper < delta if sign == "+" else lower > -delta
    with np.errstate(divide="ignore", invalid="ignore"):
        p = float(np.max(ndtr(-np.divide([std + delta, delta - std], std_se))))
    right = (est > 0) == (sign == "+")
    if np.isnan(pvalue):
        return Judged(NOT_TESTED, False, False, lower, upper, p)
    if pvalue < ALPHA:
        return Judged(SUPPORTED if right else OPPOSITE, inside and right, bool(far), lower, upper, p)
    return Judged(ABSENT if inside else UNKNOWN, False, bool(far), lower, upper, p)


def counts(verdicts: Sequence[str]) -> dict[str, int]:
    """How many of each verdict there are, of all of them.

    >>> counts(["supported", "unknown", "supported"])["supported"]
    2
    """
    found = list(verdicts)
    return {name: found.count(name) for name in VERDICTS}


def supported_after(pvalue: ArrayLike, verdicts: Sequence[str]) -> int:
    """How many of the supported hypotheses remain so with these (adjusted) p values.

    >>> supported_after([0.01, 0.06, 0.001], ["supported", "supported", "opposite"])
    1
    """
    p = np.asarray(pvalue, dtype=float)
    return int(sum(one == SUPPORTED and value < ALPHA for one, value in zip(verdicts, p, strict=True)))


def chosen(fits: Mapping[str, Any], source: str, target: str) -> tuple[str, dict[str, Any]] | None:
    """The model a hypothesis is judged in, and its path there: the last one (reported in full) if it has the path, else
    the last of those that have it."""
    for name in reversed(list(fits)):
        for row in path_rows(fits[name].table):
            if (row["source"], row["target"]) == (source, target):
                return name, row
    return None


# -- decisions that draws make -------------------------------------------------------------------------------------

SEEDS = 20


def fragile(pvalue: ArrayLike, draws: int, *, seeds: int = SEEDS, alpha: float = ALPHA) -> NDArray[np.bool_]:
    """Whether a bootstrap decision at α would probably flip at least once over so many seeds.

    A percentile p is 2q with q the share of the draws beyond 0, so over seeds it varies about its value with the error
    2 √(q(1 − q)/R). A decision is fragile where the chance that at least one of the seeds decides otherwise,
    1 − (1 − Φ(−|p − α|/error))^seeds, is one half or more. A p near α of few draws is, a clear one never.

    >>> fragile([0.001, 0.047, 0.2], 5000).tolist(), fragile([0.03], 200).tolist()
    ([False, True, False], [True])
    """
    from scipy.special import ndtr

    p = np.asarray(pvalue, dtype=float)
    if draws < 1:
        return np.zeros(p.shape, dtype=bool)
    q = np.clip(p / 2, 0.5 / (draws + 1), 0.5)
    error = 2 * np.sqrt(q * (1 - q) / draws)
    flip = ndtr(-np.abs(p - alpha) / error)
    return np.asarray(~np.isnan(p) & (1 - (1 - flip) ** seeds >= 0.5))


@dataclass(frozen=True, slots=True)
class Fragile:
    """A decision that would be another: of what (codes from source to outcome), which ``kind`` (indirect, total, path)
    and what it hangs on (``draws``, or the run that decides otherwise)."""

    kind: str
    path: tuple[str, ...]
    reason: str
    run: str = ""
    pvalue: float = float("nan")
    hypothesis: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "path": list(self.path),
            "reason": self.reason,
            "run": self.run,
            "pvalue": self.pvalue,
            "hypothesis": self.hypothesis,
        }


def fragile_effects(drivers: Any) -> tuple[Fragile, ...]:
    """Indirect and total effects on the outcome whose decision hangs on the seed of the draws."""
    bootstrap = drivers.main.bootstrap
    if bootstrap is None:
        return ()
    found = []
    for frame, kind, column in (
        (drivers.mediation, "indirect", "pvalue"),
        (drivers.effects, "total", "total_b_pvalue"),
    ):
        if column not in frame or not len(frame):
            continue
        flips = fragile(frame[column].to_numpy(float), bootstrap.converged)
        for flip, row in zip(flips, records(frame), strict=True):
            # A total effect that is a single path is decided by the estimator.
            if (
                not flip
                or row["outcome"] != drivers.outcome
                or (kind == "total" and row.get("indirect_b") in (0, None))
            ):
                continue
            path = row.get("path") if kind == "indirect" else None
            ways = tuple(path.split(" -> ")) if isinstance(path, str) else tuple(path or ())
            found.append(Fragile(kind, ways or (row["source"], row["outcome"]), "draws", pvalue=float(row[column])))
    return tuple(found)


def fragile_runs(table: pd.DataFrame, paths: pd.DataFrame | None, main: str) -> tuple[Fragile, ...]:
    """Hypotheses supported in the main run and not in another, or the other way round; by run."""
    if paths is None or not len(paths) or not len(table):
        return ()
    found = []
    for row in records(table):
        if row["verdict"] == NOT_TESTED:
            continue
        own = paths[(paths["source"] == row["source"]) & (paths["target"] == row["target"]) & (paths["run"] != main)]
        for other in records(own):
            p = float(other["pvalue"])
            if np.isnan(p):
                continue
            there = p < ALPHA and (other["est"] > 0) == (row["sign"] == "+")
            if there != (row["verdict"] == SUPPORTED):
                path = (row["source"], row["target"])
                found.append(Fragile("path", path, "run", str(other["run"]), p, row["hypothesis"]))
    return tuple(found)
