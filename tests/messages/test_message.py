"""A message: a key and values, said in a language when someone asks."""

from __future__ import annotations

import copy
import json
import pickle

import numpy as np
import pytest

import tamkit
import tamkit.syntax
from tamkit import errors
from tamkit.errors import AnalysisError, InputError, ModelSyntaxError, NotIdentified, listed, set_language, unknown
from tamkit.messages import Message, add_language, language, languages, remove_language, say
from tamkit.messages.catalogue import FOLDER, catalogue


def below(kind: type) -> set[type]:
    return {kind}.union(*(below(one) for one in kind.__subclasses__()))


ERRORS = below(errors.TamkitError)


@pytest.fixture
def chinese():
    set_language("zh")
    yield
    set_language("en")


def test_it_is_said_in_the_language_asked_for() -> None:
    message = Message("list.more", words=("a", "b"), more=3)
    assert message.say("en") == "a, b and 3 more"
    assert "a、b" in message.say("zh")
    assert str(message) == message.say("en")


def test_errors_speak_the_language_set(chinese: None) -> None:
    with pytest.raises(InputError, match="没有名为“PUE”的题项，是否想写“PU”？"):
        raise InputError(unknown("item", "PUE", ["PU", "ATT"]))
    assert language() == "zh"


def test_a_language_there_is_none_of() -> None:
    with pytest.raises(InputError, match=r"unknown language .de.\. Known: zh, en"):
        set_language("de")
    assert language() == "en"


def test_the_front_door_has_it() -> None:
    assert tamkit.set_language is set_language


def test_messages_equal_by_key_and_values_and_do_not_change() -> None:
    one, other = Message("located", place="a", what="b"), Message("located", place="a", what="b")
    assert one == other
    assert len({one, other}) == 1
    assert one != Message("located", place="a", what="c")
    with pytest.raises(AttributeError):
        one.key = "x"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(one)) == one
    assert copy.deepcopy(one) == one


def test_an_error_is_pickled_with_its_class() -> None:
    error = ModelSyntaxError("located", place="line 1", what=Message("list.more", words=("a",), more=2))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is ModelSyntaxError
    assert again.message == error.message


def test_classes_a_script_can_catch() -> None:
    assert issubclass(ModelSyntaxError, InputError)
    assert issubclass(NotIdentified, AnalysisError)
    assert (InputError.exit_status, AnalysisError.exit_status) == (2, 1)


def test_values_are_said_in_the_language_too() -> None:
    inner = InputError("list.more", words=("x",), more=1)
    message = Message("located", place=("PU", "ATT"), what=inner)
    assert message.say("en") == "PU, ATT: x and 1 more"
    assert message.say("zh").startswith("PU、ATT：x")


def test_a_machine_file_holds_both_languages_whatever_is_spoken(chinese: None) -> None:
    message = Message(
        "located", place=("PU", np.float64(0.5)), what=Message("list.more", words=("x",), more=np.int64(1))
    )
    told = json.loads(json.dumps(message.to_dict()))
    assert told["key"] == "located"
    assert told["values"]["place"] == ["PU", 0.5]
    assert told["values"]["what"] == {"key": "list.more", "values": {"words": ["x"], "more": 1}}
    assert told["en"].startswith("PU, 0.5: ")
    assert told["zh"].startswith("PU、0.5：")


def test_lists_are_counted() -> None:
    assert listed(["a", "b"]) == ("a", "b")
    assert str(listed(["a", "b", "c"], 2)) == "a, b and 1 more"


def test_words_that_are_no_message_stay() -> None:
    assert say("plain") == "plain"
    assert say(Message("list.more", words=("a",), more=1), "en") == "a and 1 more"


def test_a_language_is_one_file(tmp_path) -> None:
    """A third language: a file made as en.json is, and nothing else."""
    path = tmp_path / "xx.json"
    english = json.loads((FOLDER / "en.json").read_text(encoding="utf-8"))
    path.write_text(json.dumps(english | {"list.more": "{words} & {more}", "list.between": "; "}), encoding="utf-8")
    add_language("xx", path)
    try:
        assert "xx" in languages()
        set_language("xx")
        assert str(Message("list.more", words=("a", "b"), more=3)) == "a; b & 3"
    finally:
        set_language("en")
        remove_language("xx")
    assert "xx" not in languages()


def test_a_key_a_language_lacks_is_said_in_english(tmp_path) -> None:
    path = tmp_path / "xx.json"
    path.write_text('{"list.between": "; "}', encoding="utf-8")
    add_language("xx", path)
    try:
        assert Message("list.more", words=("a", "b"), more=3).say("xx") == "a; b and 3 more"
    finally:
        remove_language("xx")


def test_a_key_there_is_none_of_is_a_defect() -> None:
    assert "no.such" not in catalogue("en")
    with pytest.raises(KeyError):
        str(Message("no.such"))


@pytest.mark.parametrize("kind", sorted(ERRORS, key=lambda kind: kind.__qualname__), ids=lambda kind: kind.__qualname__)
def test_an_error_can_be_handed_on_with_a_place_before_it(kind: type[errors.TamkitError]) -> None:
    """``type(error)(Message("located", …))`` keeps the class: every error of the package can be made of a message."""
    handed_on = kind(Message("located", place="study.yaml:3", what=Message("lines", lines="no")))
    assert str(handed_on) == "study.yaml:3: no"


def test_a_set_of_messages_outlasts_a_change_of_language() -> None:
    message = Message("located", place="a", what="b")
    kept = {message}
    set_language("zh")
    try:
        assert message in kept
    finally:
        set_language("en")


def test_another_library_s_error_is_written_as_it_is_said() -> None:
    class ForeignError(Exception):
        message = "not what str says"

    one = Message("located", place="a", what=ForeignError("said"))
    assert one.say("en") == "a: said"
    assert one.to_dict()["values"]["what"] == "said"
