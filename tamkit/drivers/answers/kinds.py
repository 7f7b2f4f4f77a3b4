"""The kinds of question and who answers each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tamkit.drivers.answers.answer import Answer
from tamkit.drivers.answers.causes import answer as drivers
from tamkit.drivers.answers.evidence import Evidence
from tamkit.drivers.answers.levels import answer as level
from tamkit.drivers.answers.rankings import answer as ranking
from tamkit.drivers.answers.segments import answer as segments
from tamkit.drivers.reruns import FAILURES, reason
from tamkit.messages import Message

if TYPE_CHECKING:
    from tamkit.questionnaire.questions import Question

KINDS: dict[str, Callable[[Question, Evidence], Answer]] = {
    "ranking": ranking,
    "level": level,
    "drivers": drivers,
    "segments": segments,
}


def answer_all(questions: Iterable[Question], evidence: Evidence) -> tuple[Answer, ...]:
    """Every question answered, in order; one that cannot be says why and leaves the others as they are."""
    found = []
    for question in questions:
        try:
            found.append(KINDS[question.kind](question, evidence))
        except FAILURES as error:
            why = Message("drivers.answer.none", reason=reason(error))
            found.append(Answer(question.id, question.text, question.kind, (why,), missing=evidence.valid))
    return tuple(found)
