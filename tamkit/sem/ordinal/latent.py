"""What a model implies for ordered variables: thresholds and correlations of the latent responses behind them.

Each ordered y has a latent response y* with model moments (mu*, Sigma*) and thresholds tau. The statistics
compared with
the sample's are s (tau - mu*), and s_i s_j Sigma*_ij, with the scale s

    delta  a parameter (``y ~*~ y``, 1 unless thresholds are equal across groups); the residual variance of y* follows
    theta  1 / sqrt(Sigma*_ii), the residual variance being the parameter (1 unless thresholds are equal across groups)

(Muthén & Asparouhov 2002, Mplus Web Note 4). Continuous variables keep mean, variance and covariances, s = 1.

With fixed exogenous variables x everything is conditional on them, as in lavaan: mu* and Sigma* are those at x = 0
and with
x held, and the slopes of y* on x, s times the total effect of x, join the statistics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import AnalysisError
from tamkit.sem.implied import Implied, fill, gradient, implied, jacobian
from tamkit.sem.matrices import Array, Matrices, compile_group
from tamkit.sem.ordinal.codes import pairs_of
from tamkit.sem.table import ParameterTable

Index = NDArray[np.intp]
FIXED = -1


@dataclass(frozen=True, slots=True)
class Latent:
    """One group: the RAM matrices, and where thresholds and scales come from.

    rows (p,): the modelled variables among the observed; x (m,): the covariates among the inner variables
    ordered (p,); column (t,): the variable of each threshold or mean; is_mean (t,)
    tau, tau_at (t,): fixed value and position in theta (-1: fixed); scale, scale_at (p,): the same for s (delta only)
    theta_scaled: whether s is 1 / sqrt(Sigma*_ii)
    """

    matrices: Matrices
    ordered: NDArray[np.bool_]
    column: Index
    is_mean: NDArray[np.bool_]
    tau: Array
    tau_at: Index
    scale: Array
    scale_at: Index
    theta_scaled: bool
    rows: Index
    x: Index

    def moments(self, theta: Array, cov: Array, mean: Array) -> tuple[Implied, Array, Array]:
        """Implied moments, and Sigma* (B,p,p) and mu* (B,p) of the modelled variables, given the covariates if any."""
        if len(self.x):
            cov, mean = np.zeros_like(cov), np.zeros_like(mean)
        at = implied(self.matrices, theta, cov, mean)
        return at, at.Sigma[:, self.rows[:, None], self.rows], at.mu[:, self.rows]

    def slopes(self, at: Implied, s: Array) -> Array:
        """(B, m p): s times the total effects of the covariates, covariate by covariate."""
        effects = s[:, :, None] * at.T[:, self.rows[:, None], self.x]
        return effects.transpose(0, 2, 1).reshape(len(s), -1)


def compile_latent(table: ParameterTable, group: int, matrices: Matrices) -> Latent:
    """Read thresholds (``|``) and scales (``~*~``) of one group off the parameter table.

    Raises AnalysisError for an ordered variable that predicts others under the delta parameterization: its residual
    variance would then have to be solved for; theta does it.
    """
    covariates = table.names.ov_x if table.options.fixed_x else ()
    names = tuple(name for name in table.names.ov if name not in covariates)
    ordered = np.array([name in table.ordered for name in names])
    theta_scaled = table.options.parameterization == "theta"
    sources = {row.rhs for row in table.of_group(group) if row.op == "~"}
    predictor = next((name for name in names if name in table.ordered and name in sources), None)
    if predictor is not None and not theta_scaled:
        raise AnalysisError("sem.ordered_predictor_needs_theta", variable=predictor)
    rows = {(row.lhs, row.op, row.rhs): row for row in table.of_group(group)}
    column, is_mean, tau, tau_at = [], [], [], []
    scale, scale_at = np.ones(len(names)), np.full(len(names), FIXED)
    for j, name in enumerate(names):
        if name not in table.ordered:
            column.append(j)
            is_mean.append(True)
            tau.append(0.0)
            tau_at.append(FIXED)
            continue
        for t in range(1, table.ordered[name] + 1):
            row = rows[(name, "|", f"t{t}")]
            column.append(j)
            is_mean.append(False)
            tau.append(0.0 if row.free else row.value)
            tau_at.append(row.free - 1 if row.free else FIXED)
        row = rows[(name, "~*~", name)]
        if row.free:
            scale_at[j] = row.free - 1
        elif row.value == row.value:
            scale[j] = row.value
    return Latent(
        matrices,
        ordered,
        np.array(column, dtype=np.intp),
        np.array(is_mean, dtype=bool),
        np.array(tau),
        np.array(tau_at, dtype=np.intp),
        scale,
        scale_at.astype(np.intp),
        theta_scaled,
        np.array([table.names.ov.index(name) for name in names], dtype=np.intp),
        np.array([matrices.variables.index(name) for name in covariates], dtype=np.intp),
    )


def scales(latent: Latent, theta: Array, Sigma: Array) -> Array:
    """s (B,p)."""
    if latent.theta_scaled:
        variance = np.diagonal(Sigma, axis1=1, axis2=2)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(latent.ordered, 1.0 / np.sqrt(variance), 1.0)
    out = np.broadcast_to(latent.scale, (len(theta), len(latent.scale))).copy()
    free = np.flatnonzero(latent.scale_at != FIXED)
    out[:, free] = theta[:, latent.scale_at[free]]
    return out


def thresholds_of(latent: Latent, theta: Array) -> Array:
    """tau (B,t); 0 in the place of a continuous variable's mean."""
    out = np.broadcast_to(latent.tau, (len(theta), len(latent.tau))).copy()
    free = np.flatnonzero(latent.tau_at != FIXED)
    out[:, free] = theta[:, latent.tau_at[free]]
    return out


def model_statistics(latent: Latent, theta: Array, cov: Array, mean: Array) -> Array:
    """The statistics (B,q) a model implies, in the order of :class:`~tamkit.sem.ordinal.moments.OrdinalMoments`."""
    at, Sigma, mu = latent.moments(theta, cov, mean)
    s = scales(latent, theta, Sigma)
    column = latent.column
    first, second = pairs_of(len(latent.ordered))
    continuous = np.flatnonzero(~latent.ordered)
    return np.concatenate(
        [
            s[:, column] * (thresholds_of(latent, theta) - mu[:, column]),
            latent.slopes(at, s),
            Sigma[:, continuous, continuous],
            s[:, first] * s[:, second] * Sigma[:, first, second],
        ],
        axis=1,
    )


def statistics_jacobian(latent: Latent, theta: Array, cov: Array, mean: Array) -> tuple[Array, Array]:
    """The statistics (B,q) and their derivatives in theta (B,q,k)."""
    at, Sigma, mu = latent.moments(theta, cov, mean)
    d_sigma, d_mu = jacobian(latent.matrices, at)
    d_sigma, d_mu = d_sigma[:, :, latent.rows[:, None], latent.rows], d_mu[:, :, latent.rows]
    B, k = theta.shape
    s = scales(latent, theta, Sigma)
    d_s = np.zeros((B, k, len(latent.ordered)))
    if latent.theta_scaled:
        on = np.flatnonzero(latent.ordered)
        d_s[:, :, on] = -0.5 * (s[:, on] ** 3)[:, None, :] * d_sigma[:, :, on, on]
    else:
        free = np.flatnonzero(latent.scale_at != FIXED)
        d_s[:, latent.scale_at[free], free] = 1.0
    column = latent.column
    gap = thresholds_of(latent, theta) - mu[:, column]
    d_gap = -d_mu[:, :, column]
    moving = np.flatnonzero(latent.tau_at != FIXED)
    d_gap[:, latent.tau_at[moving], moving] += 1.0
    first, second = pairs_of(len(latent.ordered))
    continuous = np.flatnonzero(~latent.ordered)
    a, b, covariance = s[:, first], s[:, second], Sigma[:, first, second]
    by_scale = d_s[:, :, first] * (b * covariance)[:, None, :] + d_s[:, :, second] * (a * covariance)[:, None, :]
    value = np.concatenate(
        [s[:, column] * gap, latent.slopes(at, s), Sigma[:, continuous, continuous], a * b * covariance], axis=1
    )
    derivative = np.concatenate(
        [
            d_s[:, :, column] * gap[:, None, :] + s[:, None, column] * d_gap,
            _slope_derivatives(latent, at, s, d_s),
            d_sigma[:, :, continuous, continuous],
            by_scale + (a * b)[:, None, :] * d_sigma[:, :, first, second],
        ],
        axis=2,
    )
    return value, derivative.transpose(0, 2, 1)


def _slope_derivatives(latent: Latent, at: Implied, s: Array, d_s: Array) -> Array:
    """(B, k, m p): an arrow j → i moves the effect of x on y by U_yi (I - A)⁻¹_jx; the scale multiplies."""
    matrices = latent.matrices
    B, k, p = d_s.shape
    m = len(latent.x)
    if not m:
        return np.zeros((B, k, 0))
    elements = matrices.elements
    a = elements.arrows
    by_arrow = (
        at.W[:, latent.rows[:, None], elements.x[a]][:, None, :, :]
        * at.inverse[:, elements.tail[:, None], latent.x].transpose(0, 2, 1)[:, :, None, :]
    )
    by_element = np.zeros((B, m, p, len(elements)))
    by_element[..., a] = s[:, None, :, None] * by_arrow
    moved = matrices.spread(by_element)  # (B, m, p, k)
    effects = at.T[:, latent.rows[:, None], latent.x].transpose(0, 2, 1)
    total = moved.transpose(0, 3, 1, 2) + d_s[:, :, None, :] * effects[:, None, :, :]
    return total.reshape(B, k, m * p)


def pull_back(latent: Latent, theta: Array, cov: Array, mean: Array, push: Array) -> tuple[Array, Array]:
    """The statistics sigma (B,q) and (d sigma / d theta)' push(sigma) (B,k), without forming the derivatives.

    ``push`` holds the sample statistics and weights as (2, B, q): the vector pulled back is weight * (sample - sigma).
    """
    at, Sigma, mu = latent.moments(theta, cov, mean)
    s = scales(latent, theta, Sigma)
    column, t = latent.column, len(latent.column)
    p, m, rows = len(latent.ordered), len(latent.x), latent.rows
    first, second = pairs_of(len(latent.ordered))
    continuous = np.flatnonzero(~latent.ordered)
    gap = thresholds_of(latent, theta) - mu[:, column]
    a, b, covariance = s[:, first], s[:, second], Sigma[:, first, second]
    sigma = np.concatenate(
        [s[:, column] * gap, latent.slopes(at, s), Sigma[:, continuous, continuous], a * b * covariance], axis=1
    )
    e = push[1] * (push[0] - sigma)
    ends = np.cumsum([t, m * p, len(continuous)])
    e_th, e_slope, e_var, e_cov = np.split(e, ends, axis=1)
    M = np.zeros_like(Sigma)
    M[:, first, second] = M[:, second, first] = e_cov * a * b
    M[:, continuous, continuous] = 2.0 * e_var
    by_threshold = e_th * s[:, column]
    onto = np.eye(len(latent.ordered))  # sums over a variable's thresholds or pairs are products with its indicators
    r = -by_threshold @ onto[column]
    by_scale = (e_th * gap) @ onto[column]
    by_scale += (e_cov * b * covariance) @ onto[first] + (e_cov * a * covariance) @ onto[second]
    by_effect = e_slope.reshape(len(theta), m, p).transpose(0, 2, 1)
    by_scale += (by_effect * at.T[:, rows[:, None], latent.x]).sum(axis=2)
    if latent.theta_scaled:
        on = np.flatnonzero(latent.ordered)
        M[:, on, on] -= by_scale[:, on] * s[:, on] ** 3
    whole, whole_r = np.zeros_like(at.Sigma), np.zeros_like(at.mu)
    whole[:, rows[:, None], rows], whole_r[:, rows] = M, r
    out = gradient(latent.matrices, at, whole, whole_r)
    if m:
        elements = latent.matrices.elements
        left = at.W[:, rows].transpose(0, 2, 1) @ (s[:, :, None] * by_effect)
        arrows = left @ at.inverse[:, :, latent.x].transpose(0, 2, 1)
        by_element = np.zeros((len(theta), len(elements)))
        by_element[:, elements.arrows] = arrows[:, elements.x[elements.arrows], elements.tail]
        out = out + latent.matrices.spread(by_element)
    place = np.arange(theta.shape[1])
    return (
        sigma,
        out + by_threshold @ (latent.tau_at[:, None] == place) + by_scale @ (latent.scale_at[:, None] == place),
    )


def response_moments(latent: Latent, theta: Array, cov: Array, mean: Array) -> tuple[Array, Array, Array]:
    """Sigma* (B,p,p) and residual variances (B,p) of the responses, and s (B,p)."""
    _, Sigma, _ = latent.moments(theta, cov, mean)
    _, S, _ = fill(latent.matrices, theta, cov, mean)
    place = {name: index for index, name in enumerate(latent.matrices.variables)}
    own = np.array([place[latent.matrices.observed[row]] for row in latent.rows])
    return Sigma, S[:, own, own], scales(latent, theta, Sigma)


def follow(table: ParameterTable, values: Array, theta: Array, cov: Sequence[Array], mean: Sequence[Array]) -> Array:
    """Put what follows from the other parameters into the rows' values (B,R): residual variances (delta) or scales
    (theta)."""
    out = values.copy()
    moments = []
    for g in range(table.options.groups):
        latent = compile_latent(table, g + 1, compile_group(table, g + 1))
        moments.append(response_moments(latent, theta, cov[g], mean[g]))
    covariates = table.names.ov_x if table.options.fixed_x else ()
    place = {name: at for at, name in enumerate(name for name in table.names.ov if name not in covariates)}
    for index, row in enumerate(table.rows):
        if row.free or row.lhs not in table.ordered:
            continue
        _, residual, s = moments[row.group - 1]
        if row.op == "~~" and row.lhs == row.rhs and table.options.parameterization == "delta":
            out[:, index] = residual[:, place[row.lhs]]
        elif row.op == "~*~" and table.options.parameterization == "theta":
            out[:, index] = s[:, place[row.lhs]]
    return out
