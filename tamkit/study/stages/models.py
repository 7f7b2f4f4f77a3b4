"""The measurement model and the structural models: what a study is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamkit.messages import Message
from tamkit.study.modelled import modelled
from tamkit.study.stage import Nothing, Stage, Task

if TYPE_CHECKING:
    from tamkit.drivers import Drivers
    from tamkit.drivers.model_set import ModelSet
    from tamkit.measurement import Measurement
    from tamkit.sem.calibration import Calibrated

ORDER = 20
NO_MODELS = Nothing(Message("study.no_models_named"))


def measurement(task: Task) -> Measurement | Nothing:
    if not task.study.models:
        return NO_MODELS
    from tamkit.measurement import assess

    found: Measurement = assess(
        task.clean.items, task.questionnaire, draws=task.study.htmt_draws, options=task.study.options
    )
    return found


def drivers(task: Task) -> Drivers | Nothing:
    if not task.study.models:
        return NO_MODELS
    from tamkit.drivers import analyse

    return analyse(
        modelled(task.clean),
        task.questionnaire,
        list(task.study.models),
        progress=task.progress,
        options=task.study.options,
        smallest_effect=task.study.spec.smallest_effect,
    )


def calibrated(task: Task) -> dict[str, Calibrated]:
    """The p of exact fit by a test that keeps its size for data like these; no resampling where the study has none."""
    from tamkit.sem import calibrated as of
    from tamkit.sem.fit_tests import DRAWS

    options = task.study.options
    draws = DRAWS if options.bootstrap else 0
    fits = {"measurement": task.found["measurement"].cfa, "structural": task.drivers.main}
    return {name: of(fit, draws=draws, seed=options.seed) for name, fit in fits.items()}


def model_set(task: Task) -> ModelSet | Nothing:
    """What the models say together; of one alone there is nothing to say but how its structure stands."""
    from tamkit.drivers.model_set import model_set as of

    competing = task.found.get("competing")
    fits = {} if competing is None else competing.fits
    measured = {name: fits[name] for name in ("first_order", "second_order") if name in fits}
    if len(task.drivers.fits) < 2 and not measured:
        return Nothing(Message("study.one_model"))
    return of(task.drivers.fits, task.drivers.outcome, measured, progress=task.progress)


STAGES = (
    Stage("measurement", ("screen",), measurement, vital=True),
    Stage("drivers", ("screen",), drivers, vital=True),
    Stage("calibrated", ("measurement", "drivers"), calibrated),
    Stage("model_set", ("drivers",), model_set, takes=("competing",)),
)
