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

from tamkit import sem
from tamkit.errors import SampleError
from tamkit.sem.options import Options

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.syntax import Model

#: Draws of the Monte-Carlo interval, and their seed.
DRAWS = 20_000
SEED = 20100101


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

    R: ``sem("… PV ~ a2*CR3_2 + a3*CR3_3; INT ~ b*PV + CR3_2 + CR3_3; ind2 := a2*b", data, fixed.x = TRUE)``.

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
    larger = model.with_controls(list(dummies.values()), [through, outcome])
    labels = {(term.lhs, term.rhs): term.labels[0] for term in larger.terms if term.op == "~" and term.labels}
    b = labels.get((outcome, through), "pathway_b")
    text = [f"{outcome} ~ {b}*{through}"]
    for code, column in dummies.items():
        text += [f"{through} ~ pathway_a{code}*{column}", f"{outcome} ~ pathway_c{code}*{column}"]
        text += [f"pathway_ind{code} := pathway_a{code}*{b}"]
        text += [f"pathway_tot{code} := pathway_c{code} + pathway_a{code}*{b}"]
    fit = sem.fit(larger.plus("\n".join(text)), rows, options=options)
    table = fit.table.drop_duplicates("label").set_index("label")
    told = []
    for code in dummies:
        a = f"pathway_a{code}"
        effects = {"a": a, "b": b, "direct": f"pathway_c{code}", "indirect": f"pathway_ind{code}"}
        for effect, label in {**effects, "total": f"pathway_tot{code}"}.items():
            row = table.loc[label]
            ends = (row["ci_lower"], row["ci_upper"])
            if effect == "indirect":
                ends = _of_product(fit.vcov, a, b, table)
            told.append((code, effect, row["est"], row["se"], row["pvalue"], *map(float, ends), row["std_nox"]))
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


def _of_product(vcov: pd.DataFrame, a: str, b: str, table: pd.DataFrame) -> tuple[float, float]:
    """Quantiles of the product of two normal variates with the estimates and their covariances."""
    C = vcov.loc[[a, b], [a, b]].to_numpy(dtype=float)
    draws = np.random.default_rng(SEED).multivariate_normal(table.loc[[a, b], "est"].to_numpy(dtype=float), C, DRAWS)
    low, high = np.quantile(draws.prod(axis=1), [0.025, 0.975])
    return float(low), float(high)
