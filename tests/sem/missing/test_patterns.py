"""Patterns of answers: which there are, what each holds, and what is refused by key."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.errors import DataError, SampleError
from tamkit.sem.missing.patterns import missing_patterns

NAN = np.nan
ROWS = [[1.0, 2.0, 3.0], [NAN, 1.0, 2.0], [2.0, 4.0, 1.0], [NAN, NAN, NAN], [5.0, 0.0, 2.0], [NAN, 3.0, 5.0]]


def test_rows_are_grouped_by_what_they_have() -> None:
    found = missing_patterns(ROWS)
    assert (found.n, found.p, found.size) == (5, 3, 2)
    assert found.observed.tolist() == [[True, True, True], [False, True, True]]
    assert found.counts.tolist() == [3.0, 2.0]
    assert found.of_row.tolist() == [0, 1, 0, 0, 1]
    assert found.kept.tolist() == [0, 1, 2, 4, 5]
    assert found.answers == 3 * 3 + 2 * 2
    np.testing.assert_allclose(found.means, [[8 / 3, 2.0, 2.0], [0.0, 2.0, 3.5]])
    assert found.data[1].tolist() == [0.0, 1.0, 2.0]


def test_scatter_is_the_covariance_of_each_pattern() -> None:
    found = missing_patterns(ROWS)
    complete = np.array([row for row in ROWS if not np.isnan(row).any()])
    np.testing.assert_allclose(found.scatter()[0], np.cov(complete.T, bias=True))
    np.testing.assert_allclose(found.scatter()[1, 1:, 1:], np.cov([[1.0, 3.0], [2.0, 5.0]], bias=True))
    np.testing.assert_array_equal(found.scatter()[1, 0], 0.0)


@pytest.mark.parametrize("n", [2, 4, 5, 40])
def test_however_many_rows_a_pattern_has_its_crossproduct_is_kept(n: int) -> None:
    """Beyond p + 1 rows a triangular factor stands for them."""
    y = np.random.default_rng(n).normal(size=(n, 3))
    found = missing_patterns(y)
    assert len(found.spread) == (3 if n > 4 else n)
    centred = y - y.mean(axis=0)
    np.testing.assert_allclose(found.spread.T @ found.spread, centred.T @ centred, atol=1e-12)


def test_a_pattern_of_one_row_has_no_spread() -> None:
    found = missing_patterns([[1.0, 2.0], [2.0, NAN], [3.0, 5.0]])
    assert found.spread_of.tolist() == [0, 0]


def test_what_has_no_patterns() -> None:
    for data, kind, key, values in (
        ([1.0, 2.0], DataError, "sem.data_not_a_table", {}),
        ([[1.0, NAN], [2.0, NAN]], DataError, "sem.variable_without_values", {"variable": "b"}),
        ([[1.0, 3.0], [2.0, 3.0]], DataError, "sem.variable_constant", {"variable": "b", "value": 3.0}),
        (
            [[1.0, NAN], [2.0, NAN], [NAN, 1.0], [NAN, 2.0]],
            SampleError,
            "sem.nobody_answered_both",
            {"first": "a", "second": "b"},
        ),
    ):
        with pytest.raises(kind) as caught:
            missing_patterns(data, ["a", "b"])
        assert caught.value.message.key == key
        assert dict(caught.value.message.values) == values
    with pytest.raises(DataError) as unnamed:
        missing_patterns([[1.0, NAN], [2.0, NAN]])
    assert unnamed.value.message.values["variable"] == "x2"
