"""Observed variables predicted from others by what a fitted model implies, and how well that does on new answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import DataError, InputError, TamkitError, unknown

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.result import Fit

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
    left = total = 0.0
    for part in range(k):
        rest, new = data[fold != part], data[fold == part]
        try:
            fit = fitted(rest).require_converged()
            guess = predict(fit, new, outcomes).to_numpy()
        except FAILURES:
            return None
        true = new[list(outcomes)].to_numpy(float)
        left += float(((true - guess) ** 2).sum())
        total += float(((true - rest[list(outcomes)].to_numpy(float).mean(axis=0)) ** 2).sum())
    return 1.0 - left / total
