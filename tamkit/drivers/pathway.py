"""Does what a respondent answered go through a construct to another: awareness → privacy risk → adoption intention.

The answers but the first are exogenous dummies of the mediator, of the outcome, and of the exogenous constructs, so
that the model does not claim that these are unrelated to them. Their units are kept: ``std_nox`` is in standard
deviations of the construct for that answer against the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit import sem
from tamkit.errors import SampleError
from tamkit.sem.intervals import Z975
from tamkit.sem.options import Options
from tamkit.sem.paths import records

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.syntax import Model

#: Draws of the Monte-Carlo interval, and their seed.
DRAWS = 20_000
SEED = 20100101
NUMBERS = ("est", "se", "pvalue", "ci_lower", "ci_upper")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pathway:
    """
    Attributes
    ----------
    variable, through, outcome, model
        The respondent variable, the mediator, the outcome, the model they are in.
    reference
        The answer the others are compared with.
    levels
        ``code, n`` of the answers that occur, the first the reference.
    table
        A row an answer and effect: ``code, effect, est, se, pvalue, ci_lower, ci_upper, std_nox``. ``effect``: ``a``
        (on the mediator), ``b`` (mediator on outcome, one for every answer), ``direct``, ``indirect`` (a·b), ``total``.
        Intervals are of 95 %: Wald's, of the indirect effect the Monte-Carlo interval of the product (MacKinnon et al.
        2004, Multivar Behav Res 39:99-128).
    n, missing
        Respondents in the model, and those without an answer to the variable.
    fit
        The fit.
    """

    variable: str
    through: str
    outcome: str
    model: str
    reference: int
    levels: pd.DataFrame
    table: pd.DataFrame
    n: int
    missing: int
    fit: Any


def model_with(models: Iterable[tuple[str, Model]], through: str, outcome: str) -> tuple[str, Model] | None:
    """The first model in which both are constructs of the first order and the mediator goes to the outcome."""
    for name, model in models:
        known = set(model.names().lv)
        facets = {part for parts in model.measured().values() for part in parts}
        if not {through, outcome} <= known - facets:
            continue
        if any(term.op == "~" and (term.lhs, term.rhs) == (outcome, through) for term in model.terms):
            return name, model
    return None


def pathway(
    name: str,
    model: Model,
    data: pd.DataFrame,
    variable: str,
    codes: Iterable[int],
    through: str,
    outcome: str,
    options: Options,
) -> Pathway:
    """Fit ``model`` with the answers to ``variable`` as covariates of ``through`` and ``outcome``.

    R: ``sem(…, fixed.x = TRUE)`` with a dummy of each answer but the first; indirect and total effects by ``:=``.

    Raises
    ------
    AnalysisError
        When fewer than two answers occur, or the model can't be fitted.
    """
    import pandas as pd

    given = data[variable].to_numpy(dtype=float)
    seen = [code for code in codes if (given == code).any()]
    if len(seen) < 2:
        raise SampleError("drivers.pathway_needs_two", variable=variable)
    rows = data[np.isin(given, seen)]
    dummies = {code: f"{variable}_{code}" for code in seen[1:]}
    rows = rows.assign(**{column: (rows[variable] == code).astype(float) for code, column in dummies.items()})
    fit = sem.fit(model.with_controls(list(dummies.values()), [through, outcome]), rows, options=options)
    paths = {(row["lhs"], row["rhs"]): row for row in records(fit.paths())}
    vcov, told = fit.vcov, []
    for code, column in dummies.items():
        three = [paths[through, column], paths[outcome, through], paths[outcome, column]]
        at = [row["label"] or f"{row['lhs']}~{row['rhs']}" for row in three]
        ends = effects(np.array([row["est"] for row in three]), vcov.loc[at, at].to_numpy(dtype=float))
        std = [row["std_nox"] for row in three]
        whole = {"indirect": std[0] * std[1], "total": std[0] * std[1] + std[2]}
        for effect, row, own in zip(("a", "b", "direct"), three, std, strict=True):
            told.append((code, effect, *(row[key] for key in NUMBERS), own))
        told += [(code, effect, *ends[effect], own) for effect, own in whole.items()]
    names = ["code", "effect", "est", "se", "pvalue", "ci_lower", "ci_upper", "std_nox"]
    sizes = [int((rows[variable] == code).sum()) for code in seen]
    return Pathway(
        variable=variable,
        through=through,
        outcome=outcome,
        model=name,
        reference=seen[0],
        levels=pd.DataFrame({"code": seen, "n": sizes}),
        table=pd.DataFrame(told, columns=names),
        n=sum(fit.n),
        missing=len(data) - len(rows),
        fit=fit,
    )


def effects(est: Floats, C: Floats) -> dict[str, tuple[float, ...]]:
    """Estimate, standard error (delta method), p and 95 % interval of a·b and c + a·b, from (a, b, c) and its
    covariances C; the interval and p of a·b are those of products drawn from their normal distribution.

    >>> found = effects(np.array([0.5, 0.4, 0.1]), np.diag([0.01, 0.01, 0.01]))
    >>> [round(part, 4) for part in found["indirect"][:2]], found["indirect"][3] > 0
    ([0.2, 0.064], True)
    """
    from scipy.special import ndtr

    a, b, c = est
    found: dict[str, tuple[float, ...]] = {}
    for effect, value, slope in (("indirect", a * b, [b, a, 0.0]), ("total", c + a * b, [b, a, 1.0])):
        se = float(np.sqrt(np.array(slope) @ C @ np.array(slope)))
        pvalue = float(2 * ndtr(-abs(value / se)))
        found[effect] = (float(value), se, pvalue, float(value - Z975 * se), float(value + Z975 * se))
    draws = np.random.default_rng(SEED).multivariate_normal(est[:2], C[:2, :2], DRAWS)
    products = draws.prod(axis=1)
    low, high = np.quantile(products, [0.025, 0.975])
    pvalue = 2 * (1 + min((products > 0).sum(), (products < 0).sum())) / (1 + DRAWS)
    found["indirect"] = (*found["indirect"][:2], min(1.0, float(pvalue)), float(low), float(high))
    return found
