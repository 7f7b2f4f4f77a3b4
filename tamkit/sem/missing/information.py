"""Information about (mu, vech Sigma) in incomplete normal data, per respondent: expected, observed, first order.

The order is mu (p), then the lower triangle of Sigma column by column, as lavaan's ``h1.information``.
"""

from __future__ import annotations

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.sem.linalg import crossed
from tamkit.sem.missing.fiml import apply, casewise_scores, pattern_inverses
from tamkit.sem.missing.patterns import Array, Patterns


def expected_information(patterns: Patterns, mu: Array, Sigma: Array) -> Array:
    """Expected information given the patterns: sum of f G for mu, D' (sum of f G ⊗ G) D / 2 for Sigma, over n.

    R: ``lavaan:::lav_mvnorm_missing_information_expected``. ``mu`` does not enter; it is here for a common signature.
    """
    G = _inverses(patterns, Sigma)
    p = patterns.p
    out = np.zeros((p + p * (p + 1) // 2,) * 2)
    out[:p, :p] = np.tensordot(patterns.counts, G, axes=1)
    out[p:, p:] = 0.5 * crossed(G * patterns.counts[:, None, None], G)
    return out / patterns.n


def observed_information(patterns: Patterns, mu: Array, Sigma: Array) -> Array:
    """Observed information: minus the second derivatives of the log-likelihood in (mu, vech Sigma), over n.

    With W = S + d d' of a pattern: f G for mu, f D' (G d ⊗ G) between, f D' (G ⊗ (2 G W G - G)) D / 2 for Sigma.
    R: ``lavaan:::lav_mvnorm_missing_information_observed_samplestats``.
    """
    G = _inverses(patterns, Sigma)
    p, f = patterns.p, patterns.counts
    deviation = np.where(patterns.observed, patterns.means - mu, 0.0)
    centre = np.matmul(G, deviation[:, :, None])[:, :, 0]
    spread = apply(G, patterns.spread_of, patterns.spread)
    moved = f[:, None, None] * centre[:, :, None] * centre[:, None, :]
    np.add.at(moved, patterns.spread_of, spread[:, :, None] * spread[:, None, :])
    weighted = f[:, None, None] * G
    out = np.zeros((p + p * (p + 1) // 2,) * 2)
    out[:p, :p] = weighted.sum(axis=0)
    between = np.tensordot(f[:, None] * centre, G, axes=(0, 0))  # [i, j, k]: r_i G_jk
    i, j = np.triu_indices(p)
    rows = np.where((i == j)[:, None], between[i, j], between[i, j] + between[j, i])
    out[p:, :p], out[:p, p:] = rows, rows.T
    out[p:, p:] = 0.5 * crossed(G, 2.0 * moved - weighted)
    return out / patterns.n


def first_order_information(patterns: Patterns, mu: Array, Sigma: Array) -> Array:
    """Crossproduct of the casewise scores, over n. R: ``lavaan:::lav_mvnorm_missing_information_firstorder``."""
    scores = casewise_scores(patterns, mu, Sigma)
    out: Array = scores.T @ scores / patterns.n
    return out


def _inverses(patterns: Patterns, Sigma: Array) -> Array:
    found = pattern_inverses(Sigma, patterns.observed)
    if found is None:
        raise AnalysisError("sem.covariance_without_information")
    return found[0]
