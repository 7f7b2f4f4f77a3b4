"""Samples of one population, complete rows, by maximum likelihood: solved as a stack, and the errors of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tamkit.sem.charts import charts_of
from tamkit.sem.complete.casewise import first_orders
from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.estimate import resolve_near
from tamkit.sem.linalg import inverse_or_nan
from tamkit.sem.matrices import Array
from tamkit.sem.pieces import Replicated
from tamkit.sem.resamples import BATCH, PILOTS, with_templates
from tamkit.sem.setup import Setup
from tamkit.sem.vicinity import Vicinity

ROWS = 6000  # cases that are centred at a time, for the caches' sake
ERRORS = ("standard", "robust.huber.white", "robust.sem")


def replicated(setup: Setup, near: Vicinity, rows: Array) -> Replicated:
    """See `tamkit.sem.setup.Route.replicated`; ``rows`` (B,n,p)."""
    n = rows.shape[1]
    mean, cov = np.empty(rows.shape[::2]), np.empty((len(rows), *2 * rows.shape[2:]))
    for part in _parts(len(rows), max(1, ROWS // n)):
        mean[part] = rows[part].mean(axis=1)
        centred = rows[part] - mean[part, None]
        cov[part] = centred.transpose(0, 2, 1) @ centred / n
    if setup.route.unbiased(setup.settings):
        cov *= n / (n - 1)
    problem = NormalTheory.of("ML", setup.matrices, [cov], [mean], [1.0])
    if setup.constraints.linear_only and setup.constraints.affine.K is None and not near.charts:
        first = NormalTheory.of("ML", setup.matrices, [cov[: 3 * PILOTS]], [mean[: 3 * PILOTS]], [1.0])
        near = replace(near, charts=charts_of(setup.table, setup.matrices))
        near = with_templates(first, near, setup.constraints.affine)
    solution = resolve_near(setup, problem, near)
    kept = np.flatnonzero(solution.converged)
    theta, cov, mean = solution.theta[kept], cov[kept], mean[kept]
    V = np.concatenate(
        [_covariance(setup, theta[part], rows[kept[part]], cov[part], mean[part]) for part in _parts(len(kept), BATCH)]
        or [np.zeros((0, theta.shape[1], theta.shape[1]))]
    )
    known = np.isfinite(V).all(axis=(1, 2))
    return Replicated(theta[known], [cov[known]], [mean[known]], V[known], kept[known])


def _parts(size: int, step: int) -> Iterator[slice]:
    return (slice(begin, min(begin + step, size)) for begin in range(0, size, step))


def _covariance(setup: Setup, theta: Array, rows: Array, cov: Array, mean: Array) -> Array:
    """Covariances of θ̂ (b,k,k) as `tamkit.sem.inference` has them; NaN where the information is singular."""
    settings = setup.settings
    problem = NormalTheory.of("ML", setup.matrices, [cov], [mean], [1.0])
    everyone = np.arange(len(theta))
    if settings.information == "observed":
        _, _, H = problem.evaluate(theta, everyone, "exact")
    else:
        _, H = problem.derivatives(theta, everyone)
    assert H is not None
    inverse = _inverse(setup, H, theta)
    if settings.se == "standard":
        return inverse / setup.N
    centre = "model" if settings.se == "robust.huber.white" else "sample"
    return inverse @ first_orders(setup.matrices[0], theta, rows, cov, mean, centre=centre) @ inverse / setup.N


def _inverse(setup: Setup, H: Array, theta: Array) -> Array:
    if setup.constraints.linear_only and setup.constraints.affine.K is None:
        return inverse_or_nan(H)
    out = np.full_like(H, np.nan)
    for at, (one, point) in enumerate(zip(H, theta, strict=True)):
        try:
            out[at] = setup.inverse(one, point)
        except np.linalg.LinAlgError:
            continue
    return out
