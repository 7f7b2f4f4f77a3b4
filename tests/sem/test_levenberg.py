"""Levenberg steps on functions whose minima are known."""

from __future__ import annotations

import numpy as np

from tamkit.sem.levenberg import levenberg
from tamkit.sem.matrices import Array
from tamkit.sem.metric import Mask


class Valley:
    """Rosenbrock's valley, (1 − x)² + scale (y − x²)², of as many members as there are scales."""

    exact = True

    def __init__(self, *scales: float) -> None:
        self.scales = np.array(scales)
        self.evaluated = 0

    @property
    def size(self) -> int:
        return len(self.scales)

    def value(self, theta: Array, rows: Array) -> Array:
        x, y = theta.T
        return (1 - x) ** 2 + self.scales[rows] * (y - x**2) ** 2

    def evaluate(self, theta: Array, rows: Array, weight: object = True) -> tuple[Array, Array, Array | None]:
        self.evaluated += len(theta)
        (x, y), a = theta.T, self.scales[rows]
        g = np.stack([-2 * (1 - x) - 4 * a * x * (y - x**2), 2 * a * (y - x**2)], axis=1)
        H = np.empty((len(x), 2, 2))
        H[:, 0, 0], H[:, 1, 1] = 2 - 4 * a * (y - 3 * x**2), 2 * a
        H[:, 0, 1] = H[:, 1, 0] = -4 * a * x
        return self.value(theta, rows), g, H

    def derivatives(self, theta: Array, rows: Array, weight: bool = True) -> tuple[Array, Array | None]:
        _, g, _ = self.evaluate(theta, rows)
        return g, np.tile(np.eye(2), (len(theta), 1, 1))


class Slide(Valley):
    """exp(−x) + y²: there is no minimum."""

    def value(self, theta: Array, rows: Array) -> Array:
        return np.exp(-theta[:, 0]) + theta[:, 1] ** 2

    def evaluate(self, theta: Array, rows: Array, weight: object = True) -> tuple[Array, Array, Array | None]:
        e = np.exp(-theta[:, 0])
        H = np.zeros((len(theta), 2, 2))
        H[:, 0, 0], H[:, 1, 1] = e, 2.0
        return self.value(theta, rows), np.stack([-e, 2 * theta[:, 1]], axis=1), H


def nowhere(x: Array) -> Mask:
    return np.zeros(len(x), dtype=bool)


def test_each_member_goes_its_own_way_to_the_minimum() -> None:
    problem = Valley(1.0, 10.0, 100.0, 1000.0)
    start = np.array([[-1.2, 1.0], [0.0, 1.0], [-1.2, 1.0], [1.5, 2.0]])
    found = levenberg(problem, start, np.arange(4), nowhere, tolerance=1e-13, max_iterations=200)  # type: ignore[arg-type]
    assert found.converged.all()
    assert not found.left.any()
    np.testing.assert_allclose(found.x, 1.0, atol=1e-6)
    alone = levenberg(problem, start[2:3], np.array([2]), nowhere, tolerance=1e-13, max_iterations=200)  # type: ignore[arg-type]
    np.testing.assert_allclose(found.x[2], alone.x[0], atol=1e-12)
    assert found.steps[2] == alone.steps[0]


def test_where_the_hessian_is_not_definite_a_step_still_goes_down() -> None:
    problem = Valley(5.0)
    start = np.array([[0.0, 2.0]])
    _, _, H = problem.evaluate(start, np.array([0]))
    assert H is not None
    assert np.linalg.eigvalsh(H[0])[0] < 0
    found = levenberg(problem, start, np.array([0]), nowhere, tolerance=1e-13, max_iterations=1)  # type: ignore[arg-type]
    assert problem.value(found.x, np.array([0]))[0] < problem.value(start, np.array([0]))[0]
    assert not found.converged[0]


def test_a_member_that_wants_other_coordinates_stops_there() -> None:
    problem = Valley(100.0, 100.0)
    start = np.array([[-1.2, 1.0], [0.9, 0.8]])
    found = levenberg(
        problem,  # type: ignore[arg-type]
        start,
        np.arange(2),
        lambda x: (x[:, 0] > -0.5) & (x[:, 0] < 0.5),
        tolerance=1e-13,
        max_iterations=200,
    )
    assert found.left.tolist() == [True, False]
    assert found.converged.tolist() == [False, True]
    assert -0.5 < found.x[0, 0] < 0.5


def test_a_slide_to_nowhere_ends_at_the_limit() -> None:
    start = np.array([[0.0, 1.0]])
    found = levenberg(Slide(1.0), start, np.array([0]), nowhere, tolerance=1e-13, max_iterations=20)  # type: ignore[arg-type]
    assert not found.converged[0]
    assert found.steps[0] == 20
    assert 10 < found.x[0, 0] <= 20


def test_a_start_without_derivatives_is_lost_and_harms_nobody() -> None:
    problem = Valley(10.0, 10.0)
    with np.errstate(all="ignore"):
        found = levenberg(
            problem,  # type: ignore[arg-type]
            np.array([[np.nan, 0.0], [0.0, 1.0]]),
            np.arange(2),
            nowhere,
            tolerance=1e-13,
            max_iterations=100,
        )
    assert found.converged.tolist() == [False, True]
