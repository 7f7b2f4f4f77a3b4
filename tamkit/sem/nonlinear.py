"""Minimise under non-linear equalities and inequalities, one sample at a time (scipy's SLSQP, analytic gradients)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tamkit.sem.constraints import Constraints, active_jacobian, stacked
from tamkit.sem.discrepancy import Discrepancy
from tamkit.sem.matrices import Array
from tamkit.sem.solve import Solution, scoring
from tamkit.sem.table import ParameterTable


def constrained(table: ParameterTable, constraints: Constraints, problem: Discrepancy, start: Array) -> Solution:
    """Solve each member of the stack from its unconstrained minimum; converged means feasible and stationary."""
    affine = constraints.affine
    free = scoring(problem, start, affine)
    theta, value = free.theta.copy(), free.value.copy()
    converged = np.zeros(len(start), dtype=bool)
    iterations = free.iterations.copy()
    for row in range(len(start)):
        begin = free.theta[row] if np.isfinite(free.value[row]) else start[row]
        theta[row], value[row], converged[row], steps = _one(table, constraints, problem, begin, row)
        iterations[row] += steps
    return Solution(theta, value, converged, iterations)


def _one(
    table: ParameterTable, constraints: Constraints, problem: Discrepancy, start: Array, row: int
) -> tuple[Array, float, bool, int]:
    from scipy.optimize import minimize

    affine, rows = constraints.affine, np.array([row])

    def value(phi: Array) -> float:
        f = float(problem.value(affine.expand(phi[None]), rows)[0])
        return f if np.isfinite(f) else 1e10

    def slope(phi: Array) -> Array:
        g, _ = problem.derivatives(affine.expand(phi[None]), rows, weight=False)
        return affine.gradient(g)[0]

    def part(kind: str) -> dict[str, Any]:
        chosen = constraints.equalities if kind == "eq" else constraints.inequalities
        return {
            "type": kind,
            "fun": lambda phi: stacked(table, chosen, affine.expand(phi[None])[0])[0],
            "jac": lambda phi: affine.gradient(stacked(table, chosen, affine.expand(phi[None])[0])[1]),
        }

    parts = [part("eq")] * bool(constraints.equalities) + [part("ineq")] * bool(constraints.inequalities)
    found = minimize(
        value,
        affine.reduce(start[None])[0],
        jac=slope,
        method="SLSQP",
        constraints=parts,
        options={"maxiter": 1000, "ftol": 1e-14},
    )
    theta = _polish(table, constraints, problem, affine.expand(found.x[None])[0], rows)
    h, _ = stacked(table, constraints.equalities, theta)
    u, _ = stacked(table, constraints.inequalities, theta)
    feasible = bool(np.abs(h).max(initial=0.0) < 1e-7 and u.min(initial=0.0) > -1e-7)
    g, H = problem.derivatives(theta[None], rows)
    assert H is not None
    J = active_jacobian(table, constraints, theta)
    residual = _projected(affine.gradient(g)[0], affine.gradient(J) if len(J) else J)
    scale = np.sqrt(np.maximum(np.diag(affine.weight(H)[0]), 1e-12))
    stationary = bool(np.abs(residual / scale).max(initial=0.0) < 1e-5)
    return theta, float(problem.value(theta[None], rows)[0]), feasible and stationary, int(found.nit)


def _projected(g: Array, J: Array) -> Array:
    """The part of the gradient that no active constraint holds back."""
    if not len(J):
        return g
    multiplier, *_ = np.linalg.lstsq(J.T, g, rcond=None)
    return np.asarray(g - J.T @ multiplier)


def _polish(table: ParameterTable, constraints: Constraints, problem: Discrepancy, theta: Array, rows: Array) -> Array:
    """A few Newton steps on the Lagrangian with the active constraints held; SLSQP stops a little early."""
    affine = constraints.affine
    for _ in range(8):
        g, H = problem.derivatives(theta[None], rows)
        assert H is not None
        J = active_jacobian(table, constraints, theta)
        if not len(J):
            return theta
        h, _ = stacked(table, constraints.equalities, theta)
        u, _ = stacked(table, constraints.inequalities, theta)
        held = np.concatenate([h, u[np.abs(u) < 1e-6]])
        reduced_J, reduced_H = affine.gradient(J), affine.weight(H)[0]
        c = len(reduced_J)
        system = np.block([[reduced_H, reduced_J.T], [reduced_J, np.zeros((c, c))]])
        right = -np.concatenate([affine.gradient(g)[0], held])
        step, *_ = np.linalg.lstsq(system, right, rcond=None)
        phi = affine.reduce(theta[None])[0] + step[: len(reduced_H)]
        new = affine.expand(phi[None])[0]
        if not np.isfinite(problem.value(new[None], rows)[0]):
            return theta
        theta = new
        if np.abs(step[: len(reduced_H)]).max() < 1e-12:
            break
    return theta
