"""Refits to resamples of ordered or incomplete rows, which covariances and means do not describe.

A resample is a vector of case weights. Ordered data: the thresholds, polychoric correlations and DWLS weights of every
resample are worked out anew and solved as one stack. Incomplete data: each resample has patterns of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tamkit.sem.admissibility import admissible_rows
from tamkit.sem.estimate import minimise
from tamkit.sem.matrices import Array
from tamkit.sem.setup import Setup
from tamkit.sem.solve import Solution, warm

if TYPE_CHECKING:
    from tamkit.sem.ordinal.moments import OrdinalMoments
    from tamkit.sem.ordinal.stack import OrdinalStack

Solved = tuple[
    Array, Array, list[Array], list[Array], int
]  # θ, f, cov and mean of the converged draws; how many admissible


def needs_rows(setup: Setup) -> bool:
    """Whether resamples of this fit must be refitted from rows, not from moments."""
    return bool(setup.sample.ordinal or setup.sample.patterns)


def solve_resampled(setup: Setup, theta: Array, inverse: Array, weights: Sequence[Array]) -> Solved:
    """Solve the resamples that take row i of group g ``weights[g][b, i]`` times, from the sample's solution
    ``theta``."""
    solve = _ordered if setup.sample.ordinal else _incomplete
    found, value, cov, mean = solve(setup, theta, inverse, weights)
    good = admissible_rows(setup.table, setup.matrices, found, cov, mean) if len(found) else np.zeros(0, dtype=bool)
    return found, value, cov, mean, int(good.sum())


def _ordered(
    setup: Setup, theta: Array, inverse: Array, weights: Sequence[Array]
) -> tuple[Array, Array, list[Array], list[Array]]:
    from tamkit.sem.ordinal.estimation import latents
    from tamkit.sem.ordinal.least_squares import OrdinalLS
    from tamkit.sem.ordinal.stack import ordinal_stack

    assert setup.sample.data is not None
    stacks = []
    for moments, data, weight in zip(setup.sample.ordinal, setup.sample.data, weights, strict=True):
        kinds = dict(zip(moments.names, moments.ordered, strict=True))
        columns = [data[:, j] for j, name in enumerate(setup.sample.names) if kinds.get(name, False)]
        levels = [np.unique(column[~np.isnan(column)]).tolist() for column in columns]
        if moments.covariates is None:
            stacks.append(ordinal_stack(data, moments.ordered, weight, levels))
        else:
            stacks.append(_given_covariates(setup, moments, data, weight, levels))
    usable = np.logical_and.reduce([stack.usable for stack in stacks])
    if setup.settings.estimator.discrepancy == "ULS":
        weight_of = [np.ones_like(stack.weight[usable]) for stack in stacks]
    else:
        weight_of = [stack.weight[usable] for stack in stacks]
    cov, mean = [stack.cov[usable] for stack in stacks], [stack.mean[usable] for stack in stacks]
    if not usable.any():
        return np.zeros((0, len(theta))), np.zeros(0), cov, mean
    problem = OrdinalLS(
        latents(setup), [stack.statistics[usable] for stack in stacks], weight_of, cov, mean, setup.sample.n
    )
    start = np.repeat(theta[None], int(usable.sum()), axis=0)
    if setup.constraints.linear_only:
        solution = warm(problem, start, inverse, setup.constraints.affine)
    else:
        solution = minimise(setup, problem, start)
    keep = solution.converged
    return solution.theta[keep], solution.value[keep], [S[keep] for S in cov], [m[keep] for m in mean]


def _given_covariates(
    setup: Setup, moments: OrdinalMoments, data: Array, weight: Array, levels: list[list[float]]
) -> OrdinalStack:
    """The stack of one group whose statistics are conditional on covariates, in the order of the sample's variables."""
    from tamkit.sem.ordinal.sample import group_moments
    from tamkit.sem.ordinal.stack import names_of, stack_of

    assert moments.covariates is not None
    names = setup.sample.names
    given = moments.covariates.names
    ordered = dict(zip(moments.names, moments.ordered, strict=True))
    kind = np.array([ordered.get(name, False) for name in names])
    stack = stack_of(data, weight, lambda rows: group_moments(rows, names, kind, levels, given))
    own = names_of(moments)
    at = [own.index(name) for name in names]
    return replace(stack, cov=stack.cov[:, at][:, :, at], mean=stack.mean[:, at])


def _incomplete(
    setup: Setup, theta: Array, inverse: Array, weights: Sequence[Array]
) -> tuple[Array, Array, list[Array], list[Array]]:
    assert setup.sample.data is not None
    thetas, values = [], []
    cov: list[list[Array]] = [[] for _ in weights]
    mean: list[list[Array]] = [[] for _ in weights]
    for b in range(len(weights[0])):
        solution, moments = _one_incomplete(setup, theta, inverse, [weight[b].astype(int) for weight in weights])
        if solution is None or not solution.converged[0]:
            continue
        thetas.append(solution.theta[0])
        values.append(solution.value[0])
        for g, (S, m) in enumerate(moments):
            cov[g].append(S)
            mean[g].append(m)
    p = len(setup.sample.names)
    return (
        np.array(thetas).reshape(-1, len(theta)),
        np.array(values),
        [np.array(part).reshape(-1, p, p) for part in cov],
        [np.array(part).reshape(-1, p) for part in mean],
    )


def _one_incomplete(
    setup: Setup, theta: Array, inverse: Array, repeats: Sequence[Array]
) -> tuple[Solution | None, list[tuple[Array, Array]]]:
    """One resample's solution and the moments that supply its fixed exogenous variables."""
    from tamkit.errors import TamkitError
    from tamkit.sem.missing.estimation import problem as incomplete_problem
    from tamkit.sem.missing.patterns import missing_patterns

    sample = setup.sample
    assert sample.data is not None
    rows = [np.repeat(data, count, axis=0) for data, count in zip(sample.data, repeats, strict=True)]
    try:
        patterns = tuple(missing_patterns(part, sample.names) for part in rows)
    except TamkitError:
        return None, []
    moments = [_exogenous_moments(setup, g, part) for g, part in enumerate(rows)]
    own = replace(
        setup,
        sample=replace(sample, patterns=patterns, n=tuple(part.n for part in patterns)),
        cov=tuple(S for S, _ in moments),
        mean=tuple(m for _, m in moments),
    )
    problem = incomplete_problem(own)
    if setup.constraints.linear_only:
        return warm(problem, theta[None], inverse, setup.constraints.affine), moments
    return minimise(own, problem, theta[None]), moments


def _exogenous_moments(setup: Setup, g: int, rows: Array) -> tuple[Array, Array]:
    """The sample's saturated moments with those of the fixed exogenous variables, which are complete, from ``rows``."""
    S, m = setup.cov[g].copy(), setup.mean[g].copy()
    x = setup.exogenous
    if x:
        own = rows[:, x]
        m[x] = own.mean(axis=0)
        S[np.ix_(x, x)] = np.cov(own.T, bias=True).reshape(len(x), len(x))
    return S, m
