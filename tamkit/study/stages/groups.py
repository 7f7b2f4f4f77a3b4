"""Groups of respondents: whether the scales mean the same to them, and whether the paths differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from tamkit.drivers.groups import unplaced
from tamkit.errors import TamkitError
from tamkit.messages import Message
from tamkit.study.modelled import blocks, modelled, modelled_items
from tamkit.study.stage import FAILURES, Nothing, Stage, Task, not_asked, told

if TYPE_CHECKING:
    from tamkit.drivers import Groups
    from tamkit.measurement import Invariance

T = TypeVar("T")
ORDER = 50


def invariance(task: Task) -> dict[str, Invariance] | Nothing | None:
    """For each grouping variable the ladder of measurement invariance."""
    from tamkit import drivers, measurement

    def ladder(group: str) -> Invariance:
        data, _ = _usable(task, group)
        return measurement.invariance(
            data,
            blocks(task.questionnaire, "model"),
            group,
            smallest=drivers.SMALLEST,
            partial=True,
            options=task.options,
        )

    return _each(task, ladder)


def groups(task: Task) -> dict[str, Groups] | Nothing | None:
    """For each grouping variable its paths by group, and where the ladder allows tests of their differences."""
    from tamkit import drivers
    from tamkit.drivers.mean_differences import reworded

    def compared(group: str) -> Groups:
        data, refused = _usable(task, group)
        form = task.questionnaire
        found = drivers.compare_groups(
            task.model,
            data,
            group,
            task.ladders.get(group),
            refused=refused,
            unplaced=unplaced(modelled(task.clean), modelled_items(form), group, missing=task.options.missing),
            variable=form.variable(group),
            test=task.study.spec.group_test,
            options=task.options,
        )
        said = reworded(form, group, task.drivers.main.latent)
        return replace(found, remarks=(*found.remarks, *said)) if said else found

    return _each(task, compared)


def split(task: Task) -> list[str]:
    """The variables that respondents are split by without being asked: those that say for whom a construct of the main
    model is strictly defined (initial trust: people without experience), where there are enough of both."""
    people = task.clean.respondents
    latent = task.drivers.main.latent
    bases = [c.defined_for for c in task.questionnaire.constructs if c.defined_for is not None and c.code in latent]
    found = []
    for code in dict.fromkeys(base.variable for base in bases):
        if code not in people.columns or people[code].nunique() < 2:
            continue
        try:
            _usable(task, code)
        except TamkitError:
            continue  # too few of one: the first page says that both are in one model
        found.append(code)
    return found


def _each(task: Task, work: Callable[[str], T]) -> dict[str, T] | Nothing | None:
    """By grouping variable, those for which it could be done."""
    names = dict.fromkeys([*task.study.spec.groups, *split(task)])
    if not names:
        return not_asked("groups")
    found = {}
    for group in names:
        try:
            found[group] = work(group)
        except FAILURES as error:
            what = told(error)
            named = what.values.get("group") == group  # what says itself which variable it is about
            place = Message("study.groups") if named else Message("study.groups_by", variable=group)
            task.tell(Message("located", place=place, what=what))
    return found or None


def _usable(task: Task, group: str) -> tuple[Any, dict[str, int]]:
    from tamkit import drivers

    data: tuple[Any, dict[str, int]] = drivers.usable(
        modelled(task.clean),
        modelled_items(task.questionnaire),
        group,
        missing=task.options.missing,
        variable=task.questionnaire.variable(group),
    )
    return data


STAGES = (
    Stage("invariance", ("screen", "drivers"), invariance),
    Stage("groups", ("screen", "drivers"), groups, takes=("invariance",)),
)
