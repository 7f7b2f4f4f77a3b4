"""Influence functions of thresholds, variances and correlations: the casewise part of their asymptotic covariance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import SampleError
from tamkit.sem.ordinal.codes import BLOCK, Array
from tamkit.sem.ordinal.mixed import PairScores, mean_scores, pearson, polyserial
from tamkit.sem.ordinal.scores import correlation_scores, threshold_scores
from tamkit.sem.ordinal.steps import Layout, TwoStep, pair_kinds, sides

Index = NDArray[np.int64]


def asymptotic_covariance(step: TwoStep) -> Array:
    """(q,q) asymptotic covariance of sqrt(n) times the statistics: n times the crossproduct of the influence functions.

    Rows are taken a block at a time, so that memory does not grow with the sample.
    """
    layout = step.layout
    blocks = _blocks(step)
    pieces = [_scores(blocks[0], layout)] if len(blocks) == 1 else []
    margin_sum: Array = np.zeros((layout.size, layout.size))
    cross: Array = np.zeros((len(step.rho), layout.size))
    information: Array = np.zeros(len(step.rho))
    for index, block in enumerate(blocks):
        margin, scores, part = pieces[index] if pieces else _scores(block, layout)
        margin_sum += margin.T @ margin
        cross += part
        information += (scores**2).sum(axis=0)
    inverse = _block_inverse(margin_sum, layout)
    _check_information(information)
    total: Array = np.zeros((layout.size + len(step.rho),) * 2)
    for index, block in enumerate(blocks):
        margin, scores, _ = pieces[index] if pieces else _scores(block, layout)
        own = margin @ inverse
        both = _in_statistics(own, (scores - own @ cross.T) / information, step, layout)
        total += both.T @ both
    return step.n * total


def influence_functions(step: TwoStep) -> Array:
    """(n, q): what each respondent adds to each statistic, so that n · (crossproduct) is the asymptotic covariance.

    With g_i the scores of step one and s_i those of the correlations, and sums of outer products for information
    (A11 within a variable, A21 between correlations and margins, A22 diagonal), the influence of respondent i is
    A11⁻¹ g_i for the margins and A22⁻¹ (s_i - A21 A11⁻¹ g_i) for the correlations; correlations with a continuous
    variable are then carried over to covariances, and means change sign (Muthén 1984; lavaan's ``muthen1984``).
    """
    layout = step.layout
    margin, scores, cross = _scores(step, layout)
    own = margin @ _block_inverse(margin.T @ margin, layout)
    information = (scores**2).sum(axis=0)
    _check_information(information)
    return _in_statistics(own, (scores - own @ cross.T) / information, step, layout)


def _blocks(step: TwoStep) -> list[TwoStep]:
    if step.n <= BLOCK:
        return [step]
    return [
        replace(step, codes=step.codes[begin : begin + BLOCK], values=step.values[begin : begin + BLOCK])
        for begin in range(0, step.n, BLOCK)
    ]


def _scores(step: TwoStep, layout: Layout) -> tuple[Array, Array, Array]:
    """Scores of step one (n,A), of the correlations (n,P), and their crossproducts (P,A)."""
    return _margin_scores(step, layout), *_pair_scores(step, layout)


def _check_information(information: Array) -> None:
    if not (information > 0.0).all():
        raise SampleError("sem.no_information_in_correlation")


def _in_statistics(own: Array, between: Array, step: TwoStep, layout: Layout) -> Array:
    """Influence on the statistics as they are fitted: covariances for correlations, means with their sign turned."""
    own, between = _to_covariances(own, between, step, layout)
    own[:, np.flatnonzero(layout.is_mean)] *= -1.0
    return np.concatenate([own, between], axis=1)


def _margin_scores(step: TwoStep, layout: Layout) -> Array:
    """(n, A) scores of thresholds, means and variances."""
    out = np.zeros((step.n, layout.size))
    columns = np.flatnonzero(step.kind)
    parts = threshold_scores(step.codes[:, columns], step.categories[columns], step.table[columns])
    for j, part in zip(columns, parts, strict=True):
        out[:, layout.start[j] : layout.stop[j]] = part
    rest = np.flatnonzero(~step.kind)
    if rest.size:
        raw = step.values[:, rest] * np.sqrt(step.variance[rest]) + step.mean[rest]
        means, variances = mean_scores(raw, step.mean[rest], step.variance[rest])
        out[:, layout.start[rest]] = means
        out[:, layout.variance_at[rest]] = variances
    return out


def _block_inverse(crossproduct: Array, layout: Layout) -> Array:
    """Inverse of A11, whose only non-zero blocks are those within a variable."""
    out = np.zeros((layout.size, layout.size))
    for j in range(len(layout.kind)):
        at = np.array(layout.own(j))
        out[np.ix_(at, at)] = np.linalg.inv(crossproduct[np.ix_(at, at)])
    return out


def _pair_scores(step: TwoStep, layout: Layout) -> tuple[Array, Array]:
    """Scores of the correlations (n, P) and their crossproducts with the scores of step one (P, A)."""
    n, pairs = step.n, len(step.rho)
    scores, cross = np.zeros((n, pairs)), np.zeros((pairs, layout.size))
    both, one, none = pair_kinds(step.kind)
    if both.size:
        columns = np.flatnonzero(step.kind)
        scores[:, both], first, second = correlation_scores(step.codes[:, columns], step.table[columns], step.rho[both])
        for variable, sums in zip(sides(both, step.kind), (first, second), strict=True):
            for t in range(sums.shape[1]):
                has = t < layout.stop[variable] - layout.start[variable]
                cross[both[has], layout.start[variable[has]] + t] = sums[has, t]
    if one.size:
        a, b = sides(one, step.kind)
        found = polyserial(step.values[:, a], step.variance[a], step.codes[:, b], step.table[b], step.rho[one])
        scores[:, one] = found.scores
        _cross_continuous(cross, one, a, found.scores, found.first, layout)
        for t, tau in enumerate(found.second):
            has = t < layout.stop[b] - layout.start[b]
            cross[one[has], layout.start[b[has]] + t] = (found.scores * tau).sum(axis=0)[has]
    if none.size:
        a, b = sides(none, step.kind)
        pair: PairScores = pearson(
            step.values[:, a], step.values[:, b], step.variance[a], step.variance[b], step.rho[none]
        )
        scores[:, none] = pair.scores
        _cross_continuous(cross, none, a, pair.scores, pair.first, layout)
        _cross_continuous(cross, none, b, pair.scores, pair.second, layout)
    return scores, cross


def _cross_continuous(
    cross: Array, rows: Index, variable: Index, scores: Array, own: list[Array], layout: Layout
) -> None:
    """Fill in the crossproducts of a correlation's score with those of a continuous variable's mean and variance."""
    cross[rows, layout.start[variable]] = (scores * own[0]).sum(axis=0)
    cross[rows, layout.variance_at[variable]] = (scores * own[1]).sum(axis=0)


def _to_covariances(own: Array, between: Array, step: TwoStep, layout: Layout) -> tuple[Array, Array]:
    """From correlations to covariances where a continuous variable takes part: d(s1 s2 r) = s1 s2 dr + r d(s1 s2)."""
    if step.kind.all():
        return own, between
    between = between.copy()
    _, one, none = pair_kinds(step.kind)
    for pairs in (one, none):
        for i, a, b in zip(pairs, *sides(pairs, step.kind), strict=True):
            va, vb, r = step.variance[a], step.variance[b], step.rho[i]
            between[:, i] *= np.sqrt(va * vb)
            between[:, i] += own[:, layout.variance_at[a]] * (np.sqrt(vb / va) * r / 2.0)
            if not step.kind[b]:
                between[:, i] += own[:, layout.variance_at[b]] * (np.sqrt(va / vb) * r / 2.0)
    return own, between
