"""Ordinal logistic regression (proportional odds) with odds ratios, and Brant's test of the one slope for all cuts."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import AnalysisError, SampleError
from tamkit.messages import Message
from tamkit.survey.cumulative import Cumulative, Ints, absent, profile
from tamkit.survey.logistic import against_null, estimable, fitted

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A fitted proportional-odds model: log odds of a higher answer.

    Attributes
    ----------
    table
        ``term, b, se, z, pvalue, p_lr, odds_ratio, or_lower, or_upper``: z and pvalue are Wald's; p_lr is the
        likelihood ratio's, which the profile-likelihood interval goes with.
    thresholds
        ``below, above`` (codes), ``est, se``.
    levels
        ``code, n`` of the answers that occur, in order.
    n, missing
        Complete cases, and those left out because an answer is missing (or was not asked for).
    loglik, loglik_null
        Log-likelihoods with and without predictors; chisq, df, pvalue: their likelihood-ratio test.
    nagelkerke, mcfadden
        Pseudo R².
    brant
        ``term, chisq, df, pvalue``: that the coefficient is the same at every cut; the first row, ``(all)``, of all
        together. Empty with two answers, and where a cut alone can't be estimated.
    notes
        Answers that nobody gave, and why there is no Brant test.
    """

    table: pd.DataFrame
    thresholds: pd.DataFrame
    levels: pd.DataFrame
    n: int
    missing: int
    loglik: float
    loglik_null: float
    chisq: float
    df: int
    pvalue: float
    nagelkerke: float
    mcfadden: float
    brant: pd.DataFrame
    notes: tuple[Message, ...]


def ordinal(y: Any, X: Any, names: Sequence[str], codes: Sequence[int], *, level: float = 0.95) -> Ordinal:
    """Maximum likelihood on the complete cases, fitted by statsmodels' ``OrderedModel``.

    ``y`` (n,) holds ``codes``, which are in order, and nan; ``X`` (n, p) the predictors. A code that nobody gave is
    left out and told. R: ``MASS::polr(factor(y) ~ X, Hess = TRUE)``, ``confint``; ``ordinal::clm``.

    Raises
    ------
    AnalysisError
        When fewer than two answers occur, predictors are linearly dependent, or some separate the answers.

    >>> found = ordinal([1, 1, 2, 2, 3, 3, 2, 1], [[0.0], [1], [1], [2], [3], [2], [3], [2]], ["x"], (1, 2, 3))
    >>> found.table["term"].tolist(), bool(found.table.loc[0, "b"] > 0), len(found.thresholds)
    (['x'], True, 2)
    """
    import pandas as pd
    from scipy.special import chdtrc, ndtr

    y, X = np.asarray(y, dtype=float), np.asarray(X, dtype=float)
    whole = ~(np.isnan(y) | np.isnan(X).any(axis=1))
    missing, y, X = int((~whole).sum()), y[whole], X[whole]
    n, p = X.shape
    seen = [code for code in codes if (y == code).any()]
    empty = tuple(code for code in codes if code not in seen)
    notes = [Message("survey.ordinal_level_empty", levels=empty)] if empty else []
    if len(seen) < 2:
        raise SampleError("survey.logistic_outcome_constant")
    place = np.searchsorted(seen, y).astype(np.int64) if seen == sorted(seen) else _places(y, seen)
    estimable(place, X, names)
    scale = np.concatenate([np.ones(len(seen) - 1), X.std(axis=0)])
    likelihood = Cumulative(place, X / scale[len(seen) - 1 :])
    theta = _fitted(likelihood)
    loglik, _, hessian = likelihood.parts(theta)
    cov = np.asarray(np.linalg.inv(-hessian), dtype=float)
    se = np.sqrt(np.diag(cov))
    k = len(seen) - 1
    ends = np.array([profile(likelihood, theta, cov, k + j, level) for j in range(p)]) / scale[k:, None]
    b, errors = theta[k:] / scale[k:], se[k:] / scale[k:]
    with np.errstate(over="ignore"):
        odds, lower, upper = np.exp([b, *ends.T])
    table = pd.DataFrame(
        {
            "term": list(names),
            "b": b,
            "se": errors,
            "z": b / errors,
            "pvalue": 2 * ndtr(-np.abs(b / errors)),
            "p_lr": [absent(likelihood, theta, cov, k + j) for j in range(p)],
            "odds_ratio": odds,
            "or_lower": lower,
            "or_upper": upper,
        }
    )
    sizes = np.bincount(place)
    null = float((sizes * np.log(sizes / n)).sum())
    chisq, nagelkerke, mcfadden = against_null(loglik, null, n)
    thresholds = pd.DataFrame({"below": seen[:-1], "above": seen[1:], "est": theta[:k], "se": se[:k]})
    tested = pd.DataFrame(columns=["term", "chisq", "df", "pvalue"])
    if k > 1:
        try:
            tested = brant(place, X, names)
        except AnalysisError as error:
            notes.append(Message("survey.no_brant", why=error.message))
    return Ordinal(
        table=table,
        thresholds=thresholds,
        levels=pd.DataFrame({"code": seen, "n": sizes}),
        n=n,
        missing=missing,
        loglik=loglik,
        loglik_null=null,
        chisq=chisq,
        df=p,
        pvalue=float(chdtrc(p, chisq)),
        nagelkerke=nagelkerke,
        mcfadden=mcfadden,
        brant=tested,
        notes=tuple(notes),
    )


def brant(y: Ints, X: Floats, names: Sequence[str]) -> pd.DataFrame:
    """Brant's test of proportional odds: are the coefficients of the binary regressions at the cuts the same?

    ``y`` holds 0 … K − 1. With β̂ⱼ of [y > j] and π̂ⱼ its probabilities, cov(β̂ⱼ, β̂ₗ) = (XᵀWⱼⱼX)⁻¹XᵀWⱼₗX(XᵀWₗₗX)⁻¹,
    Wⱼₗ = π̂ₗ − π̂ⱼπ̂ₗ for j ≤ l; the differences from the first cut are tested by Wald's χ² with (K − 2)p df, those of one
    predictor with K − 2. R: ``brant::brant``. Source: Brant 1990 (Biometrics 46:1171-1178).

    Raises
    ------
    AnalysisError
        When the answers on the two sides of one cut are separated.
    """
    import pandas as pd
    from scipy.special import chdtrc, expit

    cuts, p = int(y.max()), X.shape[1]
    X = X / X.std(axis=0)  # the test is one of any unit
    design = np.column_stack([np.ones(len(X)), X])
    fits = []
    for j in range(cuts):
        estimable((y > j).astype(np.int64), X, names)
        fits.append(np.asarray(fitted((y > j).astype(float), design, names).params))
    above = [expit(design @ b) for b in fits]
    inverse = [np.linalg.inv(design.T @ (design * (q * (1 - q))[:, None])) for q in above]
    V = np.empty((cuts * p, cuts * p))
    for j in range(cuts):
        for at in range(j, cuts):
            middle = design.T @ (design * (above[at] - above[j] * above[at])[:, None])
            block = (inverse[j] @ middle @ inverse[at])[1:, 1:]
            V[j * p : (j + 1) * p, at * p : (at + 1) * p] = block
            V[at * p : (at + 1) * p, j * p : (j + 1) * p] = block.T
    D = np.column_stack([np.tile(-np.eye(p), (cuts - 1, 1)), np.eye((cuts - 1) * p)])
    gap, C = D @ np.concatenate([b[1:] for b in fits]), D @ V @ D.T
    rows = []
    every = np.arange(len(gap))
    tested: list[tuple[str, Any]] = [("(all)", every), *((name, every[j::p]) for j, name in enumerate(names))]
    for term, at in tested:
        chisq = float(gap[at] @ np.linalg.solve(C[np.ix_(at, at)], gap[at]))
        rows.append((term, chisq, len(at), float(chdtrc(len(at), chisq))))
    return pd.DataFrame(rows, columns=["term", "chisq", "df", "pvalue"])


def _places(y: Floats, codes: Sequence[int]) -> Ints:
    out = np.zeros(len(y), dtype=np.int64)
    for place, code in enumerate(codes):
        out[y == code] = place
    return out


def _fitted(likelihood: Cumulative) -> Floats:
    """θ at the maximum: statsmodels finds it, a Newton step or two makes it exact."""
    from scipy.special import expit, logit
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    k = likelihood.cuts
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own differences; what it finds is judged below
        middle = likelihood.X.mean(axis=0)
        model = OrderedModel(likelihood.y, likelihood.X - middle, distr="logit")
        # The same distribution, without what scipy.stats does around it at each of a thousand evaluations.
        model.distr = SimpleNamespace(cdf=expit, ppf=logit)
        params = np.asarray(model.fit(method="bfgs", disp=False, skip_hessian=True, gtol=1e-6).params, dtype=float)
    p = likelihood.X.shape[1]
    theta = np.concatenate([np.cumsum(np.concatenate([params[p : p + 1], np.exp(params[p + 1 :])])), params[:p]])
    theta[:k] += middle @ theta[k:]
    for _ in range(10):
        loglik, gradient, hessian = likelihood.parts(theta)
        if np.isfinite(loglik) and np.abs(gradient).max() < 1e-8 * len(likelihood.y):
            return theta
        if not np.isfinite(loglik) or len(theta) != k + p:
            break
        theta = theta + np.linalg.solve(-hessian, gradient)
    raise SampleError("survey.ordinal_not_found")
