"""The resampling kernel: its draws, their moments, and that nothing but the seed decides them."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.errors import InputError
from tamkit.sem.matrices import Array
from tamkit.sem.resampling import (
    chunks,
    counts,
    draw_indices,
    fresh_seed,
    jackknife_moments,
    leave_one_out,
    resampled,
    weighted_moments,
)


def test_moments_of_resamples_are_those_of_the_rows() -> None:
    rng = np.random.default_rng(0)
    y = rng.normal(3.0, 2.0, size=(40, 3))
    (indices,) = draw_indices([40], 5, np.random.SeedSequence(1))
    cov, mean = weighted_moments(y, counts(indices, 40))
    for b in range(5):
        rows = y[indices[b]]
        np.testing.assert_allclose(cov[b], np.cov(rows.T, bias=True), rtol=1e-11)
        np.testing.assert_allclose(mean[b], rows.mean(axis=0), rtol=1e-12)


def test_moments_without_one_case() -> None:
    y = np.random.default_rng(0).normal(size=(12, 3))
    cov, mean = jackknife_moments(y)
    for i in range(12):
        rest = np.delete(y, i, axis=0)
        np.testing.assert_allclose(cov[i], np.cov(rest.T, bias=True), rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(mean[i], rest.mean(axis=0), rtol=1e-11, atol=1e-14)


def test_groups_are_resampled_within() -> None:
    sizes = [7, 11]
    first, second = draw_indices(sizes, 4, np.random.SeedSequence(0))
    assert first.shape == (4, 7)
    assert second.shape == (4, 11)
    assert first.max() < 7
    assert second.max() < 11


def test_counts_say_how_often_each_case_was_drawn() -> None:
    assert counts(np.array([[0, 0, 2], [1, 2, 1]]), 4).tolist() == [[2, 0, 1, 0], [0, 2, 1, 0]]


def drawn(jobs: int, seed: int = 4) -> list[list[Array]]:
    sizes = [30, 20]
    return resampled(lambda weights: weights, sizes, chunks(sizes, 700, seed), jobs=jobs)


def test_the_order_and_the_draws_do_not_depend_on_the_jobs() -> None:
    for one, other in zip(drawn(1), drawn(3), strict=True):
        for first, second in zip(one, other, strict=True):
            np.testing.assert_array_equal(first, second)
    assert not np.array_equal(drawn(1)[0][0], drawn(1, seed=5)[0][0])
    assert [len(part[0]) for part in drawn(1)] == [250, 250, 200]


def test_given_resamples_are_used_as_they_are() -> None:
    given = np.array([[0, 1, 1], [2, 2, 2], [0, 1, 2]])
    (found,) = resampled(lambda weights: weights[0], [3], chunks([3], 0, None, given))
    np.testing.assert_array_equal(found, counts(given, 3))
    for wrong in (np.array([[0, 1, 3]]), np.array([0, 1, 2]), np.array([[-1, 0, 0]])):
        with pytest.raises(InputError, match="row numbers from 0 to 2"):
            chunks([3], 0, None, wrong)


def test_leaving_one_out() -> None:
    (weights,) = leave_one_out([3, 2], 1)
    np.testing.assert_array_equal(weights[0], np.ones((2, 3)))
    np.testing.assert_array_equal(weights[1], [[0, 1], [1, 0]])


def test_a_seed_is_kept_or_drawn() -> None:
    assert fresh_seed(7) == 7
    assert 0 <= fresh_seed(None) < 2**32
    assert fresh_seed(None) != fresh_seed(None)
