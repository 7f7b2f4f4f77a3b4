"""Reliability from the answers themselves: no model, only the items of one scale.

Every function takes an (n, k) array of scores with the reverse keys already applied and no missing cell. What a scale
of one item or an item without variance cannot have is refused with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamkit.errors import AnalysisError, DataError, OptionError, SampleError
from tamkit.measurement.blocks import Matrix, correlation
from tamkit.measurement.remarks import unknown_choice
from tamkit.messages import Message

Split = Literal["odd_even", "first_second"]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its confidence limits."""

    estimate: float
    lower: float
    upper: float
    level: float


@dataclass(frozen=True, slots=True)
class Halves:
    """Split-half reliability.

    Attributes
    ----------
    r
        Pearson correlation of the two half scores.
    spearman_brown
        ``2 r / (1 + r)``, the reliability of the whole if the halves are parallel.
    guttman
        Guttman's lambda 4, ``2 (1 - (var a + var b) / var(a + b))``; halves may differ in variance.
    first, second
        Positions of the items of either half.
    """

    r: float
    spearman_brown: float
    guttman: float
    first: tuple[int, ...]
    second: tuple[int, ...]


def _scale(X: Matrix, what: Message, least: int = 2) -> Matrix:
    X = np.asarray(X, dtype=float)
    if X.ndim != 2:
        raise DataError("measurement.not_a_table", what=what, dimensions=X.ndim)
    if X.shape[1] < least:
        raise AnalysisError("measurement.few_items", what=what, items=X.shape[1], least=least)
    if X.shape[0] < 3:
        raise SampleError("measurement.at_least_3_rows", what=what, rows=X.shape[0])
    if np.isnan(X).any():
        raise DataError("measurement.complete_rows_only", what=what)
    constant = np.flatnonzero(np.ptp(X, axis=0) == 0.0)
    if constant.size:
        raise SampleError("measurement.constant_score", what=what, position=int(constant[0]) + 1)
    return X


def alpha_of_covariance(S: Matrix) -> float:
    """Cronbach's alpha of a covariance or correlation matrix: ``k/(k-1) (1 - tr S / sum S)``.

    With Pearson correlations this is the standardized alpha, with polychoric correlations the ordinal alpha.
    R: ``psych::alpha(S)$total$raw_alpha``.

    >>> alpha_of_covariance(np.array([[1.0, 0.5], [0.5, 1.0]]))
    0.6666666666666667
    """
    k = S.shape[0]
    if k < 2:
        raise AnalysisError("measurement.few_items", what=Message("measurement.what.alpha"), items=k, least=2)
    total = float(S.sum())
    if total <= 0.0:
        raise AnalysisError("measurement.negative_covariances")
    return float(k / (k - 1) * (1.0 - float(np.trace(S)) / total))


def alpha(X: Matrix) -> float:
    """Cronbach's alpha of scores (n, k): ``k/(k-1) (1 - sum of item variances / variance of the sum)``.

    Source: Cronbach (1951), Psychometrika 16. R: ``psych::alpha(X)$total$raw_alpha``.

    Raises
    ------
    AnalysisError
        Fewer than two items or three rows, or an item without variance.

    >>> round(alpha(np.array([[1.0, 2.0], [2.0, 2.0], [3.0, 4.0], [4.0, 5.0]])), 4)
    0.967
    """
    return alpha_of_covariance(np.cov(_scale(X, Message("measurement.what.alpha")), rowvar=False))


def alpha_interval(X: Matrix, level: float = 0.95) -> Interval:
    """Alpha with Feldt's interval: ``1 - (1 - alpha) F``, F on (n-1) and (n-1)(k-1) degrees of freedom.

    Source: Feldt (1965), Psychometrika 30; exact for normal, essentially tau-equivalent items.
    R: ``psych::alpha.ci(alpha, n.obs, n.var)``; pingouin's ``cronbach_alpha`` prints the same limits.

    >>> interval = alpha_interval(np.array([[1.0, 2, 1], [2, 2, 3], [3, 4, 3], [4, 5, 5]]))
    >>> round(interval.lower, 2), round(interval.estimate, 2), round(interval.upper, 2)
    (0.73, 0.96, 1.0)
    """
    from scipy import stats

    X = _scale(X, Message("measurement.what.alpha"))
    n, k = X.shape
    estimate = alpha(X)
    df1, df2 = n - 1, (n - 1) * (k - 1)
    tail = (1.0 - level) / 2.0
    lower = 1.0 - (1.0 - estimate) * float(stats.f.ppf(1.0 - tail, df1, df2))
    upper = 1.0 - (1.0 - estimate) * float(stats.f.ppf(tail, df1, df2))
    return Interval(estimate, lower, upper, level)


def alpha_standardized(X: Matrix) -> float:
    """Alpha of the Pearson correlations. R: ``psych::alpha(X)$total$std.alpha``."""
    return alpha_of_covariance(correlation(_scale(X, Message("measurement.what.alpha_std"))))


def alpha_ordinal(X: Matrix) -> float:
    """Ordinal alpha: alpha of the polychoric correlations of the answers (n, k).

    Source: Zumbo, Gadermann & Zeisser (2007), JMASM 6(1). It is the alpha of the continuous responses thought to lie
    behind the categories, not of the scores summed in practice. R: ``psych::alpha(psych::polychoric(X)$rho)``.
    """
    return alpha_of_covariance(polychoric_of(_scale(X, Message("measurement.what.alpha_ordinal"))))


def polychoric_of(X: Matrix) -> Matrix:
    """Polychoric correlations (k, k) of answers in few categories, from the estimation core."""
    from tamkit.sem.ordinal.polychoric import polychoric

    codes = np.column_stack([np.unique(column, return_inverse=True)[1] for column in np.asarray(X).T])
    if codes.max() > 19:
        raise AnalysisError("measurement.many_categories", values=int(codes.max()) + 1)
    return np.asarray(polychoric(codes)[0], dtype=float)


def corrected_item_total(X: Matrix) -> Matrix:
    """CITC: each item's correlation with the sum of the *other* items, shape (k,).

    >>> corrected_item_total(np.array([[1.0, 2, 1], [2, 2, 3], [3, 4, 3], [4, 5, 5]])).round(2).tolist()
    [0.99, 0.89, 0.89]

    R: ``psych::alpha(X)$item.stats$r.drop``; SPSS's Corrected Item-Total Correlation.
    """
    X = _scale(X, Message("measurement.what.citc"))
    rest = X.sum(axis=1, keepdims=True) - X
    if (np.ptp(rest, axis=0) == 0.0).any():
        raise SampleError("measurement.constant_rest")
    x = X - X.mean(axis=0)
    y = rest - rest.mean(axis=0)
    return np.asarray((x * y).sum(axis=0) / np.sqrt((x**2).sum(axis=0) * (y**2).sum(axis=0)), dtype=float)


def alpha_if_deleted(X: Matrix) -> Matrix:
    """Alpha of the remaining items for each item left out, shape (k,). R: ``psych::alpha(X)$alpha.drop``.

    Raises
    ------
    AnalysisError
        With fewer than three items: what remains of two is one item, which has no alpha.
    """
    S = np.cov(_scale(X, Message("measurement.what.alpha_if_deleted"), least=3), rowvar=False)
    k = S.shape[0]
    return np.array([alpha_of_covariance(np.delete(np.delete(S, i, 0), i, 1)) for i in range(k)])


def mean_inter_item(X: Matrix) -> float:
    """Mean Pearson correlation between different items. R: ``psych::alpha(X)$total$average_r``."""
    R = correlation(_scale(X, Message("measurement.what.mean_r")))
    return float(R[np.triu_indices_from(R, 1)].mean())


def split_half(X: Matrix, split: Split = "odd_even") -> Halves:
    """Split-half reliability of (n, k) scores, odd against even items or first half against second.

    With an odd number of items the first half has one more; Spearman-Brown then still assumes equal lengths, as SPSS's
    equal-length coefficient does. R: ``cor``, and ``psych::splitHalf`` for the best and worst of all halves.

    >>> halves = split_half(np.array([[1.0, 2, 1], [2, 2, 3], [3, 4, 3], [4, 5, 5]]))
    >>> round(halves.spearman_brown, 3), halves.first
    (0.939, (0, 2))
    """
    X = _scale(X, Message("measurement.what.split_half"))
    k = X.shape[1]
    if split not in ("odd_even", "first_second"):
        raise OptionError(unknown_choice(Message("measurement.choice.split"), split, ("odd_even", "first_second")))
    first = tuple(range(0, k, 2)) if split == "odd_even" else tuple(range((k + 1) // 2))
    second = tuple(i for i in range(k) if i not in first)
    a, b = X[:, first].sum(axis=1), X[:, second].sum(axis=1)
    if np.ptp(a) == 0.0 or np.ptp(b) == 0.0 or np.ptp(a + b) == 0.0:
        raise SampleError("measurement.constant_half")
    r = float(np.corrcoef(a, b)[0, 1])
    if r <= -1.0 + 1e-12:
        raise AnalysisError("measurement.opposite_halves")
    guttman = 2.0 * (1.0 - float(a.var(ddof=1) + b.var(ddof=1)) / float((a + b).var(ddof=1)))
    return Halves(r, 2.0 * r / (1.0 + r), guttman, first, second)
