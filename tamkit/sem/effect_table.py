"""The effects of a fit as a table with standard errors and intervals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.sem.effects import pairs, stacked_effects
from tamkit.sem.matrices import Array

if TYPE_CHECKING:
    from tamkit.sem.result import Fit

Statistic = Callable[[Array, list[Array], list[Array]], Array]
KINDS = ("direct", "indirect", "total")


def effect_table(fit: Fit) -> Any:
    """One row a (group, source, outcome); see `Fit.effects`."""
    import pandas as pd

    from tamkit.sem.result import Z975, normal_pvalue

    which = pairs(fit.setup.table)
    groups = len(fit.groups)
    count = len(which.source)
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.arange(1, groups + 1), count),
            "source": [which.variables[s] for s in which.source] * groups,
            "outcome": [which.variables[o] for o in which.outcome] * groups,
        }
    )
    if not count:
        return frame
    for suffix, flag in (("", False), ("_std", True)):

        def statistic(theta: Array, cov: list[Array], mean: list[Array], flag: bool = flag) -> Array:
            return stacked_effects(which, fit.setup.matrices, theta, cov, mean, flag)

        def at_sample(theta: Array, statistic: Statistic = statistic) -> Array:
            cov = [np.broadcast_to(S, (len(theta), *S.shape)) for S in fit.setup.cov]
            mean = [np.broadcast_to(m, (len(theta), *m.shape)) for m in fit.setup.mean]
            return statistic(theta, cov, mean)

        value = at_sample(fit.estimate.theta[None])[0]
        if fit.bootstrap is not None:
            se, lower, upper, pvalue = fit.bootstrap.interval_of(value, statistic)
        else:
            se = fit._delta(fit._jacobian(at_sample))
            lower, upper = value - Z975 * se, value + Z975 * se
            with np.errstate(invalid="ignore", divide="ignore"):
                pvalue = normal_pvalue(value / se)
        for index, kind in enumerate(KINDS):
            at = np.concatenate([g * 3 * count + index * count + np.arange(count) for g in range(groups)])
            exists = se[at] > 1e-12
            frame[f"{kind}{suffix}"] = value[at]
            frame[f"{kind}{suffix}_se"] = np.where(exists, se[at], np.nan)
            frame[f"{kind}{suffix}_pvalue"] = np.where(exists, pvalue[at], np.nan)
            frame[f"{kind}{suffix}_ci_lower"] = np.where(exists, lower[at], np.nan)
            frame[f"{kind}{suffix}_ci_upper"] = np.where(exists, upper[at], np.nan)
    return frame
