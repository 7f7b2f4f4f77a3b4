"""Information, its inverse under constraints, and the names of what is not identified."""

from __future__ import annotations

import numpy as np
import pytest
from sem.lavaan_reference import dataset, fitted

from tamkit.errors import NotIdentified
from tamkit.sem import fit
from tamkit.sem.information import (
    NEARLY_SINGULAR,
    clearly_identified,
    expected_hessian,
    inverse_along,
    observed_hessian,
    tangent,
    unidentified,
)
from tamkit.sem.matrices import Array
from tamkit.sem.metric import Affine, unconstrained

NAMES = ["a", "b", "c"]


def definite(k: int, seed: int) -> Array:
    y = np.random.default_rng(seed).normal(size=(4 * k, k))
    return np.asarray(y.T @ y / (4 * k))


def test_tangent_of_linear_constraints_is_their_space() -> None:
    K = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    assert tangent(Affine(K, np.zeros(3))) is K
    assert tangent(unconstrained(3)) is None
    assert tangent(unconstrained(3), np.zeros((0, 3))) is None


def test_tangent_of_curved_constraints_is_what_their_gradients_leave() -> None:
    J = np.array([[1.0, 1.0, 0.0, 0.0], [2.0, 2.0, 0.0, 0.0]])  # the second says nothing new
    K = tangent(unconstrained(4), J)
    assert K is not None
    assert K.shape == (4, 3)
    np.testing.assert_allclose(J @ K, 0.0, atol=1e-12)
    np.testing.assert_allclose(K.T @ K, np.eye(3), atol=1e-12)
    both = tangent(Affine(np.eye(4)[:, :3], np.zeros(4)), J)
    assert both is not None
    assert both.shape == (4, 2)
    np.testing.assert_allclose(both[3], 0.0)
    np.testing.assert_allclose(J @ both, 0.0, atol=1e-12)


def test_inverse_on_a_space() -> None:
    H = definite(3, 1)
    np.testing.assert_allclose(inverse_along(H, None), np.linalg.inv(H), rtol=1e-10)
    K, _ = np.linalg.qr(np.random.default_rng(2).normal(size=(3, 2)))
    found = inverse_along(H, K)
    np.testing.assert_allclose(K.T @ found @ H @ K, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(found @ np.cross(K[:, 0], K[:, 1]), 0.0, atol=1e-12)
    indefinite = np.diag([2.0, -1.0])  # an observed information may be
    np.testing.assert_allclose(inverse_along(indefinite, None), np.diag([0.5, -1.0]))
    with pytest.raises(np.linalg.LinAlgError):
        inverse_along(np.zeros((2, 2)), None)


@pytest.mark.parametrize("unit", [1.0, 1e-5, 1e5])
def test_parameters_that_no_data_tell_apart_are_named_in_any_unit(unit: float) -> None:
    d = np.array([1.0, 1.0, 0.0])
    H = np.outer(d, d) + np.diag([0.0, 0.0, 2.0])
    scale = np.array([unit, 1.0, 1.0])
    assert set(unidentified(H * np.outer(scale, scale), None, NAMES)) == {"a", "b"}


def test_a_parameter_without_any_effect_is_named_first() -> None:
    H = definite(3, 3)
    H[1, :] = H[:, 1] = 0.0
    assert unidentified(H, None, NAMES) == ["b"]
    assert unidentified(definite(3, 3), None, NAMES) == []


def test_a_constraint_can_identify() -> None:
    d = np.array([1.0, 1.0, 0.0])
    H = np.outer(d, d) + np.diag([0.0, 0.0, 2.0])
    K = np.array([[0.5**0.5, 0.0], [0.5**0.5, 0.0], [0.0, 1.0]])  # a = b
    assert unidentified(H, K, NAMES) == []
    assert clearly_identified(H, K)
    assert not clearly_identified(H)


def test_nearly_singular_is_another_bound() -> None:
    H = np.array([[1.0, 1 - 1e-6], [1 - 1e-6, 1.0]])
    assert unidentified(H, None, NAMES[:2]) == []
    assert set(unidentified(H, None, NAMES[:2], NEARLY_SINGULAR)) == {"a", "b"}


@pytest.mark.parametrize("key", [("classics", "hs"), ("tam_groups", "loadings")])
def test_observed_information_is_the_second_derivative(key: tuple[str, str]) -> None:
    result = fitted(*key)
    problem, theta = result.setup.route.problem(result.setup), result.estimate.theta
    k, h = len(theta), 1e-5
    g, _ = problem.derivatives(
        np.concatenate([theta + h * np.eye(k), theta - h * np.eye(k)]), np.zeros(2 * k, dtype=int), weight=False
    )
    numeric = (g[:k] - g[k:]) / (2 * h)
    np.testing.assert_allclose(observed_hessian(problem, theta), numeric, atol=1e-6 * np.abs(numeric).max())


def test_without_an_exact_hessian_differences_are_taken() -> None:
    result = fit("f =~ x1 + x2 + x3 + x4", dataset("hs"), estimator="ULS")
    problem, theta = result.setup.route.problem(result.setup), result.estimate.theta
    assert not problem.exact
    H = observed_hessian(problem, theta)
    np.testing.assert_array_equal(H, H.T)
    step = 1e-3 * np.random.default_rng(1).normal(size=len(theta))
    rise = problem.value((theta + step)[None], np.zeros(1, dtype=int)) - problem.value(
        theta[None], np.zeros(1, dtype=int)
    )
    assert rise[0] == pytest.approx(0.5 * step @ H @ step, rel=0.02)


def test_expected_information_is_that_of_the_model_itself() -> None:
    """At a sample that the model reproduces, expected and observed information are one."""
    result = fit("f =~ x1 + x2 + x3", dataset("hs"))  # saturated
    problem, theta = result.setup.route.problem(result.setup), result.estimate.theta
    np.testing.assert_allclose(expected_hessian(problem, theta), observed_hessian(problem, theta), atol=1e-8)
    vcov = np.linalg.inv(expected_hessian(problem, theta)) / 301
    np.testing.assert_allclose(result.vcov, vcov, rtol=1e-8)


@pytest.mark.parametrize(
    ("model", "lost"),
    [
        ("f =~ NA*x1 + x2 + x3 + x4", {"f=~x1", "f~~f"}),
        ("f =~ x1 + x2 + x3\nf ~ a*x4\nf ~~ b*x4\nx4 ~~ x4", {"a", "b"}),
    ],
)
def test_a_model_that_is_not_identified_names_its_parameters(model: str, lost: set[str]) -> None:
    with pytest.raises(NotIdentified) as caught:
        fit(model, dataset("hs"))
    assert caught.value.message.key == "sem.not_identified"
    assert lost & set(caught.value.message.values["parameters"])
