"""Ordinal sample statistics given covariates: thresholds, slopes, residual variances and residual correlations.

What lavaan does for ordered variables with observed exogenous predictors (``conditional.x = TRUE``): the
predictors may be
binary or of any shape, since only what they leave of the responses is taken for normal.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import DataError, SampleError
from tamkit.sem.ordinal.bivariate import FAR
from tamkit.sem.ordinal.codes import MISSING, Array, Codes, as_codes, pairs_of
from tamkit.sem.ordinal.mixed import pearson, polyserial
from tamkit.sem.ordinal.moments import Covariates, OrdinalMoments, _named
from tamkit.sem.ordinal.polychoric import NEARLY_ONE, correlation_matrix
from tamkit.sem.ordinal.regression import Margin, linear, ordered_pairs, probit
from tamkit.sem.ordinal.steps import Layout, pair_kinds, sides


def conditional_moments(
    data: Array,
    ordered: Sequence[bool] | NDArray[np.bool_],
    covariates: Array,
    names: Sequence[str],
    covariate_names: Sequence[str],
    levels: Sequence[Sequence[float]] | None = None,
    *,
    gamma: bool = True,
) -> OrdinalMoments:
    """Statistics of ``data`` (n,p) given ``covariates`` (n,m), which must be complete, with their asymptotic
    covariance.

    The order is thresholds and (sign turned) intercepts, slopes covariate by covariate, residual variances of
    continuous
    variables, residual covariances. R: ``lavInspect(fit, c("wls.obs", "gamma"))`` with exogenous predictors.
    """
    kind = np.asarray(ordered, dtype=bool)
    n, p = data.shape
    m = covariates.shape[1]
    _check_rank(covariates, covariate_names)
    codes, categories = np.full((n, p), MISSING, dtype=np.int64), np.zeros(p, dtype=np.int64)
    columns = np.flatnonzero(kind)
    coded = as_codes(data[:, columns], [names[int(j)] for j in columns], levels)
    codes[:, columns], categories[columns] = coded.codes, coded.categories
    margins = [
        probit(codes[:, j], int(categories[j]), covariates, str(names[j]))
        if kind[j]
        else linear(data[:, j], covariates)
        for j in range(p)
    ]
    rho, scores, cross = _pairs(data, codes, kind, categories, covariates, margins)
    place = Layout.of(kind, categories)
    own = [_positions(place, j, p, m) for j in range(p)]
    size = place.stop[-1] + p * m + int((~kind).sum())
    first, second = pairs_of(p)
    sd = np.sqrt([margin.variance for margin in margins])
    thresholds = np.concatenate([margin.level for margin in margins])
    slopes = np.array([margin.slope for margin in margins])
    cov = correlation_matrix(rho, p) * np.outer(sd, sd)
    Gamma = None
    if gamma:
        information = (scores**2).sum(axis=0)
        if not (information > 0.0).all():
            raise SampleError("sem.no_information_in_correlation")
        step_one = np.zeros((n, size))
        for at, margin in zip(own, margins, strict=True):
            block = margin.scores
            step_one[:, at] = block @ np.linalg.inv(block.T @ block)
        between = (scores - step_one @ cross.T) / information
        for i in np.flatnonzero(~(kind[first] & kind[second])):
            a, b = first[i], second[i]
            between[:, i] *= sd[a] * sd[b]
            for one, other in ((a, b), (b, a)):
                if not kind[one]:
                    between[:, i] += step_one[:, own[one][-1]] * (sd[other] / sd[one] * rho[i] / 2.0)
        step_one[:, np.flatnonzero(place.is_mean)] *= -1.0
        influence = np.concatenate([step_one, between], axis=1)
        Gamma = n * (influence.T @ influence)
    return OrdinalMoments(
        names=tuple(names),
        ordered=tuple(bool(k) for k in kind),
        n=n,
        thresholds=thresholds,
        threshold_of=place.threshold_of,
        is_mean=place.is_mean,
        cov=cov,
        mean=np.array([0.0 if k else float(margin.level[0]) for k, margin in zip(kind, margins, strict=True)]),
        statistics=np.concatenate(
            [
                np.where(place.is_mean, -thresholds, thresholds),
                slopes.T.ravel(),
                sd[~kind] ** 2,
                cov[first, second],
            ]
        ),
        gamma=Gamma,
        near_one=_named(np.abs(rho) > NEARLY_ONE, tuple(names)),
        empty=(),
        covariates=Covariates(
            tuple(covariate_names), slopes, covariates.mean(axis=0), np.cov(covariates.T).reshape(m, m)
        ),
    )


def _positions(place: Layout, j: int, p: int, m: int) -> list[int]:
    """Where variable j's thresholds, slopes and variance stand among the parameters of step one."""
    t = int(place.stop[-1])
    levels = list(range(int(place.start[j]), int(place.stop[j])))
    return [
        *levels,
        *(t + x * p + j for x in range(m)),
        *([] if place.kind[j] else [int(place.variance_at[j]) + p * m]),
    ]


def _check_rank(X: Array, names: Sequence[str]) -> None:
    constant = [name for name, column in zip(names, X.T, strict=True) if np.ptp(column) == 0.0]
    if constant:
        raise DataError("sem.covariate_constant", variable=constant[0])
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(X)), (X - X.mean(axis=0)) / X.std(axis=0)])) <= X.shape[1]:
        raise DataError("sem.covariates_dependent", variables=tuple(names))


def _pairs(
    data: Array,
    codes: Codes,
    kind: NDArray[np.bool_],
    categories: NDArray[np.int64],
    X: Array,
    margins: Sequence[Margin],
) -> tuple[Array, Array, Array]:
    """Residual correlations (P,), their casewise scores (n,P), and the crossproducts with the scores of step one
    (P,A)."""
    n, p = codes.shape
    m = X.shape[1]
    place = Layout.of(kind, categories)
    own = [_positions(place, j, p, m) for j in range(p)]
    pairs = p * (p - 1) // 2
    rho, scores = np.zeros(pairs), np.zeros((n, pairs))
    cross = np.zeros((pairs, int(place.stop[-1]) + p * m + int((~kind).sum())))
    both, one, none = pair_kinds(kind)
    sd = np.sqrt([margin.variance for margin in margins])
    z = np.full((n, p), np.nan)
    for j in np.flatnonzero(~kind).tolist():
        z[:, j] = (data[:, j] - margins[j].level[0] - margins[j].shift) / sd[j]

    def levels_of(i: int, j: int, up: Array, down: Array) -> None:
        """Crossproducts with an ordered variable's thresholds (answer below: ``up``, above: ``down``) and slopes."""
        T = int(categories[j]) - 1
        c = codes[:, j]
        above = np.bincount(c[c >= 0], weights=(scores[:, i] * up)[c >= 0], minlength=T + 1)[:T]
        below = np.bincount(c[c >= 0], weights=(scores[:, i] * down)[c >= 0], minlength=T + 1)[1:]
        cross[i, own[j][:T]] = above + below
        cross[i, own[j][T : T + m]] = -X.T @ (scores[:, i] * (up + down))

    if both.size:
        a, b = sides(both, kind)
        edges = {j: _casewise_edges(codes, margins[j], j) for j in range(p) if kind[j]}
        low1, high1 = (np.column_stack([edges[j][side] for j in a]) for side in (0, 1))
        low2, high2 = (np.column_stack([edges[j][side] for j in b]) for side in (0, 1))
        found = ordered_pairs((low1, high1), (low2, high2), _starts(codes, a, b))
        rho[both], scores[:, both] = found.rho, found.scores
        for index, i in enumerate(both):
            levels_of(i, a[index], found.upper1[:, index], found.lower1[:, index])
            levels_of(i, b[index], found.upper2[:, index], found.lower2[:, index])
    variance = sd**2
    if one.size:
        a, b = sides(one, kind)
        width = int(categories.max()) - 1
        table = np.full((p, width), np.inf)
        for j in np.flatnonzero(kind).tolist():
            table[j, : categories[j] - 1] = margins[j].level
        shift = np.column_stack([margins[int(j)].shift for j in b])
        mixed = polyserial(z[:, a], variance[a], codes[:, b], table[b], shift=shift)
        rho[one], scores[:, one] = mixed.rho, mixed.scores
        for index, i in enumerate(one):
            _continuous(cross, i, own[a[index]], X, mixed.scores[:, index], [part[:, index] for part in mixed.first])
            T = int(categories[b[index]]) - 1
            taus = np.column_stack([tau[:, index] for tau in mixed.second[:T]])
            cross[i, own[b[index]][:T]] = mixed.scores[:, index] @ taus
            cross[i, own[b[index]][T : T + m]] = -X.T @ (mixed.scores[:, index] * taus.sum(axis=1))
    if none.size:
        a, b = sides(none, kind)
        plain = pearson(z[:, a], z[:, b], variance[a], variance[b])
        rho[none], scores[:, none] = plain.rho, plain.scores
        for index, i in enumerate(none):
            for j, parts in ((a[index], plain.first), (b[index], plain.second)):
                _continuous(cross, i, own[j], X, plain.scores[:, index], [part[:, index] for part in parts])
    return rho, scores, cross


def _continuous(cross: Array, i: int, at: list[int], X: Array, score: Array, parts: list[Array]) -> None:
    """Crossproducts with a continuous variable's intercept, slopes and variance."""
    cross[i, at[0]] = score @ parts[0]
    cross[i, at[1:-1]] = X.T @ (score * parts[0])
    cross[i, at[-1]] = score @ parts[1]


def _casewise_edges(codes: Codes, margin: Margin, j: int) -> tuple[Array, Array]:
    """Thresholds below and above each answer less beta'x (n,), NaN where it is missing."""
    edge = np.concatenate([[-FAR], margin.level, [FAR]])
    c = np.maximum(codes[:, j], 0)
    missing = codes[:, j] < 0
    lower, upper = (np.clip(side - margin.shift, -FAR, FAR) for side in (edge[c], edge[c + 1]))
    return np.where(missing, np.nan, lower), np.where(missing, np.nan, upper)


def _starts(codes: Codes, a: NDArray[np.int64], b: NDArray[np.int64]) -> Array:
    """Product-moment correlations of the codes of each pair, over those who answered both."""
    out = np.zeros(len(a))
    for index, (i, j) in enumerate(zip(a, b, strict=True)):
        seen = (codes[:, i] >= 0) & (codes[:, j] >= 0)
        r = np.corrcoef(codes[seen, i], codes[seen, j])[0, 1]
        out[index] = np.clip(r, -0.9, 0.9) if np.isfinite(r) else 0.0
    return out
