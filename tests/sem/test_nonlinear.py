"""Minima under curved equalities and inequalities, against the answers that calculus gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sem.lavaan_reference import dataset

from tamkit.sem import fit
from tamkit.sem.constraints import active_jacobian, stacked
from tamkit.sem.nonlinear import _projected, constrained
from tamkit.sem.result import Fit

MODEL = "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + d*x6"


def held(constraints: str, **options: Any) -> tuple[Fit, dict[str, float]]:
    result = fit(f"{MODEL}\n{constraints}", dataset("hs"), **options)
    assert result.converged
    return result, result.table.set_index("label")["est"].to_dict()


def test_a_curved_way_to_write_a_straight_constraint() -> None:
    """a² = b² with both positive is a = b."""
    curved, straight = held("a^2 == b^2")[0], held("a == b")[0]
    np.testing.assert_allclose(curved.table["est"], straight.table["est"], atol=1e-6)
    np.testing.assert_allclose(curved.table["se"], straight.table["se"], atol=1e-6)
    assert curved.fit["chisq"] == pytest.approx(straight.fit["chisq"], rel=1e-8)
    assert curved.fit["df"] == straight.fit["df"]


def test_curved_and_linear_constraints_together() -> None:
    _, values = held("a*b == 0.4; c == d")
    assert values["a"] * values["b"] == pytest.approx(0.4, abs=1e-9)
    assert values["c"] == pytest.approx(values["d"], abs=1e-12)


def test_an_inequality_that_does_not_bind_changes_nothing() -> None:
    free, bounded = held("")[0], held("a > 0.1; b < 5")[0]
    np.testing.assert_allclose(bounded.estimate.theta, free.estimate.theta, atol=1e-6)
    np.testing.assert_allclose(bounded.vcov, free.vcov, atol=1e-7)


def test_an_inequality_that_binds_is_an_equality_there() -> None:
    free = held("")[1]
    bound = free["a"] - 0.1
    inside, at = held(f"a < {bound}")
    fixed = fit(f"{MODEL}\na == {bound}", dataset("hs"))
    assert at["a"] == pytest.approx(bound, abs=1e-9)
    np.testing.assert_allclose(inside.estimate.theta, fixed.estimate.theta, atol=1e-5)
    assert inside.fit["chisq"] == pytest.approx(fixed.fit["chisq"], rel=1e-7)
    assert np.isnan(inside.table.set_index("label").loc["a", "se"])


@pytest.mark.parametrize("options", [{}, {"estimator": "GLS"}, {"estimator": "ULS"}, {"group": "school"}])
def test_what_is_left_of_the_gradient_is_normal_to_the_constraint(options: dict[str, Any]) -> None:
    """Lagrange: g = Jᵀλ at the minimum."""
    if "group" in options:
        result = fit(MODEL.replace("a*", "c(a, a2)*") + "\na*a2 == 0.4", dataset("hs"), **options)
        assert result.converged
    else:
        result, _ = held("exp(a) == b + 1", **options)
    setup, theta = result.setup, result.estimate.theta
    g, _ = setup.route.problem(setup).derivatives(theta[None], slice(None), weight=False)
    J = active_jacobian(setup.table, setup.constraints, theta)
    assert J.shape == (1, len(theta))
    assert np.abs(g[0]).max() > 1e-4
    np.testing.assert_allclose(_projected(g[0], J), 0.0, atol=1e-6)
    h, _ = stacked(setup.table, setup.constraints.equalities, theta)
    np.testing.assert_allclose(h, 0.0, atol=1e-9)


def test_projection_takes_out_what_constraints_hold() -> None:
    g = np.array([3.0, 4.0, 5.0])
    assert _projected(g, np.zeros((0, 3))) is g
    np.testing.assert_allclose(_projected(g, np.array([[0.0, 2.0, 0.0]])), [3.0, 0.0, 5.0])
    np.testing.assert_allclose(_projected(g, np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 0.0]])), [-0.5, 0.5, 5.0])


def test_members_of_a_stack_are_solved_one_by_one() -> None:
    result, _ = held("a*b == 0.4")
    setup, theta = result.setup, result.estimate.theta
    problem = setup.route.problem(setup)
    found = constrained(setup.table, setup.constraints, problem, theta[None] * 1.05)
    assert found.converged.tolist() == [True]
    np.testing.assert_allclose(found.theta[0], theta, atol=1e-6)
    assert found.value[0] == pytest.approx(result.estimate.value, rel=1e-9)


def test_a_constraint_that_cannot_be_met_does_not_converge() -> None:
    result = fit(f"{MODEL}\na^2 == -1", dataset("hs"))
    assert not result.converged
    assert [one.code for one in result.warnings if one.code == "not_converged"] == ["not_converged"]
