"""Modification indices: by how much χ² would fall if a fixed parameter were set free, for information only.

For a parameter j that is fixed, with gradient g and expected information I over model and candidate parameters,

    V_j = I_jj − I_jθ I_θθ⁻¹ I_θj ,   MI = N g_j²/V_j ,   EPC = −g_j/V_j          (Sörbom 1989).

Candidates: loadings on other constructs, residual covariances, covariances and regressions among structural variables.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

import numpy as np

from tamkit.sem.estimate import Estimate
from tamkit.sem.matrices import compile_group
from tamkit.sem.setup import Setup
from tamkit.sem.standardize import row_factor, scales_of
from tamkit.sem.table import Parameter, ParameterTable


def modification_indices(setup: Setup, estimate: Estimate, minimum: float = 0.0) -> Any:
    """DataFrame lhs, op, rhs, group, mi, pvalue, epc, sepc_lv, sepc_all, largest first.

    R: ``modindices(fit, sort. = TRUE, minimum.value = minimum)``.
    """
    import pandas as pd
    from scipy.special import chdtrc

    n, k = setup.sample.n, setup.table.k
    table, theta, extra = extend(setup, estimate)
    whole = replace(setup, table=table, matrices=tuple(compile_group(table, g + 1) for g in range(len(n))))
    g, _ = setup.route.problem(whole).derivatives(theta[None], np.array([0]), weight=False)
    H = setup.route.hessian(whole, theta, "expected")
    inverse = setup.inverse(H[:k, :k], estimate.theta)
    cross = H[k:, :k]
    V = np.diag(H)[k:] - np.einsum("ik,kl,il->i", cross, inverse, cross)
    known = 1e-6 * np.maximum(np.diag(H)[k:], 1e-12) < V
    score = g[0, k:]
    with np.errstate(divide="ignore", invalid="ignore"):
        mi = np.where(known, sum(n) * score**2 / V, np.nan)
        epc = np.where(known, -score / V, np.nan)
    cov, mean = setup.stack
    scales = {
        kind: [scales_of(setup, estimate.theta[None], at, cov[at], mean[at], kind) for at in range(len(n))]
        for kind in ("std_lv", "std_all")
    }
    rows = []
    for row, m, e in zip(extra, mi, epc, strict=True):
        if m == m and m >= minimum:
            sepc = [e * float(row_factor(row, own[row.group - 1])[0]) for own in scales.values()]
            rows.append((row.lhs, row.op, row.rhs, row.group, m, float(chdtrc(1, m)), e, *sepc))
    columns = ["lhs", "op", "rhs", "group", "mi", "pvalue", "epc", "sepc_lv", "sepc_all"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("mi", ascending=False, kind="stable").reset_index(drop=True)


def extend(setup: Setup, estimate: Estimate) -> tuple[ParameterTable, np.ndarray, list[Parameter]]:
    """The model's table with every candidate set free at its present value; θ with those values appended."""
    table = setup.table
    rows = [replace(row) for row in table.rows]
    free = {(row.group, *_key(row)) for row in rows if row.free or row.exo}
    fixed = {(row.group, *_key(row)): row for row in rows if not row.free and not row.exo}
    extra: list[Parameter] = []
    values: list[float] = []
    for group in range(1, len(setup.sample.n) + 1):
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
    theta = np.concatenate([estimate.theta, values])
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
