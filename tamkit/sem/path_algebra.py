"""The algebra of paths: direct, indirect and total effects between all variables joined by regressions.

With D the matrix of paths, total effects are (I − D)⁻¹ − I = D + D² + …, indirect ones total − direct (Bollen 1987).
Standard errors come from the delta method over θ, or from bootstrap draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.implied import path_values, variances
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


def onward(table: ParameterTable) -> dict[str, tuple[str, ...]]:
    """Where the arrows lead from each variable, in model order; none that is fixed at 0."""
    found: dict[str, list[str]] = {}
    for row in table.rows:
        if row.op == "~" and row.group == 1 and (row.free or row.value != 0):
            found.setdefault(row.rhs, []).append(row.lhs)
    order = (*table.names.lv, *table.names.ov)
    return {name: tuple(dict.fromkeys(found[name])) for name in order if name in found}


def loop(table: ParameterTable) -> tuple[str, ...]:
    """A feedback loop as the variables it passes, the first again at its end; empty where the model has none.

    The shortest through the first variable, in model order, that leads back to itself.
    """
    arrows = onward(table)
    for start in arrows:
        ways: list[tuple[str, ...]] = [(start,)]
        seen = {start}
        while ways:
            longer = [(*way, target) for way in ways for target in arrows.get(way[-1], ())]
            back = next((way for way in longer if way[-1] == start), None)
            if back is not None:
                return back
            ways = [way for way in longer if way[-1] not in seen]
            seen |= {way[-1] for way in ways}
    return ()


def number_of_ways(table: ParameterTable) -> int:
    """How many ways of two arrows or more a model without loops has, without walking them."""
    arrows = onward(table)
    counted: dict[str, int] = {}

    def leaving(name: str) -> int:
        if name not in counted:
            counted[name] = sum(1 + leaving(target) for target in arrows.get(name, ()))
        return counted[name]

    return sum(map(leaving, arrows)) - sum(map(len, arrows.values()))


def through_others(table: ParameterTable) -> set[tuple[str, str]]:
    """The pairs (source, target) that are joined by two arrows or more."""
    arrows = onward(table)
    found = set()
    for source in arrows:
        open_ends = {second for first in arrows[source] for second in arrows.get(first, ())}
        reached: set[str] = set()
        while open_ends:
            reached |= open_ends
            open_ends = {target for name in open_ends for target in arrows.get(name, ())} - reached
        found |= {(source, target) for target in reached if target != source}
    return found


def chains(table: ParameterTable) -> tuple[tuple[str, ...], ...]:
    """Every directed way of two arrows or more, as the variables it passes; none twice, and no path fixed at 0.

    By target, then source, in model order; shorter ways first.
    """
    arrows = onward(table)
    found: list[tuple[str, ...]] = []
    open_ways: list[tuple[str, ...]] = [(source, to) for source, targets in arrows.items() for to in targets]
    while open_ways:
        longer = [(*way, target) for way in open_ways for target in arrows.get(way[-1], ())]
        open_ways = [way for way in longer if len(set(way)) == len(way)]
        found += [way for way in open_ways if len(way) > 2]
    at = {name: index for index, name in enumerate((*table.names.lv, *table.names.ov))}
    return tuple(sorted(found, key=lambda way: (at[way[-1]], at[way[0]], len(way), [at[name] for name in way])))


def effects(
    which: EffectPairs, matrices: Matrices, theta: Array, cov: Array, mean: Array, standardized: bool
) -> tuple[Array, Array, Array]:
    """Direct, indirect and total effects of one group, each (B, pairs), for a stack θ (B,k)."""
    D = _paths(which.variables, matrices, theta)
    total = np.linalg.inv(np.eye(D.shape[1]) - D) - np.eye(D.shape[1])
    if standardized:
        scale = _scale(which.variables, matrices, theta, cov, mean)
        D, total = D * scale, total * scale
    s, o = list(which.source), list(which.target)
    return D[:, o, s], (total - D)[:, o, s], total[:, o, s]


def along(
    ways: Sequence[tuple[str, ...]],
    matrices: Sequence[Matrices],
    theta: Array,
    cov: Sequence[Array],
    mean: Sequence[Array],
    standardized: bool,
) -> Array:
    """The product of the paths along each way, all groups side by side (B, ways·G)."""
    variables = tuple(dict.fromkeys(name for way in ways for name in way))
    at = {name: index for index, name in enumerate(variables)}
    parts = []
    for g, group in enumerate(matrices):
        D = _paths(variables, group, theta)
        products = [np.prod([D[:, at[b], at[a]] for a, b in pairwise(way)], axis=0) for way in ways]
        part = np.stack(products, axis=1)
        if standardized:
            scale = _scale(variables, group, theta, cov[g], mean[g])
            part = part * scale[:, [at[way[-1]] for way in ways], [at[way[0]] for way in ways]]
        parts.append(part)
    return np.concatenate(parts, axis=1)


def _paths(variables: Sequence[str], matrices: Matrices, theta: Array) -> Array:
    """D (B,m,m): the path from each variable (column) to each other (row)."""
    index = _places(variables, matrices)
    D = np.zeros((len(theta), len(index), len(index)))
    inner = index < matrices.inner
    D[:, :, inner] = path_values(matrices, theta, index, index[inner])
    return D


def _scale(variables: Sequence[str], matrices: Matrices, theta: Array, cov: Array, mean: Array) -> Array:
    """What standardizes a path from each variable (column) to each other (row): the ratio of their deviations."""
    with np.errstate(invalid="ignore"):
        sd = np.sqrt(variances(matrices, theta, cov, mean).total[:, _places(variables, matrices)])
    return np.asarray(sd[:, None, :] / sd[:, :, None])


def _places(variables: Sequence[str], matrices: Matrices) -> NDArray[np.intp]:
    at = {name: index for index, name in enumerate(matrices.variables)}
    return np.array([at[name] for name in variables], dtype=np.intp)


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
