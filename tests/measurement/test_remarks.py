"""What results have to say is said in both languages with the same values."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from tamkit.measurement import remarks
from tamkit.measurement.remarks import Remarked, english

VALUES: dict[str, Any] = {
    "codes": ["PU", "IT"], "code": "PU", "items": 1, "n": 321, "seed": 17, "shared": 88, "a": "PU", "b": "IT",
    "defined": 95, "draws": 123, "name": "bifactor", "reason": "it is singular", "message": "odd", "r": 0.91234,
    "cutoff": 0.85, "cfi": 0.81234, "rows": 43, "group": "gender", "level": "scalar", "freed": ["PU1~1"],
}  # fmt: skip
MADE = [
    function
    for _, function in inspect.getmembers(remarks, inspect.isfunction)
    if function.__module__ == remarks.__name__
    and not function.__name__.startswith("_")
    and function.__name__ != "english"
]


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_both_languages_say_the_same_values(make: Any) -> None:
    given = {name: VALUES[name] for name in inspect.signature(make).parameters if name in VALUES}
    if make.__name__ == "heywood":
        given["items"] = ["PU1", "PU2"]
    said = make(**given)
    zh, en = str(said.get("zh")), str(said.get("en"))
    assert zh != en
    for name, value in given.items():
        for one in value if isinstance(value, list) else [value]:
            shown = f"{one:.3f}" if name in ("r", "cfi") else f"{one:g}" if isinstance(one, float) else str(one)
            assert shown in en, (name, en)
            assert shown in zh, (name, zh)
    assert re.search("[\u4e00-\u9fff]", zh)
    assert not re.search("[\u4e00-\u9fff]", en)


def test_a_seed_is_named_where_there_is_one() -> None:
    with_seed, without = remarks.other_cases(50, 3), remarks.other_cases(50, None)
    assert "3" in str(with_seed.get("en"))
    assert "3" not in str(without.get("en"))
    assert "PU1~1" not in str(remarks.no_partial("metric", []).get("en"))


@dataclass(frozen=True, slots=True, repr=False)
class Result(Remarked):
    numbers: pd.DataFrame
    empty: pd.DataFrame
    word: str
    remarks: tuple[Any, ...]


def test_a_result_shows_its_tables_and_what_it_has_to_say() -> None:
    made = Result(pd.DataFrame({"a": [0.12345, None]}), pd.DataFrame(), "x", (remarks.NO_MARKER, remarks.NO_MEANS))
    assert made.notes == tuple(english(made.remarks)) == tuple(str(one.get("en")) for one in made.remarks)
    shown = repr(made)
    assert shown.startswith("Result")
    assert "0.123" in shown
    assert "0.12345" not in shown
    assert "empty" not in shown
    html = made._repr_html_()
    assert html.count("<table") == 1
    assert html.count("<p>") == 2
    assert "0.123" in html


def test_constants_are_in_both_languages() -> None:
    found = [value for name, value in vars(remarks).items() if name.isupper() and hasattr(value, "get")]
    assert len(found) >= 8
    for one in found:
        assert str(one.get("zh")) != str(one.get("en"))
