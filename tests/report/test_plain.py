from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tamkit.report.plain import dumps, fields_of, plain


@dataclass(frozen=True, slots=True)
class Stage:
    table: pd.DataFrame
    share: float
    notes: tuple[str, ...]
    cases: Any = None
    _own: int = 0


def test_a_stage_becomes_maps_and_lists() -> None:
    frame = pd.DataFrame({"n": np.array([1, 2]), "x": [0.1, np.nan]})
    stage = Stage(frame, np.float64(1 / 3), ("a",), cases=[1])
    told = {"table": [{"n": 1, "x": 0.1}, {"n": 2, "x": None}], "share": 1 / 3, "notes": ["a"]}
    assert plain(stage) == told | {"cases": [1], "_own": 0}  # no field goes by its name
    assert fields_of(stage, without=("cases", "_own")) == told
    assert fields_of(None) is None
    with pytest.raises(ValueError, match="Stage has no field case"):
        fields_of(stage, without=("case",))


def test_a_named_index_is_kept_and_a_count_is_not() -> None:
    square = pd.DataFrame([[1.0, 0.5], [0.5, 1.0]], index=["PU", "IT"], columns=["PU", "IT"])
    assert plain(square)[1] == {"index": "IT", "PU": 0.5, "IT": 1.0}
    assert plain(square.rename_axis("construct"))[0]["construct"] == "PU"
    assert plain(pd.DataFrame({"a": [1]})) == [{"a": 1}]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float64("nan"), pd.NA, None])
def test_what_is_no_number_is_null(value: Any) -> None:
    assert plain(value) is None


def test_numbers_survive_unrounded_and_bytes_are_stable() -> None:
    value = {"x": 0.1 + 0.2, "b": np.bool_(True), "i": np.int64(3), ("a", 1): np.array([1.5])}
    text = dumps(plain(value))
    assert json.loads(text) == {"x": 0.1 + 0.2, "b": True, "i": 3, "a.1": [1.5]}
    assert text == dumps(plain(value))


def test_options_tell_what_results_depend_on() -> None:
    from tamkit.sem import Options

    one, two = Options(jobs=1), Options(jobs=2, test=["fmg"])
    assert plain(one) == plain(two) == one.to_dict()
