"""The answers to a study's research questions, from what its stages found.

A question's ``kind`` (`tamkit.questionnaire.Question`) chooses the function that answers it; a kind more is a module
more here and a line in `KINDS`.
"""

from tamkit.drivers.answers.answer import VERSION, Answer
from tamkit.drivers.answers.evidence import Evidence
from tamkit.drivers.answers.kinds import KINDS, answer_all

__all__ = ["KINDS", "VERSION", "Answer", "Evidence", "answer_all"]
