"""Where the solver begins: near the minimum, from the sample moments alone.

Each construct is measured by itself: one-factor loadings λ of its indicators (principal axes), residual variances Θ,
and the weights of its Bartlett score, w = Θ⁻¹λ / (λᵀΘ⁻¹λ). Since λᵀw = 1, wᵀSv estimates the covariance of two
constructs without attenuation. Constructs of constructs are measured in the same way from these covariances, and paths
are least squares on them. Where the covariances of constructs come out impossible they are drawn towards zero, so that
Σ is positive definite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tamkit.sem.moments import Array, Sample
from tamkit.sem.table import Parameter, ParameterTable

LEAST = 0.1  # share of a variance that is left to a residual, at the least
DEFINITE = 0.05  # smallest eigenvalue left to a correlation matrix of constructs

Key = tuple[str, str, str]


def start_values(table: ParameterTable, sample: Sample, cov: Sequence[Array] | None = None) -> Array:
    """θ (k,) to begin with; user start values win. ``cov``: covariances in the estimator's form (default: sample's)."""
    theta = np.zeros(table.k)
    filled = np.zeros(table.k, dtype=bool)
    for g in range(len(sample.n)):
        rows = table.of_group(g + 1)
        guess = _guesses(table, rows, sample, g, (cov or sample.cov)[g])
        for row in rows:
            if not row.free:
                continue
            if row.start == row.start:
                theta[row.free - 1] = row.start
                filled[row.free - 1] = True
            elif not filled[row.free - 1]:
                theta[row.free - 1] = guess.get((row.lhs, row.op, row.rhs), 1.0 if row.op in ("=~", "~*~") else 0.0)
                filled[row.free - 1] = True
    return theta


@dataclass(slots=True)
class Measured:
    """Variables as weighted sums of the observed: of each its weights (p,) and its variance, errors taken out.

    ``loading`` and ``residual`` hold what the measurement of constructs has found on the way.
    """

    S: Array
    at: dict[str, int]
    weight: dict[str, Array] = field(default_factory=dict)
    variance: dict[str, float] = field(default_factory=dict)
    loading: dict[tuple[str, str], float] = field(default_factory=dict)
    residual: dict[str, float] = field(default_factory=dict)

    def add_observed(self, name: str) -> None:
        at = self.at[name]
        unit = np.zeros(len(self.S))
        unit[at] = 1.0
        self.weight[name], self.variance[name] = unit, float(self.S[at, at])

    def covariance(self, names: Sequence[str]) -> Array:
        """Covariances of the variables themselves."""
        W = np.array([self.weight[name] for name in names])
        C = W @ self.S @ W.T
        np.fill_diagonal(C, [self.variance[name] for name in names])
        return C


def _guesses(table: ParameterTable, rows: Sequence[Parameter], sample: Sample, g: int, S: Array) -> dict[Key, float]:
    names = table.names
    measured = Measured(S, {name: index for index, name in enumerate(sample.names)})
    _measure(measured, rows, names.lv)
    indicators = set(names.indicators)
    nodes = [name for name in names.lv if name in measured.weight]
    for name in names.ov:
        if name not in indicators or name not in measured.residual:
            measured.add_observed(name)
            nodes.append(name)
    out: dict[Key, float] = {(lhs, "=~", rhs): value for (lhs, rhs), value in measured.loading.items()}
    residual = dict(measured.residual)
    C = _definite(measured.covariance(nodes)) if nodes else S[:0, :0]
    place = {name: index for index, name in enumerate(nodes)}
    equations: dict[str, list[str]] = {}
    for row in rows:
        if row.op == "~" and row.lhs in place and row.rhs in place:
            equations.setdefault(row.lhs, []).append(row.rhs)
    for outcome, predictors in equations.items():
        x, y = [place[name] for name in predictors], place[outcome]
        within = C[x][:, x]
        paths = np.linalg.solve(within + 1e-3 * np.diag(np.diag(within)), C[x, y])
        out |= {(outcome, "~", name): float(path) for name, path in zip(predictors, paths, strict=True)}
        left = max(float(C[y, y] - paths @ C[x, y]), LEAST * float(C[y, y]))
        residual[outcome] = min(residual.get(outcome, left), left)
    for name, index in place.items():
        out[(name, "~~", name)] = float(C[index, index])
    out |= {(name, "~~", name): value for name, value in residual.items()}
    free = [name for name in nodes if name not in residual]
    for i, one in enumerate(free):
        for other in free[i + 1 :]:
            out[(one, "~~", other)] = out[(other, "~~", one)] = float(C[place[one], place[other]])
    if table.options.meanstructure:
        out |= _intercepts(table, rows, sample.mean[g], measured.at, out)
    if sample.ordinal:
        part = sample.ordinal[g]
        for name in table.ordered:
            own = part.thresholds[part.threshold_of == measured.at[name]]
            out |= {(name, "|", f"t{t}"): float(value) for t, value in enumerate(own, start=1)}
    return out


def _measure(measured: Measured, rows: Sequence[Parameter], latent: Sequence[str]) -> None:
    """Measure the constructs, those of observed variables first; one that is part of a circle is left out."""
    of: dict[str, list[Parameter]] = {}
    for row in rows:
        if row.op == "=~":
            of.setdefault(row.lhs, []).append(row)
    todo = [name for name in latent if name in of]
    while todo:
        ready = [name for name in todo if all(row.rhs in measured.at or row.rhs in measured.weight for row in of[name])]
        if not ready:
            return
        for name in ready:
            _measure_one(measured, name, of[name])
        todo = [name for name in todo if name not in ready]


def _measure_one(measured: Measured, name: str, rows: Sequence[Parameter]) -> None:
    """Loadings, residual variances, weights and variance of one construct."""
    items = [row.rhs for row in rows]
    observed = all(item in measured.at for item in items)
    if observed:
        index = [measured.at[item] for item in items]
        C = measured.S[index][:, index]
    else:
        for item in items:
            if item in measured.at:
                measured.add_observed(item)
        C = measured.covariance(items)
    spread = C.diagonal()
    sd = np.sqrt(spread)
    loading = _one_factor(C / (sd[:, None] * sd)) * sd
    marker = next((i for i, row in enumerate(rows) if not row.free and row.value == row.value and row.value != 0), None)
    if marker is not None:
        value = rows[marker].value
        scale = value / (loading[marker] if abs(loading[marker]) > 0.05 * sd[marker] else 0.5 * sd[marker])
        unit = (sd[marker] / value) ** 2
    else:
        scale = 1.0 if loading.sum() >= 0 else -1.0
        unit = 1.0
    # Far-off loadings come from a marker that hardly loads; they would start Σ out of all proportion.
    bound = 4 * sd / sd[marker or 0]
    loading = np.minimum(np.maximum(loading * scale, -bound), bound)
    # The variance in the marker's unit, kept within reason.
    variance = float(min(max(1.0 / scale**2, 0.05 * unit), 5.0 * unit))
    residual = np.maximum(spread - loading**2 * variance, LEAST * spread)
    weight = loading / residual
    strength = float(weight @ loading)
    weight = weight / strength if strength > 0 else np.full(len(rows), 1.0 / len(rows))
    if observed:
        whole = np.zeros(len(measured.S))
        np.add.at(whole, index, weight)
    else:
        whole = weight @ np.array([measured.weight[item] for item in items])
    measured.weight[name], measured.variance[name] = whole, variance
    for item, value, left, most in zip(items, loading.tolist(), residual.tolist(), spread.tolist(), strict=True):
        measured.loading[name, item] = value
        # Of an item of two constructs neither alone tells what is left over.
        measured.residual[item] = 0.5 * most if item in measured.residual else left


def _one_factor(R: Array) -> Array:
    """Standardized loadings of one factor by principal-axis factoring."""
    if len(R) == 1:
        return np.array([1.0])
    if len(R) == 2:
        r = R[0, 1]
        root = np.sqrt(min(max(abs(r), 0.1), 0.9))
        return np.array([root, np.sign(r) * root if r != 0 else root])
    reduced = R.copy()
    np.fill_diagonal(reduced, 0.0)
    np.fill_diagonal(reduced, np.abs(reduced).max(axis=1))
    value, vector = np.linalg.eigh(reduced)
    loading = vector[:, -1] * np.sqrt(max(value[-1], 0.1))
    return np.minimum(np.maximum(loading if loading.sum() >= 0 else -loading, -0.97), 0.97)


def _definite(C: Array) -> Array:
    """C with its covariances drawn towards 0 until the smallest eigenvalue of the correlations is ``DEFINITE``."""
    sd = np.sqrt(C.diagonal())
    least = float(np.linalg.eigvalsh(C / (sd[:, None] * sd))[0])
    if least >= DEFINITE:
        return C
    share = (1 - DEFINITE) / (1 - least)
    return share * C + (1 - share) * np.diag(C.diagonal())


def _intercepts(
    table: ParameterTable, rows: Sequence[Parameter], mean: Array, at: dict[str, int], out: dict[Key, float]
) -> dict[Key, float]:
    """Intercepts that reproduce the sample means, with constructs at the means that their observed causes give them."""
    causes: dict[str, list[tuple[str, float]]] = {}
    for row in rows:
        if row.op in ("~", "=~"):
            effect, cause = (row.lhs, row.rhs) if row.op == "~" else (row.rhs, row.lhs)
            value = out.get((row.lhs, row.op, row.rhs), 0.0) if row.free else row.value
            causes.setdefault(effect, []).append((cause, value))

    def expected(name: str, depth: int = 0) -> float:
        if name in at:
            return float(mean[at[name]])
        return 0.0 if depth > len(table.names.lv) else predicted(name, depth)

    def predicted(name: str, depth: int = 0) -> float:
        return sum(value * expected(cause, depth + 1) for cause, value in causes.get(name, ()))

    return {(name, "~1", ""): float(mean[at[name]]) - predicted(name) for name in table.names.ov if name in at}
