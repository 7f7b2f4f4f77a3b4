"""Sample statistics of ordered (and continuous) variables with their asymptotic covariance, for least squares.

The three-stage theory of Muthén (1984, Psychometrika 49, 115-132): thresholds (means, variances) from the margins,
correlations from the pairs given the margins, and one sandwich for all of them together. It yields what WLS, DWLS and
ULS with robust standard errors and tests need, in lavaan's order and with lavaan's numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tamkit.errors import AnalysisError, DataError
from tamkit.sem.ordinal.codes import Array, pairs_of
from tamkit.sem.ordinal.influence import asymptotic_covariance
from tamkit.sem.ordinal.polychoric import NEARLY_ONE
from tamkit.sem.ordinal.steps import two_step


@dataclass(frozen=True, slots=True)
class Covariates:
    """Exogenous variables the statistics are conditional on: names (m), slopes (p, m), their mean (m,) and cov (m,
    m)."""

    names: tuple[str, ...]
    slopes: Array
    mean: Array
    cov: Array


@dataclass(frozen=True, slots=True)
class OrdinalMoments:
    """Statistics of one group with q = thresholds and means + variances + correlations elements.

    names, ordered: the p variables and which of them are ordered; n: respondents
    thresholds: (t,) thresholds of each ordered variable, the mean of each continuous one in its place, in column order
    threshold_of: (t,) column of each threshold; is_mean: (t,) whether it is a continuous variable's mean
    cov: (p, p) polychoric, polyserial and ordinary covariances (ordered variables have variance 1)
    mean: (p,) means, 0 for ordered variables
    statistics: (q,) thresholds (means with their sign turned), variances of continuous variables, covariances below the
        diagonal column by column: lavaan's ``lavInspect(fit, "wls.obs")``
    gamma: (q, q) asymptotic covariance of sqrt(n) · statistics, ``lavInspect(fit, "gamma")``; None if not asked for
    near_one: pairs whose correlation is beyond ±0.99; empty: pairs with an empty cell in their table
    covariates: exogenous variables; then thresholds, variances and correlations are those given them, and the slopes
        (covariate by covariate) stand after the thresholds
    """

    names: tuple[str, ...]
    ordered: tuple[bool, ...]
    n: int
    thresholds: Array
    threshold_of: NDArray[np.int64]
    is_mean: NDArray[np.bool_]
    cov: Array
    mean: Array
    statistics: Array
    gamma: Array | None
    near_one: tuple[tuple[str, str], ...]
    empty: tuple[tuple[str, str], ...]
    covariates: Covariates | None = None

    @property
    def slopes_at(self) -> slice:
        """Where the slopes stand among the statistics (an empty slice without covariates)."""
        t = len(self.thresholds)
        return slice(t, t + (0 if self.covariates is None else self.covariates.slopes.size))

    @property
    def variances_at(self) -> slice:
        """Where the variances of continuous variables stand."""
        begin = self.slopes_at.stop
        return slice(begin, begin + sum(not kind for kind in self.ordered))

    @property
    def covariances_at(self) -> slice:
        """Where the correlations (covariances) below the diagonal stand."""
        return slice(self.variances_at.stop, len(self.statistics))

    @property
    def weights(self) -> Array:
        """(q,) DWLS weights, 1 / diag(gamma): ``lavInspect(fit, "wls.v")``'s diagonal."""
        if self.gamma is None:
            raise AnalysisError("sem.moments_without_covariance")
        out: Array = 1.0 / np.diag(self.gamma)
        return out

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the statistics: ``x|t1``, ``x~1``, ``x~~x``, ``x~~y``."""
        seen: dict[int, int] = {}
        out = []
        for j, mean in zip(self.threshold_of, self.is_mean, strict=True):
            seen[j] = seen.get(int(j), 0) + 1
            out.append(f"{self.names[j]}~1" if mean else f"{self.names[j]}|t{seen[j]}")
        if self.covariates is not None:
            out += [f"{name}~{covariate}" for covariate in self.covariates.names for name in self.names]
        out += [f"{name}~~{name}" for name, ordered in zip(self.names, self.ordered, strict=True) if not ordered]
        first, second = pairs_of(len(self.names))
        return (*out, *(f"{self.names[i]}~~{self.names[j]}" for i, j in zip(first, second, strict=True)))


def ordinal_moments(
    data: ArrayLike,
    ordered: Sequence[bool] | NDArray[np.bool_] | None = None,
    names: Sequence[str] | None = None,
    levels: Sequence[Sequence[float]] | None = None,
    *,
    gamma: bool = True,
) -> OrdinalMoments:
    """Thresholds, polychoric/polyserial correlations and their asymptotic covariance for one group.

    ``data`` (n, p), NaN missing (every statistic uses the respondents who answered what it needs: lavaan's
    ``missing = "pairwise"``; drop incomplete rows first for listwise deletion); ``ordered`` (p,): which columns are
    ordered, all by default; ``levels``: the values of each ordered column, in column order, where several groups share
    them. With gamma_i the casewise scores of step one, s_i of a correlation, the influence of a respondent is
    A11⁻¹ gamma_i and A22⁻¹ (s_i - A21 A11⁻¹ gamma_i), and gamma is n times their crossproduct.

    Raises InputError naming a constant variable or an empty category, AnalysisError naming a pair correlated ±1.
    R: ``lavaan::lavInspect(fit, c("wls.obs", "gamma", "wls.v"))`` of a fit with ``ordered =``.

    >>> rng = np.random.default_rng(3)
    >>> x = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=500)
    >>> m = ordinal_moments(np.digitize(x, [-0.5, 0.5]))
    >>> m.labels
    ('x1|t1', 'x1|t2', 'x2|t1', 'x2|t2', 'x1~~x2')
    >>> m.gamma.shape
    (5, 5)
    """
    values = np.asarray(data, float)
    if values.ndim != 2:
        raise DataError("sem.ordered_data_not_a_table")
    labels = tuple(names) if names is not None else tuple(f"x{j + 1}" for j in range(values.shape[1]))
    kind = np.ones(len(labels), dtype=bool) if ordered is None else np.asarray(ordered, dtype=bool)
    step = two_step(values[~np.isnan(values).all(axis=1)], kind, labels, levels)
    first, second = pairs_of(len(labels))
    return OrdinalMoments(
        names=labels,
        ordered=tuple(bool(k) for k in kind),
        n=step.n,
        thresholds=step.thresholds,
        threshold_of=step.layout.threshold_of,
        is_mean=step.layout.is_mean,
        cov=step.cov,
        mean=step.mean,
        statistics=np.concatenate(
            [
                np.where(step.layout.is_mean, -step.thresholds, step.thresholds),
                step.variance[~kind],
                step.cov[first, second],
            ]
        ),
        gamma=asymptotic_covariance(step) if gamma else None,
        near_one=_named(np.abs(step.rho) > NEARLY_ONE, labels),
        empty=_named(step.empty, labels),
    )


def joint_moments(moments: OrdinalMoments, names: Sequence[str]) -> tuple[Array, Array]:
    """Covariance (p,p) and mean (p,) of responses and covariates together, in the order of ``names``."""
    given = moments.covariates
    if given is None:
        return moments.cov, moments.mean
    effect = given.slopes @ given.cov
    cov = np.block([[moments.cov + effect @ given.slopes.T, effect], [effect.T, given.cov]])
    mean = np.concatenate([moments.mean + given.slopes @ given.mean * (~np.array(moments.ordered)), given.mean])
    own = [*moments.names, *given.names]
    at = [own.index(name) for name in names]
    return cov[np.ix_(at, at)], mean[at]


def _named(flags: NDArray[np.bool_], labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    first, second = pairs_of(len(labels))
    return tuple((labels[first[i]], labels[second[i]]) for i in np.flatnonzero(flags))
