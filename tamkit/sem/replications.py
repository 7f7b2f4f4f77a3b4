"""Samples drawn from one population, each fitted: the kernel of Monte-Carlo power.

Complete rows by maximum likelihood go as one stack, from the solution of their pooled moments; everything else goes
sample by sample. Of every sample that converges the paths are kept, b and β with their standard errors, and nothing
else is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import AnalysisError
from tamkit.sem.bootstrap import vicinity
from tamkit.sem.estimate import estimate
from tamkit.sem.estimates import columns
from tamkit.sem.fitting import arrange, fit
from tamkit.sem.implied import total_effects
from tamkit.sem.machine import single_threaded
from tamkit.sem.matrices import Array
from tamkit.sem.options import Options
from tamkit.sem.setup import Setup
from tamkit.sem.table import Parameter
from tamkit.sem.vicinity import Vicinity
from tamkit.syntax import Model

POOLED = 25  # samples whose pooled moments the others are solved from


@dataclass(frozen=True, slots=True)
class Replications:
    """The paths of the samples that converged, in the model's order: ``est``, ``se``, ``std`` and ``std_se`` (C,P).

    ``paths`` are their (source, target), ``kept`` (C,) says which sample each row is, ``drawn`` how many there were.
    """

    paths: tuple[tuple[str, str], ...]
    est: Array
    se: Array
    std: Array
    std_se: Array
    kept: NDArray[np.intp]
    drawn: int


def replications(model: Model, names: Sequence[str], lots: Iterable[Array], options: Options) -> Replications:
    """Fit ``model`` to every sample of the ``lots``, each (samples, n, variables) with the columns ``names``.

    Samples that do not converge are left out.

    >>> from tamkit.sem import population
    >>> from tamkit.syntax import parse
    >>> truth = population("F =~ .8*a + .8*b + .8*c\\nG =~ .8*d + .8*e + .8*f\\nG ~ .3*F", standardized=True)
    >>> rows = np.random.default_rng(1).multivariate_normal(np.zeros(6), truth.cov, size=(50, 200))
    >>> found = replications(parse("F =~ a + b + c\\nG =~ d + e + f\\nG ~ F"), truth.observed, [rows], Options())
    >>> found.paths, found.std.shape, bool(abs(found.std.mean() - .3) < .03)
    ((('F', 'G'),), (50, 1), True)
    """
    options = options.without_bootstrap()
    stack: _Stack | None = None
    drawn, parts = 0, []
    paths: tuple[tuple[str, str], ...] = ()
    with single_threaded():
        for lot in lots:
            if not drawn:
                stack = _stack(model, names, lot, options)
            if stack is not None:
                paths = tuple((row.rhs, row.lhs) for row in stack.paths)
                kept, numbers = stack.solved(lot)
            else:
                known, (kept, numbers) = _alone(model, names, lot, options)
                paths = known or paths
            parts.append((kept + drawn, numbers))
            drawn += len(lot)
    if not parts:
        return Replications((), *(np.zeros((0, 0)),) * 4, np.zeros(0, dtype=np.intp), 0)
    est, se, std, std_se = np.concatenate([numbers for _, numbers in parts], axis=1)
    return Replications(paths, est, se, std, std_se, np.concatenate([kept for kept, _ in parts]), drawn)


Found = tuple[NDArray[np.intp], Array]  # which samples converged, and (4, C, P)


@dataclass(frozen=True, slots=True)
class _Stack:
    """What a stack of samples begins from; ``columns``: where the setup's variables stand in the samples."""

    setup: Setup
    near: Vicinity
    columns: list[int]
    paths: list[Parameter]

    def solved(self, lot: Array) -> Found:
        rows = lot if self.columns == list(range(lot.shape[2])) else lot[:, :, self.columns]
        found = self.setup.route.replicated(self.setup, self.near, rows)
        return found.kept, path_errors(self.setup, self.paths, found.theta, found.covariance)


def _stack(model: Model, names: Sequence[str], lot: Array, options: Options) -> _Stack | None:
    """The setup of the first sample with the pooled moments of its lot in place of its own; None where samples of
    this kind are no stack."""
    if options.engine != "tamkit":
        return None
    setup = arrange(model, _frame(lot[0], names), options)
    sample, table = setup.sample, setup.table
    paths = [row for row in table.rows if row.op == "~"]
    at = [list(names).index(name) for name in sample.names]
    if not setup.route.replicates(setup) or not _among_inner(setup, paths):
        return None
    some = lot[:POOLED][:, :, at]
    mean = some.mean(axis=1)
    centred = some - mean[:, None]
    cov = (centred.transpose(0, 2, 1) @ centred).mean(axis=0) / lot.shape[1]
    own = replace(sample, cov=(cov,), mean=(mean.mean(axis=0),))
    pooled = replace(setup, sample=own, cov=own.cov, mean=own.mean)
    try:
        centre = estimate(pooled, inference=False)
        if not centre.converged:
            return None
        return _Stack(setup, vicinity(pooled, centre.theta), at, paths)
    except (AnalysisError, np.linalg.LinAlgError):
        return None


def _among_inner(setup: Setup, paths: Sequence[Parameter]) -> bool:
    """Whether every path joins variables whose covariance is among the inner ones, as paths among constructs do."""
    matrices = setup.matrices[0]
    inner = set(matrices.variables[: matrices.inner])
    return all({row.lhs, row.rhs} <= inner for row in paths)


def _alone(
    model: Model, names: Sequence[str], lot: Array, options: Options
) -> tuple[tuple[tuple[str, str], ...], Found]:
    """Sample by sample, by way of the parameter table's numbers."""
    kept, numbers = [], []
    paths: tuple[tuple[str, str], ...] = ()
    for place, rows in enumerate(lot):
        try:
            setup, found, se = _one(model, _frame(rows, names), options)
        except (AnalysisError, np.linalg.LinAlgError):
            continue
        at = [index for index, row in enumerate(setup.table.rows) if row.op == "~"]
        paths = tuple((setup.table.rows[index].rhs, setup.table.rows[index].lhs) for index in at)
        kept.append(place)
        numbers.append(np.array([found.est[at], se[at], found.std_all[at], found.std_all_se[at]]))
    stacked = np.stack(numbers, axis=1) if numbers else np.zeros((4, 0, len(paths)))
    return paths, (np.array(kept, dtype=np.intp), stacked)


def _one(model: Model, frame: Any, options: Options) -> tuple[Setup, Any, Array]:
    if options.engine != "tamkit":
        whole = fit(model, frame, options=options).require_converged()
        numbers = columns(whole.setup, whole.estimate)
        return whole.setup, numbers, numbers.se
    setup = arrange(model, frame, options)
    found = estimate(setup)
    if not found.converged or found.unidentified:
        raise AnalysisError("sem.singular_on_these_data")
    numbers = columns(setup, found)
    return setup, numbers, numbers.se


def _frame(rows: Array, names: Sequence[str]) -> Any:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(names))


def path_errors(setup: Setup, rows: Sequence[Parameter], theta: Array, covariance: Array) -> Array:
    """b, SE(b), β and SE(β) of the paths ``rows`` (4,C,P) for a stack θ (C,k) with its covariances (C,k,k).

    β = b √(c_ss / c_tt), C = E Ψ Eᵀ the covariance of the inner variables; SE(β) by the delta method over the
    parameters that C and b are made of, by central differences with the steps of `standardize.difference_jacobian`.
    """
    matrices = setup.matrices[0]
    n = matrices.inner
    at = {name: index for index, name in enumerate(matrices.variables)}
    source = np.array([at[row.rhs] for row in rows], dtype=np.intp)
    target = np.array([at[row.lhs] for row in rows], dtype=np.intp)
    own = matrices.A_at[target, source]

    def values(points: Array) -> tuple[Array, Array]:
        sources = matrices.sources(points, None, None)
        E = total_effects(sources.take(matrices.A_at[:n], axis=1), matrices.depth)
        C = E @ sources.take(matrices.S_at[:n, :n], axis=1) @ E.transpose(0, 2, 1)
        spread = np.diagonal(C, axis1=1, axis2=2)
        b = sources.take(own, axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return b, b * np.sqrt(spread[:, source] / spread[:, target])

    moving = np.unique(np.concatenate([matrices.A_at[:n].ravel(), matrices.S_at[:n, :n].ravel()]))
    moving = moving[moving < matrices.k]
    C, m = len(theta), len(moving)
    est, std = values(theta)
    variance = np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0.0)
    free = own < matrices.k
    se = np.where(free, np.sqrt(variance.take(np.where(free, own, 0), axis=1)), np.nan)
    error = np.sqrt(variance[:, moving])
    h = np.where(error > 0, 1e-4 * error, 1e-5 * np.maximum(1.0, np.abs(theta[:, moving])))
    points = np.repeat(theta[:, None], 2 * m, axis=1)
    points[:, np.arange(m), moving] += h
    points[:, m + np.arange(m), moving] -= h
    _, moved = values(points.reshape(C * 2 * m, -1))
    moved = moved.reshape(C, 2 * m, len(rows))
    J = (moved[:, :m] - moved[:, m:]) / (2 * h[..., None])
    V = covariance[:, moving[:, None], moving]
    spread = np.einsum("cmp,cmp->cp", J, V @ J)
    return np.stack([est, se, std, np.sqrt(np.maximum(spread, 0.0))])
