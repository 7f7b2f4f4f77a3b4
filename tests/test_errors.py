"""Errors and the sentences every misspelt name is answered in."""

from __future__ import annotations

import pytest

from tamkit import errors
from tamkit.errors import InputError, TamkitError, listed, nearest, set_language, unknown
from tamkit.messages import Message, language

WORDS = [f"w{number:02d}" for number in range(50)]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("TamkitError", 1),
        ("InputError", 2),
        ("ModelSyntaxError", 2),
        ("DataError", 2),
        ("QuestionnaireError", 2),
        ("OptionError", 2),
        ("AnalysisError", 1),
        ("NotIdentified", 1),
        ("NotConverged", 1),
        ("SampleError", 1),
    ],
)
def test_exit_statuses(name: str, status: int) -> None:
    assert getattr(errors, name).exit_status == status
    assert getattr(errors, name)("lines", lines="x").exit_status == status


def test_an_error_of_a_key_and_of_a_message() -> None:
    message = Message("located", place="a", what="b")
    for error in (TamkitError("located", place="a", what="b"), TamkitError(message)):
        assert error.message == message
        assert error.args == (message,)
        assert str(error) == "a: b"


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("PUE", ["PU", "PEOU", "ATT"], "PU"),
        ("pu", ["Pu1", "PU"], "PU"),
        ("ml", ["MLR", "mL", "ML"], "mL"),  # of spellings that differ in case only the first
        ("xyz", ["PU", "PEOU"], None),
        ("abcx", ["abcy", "abcdef"], "abcy"),
        ("abcdef", ["abcxyz", "abcdeg", "abcde"], "abcde"),
        ("a", [], None),
        ("ab", ["abcd"], "abcd"),  # a likeness of 2 · 2 / 6
        ("ab", ["abcde"], None),  # 2 · 2 / 7
    ],
)
def test_the_nearest_word(word: str, known: list[str], near: str | None) -> None:
    assert nearest(word, known) == near
    assert nearest(word, iter(known)) == near


def test_a_list_shows_twelve_and_counts_the_rest() -> None:
    assert listed(WORDS[:12]) == tuple(WORDS[:12])
    assert listed(WORDS[:13]) == Message("list.more", words=tuple(WORDS[:12]), more=1)
    assert listed(WORDS[:5], 2) == Message("list.more", words=("w00", "w01"), more=3)


def test_a_list_keeps_messages_and_says_all_else() -> None:
    inner = Message("lines", lines="x")
    assert listed([inner, 3, "a"]) == (inner, "3", "a")


def test_an_unknown_word_is_answered_with_the_nearest_and_the_known() -> None:
    near = unknown("item", "PUE", ["PU", "ATT"])
    assert (near.key, near.values["word"], near.values["near"]) == ("unknown.near", "PUE", "PU")
    assert near.values["known"] == ("PU", "ATT")
    assert near.values["what"] == Message("unknown.what", what="item")
    far = unknown("item", "xyz", iter(["PU", "ATT"]))
    assert (far.key, far.values["word"], far.values["known"]) == ("unknown.word", "xyz", ("PU", "ATT"))


def test_forty_known_words_are_listed() -> None:
    assert unknown("item", "xyz", WORDS[:40]).values["known"] == tuple(WORDS[:40])
    assert unknown("item", "xyz", WORDS[:41]).values["known"] == Message("list.more", words=tuple(WORDS[:40]), more=1)


def test_a_language_is_set_or_refused() -> None:
    try:
        set_language("zh")
        assert (language(), str(Message("located", place="a", what="b"))) == ("zh", "a：b")
        with pytest.raises(InputError) as caught:
            set_language("cn")
        assert caught.value.message == unknown("language", "cn", ("zh", "en"))
        assert language() == "zh"
    finally:
        set_language("en")
