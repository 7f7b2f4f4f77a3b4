"""What results have to say is said in both languages with the same values."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from tamkit.measurement import remarks
from tamkit.measurement.remarks import Remarked, together
from tamkit.messages import Message

VALUES: dict[str, Any] = {
    "codes": ["PU", "IT"], "code": "PU", "items": 1, "n": 321, "seed": 17, "shared": 88, "a": "PU", "b": "IT",
    "defined": 95, "draws": 123, "name": "mine", "reason": Message("measurement.no_means"), "warning": "odd",
    "r": 0.91234, "cutoff": 0.85, "cfi": 0.81234, "rows": 43, "group": "gender", "level": "scalar",
    "freed": ["PU1~1"], "short": ["gap"], "what": Message("measurement.choice.rotation"), "word": "quartimax",
    "allowed": ("none", "varimax"), "remarks": [Message("measurement.formative", code="PU")],
}  # fmt: skip
MADE = [
    function
    for name, function in inspect.getmembers(remarks, inspect.isfunction)
    if function.__module__ == remarks.__name__ and not name.startswith("_")
]


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_both_languages_say_the_same_values(make: Any) -> None:
    given = {name: VALUES[name] for name in inspect.signature(make).parameters}
    if make.__name__ in ("heywood", "wrong_sign"):
        given["items"] = ["PU1", "PU2"]
    told = make(**given)
    zh, en = told.say("zh"), told.say("en")
    for name, value in given.items():
        if name in ("level", "short", "remarks", "reason", "what", "items"):  # words of the language
            continue
        for one in value if isinstance(value, list | tuple) else [value]:
            shown = f"{one:.3f}" if name in ("r", "cfi") else f"{one:g}" if isinstance(one, float) else str(one)
            assert shown in en, (name, en)
            assert shown in zh, (name, zh)
    assert re.search("[\u4e00-\u9fff]", zh)
    assert not re.search("[\u4e00-\u9fff]", en)


def test_a_seed_is_named_where_there_is_one() -> None:
    with_seed, without = remarks.other_cases(50, 3), remarks.other_cases(50, None)
    assert "3" in with_seed.say("en")
    assert "3" not in without.say("en")
    assert "PU1~1" not in remarks.no_partial("metric", []).say("en")


def test_models_are_called_what_their_tables_call_them() -> None:
    assert remarks.not_converged("bifactor").say("zh") == "模型“双因子”未收敛。"
    assert remarks.not_converged("mine").say("en") == "Model mine did not converge."
    warned = remarks.model_warns("method_equal", Message("measurement.no_means"))
    assert warned.say("en").startswith('Model "Method factor, equal loadings"')


def test_sentences_stand_one_after_the_other() -> None:
    first, second = remarks.two_items("PU"), remarks.two_items("ATT")
    assert together([first]) == first
    said = together([first, second]).say("en")
    assert said.index(first.say("en")) < said.index(second.say("en"))


@dataclass(frozen=True, slots=True, repr=False)
class Result(Remarked):
    numbers: pd.DataFrame
    empty: pd.DataFrame
    word: str
    remarks: tuple[Message, ...]


def test_a_result_shows_its_tables_and_what_it_has_to_say() -> None:
    made = Result(pd.DataFrame({"a": [0.12345, None]}), pd.DataFrame(), "x", (remarks.NO_MARKER, remarks.NO_MEANS))
    assert made.notes == made.remarks
    whole = str(made)
    assert whole.startswith("Result")
    assert "0.123" in whole
    assert "0.12345" not in whole
    assert "empty" not in whole
    assert all(str(one) in whole for one in made.remarks)
    assert len(repr(made).splitlines()) <= 10
    html = made._repr_html_()
    assert "0.123" in html
    assert html.count("<p>") >= 2


def test_constants_are_in_both_languages() -> None:
    found = [value for name, value in vars(remarks).items() if name.isupper() and isinstance(value, Message)]
    assert len(found) >= 8
    for one in found:
        assert one.say("zh") != one.say("en")
