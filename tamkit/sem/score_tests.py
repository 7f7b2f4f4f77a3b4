"""Score (Lagrange multiplier) tests of the equality constraints of one fit: by how much χ² would fall without them.

With every parameter that is held equal to another one on its own (θ, k) and R the constraints' derivatives (c,k), g the
gradient and H the expected information there, K the directions that the constraints leave that are kept:

    X = N gᵀ K (Kᵀ H K)⁻¹ Kᵀ g ~ χ²(number of constraints let go)                                     (Rao 1948)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tamkit.errors import OptionError
from tamkit.messages import Message
from tamkit.sem.constraints import resolve, stacked
from tamkit.sem.estimate import Estimate
from tamkit.sem.matrices import Array, compile_group
from tamkit.sem.setup import Setup
from tamkit.sem.table import Parameter, ParameterTable
from tamkit.shown import Card, Shown


@dataclass(frozen=True, slots=True, repr=False)
class ScoreTests(Shown):
    """All constraints let go together; ``table``: DataFrame[lhs, op, rhs, chisq, df, pvalue], a row a constraint."""

    statistic: float
    df: int
    pvalue: float
    table: Any

    def _card(self) -> Card:
        tested = {"chisq": f"{self.statistic:.3f}, df {self.df}, p = {self.pvalue:.4f}"}
        title = Message("sem.score_tests_of", n=len(self.table))
        return Card(title, tested, (".statistic", ".df", ".pvalue", ".table"))


def score_tests(setup: Setup, estimate: Estimate) -> ScoreTests:
    """Test each equality of parameters, written (``a == b``), by a label or by ``group_equal``, and all together.

    Raises InputError for a fit without any.
    R: ``lavTestScore(fit)``.
    """
    import pandas as pd
    from scipy.special import chdtrc

    table, at, pairs = apart(setup.table)
    equalities = [constraint for constraint in table.constraints if constraint.op == "=="]
    if not equalities and not pairs:
        raise OptionError("sem.no_equalities_to_test")
    theta, total = estimate.theta[at], sum(setup.sample.n)
    loose = replace(table, constraints=())
    matrices = tuple(compile_group(loose, g + 1) for g in range(len(setup.sample.n)))
    whole = replace(setup, table=loose, matrices=matrices, constraints=resolve(loose))
    g, _ = setup.route.problem(whole).derivatives(theta[None], np.array([0]), weight=False)
    H = setup.route.hessian(whole, theta, "expected")
    _, written = stacked(table, equalities, theta)
    R = np.concatenate([written, _pairwise(pairs, len(theta))])

    def statistic(kept: Array) -> tuple[float, int]:
        K, free = _directions(R[kept]), _directions(R)
        middle = K.T @ H @ K
        projected = K.T @ g[0]
        return total * float(projected @ np.linalg.pinv(middle, hermitian=True) @ projected), K.shape[1] - free.shape[1]

    index = np.arange(len(R))
    rows = []
    names = [(c.left.text if c.left else c.name, c.right.text) for c in equalities]
    names += [(one.name, other.name) for one, other in pairs]
    for (left, right), row in zip(names, index, strict=True):
        value, df = statistic(index != row)
        rows.append((left, "==", right, value, df, float(chdtrc(df, value)) if df else float("nan")))
    value, df = statistic(index < 0)
    frame = pd.DataFrame(rows, columns=["lhs", "op", "rhs", "chisq", "df", "pvalue"])
    return ScoreTests(value, df, float(chdtrc(df, value)), frame)


def apart(table: ParameterTable) -> tuple[ParameterTable, Array, list[tuple[Parameter, Parameter]]]:
    """The table with every free row a parameter of its own; of each the place in the table's θ; the pairs held equal.

    A pair is the first row of a parameter and a later one.
    """
    rows, at = [], list[int]()
    first: dict[int, Parameter] = {}
    pairs = []
    for row in table.rows:
        own = replace(row)
        rows.append(own)
        if not row.free:
            continue
        at.append(row.free - 1)
        own.free = len(at)
        if row.free in first:
            pairs.append((first[row.free], own))
        else:
            first[row.free] = own
    return replace(table, rows=tuple(rows), k=len(at)), np.array(at, dtype=int), pairs


def _pairwise(pairs: list[tuple[Parameter, Parameter]], k: int) -> Array:
    """Derivatives (c,k) of first − later."""
    out = np.zeros((len(pairs), k))
    for index, (one, other) in enumerate(pairs):
        out[index, one.free - 1], out[index, other.free - 1] = 1.0, -1.0
    return out


def _directions(R: Array) -> Array:
    """An orthonormal basis (k,·) of what R (c,k) leaves."""
    if not len(R):
        return np.eye(R.shape[1])
    _, s, Vt = np.linalg.svd(R)
    return np.asarray(Vt[int((s > 1e-9 * s.max()).sum()) :].T)
