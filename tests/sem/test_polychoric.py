"""Thresholds and polychoric correlations: lavaan's numbers, zero cells, boundaries, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import ndtri
from sem.ordinal_reference import matrix, reference

from tamkit.errors import InputError
from tamkit.sem.ordinal import as_codes, polychoric
from tamkit.sem.ordinal.codes import pair_tables
from tamkit.sem.ordinal.polychoric import fill_zero_cells, solve_rho

# lavaan stops nlminb at a relative change of the likelihood of 1e-10, about 3e-8 in a correlation
TOLERANCE = 1e-6


@pytest.mark.parametrize("name", ["tam5", "skew7", "binary", "skew7_missing", "tam_missing"])
def test_correlations_are_lavaans(name: str) -> None:
    ref = reference("ordinal_moments")[name]
    R, tau = polychoric(matrix(name, ref["names"]), ref["names"])
    assert_allclose(R, ref["cov"], atol=TOLERANCE)
    assert_allclose(np.concatenate(tau), ref["statistics"][: sum(len(t) for t in tau)], atol=TOLERANCE)


def test_recovers_a_known_correlation() -> None:
    rng = np.random.default_rng(5)
    x = rng.multivariate_normal([0, 0, 0], [[1, 0.7, -0.4], [0.7, 1, 0], [-0.4, 0, 1]], size=40_000)
    R, tau = polychoric(np.digitize(x, [-1.2, 0.1, 0.9]))
    assert_allclose(R[[0, 0, 1], [1, 2, 2]], [0.7, -0.4, 0.0], atol=0.015)
    assert_allclose(tau[1], [-1.2, 0.1, 0.9], atol=0.02)


def test_tetrachoric_of_median_splits_is_the_sine_formula() -> None:
    table = np.array([[40.0, 10.0], [10.0, 40.0]])
    rho = solve_rho(np.array([[0.0]]), np.array([[0.0]]), table[None])
    assert_allclose(rho, np.sin(2 * np.pi * (0.4 - 0.25)), atol=1e-10)


def test_two_by_two_zero_cell_gets_a_half_with_margins_kept() -> None:
    table = np.array([[[20.0, 0.0], [10.0, 30.0]]])
    assert_allclose(fill_zero_cells(table, np.array([2, 2])), [[[19.5, 0.5], [10.5, 29.5]]])
    assert_allclose(fill_zero_cells(table[:, ::-1], np.array([2, 2])), [[[10.5, 29.5], [19.5, 0.5]]])


def test_larger_tables_keep_their_zero_cells() -> None:
    table = np.array([[[20.0, 0.0, 3.0], [10.0, 30.0, 1.0], [0.0, 0.0, 5.0]]])
    assert_allclose(fill_zero_cells(table, np.array([3, 3])), table)


def test_two_empty_cells_make_a_perfect_correlation() -> None:
    data = np.array([[1, 1, 2], [2, 2, 1], [1, 1, 2], [2, 2, 1]])
    R, _ = polychoric(data)
    assert_allclose(R, [[1, 1, -1], [1, 1, -1], [-1, -1, 1]])


def test_identical_items_go_to_the_boundary() -> None:
    x = np.tile([1, 2, 3, 4], 25)
    R, _ = polychoric(np.column_stack([x, x]))
    assert R[0, 1] > 0.99


def test_tables_count_available_cases() -> None:
    codes = as_codes([[1, 1], [2, np.nan], [2, 1], [1, 2]]).codes
    assert_allclose(pair_tables(codes, 2), [[[1, 1], [1, 0]]])


def test_weights_stand_for_repeated_rows() -> None:
    x = matrix("skew7", ["y1", "y2", "y4"])
    ordered = as_codes(x)
    weights = np.random.default_rng(2).multinomial(len(x), np.full(len(x), 1 / len(x)), size=3).astype(float)
    stacked = pair_tables(ordered.codes, 7, weights)
    for b, weight in enumerate(weights):
        assert_allclose(stacked[b], pair_tables(np.repeat(ordered.codes, weight.astype(int), axis=0), 7))


def test_thresholds_are_normal_quantiles() -> None:
    _, tau = polychoric(np.array([[1, 1], [1, 2], [2, 2], [3, 1.0]]))
    assert_allclose(tau[0], ndtri([0.5, 0.75]))
    assert_allclose(tau[1], [0.0], atol=1e-15)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([[1, 3], [2, 3]], "'q2' is constant: every answer is 3"),
        ([[1, np.nan], [2, np.nan]], "'q2' has no answers"),
        (np.column_stack([np.arange(40), np.arange(40) % 2]), "'q1' has 40 different values"),
    ],
)
def test_bad_variables_are_named(data: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        polychoric(np.asarray(data, float), ["q1", "q2"])


def test_an_empty_category_is_named() -> None:
    with pytest.raises(InputError, match="'q1': nobody chose 2, 4"):
        as_codes([[1], [3], [5.0]], ["q1"], [[1, 2, 3, 4, 5]])


def test_a_value_off_the_scale_is_named() -> None:
    with pytest.raises(InputError, match="'q1': value 6 is not among its categories 1, 2"):
        as_codes([[1], [6.0]], ["q1"], [[1, 2]])


def test_a_vector_is_not_a_table() -> None:
    with pytest.raises(InputError, match="must be a table"):
        as_codes([1, 2, 3])
