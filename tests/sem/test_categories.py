"""Categorical columns: numbers stay numbers, an order is the column's own, and words without one are refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tamkit
from tamkit.errors import DataError
from tamkit.sem.moments import numeric_column

quick = settings(derandomize=True, max_examples=60, deadline=None)
WORDS = ["不同意", "一般", "同意", "low", "high", "mid", "非常同意"]


@quick
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=6, unique=True), st.data())
def test_numbers_stay_numbers(categories, data):
    """0.1.0: categories=[0] gave 1; [1, 3, 5] became 1, 2, 3."""
    cells = data.draw(st.lists(st.sampled_from([*categories, None]), min_size=1, max_size=8))
    as_text = data.draw(st.booleans())
    known = [str(one) if as_text else one for one in categories]
    spelt = [None if cell is None else str(cell) if as_text else cell for cell in cells]
    column = pd.Categorical(spelt, categories=known)
    expected = [np.nan if cell is None else float(cell) for cell in cells]
    np.testing.assert_array_equal(numeric_column(pd.DataFrame({"x": column}), "x"), expected)


@quick
@given(st.permutations(WORDS), st.data())
def test_the_order_is_the_columns_own(order, data):
    """0.1.0: kept the column's order too; held here, whatever the words."""
    cells = data.draw(st.lists(st.sampled_from([*order, None]), min_size=1, max_size=8))
    column = pd.Categorical(cells, categories=order, ordered=True)
    expected = [np.nan if cell is None else order.index(cell) + 1.0 for cell in cells]
    np.testing.assert_array_equal(numeric_column(pd.DataFrame({"x": column}), "x"), expected)


@quick
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_words_without_an_order_are_refused(cells):
    """0.1.0: cells=['不同意'] gave 1, and three Chinese labels were coded by their characters (b −.54 for +.41)."""
    with pytest.raises(DataError, match="column 'x' holds categories without an order"):
        numeric_column(pd.DataFrame({"x": pd.Categorical(cells)}), "x")


def test_a_fit_does_not_depend_on_how_numbers_are_kept():
    """0.1.0: the slope of x as categories 1, 3, 5 was twice that of the numbers."""
    rng = np.random.default_rng(1)
    x = rng.choice([1, 3, 5], 200)
    frame = pd.DataFrame({"x": x, "y": 0.4 * x + rng.normal(size=200)})
    plain = tamkit.fit("y ~ x", frame).paths()["est"].iloc[0]
    for column in (pd.Categorical(x), pd.Categorical(x, ordered=True), pd.Categorical(x.astype(str))):
        assert tamkit.fit("y ~ x", frame.assign(x=column)).paths()["est"].iloc[0] == pytest.approx(plain)
    names = pd.Series(x).map({1: "不同意", 3: "一般", 5: "同意"}).to_numpy()
    with pytest.raises(DataError, match="'x'"):
        tamkit.fit("y ~ x", frame.assign(x=pd.Categorical(names)))
