"""The measurement model and the structural models: what a study is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.study.modelled import modelled
from tamkit.study.stage import Nothing, Stage, Task

if TYPE_CHECKING:
    from tamkit.drivers import Drivers
    from tamkit.measurement import Measurement

ORDER = 20
NO_MODELS = Nothing(Message("study.study_names_no_models"))
RESAMPLING = "sem.resampling"  # what sem calls it


def measurement(task: Task) -> Measurement | Nothing:
    if not task.study.spec.models:
        return NO_MODELS
    from tamkit.measurement import assess

    found: Measurement = assess(
        task.clean.items, task.questionnaire, draws=task.study.htmt_draws, options=task.study.options
    )
    return found


def drivers(task: Task) -> Drivers | Nothing:
    if not task.study.spec.models:
        return NO_MODELS
    from tamkit.drivers import analyse

    return analyse(
        modelled(task.clean),
        task.questionnaire,
        list(task.study.spec.models),
        progress=_by_model(task.progress),
        options=task.study.options,
    )


def _by_model(progress: Progress | None) -> Progress | None:
    """Models are told as models, the draws of a bootstrap as that."""
    if progress is None:
        return None
    return lambda what, done, total: progress(what if what.key == RESAMPLING else f"model {what}", done, total)


STAGES = (
    Stage("measurement", ("screen",), measurement, vital=True),
    Stage("drivers", ("screen",), drivers, vital=True),
)
