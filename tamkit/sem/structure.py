"""What the paths of a fit say together: the covariances of all their variables, total effects with their draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import DataError, InputError, unknown
from tamkit.sem.bootstrap import over
from tamkit.sem.estimates import jacobian
from tamkit.sem.implied import fill, variances
from tamkit.sem.matrices import Array
from tamkit.sem.path_algebra import effects, pairs

if TYPE_CHECKING:
    from tamkit.sem.result import Fit


def covariances(fit: Fit, names: Sequence[str], group: int | str | None = None) -> Any:
    """The model-implied covariances of constructs and observed variables alike, as a square DataFrame.

    Of latent variables they are those of ``fit.latent_cov``, of observed ones those of ``fit.implied_cov``.
    R: ``lavInspect(fit, "cov.all")``.

    >>> from tamkit.sem import fit, simulate
    >>> answers = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3; f ~ 0.3*z", 300, seed=1, standardized=True)
    >>> found = fit("f =~ x1 + x2 + x3; f ~ z", answers)
    >>> covariances(found, ["f", "z"]).round(2).to_numpy().tolist()
    [[0.54, 0.23], [0.23, 0.98]]
    """
    import pandas as pd

    setup, theta = fit.setup, fit.estimate.theta[None]
    g = setup.group(group)
    matrices = setup.matrices[g]
    for name in names:
        if name not in matrices.variables:
            raise InputError(unknown("variable", name, list(matrices.variables)))
    cov, mean = setup.cov[g][None], setup.mean[g][None]
    A, S, _ = fill(matrices, theta, cov, mean)
    n = matrices.inner
    C = variances(matrices, theta, cov, mean).latent_cov[0]
    reach = np.vstack([np.eye(n), A[0, n:]])  # how each variable follows from the inner ones
    whole = reach @ C @ reach.T
    whole[n:, n:] += S[0, n:, n:]
    at = [matrices.variables.index(name) for name in names]
    return pd.DataFrame(whole[np.ix_(at, at)], index=list(names), columns=list(names))


@dataclass(frozen=True, slots=True)
class Totals:
    """Standardized total effects of several ``sources`` on one variable.

    ``est`` (q,); ``vcov`` (q,q) of them by the delta method, from the estimator's covariance of θ̂; ``draws`` (C,q) of
    the bootstrap, or None.
    """

    sources: tuple[str, ...]
    est: Array
    vcov: Array
    draws: Array | None


def totals(fit: Fit, target: str, group: int | str | None = None) -> Totals:
    """The standardized total effects on ``target`` of everything that leads to it, in the order of ``fit.effects``.

    >>> from tamkit.sem import fit, simulate
    >>> answers = simulate("m ~ 0.5*x; y ~ 0.4*m + 0.2*x", 300, seed=1)
    >>> found = totals(fit("m ~ x; y ~ m + x", answers), "y")
    >>> found.sources, found.est.round(2).tolist()
    (('m', 'x'), [0.38, 0.36])
    """
    setup, estimate = fit.setup, fit.estimate
    which, g = pairs(setup.table), setup.group(group)
    if len(setup.matrices) > 1 and group is None:
        raise DataError("sem.totals_group", groups=tuple(fit.groups))
    own = [place for place, at in enumerate(which.target) if which.variables[at] == target]

    def of(theta: Array, cov: list[Array], mean: list[Array]) -> Array:
        return effects(which, setup.matrices[g], theta, cov[g], mean[g], True)[2][:, own]

    sources = tuple(which.variables[which.source[place]] for place in own)
    if not own:
        return Totals((), np.empty(0), np.empty((0, 0)), None)
    J = jacobian(setup, estimate, of)
    draws = None if fit.bootstrap is None else over(fit.bootstrap.draws, of)
    return Totals(sources, of(estimate.theta[None], *setup.stack)[0], J @ estimate.covariance @ J.T, draws)
