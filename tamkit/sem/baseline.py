"""The independence model: variances free, no covariances but those among exogenous variables.

Fixed exogenous variables keep their sample moments; with ``fixed_x=False`` their covariances are free, as in lavaan.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from tamkit.sem.constraints import resolve
from tamkit.sem.estimate import estimate
from tamkit.sem.matrices import compile_group
from tamkit.sem.setup import Baseline, Setup
from tamkit.sem.table import NAN, Parameter, ParameterTable
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


def independence(setup: Setup) -> Setup:
    """The setup of the independence model for the data of ``setup``."""
    table = independence_table(setup.table)
    matrices = tuple(compile_group(table, g + 1) for g in range(len(setup.sample.n)))
    return replace(setup, table=table, matrices=matrices, constraints=resolve(table))


def fit_independence(setup: Setup) -> Baseline:
    """The independence model fitted with the estimator and test of ``setup``.

    R: ``lavInspect(fit, "baseline.test")``.
    """
    return fitted_baseline(independence(setup))


def fitted_baseline(whole: Setup) -> Baseline:
    """Fit an independence model that stands ready."""
    found = estimate(whole, inference=whole.settings.test != "standard")
    return Baseline(found.test, whole, found.theta)
