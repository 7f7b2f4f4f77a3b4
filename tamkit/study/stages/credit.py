"""What the questions of two questionnaires say together: respondent variables that go through a construct."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tamkit.messages import Message
from tamkit.study.modelled import modelled
from tamkit.study.stage import Nothing, Stage, Task

if TYPE_CHECKING:
    from tamkit.drivers.pathway import Pathway

ORDER = 45


def pathways(task: Task) -> dict[str, Pathway] | Nothing | None:
    """The declared pathways for which the questionnaire has a model and the study models at all."""
    wanted = task.questionnaire.analyses.pathways
    if not wanted or not task.study.models:
        return Nothing(Message("study.no_pathways"))
    from tamkit.drivers.pathway import model_with, pathway

    names = [model.name for model in task.questionnaire.models]
    models = [(name, task.questionnaire.model(name)) for name in names]
    found: dict[str, Pathway] = {}
    for one in wanted:
        held = model_with(models, one.through, one.outcome)
        if held is None:
            continue
        codes = [option.code for option in task.questionnaire.variable(one.variable).options]
        way = f"{one.variable} -> {one.through} -> {one.outcome}"
        data = modelled(task.clean)
        if one.variable not in data.columns:
            task.tell(Message("located", place=way, what=Message("survey.answers_hold_no", code=one.variable)))
            continue
        work = partial(pathway, *held, data, one.variable, codes, one.through, one.outcome, task.options)
        fitted = task.attempt(Message("study.pathway", way=way), work)
        if fitted is not None:
            found[way] = fitted
    return found or None


STAGES = (Stage("pathways", ("screen", "drivers"), pathways),)
