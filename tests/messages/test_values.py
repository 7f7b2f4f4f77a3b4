"""What a message may carry: how each kind of value is said, and how a machine file has it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from tamkit.errors import InputError
from tamkit.messages import Message
from tamkit.messages.values import plain, said
from tamkit.questionnaire import Text

MORE = Message("list.more", words=("a", "b"), more=2)
TEXT = Text(zh="风险", en="risk")


class FailingError(Exception):
    """An error of another library, with a message of its own kind."""

    message = "not ours"


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        ("word", "word", "word"),
        (True, True, True),
        (0.5, 0.5, 0.5),
        (None, None, None),
        (MORE, "a, b and 2 more", MORE.say("zh")),
        (TEXT, "risk", "风险"),
        (("PU", 3, None), "PU, 3, None", "PU、3、None"),
        ((MORE, TEXT), "a, b and 2 more, risk", f"{MORE.say('zh')}、风险"),
        ([("a", "b"), "c"], "a, b, c", "a、b、c"),
        ((), "", ""),
        (InputError(MORE), "a, b and 2 more", MORE.say("zh")),
        (ValueError("bad"), "bad", "bad"),
        (FailingError("its own"), "its own", "its own"),
        (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)),
    ],
    ids=str,
)
def test_how_a_value_is_said(value: object, en: object, zh: object) -> None:
    assert said(value, "en") == en
    assert said(value, "zh") == zh


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("word", "word"),
        (False, False),
        (3, 3),
        (None, None),
        (MORE, {"key": "list.more", "values": {"words": ["a", "b"], "more": 2}}),
        (InputError(MORE), {"key": "list.more", "values": {"words": ["a", "b"], "more": 2}}),
        (TEXT, {"zh": "风险", "en": "risk"}),
        (ValueError("bad"), "bad"),
        (("a", [1, None]), ["a", [1, None]]),
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (date(2026, 1, 2), "2026-01-02"),
        ({"a": 1}.items(), "dict_items([('a', 1)])"),
    ],
    ids=str,
)
def test_how_a_machine_file_has_a_value(value: object, made: object) -> None:
    found = plain(value)
    assert found == made
    assert isinstance(found, type(made))


class OneLanguage:
    """Has a Chinese side and no English one: no bilingual text."""

    zh = "风险"

    def __str__(self) -> str:
        return "one"


class OnlyKey:
    key = "list.more"

    def __str__(self) -> str:
        return "a key and nothing else"


def test_what_is_half_of_something_is_said_as_it_is() -> None:
    one, key = OneLanguage(), OnlyKey()
    assert said(one, "zh") is one
    assert plain(one) == "one"
    assert plain(key) == "a key and nothing else"
