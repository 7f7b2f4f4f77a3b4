"""Parameter values of every row, and their standardized versions, for a stack of estimates.

``std_lv``: latent variables have variance one. ``std_all``: observed variables too (lavaan's ``std.lv``, ``std.all``;
AMOS's and SPSSAU's "standardized"). ``std_nox``: all but the observed exogenous ones (``std.nox``), for a covariate of
0 and 1, whose standard deviation means nothing. Covariances of residuals become correlations of residuals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tamkit.sem.constraints import label_values, with_definitions
from tamkit.sem.implied import variances
from tamkit.sem.matrices import Array, Index
from tamkit.sem.setup import Setup
from tamkit.sem.table import Parameter, ParameterTable


def row_values(setup: Setup, theta: Array, cov: Sequence[Array], mean: Sequence[Array]) -> Array:
    """Unstandardized value of every row (B,R); exogenous rows take the sample's moment."""
    table = setup.table
    at = {name: index for index, name in enumerate(table.names.ov)}
    out = np.empty((len(theta), len(table.rows)))
    out[:] = [row.value for row in table.rows]
    free = [index for index, row in enumerate(table.rows) if row.free]
    out[:, free] = theta[:, [table.rows[index].free - 1 for index in free]]
    for index, row in enumerate(table.rows):
        if row.exo and not row.free:
            g = row.group - 1
            out[:, index] = mean[g][:, at[row.lhs]] if row.op == "~1" else cov[g][:, at[row.lhs], at[row.rhs]]
    return setup.route.follow(table, out, theta, cov, mean)


def defined_values(table: ParameterTable, theta: Array) -> Array:
    """Value of every ``:=`` (B,D)."""
    values = with_definitions(table, label_values(table, theta))
    out = np.empty((len(theta), len(table.definitions)))
    for index, definition in enumerate(table.definitions):
        out[:, index] = values[definition.name]
    return out


def standardized(
    setup: Setup, theta: Array, cov: Sequence[Array], mean: Sequence[Array], kind: str = "std_all"
) -> Array:
    """Standardized rows and definitions (B, R + D); ``kind`` is ``"std_lv"``, ``"std_all"`` or ``"std_nox"``."""
    table = setup.table
    values = row_values(setup, theta, cov, mean)
    scales = [scales_of(setup, theta, g, cov[g], mean[g], kind) for g in range(len(setup.matrices))]
    out = values.copy()
    for (g, what), rows in _alike(table, scales).items():
        index, one, other = np.array(rows).T
        out[:, index] *= _factor(what, one, other, scales[g])
    # Also where a negative variance leaves the factor undefined.
    out[:, [index for index, row in enumerate(table.rows) if not row.free and row.value == 0]] = 0.0
    if kind != "std_lv":
        out[:, [index for index, row in enumerate(table.rows) if row.op == "~*~"]] = 1.0
    return np.concatenate([out, _standardized_definitions(table, out)], axis=1)


Scales = tuple[dict[str, int], Array, Array]  # places of the variables; total and residual deviations (B,m)


def scales_of(setup: Setup, theta: Array, g: int, cov: Array, mean: Array, kind: str) -> Scales:
    """What the variables of one group are measured in; 1 for what ``kind`` leaves as it is."""
    group = setup.matrices[g]
    spread = variances(group, theta, cov, mean)
    with np.errstate(invalid="ignore"):
        total, residual = np.sqrt(spread.total), np.sqrt(spread.residual)
    if kind != "std_all":
        names = setup.table.names
        own = [name in names.lv if kind == "std_lv" else name not in names.ov_x for name in group.variables]
        total, residual = np.where(own, total, 1.0), np.where(own, residual, 1.0)
    return {name: index for index, name in enumerate(group.variables)}, total, residual


def row_factor(row: Parameter, scales: Scales) -> Array:
    """What turns a row's value into its standardized one (B,)."""
    what, one, other = _kind(row)
    if what == "none":
        return np.ones(len(scales[1]))
    at = scales[0]
    return _factor(what, np.array([at[one]]), np.array([at[other]]), scales)[:, 0]


def _kind(row: Parameter) -> tuple[str, str, str]:
    """By what a row is standardized, and the variables that it is made of."""
    op, lhs, rhs = row.op, row.lhs, row.rhs
    if op == "=~":
        return "ratio", lhs, rhs
    if op == "~":
        return "ratio", rhs, lhs
    if op == "~~":
        return "variance" if lhs == rhs else "covariance", lhs, rhs
    return "level" if op in ("~1", "|") else "none", lhs, lhs


def _factor(what: str, one: Index, other: Index, scales: Scales) -> Array:
    """The factors (B, rows) of rows of one kind; ``one`` and ``other`` are the places of their variables."""
    _, total, residual = scales
    with np.errstate(divide="ignore", invalid="ignore"):
        if what == "ratio":
            return np.asarray(total[:, one] / total[:, other])
        if what == "variance":
            return np.asarray(1.0 / total[:, one] ** 2)
        if what == "covariance":
            return np.asarray(1.0 / (residual[:, one] * residual[:, other]))
        return np.asarray(1.0 / total[:, one])


def _alike(table: ParameterTable, scales: Sequence[Scales]) -> dict[tuple[int, str], list[tuple[int, int, int]]]:
    """The rows of each group and kind: where each stands, and the places of its variables."""
    found: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
    for index, row in enumerate(table.rows):
        what, one, other = _kind(row)
        if what != "none":
            at = scales[row.group - 1][0]
            found.setdefault((row.group - 1, what), []).append((index, at[one], at[other]))
    return found


def _standardized_definitions(table: ParameterTable, rows: Array) -> Array:
    """Definitions evaluated on standardized parameters, as lavaan does."""
    values: dict[str, Array] = {}
    for index, row in enumerate(table.rows):
        for name in (row.label, row.name):
            if name:
                values.setdefault(name, rows[:, index])
    values = with_definitions(table, values)
    out = np.empty((len(rows), len(table.definitions)))
    for index, definition in enumerate(table.definitions):
        out[:, index] = values[definition.name]
    return out


def difference_jacobian(function: Callable[[Array], Array], theta: Array, scale: Array | None = None) -> Array:
    """∂function/∂θ (out, k) at θ (k,) by central differences, all points in one stack.

    ``function`` maps a stack (B,k) to (B, out). ``scale`` (k,) is how far each parameter may move, its standard error:
    steps of 1e-4 of it suit items of any unit.
    """
    k = len(theta)
    h = 1e-5 * np.maximum(1.0, np.abs(theta))
    if scale is not None:
        h = np.where(np.isfinite(scale) & (scale > 0), 1e-4 * scale, h)
    points = np.concatenate([theta + np.diag(h), theta - np.diag(h)])
    values = function(points)
    with np.errstate(invalid="ignore"):  # what has no value has no derivative
        return ((values[:k] - values[k:]) / (2 * h[:, None])).T
