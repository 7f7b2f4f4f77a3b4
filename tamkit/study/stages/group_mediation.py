"""The indirect effects of every group of respondents, one list a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamkit.messages import Message
from tamkit.study.stage import Nothing, Stage, Task

if TYPE_CHECKING:
    import pandas as pd

ORDER = 55


def group_mediation(task: Task) -> dict[str, pd.DataFrame] | Nothing:
    """For each grouping variable the ways of the main model in each of its groups, by the delta method."""
    from tamkit.drivers import mediation

    found = {variable: mediation.by_group(groups) for variable, groups in task.found["groups"].items()}
    kept = {variable: frame for variable, frame in found.items() if len(frame)}
    return kept or Nothing(Message("study.no_indirect_paths"))


STAGES = (Stage("group_mediation", ("groups",), group_mediation),)
