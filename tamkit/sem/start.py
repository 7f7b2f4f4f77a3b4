"""Where the solver begins: loadings from each construct's own items, half the variances as residuals, no paths.

The start is computed from the sample moments alone and only has to give a positive definite Σ; scoring does the rest.
"""

from __future__ import annotations

import numpy as np

from tamkit.sem.moments import Array, Sample
from tamkit.sem.table import Parameter, ParameterTable


def start_values(table: ParameterTable, sample: Sample) -> Array:
    """θ (k,) to begin with; user start values win."""
    theta = np.zeros(table.k)
    filled = np.zeros(table.k, dtype=bool)
    for g in range(len(sample.n)):
        factor = _factors(table, sample, g)
        for row in table.of_group(g + 1):
            if not row.free:
                continue
            if row.start == row.start:
                theta[row.free - 1] = row.start
                filled[row.free - 1] = True
            elif not filled[row.free - 1]:
                theta[row.free - 1] = _guess(row, table, sample, g, factor)
                filled[row.free - 1] = True
    return theta


def _factors(table: ParameterTable, sample: Sample, g: int) -> dict[str, tuple[dict[str, float], float]]:
    """For each construct: the loadings and the variance of a one-factor solution of its observed items."""
    at = {name: index for index, name in enumerate(sample.names)}
    S = sample.cov[g]
    out = {}
    for name in table.names.lv:
        rows = [row for row in table.of_group(g + 1) if row.op == "=~" and row.lhs == name and row.rhs in at]
        if not rows:
            continue
        index = np.array([at[row.rhs] for row in rows])
        sd = np.sqrt(np.diag(S)[index])
        R = S[np.ix_(index, index)] / np.outer(sd, sd)
        loading = _one_factor(R) * sd
        marker = next(
            (i for i, row in enumerate(rows) if not row.free and row.value == row.value and row.value != 0), None
        )
        if marker is not None:
            scale = rows[marker].value / (
                loading[marker] if abs(loading[marker]) > 0.05 * sd[marker] else 0.5 * sd[marker]
            )
        else:
            scale = 1.0 if loading.sum() >= 0 else -1.0
        loading = loading * scale
        # Far-off loadings come from a marker that hardly loads; they would start Σ out of all proportion.
        loading = np.clip(loading, -4 * sd / sd[marker or 0], 4 * sd / sd[marker or 0])
        # The variance in the marker's unit, kept within reason.
        unit = 1.0 if marker is None else (sd[marker] / rows[marker].value) ** 2
        variance = min(max(1.0 / scale**2, 0.05 * unit), 5.0 * unit)
        out[name] = (dict(zip((row.rhs for row in rows), loading, strict=True)), variance)
    # A construct of constructs is measured in the unit of its first one.
    for row in table.of_group(g + 1):
        if row.op == "=~" and row.lhs not in out and row.rhs in out:
            out[row.lhs] = ({}, 0.5 * out[row.rhs][1] if not row.free else 0.5)
    return out


def _one_factor(R: Array) -> Array:
    """Standardized loadings of one factor by principal-axis factoring."""
    if len(R) == 1:
        return np.array([1.0])
    if len(R) == 2:
        r = R[0, 1]
        root = np.sqrt(min(max(abs(r), 0.1), 0.9))
        return np.array([root, np.sign(r) * root if r != 0 else root])
    communality = np.abs(R - np.eye(len(R))).max(axis=1)
    value, vector = np.linalg.eigh(R - np.diag(1 - communality))
    loading = vector[:, -1] * np.sqrt(max(value[-1], 0.1))
    return np.clip(loading if loading.sum() >= 0 else -loading, -0.97, 0.97)


def _guess(
    row: Parameter, table: ParameterTable, sample: Sample, g: int, factor: dict[str, tuple[dict[str, float], float]]
) -> float:
    at = {name: index for index, name in enumerate(sample.names)}
    S, mean = sample.cov[g], sample.mean[g]
    if row.op == "=~":
        return factor.get(row.lhs, ({}, 1.0))[0].get(row.rhs, 1.0)
    if row.op == "~~" and row.lhs == row.rhs:
        if row.lhs in at:
            return _residual(row.lhs, S[at[row.lhs], at[row.lhs]], table)
        variance = factor[row.lhs][1] if row.lhs in factor else 0.5
        return variance * (0.6 if row.lhs not in table.names.lv_x else 1.0)
    if row.op == "~1" and row.lhs in at:
        return float(mean[at[row.lhs]])
    if row.op == "~~" and row.lhs in at and row.rhs in at and row.lhs not in table.names.indicators:
        both = (row.lhs, row.rhs)
        if not any(r.op == "~" and r.lhs in both for r in table.rows):
            return float(S[at[row.lhs], at[row.rhs]])
    if row.op == "~*~":
        return 1.0
    if row.op == "|" and sample.ordinal:
        own = sample.ordinal[g].thresholds[sample.ordinal[g].threshold_of == at[row.lhs]]
        return float(own[int(row.rhs[1:]) - 1])
    return 0.0


def _residual(name: str, variance: float, table: ParameterTable) -> float:
    dependent = name in table.names.indicators or any(row.op == "~" and row.lhs == name for row in table.rows)
    return float(variance) * (0.5 if dependent else 1.0)
