"""Looking into the plain data of a file: what has another shape is passed over."""

from __future__ import annotations

import pytest

from tamkit.questionnaire.raw import dig, entries, everywhere, numbers, words

DATA = {
    "items": [{"code": "A"}, "no map", {"code": "B"}],
    "modules": [{"items": [{"code": "C"}]}, 3, {"items": "none"}, {"items": [None, {"code": "D"}]}],
}


def test_whole_numbers_of_a_list_with_their_positions() -> None:
    assert numbers([1, "2", True, None, 3.0, 4]) == [(0, 1), (5, 4)]
    assert numbers("1") == numbers(None) == []


def test_texts_of_a_list() -> None:
    assert words(["a", 1, None, "b"]) == ["a", "b"]
    assert words("ab") == []


@pytest.mark.parametrize(
    ("way", "found"),
    [(("items", 0, "code"), "A"), (("items", 1, "code"), None), (("items", 9), None), (("gone", "code"), None)],
)
def test_a_way_that_leads_nowhere_is_none(way: tuple[str | int, ...], found: str | None) -> None:
    assert dig(DATA, *way) == found


def test_maps_of_a_list_keep_their_places() -> None:
    assert list(entries(DATA, "items")) == [(("items", 0), {"code": "A"}), (("items", 2), {"code": "B"})]


def test_parts_of_the_questionnaire_then_of_its_modules() -> None:
    assert [(place, entry["code"]) for place, entry in everywhere(DATA, "items")] == [
        (("items", 0), "A"),
        (("items", 2), "B"),
        (("modules", 0, "items", 0), "C"),
        (("modules", 3, "items", 1), "D"),
    ]
