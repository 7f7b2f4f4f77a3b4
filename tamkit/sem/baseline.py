"""The independence model: variances free, no covariances but those among exogenous variables.

Fixed exogenous variables keep their sample moments; with ``fixed_x=False`` their covariances are free, as in lavaan.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from tamkit.sem.constraints import resolve
from tamkit.sem.estimate import estimate
from tamkit.sem.matrices import compile_group
from tamkit.sem.setup import Estimate, Setup
from tamkit.sem.table import NAN, Parameter, ParameterTable
from tamkit.sem.teststat import Test, standard_test
from tamkit.syntax import Names


def independence_table(table: ParameterTable) -> ParameterTable:
    """The independence model for the variables of ``table``, group by group."""
    names, options = table.names, table.options
    exogenous = set(names.ov_x) if options.fixed_x else set()
    rows: list[Parameter] = []
    k = 0
    for group in range(1, options.groups + 1):
        for name in names.ov:
            if name in exogenous:
                continue
            k += 1
            rows.append(Parameter(name, "~~", name, group, free=k))
            if options.meanstructure:
                k += 1
                rows.append(Parameter(name, "~1", "", group, free=k))
        random = [name for name in names.ov if name in names.ov_x and name not in exogenous]
        for a, b in combinations(random, 2):
            k += 1
            rows.append(Parameter(a, "~~", b, group, free=k))
        fixed = [name for name in names.ov if name in exogenous]
        for i, a in enumerate(fixed):
            rows += [Parameter(a, "~~", b, group, is_free=False, value=NAN, exo=True) for b in fixed[i:]]
            if options.meanstructure:
                rows.append(Parameter(a, "~1", "", group, is_free=False, value=NAN, exo=True))
    empty = Names(names.ov, tuple(n for n in names.ov if n in exogenous), (), (), (), ())
    plain = replace(options, group_equal=(), group_partial=())
    return ParameterTable(tuple(rows), empty, plain, k, (), (), table.ordered)


def baseline(setup: Setup) -> Estimate:
    """Fit the independence model with the estimator and test of ``setup``."""
    table = independence_table(setup.table)
    if setup.sample.patterns:
        _start_at_available_cases(table, setup)
    matrices = tuple(compile_group(table, g + 1) for g in range(len(setup.sample.n)))
    whole = replace(setup, table=table, matrices=matrices, constraints=resolve(table))
    return estimate(whole, inference=setup.settings.test != "standard")


def _start_at_available_cases(table: ParameterTable, setup: Setup) -> None:
    """Incomplete data: the available cases' means and variances solve the model but for exogenous covariances."""
    from tamkit.sem.missing.fiml import independence_moments

    at = {name: index for index, name in enumerate(table.names.ov)}
    found = [independence_moments(patterns) for patterns in setup.sample.patterns]
    for row in table.rows:
        mean, variance = found[row.group - 1]
        if row.op == "~1":
            row.start = float(mean[at[row.lhs]])
        elif row.lhs == row.rhs:
            row.start = float(variance[at[row.lhs]])


def baseline_test(setup: Setup) -> Test:
    """The independence model's test; for plain ML in closed form, T = Σ_g n_g (log|Σ_b| − log|S|)."""
    settings, sample = setup.settings, setup.sample
    x = setup.exogenous
    plain = settings.estimator.discrepancy == "ML" and settings.test == "standard" and not sample.patterns
    if not plain or len(x) < len(setup.table.names.ov_x):
        return baseline(setup).test
    chisq = 0.0
    for n, S in zip(sample.n, setup.cov, strict=True):
        log_independent = float(np.log(np.delete(S.diagonal(), x) if x else S.diagonal()).sum())
        if x:
            log_independent += float(np.linalg.slogdet(S[np.ix_(x, x)])[1])
        weight = n if settings.likelihood == "normal" else n - 1
        chisq += weight * (log_independent - float(np.linalg.slogdet(S)[1]))
    p = len(sample.names) - len(x)
    return standard_test(chisq, len(sample.n) * (p * (p - 1) // 2 + p * len(x)))
