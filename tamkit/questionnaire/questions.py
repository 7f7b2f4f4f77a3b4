"""The research questions: what a study is to answer."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from tamkit.messages import Message
from tamkit.questionnaire.texts import Code, Part, Text

#: The kinds of question, and the keys each one needs, beside ``id``, ``text`` and ``kind``; others it may not have.
QUESTION_KEYS: dict[str, tuple[str, ...]] = {
    "ranking": ("of",),
    "level": ("of",),
    "drivers": ("outcome",),
    "segments": ("of", "by"),
}
#: What a kind may have as well.
QUESTION_MORE: dict[str, tuple[str, ...]] = {"drivers": ("of",), "level": ("by",)}


class Question(Part):
    """A question that the study is to answer.

    ``kind`` says what an answer is: ``ranking`` (which of ``of`` stands highest), ``level`` (how high ``of`` stands, in
    all and by the groups of ``by``, or of whatever is compared), ``drivers`` (what ``outcome`` goes with, among ``of``
    where it is given), ``segments`` (in which groups of ``by`` ``of`` differs). ``of`` and ``outcome`` are codes of
    constructs, items or variables, ``by`` of single choices.
    """

    id: Code
    text: Text
    kind: Literal["ranking", "level", "drivers", "segments"]
    of: tuple[str, ...] = ()
    outcome: str | None = None
    by: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _keys_of_its_kind(self) -> Question:
        needed = QUESTION_KEYS[self.kind]
        given = [key for key in ("of", "outcome", "by") if getattr(self, key)]
        for key in needed:
            if key not in given:
                raise ValueError(Message("questionnaire.question_needs_key", kind=self.kind, key=key))
        for key in given:
            if key not in (*needed, *QUESTION_MORE.get(self.kind, ())):
                raise ValueError(Message("questionnaire.question_has_no_key", kind=self.kind, key=key))
        return self
