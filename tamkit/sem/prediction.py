"""Observed variables predicted from others by what a fitted model implies, and how well that does on new answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import DataError, InputError, TamkitError, unknown

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.result import Fit

Array = NDArray[Any]
FAILURES = (TamkitError, ArithmeticError, np.linalg.LinAlgError)


def predict(fit: Fit, data: pd.DataFrame, outcomes: Sequence[str], predictors: Sequence[str] | None = None) -> Any:
    """The expected values of some observed variables given others, for each row of ``data`` (n, y).

    ŷ = μ_y + Σ_yx Σ_xx⁻¹ (x − μ_x), the moments being those the model implies (the sample's means where it has none).
    Source: de Rooij, Karch, Fokkema, Bakk, Pratiwi & Kelderman (2023), Structural Equation Modeling 30(1), 132–148.
    R: ``lavPredictY(fit, newdata, ynames = outcomes, xnames = predictors)``.

    Parameters
    ----------
    fit
        A fit of continuous variables in one group.
    data
        Rows with the predictors, complete.
    outcomes, predictors
        Observed variables of the model; ``predictors`` all the others unless given.

    Raises
    ------
    InputError
        For a variable that the model lacks.
    DataError
        For ordered items or several groups.

    >>> from tamkit.sem import fit, simulate
    >>> answers = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.7*x4", 300, seed=1, standardized=True)
    >>> predict(fit("f =~ x1 + x2 + x3 + x4", answers), answers, ["x1"]).shape
    (300, 1)
    """
    import pandas as pd

    observed = list(fit.observed)
    given = [name for name in observed if name not in outcomes] if predictors is None else list(predictors)
    for name in (*outcomes, *given):
        if name not in observed:
            raise InputError(unknown("variable", name, observed))
    if fit.options.kind.ordinal or len(fit.n) > 1:
        raise DataError("sem.prediction_continuous")
    cov = fit.implied_cov(1).loc[observed, observed]
    where = fit.implied_mean(1)
    slopes = np.linalg.solve(cov.loc[given, given].to_numpy(), cov.loc[given, list(outcomes)].to_numpy())
    off = data[given].to_numpy(float) - where[given].to_numpy(float)
    return pd.DataFrame(where[list(outcomes)].to_numpy(float) + off @ slopes, index=data.index, columns=list(outcomes))


def folds(n: int, k: int, seed: int) -> np.ndarray[Any, Any]:
    """A fold from 0 to k − 1 for each of n rows, at random, of sizes that differ by one at most.

    >>> np.bincount(folds(11, 5, 1)).tolist()
    [3, 2, 2, 2, 2]
    """
    return np.random.default_rng(seed).permutation(np.arange(n) % k)


def cross_validated_r2(
    fitted: Callable[[Any], Fit], data: pd.DataFrame, outcomes: Sequence[str], *, k: int = 10, seed: int = 1
) -> float | None:
    """How much of some observed variables a model predicts on rows it was not fitted to.

    1 − Σ (y − ŷ)² / Σ (y − ȳ)² over all ``outcomes`` and rows, ŷ from :func:`predict` and ȳ the mean, both of the
    other k − 1 folds. Models of different items can be compared by it, for the outcomes are the same. None where a fold
    has no fit.

    >>> from tamkit.sem import fit, simulate
    >>> answers = simulate("f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.7*x4", 300, seed=1, standardized=True)
    >>> found = cross_validated_r2(lambda rows: fit("f =~ x1 + x2 + x3 + x4", rows), answers, ["x1"])
    >>> round(found, 2)
    0.41
    """
    fold = folds(len(data), k, seed)
    true = data[list(outcomes)].to_numpy(float)
    guess, mean = np.empty_like(true), np.empty_like(true)
    try:
        at_once = _folds_at_once(fitted(data), data, outcomes, fold, k)
        for part in range(k):
            new = fold == part
            mean[new] = true[~new].mean(axis=0)
            if at_once is None:
                fit = fitted(data[~new]).require_converged()
                guess[new] = predict(fit, data[new], outcomes).to_numpy()
    except FAILURES:
        return None
    guess = guess if at_once is None else at_once
    return 1.0 - float(((true - guess) ** 2).sum()) / float(((true - mean) ** 2).sum())


def _folds_at_once(fit: Fit, data: pd.DataFrame, outcomes: Sequence[str], fold: Array, k: int) -> Array | None:
    """ŷ (n,y) of every row by the model of the other folds, these solved as one stack from the solution of all rows;
    None where they are no stack, or not all of them arrive."""
    from tamkit.sem.bootstrap import vicinity
    from tamkit.sem.implied import implied
    from tamkit.sem.machine import single_threaded

    setup = fit.setup
    rows = setup.sample.data
    alike = fit.options.engine == "tamkit" and fit.converged and rows is not None and setup.sample.n == (len(data),)
    if rows is None or not alike or not setup.route.replicates(setup):
        return None
    weights = (fold != np.arange(k)[:, None]).astype(float)
    try:
        with single_threaded():
            solved = setup.route.refit(setup, vicinity(setup, fit.estimate.theta), [weights], rows)
    except np.linalg.LinAlgError:
        return None
    if len(solved.value) < k:
        return None
    at = implied(setup.matrices[0], solved.theta, solved.cov[0], solved.mean[0])
    where = at.mu if setup.matrices[0].meanstructure else solved.mean[0]
    y = [setup.sample.names.index(name) for name in outcomes]
    x = [index for index in range(len(setup.sample.names)) if index not in y]
    slopes = np.linalg.solve(at.Sigma[:, x][:, :, x], at.Sigma[:, x][:, :, y])
    guess = np.empty((len(data), len(y)))
    for part in range(k):
        new = fold == part
        guess[new] = where[part, y] + (rows[0][new][:, x] - where[part, x]) @ slopes[part]
    return guess
