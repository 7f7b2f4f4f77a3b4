"""Of the model reported in full: what each predictor contributes, what matters and how it is rated, how it predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamkit.messages import Message
from tamkit.study.modelled import modelled
from tamkit.study.stage import Nothing, Stage, Task

if TYPE_CHECKING:
    from tamkit.drivers import Contributions, Importance, Prediction

ORDER = 25


def contributions(task: Task) -> Contributions | Nothing:
    """Dominance, relative weights and f²; not of a model with a feedback loop, whose R² is not that of a regression on
    the predictors."""
    from tamkit import drivers
    from tamkit.sem.path_algebra import loop

    circle = loop(task.drivers.main.setup.table)
    if circle:
        return Nothing(Message("study.no_contributions_in_a_loop", loop=" → ".join(circle)))
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
