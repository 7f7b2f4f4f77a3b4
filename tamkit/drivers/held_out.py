"""How well the model predicts the outcome of respondents it has not seen, against their mean and a linear model.

As PLSpredict does (Shmueli et al. 2019): respondents are divided into folds; each fold's mean of the outcome's items is
predicted from the answers to all other items by the model fitted to the other folds. What the model predicts is
ν + λ·E(η | x) of each item, E(η | x) being the outcome's factor score from the *other* constructs' items
(:func:`tamkit.sem.prediction.predict`). It is held against two others, made of the same folds: the mean, which knows
no predictor, and an ordinary regression on all the other items, which knows no model.

R² = 1 − Σ(y − ŷ)²/Σ(y − ȳ)², ȳ the mean of the other folds. Whether the model's loss differs from another's is tested
as the cross-validated predictive ability test does (Liengaard et al. 2021): the mean over respondents of the
difference of squared errors against its standard error, t with n − 1 degrees of freedom; Holm over the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tamkit.drivers.hypotheses import holm
from tamkit.drivers.verdicts import ALPHA
from tamkit.errors import InputError, SampleError, unknown
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.prediction import folds as at_random
from tamkit.sem.prediction import predict
from tamkit.shown import Card, Shown, noted, sizes, tables_of
from tamkit.syntax import Model, as_model

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from tamkit.sem.options import Options

    Array = NDArray[np.float64]

FOLDS = 10
COLUMNS = ["by", "n", "rmse", "mae", "r2", "loss_diff", "loss_se", "pvalue", "p_holm", "model_is"]


@dataclass(frozen=True, slots=True, repr=False)
class Prediction(Shown):
    """
    Attributes
    ----------
    outcome, items
        The construct, and its items whose mean is predicted.
    n, missing, folds
        Complete respondents, those left out because they are not, and the number of folds.
    table
        ``by`` (``model``, ``mean``, ``linear``), ``n, rmse, mae, r2``; of the two others the mean difference
        ``loss_diff`` of their squared error minus the model's (above 0: the model's are smaller) with ``loss_se``,
        ``pvalue, p_holm`` and what the model is beside them: ``better``, ``worse`` or ``alike`` (not told apart).
    notes
        How the model had to be fitted, where not as reported in full.
    """

    outcome: str
    items: tuple[str, ...]
    n: int
    missing: int
    folds: int
    table: pd.DataFrame
    notes: tuple[Message, ...]

    def _card(self) -> Card:
        rows = {"n": f"{self.n:,}", "tables": sizes(self._tables()), "notes": noted(self.notes)}
        return Card(Message("drivers.prediction", outcome=self.outcome, folds=self.folds), rows, (".table",))

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)


def prediction(
    model: Model | str,
    data: pd.DataFrame,
    outcome: str,
    *,
    folds: int | ArrayLike = FOLDS,
    seed: int = 1,
    options: Options | None = None,
    progress: Progress | None = None,
    **given: Any,
) -> Prediction:
    """Predict the mean of the items of ``outcome`` fold by fold.

    Parameters
    ----------
    model, data
        The model and the answers; rows complete in all its variables are used.
    folds
        How many, made at random by ``seed``; or the fold of each complete row, given.
    options, given
        `tamkit.sem.Options`, or its fields as keywords. Items are predicted as numbers: an estimator for ordered items
        is replaced by ML, and says so.

    Raises
    ------
    InputError
        For an outcome without items, or folds that are not as many as complete rows.
    AnalysisError
        Where a fold has no fit, or too few rows for the linear model.

    Notes
    -----
    Shmueli, G. et al. (2019). Predictive model assessment in PLS-SEM: guidelines for using PLSpredict. European Journal
    of Marketing, 53(11), 2322–2347. Liengaard, B. D. et al. (2021). Prediction: coveted, yet forsaken? Introducing a
    cross-validated predictive ability test in partial least squares path modeling. Decision Sciences, 52(2), 362–392.

    >>> from tamkit.sem import simulate
    >>> text = "f =~ 0.8*x1 + 0.7*x2 + 0.6*x3; g =~ 0.8*y1 + 0.7*y2 + 0.6*y3; g ~ 0.6*f"
    >>> found = prediction(as_model(text).numbers_off(), simulate(text, 400, seed=1, standardized=True), "g", folds=5)
    >>> found.table[["by", "rmse", "r2"]].round(2).to_numpy().tolist()
    [['model', 0.75, 0.18], ['mean', 0.83, 0.0], ['linear', 0.75, 0.18]]
    """
    from tamkit.sem.fitting import estimates

    chosen, notes = _plain(options, given)
    model = as_model(model)
    measured, observed = model.measured(), list(model.names().ov)
    if outcome not in measured:
        raise InputError(unknown("construct", outcome, list(measured)))
    items = _items(measured, outcome)
    rows = data[observed].dropna().astype(float)
    others = [name for name in observed if name not in items]
    fold = _given(folds, len(rows), seed)
    labels = list(dict.fromkeys(fold.tolist()))
    y = rows[items].mean(axis=1).to_numpy()
    guess = {by: np.empty(len(rows)) for by in ("model", "mean", "linear")}
    for done, label in enumerate(labels):
        if progress is not None:
            progress(Message("drivers.fold", fold=done + 1), done, len(labels))
        new = fold == label
        if (~new).sum() <= len(others) + 1:
            raise SampleError("drivers.few_for_folds", n=len(rows), items=len(others), folds=len(labels))
        fit = estimates(model, rows[~new], chosen).require_converged()
        guess["model"][new] = predict(fit, rows[new], items, others).mean(axis=1)
        guess["mean"][new] = y[~new].mean()
        guess["linear"][new] = _linear(rows.loc[~new, others].to_numpy(), y[~new], rows.loc[new, others].to_numpy())
    return Prediction(outcome, tuple(items), len(rows), len(data) - len(rows), len(labels), _table(y, guess), notes)


def _plain(options: Options | None, given: dict[str, Any]) -> tuple[Options, tuple[Message, ...]]:
    """Options that give the estimates alone, of complete rows as numbers."""
    from tamkit.sem.options import Options

    chosen = replace(Options.for_companions(options, **given), missing="listwise", test=())
    kind = chosen.kind
    if kind.ordinal:
        return replace(chosen.with_estimator("ML"), ordered=()), (Message("drivers.predicted_as_numbers"),)
    # The estimates of robust maximum likelihood are those of plain, without the errors nobody asks for here.
    return (chosen.with_estimator("ML") if kind.discrepancy == "ML" else chosen), ()


def _items(measured: dict[str, tuple[str, ...]], construct: str) -> list[str]:
    """The items of a construct, of a second-order one those of its facets."""
    found = [_items(measured, name) if name in measured else [name] for name in measured[construct]]
    return [name for part in found for name in part]


def _given(folds: int | ArrayLike, n: int, seed: int) -> NDArray[np.intp]:
    if isinstance(folds, int):
        return np.asarray(at_random(n, folds, seed))
    labels = np.asarray(folds)
    if labels.shape != (n,) or len(np.unique(labels)) < 2:
        raise InputError("drivers.folds_of_rows", given=len(labels), n=n)
    return labels


def _linear(x: Array, y: Array, new: Array) -> Array:
    """What ordinary least squares with an intercept predicts for new rows."""
    slopes = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y, rcond=None)[0]
    return np.asarray(slopes[0] + new @ slopes[1:])


def _table(y: Array, guess: dict[str, Array]) -> pd.DataFrame:
    """What each predicts, and the model's loss against that of the two others."""
    from scipy.stats import t as student

    error = {by: y - own for by, own in guess.items()}
    base = float((error["mean"] ** 2).sum())
    n = len(y)
    rows: list[dict[str, Any]] = []
    for by, off in error.items():
        row: dict[str, Any] = {"by": by, "n": n, "rmse": float(np.sqrt((off**2).mean())), "mae": float(abs(off).mean())}
        row["r2"] = 1.0 - float((off**2).sum()) / base
        if by != "model":
            loss = off**2 - error["model"] ** 2
            row["loss_diff"], row["loss_se"] = float(loss.mean()), float(loss.std(ddof=1) / np.sqrt(n))
            row["pvalue"] = float(2 * student.sf(abs(row["loss_diff"] / row["loss_se"]), n - 1))
        rows.append(row)
    frame = pd.DataFrame(rows).reindex(columns=COLUMNS)
    frame["p_holm"] = holm(frame["pvalue"].to_numpy(dtype=float))
    told = [better(row.loss_diff, row.p_holm) for row in frame.itertuples()]
    return frame.assign(model_is=told)


def better(difference: float, p: float) -> str:
    """What the model is beside another way, from the other's loss minus its own; "" without a test.

    >>> better(0.1, 0.01), better(-0.1, 0.01), better(0.1, 0.2)
    ('better', 'worse', 'alike')
    """
    if p != p:
        return ""
    return "alike" if p >= ALPHA else "better" if difference > 0 else "worse"
