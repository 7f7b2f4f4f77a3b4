"""Every kind of question has an answer, and one that fails leaves the others as they are."""

from __future__ import annotations

from typing import get_args

from drivers.answers.example import evidence, question, said, without

from tamkit.drivers.answers import KINDS, answer_all
from tamkit.questionnaire.questions import QUESTION_KEYS, Question


def test_the_kinds_are_those_that_a_questionnaire_may_ask() -> None:
    assert set(KINDS) == set(get_args(Question.model_fields["kind"].annotation)) == set(QUESTION_KEYS)


def test_one_that_cannot_be_answered_says_why() -> None:
    asked = [question("drivers", outcome="INT"), question("level", of=("INT",))]
    first, second = answer_all(asked, without(drivers=None))
    assert "cannot be answered" in said(first)
    assert "no model was fitted" in said(first)
    assert (first.n, first.missing, dict(first.tables)) == (0, 400, {})
    assert second.n > 0


def test_in_the_order_asked() -> None:
    asked = [question("level", of=("INT",)), question("ranking", of=("PU",))]
    assert [one.kind for one in answer_all(asked, evidence())] == ["level", "ranking"]
