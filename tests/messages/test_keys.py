"""Code and catalogues hold together: keys literal, each one there and used, the same values on both sides."""

from __future__ import annotations

import ast
import json

import pytest
from messages.code import ERRORS, PACKAGE, places, sources

from tamkit.messages.catalogue import FOLDER, WRITTEN, catalogue
from tamkit.messages.wording import cases, placeholders

ENGLISH = catalogue("en")
CHINESE = catalogue("zh")


def test_there_are_many() -> None:
    """The search sees what it is for."""
    assert len([place for place in places() if place.key]) > 900


def test_keys_are_literal() -> None:
    """No computed key: whoever greps for a sentence finds who says it. (An error may be made of a message.)"""
    computed = []
    for place in places():
        handed_on = place.callee in ERRORS and not isinstance(place.first, ast.JoinedStr | ast.BinOp | ast.Constant)
        itself = place.file in ("messages/message.py", "errors.py", "report/words.py", "cli/terminal.py")
        if place.key is None and not handed_on and not itself:
            computed.append(str(place))
    assert computed == []


def test_every_key_is_in_the_catalogues() -> None:
    assert [f"{place}: {place.key}" for place in places() if place.key and place.key not in ENGLISH] == []
    assert set(ENGLISH) == set(CHINESE)


def test_every_key_is_used() -> None:
    literals = {
        node.value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(ENGLISH) - literals) == []


def test_a_key_is_given_the_values_it_takes() -> None:
    wrong = []
    for place in places():
        if place.key is None or place.more or place.key not in ENGLISH:
            continue
        wanted = placeholders(ENGLISH[place.key])
        if place.values != wanted:
            wrong.append(f"{place}: {place.key} takes {sorted(wanted)}, is given {sorted(place.values)}")
    assert wrong == []


@pytest.mark.parametrize("language", [name for name in WRITTEN if name != "en"])
def test_languages_take_the_same_values_and_know_the_same_codes(language: str) -> None:
    other = catalogue(language)
    for key, entry in ENGLISH.items():
        assert placeholders(other[key]) == placeholders(entry), key
        if not isinstance(entry, str):
            assert not isinstance(other[key], str), key
            # English may say a code as it is; another language needs a word for whatever English has one for.
            known = {case for case in cases(entry)[entry["choose"]] if not case.isdigit()}
            assert known <= cases(other[key])[entry["choose"]], key


def test_every_kind_of_name_has_a_word() -> None:
    """``unknown("item", …)``: what it is that isn't known is said in every language."""
    named = {
        node.args[0].value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "unknown" and isinstance(node.args[0], ast.Constant)
    }
    assert sorted(named - cases(ENGLISH["unknown.what"])["what"]) == []


@pytest.mark.parametrize("language", WRITTEN)
def test_a_catalogue_is_kept_in_order(language: str) -> None:
    """One entry a line, sorted by key: a change shows as the lines it changes."""
    text = (FOLDER / f"{language}.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_no_second_catalogue() -> None:
    """Chinese stands in the catalogue and in questionnaires; in the code only what data and files look like."""
    assert sorted(path.name for path in PACKAGE.rglob("*.json") if path.parent == FOLDER) == ["en.json", "zh.json"]
