"""Bootstrap intervals and p values of any statistic, from its draws alone.

Intervals of a statistic t with draws t*: ``percentile`` quantiles of t*; ``bc`` with the bias correction
z₀ = Φ⁻¹(share of t* below t); ``bca`` also with the acceleration a = Σd³/(6(Σd²)^{3/2}) of the jackknife (Efron 1987).
Quantiles are interpolated on the normal scale, as in R's ``boot`` and lavaan's ``parameterEstimates(boot.ci.type = )``.
p inverts the interval: the two-sided level at which it would just touch 0 (as AMOS does), so that p < .05 and a 95 %
interval without 0 say the same; with R draws it is at least 2/(R + 1).
"""

from __future__ import annotations

import numpy as np

from tamkit.sem.matrices import Array

Z975 = 1.959963984540054  # the normal quantile of 95 % intervals


def normal_pvalue(z: Array) -> Array:
    """Two-sided p of a standard normal z."""
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(-np.abs(z)))


def interval(t: Array, value: Array, kind: str, jack: Array | None, level: float = 0.95) -> tuple[Array, Array]:
    """Lower and upper ends for each column of draws t (R,q) around ``value`` (q,)."""
    from scipy.special import ndtr, ndtri

    R = len(t)
    ordered = np.sort(t, axis=0)
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    alpha = np.repeat(tails[:, None], t.shape[1], axis=1)
    if kind != "percentile":
        below = (t < value).mean(axis=0)
        z0 = ndtri(np.clip(below, 0.5 / R, 1 - 0.5 / R))
        a = np.zeros_like(z0) if jack is None else acceleration(jack)
        z = ndtri(tails)[:, None]
        alpha = ndtr(z0 + (z0 + z) / (1 - a * (z0 + z)))
    low, high = (_quantile(ordered, alpha[end]) for end in (0, 1))
    constant = ordered[-1] == ordered[0]
    return np.where(constant, value, low), np.where(constant, value, high)


def pvalue_of(t: Array, value: Array, kind: str, jack: Array | None) -> Array:
    """Two-sided p of each column: 2 min(α, 1 − α) with α the tail whose quantile, by the same method, is 0."""
    from scipy.special import ndtr, ndtri

    R = len(t)
    alpha = np.clip(((t < 0).sum(axis=0) + 0.5 * (t == 0).sum(axis=0)) / (R + 1), 1 / (R + 1), R / (R + 1))
    if kind != "percentile":
        below = (t < value).mean(axis=0)
        z0 = ndtri(np.clip(below, 0.5 / R, 1 - 0.5 / R))
        a = np.zeros_like(z0) if jack is None else acceleration(jack)
        w = ndtri(alpha) - z0
        alpha = ndtr(w / (1 + a * w) - z0)
    return np.asarray(np.clip(2 * np.minimum(alpha, 1 - alpha), 0.0, 1.0))


def acceleration(jack: Array) -> Array:
    """a of each column from leave-one-out values (n,q)."""
    d = jack.mean(axis=0) - jack
    square = np.sum(d**2, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        a = np.sum(d**3, axis=0) / (6 * square**1.5)
    return np.where(square > 0, a, 0.0)


def _quantile(ordered: Array, alpha: Array) -> Array:
    """Quantiles at (R + 1)α, interpolated on the normal scale between neighbours; the extremes beyond them."""
    from scipy.special import ndtri

    R = len(ordered)
    place = np.clip((R + 1) * alpha, 1.0, float(R))
    k = np.minimum(place.astype(int), R - 1) if R > 1 else np.ones(len(alpha), dtype=int)
    columns = np.arange(ordered.shape[1])
    low, high = ordered[k - 1, columns], ordered[np.minimum(k, R - 1), columns]
    z, z_low, z_high = ndtri(place / (R + 1)), ndtri(k / (R + 1)), ndtri((k + 1) / (R + 1))
    share = np.where(place == k, 0.0, (z - z_low) / (z_high - z_low))
    return np.asarray(low + share * (high - low))
