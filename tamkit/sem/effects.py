"""The effects of a fit as tables with standard errors and intervals.

A direct effect is a parameter, decided by the estimator. Indirect and total effects are products and sums of several:
the bootstrap decides them where there is one, the delta method where there is none. A total effect with no way but the
direct one is that path and has its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.bootstrap import Bootstrap
from tamkit.sem.estimate import Estimate
from tamkit.sem.estimates import Statistic, delta_errors, jacobian
from tamkit.sem.intervals import Z975, normal_pvalue
from tamkit.sem.matrices import Array
from tamkit.sem.path_algebra import pairs, stacked_effects, through_others
from tamkit.sem.setup import Setup

KINDS = ("direct", "indirect", "total")
#: Standard errors below this are of what no parameter moves.
NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Decided:
    """Values (q,) with standard errors, z (of the delta method only), p, interval; NaN for what does not vary."""

    est: Array
    se: Array
    z: Array
    pvalue: Array
    lower: Array
    upper: Array
    drawn: NDArray[np.bool_]


def decided(
    setup: Setup, estimate: Estimate, statistic: Statistic, bootstrap: Bootstrap | None, drawn: NDArray[np.bool_]
) -> Decided:
    """A statistic of θ and what is said of it: by the bootstrap where ``drawn``, else by the delta method."""
    value = statistic(estimate.theta[None], *setup.stack)[0]
    se = delta_errors(estimate, jacobian(setup, estimate, statistic))
    with np.errstate(invalid="ignore", divide="ignore"):
        z = value / se
    pvalue, lower, upper = normal_pvalue(z), value - Z975 * se, value + Z975 * se
    varies = se > NOTHING
    drawn = drawn & varies if bootstrap is not None else np.zeros_like(varies)
    if bootstrap is not None and drawn.any():
        own = bootstrap.interval_of(value, statistic)
        se, lower, upper, pvalue = (
            np.where(drawn, new, old) for new, old in zip(own, (se, lower, upper, pvalue), strict=True)
        )
        z = np.where(drawn, np.nan, z)
    se, z, pvalue, lower, upper = (np.where(varies, part, np.nan) for part in (se, z, pvalue, lower, upper))
    return Decided(value, se, z, pvalue, lower, upper, drawn)


def effects(setup: Setup, estimate: Estimate, bootstrap: Bootstrap | None = None) -> Any:
    """One row a (group, source, target); see `Fit.effects`. ``outcome`` repeats ``target`` for one release."""
    import pandas as pd

    which = pairs(setup.table)
    groups, count = len(setup.sample.groups), len(which.source)
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.arange(1, groups + 1), count),
            "source": [which.variables[s] for s in which.source] * groups,
            "target": [which.variables[o] for o in which.target] * groups,
        }
    )
    through = through_others(setup.table)
    mediated = np.array([pair in through for pair in zip(frame["source"], frame["target"], strict=True)], dtype=bool)
    places = [
        np.concatenate([g * 3 * count + index * count + np.arange(count) for g in range(groups)]) for index in range(3)
    ]
    drawn = np.zeros(3 * count * groups, dtype=bool)
    for at in places[1:]:
        drawn[at] = mediated
    for suffix, flag in (("", False), ("_std", True)) if count else ():

        def statistic(theta: Array, cov: list[Array], mean: list[Array], flag: bool = flag) -> Array:
            return stacked_effects(which, setup.matrices, theta, cov, mean, flag)

        found = decided(setup, estimate, statistic, bootstrap, drawn)
        parts = {"se": found.se, "pvalue": found.pvalue, "ci_lower": found.lower, "ci_upper": found.upper}
        for kind, at in zip(KINDS, places, strict=True):
            frame[f"{kind}{suffix}"] = found.est[at]
            for name, part in parts.items():
                frame[f"{kind}{suffix}_{name}"] = part[at]
    frame["resolution"] = np.where(mediated, np.nan if bootstrap is None else bootstrap.resolution, np.nan)
    frame["outcome"] = frame["target"]
    return frame
