"""The model reported in full again: under other exclusions, by other estimators and engines, with controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamkit.messages import Message
from tamkit.sem.estimators import ESTIMATORS
from tamkit.study.modelled import modelled
from tamkit.study.stage import Nothing, Stage, Task, not_asked

if TYPE_CHECKING:
    from tamkit.drivers.reruns import Robustness, Sensitivity

ORDER = 30
STRICT = "strict_screening"


def sensitivity(task: Task) -> Sensitivity | Nothing:
    """The paths with nobody excluded, as declared, and under the strict variant of the rules."""
    from tamkit.drivers.reruns import MAIN, of_fits
    from tamkit.sem import fit
    from tamkit.survey import screen

    def other(rules: Any) -> Any:
        frame = modelled(screen(task.clean.survey, rules))
        return fit(task.model, frame, options=task.options).require_converged()

    rules = task.clean.rules
    runs = {
        "all": task.attempt(Message("study.run", kind="sensitivity", run="all"), lambda: other(rules.none())),
        MAIN: task.drivers.main,
        "strict": task.attempt(Message("study.run", kind="sensitivity", run="strict"), lambda: other(rules.strict())),
    }
    found = of_fits({name: fitted for name, fitted in runs.items() if fitted is not None})
    if found.paths["n"].nunique() < 2:
        return Nothing(Message("study.same_respondents"))
    return found


def robustness(task: Task) -> Robustness | Nothing:
    """The paths by other estimators, another engine, under strict exclusion, and with control variables."""
    from tamkit import drivers
    from tamkit.survey import screen

    names, controls = task.study.spec.robustness, task.study.spec.controls
    if not names and not controls:
        return not_asked("robustness, controls")
    samples = {}
    if STRICT in names:
        strict = task.attempt(
            Message("study.run", kind="robustness", run=STRICT),
            lambda: screen(task.clean.survey, task.clean.rules.strict()),
        )
        if strict is not None:
            samples[STRICT] = modelled(strict)
    found: Robustness = drivers.robustness(
        task.model,
        modelled(task.clean),
        task.drivers.main,
        estimators=[name for name in names if name in ESTIMATORS],
        semopy="semopy" in names,
        samples=samples,
        controls=[task.questionnaire.variable(code) for code in controls],
        outcome=task.drivers.outcome,
        options=task.options,
    )
    for failure in found.failures:
        task.tell(failure)
    if len(found.runs) < 2:
        return Nothing(Message("study.main_run_only"))
    return found


STAGES = (
    Stage("sensitivity", ("screen", "drivers"), sensitivity),
    Stage("robustness", ("screen", "drivers"), robustness),
)
