"""Bootstrap intervals and p values of any statistic, from its draws alone.

Intervals of a statistic t with draws t*: ``percentile`` quantiles of t*; ``bc`` with the bias correction
z₀ = Φ⁻¹(share of t* below t); ``bca`` also with the acceleration a = Σd³/(6(Σd²)^{3/2}) of the jackknife (Efron 1987).
Quantiles are interpolated on the normal scale, as in R's ``boot`` and lavaan's ``parameterEstimates(boot.ci.type = )``.
Draws too few for the level have no interval: its ends would lie beyond them, and an extreme in their place excludes 0
where no p can be so small.
p inverts the interval: the two-sided level at which it would just touch 0 (as AMOS does), so that p < .05 and a 95 %
interval without 0 say the same. R draws resolve no p below 2/(R + 1): where none lies beyond 0, p is said to be smaller
than that (`resolution`), whatever a correction would extrapolate.
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
    """Lower and upper ends for each column of draws t (R,q) around ``value`` (q,); NaN where R is too small.

    >>> draws = np.arange(1.0, 40.0)[:, None]
    >>> [end.round(9).tolist() for end in interval(draws, np.array([20.0]), "percentile", None)]
    [[1.0], [39.0]]
    >>> interval(draws[:38], np.array([20.0]), "percentile", None)[0].tolist()
    [nan]
    """
    from scipy.special import ndtr, ndtri

    R = len(t)
    ordered = np.sort(t, axis=0)
    constant = ordered[-1] == ordered[0]
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if (R + 1) * tails[0] < 1 - 1e-9:
        none = np.where(constant, value, np.nan)
        return none, none.copy()
    alpha = np.repeat(tails[:, None], t.shape[1], axis=1)
    if kind != "percentile":
        z0, a = _corrections(t, value, jack)
        z = ndtri(tails)[:, None]
        alpha = ndtr(z0 + (z0 + z) / (1 - a * (z0 + z)))
    low, high = (_quantile(ordered, alpha[end]) for end in (0, 1))
    return np.where(constant, value, low), np.where(constant, value, high)


def pvalue_of(t: Array, value: Array, kind: str, jack: Array | None) -> Array:
    """Two-sided p of each column: twice the smaller tail whose end, by the same method, is 0.

    Where all draws lie on one side of 0, p is the largest number below the `resolution`: smaller than that is all that
    they say.
    """
    from scipy.special import ndtr, ndtri

    R = len(t)
    ordered = np.sort(t, axis=0)
    # The lower end is above 0 up to the place after which no quantile is 0 or less; the upper end likewise.
    below, above = _place(ordered, (ordered <= 0).sum(axis=0)), _place(ordered, (ordered < 0).sum(axis=0))
    tails = [np.clip(place / (R + 1), 1 / (R + 1), R / (R + 1)) for place in (below, above)]
    if kind != "percentile":
        z0, a = _corrections(t, value, jack)
        shifted = [ndtri(tail) - z0 for tail in tails]
        tails = [ndtr(w / (1 + a * w) - z0) for w in shifted]
    p = np.clip(2 * np.minimum(tails[0], 1 - tails[1]), 0.0, 1.0)
    one_side = (ordered[0] > 0) | (ordered[-1] < 0)
    return np.asarray(np.where(one_side, np.nextafter(resolution(R), 0.0), p))


def resolution(draws: int) -> float:
    """The smallest two-sided p that R draws can tell from a smaller one, 2/(R + 1).

    >>> round(resolution(999), 4)
    0.002
    """
    return 2 / (draws + 1)


def _corrections(t: Array, value: Array, jack: Array | None) -> tuple[Array, Array]:
    """z₀ and a of each column."""
    from scipy.special import ndtri

    R = len(t)
    z0 = ndtri(np.clip((t < value).mean(axis=0), 0.5 / R, 1 - 0.5 / R))
    return z0, np.zeros_like(z0) if jack is None else acceleration(jack)


def _place(ordered: Array, k: Array) -> Array:
    """Where a quantile is 0, in draws: between the k-th, at most 0, and the next, interpolated as quantiles are."""
    from scipy.special import ndtr, ndtri

    R = len(ordered)
    if R == 1:
        return np.asarray(k, dtype=float)
    inside = (k > 0) & (k < R)
    at = np.clip(k, 1, R - 1)
    columns = np.arange(ordered.shape[1])
    low, high = ordered[at - 1, columns], ordered[at, columns]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(high > low, -low / (high - low), 0.0)
    z_low, z_high = ndtri(at / (R + 1)), ndtri((at + 1) / (R + 1))
    between = (R + 1) * ndtr(z_low + share * (z_high - z_low))
    # A draw at 0 is the place itself, to the last digit.
    between = np.where(share <= 0, at, np.where(share >= 1, at + 1, between))
    return np.asarray(np.where(inside, between, k), dtype=float)


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
