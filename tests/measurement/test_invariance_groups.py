"""Which rows and groups an invariance analysis compares."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement.invariance_groups import _label, grouped, thresholds_of

ITEMS = ["a", "b"]


def frame(sizes: dict[object, int]) -> pd.DataFrame:
    groups = [group for group, n in sizes.items() for _ in range(n)]
    n = len(groups)
    return pd.DataFrame({"a": np.arange(n) % 5 + 1.0, "b": (np.arange(n) // 2) % 5 + 1.0, "g": groups, "other": 0})


def test_labels_in_order_of_appearance_and_rows_of_items_and_group() -> None:
    data, labels, notes = grouped(frame({2.0: 12, 1.0: 14}), ITEMS, "g", 10, "listwise")
    assert labels == ["2", "1"]
    assert list(data.columns) == ["a", "b", "g"]
    assert data["g"].value_counts().to_dict() == {"1": 14, "2": 12}
    assert notes == []


def test_rows_without_a_group_are_left_out_and_told() -> None:
    given = frame({"u": 12, "v": 12})
    given.loc[[0, 1, 12], "g"] = None
    data, _, notes = grouped(given, ITEMS, "g", 5, "listwise")
    assert len(data) == 21
    assert len(notes) == 1
    assert "3" in notes[0].say("en")


def test_incomplete_rows_go_with_listwise_deletion_only() -> None:
    given = frame({"u": 12, "v": 12})
    given.loc[3, "a"] = np.nan
    assert len(grouped(given, ITEMS, "g", 5, "listwise")[0]) == 23
    assert len(grouped(given, ITEMS, "g", 5, "fiml")[0]) == 24


def test_groups_that_cannot_be_compared() -> None:
    with pytest.raises(InputError, match="did you mean 'g'"):
        grouped(frame({"u": 12, "v": 12}), ITEMS, "gg", 5, "listwise")
    with pytest.raises(InputError, match="1 group"):
        grouped(frame({"u": 12}), ITEMS, "g", 5, "listwise")
    with pytest.raises(InputError, match="13 different"):
        grouped(frame({f"x{i}": 10 for i in range(13)}), ITEMS, "g", 5, "listwise")
    assert len(grouped(frame({f"x{i}": 10 for i in range(12)}), ITEMS, "g", 5, "listwise")[1]) == 12


def test_small_groups_are_named_with_their_size() -> None:
    with pytest.raises(AnalysisError, match=r"v \(9\)"):
        grouped(frame({"u": 12, "v": 9}), ITEMS, "g", 10, "listwise")
    assert grouped(frame({"u": 12, "v": 10}), ITEMS, "g", 10, "listwise")[1] == ["u", "v"]


def test_an_item_that_does_not_vary_in_a_group_is_named() -> None:
    given = frame({"u": 12, "v": 12})
    given.loc[given["g"] == "v", "b"] = 3.0
    with pytest.raises(AnalysisError, match=r"b .*v"):
        grouped(given, ITEMS, "g", 5, "listwise")


@pytest.mark.parametrize(
    ("value", "label"), [(1.0, "1"), (np.float64(2.0), "2"), (1.5, "1.5"), (3, "3"), ("x", "x"), (True, "True")]
)
def test_codes_kept_as_floats_are_whole_numbers_to_the_reader(value: object, label: str) -> None:
    assert _label(value) == label


def test_thresholds_are_one_less_than_categories() -> None:
    given = frame({"u": 20, "v": 20})
    given["b"] = given["b"].where(given["b"] < 5, 4.0)
    assert thresholds_of(given, ITEMS, "g", ["u", "v"]) == {"a": 4, "b": 3}
    given.loc[0, "a"] = np.nan
    assert thresholds_of(given, ITEMS, "g", ["u", "v"]) == {"a": 4, "b": 3}


def test_a_category_nobody_of_a_group_chose_is_named() -> None:
    given = frame({"u": 20, "v": 20})
    given.loc[(given["g"] == "v") & (given["a"] == 5), "a"] = 4.0
    with pytest.raises(AnalysisError, match=r"a: .*v .*5"):
        thresholds_of(given, ITEMS, "g", ["u", "v"])
