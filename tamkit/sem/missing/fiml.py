"""The normal likelihood of incomplete data and its first derivatives, all patterns at once.

With G_m the inverse of the observed part of Sigma in pattern m, padded with zeros, and d a row's deviation from mu
(0 where
missing), everything is a sum over patterns of G_m and of r = G_m d.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.missing.patterns import Array, Patterns

LOG_2PI = float(np.log(2.0 * np.pi))
CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Fiml:
    """Log-likelihood at (mu, Sigma) with its gradients.

    loglik: with the constant, -inf where Sigma is not positive definite; dmu: (p,) d loglik / d mu
    dsigma: (p, p) symmetric, such that a small symmetric change E of Sigma changes loglik by sum(dsigma * E)
    """

    loglik: float
    dmu: Array
    dsigma: Array


def pattern_inverses(Sigma: Array, observed: NDArray[np.bool_]) -> tuple[Array, Array] | None:
    """(M, p, p) inverses of the observed blocks, padded with zeros, and their log-determinants (M,); None if not PD.

    A pattern that misses k of p variables is a rank-k downdate of the full inverse, G = P - P[:, k] P[k, k]⁻¹ P[k, :]
    with log|Sigma_oo| = log|Sigma| + log|P_kk|; where more than half are missing the small block is inverted itself.
    """
    p = len(Sigma)
    try:
        chol = np.linalg.cholesky(Sigma)
    except np.linalg.LinAlgError:
        return None
    full = np.linalg.inv(Sigma)
    full = 0.5 * (full + full.T)
    log_det = 2.0 * float(np.log(np.diag(chol)).sum())
    G = np.zeros((len(observed), p, p))
    log_dets = np.empty(len(observed))
    lost = p - observed.sum(axis=1)
    for k in np.unique(lost):
        which = np.flatnonzero(lost == k)
        if k == 0:
            G[which], log_dets[which] = full, log_det
        elif 2 * k <= p:
            out = np.nonzero(~observed[which])[1].reshape(-1, k)
            block = full[out[:, :, None], out[:, None, :]]
            strip = full[out]
            down = full - strip.transpose(0, 2, 1) @ np.linalg.solve(block, strip)
            both = observed[which][:, :, None] & observed[which][:, None, :]
            G[which] = np.where(both, 0.5 * (down + down.transpose(0, 2, 1)), 0.0)
            log_dets[which] = log_det + np.linalg.slogdet(block)[1]
        else:
            have = np.nonzero(observed[which])[1].reshape(-1, p - k)
            block = Sigma[have[:, :, None], have[:, None, :]]
            G[which[:, None, None], have[:, :, None], have[:, None, :]] = np.linalg.inv(block)
            log_dets[which] = np.linalg.slogdet(block)[1]
    return G, log_dets


def apply(G: Array, which: NDArray[np.int64], rows: Array) -> Array:
    """G[which[i]] @ rows[i] for every i, in chunks that keep the copies of G small."""
    out = np.empty_like(rows)
    for at in range(0, len(rows), CHUNK):
        part = slice(at, at + CHUNK)
        out[part] = np.matmul(G[which[part]], rows[part, :, None])[:, :, 0]
    return out


def fiml(patterns: Patterns, mu: Array, Sigma: Array) -> Fiml:
    """Log-likelihood of incomplete normal data and its gradients in ``mu`` (p,) and ``Sigma`` (p, p).

    loglik = -1/2 sum_i (p_i log 2 pi + log|Sigma_i| + d_i' Sigma_i⁻¹ d_i) over respondents, each with what they
    answered.
    R: ``lavaan:::lav_mvnorm_missing_loglik_samplestats``; a fit's ``logLik`` with ``missing = "fiml"``.

    >>> from tamkit.sem.missing import missing_patterns
    >>> m = missing_patterns([[0.0, 1.0], [1.0, np.nan], [np.nan, 0.5]])
    >>> round(fiml(m, np.zeros(2), np.eye(2)).loglik, 6)
    -4.800754
    """
    found = pattern_inverses(Sigma, patterns.observed)
    if found is None:
        return Fiml(-np.inf, np.zeros(len(mu)), np.zeros_like(Sigma))
    G, log_dets = found
    deviation = np.where(patterns.observed, patterns.means - mu, 0.0)
    centre = np.matmul(G, deviation[:, :, None])[:, :, 0]
    spread = apply(G, patterns.spread_of, patterns.spread)
    weighted = patterns.counts[:, None] * centre
    distance = float((weighted * deviation).sum() + (spread * patterns.spread).sum())
    loglik = -0.5 * (patterns.answers * LOG_2PI + float(patterns.counts @ log_dets) + distance)
    dsigma = 0.5 * (weighted.T @ centre + spread.T @ spread - np.tensordot(patterns.counts, G, axes=1))
    return Fiml(loglik, weighted.sum(axis=0), dsigma)


def casewise_loglik(patterns: Patterns, mu: Array, Sigma: Array) -> Array:
    """(n,) log-likelihood of each respondent. R: ``lavaan::lavInspect(fit, "loglik.casewise")``."""
    found = pattern_inverses(Sigma, patterns.observed)
    if found is None:
        return np.full(patterns.n, -np.inf)
    G, log_dets = found
    deviation = np.where(patterns.observed[patterns.of_row], patterns.data - mu, 0.0)
    distance = (apply(G, patterns.of_row, deviation) * deviation).sum(axis=1)
    constant = patterns.observed.sum(axis=1) * LOG_2PI + log_dets
    out: Array = -0.5 * (constant[patterns.of_row] + distance)
    return out


def casewise_scores(patterns: Patterns, mu: Array, Sigma: Array) -> Array:
    """(n, p + p(p+1)/2) scores of each respondent in mu and in the lower triangle of Sigma, column by column.

    r in mu and (r r' - G) / 2, off-diagonal elements doubled, in Sigma. R:
    ``lavaan:::lav_mvnorm_missing_scores_mu_vech_sigma``.
    """
    found = pattern_inverses(Sigma, patterns.observed)
    if found is None:
        raise np.linalg.LinAlgError("Sigma is not positive definite")
    G, _ = found
    deviation = np.where(patterns.observed[patterns.of_row], patterns.data - mu, 0.0)
    r = apply(G, patterns.of_row, deviation)
    i, j = np.triu_indices(patterns.p)
    scale = np.where(i == j, 0.5, 1.0)
    return np.concatenate([r, scale * (r[:, i] * r[:, j] - G[:, i, j][patterns.of_row])], axis=1)


def independence_moments(patterns: Patterns) -> tuple[Array, Array]:
    """Means and variances (denominator: available cases) of each variable: the baseline model's estimates."""
    seen = patterns.observed[patterns.of_row]
    count = seen.sum(axis=0)
    mean = patterns.data.sum(axis=0) / count
    variance = np.where(seen, (patterns.data - mean) ** 2, 0.0).sum(axis=0) / count
    return mean, variance


def independence_loglik(patterns: Patterns) -> float:
    """Maximised log-likelihood of the model in which all variables are uncorrelated (lavaan's baseline).

    -1/2 sum_j n_j (log(2 pi s_j²) + 1) with the available-case variance s_j² of variable j.
    """
    _, variance = independence_moments(patterns)
    count = patterns.counts @ patterns.observed
    return float(-0.5 * (count * (LOG_2PI + np.log(variance) + 1.0)).sum())
