"""How each kind of option is read, and what it says of a wrong value: keys and values, not sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tamkit.errors import OptionError
from tamkit.messages import Message
from tamkit.sem.option_kinds import Choice, Column, Flag, Kind, Names, Whole

WORDS = Choice("engine", ("tamkit", "semopy"), {"own": "tamkit"})


def refused(kind: Kind, value: Any, name: str = "thing") -> Message:
    with pytest.raises(OptionError) as caught:
        kind.read(name, value)
    for language in ("zh", "en"):
        assert caught.value.message.say(language)
    return caught.value.message


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (WORDS, " Tamkit ", "tamkit"),
        (WORDS, "SEMOPY", "semopy"),
        (WORDS, " Own", "tamkit"),
        (Choice("x", ("a",), optional=True), None, None),
        (Whole(0, 10), 10, 10),
        (Whole(0, 10), 0, 0),
        (Whole(0, 10), " 7 ", 7),
        (Whole(0, 10), np.int8(3), 3),
        (Whole(0, 10, optional=True), None, None),
        (Flag(), True, True),
        (Flag(), np.False_, False),
        (Flag(optional=True), None, None),
        (Column(), "product", "product"),
        (Column(), None, None),
        (Names(), None, ()),
        (Names(), False, ()),
        (Names(), "", ()),
        (Names(), " a , b ,", ("a", "b")),
        (Names(), ["b", "a"], ("b", "a")),
        (Names(), {"b", "a"}, ("a", "b")),
        (Names(), frozenset(("d", "c")), ("c", "d")),
        (Names(), pd.Index(["x", "y"]), ("x", "y")),
        (Names(every="all"), True, ("all",)),
        (Names(every="all"), ["ALL"], ("all",)),
        (Names(every="all"), ["all", "x"], ("all", "x")),
        (Names(("loadings", "means")), "Means,LOADINGS", ("means", "loadings")),
    ],
)
def test_what_is_read(kind: Kind, value: Any, read: Any) -> None:
    found = kind.read("thing", value)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (Whole(2, 10), 1, Message("sem.whole_number", low=2, high=10)),
        (Whole(2, 10), 11, Message("sem.whole_number", low=2, high=10)),
        (Whole(0, 2**63 - 1), -1, Message("sem.whole_number", low=0, high=None)),  # no one needs to be told 2⁶³ − 1
        (Whole(0, 10), 2.0, Message("sem.whole_number", low=0, high=10)),
        (Whole(0, 10), True, Message("sem.whole_number", low=0, high=10)),
        (Whole(0, 10), "-3", Message("sem.whole_number", low=0, high=10)),
        (Whole(0, 10), None, Message("sem.whole_number", low=0, high=10)),
        (Flag(), None, Message("sem.true_or_false", optional=False)),
        (Flag(), "True", Message("sem.true_or_false", optional=False)),
        (Flag(optional=True), 0, Message("sem.true_or_false", optional=True)),
        (Column(), "", Message("sem.column_name_or_none")),
        (Column(), 1, Message("sem.column_name_or_none")),
        (Names(), 3, Message("sem.name_or_names", every=None)),
        (Names(), ["a", 1], Message("sem.name_or_names", every=None)),
        (Names(), True, Message("sem.name_or_names", every=None)),
        (Names(every="all"), {"a": 1}, Message("sem.name_or_names", every="all")),
    ],
)
def test_what_is_refused_and_what_is_wanted(kind: Kind, value: Any, wanted: Message) -> None:
    message = refused(kind, value)
    assert message.key == "sem.option_must_be"
    assert message.values["option"] == "thing"
    assert message.values["wanted"] == wanted
    assert message.values["found"] == repr(value)


def test_a_word_that_is_not_among_the_choices() -> None:
    message = refused(WORDS, "semopi")
    assert message.key == "sem.unknown_choice"
    assert message.values["what"] == "engine"
    assert message.values["near"] == "semopy"
    assert message.values["allowed"] == ("tamkit", "semopy")
    assert refused(WORDS, None).values["near"] is None  # not optional
    assert refused(WORDS, 3).values["found"] == "3"
    assert refused(Names(("loadings", "means")), ["loading"], "group_equal").values["what"] == "group_equal"


def test_what_stands_in_the_help() -> None:
    shown = [kind.metavar for kind in (WORDS, Whole(0, 1), Flag(), Column(), Names(), Names(every="all"))]
    assert shown == ["tamkit|semopy", "N", "", "COL", "A,B,…", "ITEMS|all"]
    assert Names(("loadings", "means", "residuals")).metavar == "loadings,means,…"
