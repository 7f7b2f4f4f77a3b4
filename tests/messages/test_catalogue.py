"""The languages there are, and what a language that was added falls back to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tamkit.messages import add_language, languages, remove_language
from tamkit.messages.catalogue import FALLBACK, FOLDER, WRITTEN, catalogue, entry


@pytest.fixture
def added(tmp_path: Path):
    def add(name: str, entries: dict[str, object]) -> None:
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(entries), encoding="utf-8")
        add_language(name, path)

    yield add
    for name in languages():
        if name not in WRITTEN:
            remove_language(name)


def test_chinese_and_english_come_first(added) -> None:
    assert languages() == WRITTEN == ("zh", "en")
    added("xx", {})
    added("aa", {})
    assert languages() == ("zh", "en", "xx", "aa")


def test_a_catalogue_is_its_file() -> None:
    for name in WRITTEN:
        assert catalogue(name) == json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def test_english_stands_in_for_what_a_language_lacks(added) -> None:
    added("xx", {"list.between": " / "})
    assert entry("list.between", "xx") == " / "
    assert entry("list.more", "xx") == catalogue(FALLBACK)["list.more"]


def test_an_empty_entry_is_no_missing_one(added) -> None:
    added("xx", {"list.between": ""})
    assert entry("list.between", "xx") == ""


def test_a_language_added_again_is_read_again(added) -> None:
    added("xx", {"list.between": " / "})
    assert catalogue("xx") == {"list.between": " / "}
    added("xx", {"list.between": " + "})
    assert catalogue("xx") == {"list.between": " + "}


def test_a_language_removed_is_gone_and_one_there_was_none_of_does_no_harm(added) -> None:
    added("xx", {})
    catalogue("xx")
    remove_language("xx")
    remove_language("yy")
    assert languages() == WRITTEN
    with pytest.raises(FileNotFoundError):
        catalogue("xx")
