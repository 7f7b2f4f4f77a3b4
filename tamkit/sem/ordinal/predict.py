"""Factor scores from ordered answers: the mode of each respondent's posterior.

Given eta the responses are independent, y*_j = nu_j + lambda_j' eta + eps_j; an answer in category c has probability
Phi((tau_c - m_j)/s_j) - Phi((tau_{c-1} - m_j)/s_j), a continuous one its normal density, and eta is normal with
the model's
moments. The log posterior is concave, so Newton's method finds its mode, here for all respondents at once.
"""

from __future__ import annotations

import numpy as np
from scipy.special import log_ndtr, ndtr

from tamkit.errors import AnalysisError, InputError
from tamkit.sem.implied import fill, implied
from tamkit.sem.matrices import Array
from tamkit.sem.ordinal.bivariate import FAR
from tamkit.sem.ordinal.latent import Latent, compile_latent, thresholds_of
from tamkit.sem.ordinal.scores import normal_pdf
from tamkit.sem.setup import Setup

TOLERANCE = 1e-9
MAX_STEPS = 60


def posterior_modes(setup: Setup, theta: Array, g: int, data: Array) -> Array:
    """(n, m) scores of the latent variables of group ``g`` for the rows of ``data`` (n,p), NaN where nothing was
    answered.

    ``data`` holds the answers as given (not codes). Raises InputError where an observed variable predicts others, and
    AnalysisError with a negative residual variance. R: ``lavaan::lavPredict(fit)`` (empirical Bayes modal).
    """
    latent = compile_latent(setup.table, g + 1, setup.matrices[g])
    matrices, point = latent.matrices, theta[None]
    if len(matrices.observed_inner) > len(latent.x):
        raise InputError("sem.scores_of_ordered_predictors")
    # given the covariates: with their moments at zero the matrices are those of the conditional distribution
    cov, mean = np.zeros_like(setup.cov[g])[None], np.zeros_like(setup.mean[g])[None]
    A, S, alpha = (part[0] for part in fill(matrices, point, cov, mean))
    at = implied(matrices, point, cov, mean)
    lv = np.array([matrices.variables.index(name) for name in setup.table.names.lv])
    y = np.array([matrices.variables.index(matrices.observed[row]) for row in latent.rows])
    inverse, V = at.inverse[0], at.total[0][np.ix_(lv, lv)]
    residual = S[y, y]
    if (residual <= 0.0).any() or np.linalg.eigvalsh(V)[0] <= 1e-12:
        raise AnalysisError("sem.scores_need_positive_variances")
    names = setup.sample.names
    X = data[:, [names.index(matrices.variables[i]) for i in latent.x]]
    answers = data[:, latent.rows]
    prior = at.eta[0, lv] + X @ inverse[np.ix_(lv, latent.x)].T
    nu = alpha[y] + X @ A[np.ix_(y, latent.x)].T
    lower, upper = _edges(setup, latent, answers, thresholds_of(latent, point)[0])
    cases = (lower, upper, np.where(latent.ordered, np.nan, answers), nu, prior)
    eta = _modes(prior.copy(), np.linalg.inv(V), (A[np.ix_(y, lv)], np.sqrt(residual)), cases)
    eta[np.isnan(answers).all(axis=1)] = np.nan
    return eta


def _edges(setup: Setup, latent: Latent, data: Array, tau: Array) -> tuple[Array, Array]:
    """The thresholds below and above each answer (n,p), -FAR and FAR where there is none; NaN for a missing answer."""
    lower, upper = np.full(data.shape, np.nan), np.full(data.shape, np.nan)
    every = setup.sample.data or ()
    for j in np.flatnonzero(latent.ordered):
        own = np.concatenate([[-FAR], tau[latent.column == j], [FAR]])
        values = np.unique(np.concatenate([part[:, latent.rows[j]] for part in every]))
        values = values[~np.isnan(values)]
        seen = ~np.isnan(data[:, j])
        code = np.searchsorted(values, data[seen, j])
        lower[seen, j], upper[seen, j] = own[code], own[code + 1]
    return lower, upper


Cases = tuple[
    Array, ...
]  # edges below and above, continuous values (NaN elsewhere), intercepts (n,p), prior means (n,m)
Items = tuple[Array, Array]  # loadings (p,m) and residual standard deviations (p,)


def _modes(eta: Array, precision: Array, items: Items, cases: Cases) -> Array:
    """Damped Newton from ``eta`` (n,m); a respondent leaves when the step is below the tolerance."""
    active = np.arange(len(eta))
    value = _objective(eta, precision, items, cases)
    for _ in range(MAX_STEPS):
        g, H = _derivatives(eta[active], precision, items, tuple(part[active] for part in cases))
        step = np.linalg.solve(H, g[..., None])[..., 0]
        scale = np.ones(len(active))
        todo = np.arange(len(active))
        for _ in range(30):
            trial = eta[active[todo]] - scale[todo, None] * step[todo]
            new = _objective(trial, precision, items, tuple(part[active[todo]] for part in cases))
            fine = new <= value[active[todo]] + 1e-12
            at = active[todo[fine]]
            eta[at], value[at] = trial[fine], new[fine]
            todo = todo[~fine]
            if not todo.size:
                break
            scale[todo] *= 0.5
        active = active[np.abs(step).max(axis=1) > TOLERANCE]
        if not active.size:
            break
    return eta


def _standardised(eta: Array, items: Items, cases: Cases) -> tuple[Array, Array, Array, Array]:
    """(tau - m)/s at both edges, (y - m)/s of continuous answers, and which answers are ordered (n,p)."""
    Lambda, s = items
    lower, upper, values, nu, _ = cases
    m = nu + eta @ Lambda.T
    ordered = ~np.isnan(lower)
    lo = np.where(ordered, np.clip((lower - m) / s, -FAR, FAR), -FAR)
    hi = np.where(ordered, np.clip((upper - m) / s, -FAR, FAR), FAR)
    z = np.where(np.isnan(values), 0.0, (values - m) / s)
    return lo, hi, z, ordered


def _objective(eta: Array, precision: Array, items: Items, cases: Cases) -> Array:
    """Minus the log posterior of each respondent, without its constants."""
    lo, hi, z, ordered = _standardised(eta, items, cases)
    d = eta - cases[4]
    # differences of upper tails where both edges are positive: no cancellation far out
    flip = lo > 0.0
    a, b = np.where(flip, -hi, lo), np.where(flip, -lo, hi)
    logs = log_ndtr(b) + np.log1p(-np.exp(np.minimum(log_ndtr(a) - log_ndtr(b), -1e-300)))
    out: Array = 0.5 * np.einsum("ni,ij,nj->n", d, precision, d) - np.where(ordered, logs, 0.0).sum(axis=1)
    return out + 0.5 * (z**2).sum(axis=1)


def _derivatives(eta: Array, precision: Array, items: Items, cases: Cases) -> tuple[Array, Array]:
    """Gradient (n,m) and Hessian (n,m,m) of the objective."""
    Lambda, s = items
    lo, hi, z, ordered = _standardised(eta, items, cases)
    flip = lo > 0.0
    p = np.where(flip, ndtr(-lo) - ndtr(-hi), ndtr(hi) - ndtr(lo))
    p = np.maximum(p, 1e-300)
    d_lo, d_hi = normal_pdf(lo), normal_pdf(hi)
    slope = (d_hi - d_lo) / p  # d log p / d m is -slope / s
    bend = slope**2 + (hi * d_hi - lo * d_lo) / p
    continuous = ~np.isnan(cases[2])
    first = np.where(ordered, slope, np.where(continuous, -z, 0.0)) / s
    second = np.where(ordered, bend, np.where(continuous, 1.0, 0.0)) / s**2
    gradient = (eta - cases[4]) @ precision + first @ Lambda
    hessian = precision + np.einsum("nj,ja,jb->nab", second, Lambda, Lambda)
    return gradient, hessian
