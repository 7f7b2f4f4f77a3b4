"""Modification indices: by how much χ² would fall if a fixed parameter were set free, for information only.

For a parameter j that is fixed, with gradient g and expected information I over model and candidate parameters,

    V_j = I_jj − I_jθ I_θθ⁻¹ I_θj ,   MI = N g_j²/V_j ,   EPC = −g_j/V_j          (Sörbom 1989).

Candidates: loadings on other constructs, residual covariances, covariances and regressions among structural variables.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.sem.constraints import active_jacobian
from tamkit.sem.estimate import discrepancy, hessian
from tamkit.sem.information import invert
from tamkit.sem.matrices import compile_group
from tamkit.sem.standardize import row_factor, variances
from tamkit.sem.table import Parameter, ParameterTable

if TYPE_CHECKING:
    from tamkit.sem.result import Fit


def modification_indices(fit: Fit, minimum: float = 0.0) -> Any:
    """DataFrame lhs, op, rhs, group, mi, pvalue, epc, sepc_lv, sepc_all, largest first.

    R: ``modindices(fit, sort. = TRUE, minimum.value = minimum)``.
    """
    import pandas as pd
    from scipy.special import chdtrc

    extended, theta, extra = extend(fit)
    setup = replace(
        fit.setup,
        table=extended,
        matrices=tuple(compile_group(extended, g + 1) for g in range(len(fit.n))),
    )
    problem = discrepancy(setup)
    g, _ = problem.derivatives(theta[None], np.array([0]), weight=False)
    H = hessian(setup, problem, theta, "expected")
    k = fit.setup.table.k
    constraints = fit.setup.constraints
    J = None if constraints.linear_only else active_jacobian(fit.setup.table, constraints, fit.estimate.theta)
    inverse = invert(H[:k, :k], constraints.affine, J)
    cross = H[k:, :k]
    V = np.diag(H)[k:] - np.einsum("ik,kl,il->i", cross, inverse, cross)
    known = 1e-6 * np.maximum(np.diag(H)[k:], 1e-12) < V
    score = g[0, k:]
    with np.errstate(divide="ignore", invalid="ignore"):
        mi = np.where(known, sum(fit.n) * score**2 / V, np.nan)
        epc = np.where(known, -score / V, np.nan)
    rows = []
    for row, m, e in zip(extra, mi, epc, strict=True):
        if m == m and m >= minimum:
            sepc = [e * _factor(fit, row, kind) for kind in ("std_lv", "std_all")]
            rows.append((row.lhs, row.op, row.rhs, row.group, m, float(chdtrc(1, m)), e, *sepc))
    columns = ["lhs", "op", "rhs", "group", "mi", "pvalue", "epc", "sepc_lv", "sepc_all"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("mi", ascending=False, kind="stable").reset_index(drop=True)


def extend(fit: Fit) -> tuple[ParameterTable, np.ndarray, list[Parameter]]:
    """The model's table with every candidate set free at its present value; θ with those values appended."""
    table = fit.setup.table
    rows = [replace(row) for row in table.rows]
    free = {(row.group, *_key(row)) for row in rows if row.free or row.exo}
    fixed = {(row.group, *_key(row)): row for row in rows if not row.free and not row.exo}
    extra: list[Parameter] = []
    values: list[float] = []
    for group in range(1, len(fit.n) + 1):
        for candidate in candidates(table):
            key = (group, *_key(candidate))
            if key in free:
                continue
            row = fixed.get(key)
            if row is None:
                row = replace(candidate, group=group)
                rows.append(row)
                values.append(0.0)
            else:
                values.append(row.value)
            free.add(key)
            row.free = table.k + len(extra) + 1
            row.is_free = True
            extra.append(row)
    theta = np.concatenate([fit.estimate.theta, values])
    return replace(table, rows=tuple(rows), k=table.k + len(extra)), theta, extra


def _key(row: Parameter) -> tuple[str, str, str]:
    if row.op == "~~" and row.rhs < row.lhs:
        return (row.rhs, row.op, row.lhs)
    return (row.lhs, row.op, row.rhs)


def candidates(table: ParameterTable) -> list[Parameter]:
    """Parameters that the model could have, whatever their present status."""
    names = table.names
    items = [name for name in names.ov if name in names.indicators]
    out = [Parameter(lv, "=~", item) for lv in names.lv for item in items]
    out += [Parameter(a, "~~", b) for a, b in combinations(names.ov_nox, 2)]
    out += [Parameter(a, "~~", b) for a, b in combinations(names.lv, 2)]
    structural = [n for n in (*names.lv, *names.ov) if any(r.op == "~" and n in (r.lhs, r.rhs) for r in table.rows)]
    out += [Parameter(y, "~", x) for x, y in permutations(structural, 2) if y not in names.ov_x]
    if table.options.parameterization == "delta":
        # an ordered variable that predicts needs the theta parameterization
        out = [row for row in out if not (row.op == "~" and row.rhs in table.ordered)]
    return out


def _factor(fit: Fit, row: Parameter, kind: str) -> float:
    g = row.group - 1
    matrices = fit.setup.matrices[g]
    spread = variances(matrices, fit.estimate.theta[None], fit.setup.cov[g][None], fit.setup.mean[g][None])
    with np.errstate(invalid="ignore"):
        total, residual = np.sqrt(spread.total), np.sqrt(spread.residual)
    if kind == "std_lv":
        latent = np.array([name in fit.setup.table.names.lv for name in matrices.variables])
        total, residual = np.where(latent, total, 1.0), np.where(latent, residual, 1.0)
    at = {name: index for index, name in enumerate(matrices.variables)}
    return float(row_factor(row.op, row.lhs, row.rhs, at, total, residual)[0])
