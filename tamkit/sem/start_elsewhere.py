"""Other places to begin than `tamkit.sem.start`: where lavaan begins, and next to one indicator of a construct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tamkit.sem.matrices import Array
from tamkit.sem.moments import Sample
from tamkit.sem.start import Key, plain_start
from tamkit.sem.table import Parameter, ParameterTable


def lavaan_start(
    table: ParameterTable, sample: Sample, cov: Sequence[Array], *, known: Sequence[Mapping[Key, float]] = ()
) -> Array:
    """θ (k,) where lavaan begins: as `plain_start`, with loadings from instrumental variables (FABIN3, Hägglund 1982).

    Of a construct with a marker m and at least three indicators, λ_i = s_ir S_rr⁻¹ s_rm / (s_mr S_rr⁻¹ s_rm) with r the
    others.
    """
    theta = plain_start(table, sample, cov, known=known)
    filled: set[int] = set()
    at = {name: index for index, name in enumerate(sample.names)}
    for g, S in enumerate(cov):
        of: dict[str, list[Parameter]] = {}
        for row in table.of_group(g + 1):
            if row.op == "=~":
                of.setdefault(row.lhs, []).append(row)
        for rows in of.values():
            marked = not rows[0].free and rows[0].value == 1.0 and all(row.rhs in at for row in rows)
            if not marked or len(rows) < 3:
                continue
            index = [at[row.rhs] for row in rows]
            for place, row in enumerate(rows):
                if row.free and row.start != row.start and row.free not in filled:
                    theta[row.free - 1] = _fabin(S[np.ix_(index, index)], place)
                    filled.add(row.free)
    return theta


def _fabin(S: Array, i: int) -> float:
    """The loading of indicator i by that of the first; 1 where the others say nothing."""
    rest = [j for j in range(1, len(S)) if j != i]
    weight = np.linalg.lstsq(S[np.ix_(rest, rest)], S[rest, 0], rcond=None)[0]
    below = float(S[0, rest] @ weight)
    value = float(S[i, rest] @ weight) / below if below > 0 else 1.0
    return value if np.isfinite(value) else 1.0


def pivot_starts(
    table: ParameterTable, n: Sequence[int], names: Sequence[str], cov: Sequence[Array], theta: Array
) -> Iterator[Array]:
    """From a solution θ (k,), for every construct of at least three observed indicators and each of these: the start at
    which the construct is next to that indicator alone, and covaries with and acts on nothing.

    Where an indicator's residual variance falls to nothing or below lies the other minimum of many models that hardly
    fit. With p the indicator: λ_i = s_ip/s_pp, var F = s_pp, then in the unit of the marker.
    """
    at = {name: index for index, name in enumerate(names)}
    pooled = np.average(np.array(cov), axis=0, weights=np.array(n))
    alone = {row.lhs for row in table.of_group(1) if row.op == "~~" and row.lhs == row.rhs and row.free}
    of: dict[str, list[Parameter]] = {}
    for row in table.of_group(1):
        if row.op == "=~":
            of.setdefault(row.lhs, []).append(row)
    for construct, rows in of.items():
        if len(rows) < 3 or not all(row.rhs in at for row in rows):
            continue
        for pivot in (row for row in rows if row.rhs in alone):
            yield _pivoted(table, construct, [row.rhs for row in rows], pivot.rhs, pooled, cov, at, theta)


def _pivoted(
    table: ParameterTable,
    construct: str,
    items: Sequence[str],
    pivot: str,
    S: Array,
    cov: Sequence[Array],
    at: Mapping[str, int],
    theta: Array,
) -> Array:
    out, p = theta.copy(), at[pivot]
    beyond = 0.1 * min(float(own[p, p]) for own in cov)
    loading = {item: S[at[item], p] / S[p, p] for item in items}
    marker = next(
        (r for r in table.of_group(1) if r.op == "=~" and r.lhs == construct and not r.free and r.value), None
    )
    unit = 1.0 / np.sqrt(S[p, p])
    if marker is not None:
        unit = loading[marker.rhs] / marker.value
        unit = unit if abs(unit) > 0.01 else 0.01
    for row in table.rows:
        if not row.free or row.start == row.start:
            continue
        if row.op == "=~" and row.lhs == construct:
            out[row.free - 1] = loading[row.rhs] / unit
        elif row.op == "~~" and row.lhs == row.rhs == construct:
            out[row.free - 1] = (cov[row.group - 1][p, p] + beyond) * unit**2
        elif row.op == "~~" and row.lhs == row.rhs and row.lhs in loading:
            own = S[at[row.lhs], at[row.lhs]]
            left = max(own - loading[row.lhs] ** 2 * S[p, p], 0.05 * own)
            out[row.free - 1] = -beyond if row.lhs == pivot else left
        elif row.op in ("~", "~~") and construct in (row.lhs, row.rhs):
            out[row.free - 1] = 0.0
    return out
