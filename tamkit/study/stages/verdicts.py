"""Every stated hypothesis with its verdict and its power, and which of the study's decisions are fragile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamkit.messages import Message
from tamkit.study.stage import Nothing, Stage, Task

if TYPE_CHECKING:
    from tamkit.drivers.judgement import Verdicts

ORDER = 60


def verdicts(task: Task) -> Verdicts | Nothing:
    """Power by samples of the population unless nothing is resampled; no more of them than the study has draws."""
    from tamkit.drivers.judgement import verdicts as judged
    from tamkit.drivers.reruns import MAIN

    if not len(task.drivers.hypotheses):
        return Nothing(Message("study.no_hypotheses"))
    draws, asked = task.study.options.bootstrap, task.study.spec.power_samples
    runs = [task.found.get(name) for name in ("sensitivity", "robustness")]
    found: Verdicts = judged(
        task.drivers,
        task.questionnaire,
        samples=0 if draws == 0 else asked,
        most=draws,
        seed=task.study.options.seed,
        runs=[(run.paths, MAIN) for run in runs if run is not None],
        progress=task.progress,
    )
    return found


STAGES = (Stage("verdicts", ("drivers",), verdicts, takes=("sensitivity", "robustness")),)
