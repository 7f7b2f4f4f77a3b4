"""How many draws of a bootstrap ended in another basin than the sample: paths that the data do not settle.

The basins meant are the two ends of a path that runs through infinity (`tamkit.sem.charts`). A draw has changed basin
where a standardized path from an exogenous construct lies beyond ±1.2 and the sample's does not, or the other way
round, and it is more than six of the sample's standard errors away. Draws of a settled path are hardly ever that far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamkit.sem.charts import charts_of, standardized_paths
from tamkit.sem.information import expected_hessian
from tamkit.sem.matrices import Array
from tamkit.sem.setup import Setup

BEYOND = 1.2
FAR = 6.0
SHARE = 0.05  # of the draws, above which these paths are not settled


@dataclass(frozen=True, slots=True)
class Basins:
    """How many draws ended in another basin than the sample, and the paths (``y ~ x``) whose ends these are."""

    changed: int
    paths: tuple[str, ...] = ()


def basins(setup: Setup, theta: Array, draws: Array) -> Basins:
    """Of draws θ (C,k) of the sample's solution θ̂ (k,). Models without charts have none to change."""
    charts = charts_of(setup.table, setup.matrices)
    if not charts or not len(draws) or not setup.constraints.linear_only:
        return Basins(0)
    matrices = setup.matrices[0]
    at = [chart.path for chart in charts]
    own = np.abs(standardized_paths(charts, matrices, theta[None])) > BEYOND
    there = np.abs(standardized_paths(charts, matrices, draws)) > BEYOND
    H = expected_hessian(setup.route.problem(setup), theta)
    error = np.sqrt(np.maximum(np.linalg.pinv(H, hermitian=True).diagonal()[at], 0.0) / setup.N)
    changed = (own != there) & (np.abs(draws[:, at] - theta[at]) > FAR * error)
    names = [f"{row.lhs} ~ {row.rhs}" for row in setup.table.free_rows()]
    often = [names[path] for path, share in zip(at, changed.mean(axis=0), strict=True) if share > SHARE / 2]
    return Basins(int(changed.any(axis=1).sum()), tuple(often))
