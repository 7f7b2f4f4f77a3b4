"""Of the model reported in full: what each predictor contributes, what matters and how it is rated, how it predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamkit.study.modelled import modelled
from tamkit.study.stage import Stage, Task

if TYPE_CHECKING:
    from tamkit.drivers import Contributions, Importance, Prediction

ORDER = 25


def contributions(task: Task) -> Contributions:
    """Dominance, relative weights and f²."""
    from tamkit import drivers

    found: Contributions = drivers.contributions(task.drivers.main)
    return found


def importance(task: Task) -> Importance | None:
    """The importance–performance map; None where no construct of the questionnaire leads to the outcome."""
    from tamkit import drivers

    outcome = task.drivers.outcome
    found: Importance = drivers.importance(task.drivers.main, task.clean.items, task.questionnaire, outcome)
    return found if len(found.table) > 1 else None


def prediction(task: Task) -> Prediction:
    """The outcome of respondents left out, fold by fold."""
    from tamkit import drivers

    return drivers.prediction(
        task.model,
        modelled(task.clean),
        task.drivers.outcome,
        seed=task.options.seed or 1,
        options=task.options,
        progress=task.progress,
    )


STAGES = (
    Stage("contributions", ("drivers",), contributions),
    Stage("importance", ("screen", "drivers"), importance),
    Stage("prediction", ("screen", "drivers"), prediction),
)
