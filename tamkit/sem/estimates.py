"""The parameter table's numbers: estimate, standard error, standardized values; explained variance; latent moments.

Standard errors of what is computed from θ̂ are by the delta method, √diag(J V Jᵀ), with V the covariance of θ̂.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tamkit.sem.bootstrap import Bootstrap
from tamkit.sem.estimate import Estimate
from tamkit.sem.implied import variances
from tamkit.sem.intervals import Z975, normal_pvalue
from tamkit.sem.matrices import Array
from tamkit.sem.setup import Setup
from tamkit.sem.standardize import defined_values, difference_jacobian, row_values, standardized

Statistic = Callable[[Array, list[Array], list[Array]], Array]  # θ (B,k), moments of each group → (B, out)


@dataclass(frozen=True, slots=True)
class Columns:
    """Numbers of every row of the parameter table and then of every definition, (R + D,) each."""

    est: Array
    se: Array
    std_lv: Array
    std_all: Array
    std_all_se: Array
    std_nox: Array


def jacobian(setup: Setup, estimate: Estimate, statistic: Statistic) -> Array:
    """∂statistic/∂θ (out, k) at θ̂, the sample's moments held."""
    cov, mean = setup.stack

    def function(theta: Array) -> Array:
        spread = [np.broadcast_to(S, (len(theta), *S.shape[1:])) for S in cov]
        centre = [np.broadcast_to(m, (len(theta), *m.shape[1:])) for m in mean]
        return statistic(theta, spread, centre)

    return difference_jacobian(function, estimate.theta, np.sqrt(np.maximum(np.diag(estimate.covariance), 0.0)))


def delta_errors(estimate: Estimate, J: Array) -> Array:
    """√diag(J V Jᵀ) (out,) from the Jacobian J (out, k)."""
    return np.sqrt(np.maximum(((J @ estimate.covariance) * J).sum(axis=1), 0.0))


def values(setup: Setup, estimate: Estimate) -> tuple[Array, Array]:
    """``est`` and ``std_all`` of every row and definition: what tells whether a solution is admissible, at a fraction
    of what their standard errors cost."""
    theta, (cov, mean) = estimate.theta[None], setup.stack
    est = np.concatenate([row_values(setup, theta, cov, mean)[0], defined_values(setup.table, theta)[0]])
    found = est, standardized(setup, theta, cov, mean, "std_all")[0]
    return tuple(np.where(np.isinf(column), np.nan, column) for column in found)  # type: ignore[return-value]


def columns(setup: Setup, estimate: Estimate) -> Columns:
    """All numbers of the table."""
    table, theta = setup.table, estimate.theta[None]
    cov, mean = setup.stack

    def std_all(points: Array, cov: list[Array], mean: list[Array]) -> Array:
        return standardized(setup, points, cov, mean, "std_all")

    est = np.concatenate([row_values(setup, theta, cov, mean)[0], defined_values(table, theta)[0]])
    J = np.zeros((len(est), table.k))
    for index, row in enumerate(table.rows):
        if row.free:
            J[index, row.free - 1] = 1.0
    if table.definitions:
        J[len(table.rows) :] = jacobian(setup, estimate, lambda points, _cov, _mean: defined_values(table, points))
    found = (
        est,
        delta_errors(estimate, J),
        standardized(setup, theta, cov, mean, "std_lv")[0],
        std_all(theta, cov, mean)[0],
        delta_errors(estimate, jacobian(setup, estimate, std_all)),
        standardized(setup, theta, cov, mean, "std_nox")[0],
    )
    return Columns(*(np.where(np.isinf(column), np.nan, column) for column in found))  # 1/0 is no value


def parameter_frame(setup: Setup, numbers: Columns, bootstrap: Bootstrap | None = None) -> Any:
    """The parameter table as a DataFrame; see `Fit.table`."""
    import pandas as pd

    table = setup.table
    rows = [(r.lhs, r.op, r.rhs, r.group, "" if r.label.startswith(".") else r.label, bool(r.free)) for r in table.rows]
    rows += [(d.name, ":=", d.right.text, 0, d.name, False) for d in table.definitions]
    estimated = np.array([free or op == ":=" for _, op, _, _, _, free in rows], dtype=bool) & (numbers.se > 0)
    se = np.where(estimated, numbers.se, np.nan)
    std_se = np.where(numbers.std_all_se > 1e-10, numbers.std_all_se, np.nan)
    lower, upper = numbers.est - Z975 * se, numbers.est + Z975 * se
    std_lower, std_upper = numbers.std_all - Z975 * std_se, numbers.std_all + Z975 * std_se
    z = numbers.est / se
    pvalue, smallest = normal_pvalue(z), np.full(len(z), np.nan)
    if bootstrap is not None:
        # What the estimator decides stays decided; the draws speak of effects, which have no normal distribution.
        drawn = estimated & np.array([False] * len(table.rows) + [not d.right.is_name for d in table.definitions], bool)
        se, lower, upper = (
            np.where(drawn, own, kept)
            for own, kept in ((bootstrap.se, se), (bootstrap.lower, lower), (bootstrap.upper, upper))
        )
        std_se, std_lower, std_upper = (
            np.where(drawn & ~np.isnan(std_se), own, kept)
            for own, kept in (
                (bootstrap.std_se, std_se),
                (bootstrap.std_lower, std_lower),
                (bootstrap.std_upper, std_upper),
            )
        )
        z, pvalue = np.where(drawn, np.nan, z), np.where(drawn, bootstrap.pvalue, pvalue)
        smallest[drawn] = bootstrap.resolution
    columns = dict(zip(("lhs", "op", "rhs", "group", "label", "free"), zip(*rows, strict=True), strict=True))
    return pd.DataFrame(
        {
            **{name: list(column) for name, column in columns.items()},
            **{"est": numbers.est, "se": se, "z": z, "pvalue": pvalue, "ci_lower": lower, "ci_upper": upper},
            **{"std_lv": numbers.std_lv, "std_all": numbers.std_all, "std_all_se": std_se},
            **{"std_all_ci_lower": std_lower, "std_all_ci_upper": std_upper},
            **{"std_nox": numbers.std_nox, "resolution": smallest},
        }
    )


def drawn_frame(frame: Any, bootstrap: Bootstrap) -> Any:
    """What the draws say of every row of the parameter table; see `Fit.bootstrapped`."""
    estimated = frame["se"].notna().to_numpy()
    names = ("se", "pvalue", "ci_lower", "ci_upper", "std_all_se", "std_all_ci_lower", "std_all_ci_upper")
    parts = [bootstrap.se, bootstrap.pvalue, bootstrap.lower, bootstrap.upper]
    parts += [bootstrap.std_se, bootstrap.std_lower, bootstrap.std_upper]
    out = frame[["lhs", "op", "rhs", "group", "label", "free", "est", "std_all"]].copy()
    for name, part in zip(names, parts, strict=True):
        known = frame["std_all_se"].notna().to_numpy() if name.startswith("std") else estimated
        out[name] = np.where(known, part, np.nan)
    out["resolution"] = np.where(estimated, bootstrap.resolution, np.nan)
    return out


def explained(setup: Setup, estimate: Estimate, g: int) -> dict[str, float]:
    """R² of every dependent variable of a group, observed and latent, where it exists."""
    table, group = setup.table, setup.matrices[g]
    spread = variances(group, estimate.theta[None], setup.cov[g][None], setup.mean[g][None])
    dependent = {row.lhs for row in table.rows if row.op == "~"} | set(table.names.indicators)
    at = {name: index for index, name in enumerate(group.variables)}
    order = [name for name in (*table.names.ov, *table.names.lv) if name in dependent]
    shares = {name: float(1 - spread.residual[0, at[name]] / spread.total[0, at[name]]) for name in order}
    # A negative residual variance (reported as a Heywood case) leaves no share of variance to speak of.
    return {name: share for name, share in shares.items() if share <= 1 + 1e-12}


def latent_cov(setup: Setup, estimate: Estimate, g: int) -> Array:
    """Model-implied covariance (m,m) of the latent variables of a group."""
    matrices = setup.matrices[g]
    spread = variances(matrices, estimate.theta[None], setup.cov[g][None], setup.mean[g][None])
    index = [matrices.variables.index(name) for name in setup.table.names.lv]
    return spread.latent_cov[0][np.ix_(index, index)]
