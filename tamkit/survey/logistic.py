"""Binary logistic regression with the panel a thesis prints: odds ratios, AUC, Hosmer–Lemeshow, pseudo R²."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import AnalysisError

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
    """Maximum likelihood by Fisher scoring on the complete cases.

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
    from scipy.special import chdtrc, ndtr, ndtri

    y, X = np.asarray(y, dtype=float), np.asarray(X, dtype=float)
    whole = ~(np.isnan(y) | np.isnan(X).any(axis=1))
    y, X = y[whole], X[whole]
    n, p = X.shape
    events = int(y.sum())
    if events in (0, n):
        raise AnalysisError("logistic regression: the outcome is the same for everybody.")
    design = np.column_stack([np.ones(n), X])
    if np.linalg.matrix_rank(design) < p + 1:
        raise AnalysisError(f"logistic regression: the predictors {', '.join(names)} are linearly dependent.")
    b, cov = _scoring(y, design, X.std(axis=0))
    fitted = _probability(design @ b)
    se = np.sqrt(np.diag(cov))
    z = b / se
    half = float(ndtri(0.975)) * se
    loglik, null = _loglik(y, fitted), _loglik(y, np.full(n, events / n))
    chisq = 2 * (loglik - null)
    table = pd.DataFrame(
        {
            "term": ["(intercept)", *names],
            "b": b,
            "se": se,
            "z": z,
            "pvalue": 2 * ndtr(-np.abs(z)),
            "odds_ratio": np.exp(b),
            "or_lower": np.exp(b - half),
            "or_upper": np.exp(b + half),
        }
    )
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


def _probability(eta: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(eta, -500, 500)))


def _loglik(y: Floats, fitted: Floats) -> float:
    hit = np.where(y == 1, fitted, 1 - fitted)
    return float(np.log(np.maximum(hit, 1e-300)).sum())


def _scoring(y: Floats, design: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Coefficients and their covariance; predictors that separate the answers are refused."""
    b = np.zeros(design.shape[1])
    for _ in range(STEPS):
        fitted = _probability(design @ b)
        weight = fitted * (1 - fitted)
        information = (design * weight[:, None]).T @ design
        if (np.abs(b[1:]) * spread > SEPARATED).any() or weight.max() < 1e-8:
            break
        step = np.linalg.solve(information, design.T @ (y - fitted))
        b = b + step
        if np.abs(step).max() < 1e-10 * (1 + np.abs(b).max()):
            return b, np.asarray(np.linalg.inv(information), dtype=float)
    raise AnalysisError(
        "logistic regression: the predictors separate the two answers, so their odds ratios are infinite."
    )


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
