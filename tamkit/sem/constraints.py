"""``==``, ``<`` and ``>`` between parameters: linear ones are substituted, the others solved for.

Linear equalities become θ = Kφ + c once and for all, for a whole stack. Non-linear equalities and inequalities go
through sequential quadratic programming (scipy's SLSQP) with analytic gradients, one sample at a time, and are
then polished.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.sem.matrices import Array
from tamkit.sem.metric import Affine, unconstrained
from tamkit.sem.table import ParameterTable
from tamkit.syntax import Constraint


@dataclass(frozen=True, slots=True)
class Constraints:
    """The solved linear part, and what is left: equalities h(θ) = 0 and inequalities h(θ) ≥ 0."""

    affine: Affine
    equalities: tuple[Constraint, ...]
    inequalities: tuple[Constraint, ...]

    @property
    def linear_only(self) -> bool:
        return not self.equalities and not self.inequalities


def resolve(table: ParameterTable) -> Constraints:
    """Split the constraints of a table; raise AnalysisError when linear ones contradict each other."""
    rows: list[Array] = []
    values: list[float] = []
    left: list[Constraint] = []
    unequal: list[Constraint] = []
    for constraint in table.constraints:
        if constraint.op != "==":
            unequal.append(constraint)
            continue
        rng = np.random.default_rng(1)
        points = 0.5 + rng.random((3, table.k))
        h, J = evaluate(table, constraint, points)
        if np.ptp(J, axis=0).max(initial=0.0) < 1e-9:
            rows.append(J[0])
            values.append(float(J[0] @ points[0] - h[0]))
        else:
            left.append(constraint)
    return Constraints(_affine(np.array(rows), np.array(values), table), tuple(left), tuple(unequal))


def _affine(R: Array, d: Array, table: ParameterTable) -> Affine:
    """θ = Kφ + c with R θ = d: K an orthonormal basis of the null space of R, c the smallest solution."""
    if not len(R):
        return unconstrained(table.k)
    _, s, Vt = np.linalg.svd(R)
    rank = int((s > 1e-10 * max(s.max(initial=0.0), 1e-300)).sum())
    c = np.linalg.pinv(R) @ d
    if np.abs(R @ c - d).max() > 1e-8 * max(1.0, np.abs(d).max()):
        texts = tuple(_text(constraint) for constraint in table.constraints if constraint.op == "==")
        raise AnalysisError("sem.constraints_contradict", constraints=texts)
    return Affine(Vt[rank:].T, c)


def _text(constraint: Constraint) -> str:
    left = constraint.left.text if constraint.left else constraint.name
    return f"{left} {constraint.op} {constraint.right.text}"


def label_values(table: ParameterTable, theta: Array) -> dict[str, Array]:
    """Value of every label and plain name for a stack θ (B,k)."""
    out: dict[str, Array] = {}
    for name, row in table.labelled().items():
        out[name] = theta[:, row.free - 1] if row.free else np.full(len(theta), row.value)
    return out


def with_definitions(table: ParameterTable, values: dict[str, Array]) -> dict[str, Array]:
    """Add the ``:=`` values in order, so that later ones may use earlier ones."""
    values = dict(values)
    for definition in table.definitions:
        values[definition.name] = np.broadcast_to(
            definition.right.evaluate(values), next(iter(values.values())).shape if values else ()
        )
    return values


def evaluate(table: ParameterTable, constraint: Constraint, theta: Array) -> tuple[Array, Array]:
    """h (B,) and ∂h/∂θ (B,k): left − right for ``==`` and ``>``, right − left for ``<``; definitions may be used."""
    assert constraint.left is not None
    B, k = theta.shape

    def h(point: Array) -> Array:
        values = with_definitions(table, label_values(table, point))
        assert constraint.left is not None
        difference = constraint.left.evaluate(values) - constraint.right.evaluate(values)
        return np.broadcast_to(-difference if constraint.op == "<" else difference, (len(point),))

    J = np.empty((B, k))
    for index in range(k):
        shifted = theta.astype(complex)
        shifted[:, index] += 1e-30j
        J[:, index] = np.imag(h(shifted)) / 1e-30
    return np.real(h(theta)).copy(), J


def stacked(table: ParameterTable, constraints: Sequence[Constraint], theta: Array) -> tuple[Array, Array]:
    """h (c,) and its Jacobian (c,k) at one θ (k,)."""
    if not constraints:
        return np.zeros(0), np.zeros((0, len(theta)))
    parts = [evaluate(table, constraint, theta[None]) for constraint in constraints]
    return np.array([h[0] for h, _ in parts]), np.array([J[0] for _, J in parts])


def active_jacobian(table: ParameterTable, constraints: Constraints, theta: Array) -> Array:
    """Jacobian of all equalities and of the inequalities that bind at θ."""
    _, J = stacked(table, constraints.equalities, theta)
    h, G = stacked(table, constraints.inequalities, theta)
    return np.concatenate([J, G[np.abs(h) < 1e-6]]) if len(h) else J
