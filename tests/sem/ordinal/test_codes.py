"""Answers as codes and tables of counts, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from tamkit.errors import DataError
from tamkit.sem.ordinal import codes as room
from tamkit.sem.ordinal.codes import as_codes, category_counts, indicators, pair_tables, pairs_of, threshold_table

NAN = np.nan


def test_values_become_codes_in_ascending_order() -> None:
    found = as_codes([[5.0, 1.0], [2.0, NAN], [9.0, 2.0]], ["a", "b"])
    assert found.codes.tolist() == [[1, 0], [0, -1], [2, 1]]
    assert found.categories.tolist() == [3, 2]
    assert found.levels == ((2.0, 5.0, 9.0), (1.0, 2.0))
    assert (found.n, found.p, found.names) == (3, 2, ("a", "b"))
    assert as_codes([[1.0], [2.0]]).names == ("x1",)


def test_given_levels_are_those_of_all_groups() -> None:
    found = as_codes([[3.0], [1.0], [2.0]], ["a"], [(1.0, 2.0, 3.0)])
    assert found.codes.ravel().tolist() == [2, 0, 1]
    assert found.levels == ((1.0, 2.0, 3.0),)


@pytest.mark.parametrize(
    ("column", "levels", "key", "values"),
    [
        ([NAN, NAN], None, "sem.ordered_without_answers", {"variable": "q"}),
        ([2.0, 2.0], None, "sem.ordered_constant", {"variable": "q", "answer": 2.0}),
        (list(range(31)), None, "sem.too_many_categories", {"variable": "q", "n": 31, "most": 30}),
        ([1.0, 4.0], (1.0, 2.0), "sem.no_such_category", {"variable": "q", "found": 4.0, "categories": ("1", "2")}),
        ([1.0, 3.0], (1.0, 2.0, 3.0), "sem.category_without_answers", {"variable": "q", "categories": ("2",)}),
    ],
)
def test_what_has_no_codes(
    column: list[float], levels: tuple[float, ...] | None, key: str, values: dict[str, object]
) -> None:
    with pytest.raises(DataError) as caught:
        as_codes(np.array(column)[:, None], ["q"], None if levels is None else [levels])
    assert caught.value.message.key == key
    assert dict(caught.value.message.values) == values


def test_thirty_categories_are_still_ordered() -> None:
    assert as_codes(np.arange(30.0)[:, None]).categories.tolist() == [30]


CODES = np.array([[0, 1, 0], [1, 1, -1], [1, 0, 1], [0, -1, 1], [2, 1, 0]])
CATEGORIES = np.array([3, 2, 2])


def test_counts_and_thresholds() -> None:
    counts = category_counts(CODES, CATEGORIES)
    assert counts.tolist() == [[2, 2, 1], [1, 3, 0], [2, 2, 0]]
    table = threshold_table(counts, CATEGORIES)
    np.testing.assert_allclose(table[0], ndtri([0.4, 0.8]))
    np.testing.assert_allclose(table[1:, 0], ndtri([0.25, 0.5]), atol=1e-15)
    assert np.isposinf(table[1:, 1]).all()
    weights = np.array([[1.0, 2.0, 0.0, 1.0, 1.0], np.ones(5)])
    stacked = category_counts(CODES, CATEGORIES, weights)
    assert stacked[0].tolist() == [[2, 2, 1], [0, 4, 0], [2, 1, 0]]
    np.testing.assert_array_equal(stacked[1], counts)


def test_a_missing_answer_has_no_indicator() -> None:
    hot = indicators(CODES, 3)
    assert hot.sum(axis=2).tolist() == (CODES >= 0).astype(float).tolist()
    assert hot[4, 0].tolist() == [0.0, 0.0, 1.0]


def test_tables_of_pairs_in_lavaans_order() -> None:
    assert [tuple(pair) for pair in np.transpose(pairs_of(4)).tolist()] == [
        (0, 1),
        (0, 2),
        (0, 3),
        (1, 2),
        (1, 3),
        (2, 3),
    ]
    tables = pair_tables(CODES, 3)
    assert tables.shape == (3, 3, 3)
    assert tables[0].tolist() == [[0, 1, 0], [1, 1, 0], [0, 1, 0]]
    assert tables[2].tolist() == [[0, 1, 0], [2, 0, 0], [0, 0, 0]]


def test_blocks_of_rows_give_the_same_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pair_tables(CODES, 3)
    monkeypatch.setattr(room, "BLOCK", 2)
    np.testing.assert_array_equal(pair_tables(CODES, 3), whole)
