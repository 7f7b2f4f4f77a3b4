"""Binary logistic regression with the panel a thesis prints: odds ratios, AUC, Hosmer–Lemeshow, pseudo R²."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import SampleError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

#: A predictor that moves the logit by more than this over one standard deviation has separated the two answers.
SEPARATED = 15.0

STEPS = 50


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted binary logistic regression.

    Attributes
    ----------
    table
        ``term, b, se, z, pvalue, odds_ratio, or_lower, or_upper`` (95 % Wald); the first row is the intercept.
    n, events
        Complete cases, and how many of them have the outcome.
    loglik, loglik_null
        Log-likelihoods with and without predictors; chisq, df, pvalue: their likelihood-ratio test.
    nagelkerke, mcfadden
        Pseudo R².
    auc
        Area under the ROC curve.
    hosmer_lemeshow, hosmer_lemeshow_df, hosmer_lemeshow_pvalue
        Test of calibration over ``groups`` of predicted risk; nan when fewer than three groups can be formed.
    """

    table: pd.DataFrame
    n: int
    events: int
    loglik: float
    loglik_null: float
    chisq: float
    df: int
    pvalue: float
    nagelkerke: float
    mcfadden: float
    auc: float
    hosmer_lemeshow: float
    hosmer_lemeshow_df: int
    hosmer_lemeshow_pvalue: float


def logistic(y: Any, X: Any, names: Sequence[str], *, groups: int = 10) -> Logistic:
    """Maximum likelihood on the complete cases, fitted by statsmodels' ``Logit``.

    ``y`` (n,) holds 0, 1 and nan; ``X`` (n, p) the predictors without an intercept. R: ``glm(y ~ X, family =
    binomial)``; AUC as ``pROC::auc``; Hosmer–Lemeshow as ``ResourceSelection::hoslem.test``. Sources: Hosmer &
    Lemeshow 1980; Nagelkerke 1991 (Biometrika 78:691-692).

    Raises
    ------
    AnalysisError
        When one answer doesn't occur, predictors are linearly dependent, or they separate the answers perfectly.

    >>> fit = logistic([0, 0, 1, 1, 0, 1], [[1.0], [2.0], [2.0], [4.0], [3.0], [3.0]], ["x"])
    >>> round(float(fit.table.loc[1, "b"]), 4)
    1.3863
    """
    import pandas as pd
    from scipy.special import chdtrc

    y, X = np.asarray(y, dtype=float), np.asarray(X, dtype=float)
    whole = ~(np.isnan(y) | np.isnan(X).any(axis=1))
    y, X = y[whole], X[whole]
    n, p = X.shape
    events = int(y.sum())
    if events in (0, n):
        raise SampleError("survey.logistic_outcome_constant")
    design = np.column_stack([np.ones(n), X])
    if np.linalg.matrix_rank(design) < p + 1:
        raise SampleError("survey.logistic_predictors_dependent", predictors=tuple(names))
    # In units of their standard deviations, so that no step of the fitting depends on yuan or percent.
    scale = np.concatenate([[1.0], X.std(axis=0)])
    found = _fitted(y, design / scale)
    b = np.asarray(found.params) / scale
    limits = np.asarray(found.conf_int(0.05)) / scale[:, None]
    table = pd.DataFrame(
        {
            "term": ["(intercept)", *names],
            "b": b,
            "se": np.asarray(found.bse) / scale,
            "z": np.asarray(found.tvalues),
            "pvalue": np.asarray(found.pvalues),
            "odds_ratio": np.exp(b),
            "or_lower": np.exp(limits[:, 0]),
            "or_upper": np.exp(limits[:, 1]),
        }
    )
    fitted = np.asarray(found.predict(), dtype=float)
    loglik, null = float(found.llf), _loglik_null(n, events)
    chisq = 2 * (loglik - null)
    cox_snell = 1 - np.exp(-chisq / n)
    hl, hl_df = _hosmer_lemeshow(y, fitted, groups)
    return Logistic(
        table=table,
        n=n,
        events=events,
        loglik=loglik,
        loglik_null=null,
        chisq=chisq,
        df=p,
        pvalue=float(chdtrc(p, chisq)),
        nagelkerke=float(cox_snell / (1 - np.exp(2 * null / n))),
        mcfadden=1 - loglik / null,
        auc=_auc(y, fitted),
        hosmer_lemeshow=hl,
        hosmer_lemeshow_df=hl_df,
        hosmer_lemeshow_pvalue=float(chdtrc(hl_df, hl)) if hl_df > 0 else float("nan"),
    )


def _fitted(y: Floats, design: Floats) -> Any:
    """statsmodels' results; predictors that separate the answers are refused, however statsmodels takes it."""
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
            if np.isfinite(found.bse).all() and (np.abs(found.params[1:]) <= SEPARATED).all():
                return found
        except (*refused, said.PerfectSeparationError, np.linalg.LinAlgError):
            pass
    raise SampleError("survey.logistic_predictors_separate")


def _loglik_null(n: int, events: int) -> float:
    """The log-likelihood with an intercept alone; statsmodels would search for what is known: everybody's share."""
    share = events / n
    return float(events * np.log(share) + (n - events) * np.log1p(-share))


def _auc(y: Floats, fitted: Floats) -> float:
    """Probability that a case with the outcome has the higher prediction, ties counted half."""
    from scipy.stats import rankdata

    ones = int(y.sum())
    zeros = len(y) - ones
    return float((rankdata(fitted)[y == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def _hosmer_lemeshow(y: Floats, fitted: Floats, groups: int) -> tuple[float, int]:
    """χ² of observed against expected over groups cut at the quantiles of the prediction, and its df (groups − 2)."""
    cuts = np.unique(np.quantile(fitted, np.linspace(0, 1, groups + 1)))
    if len(cuts) < 4:
        return float("nan"), 0
    # As R's cut(): intervals open on the left, the lowest value included.
    member = np.clip(np.searchsorted(cuts, fitted, side="left") - 1, 0, len(cuts) - 2)
    size = np.bincount(member, minlength=len(cuts) - 1).astype(float)
    seen = np.bincount(member, weights=y, minlength=len(size))
    expected = np.bincount(member, weights=fitted, minlength=len(size))
    held = size > 0
    seen, expected, size = seen[held], expected[held], size[held]
    chisq = float(((seen - expected) ** 2 / (expected * (1 - expected / size))).sum())
    return chisq, len(size) - 2
