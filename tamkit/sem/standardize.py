"""Parameter values of every row, and their standardized versions, for a stack of estimates.

``std_lv``: latent variables have variance one. ``std_all``: observed variables too (lavaan's ``std.lv``, ``std.all``;
AMOS's and SPSSAU's "standardized"). Covariances of residuals become correlations of residuals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.sem.constraints import label_values, with_definitions
from tamkit.sem.implied import fill, implied
from tamkit.sem.matrices import Array, Matrices
from tamkit.sem.table import ParameterTable


@dataclass(frozen=True, slots=True)
class Variances:
    """One group's total and residual variances (B,m), in the order of ``variables``."""

    variables: tuple[str, ...]
    total: Array
    residual: Array
    latent_cov: Array  # (B,i,i) total covariance of the inner variables


def variances(matrices: Matrices, theta: Array, cov: Array, mean: Array) -> Variances:
    """Model-implied variances of latent and observed variables."""
    at = implied(matrices, theta, cov, mean)
    _, S, _ = fill(matrices, theta, cov, mean)
    outer = np.diagonal(at.Sigma, axis1=1, axis2=2)[:, matrices.observed_outer]
    total = np.concatenate([np.diagonal(at.total, axis1=1, axis2=2), outer], axis=1)
    return Variances(matrices.variables, total, np.diagonal(S, axis1=1, axis2=2), at.total)


def row_values(table: ParameterTable, theta: Array, cov: Sequence[Array], mean: Sequence[Array]) -> Array:
    """Unstandardized value of every row (B,R); exogenous rows take the sample's moment."""
    at = {name: index for index, name in enumerate(table.names.ov)}
    out = np.empty((len(theta), len(table.rows)))
    for index, row in enumerate(table.rows):
        if row.free:
            out[:, index] = theta[:, row.free - 1]
        elif row.exo:
            g = row.group - 1
            out[:, index] = mean[g][:, at[row.lhs]] if row.op == "~1" else cov[g][:, at[row.lhs], at[row.rhs]]
        else:
            out[:, index] = row.value
    if table.ordered:
        from tamkit.sem.ordinal.latent import follow

        out = follow(table, out, theta, cov, mean)
    return out


def defined_values(table: ParameterTable, theta: Array) -> Array:
    """Value of every ``:=`` (B,D)."""
    values = with_definitions(table, label_values(table, theta))
    out = np.empty((len(theta), len(table.definitions)))
    for index, definition in enumerate(table.definitions):
        out[:, index] = values[definition.name]
    return out


def standardized(
    table: ParameterTable,
    matrices: Sequence[Matrices],
    theta: Array,
    cov: Sequence[Array],
    mean: Sequence[Array],
    kind: str = "std_all",
) -> Array:
    """Standardized rows and definitions (B, R + D); ``kind`` is ``"std_lv"`` or ``"std_all"``."""
    values = row_values(table, theta, cov, mean)
    scales = []
    for g, group in enumerate(matrices):
        spread = variances(group, theta, cov[g], mean[g])
        with np.errstate(invalid="ignore"):
            total, residual = np.sqrt(spread.total), np.sqrt(spread.residual)
        if kind == "std_lv":
            latent = np.array([name in table.names.lv for name in group.variables])
            total, residual = np.where(latent, total, 1.0), np.where(latent, residual, 1.0)
        scales.append(({name: index for index, name in enumerate(group.variables)}, total, residual))
    out = np.empty_like(values)
    for index, row in enumerate(table.rows):
        at, total, residual = scales[row.group - 1]
        out[:, index] = values[:, index] * row_factor(row.op, row.lhs, row.rhs, at, total, residual)
        if not row.free and row.value == 0:
            out[:, index] = 0.0  # also where a negative variance leaves the factor undefined
        if row.op == "~*~" and kind == "std_all":
            out[:, index] = 1.0
    return np.concatenate([out, _standardized_definitions(table, out)], axis=1)


def row_factor(op: str, lhs: str, rhs: str, at: dict[str, int], total: Array, residual: Array) -> Array:
    """What turns a row's value into its standardized one, from total and residual standard deviations (B,m)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if op == "=~":
            return total[:, at[lhs]] / total[:, at[rhs]]
        if op == "~":
            return total[:, at[rhs]] / total[:, at[lhs]]
        if op == "~~" and lhs == rhs:
            return 1.0 / total[:, at[lhs]] ** 2
        if op == "~~":
            return 1.0 / (residual[:, at[lhs]] * residual[:, at[rhs]])
        if op in ("~1", "|"):
            return 1.0 / total[:, at[lhs]]
    return np.ones(len(total))


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
    return ((values[:k] - values[k:]) / (2 * h[:, None])).T
