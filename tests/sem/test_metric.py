"""The solver's metric: linear constraints as coordinates, and BFGS against its textbook matrix update."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.sem.matrices import Array
from tamkit.sem.metric import LONGEST, MEMORY, Affine, Metric, Way, inverse_weight, unconstrained


def definite(k: int, seed: int, members: int = 1) -> Array:
    y = np.random.default_rng(seed).normal(size=(members, 3 * k, k))
    return y.transpose(0, 2, 1) @ y / (3 * k)


def equal_first_two() -> Affine:
    """θ₁ = θ₂, θ₃ free, θ₄ = 2."""
    K = np.array([[np.sqrt(0.5), 0.0], [np.sqrt(0.5), 0.0], [0.0, 1.0], [0.0, 0.0]])
    return Affine(K, np.array([0.0, 0.0, 0.0, 2.0]))


def test_coordinates_of_the_constraints_go_there_and_back() -> None:
    affine = equal_first_two()
    theta = np.array([[0.7, 0.7, -1.0, 2.0], [0.1, 0.1, 3.0, 2.0]])
    np.testing.assert_allclose(affine.expand(affine.reduce(theta)), theta, atol=1e-14)
    outside = affine.expand(affine.reduce(np.array([[1.0, 3.0, 0.0, 9.0]])))
    np.testing.assert_allclose(outside, [[2.0, 2.0, 0.0, 2.0]], atol=1e-14)  # the nearest that obeys


def test_gradient_and_hessian_in_these_coordinates() -> None:
    affine, H, g = equal_first_two(), definite(4, 1)[0], np.array([1.0, 2.0, 3.0, 4.0])
    assert affine.K is not None

    def f(phi: Array) -> float:
        theta = affine.expand(phi[None])[0]
        return float(g @ theta + 0.5 * theta @ H @ theta)

    h, zero = 1e-4, np.zeros(2)
    numeric = [(f(zero + h * e) - f(zero - h * e)) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(affine.gradient((g + H @ affine.c)[None])[0], numeric, rtol=1e-8)
    bend = [[(f(h * (a + b)) - f(h * a) - f(h * b) + f(zero)) / h**2 for b in np.eye(2)] for a in np.eye(2)]
    np.testing.assert_allclose(affine.weight(H), bend, atol=1e-6)


def test_without_constraints_nothing_is_changed() -> None:
    affine, theta = unconstrained(3), np.ones((2, 3))
    assert affine.c.tolist() == [0.0, 0.0, 0.0]
    for same in (affine.expand(theta), affine.reduce(theta), affine.gradient(theta), affine.weight(theta)):
        assert same is theta


def bfgs(inverse: Array, s: Array, y: Array) -> Array:
    """(I − ρ s yᵀ) H⁻¹ (I − ρ y sᵀ) + ρ s sᵀ."""
    rho = 1.0 / (s @ y)
    V = np.eye(len(s)) - rho * np.outer(y, s)
    return np.asarray(V.T @ inverse @ V + rho * np.outer(s, s))


@pytest.mark.parametrize("shared", [False, True])
def test_two_loops_are_the_matrix_update(shared: bool) -> None:
    inverse, rng = definite(3, 2, 2), np.random.default_rng(5)
    if shared:
        inverse[1] = inverse[0]
    metric = Metric(inverse[0] if shared else inverse)
    written = [inverse[0], inverse[1]]
    curvature = definite(3, 7, 2)
    for _ in range(3):
        s = rng.normal(size=(2, 3))
        y = (curvature @ s[..., None])[..., 0]
        metric.learn(s, y)
        written = [bfgs(own, s[b], y[b]) for b, own in enumerate(written)]
    g = rng.normal(size=(2, 3))
    np.testing.assert_allclose(metric.apply(g), [own @ g[b] for b, own in enumerate(written)], rtol=1e-10)
    # the secant condition: the last y is mapped to the last s
    np.testing.assert_allclose(metric.apply(metric.pairs[-1][1]), metric.pairs[-1][0], rtol=1e-10)


def test_a_pair_without_positive_curvature_is_void_for_its_member_alone() -> None:
    metric = Metric(np.broadcast_to(np.eye(2), (2, 2, 2)).copy())
    metric.learn(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([[2.0, 0.0], [-2.0, 0.0]]))
    assert metric.pairs[0][2].tolist() == [0.5, 0.0]
    np.testing.assert_allclose(metric.apply(np.array([[2.0, 3.0], [2.0, 3.0]])), [[1.0, 3.0], [2.0, 3.0]])


def test_old_pairs_are_forgotten() -> None:
    metric = Metric(np.eye(2))
    for index in range(MEMORY + 3):
        metric.learn(np.full((1, 2), index + 1.0), np.ones((1, 2)))
    assert len(metric.pairs) == MEMORY
    assert metric.pairs[0][0][0, 0] == 4.0
    assert metric.pairs[-1][0][0, 0] == MEMORY + 3.0


def test_members_that_are_done_leave() -> None:
    inverse = definite(2, 4, 3)
    metric = Metric(inverse.copy())
    metric.learn(np.arange(6.0).reshape(3, 2) + 1, np.ones((3, 2)))
    before = metric.apply(np.ones((3, 2)))
    metric.keep(np.array([True, False, True]))
    np.testing.assert_allclose(metric.apply(np.ones((2, 2))), before[[0, 2]])
    shared = Metric(inverse[0])
    shared.keep(np.array([False, True, False]))
    np.testing.assert_array_equal(shared.inverse, inverse[0])


@pytest.mark.parametrize("shared", [False, True])
def test_a_way_learns_what_bfgs_does(shared: bool) -> None:
    """Whole steps on quadratic functions: −H⁻¹g of the matrix that BFGS writes out, member by member."""
    inverse, curvature = definite(4, 2, 3), definite(4, 7, 3)
    inverse[1:] = inverse[0] if shared else inverse[1:]
    way, written = Way(inverse[0] if shared else inverse, 3), list(inverse)
    x, g, step = np.random.default_rng(5).normal(size=(3, 4)), np.zeros((3, 4)), np.zeros((3, 4))
    for turn in range(4):
        before, g = g, (curvature @ x[..., None])[..., 0]
        if turn:
            written = [bfgs(own, step[b], (g - before)[b]) for b, own in enumerate(written)]
        step = way.step(g)
        np.testing.assert_allclose(step, [-own @ g[b] for b, own in enumerate(written)], rtol=1e-8, atol=1e-12)
        x = x + step


def test_a_way_passes_over_steps_of_negative_curvature_and_ends_its_learning() -> None:
    way = Way(np.eye(2), 2)
    way.step(np.array([[1.0, 0.0], [1.0, 0.0]]))
    found = way.step(np.array([[0.5, 0.0], [2.0, 0.0]]))  # the second's slope has grown along its step
    np.testing.assert_allclose(found, [[-1.0, 0.0], [-2.0, 0.0]])
    g = np.array([[1.0, 2.0], [3.0, 1.0]])
    for turn in range(LONGEST + 3):
        way.step(g / (turn + 1))
    np.testing.assert_allclose(way.step(g), way.step(g))


def test_members_that_are_done_leave_a_way() -> None:
    inverse, curvature = definite(3, 4, 3), definite(3, 6, 3)
    ways = [Way(inverse.copy(), 3), Way(inverse.copy(), 3)]
    x = np.random.default_rng(1).normal(size=(3, 3))
    for _ in range(2):
        g = (curvature @ x[..., None])[..., 0]
        step = ways[0].step(g)
        ways[1].step(g)
        x = x + step
    mask = np.array([True, False, True])
    ways[0].keep(mask)
    g = (curvature @ x[..., None])[..., 0]
    np.testing.assert_allclose(ways[0].step(g[mask]), ways[1].step(g)[mask])


def test_damping_is_of_the_diagonal() -> None:
    H, damping = definite(3, 8, 2), np.array([0.0, 0.5])
    wanted = [np.linalg.inv(part + d * np.diag(np.diag(part))) for part, d in zip(H, damping, strict=True)]
    np.testing.assert_allclose(inverse_weight(H, damping), wanted, rtol=1e-10)


def test_units_of_measurement_play_no_part() -> None:
    H, unit = definite(3, 9), np.array([1e-6, 1.0, 1e6])
    found = inverse_weight(H * np.outer(unit, unit), np.zeros(1))
    np.testing.assert_allclose(found * np.outer(unit, unit), np.linalg.inv(H), rtol=1e-8)


def test_a_singular_hessian_has_its_pseudo_inverse() -> None:
    v = np.array([1.0, 1.0])
    found = inverse_weight(np.outer(v, v)[None], np.zeros(1))[0]
    np.testing.assert_allclose(found, np.full((2, 2), 0.25), atol=1e-10)
    flat = inverse_weight(np.diag([2.0, 0.0])[None], np.zeros(1))[0]  # one parameter without any effect
    np.testing.assert_allclose(flat, np.diag([0.5, 0.0]), atol=1e-12)
    lost = inverse_weight(np.full((1, 2, 2), np.nan), np.zeros(1))
    assert np.isfinite(lost).all()
