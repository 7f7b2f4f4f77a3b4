"""Maximum-likelihood means and covariances of incomplete data: the saturated (h1) model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamkit.errors import NotConverged, SampleError
from tamkit.messages import Message
from tamkit.sem.missing.fiml import Fiml, fiml, independence_moments
from tamkit.sem.missing.information import observed_information
from tamkit.sem.missing.patterns import Array, Patterns

# EM is cheap but slows down near the maximum; Newton takes over once a step moves no moment by more than this (in SDs).
HAND_OVER = 1e-3
NEWTON_LIMIT = 70  # variables; beyond it the information matrix is too large and EM runs to the end
MAX_EM = 5000


@dataclass(frozen=True, slots=True)
class Saturated:
    """mean (p,), cov (p, p): maximum-likelihood moments; loglik: their log-likelihood; iterations: EM and Newton
    steps."""

    mean: Array
    cov: Array
    loglik: float
    iterations: int


def saturated(patterns: Patterns, tolerance: float = 1e-9) -> Saturated:
    """EM, finished by Newton's method, for the means and covariances of incomplete normal data.

    One EM step is Sigma + 2/n · Sigma (d loglik / d Sigma) Sigma with the mean moved by Sigma (d loglik / d mu) / n
    (Jamshidian & Jennrich 1997). Converged when no mean or covariance moves more than ``tolerance`` standard
    deviations.
    Raises AnalysisError if the covariance becomes singular or EM does not converge in 5000 steps.
    R: ``lavaan::lavInspect(fit, "h1")``, ``em.h1.tol`` tightened.

    >>> from tamkit.sem.missing import missing_patterns
    >>> s = saturated(missing_patterns([[1.0, 2.0], [2.0, 2.5], [3.0, 4.5], [4.0, np.nan]]))
    >>> s.mean.round(4).tolist()
    [2.5, 3.625]
    """
    mean, variance = independence_moments(patterns)
    cov = np.diag(variance)
    sd = np.sqrt(variance)
    at = fiml(patterns, mean, cov)
    for step in range(1, MAX_EM + 1):
        mean, cov, moved = _em(patterns, mean, cov, at, sd)
        at = fiml(patterns, mean, cov)
        if not np.isfinite(at.loglik):
            raise SampleError(_singular(patterns))
        if moved < tolerance:
            return Saturated(mean, cov, at.loglik, step)
        if moved < HAND_OVER and patterns.p <= NEWTON_LIMIT:
            finished = _newton(patterns, mean, cov, at, sd, tolerance)
            if finished is not None:
                return Saturated(finished.mean, finished.cov, finished.loglik, step + finished.iterations)
    raise NotConverged("sem.saturated_not_converged", steps=MAX_EM)


def _singular(patterns: Patterns) -> Message:
    if patterns.n <= patterns.p:
        return Message("sem.fewer_rows_than_variables", n=patterns.n, variables=patterns.p)
    return Message("sem.incomplete_not_pd")


def _em(patterns: Patterns, mean: Array, cov: Array, at: Fiml, sd: Array) -> tuple[Array, Array, float]:
    """One EM step from the gradients at the present moments, and how far it moved (in standard deviations)."""
    step = cov @ at.dmu / patterns.n
    change = 2.0 / patterns.n * (cov @ at.dsigma @ cov) - np.outer(step, step)
    new = cov + 0.5 * (change + change.T)
    moved = max(float(np.abs(step / sd).max()), float(np.abs(change / np.outer(sd, sd)).max()))
    return mean + step, new, moved


def _newton(patterns: Patterns, mean: Array, cov: Array, at: Fiml, sd: Array, tolerance: float) -> Saturated | None:
    """Newton steps with the observed information; None as soon as one does not raise the likelihood."""
    p = patterns.p
    i, j = np.triu_indices(p)
    twice = np.where(i == j, 1.0, 2.0)
    for step in range(1, 20):
        gradient = np.concatenate([at.dmu, twice * at.dsigma[i, j]]) / patterns.n
        try:
            change = np.linalg.solve(observed_information(patterns, mean, cov), gradient)
        except np.linalg.LinAlgError:
            return None
        new_mean = mean + change[:p]
        new_cov = cov.copy()
        new_cov[i, j] = new_cov[j, i] = cov[i, j] + change[p:]
        new = fiml(patterns, new_mean, new_cov)
        if not new.loglik > at.loglik - 1e-9 * abs(at.loglik):
            return None
        mean, cov, at = new_mean, new_cov, new
        moved = max(np.abs(change[:p] / sd).max(), np.abs(change[p:] / (sd[i] * sd[j])).max())
        if moved < tolerance:
            return Saturated(mean, cov, at.loglik, step)
    return None
