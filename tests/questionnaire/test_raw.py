"""Looking into the plain data of a file: what has another shape is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from tamkit.questionnaire import Questionnaire
from tamkit.questionnaire.raw import NOT_ONCE, dig, entries, everywhere, numbers, report_twice, words
from tamkit.questionnaire.texts import Part
from tamkit.questionnaire.tree import read
from tamkit.study.spec import StudySpec

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


def names(model: type[Part], seen: set[type[Part]]) -> Iterator[tuple[str, bool]]:
    """The lists of words that a file may hold, by key, wherever it may."""
    for key, field in model.model_fields.items():
        text = str(field.annotation)
        if "tuple[str" in text or "tuple[typing.Annotated[str" in text:
            yield key, "dict[" in text
        for part in parts(field.annotation):
            if part not in seen:
                seen.add(part)
                yield from names(part, seen)


def parts(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from parts(inner)


def test_a_name_stands_once_in_every_list_of_names_there_can_be() -> None:
    found = {key for model in (StudySpec, Questionnaire) for key, _ in names(model, set())}
    assert {"segments", "groups", "controls", "models", "facets", "by", "rankings", "aliases", "needs"} <= found
    for key in sorted(found):
        tree = read(f"{key}: [a, b, a]\ninside: [{{{key}: [c, c]}}]\n", "f.yaml")
        report_twice(tree)
        told = [(problem.line, problem.message.values["code"]) for problem in tree.problems]
        assert told == ([] if key in NOT_ONCE else [(1, "a"), (2, "c")]), key


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("options: [1, 2, 1]", [1]),
        ("join: {x: [1, 1], y: [2, 2]}", [1, 2]),
        ("where: {use: {options: [3, 3]}}", [3]),
        ("rows: [5, 5]", []),
        ("thresholds: {A: [0.5, 0.5]}", []),
        ("labels: {zh: [同意, 同意]}", []),
    ],
)
def test_numbers_are_names_where_they_are_codes(text: str, told: list[int]) -> None:
    tree = read(text, "f.yaml")
    report_twice(tree)
    assert [problem.message.values["code"] for problem in tree.problems] == told
