"""The algebra of paths: direct, indirect and total effects between all variables joined by regressions.

With D the matrix of paths, total effects are (I − D)⁻¹ − I = D + D² + …, indirect ones total − direct (Bollen 1987).
Standard errors come from the delta method over θ, or from bootstrap draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.sem.implied import fill, variances
from tamkit.sem.matrices import Array, Matrices
from tamkit.sem.table import ParameterTable


@dataclass(frozen=True, slots=True)
class EffectPairs:
    """Which (source, target) pairs are joined by some path, and which directly; names in model order."""

    variables: tuple[str, ...]
    source: tuple[int, ...]
    target: tuple[int, ...]


def pairs(table: ParameterTable) -> EffectPairs:
    """All pairs with a directed path from source to target."""
    paths = [(row.rhs, row.lhs) for row in table.rows if row.op == "~" and row.group == 1]
    order = (*table.names.lv, *table.names.ov)
    used = {name for pair in paths for name in pair}
    variables = tuple(name for name in order if name in used)
    at = {name: index for index, name in enumerate(variables)}
    reach = np.zeros((len(variables),) * 2, dtype=bool)
    for source, target in paths:
        reach[at[target], at[source]] = True
    closure = reach.copy()
    for _ in range(len(variables)):
        closure |= (closure.astype(int) @ reach.astype(int)) > 0
    found = [(s, o) for o in range(len(variables)) for s in range(len(variables)) if closure[o, s] and s != o]
    return EffectPairs(variables, tuple(s for s, _ in found), tuple(o for _, o in found))


def effects(
    which: EffectPairs, matrices: Matrices, theta: Array, cov: Array, mean: Array, standardized: bool
) -> tuple[Array, Array, Array]:
    """Direct, indirect and total effects of one group, each (B, pairs), for a stack θ (B,k)."""
    A, _, _ = fill(matrices, theta, cov, mean)
    at = {name: index for index, name in enumerate(matrices.variables)}
    index = np.array([at[name] for name in which.variables], dtype=np.intp)
    n = matrices.inner
    D = np.zeros((len(theta), len(index), len(index)))
    inner = index < n
    D[:, :, inner] = A[:, index][:, :, index[inner]]
    total = np.linalg.inv(np.eye(len(index)) - D) - np.eye(len(index))
    if standardized:
        with np.errstate(invalid="ignore"):
            sd = np.sqrt(variances(matrices, theta, cov, mean).total[:, index])
        scale = sd[:, None, :] / sd[:, :, None]
        D, total = D * scale, total * scale
    s, o = list(which.source), list(which.target)
    return D[:, o, s], (total - D)[:, o, s], total[:, o, s]


def stacked_effects(
    which: EffectPairs,
    matrices: Sequence[Matrices],
    theta: Array,
    cov: Sequence[Array],
    mean: Sequence[Array],
    standardized: bool,
) -> Array:
    """All groups' (direct, indirect, total) side by side (B, 3·pairs·G), for delta-method and bootstrap alike."""
    parts = [
        np.concatenate(effects(which, group, theta, cov[g], mean[g], standardized), axis=1)
        for g, group in enumerate(matrices)
    ]
    return np.concatenate(parts, axis=1)
