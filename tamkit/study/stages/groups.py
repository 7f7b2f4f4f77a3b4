"""Groups of respondents: whether the scales mean the same to them, and whether the paths differ."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from tamkit.messages import Message
from tamkit.study.modelled import blocks, modelled, modelled_items
from tamkit.study.stage import Nothing, Stage, Task, not_asked

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

    def compared(group: str) -> Groups:
        data, refused = _usable(task, group)
        variable = task.questionnaire.variable(group)
        return drivers.compare_groups(
            task.model, data, group, task.ladders.get(group), refused=refused, variable=variable, options=task.options
        )

    return _each(task, compared)


def _each(task: Task, work: Callable[[str], T]) -> dict[str, T] | Nothing | None:
    """By grouping variable, those for which it could be done."""
    names = dict.fromkeys(task.study.spec.groups)
    if not names:
        return not_asked("groups")
    found = {}
    for group in names:
        one = task.attempt(Message("study.groups_by", variable=group), partial(work, group))
        if one is not None:
            found[group] = one
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
