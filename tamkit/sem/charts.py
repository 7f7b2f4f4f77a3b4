"""Other coordinates for a path whose coefficient runs to infinity, and comes back with the opposite sign.

In y = b_k x_k + Σ b_j x_j + … + ζ let x_k be exogenous and hardly different from what the other exogenous x_j say of
it: x_k = Σ a_j x_j + e, var e = ψ_k. As ψ_k → 0 the valley of the discrepancy leads b_k and the b_j to ±∞ and through
it. The model is the same when e is a residual that covaries with that of y instead of acting through x_k,

    u = 1/b_k   s = cov(x_k, y) = b_k ψ_k   s_yy = ψ_y + b_k² ψ_k   c_j = b_j + b_k a_j   (a_j, where x_j predicts y)

and u = 0 is a point like others. As a model: y has no arrow from x_k; y ~ c_j x_j; x_k ~ a_j x_j, with a_j = u c_j
where x_j does not predict y; x_k ~~ ψ_k x_k with ψ_k = u s; x_k ~~ s y. Back: b_k = 1/u, b_j = c_j − a_j/u,
ψ_y = s_yy − s/u.

The coordinates stand in a vector q (B,k) where the parameters they replace stand in θ: u for b_k, s for ψ_k, s_yy for
ψ_y, c_j for b_j, and for cov(x_k, x_j) a_j where x_j predicts y, else c_j. The chart's own model has q and the products
u s, u c_j as its parameters, so its derivatives are those of any model, and a product's go to both of its factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tamkit.sem.discrepancy import NormalTheory, Weight
from tamkit.sem.implied import inner_covariance
from tamkit.sem.linalg import inverse_or_nan
from tamkit.sem.matrices import Array, Index, Matrices, compile_group
from tamkit.sem.table import Parameter, ParameterTable

Rows = NDArray[np.intp] | slice


@dataclass(frozen=True, slots=True)
class Chart:
    """One pair of y and x_k: where its parameters stand in θ and q, and the model of q with its products."""

    outcome: int  # which inner variable y is, and x_k
    predictor: int
    path: int  # b_k, u
    variance: int  # ψ(x_k) as covariance of x_k with itself, s
    residual: int  # ψ_y, s_yy
    covariances: Index  # cov(x_k, x_j) of the x_j that predict y first, then of the others
    paths: Index  # b_j of those that do
    among: Index  # (j, j) where the moments of the x_j stand among the sources of the model in θ
    matrices: Matrices

    @property
    def factors(self) -> Index:
        """What u is multiplied by: s, and c_j where x_j does not predict y."""
        return np.array([self.variance, *self.covariances[len(self.paths) :]], dtype=np.intp)

    def enter(self, sources: Array, k: int) -> Array:
        """q (B,k) of θ, which leads the ``sources`` (B,·) of its model."""
        q = sources[:, :k].copy()
        b, known = sources[:, self.path], len(self.paths)
        other = sources[:, self.covariances]
        a = (inverse_or_nan(sources.take(self.among, axis=1)) @ other[..., None])[..., 0]
        own = sources[:, self.variance] - np.vecdot(a, other)
        q[:, self.path] = 1.0 / b
        q[:, self.variance] = b * own
        q[:, self.residual] += b * b * own
        q[:, self.paths] += b[:, None] * a[:, :known]
        q[:, self.covariances[:known]] = a[:, :known]
        q[:, self.covariances[known:]] = b[:, None] * a[:, known:]
        return q

    def leave(self, q: Array, sources: Array) -> Array:
        """θ (B,k) of q; the ``sources`` (B,·) of the model in θ at q, for the moments of the x_j, which both share."""
        theta = q.copy()
        u, known = q[:, self.path], len(self.paths)
        a = q[:, self.covariances].copy()
        a[:, known:] *= u[:, None]
        own = (sources.take(self.among, axis=1) @ a[..., None])[..., 0]
        theta[:, self.path] = 1.0 / u
        theta[:, self.variance] = u * q[:, self.variance] + np.vecdot(a, own)
        theta[:, self.residual] -= q[:, self.variance] / u
        theta[:, self.paths] -= a[:, :known] / u[:, None]
        theta[:, self.covariances] = own
        return theta

    def spread(self, q: Array) -> Array:
        """q with its products (B, k + ·): the parameters of the chart's model."""
        return np.concatenate((q, q[:, self.path, None] * q[:, self.factors]), axis=1)


@dataclass(frozen=True, slots=True)
class Charted:
    """A discrepancy in the coordinates of a chart (see `tamkit.sem.discrepancy.Discrepancy`)."""

    chart: Chart
    within: NormalTheory  # of the chart's model, on the same samples

    @classmethod
    def of(cls, chart: Chart, problem: NormalTheory) -> Charted:
        return cls(chart, replace(problem, matrices=[chart.matrices]))

    @property
    def size(self) -> int:
        return self.within.size

    @property
    def exact(self) -> bool:
        return self.within.exact

    def value(self, theta: Array, rows: Rows) -> Array:
        return self.within.value(self.chart.spread(theta), rows)

    def derivatives(self, theta: Array, rows: Rows, weight: bool = True) -> tuple[Array, Array | None]:
        g, H = self.within.derivatives(self.chart.spread(theta), rows, weight)
        return self._pulled(theta, g), None if H is None else self._curved(theta, H)

    def evaluate(self, theta: Array, rows: Rows, weight: Weight = True) -> tuple[Array, Array, Array | None]:
        f, g, H = self.within.evaluate(self.chart.spread(theta), rows, weight)
        if H is not None:
            H = self._curved(theta, H, g if weight == "exact" else None)
        return f, self._pulled(theta, g), H

    def _pulled(self, q: Array, g: Array) -> Array:
        """Jᵀg (B,k)."""
        k, u, factors = q.shape[1], self.chart.path, self.chart.factors
        out: Array = g[:, :k].copy()
        out[:, u] += np.vecdot(g[:, k:], q[:, factors])
        out[:, factors] += q[:, u, None] * g[:, k:]
        return out

    def _curved(self, q: Array, H: Array, g: Array | None = None) -> Array:
        """JᵀHJ (B,k,k), and what the products' own curvature adds, given the gradient."""
        k, u, factors = q.shape[1], self.chart.path, self.chart.factors
        products = np.zeros((len(q), len(factors), k))  # J below the identity
        products[:, np.arange(len(factors)), factors] = q[:, u, None]
        products[:, :, u] = q[:, factors]
        cross = H[:, :k, k:] @ products
        out: Array = H[:, :k, :k] + cross + cross.transpose(0, 2, 1)
        out += products.transpose(0, 2, 1) @ H[:, k:, k:] @ products
        if g is not None:
            out[:, u, factors] += g[:, k:]
            out[:, factors, u] += g[:, k:]
        return out


def standardized_paths(charts: Sequence[Chart], matrices: Matrices, theta: Array) -> Array:
    """b_k sd(x_k)/sd(y) of each chart at θ (B,k), as (B, charts); 0 where a variance is not positive."""
    return theta[:, [chart.path for chart in charts]] * spread_ratios(charts, inner_covariance(matrices, theta))


def spread_ratios(charts: Sequence[Chart], C: Array) -> Array:
    """sd(x_k)/sd(y) of each chart (B, charts) from cov(η) (B,n,n); 0 where a variance is not positive."""
    variances = C.diagonal(axis1=1, axis2=2)
    x, y = variances[:, [chart.predictor for chart in charts]], variances[:, [chart.outcome for chart in charts]]
    good = (x > 0) & (y > 0)
    return np.sqrt(np.where(good, x, 0.0) / np.where(good, y, 1.0))


def charts_of(table: ParameterTable, matrices: Sequence[Matrices]) -> tuple[Chart, ...]:
    """All charts of a model of one group without constraints; none where parameters are held or shared."""
    if len(matrices) != 1 or table.constraints or table.options.groups != 1:
        return ()
    free = [row.free for row in table.rows if row.free]
    if len(free) != table.k:
        return ()
    latent = set(table.names.lv)
    caused = {row.lhs for row in table.rows if row.op == "~"} | {row.rhs for row in table.rows if row.op == "=~"}
    levelled = {row.lhs for row in table.rows if row.op == "~1" and (row.free or row.value)}
    exogenous = [name for name in matrices[0].variables[: matrices[0].inner] if name not in caused]
    if not latent.issuperset(exogenous) or levelled.intersection(exogenous):
        return ()
    at = {(row.lhs, row.op, row.rhs): row for row in table.rows}
    found = []
    for row in table.rows:
        plain = row.op == "~" and row.free and row.lhs in latent and row.lhs not in levelled
        if plain and row.rhs in exogenous:
            chart = _chart(table, matrices[0], at, row.lhs, row.rhs, [j for j in exogenous if j != row.rhs])
            found += [] if chart is None else [chart]
    return tuple(found)


def _chart(
    table: ParameterTable,
    matrices: Matrices,
    at: dict[tuple[str, str, str], Parameter],
    y: str,
    x: str,
    others: list[str],
) -> Chart | None:
    """The chart of one pair, where all that it replaces is free and nothing that it needs is taken."""

    def covariance(a: str, b: str) -> Parameter | None:
        return at.get((a, "~~", b), at.get((b, "~~", a)))

    others = [*(j for j in others if (y, "~", j) in at), *(j for j in others if (y, "~", j) not in at)]
    direct = [at[y, "~", j] for j in others if (y, "~", j) in at]
    own, residual = covariance(x, x), covariance(y, y)
    between = [covariance(x, j) for j in others]
    replaced = [at[y, "~", x], own, residual, *between, *direct]
    if any(row is None or not row.free for row in replaced) or any(covariance(y, j) for j in (x, *others)):
        return None
    path, variance, psi, *rest = [row.free - 1 for row in replaced if row is not None]
    covariances, paths = rest[: len(others)], rest[len(others) :]
    gone = {id(row) for row in (at[y, "~", x], own, *between)}
    rows = [row for row in table.rows if id(row) not in gone]
    product = table.k
    for j, place in enumerate(covariances):
        if j < len(paths):
            rows.append(Parameter(x, "~", others[j], free=place + 1))
            continue
        product += 1
        rows += [Parameter(y, "~", others[j], free=place + 1), Parameter(x, "~", others[j], free=product + 1)]
    rows += [Parameter(x, "~~", y, free=variance + 1), Parameter(x, "~~", x, free=table.k + 1)]
    inner = {name: index for index, name in enumerate(matrices.variables)}
    moments = [inner[j] for j in others]
    made = compile_group(replace(table, rows=tuple(rows), k=product + 1), 1)
    return Chart(
        outcome=inner[y],
        predictor=inner[x],
        path=path,
        variance=variance,
        residual=psi,
        covariances=np.array(covariances, dtype=np.intp),
        paths=np.array(paths, dtype=np.intp),
        among=matrices.S_at[np.ix_(moments, moments)],
        matrices=made,
    )
