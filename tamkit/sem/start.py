"""Where the solver begins: near the minimum, from the sample moments alone.

Each construct is measured by itself: one-factor loadings λ of its indicators (principal axes), residual variances Θ,
and the weights of its Bartlett score, w = Θ⁻¹λ / (λᵀΘ⁻¹λ). Since λᵀw = 1, wᵀSv estimates the covariance of two
constructs without attenuation. Constructs of constructs are measured in the same way from these covariances, and paths
are least squares on them. Where the covariances of constructs come out impossible they are drawn towards zero, so that
Σ is positive definite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tamkit.sem.linalg import clearly_definite
from tamkit.sem.moments import Array, Sample
from tamkit.sem.table import Parameter, ParameterTable

LEAST = 0.1  # share of a variance that is left to a residual, at the least
DEFINITE = 0.05  # smallest eigenvalue left to a correlation matrix of constructs

Key = tuple[str, str, str]


def start_values(
    table: ParameterTable,
    sample: Sample,
    cov: Sequence[Array] | None = None,
    *,
    structured: bool = True,
    known: Sequence[Mapping[Key, float]] = (),
) -> Array:
    """θ (k,) to begin with; user start values win. ``cov``: covariances in the estimator's form (default: sample's).

    Without ``structured`` constructs of observed variables are measured, but nothing is assumed to join constructs.
    ``known``: for each group values that stand whatever is guessed here.
    """
    theta = np.zeros(table.k)
    filled = np.zeros(table.k, dtype=bool)
    for g in range(len(sample.n)):
        rows = table.of_group(g + 1)
        guess = _guesses(table, rows, sample, g, (cov or sample.cov)[g], structured) | (dict(known[g]) if known else {})
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


def plain_start(
    table: ParameterTable, sample: Sample, cov: Sequence[Array], *, known: Sequence[Mapping[Key, float]] = ()
) -> Array:
    """θ (k,) that assumes next to nothing.

    Loadings are 1 and constructs hardly vary, so that a marker that says little about its construct harms nothing;
    nothing acts on or covaries with a construct.
    """
    theta = start_values(table, sample, cov, known=known)
    at = {name: index for index, name in enumerate(sample.names)}
    for row in table.rows:
        if not row.free or row.start == row.start:
            continue
        latent = row.lhs in table.names.lv
        if row.op == "=~":
            theta[row.free - 1] = 1.0
        elif row.op == "~~" and row.lhs == row.rhs:
            theta[row.free - 1] = 0.05 if latent else 0.5 * cov[row.group - 1][at[row.lhs], at[row.lhs]]
        elif row.op == "~" or (row.op == "~~" and latent):
            theta[row.free - 1] = 0.0
    return theta


@dataclass(slots=True)
class Measured:
    """Variables as weighted sums of the observed: their names, weights (v,p) and variances (v,), errors taken out.

    ``loading`` and ``residual`` hold what the measurement of constructs has found on the way.
    """

    names: list[str]
    weight: Array
    variance: Array
    loading: dict[tuple[str, str], float] = field(default_factory=dict)
    residual: dict[str, float] = field(default_factory=dict)

    def covariance(self, S: Array, index: Sequence[int]) -> Array:
        """Covariances of some of the variables themselves."""
        W = self.weight[index]
        C = W @ S @ W.T
        np.fill_diagonal(C, self.variance[index])
        return C


def _guesses(
    table: ParameterTable, rows: Sequence[Parameter], sample: Sample, g: int, S: Array, structured: bool
) -> dict[Key, float]:
    names = table.names
    measured = _measure(rows, names.lv, sample.names, S, structured)
    at = {name: index for index, name in enumerate(measured.names)}
    # Parts of a construct are all but the construct itself: they join the structure only where a path says so.
    parts = set(names.indicators) - {name for row in rows if row.op == "~" for name in (row.lhs, row.rhs)}
    nodes = [name for name in (*names.lv, *names.ov) if name in at and name not in parts]
    out: dict[Key, float] = {(lhs, "=~", rhs): value for (lhs, rhs), value in measured.loading.items()}
    residual = dict(measured.residual)
    out |= {(name, "~~", name): float(measured.variance[place]) for name, place in at.items() if name not in residual}
    if structured and nodes:
        _structure(out, residual, rows, nodes, _definite(measured.covariance(S, [at[name] for name in nodes])))
    elif not structured:
        _unjoined(out, residual, rows, table, measured, S)
    out |= {(name, "~~", name): value for name, value in residual.items()}
    observed = {name: index for index, name in enumerate(sample.names)}
    if table.options.meanstructure:
        out |= _intercepts(table, rows, sample.mean[g], observed, out)
    return out


def _unjoined(
    out: dict[Key, float],
    residual: dict[str, float],
    rows: Sequence[Parameter],
    table: ParameterTable,
    measured: Measured,
    S: Array,
) -> None:
    """Variances of what nothing is said to explain: constructs, and observed variables with their covariances.

    Indicators leave half of their variance to the residual, wherever their own loadings put it.
    """
    names = table.names
    variance = dict(zip(measured.names, measured.variance.tolist(), strict=True))
    for name in names.lv:
        if name in variance:
            residual[name] = variance[name] * (1.0 if name in names.lv_x else 0.6)
    for row in rows:
        # A construct of constructs in the unit of its first one.
        if row.op == "=~" and row.rhs in variance and row.lhs not in residual:
            residual[row.lhs] = 0.5 * variance[row.rhs] if not row.free else 0.5
    dependent = {row.lhs for row in rows if row.op == "~"} | set(names.indicators)
    at = {name: index for index, name in enumerate(names.ov)}
    free = [name for name in names.ov if name not in dependent]
    residual |= {name: 0.5 * variance[name] for name in at if name in dependent}
    for i, one in enumerate(free):
        for other in free[i + 1 :]:
            out[(one, "~~", other)] = out[(other, "~~", one)] = float(S[at[one], at[other]])


def _structure(
    out: dict[Key, float], residual: dict[str, float], rows: Sequence[Parameter], nodes: Sequence[str], C: Array
) -> None:
    """Paths, variances and covariances of constructs and of observed variables that are no indicators; C theirs."""
    place = {name: index for index, name in enumerate(nodes)}
    equations: dict[str, list[str]] = {}
    for row in rows:
        if row.op == "~" and row.lhs in place and row.rhs in place:
            equations.setdefault(row.lhs, []).append(row.rhs)
    if equations:
        paths, left = _least_squares(C, place, equations)
        for (outcome, predictors), own, rest in zip(equations.items(), paths.tolist(), left.tolist(), strict=True):
            out |= {(outcome, "~", name): path for name, path in zip(predictors, own, strict=False)}
            residual[outcome] = min(residual.get(outcome, rest), rest)
    values = C.tolist()
    free = [name for name in nodes if name not in residual]
    for i, one in enumerate(free):
        for other in free[i:]:
            out[(one, "~~", other)] = out[(other, "~~", one)] = values[place[one]][place[other]]


def _least_squares(C: Array, place: dict[str, int], equations: dict[str, list[str]]) -> tuple[Array, Array]:
    """Paths (q, most predictors) and residual variances (q,) of regressions on C, all solved at once.

    Shorter equations are filled up with an empty variable; a touch of ridge keeps near-copies apart.
    """
    most, empty = max(map(len, equations.values())), len(C)
    padded = np.zeros((empty + 1, empty + 1))
    padded[:empty, :empty] = C
    x = np.array([[place[name] for name in names] + [empty] * (most - len(names)) for names in equations.values()])
    y = np.array([place[name] for name in equations])
    within, cross = padded[x[:, :, None], x[:, None, :]], padded[x, y[:, None]]
    diagonal = np.arange(most)
    within[:, diagonal, diagonal] = np.where(x == empty, 1.0, 1.001 * padded[x, x])
    paths = np.linalg.solve(within, cross[..., None])[..., 0]
    total = padded[y, y]
    return paths, np.maximum(total - np.vecdot(paths, cross), LEAST * total)


def _measure(
    rows: Sequence[Parameter], latent: Sequence[str], observed: Sequence[str], S: Array, every: bool
) -> Measured:
    """Measure the constructs, those of observed variables first, and no others unless ``every`` is asked for.

    Those that measure each other are left out.
    """
    measured = Measured(list(observed), np.eye(len(S)), S.diagonal())
    of: dict[str, list[Parameter]] = {}
    for row in rows:
        if row.op == "=~":
            of.setdefault(row.lhs, []).append(row)
    todo = [name for name in latent if name in of]
    while todo:
        at = {name: index for index, name in enumerate(measured.names)}
        ready = [name for name in todo if all(row.rhs in at for row in of[name])]
        if not ready:
            break
        loadings = [row for name in ready for row in of[name]]
        _measure_level(measured, ready, loadings, [at[row.rhs] for row in loadings], S)
        todo = [name for name in todo if name not in ready] if every else []
    return measured


def _measure_level(
    measured: Measured, constructs: Sequence[str], rows: Sequence[Parameter], index: Sequence[int], S: Array
) -> None:
    """Loadings, residual variances, weights and variances of constructs whose indicators are known; a row a loading."""
    place = {name: f for f, name in enumerate(constructs)}
    sizes = np.bincount([place[row.lhs] for row in rows])
    block, first = np.repeat(np.arange(len(sizes)), sizes), np.cumsum(sizes) - sizes
    marker = np.full(len(constructs), -1)
    value = np.ones(len(constructs))
    for e, row in enumerate(rows):
        f = place[row.lhs]
        if marker[f] < 0 and not row.free and row.value == row.value and row.value != 0:
            marker[f], value[f] = e, row.value
    reference = np.where(marker >= 0, marker, first)
    C = S[index][:, index] if max(index) < len(S) else measured.covariance(S, index)
    spread = C.diagonal()
    sd = np.sqrt(spread)
    loading = one_factors(C / (sd[:, None] * sd), block, first) * sd
    # A construct takes the unit of its marker, or variance one. Far-off loadings come from a marker that hardly loads;
    # they would start Σ out of all proportion, so loadings and variances are kept within reason.
    own, most = loading[reference], sd[reference]
    scale = np.where(marker >= 0, value / np.where(np.abs(own) > 0.05 * most, own, 0.5 * most), 1.0)
    unit = np.where(marker >= 0, (most / value) ** 2, 1.0)
    bound = 4 * sd / most[block]
    loading = np.minimum(np.maximum(loading * scale[block], -bound), bound)
    variance = np.minimum(np.maximum(1.0 / scale**2, 0.05 * unit), 5.0 * unit)
    residual = np.maximum(spread - loading**2 * variance[block], LEAST * spread)
    weight = loading / residual
    strength = np.bincount(block, weight * loading)
    weight = np.where(strength[block] > 0, weight / np.where(strength > 0, strength, 1.0)[block], 1.0)
    whole = np.zeros((len(constructs), len(measured.names)))
    whole[block, index] = weight
    measured.weight = np.concatenate([measured.weight, whole @ measured.weight])
    measured.variance = np.concatenate([measured.variance, variance])
    measured.names += constructs
    for row, found, left, all_of_it in zip(rows, loading.tolist(), residual.tolist(), spread.tolist(), strict=True):
        measured.loading[row.lhs, row.rhs] = found
        # Of an indicator of two constructs neither alone tells what is left over.
        measured.residual[row.rhs] = 0.5 * all_of_it if row.rhs in measured.residual else left


def one_factors(R: Array, block: Array, first: Array) -> Array:
    """Standardized loadings (e,) of one factor a block of indicators, by principal axes, the largest sum positive.

    R (e,e) holds the indicators' correlations, block after block: ``block`` (e,) counts them, ``first`` (f,) is where
    each begins. Communalities are the largest correlations within the block; sixteen steps of the power method find the
    axes of all blocks at once.
    """
    off = np.where(block[:, None] == block, R, 0.0)
    np.fill_diagonal(off, 0.0)
    sizes = np.bincount(block)[block]
    reduced = off
    np.fill_diagonal(reduced, np.where(sizes > 1, np.abs(off).max(axis=1), 1.0))
    power = reduced @ reduced
    power = power @ power
    power = power @ power
    axis = power @ (power @ reduced[np.arange(len(block)), first[block]])
    length = np.sqrt(np.bincount(block, axis**2))[block]
    axis = np.where(length > 0, axis / np.where(length > 0, length, 1.0), 1.0 / np.sqrt(sizes))
    size = np.bincount(block, axis * (reduced @ axis))
    size = np.sqrt(np.maximum(size, 0.1)) * np.where(np.bincount(block, axis) < 0, -1.0, 1.0)
    loading = np.minimum(np.maximum(axis * size[block], -0.97), 0.97)
    return np.where(sizes > 1, loading, 1.0)


def _definite(C: Array) -> Array:
    """C with its covariances drawn towards 0 until the smallest eigenvalue of the correlations is ``DEFINITE``."""
    sd = np.sqrt(C.diagonal())
    R = C / (sd[:, None] * sd)
    if clearly_definite(R, 0.3):
        return C
    least = float(np.linalg.eigvalsh(R)[0])
    if least >= DEFINITE:
        return C
    share = (1 - DEFINITE) / (1 - least)
    return share * C + (1 - share) * np.diag(C.diagonal())


def _intercepts(
    table: ParameterTable, rows: Sequence[Parameter], mean: Array, at: dict[str, int], out: dict[Key, float]
) -> dict[Key, float]:
    """Intercepts that reproduce the sample means.

    Constructs stand at the means that their causes give them, or where an indicator of known intercept puts them.
    """
    causes: dict[str, list[tuple[str, float]]] = {}
    known: dict[str, float] = {}
    for row in rows:
        if row.op in ("~", "=~"):
            effect, cause = (row.lhs, row.rhs) if row.op == "~" else (row.rhs, row.lhs)
            value = out.get((row.lhs, row.op, row.rhs), 0.0) if row.free else row.value
            causes.setdefault(effect, []).append((cause, value))
        elif row.op == "~1" and not row.free and row.value == row.value:
            known[row.lhs] = row.value
    anchored: dict[str, float] = {}
    for name, level in known.items():
        loadings = causes.get(name, [])
        if name in at and len(loadings) == 1 and loadings[0][0] not in known and loadings[0][1] != 0:
            anchored.setdefault(loadings[0][0], (float(mean[at[name]]) - level) / loadings[0][1])

    def expected(name: str, depth: int = 0) -> float:
        if name in at:
            return float(mean[at[name]])
        if name in anchored:
            return anchored[name]
        return 0.0 if depth > len(table.names.lv) else known.get(name, 0.0) + predicted(name, depth)

    def predicted(name: str, depth: int = 0) -> float:
        return sum(value * expected(cause, depth + 1) for cause, value in causes.get(name, ()))

    return {(name, "~1", ""): expected(name) - predicted(name) for name in (*table.names.lv, *table.names.ov)}
