"""Stacks whose members fail one by one, and the shortcut for a stack of one."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.sem.linalg import (
    cholesky_or_nan,
    clearly_definite,
    crossed,
    inverse_and_log_determinant,
    inverse_or_nan,
    log_determinant,
    trace,
    vech_index,
)
from tamkit.sem.matrices import Array


def covariances(members: int, p: int = 5) -> Array:
    y = np.random.default_rng(members).normal(size=(members, 3 * p, p))
    return y.transpose(0, 2, 1) @ y / (3 * p)


@pytest.mark.parametrize("members", [1, 4])
def test_inverse_and_log_determinant(members: int) -> None:
    stack = covariances(members)
    inverse, size = inverse_and_log_determinant(stack)
    np.testing.assert_allclose(inverse @ stack, np.broadcast_to(np.eye(5), stack.shape), atol=1e-12)
    np.testing.assert_allclose(size, np.linalg.slogdet(stack)[1], rtol=1e-12)
    np.testing.assert_allclose(size, log_determinant(stack), rtol=1e-12)
    np.testing.assert_allclose(trace(stack), [np.trace(member) for member in stack], rtol=1e-14)


def test_one_that_is_not_definite_has_an_inverse_but_no_logarithm() -> None:
    inverse, size = inverse_and_log_determinant(np.diag([2.0, -1.0])[None])
    np.testing.assert_allclose(inverse[0], np.diag([0.5, -1.0]))
    assert np.isnan(size[0])


def test_a_member_that_fails_leaves_the_others_alone() -> None:
    stack = covariances(3, 3)
    stack[1] = np.diag([1.0, 1.0, -1.0])
    assert np.isnan(cholesky_or_nan(stack)[1]).all()
    np.testing.assert_allclose(cholesky_or_nan(stack)[[0, 2]], np.linalg.cholesky(stack[[0, 2]]))
    assert np.isnan(log_determinant(stack)).tolist() == [False, True, False]
    stack[1] = 0.0
    assert np.isnan(inverse_or_nan(stack)[1]).all()
    np.testing.assert_allclose(inverse_or_nan(stack)[[0, 2]], np.linalg.inv(stack[[0, 2]]))


def test_no_variables_at_all() -> None:
    inverse, size = inverse_and_log_determinant(np.zeros((1, 0, 0)))
    assert inverse.shape == (1, 0, 0)
    assert size.tolist() == [0.0]
    assert clearly_definite(np.zeros((0, 0)))


def test_clearly_definite() -> None:
    assert clearly_definite(np.array([[1.0, 0.5], [0.5, 1.0]]))
    assert not clearly_definite(np.array([[1.0, 1.0 - 1e-9], [1.0 - 1e-9, 1.0]]))
    assert not clearly_definite(np.array([[1.0, 1.5], [1.5, 1.0]]))
    assert not clearly_definite(np.array([[1.0, 0.95], [0.95, 1.0]]), 0.5)


def test_the_lower_triangle_column_by_column() -> None:
    row, column = vech_index(3)
    assert list(zip(row.tolist(), column.tolist(), strict=True)) == [(0, 0), (1, 0), (2, 0), (1, 1), (2, 1), (2, 2)]


def test_crossed_is_the_kronecker_product_between_duplications() -> None:
    A, B, p = covariances(3, 4), covariances(3, 4)[::-1], 4
    row, column = vech_index(p)
    D = np.zeros((p * p, len(row)))
    for at, (i, j) in enumerate(zip(row, column, strict=True)):
        D[i * p + j, at] = D[j * p + i, at] = 1.0
    wanted = sum(D.T @ np.kron(a, b) @ D for a, b in zip(A, B, strict=True))
    np.testing.assert_allclose(crossed(A, B), wanted, rtol=1e-12)
