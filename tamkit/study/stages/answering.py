"""The answers to the study's research questions, from what the other stages found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamkit.messages import Message
from tamkit.study.stage import Nothing, Stage, Task

if TYPE_CHECKING:
    from tamkit.drivers.answers import Answer

ORDER = 90


def answers(task: Task) -> tuple[Answer, ...] | Nothing:
    """One answer a question, in the order of the questionnaire or the study."""
    from tamkit.drivers.answers import Evidence, answer_all

    questions = task.questionnaire.questions
    if not questions:
        return Nothing(Message("study.no_questions"))
    found = task.found
    evidence = Evidence(
        task.questionnaire,
        task.clean.items,
        task.clean.respondents,
        drivers=found.get("drivers"),
        verdicts=found.get("verdicts"),
        differences=found.get("differences"),
        groups=found.get("groups"),
        model_set=found.get("model_set"),
        prediction=found.get("prediction"),
        small_cells=task.study.spec.small_cells,
    )
    return answer_all(questions, evidence)


STAGES = (
    Stage(
        "answers",
        ("screen",),
        answers,
        takes=("drivers", "verdicts", "differences", "groups", "model_set", "prediction"),
    ),
)
