"""semopy as a second engine, for what it was measured to do right: ML estimates and ML standard errors.

One group, complete data, no mean structure, no constraints beyond equal labels. Everything around the estimates (test,
fit measures, standardized values) is computed here, because semopy 2.3.11 differs from lavaan there: CFI above 1, GFI
equal to NFI, the discrepancy in place of the log-likelihood (and AIC, BIC from it), df with observed covariates.
Its solver stops about 1e-2 early unless told otherwise, and bounds variances at 0, which hides Heywood cases. The
order of its parameters depends on the hash seed, so values are matched by name.
"""

from __future__ import annotations

import warnings
from types import SimpleNamespace
from typing import Any

import numpy as np

from tamkit.errors import AnalysisError, NotConverged, OptionError
from tamkit.foreign import guarded, in_part
from tamkit.messages import Message
from tamkit.sem.estimate import Estimate
from tamkit.sem.matrices import Array
from tamkit.sem.setup import Setup
from tamkit.sem.table import Parameter, ParameterTable
from tamkit.sem.teststat import standard_test


def estimate_with_semopy(setup: Setup, *, missing: str, bootstrap: int, search: bool = False) -> Estimate:
    """Fit with semopy and wrap its estimates and standard errors as an `Estimate`.

    Raises InputError for what semopy is not used for; ``missing``, ``bootstrap`` and ``search`` are what `fit` was
    asked for.
    """
    _check(setup, missing, bootstrap, search)
    import pandas as pd

    short = short_names(setup.table)
    rows = setup.sample.data
    assert rows is not None
    frame = pd.DataFrame(rows[0], columns=[short[name] for name in setup.sample.names])
    outcome, inspected = _fitted(translate(setup.table, short), frame)
    theta, se = read_back(setup.table, short, inspected)
    problem = setup.route.problem(setup)
    value = float(problem.value(theta[None], np.array([0]))[0])
    if not np.isfinite(value):
        raise NotConverged("sem.semopy_not_pd")
    inverse = setup.inverse(setup.route.hessian(setup, theta, "expected"), theta)
    spread = np.sqrt(np.diag(inverse))
    vcov = inverse / np.outer(spread, spread) * np.outer(se, se)
    test = standard_test(setup.route.chisquare(setup, theta, value), setup.df)
    return Estimate(theta, value, bool(outcome.success), int(outcome.n_it), vcov, inverse, test)


def _fitted(description: str, frame: Any) -> tuple[Any, Any]:
    """How semopy's optimization ended, and its table of parameters."""
    semopy = in_part("semopy", ["model"], instead={".constraints": SimpleNamespace(parse_constraint=_no_constraints)})
    with guarded(lambda reason: AnalysisError("sem.semopy_failed", reason=reason)), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its steps; how it ended is looked at here
        model = semopy.model.Model(description)
        # Without this tolerance SLSQP stops about 1e-2 away from the minimum.
        outcome = model.fit(frame, obj="MLW", options={"ftol": 1e-14, "maxiter": 2000})
        return outcome, model.inspect()


def _no_constraints(*_: Any) -> None:
    """In place of what reads constraints by way of sympy: a translated model has none."""
    raise NotImplementedError("constraints")


def _check(setup: Setup, missing: str, bootstrap: int, search: bool) -> None:
    reasons = []
    settings = setup.settings
    if settings.estimator.name != "ML" or settings.likelihood != "normal" or settings.information == "observed":
        reasons.append(Message("sem.semopy_other_estimator"))
    if len(setup.sample.n) > 1:
        reasons.append(Message("sem.semopy_groups"))
    if setup.table.options.meanstructure:
        reasons.append(Message("sem.semopy_means"))
    if missing != "listwise":
        reasons.append(Message("sem.semopy_missing"))
    if setup.table.constraints:
        reasons.append(Message("sem.semopy_constraints"))
    if setup.sample.data is None:
        reasons.append(Message("sem.semopy_matrix"))
    if bootstrap:
        reasons.append(Message("sem.semopy_bootstrap"))
    if search:
        reasons.append(Message("sem.semopy_search"))
    if reasons:
        raise OptionError("sem.semopy_only_plain_ml", reasons=tuple(reasons))


def short_names(table: ParameterTable) -> dict[str, str]:
    """ASCII names that no syntax can stumble over."""
    names = {name: f"lv{index}" for index, name in enumerate(table.names.lv)}
    return names | {name: f"ov{index}" for index, name in enumerate(table.names.ov)}


def translate(table: ParameterTable, short: dict[str, str]) -> str:
    """The parameter table in semopy's syntax, everything explicit so that its own defaults have no say."""
    shared = [row.free for row in table.rows if row.free]
    equal = {index for index in shared if shared.count(index) > 1}

    def term(row: Parameter, name: str) -> str:
        if row.free:
            return f"eq{row.free}*{name}" if row.free in equal else name
        return f"{row.value!r}*{name}"

    lines = []
    for row in table.rows:
        if row.op in ("=~", "~", "~~") and not row.exo:
            if row.op == "=~" and row.free and row.free not in equal and _first(table, row):
                # semopy fixes an unmarked first loading to 1, so a free one needs a label of its own.
                lines.append(f"{short[row.lhs]} =~ free{row.free}*{short[row.rhs]}")
            else:
                lines.append(f"{short[row.lhs]} {row.op} {term(row, short[row.rhs])}")
    present = {frozenset((row.lhs, row.rhs)) for row in table.rows if row.op == "~~"}
    structural = [*table.names.lv, *(name for name in table.names.ov if name not in table.names.indicators)]
    for i, a in enumerate(structural):
        for b in structural[i + 1 :]:
            if frozenset((a, b)) not in present:
                lines.append(f"{short[a]} ~~ 0*{short[b]}")
    return "\n".join(lines)


def _first(table: ParameterTable, row: Parameter) -> bool:
    return next(r for r in table.rows if r.op == "=~" and r.lhs == row.lhs) is row


def read_back(table: ParameterTable, short: dict[str, str], inspected: Any) -> tuple[Array, Array]:
    """θ and standard errors by name from ``Model.inspect()``."""
    long = {value: key for key, value in short.items()}
    found: dict[tuple[str, str, str], tuple[float, float]] = {}
    for row in inspected.itertuples(index=False):
        lhs, op, rhs = long.get(row[0], ""), row[1], long.get(row[2], "")
        error = float(row[4]) if row[4] != "-" else float("nan")
        found[(lhs, op, rhs)] = (float(row[3]), error)
        if op == "~~":
            found.setdefault((rhs, op, lhs), (float(row[3]), error))
    theta, se = np.full(table.k, np.nan), np.full(table.k, np.nan)
    for row in table.rows:
        if not row.free:
            continue
        key = (row.rhs, "~", row.lhs) if row.op == "=~" else (row.lhs, row.op, row.rhs)
        if key not in found:
            raise AnalysisError("sem.semopy_lacks_parameter", parameter=row.name)
        theta[row.free - 1], se[row.free - 1] = found[key]
    return theta, se
