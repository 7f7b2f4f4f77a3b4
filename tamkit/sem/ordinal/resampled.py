"""Refits to resamples of ordered rows, which covariances and means do not describe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tamkit.sem.admissibility import admissible_rows
from tamkit.sem.estimate import resolve_near
from tamkit.sem.matrices import Array
from tamkit.sem.ordinal.latent import Latent
from tamkit.sem.ordinal.least_squares import OrdinalLS
from tamkit.sem.ordinal.moments import OrdinalMoments
from tamkit.sem.ordinal.sample import group_moments
from tamkit.sem.ordinal.stack import OrdinalStack, names_of, ordinal_stack, stack_of
from tamkit.sem.pieces import Solved
from tamkit.sem.setup import Setup
from tamkit.sem.vicinity import Vicinity


def refit(
    setup: Setup,
    moments: Sequence[OrdinalMoments],
    latents: Sequence[Latent],
    near: Vicinity,
    weights: Sequence[Array],
    rows: Sequence[Array],
) -> Solved:
    """See `tamkit.sem.setup.Route.refit`. Resamples that lose a category have no statistics and do not converge."""
    stacks = [_stack(setup, *group) for group in zip(moments, rows, weights, strict=True)]
    usable = np.logical_and.reduce([stack.usable for stack in stacks])
    cov, mean = [stack.cov[usable] for stack in stacks], [stack.mean[usable] for stack in stacks]
    if not usable.any():
        return Solved(np.zeros((0, len(near.theta))), np.zeros(0), cov, mean, 0)
    weight_of = [stack.weight[usable] for stack in stacks]
    if setup.settings.discrepancy == "ULS":
        weight_of = [np.ones_like(weight) for weight in weight_of]
    statistics = [stack.statistics[usable] for stack in stacks]
    solution = resolve_near(setup, OrdinalLS(latents, statistics, weight_of, cov, mean, setup.sample.n), near)
    keep = solution.converged
    found, cov, mean = solution.theta[keep], [S[keep] for S in cov], [m[keep] for m in mean]
    good = admissible_rows(setup.table, setup.matrices, found, cov, mean)
    return Solved(found, solution.value[keep], cov, mean, int(good.sum()))


def _stack(setup: Setup, moments: OrdinalMoments, data: Array, weight: Array) -> OrdinalStack:
    """The statistics of one group's resamples."""
    kinds = dict(zip(moments.names, moments.ordered, strict=True))
    columns = [data[:, j] for j, name in enumerate(setup.sample.names) if kinds.get(name, False)]
    levels = [np.unique(column[~np.isnan(column)]).tolist() for column in columns]
    if moments.covariates is None:
        return ordinal_stack(data, moments.ordered, weight, levels)
    return _given_covariates(setup, moments, data, weight, levels)


def _given_covariates(
    setup: Setup, moments: OrdinalMoments, data: Array, weight: Array, levels: list[list[float]]
) -> OrdinalStack:
    """The stack of one group whose statistics are conditional on covariates, in the order of the sample's variables."""
    assert moments.covariates is not None
    names = setup.sample.names
    given = moments.covariates.names
    ordered = dict(zip(moments.names, moments.ordered, strict=True))
    kind = np.array([ordered.get(name, False) for name in names])
    stack = stack_of(data, weight, lambda rows: group_moments(rows, names, kind, levels, given))
    own = names_of(moments)
    at = [own.index(name) for name in names]
    return replace(stack, cov=stack.cov[:, at][:, :, at], mean=stack.mean[:, at])
