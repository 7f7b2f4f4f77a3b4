"""Contradictions by hand: skips that were answered, exclusive options with others, and impossible combinations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from survey.samples import small

from tamkit.errors import OptionError
from tamkit.survey.screening.logic import answered, asked, chosen, columns_of, conflicts

NAN = np.nan
FRAME = pd.DataFrame(
    {
        "user": [1, 2, 2, NAN, 1],
        "often": [3, NAN, 2, 1, NAN],
        "uses.1": [1, 1, 0, NAN, 0],
        "uses.4": [0, 1, 1, NAN, 0],
        "uses": ["", "", "", "", ""],
    }
).drop(columns="uses")


def test_columns():
    assert columns_of(FRAME, "user") == ["user"]
    assert columns_of(FRAME, "uses") == ["uses.1", "uses.4"]
    assert columns_of(FRAME, "use") == []


def test_who_chose_and_who_answered():
    assert chosen(FRAME, "user", [2]).tolist() == [False, True, True, False, False]
    assert chosen(FRAME, "uses", [1, 2]).tolist() == [True, True, False, False, False]
    assert chosen(FRAME, "nothing", [1]).tolist() == [False] * 5
    assert answered(FRAME, "often").tolist() == [True, False, True, True, False]
    assert answered(FRAME, "uses").tolist() == [True, True, True, False, False]
    assert answered(FRAME, "nothing").tolist() == [False] * 5


def test_who_was_to_be_asked():
    often, user = small().variable("often"), small().variable("user")
    assert asked(FRAME, often, small()).tolist() == [True, False, False, False, True]
    assert asked(FRAME, user, small()).all()
    assert asked(FRAME.drop(columns="user"), often, small()).all()


def test_conflicts():
    """The second ticked 都没有 beside another option; the third answered what only users were asked."""
    assert conflicts(FRAME, small()).tolist() == [0, 1, 1, 0, 0]
    assert conflicts(FRAME.drop(columns="uses.4"), small()).tolist() == [0, 0, 1, 0, 0]
    impossible = [{"user": (2,), "uses": (1,)}, {"user": (1,), "often": (3, 2)}]
    assert conflicts(FRAME, small(), impossible).tolist() == [1, 2, 1, 0, 0]


def test_an_unknown_variable_in_a_contradiction():
    with pytest.raises(OptionError) as caught:
        conflicts(FRAME, small(), [{"usr": (1,), "often": (1,)}])
    assert caught.value.message.values["place"] == "screening: contradictions"
    assert "'user'" in str(caught.value)
