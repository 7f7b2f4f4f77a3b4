"""The effects of a fit as a table with standard errors and intervals."""

from __future__ import annotations

from typing import Any

import numpy as np

from tamkit.sem.bootstrap import Bootstrap
from tamkit.sem.estimate import Estimate
from tamkit.sem.estimates import delta_errors, jacobian
from tamkit.sem.intervals import Z975, normal_pvalue
from tamkit.sem.matrices import Array
from tamkit.sem.path_algebra import pairs, stacked_effects
from tamkit.sem.setup import Setup

KINDS = ("direct", "indirect", "total")


def effects(setup: Setup, estimate: Estimate, bootstrap: Bootstrap | None = None) -> Any:
    """One row a (group, source, target); see `Fit.effects`. ``outcome`` repeats ``target`` for one release."""
    import pandas as pd

    which = pairs(setup.table)
    groups = len(setup.sample.groups)
    count = len(which.source)
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.arange(1, groups + 1), count),
            "source": [which.variables[s] for s in which.source] * groups,
            "target": [which.variables[o] for o in which.target] * groups,
        }
    )
    for suffix, flag in (("", False), ("_std", True)) if count else ():

        def statistic(theta: Array, cov: list[Array], mean: list[Array], flag: bool = flag) -> Array:
            return stacked_effects(which, setup.matrices, theta, cov, mean, flag)

        value = statistic(estimate.theta[None], *setup.stack)[0]
        if bootstrap is not None:
            se, lower, upper, pvalue = bootstrap.interval_of(value, statistic)
        else:
            se = delta_errors(estimate, jacobian(setup, estimate, statistic))
            lower, upper = value - Z975 * se, value + Z975 * se
            with np.errstate(invalid="ignore", divide="ignore"):
                pvalue = normal_pvalue(value / se)
        for index, kind in enumerate(KINDS):
            at = np.concatenate([g * 3 * count + index * count + np.arange(count) for g in range(groups)])
            exists = se[at] > 1e-12
            frame[f"{kind}{suffix}"] = value[at]
            for name, part in (("se", se), ("pvalue", pvalue), ("ci_lower", lower), ("ci_upper", upper)):
                frame[f"{kind}{suffix}_{name}"] = np.where(exists, part[at], np.nan)
    frame["outcome"] = frame["target"]
    return frame
