"""Who is asked depends on answers that everybody gives in the end: circles of bases, each told once."""

from __future__ import annotations

import pytest

from tamkit.questionnaire.raw import Known
from tamkit.questionnaire.rules_questions import _circle
from tamkit.questionnaire.tree import Tree


class Patient(dict[str, str]):
    """What each variable depends on; a walk that does not end is stopped."""

    left = 50

    def __getitem__(self, key: str) -> str:
        self.left -= 1
        assert self.left, "walks in a circle"
        return super().__getitem__(key)


@pytest.mark.parametrize(
    ("bases", "way"),
    [
        ({}, None),
        ({"a": "b", "b": "c"}, None),
        ({"a": "a"}, "a → a"),
        ({"a": "b", "b": "a"}, "a → b → a"),
        ({"a": "b", "b": "c", "c": "a"}, "a → b → c → a"),
        ({"a": "b", "b": "b"}, None),  # told at b
        ({"a": "b", "b": "c", "c": "b"}, None),
        ({"a": "b", "b": "c", "c": "d", "d": "e", "e": "c"}, None),
    ],
)
def test_a_circle_is_told_at_each_variable_in_it(bases: dict[str, str], way: str | None) -> None:
    tree = Tree({}, {})
    _circle(tree, ("variables", 0), "a", Known(bases=Patient(bases)))
    assert [problem.message.key for problem in tree.problems] == ["questionnaire.asked_in_a_circle"] * (way is not None)
    assert [problem.message.values["way"] for problem in tree.problems] == [way] * (way is not None)
