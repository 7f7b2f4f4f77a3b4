"""What is said of linear combinations of one vector of statistics: estimate, error, p, and every interval there is.

The vector is computed once at θ̂, once in every draw, once in every sample that leaves a case out, and once for its
Jacobian; sums and differences of its entries need none of it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tamkit.sem.bootstrap import Bootstrap, Draws, over
from tamkit.sem.estimate import Estimate
from tamkit.sem.estimates import Statistic, delta_errors, jacobian
from tamkit.sem.intervals import Z975, interval, normal_pvalue, pvalue_of
from tamkit.sem.matrices import Array
from tamkit.sem.setup import Setup

#: Standard errors below this are of what no parameter moves.
NOTHING = 1e-12
#: Combinations that are judged at a time, to bound memory.
LOT = 400
Ends = tuple[Array, Array]


@dataclass(frozen=True, slots=True)
class Judged:
    """Values (m,) with standard errors, z (of the delta method only), p, the interval that p inverts, and all others.

    ``intervals`` are ``wald`` and, of draws, ``percentile`` and ``bca``; NaN stands for what does not vary, and for
    what so few draws cannot say.
    """

    est: Array
    se: Array
    z: Array
    pvalue: Array
    lower: Array
    upper: Array
    intervals: Mapping[str, Ends] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Basis:
    """Statistics (q,) at θ̂ with their Jacobian (q,k), in the draws (R,q) and with one case left out (n,q).

    ``kind`` names the interval that decides: of the draws where there are any, else ``wald``.
    """

    estimate: Estimate
    value: Array
    jacobian: Array
    draws: Array | None
    jackknife: Array | None
    kind: str
    level: float = 0.95

    @classmethod
    def of(
        cls,
        setup: Setup,
        estimate: Estimate,
        statistic: Statistic,
        bootstrap: Bootstrap | None = None,
        jackknife: Draws | None = None,
    ) -> Basis:
        value = statistic(estimate.theta[None], *setup.stack)[0]
        J = jacobian(setup, estimate, statistic)
        if bootstrap is None:
            return cls(estimate, value, J, None, None, "wald")
        jack = None if jackknife is None else over(jackknife, statistic)
        return cls(estimate, value, J, over(bootstrap.draws, statistic), jack, bootstrap.kind, bootstrap.level)

    def judged(self, weights: Array) -> Judged:
        """What is said of the combinations ``weights`` (m,q) of the statistics."""
        lots = [self._judged(weights[begin : begin + LOT]) for begin in range(0, max(len(weights), 1), LOT)]
        return lots[0] if len(lots) == 1 else joined(lots)

    def _judged(self, weights: Array) -> Judged:
        est = combined(self.value[None], weights)[0]
        delta = delta_errors(self.estimate, combined(self.jacobian.T, weights).T)
        varies = delta > NOTHING
        wald = est - Z975 * delta, est + Z975 * delta
        ends = {"wald": wald}
        if self.draws is None:
            with np.errstate(invalid="ignore", divide="ignore"):
                z = est / delta
            se, pvalue, deciding = delta, normal_pvalue(z), wald
        else:
            t = combined(self.draws, weights)
            jack = None if self.jackknife is None else combined(self.jackknife, weights)
            ends["percentile"] = interval(t, est, "percentile", None, self.level)
            if jack is not None:
                ends["bca"] = interval(t, est, "bca", jack, self.level)
            deciding = ends[self.kind] if self.kind in ends else interval(t, est, self.kind, jack, self.level)
            se, z = t.std(axis=0, ddof=1), np.full_like(est, np.nan)
            pvalue = pvalue_of(t, est, self.kind, jack)
        se, z, pvalue, lower, upper = (np.where(varies, part, np.nan) for part in (se, z, pvalue, *deciding))
        kept = {
            name: (np.where(varies, low, np.nan), np.where(varies, high, np.nan)) for name, (low, high) in ends.items()
        }
        return Judged(est, se, z, pvalue, lower, upper, kept)


def combined(rows: Array, weights: Array) -> Array:
    """``rows`` (n,q) times ``weights`` (m,q), each combination of its own entries alone (n,m).

    What has no value in one row (0 times NaN) stays out of the combinations it is no part of.

    >>> combined(np.array([[1.0, np.nan, 3.0]]), np.array([[1.0, 0.0, -1.0], [0.0, 1.0, 0.0]])).tolist()
    [[-2.0, nan]]
    """
    out = np.empty((len(rows), len(weights)))
    for at, own in enumerate(weights):
        (used,) = np.nonzero(own)
        out[:, at] = rows[:, used] @ own[used]
    return out


def joined(lots: Sequence[Judged]) -> Judged:
    """What is said of several lots of combinations, as one."""

    def whole(parts: Iterable[Array]) -> Array:
        return np.concatenate(tuple(parts))

    return Judged(
        est=whole(lot.est for lot in lots),
        se=whole(lot.se for lot in lots),
        z=whole(lot.z for lot in lots),
        pvalue=whole(lot.pvalue for lot in lots),
        lower=whole(lot.lower for lot in lots),
        upper=whole(lot.upper for lot in lots),
        intervals={
            kind: (whole(lot.intervals[kind][0] for lot in lots), whole(lot.intervals[kind][1] for lot in lots))
            for kind in lots[0].intervals
        },
    )
