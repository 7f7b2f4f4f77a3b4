"""`tamkit.fit`: what `tamkit.sem.fit` does, for a model by its address and for answers as they were loaded.

It stands here because `tamkit.sem` knows no questionnaires and no surveys.
"""

from __future__ import annotations

import inspect
from typing import Any

from tamkit import sem
from tamkit.syntax import Model


def fit(model: Model | str, data: Any, **given: Any) -> sem.Fit:
    """Fit a structural equation model.

    Parameters
    ----------
    model
        Lavaan syntax; a ``Model``; or ``"QUESTIONNAIRE:MODEL"``, a model by its address: the questionnaire a shipped
        name or a file, as in ``"huabei_baitiao:tam_risk_trust"``. The defaults are those of ``lavaan::sem()``.
    data
        A DataFrame with one row a respondent; a `Survey`, screened or not (its items and what is known of the
        respondents, so that ``group="product"`` is found); or `tamkit.sem.Moments` (a covariance or correlation matrix
        with n).
    options, **given
        How: one `tamkit.Options`, or its fields as keywords (``estimator="MLR"``, ``group="product"`` …), which are
        put on top of ``options``. Each is documented there; the estimator is ML unless named, as in lavaan.
    resamples
        (R, n) row indices to resample by, instead of drawing them; with groups one such array a group.
    progress
        Called with (what is done, draws done, draws) during a bootstrap.

    Raises
    ------
    InputError
        A mistake in the model, the data or an option; an unknown questionnaire or model is answered with the known.
    AnalysisError
        The model is not identified; the message names the parameters.

    Examples
    --------
    >>> import tamkit
    >>> answers = tamkit.simulate("huabei_baitiao_short", 300, seed=1).survey
    >>> fitted = tamkit.fit("huabei_baitiao_short:tam", answers.screen(), estimator="MLR")
    >>> fitted.converged, fitted.paths()["rhs"].tolist()
    (True, ['PEOU', 'PU', 'PEOU', 'ATT', 'PU'])

    R: ``lavaan::sem(model, data, estimator = , missing = , group = , group.equal = , likelihood = )``.
    """
    return sem.fit(_model(model), _rows(data), **given)


fit.__signature__ = inspect.signature(sem.fit)  # type: ignore[attr-defined]  # every option by name, as there


def _model(given: Model | str) -> Model | str:
    if not isinstance(given, str):
        return given
    from tamkit.questionnaire import addressed

    return addressed(given) or given


def _rows(data: Any) -> Any:
    """One frame: the items, and the respondents' variables that stand beside them; anything else as it is."""
    from tamkit.survey import Clean, Responses

    if not isinstance(data, Responses | Clean):
        return data
    from tamkit.survey.quantities import with_score

    return data.items.join(with_score(data.respondents, data.questionnaire))
