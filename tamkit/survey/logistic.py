"""Binary logistic regression with the panel a thesis prints: odds ratios, AUC, calibration, pseudo R²."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import SampleError
from tamkit.survey.cumulative import Cumulative, absent, profile, separated

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

STEPS = 50


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted binary logistic regression.

    Attributes
    ----------
    table
        ``term, b, se, z, pvalue, p_lr, odds_ratio, or_lower, or_upper``; the first row is the intercept. z and pvalue
        are Wald's; p_lr is the likelihood ratio's, which the profile-likelihood interval goes with.
    n, missing, events
        Complete cases, those left out because an answer is missing (or was not asked for), and how many of the complete
        have the outcome.
    loglik, loglik_null
        Log-likelihoods with and without predictors; chisq, df, pvalue: their likelihood-ratio test.
    nagelkerke, mcfadden
        Pseudo R².
    auc, auc_lower, auc_upper
        Area under the ROC curve, and its interval by DeLong.
    hosmer_lemeshow, hosmer_lemeshow_df, hosmer_lemeshow_pvalue
        Test of calibration over ``groups`` of predicted risk; nan when fewer than three groups can be formed.
    calibration
        These groups: ``n, predicted, observed`` (mean prediction and share with the outcome).
    shrinkage
        (χ² − df)/χ²: the slope of calibration to be expected with new respondents (1: none; of these respondents
        themselves it is always 1).
    """

    table: pd.DataFrame
    n: int
    missing: int
    events: int
    loglik: float
    loglik_null: float
    chisq: float
    df: int
    pvalue: float
    nagelkerke: float
    mcfadden: float
    auc: float
    auc_lower: float
    auc_upper: float
    hosmer_lemeshow: float
    hosmer_lemeshow_df: int
    hosmer_lemeshow_pvalue: float
    calibration: pd.DataFrame
    shrinkage: float


def logistic(y: Any, X: Any, names: Sequence[str], *, groups: int = 10, level: float = 0.95) -> Logistic:
    """Maximum likelihood on the complete cases, fitted by statsmodels' ``Logit``.

    ``y`` (n,) holds 0, 1 and nan; ``X`` (n, p) the predictors without an intercept. R: ``glm(y ~ X, family =
    binomial)``, ``confint``; AUC as ``pROC::auc`` and ``pROC::ci.auc``; Hosmer–Lemeshow as
    ``ResourceSelection::hoslem.test``. Sources: Hosmer & Lemeshow 1980; Nagelkerke 1991 (Biometrika 78:691-692); DeLong
    et al. 1988 (Biometrics 44:837-845); van Houwelingen & le Cessie 1990 (Stat Med 9:1303-1325).

    Raises
    ------
    AnalysisError
        When one answer doesn't occur, predictors are linearly dependent, or some separate the answers.

    >>> fit = logistic([0, 0, 1, 1, 0, 1], [[1.0], [2.0], [2.0], [4.0], [3.0], [3.0]], ["x"])
    >>> round(float(fit.table.loc[1, "b"]), 4)
    1.3863
    """
    import pandas as pd
    from scipy.special import chdtrc

    y, X = np.asarray(y, dtype=float), np.asarray(X, dtype=float)
    whole = ~(np.isnan(y) | np.isnan(X).any(axis=1))
    missing, y, X = int((~whole).sum()), y[whole], X[whole]
    n, p = X.shape
    events = int(y.sum())
    if events in (0, n):
        raise SampleError("survey.logistic_outcome_constant")
    estimable(y.astype(np.int64), X, names)
    # In units of their standard deviations, so that no step of the fitting depends on yuan or percent.
    scale = np.concatenate([[1.0], X.std(axis=0)])
    found = fitted(y, np.column_stack([np.ones(n), X]) / scale, names)
    params, errors = np.asarray(found.params), np.asarray(found.bse)
    # The intercept with its sign turned is the only threshold.
    turn = np.where(np.arange(p + 1) == 0, -1.0, 1.0)
    cov = np.asarray(found.cov_params(), dtype=float) * np.outer(turn, turn)
    likelihood = Cumulative(y.astype(np.int64), X / scale[1:])
    ends = [sorted(turn[j] * e for e in profile(likelihood, turn * params, cov, j, level)) for j in range(p + 1)]
    with np.errstate(over="ignore"):  # of a predictor in a small unit: infinite is what it is
        odds, lower, upper = np.exp(np.array([params, *np.array(ends).T]) / scale)
    table = pd.DataFrame(
        {
            "term": ["(intercept)", *names],
            "b": params / scale,
            "se": errors / scale,
            "z": np.asarray(found.tvalues),
            "pvalue": np.asarray(found.pvalues),
            "p_lr": [absent(likelihood, turn * params, cov, j) for j in range(p + 1)],
            "odds_ratio": odds,
            "or_lower": lower,
            "or_upper": upper,
        }
    )
    predicted = np.asarray(found.predict(), dtype=float)
    loglik, null = float(found.llf), _loglik_null(n, events)
    chisq, nagelkerke, mcfadden = against_null(loglik, null, n)
    hl, hl_df, calibration = _calibration(y, predicted, groups)
    area, low, high = _auc(y, predicted, level)
    return Logistic(
        table=table,
        n=n,
        missing=missing,
        events=events,
        loglik=loglik,
        loglik_null=null,
        chisq=chisq,
        df=p,
        pvalue=float(chdtrc(p, chisq)),
        nagelkerke=nagelkerke,
        mcfadden=mcfadden,
        auc=area,
        auc_lower=low,
        auc_upper=high,
        hosmer_lemeshow=hl,
        hosmer_lemeshow_df=hl_df,
        hosmer_lemeshow_pvalue=float(chdtrc(hl_df, hl)) if hl_df > 0 else float("nan"),
        calibration=calibration,
        shrinkage=(chisq - p) / chisq if chisq > 0 else float("nan"),
    )


def against_null(loglik: float, null: float, n: int) -> tuple[float, float, float]:
    """χ² of the likelihood ratio against the model without predictors, Nagelkerke's and McFadden's pseudo R².

    >>> [round(one, 3) for one in against_null(-50.0, -60.0, 100)]
    [20.0, 0.259, 0.167]
    """
    chisq = 2 * (loglik - null)
    return chisq, float((1 - np.exp(-chisq / n)) / (1 - np.exp(2 * null / n))), 1 - loglik / null


def estimable(y: NDArray[np.int64], X: Floats, names: Sequence[str]) -> None:
    """AnalysisError where coefficients have no finite estimate, with the predictors whose fault it is."""
    n, p = X.shape
    constant = [name for name, x in zip(names, X.T, strict=True) if n == 0 or np.ptp(x) == 0]
    if constant or np.linalg.matrix_rank(np.column_stack([np.ones(n), X])) < p + 1:
        raise SampleError("survey.logistic_predictors_dependent", predictors=tuple(constant or names))
    apart = [name for name, one in zip(names, separated(y, X), strict=True) if one]
    if apart:
        raise SampleError("survey.logistic_predictors_separate", predictors=tuple(apart))


def fitted(y: Floats, design: Floats, names: Sequence[str]) -> Any:
    """statsmodels' results; what it does not find, near a separation, is refused."""
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools import sm_exceptions as said

    refused = (said.PerfectSeparationWarning, said.ConvergenceWarning, said.HessianInversionWarning)
    with warnings.catch_warnings():
        for category in refused:
            warnings.simplefilter("error", category)
        # exp and log at probabilities of 0 and 1, on the way to a separation.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            found = Logit(y, design).fit(method="newton", maxiter=STEPS, tol=1e-10, disp=False)
            if np.isfinite(found.bse).all():
                return found
        except (*refused, said.PerfectSeparationError, np.linalg.LinAlgError):
            pass
    raise SampleError("survey.logistic_predictors_separate", predictors=tuple(names))


def _loglik_null(n: int, events: int) -> float:
    """The log-likelihood with an intercept alone; statsmodels would search for what is known: everybody's share."""
    share = events / n
    return float(events * np.log(share) + (n - events) * np.log1p(-share))


def _auc(y: Floats, fitted: Floats, level: float) -> tuple[float, float, float]:
    """Probability that a case with the outcome has the higher prediction, ties counted half; DeLong's interval."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ones, zeros = fitted[y == 1], fitted[y == 0]
    ranks = rankdata(np.concatenate([ones, zeros]))
    # The share of the others that each one is above (below): its rank among all less its rank among its own.
    above = (ranks[: len(ones)] - rankdata(ones)) / len(zeros)
    below = 1 - (ranks[len(ones) :] - rankdata(zeros)) / len(ones)
    area = float(above.mean())
    if min(len(ones), len(zeros)) < 2:
        return area, float("nan"), float("nan")
    half = float(ndtri(0.5 + level / 2) * np.sqrt(above.var(ddof=1) / len(ones) + below.var(ddof=1) / len(zeros)))
    return area, max(0.0, area - half), min(1.0, area + half)


def _calibration(y: Floats, fitted: Floats, groups: int) -> tuple[float, int, pd.DataFrame]:
    """χ² of observed against expected over groups cut at the quantiles of the prediction, its df (groups − 2), and the
    groups."""
    import pandas as pd

    cuts = np.unique(np.quantile(fitted, np.linspace(0, 1, groups + 1)))
    if len(cuts) < 4:
        return float("nan"), 0, pd.DataFrame(columns=["n", "predicted", "observed"])
    # As R's cut(): intervals open on the left, the lowest value included.
    member = np.clip(np.searchsorted(cuts, fitted, side="left") - 1, 0, len(cuts) - 2)
    size = np.bincount(member, minlength=len(cuts) - 1).astype(float)
    seen = np.bincount(member, weights=y, minlength=len(size))
    expected = np.bincount(member, weights=fitted, minlength=len(size))
    held = size > 0
    seen, expected, size = seen[held], expected[held], size[held]
    chisq = float(((seen - expected) ** 2 / (expected * (1 - expected / size))).sum())
    table = pd.DataFrame({"n": size.astype(int), "predicted": expected / size, "observed": seen / size})
    return chisq, len(size) - 2, table
