"""Stages run in the order that follows from their needs; of each it is told what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, NoReturn

from tamkit.errors import AnalysisError, TamkitError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.machine import seldom_collected, single_threaded
from tamkit.study.stage import FAILURES, Nothing, Outcome, Stage, Task, called, told

if TYPE_CHECKING:
    from tamkit.study.declared import Declared


@dataclass(frozen=True, slots=True)
class Run:
    """What the stages found, by the name of the stage, and what became of each in the order they were run."""

    found: Mapping[str, Any]
    outcomes: tuple[Outcome, ...]


def ordered(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Each stage after those it needs or takes; otherwise what the study cannot do without first, then as given.

    Raises
    ------
    ValueError
        When two stages have one name, one needs a stage there is none of, or some need each other in a circle.
    """
    rest = sorted(stages, key=lambda stage: not stage.vital)
    names = [stage.name for stage in rest]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two stages are called {', '.join(sorted(twice))}")
    for stage in rest:
        strange = {*stage.needs, *stage.takes} - set(names)
        if strange:
            raise ValueError(f"stage {stage.name} needs {', '.join(sorted(strange))}, and there is no such stage")
    out: list[Stage] = []
    while rest:
        before = {stage.name for stage in out}
        ready = next((stage for stage in rest if {*stage.needs, *stage.takes} <= before), None)
        if ready is None:
            raise ValueError(f"stages need each other in a circle: {', '.join(stage.name for stage in rest)}")
        out.append(ready)
        rest.remove(ready)
    return tuple(out)


@seldom_collected()
def run(study: Declared, stages: Iterable[Stage], progress: Progress | None = None) -> Run:
    """Run the stages of a study.

    ``progress`` is called with what each stage is called, how many are done, and how many steps there are: the stages
    and the report. Long work within a stage is told in steps of its own.

    Raises
    ------
    InputError, AnalysisError
        When a vital stage fails; the message names the study file and the stage. A failure of any other stage is its
        outcome, and that of the stages that need it.
    """
    order = ordered(stages)
    found: dict[str, Any] = {}
    outcomes: dict[str, Outcome] = {}
    for place, stage in enumerate(order):
        missing = [outcomes[name] for name in stage.needs if name not in found]
        if missing:
            outcomes[stage.name] = _without(stage, missing)
            continue
        if progress is not None:
            progress(stage.said, place, len(order) + 1)
        handed = {name: found[name] for name in (*stage.needs, *stage.takes) if name in found}
        task = Task(study, handed, progress)
        with single_threaded():  # sums in another order would be other numbers in the last digit
            value, outcomes[stage.name] = _one(stage, task)
        if value is not None:
            found[stage.name] = value
    return Run(found, tuple(outcomes.values()))


def _one(stage: Stage, task: Task) -> tuple[Any, Outcome]:
    """What a stage found, None when nothing, and what became of it."""
    try:
        value = stage.run(task)
    except FAILURES as error:
        if stage.vital:
            _end(stage, task.study, error)
        return None, _failed(stage, [*task.problems, Message("located", place=stage.said, what=told(error))])
    if value is None or isinstance(value, Nothing):
        if task.problems:  # nothing is there because nothing of it could be done
            return None, _failed(stage, task.problems)
        return None, Outcome(stage.name, "skipped", Message("study.nothing_to_say") if value is None else value.why)
    return value, Outcome(stage.name, "done", _joined(task.problems), tuple(task.problems))


def _failed(stage: Stage, problems: Sequence[Message]) -> Outcome:
    return Outcome(stage.name, "failed", _joined(problems), tuple(problems))


def _joined(sentences: Iterable[Message]) -> Message | None:
    """Sentences one after the other, each once; None of none."""
    each = list(dict.fromkeys(sentences))
    return reduce(lambda one, next_: Message("study.and_then", first=one, then=next_), each) if each else None


def _without(stage: Stage, missing: Sequence[Outcome]) -> Outcome:
    """A stage that lacks what it needs; it is a warning too when that comes of a failure."""
    why = _joined(Message("study.needs", stage=called(one.name), state=one.state) for one in missing)
    failure = any(one.state == "failed" or one.warnings for one in missing)
    warnings = (Message("located", place=stage.said, what=why),) if failure else ()
    return Outcome(stage.name, "skipped", why, warnings)


def _end(stage: Stage, study: Declared, error: Exception) -> NoReturn:
    what = told(error)
    # The message may begin with a place in the study file already.
    if not str(what.values.get("place", "")).startswith(str(study.path)):
        what = Message("located", place=study.path, what=what)
    kind = type(error) if isinstance(error, TamkitError) else AnalysisError
    raise kind(Message("study.ended", what=what, stage=stage.said)) from error
