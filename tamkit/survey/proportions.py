"""Proportions: intervals, tests against a printed figure, and the check whether printed percentages can be true.

Counts are whole numbers; shares run from 0 to 1, printed percentages from 0 to 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import DataError, OptionError, SampleError

Floats = NDArray[np.float64]

#: Denominators tried by the consistency check unless told otherwise.
LIMIT = 600


def _counts(k: int, n: int) -> None:
    if n < 1 or not 0 <= k <= n:
        raise DataError("survey.impossible_count", k=k, n=n)


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a proportion, without continuity correction.

    (p + z²/2n ± z√(p(1 − p)/n + z²/4n²))/(1 + z²/n). R: ``prop.test(k, n, correct = FALSE)$conf.int``.
    Source: Wilson 1927 (JASA 22:209-212).

    >>> [round(100 * bound, 1) for bound in wilson(78, 262)]
    [24.6, 35.6]
    """
    from scipy.special import ndtri

    _counts(k, n)
    z = float(ndtri(0.5 + level / 2))
    p, shrink = k / n, 1 + z * z / n
    middle = (p + z * z / (2 * n)) / shrink
    half = z / shrink * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)))
    return (0.0 if k == 0 else middle - half), (1.0 if k == n else middle + half)


def exact(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's exact interval. R: ``binom.test(k, n)$conf.int``.

    >>> [round(bound, 4) for bound in exact(8, 40)]
    [0.0905, 0.3565]
    """
    from scipy.special import betaincinv

    _counts(k, n)
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, tail))
    high = 1.0 if k == n else float(betaincinv(k + 1, n - k, 1 - tail))
    return low, high


@dataclass(frozen=True, slots=True)
class OneSample:
    """A proportion held against a given one. difference: in shares. z, pvalue: score test (R ``prop.test``, correct =
    FALSE; z is the signed root of its χ²). pvalue_exact: two-sided binomial (R ``binom.test``)."""

    k: int
    n: int
    share: float
    against: float
    difference: float
    z: float
    pvalue: float
    pvalue_exact: float


def one_sample(k: int, n: int, against: float) -> OneSample:
    """Test k of n against the share ``against``: z = (p − p₀)/√(p₀(1 − p₀)/n), and the exact binomial test.

    Raises
    ------
    InputError
        When counts are impossible or ``against`` is not strictly between 0 and 1.

    >>> test = one_sample(58, 80, 0.60)
    >>> round(test.z, 4), round(test.pvalue, 4)
    (2.2822, 0.0225)
    """
    from scipy.special import ndtr
    from scipy.stats import binomtest

    _counts(k, n)
    if not 0 < against < 1:
        raise OptionError("survey.share_out_of_range", against=against)
    p = k / n
    z = (p - against) / float(np.sqrt(against * (1 - against) / n))
    both = float(2 * ndtr(-abs(z)))
    return OneSample(k, n, p, against, p - against, z, both, float(binomtest(k, n, against).pvalue))


@dataclass(frozen=True, slots=True)
class TwoSample:
    """Two proportions held against each other, in shares. lower, upper: Newcombe's interval of the difference.
    z, pvalue: pooled (R ``prop.test``, correct = FALSE; z is the signed root of its χ²); pvalue_exact: Fisher's."""

    difference: float
    lower: float
    upper: float
    z: float
    pvalue: float
    pvalue_exact: float


def two_sample(k: int, n: int, other_k: int, other_n: int, level: float = 0.95) -> TwoSample:
    """k of n against other_k of other_n. Interval: Newcombe 1998 (Stat Med 17:873-890), method 10, from Wilson's.

    >>> test = two_sample(56, 70, 48, 80)
    >>> [round(100 * part, 2) for part in (test.difference, test.lower, test.upper)], round(test.pvalue, 4)
    ([20.0, 5.24, 33.39], 0.008)
    """
    from scipy.special import ndtr
    from scipy.stats import fisher_exact

    p, q, pooled = k / n, other_k / other_n, (k + other_k) / (n + other_n)
    (a, b), (c, d) = wilson(k, n, level), wilson(other_k, other_n, level)
    se = float(np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n)))
    z = (p - q) / se if se > 0 else 0.0
    exact_p = float(fisher_exact([[k, n - k], [other_k, other_n - other_k]]).pvalue)
    lower, upper = p - q - np.hypot(p - a, d - q), p - q + np.hypot(b - p, q - c)
    return TwoSample(p - q, float(lower), float(upper), z, float(2 * ndtr(-abs(z))), exact_p)


@dataclass(frozen=True, slots=True)
class Association:
    """A contingency table tested.

    Attributes
    ----------
    n, rows, columns
        Persons, and the categories that occur.
    chisq, df, pvalue
        Pearson's χ² without continuity correction.
    min_expected, small
        Smallest expected count; share of cells expected below 5 (above .2 the χ² approximation is doubtful).
    pvalue_exact
        Fisher's exact test of a 2×2 table; None otherwise.
    pvalue_resampled
        p of χ² over tables drawn with these margins, for larger tables with ``small`` above .2; None otherwise.
    seed
        Of these draws; None where none were made.
    cramer_v, cramer_v_corrected
        √(χ²/(n·min(r − 1, c − 1))), and Bergsma's bias-corrected version.
    cramer_v_lower, cramer_v_upper
        Interval of V: the noncentralities λ of χ² between which the one found lies in the middle, as √(λ/(n·min)).
    odds_ratio
        Of a 2×2 table (cross-product), None otherwise.
    """

    n: int
    rows: int
    columns: int
    chisq: float
    df: int
    pvalue: float
    min_expected: float
    small: float
    pvalue_exact: float | None
    pvalue_resampled: float | None
    cramer_v: float
    cramer_v_corrected: float
    cramer_v_lower: float
    cramer_v_upper: float
    seed: int | None
    odds_ratio: float | None


def association(table: Any, *, draws: int = 9999, seed: int = 20240505, level: float = 0.95) -> Association:
    """χ², exact or resampled p, and Cramér's V of a table of counts; empty rows and columns are left out.

    R: ``chisq.test(table, correct = FALSE)``, ``fisher.test(table)``, ``chisq.test(simulate.p.value = TRUE)``,
    ``rcompanion::cramerV(table, bias.correct = TRUE)``. Sources: Cramér 1946; Bergsma 2013 (J Korean Stat Soc
    42:323-328).

    Raises
    ------
    AnalysisError
        When fewer than two rows or two columns are left.

    >>> round(association([[10, 20], [30, 15]]).chisq, 4)
    8.0357
    """
    from scipy.special import chdtrc
    from scipy.stats import fisher_exact

    T = np.asarray(table, dtype=float)
    T = T[T.sum(axis=1) > 0][:, T.sum(axis=0) > 0] if T.size else T
    r, c = T.shape if T.ndim == 2 else (0, 0)
    if min(r, c) < 2:
        raise SampleError("survey.crosstab_needs_two")
    n = int(T.sum())
    expected = np.outer(T.sum(axis=1), T.sum(axis=0)) / n
    chisq = float(((T - expected) ** 2 / expected).sum())
    df = (r - 1) * (c - 1)
    small = float((expected < 5).mean())
    square = r == c == 2
    cross = T[0, 1] * T[1, 0] if square else 0.0
    resampled = None if square or small <= 0.2 else _resampled(T, expected, chisq, draws, seed)
    least = n * min(r - 1, c - 1)
    low, high = (min(1.0, float(np.sqrt(end / least))) for end in noncentrality(chisq, df, level))
    return Association(
        n=n,
        rows=r,
        columns=c,
        chisq=chisq,
        df=df,
        pvalue=float(chdtrc(df, chisq)),
        min_expected=float(expected.min()),
        small=small,
        pvalue_exact=float(fisher_exact(T.astype(int)).pvalue) if square else None,
        pvalue_resampled=resampled,
        cramer_v=float(np.sqrt(chisq / (n * min(r - 1, c - 1)))),
        cramer_v_corrected=_bergsma(chisq, n, r, c),
        cramer_v_lower=low,
        cramer_v_upper=high,
        seed=None if resampled is None else seed,
        odds_ratio=None if not square else float(T[0, 0] * T[1, 1] / cross) if cross else float("inf"),
    )


def noncentrality(chisq: float, df: int, level: float = 0.95) -> tuple[float, float]:
    """The λ of which ``chisq`` is the upper and the lower (1 − level)/2 quantile, 0 where there is none.

    R: roots of ``pchisq(chisq, df, ncp) - (1 ± level)/2``. Source: Smithson 2003, Confidence intervals.
    """
    from scipy.special import chndtrinc

    tail = (1 - level) / 2
    found = (float(chndtrinc(chisq, df, p)) for p in (1 - tail, tail))
    low, high = (value if np.isfinite(value) and value > 1e-8 else 0.0 for value in found)
    return low, high


def _resampled(T: Floats, expected: Floats, chisq: float, draws: int, seed: int) -> float:
    """(1 + number of drawn tables at least as far from independence)/(1 + draws), as R computes it."""
    from scipy.stats import random_table

    drawn = random_table(T.sum(axis=1), T.sum(axis=0)).rvs(draws, random_state=np.random.default_rng(seed))
    distances = ((drawn - expected) ** 2 / expected).sum(axis=(1, 2))
    return float((1 + np.count_nonzero(distances >= chisq * (1 - 1e-9))) / (1 + draws))


def _bergsma(chisq: float, n: int, r: int, c: int) -> float:
    if n < 2:
        return float("nan")
    phi = max(0.0, chisq / n - (r - 1) * (c - 1) / (n - 1))
    rows, columns = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    least = min(rows - 1, columns - 1)
    return float(np.sqrt(phi / least)) if least > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Trend:
    """Linear trend of ordered categories. r: correlation of the scores; chisq: 1 df; pvalue: two-sided."""

    r: float
    chisq: float
    pvalue: float
    n: int


def trend(table: Any, row_scores: Sequence[float] | None = None, column_scores: Sequence[float] | None = None) -> Trend:
    """Linear-by-linear association M² = (n − 1) r² of an ordered table (scores 1, 2, 3, … unless given).

    With two rows it is the Cochran–Armitage test up to the factor (n − 1)/n. R: ``coin::lbl_test``,
    ``DescTools::MHChisqTest``; SPSS prints it as linear-by-linear association. Source: Mantel 1963; Agresti 2013, §3.4.

    >>> round(trend([[20, 15, 10], [5, 10, 20]]).chisq, 4)
    12.0453
    """
    from scipy.special import chdtrc

    T = np.asarray(table, dtype=float)
    u = np.arange(1.0, T.shape[0] + 1) if row_scores is None else np.asarray(row_scores, dtype=float)
    v = np.arange(1.0, T.shape[1] + 1) if column_scores is None else np.asarray(column_scores, dtype=float)
    n = T.sum()
    du = u - (T.sum(axis=1) @ u) / n
    dv = v - (T.sum(axis=0) @ v) / n
    spread = float(np.sqrt((T.sum(axis=1) @ du**2) * (T.sum(axis=0) @ dv**2)))
    if not spread > 0:
        raise SampleError("survey.trend_needs_two")
    r = float(du @ T @ dv) / spread
    chisq = float((n - 1) * r * r)
    return Trend(r, chisq, float(chdtrc(1, chisq)), int(n))


def holm(pvalues: Floats) -> Floats:
    """Holm's adjusted p-values. R: ``p.adjust(p, "holm")``.

    >>> holm(np.array([0.01, 0.04, 0.03])).round(4).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(pvalues, kind="stable")
    steps = pvalues[order] * np.arange(len(pvalues), 0, -1)
    out = np.empty(len(pvalues))
    out[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return out


def feasible(percent: float, decimals: int, limit: int = LIMIT) -> dict[int, tuple[int, ...]]:
    """Denominators N ≤ ``limit`` for which some k gives the printed percentage, each with its numerators k.

    Exact arithmetic; a half is accepted rounded up or down. Brown & Heathers' GRIM for percentages.

    >>> list(feasible(18.60, 2, 260))
    [43, 86, 129, 172, 215, 242, 258]
    >>> feasible(29.77, 2, 131)
    {131: (39,)}
    """
    # Between (2p − 1) / w and (2p + 1) / w with p the printed digits: whole numbers, and nothing is rounded.
    twice, whole = 2 * int(f"{percent:.{decimals}f}".replace(".", "")), 200 * 10**decimals
    out = {}
    for n in range(1, limit + 1):
        first, last = -((1 - twice) * n // whole), (twice + 1) * n // whole
        numerators = tuple(range(max(first, 0), min(last, n) + 1))
        if numerators:
            out[n] = numerators
    return out


def shared(figures: Iterable[tuple[float, int]], limit: int = LIMIT) -> list[int]:
    """Denominators that fit every (percent, decimals) at once.

    >>> shared([(50, 0), (43.51, 2), (12.98, 2), (29.77, 2), (6.11, 2)], 524)
    [131, 262, 393, 524]
    """
    found: set[int] | None = None
    for percent, decimals in figures:
        bases = set(feasible(percent, decimals, limit))
        found = bases if found is None else found & bases
    return sorted(found or ())


def likeliest(figures: Mapping[str, tuple[float, int]], limit: int = LIMIT) -> tuple[list[str], list[int]]:
    """The largest set of figures that one denominator fits, and all denominators that fit that set.

    Between sets of the same size the one with the smallest denominator wins.

    >>> likeliest({"a": (43.51, 2), "b": (12.98, 2), "c": (18.60, 2)}, 270)
    (['a', 'b'], [131, 262])
    """
    fits = {name: set(feasible(percent, decimals, limit)) for name, (percent, decimals) in figures.items()}
    best: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    for n in range(1, limit + 1):
        names = tuple(name for name, bases in fits.items() if n in bases)
        if len(names) > best[0]:
            best = (len(names), n, names)
    chosen = best[2]
    return list(chosen), sorted(set.intersection(*(fits[name] for name in chosen))) if chosen else []
