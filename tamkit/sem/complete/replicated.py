"""Samples of one population, complete rows, by maximum likelihood: solved as a stack, and the errors of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tamkit.sem.charts import charts_of
from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.estimate import resolve_near
from tamkit.sem.implied import implied, mean_factor, products
from tamkit.sem.linalg import inverse_or_nan
from tamkit.sem.matrices import Array
from tamkit.sem.pieces import Replicated
from tamkit.sem.resamples import PILOTS, with_templates
from tamkit.sem.setup import Setup
from tamkit.sem.vicinity import Vicinity

ROWS = 6000  # cases whose scores are held at a time, for the caches' sake
ERRORS = ("standard", "robust.huber.white", "robust.sem")


def replicated(setup: Setup, near: Vicinity, rows: Array) -> Replicated:
    """See `tamkit.sem.setup.Route.replicated`; ``rows`` (B,n,p)."""
    n = rows.shape[1]
    mean = rows.mean(axis=1)
    centred = rows - mean[:, None]
    cov = centred.transpose(0, 2, 1) @ centred / n
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
        [
            _covariance(setup, theta[part], rows[kept[part]], cov[part], mean[part])
            for part in _parts(len(kept), max(1, ROWS // n))
        ]
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
    scores = _scores(setup, theta, rows, cov, mean, centre)
    B = scores.transpose(0, 2, 1) @ scores / rows.shape[1]
    return inverse @ B @ inverse / setup.N


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


def _scores(setup: Setup, theta: Array, rows: Array, cov: Array, mean: Array, centre: str) -> Array:
    """Scores (b,n,k) of the cases of every sample: `tamkit.sem.complete.casewise.case_scores` for a stack."""
    matrices = setup.matrices[0]
    elements = matrices.elements
    at = implied(matrices, theta, cov, mean)
    Omega = inverse_or_nan(at.Sigma)
    point = at.mu if matrices.meanstructure and centre == "model" else mean
    z = (rows - point[:, None]) @ Omega
    zW = np.concatenate([z @ at.TV, z], axis=2)
    scores = zW.take(elements.x, axis=2)
    by_mean = scores.copy() if matrices.meanstructure else None
    scores *= zW.take(elements.y, axis=2)
    if centre == "sample":
        scores -= scores.mean(axis=1, keepdims=True)
    else:
        scores -= products(at, Omega)[:, elements.x, elements.y][:, None]
    scores *= elements.c
    if by_mean is not None:
        scores += mean_factor(matrices, at.eta)[:, None] * by_mean
    return matrices.spread(scores)
