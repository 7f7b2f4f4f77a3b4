"""The model reported in full by another program, in every study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamkit.study.modelled import modelled
from tamkit.study.stage import Nothing, Stage, Task, not_asked

if TYPE_CHECKING:
    from tamkit.drivers.second_engine import SecondEngine

ORDER = 31


def second_engine(task: Task) -> SecondEngine | Nothing:
    """semopy's standardized loadings and paths beside the reported ones; why not, where it can't."""
    if not task.study.spec.second_engine:
        return not_asked("second_engine")
    from tamkit.drivers.second_engine import second_engine as of

    return of(task.model, modelled(task.clean), task.drivers.main)


STAGES = (Stage("second_engine", ("screen", "drivers"), second_engine),)
