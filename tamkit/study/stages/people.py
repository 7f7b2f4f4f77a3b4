"""Segments of respondents: how high the constructs stand in each, whether they differ, and who is in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tamkit.messages import Message
from tamkit.study.modelled import blocks, modelled, modelled_items
from tamkit.study.stage import FAILURES, Nothing, Stage, Task, not_asked

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.drivers import Differences, Profiles
    from tamkit.measurement import Invariance

ORDER = 55


def differences(task: Task) -> Differences | Nothing:
    """Means of the constructs by grouping variables and segments, with tests, and whether they can be compared."""
    names = compared_by(task)
    for place, code in enumerate(task.study.spec.segments or ()):
        if code not in task.clean.respondents.columns:
            at = task.study.file.at("segments", place)
            task.tell(Message("located", place=at, what=Message("study.not_in_the_data", variable=code)))
    if not names:
        return not_asked("segments")
    from tamkit import drivers
    from tamkit.survey.means import LEVEL
    from tamkit.survey.small_cells import rows_hidden

    clean, form = task.clean, task.questionnaire
    rows = modelled(clean)
    found: Differences = drivers.differences(
        clean.items, clean.respondents, form, names, {code: ladder(task, code, rows) for code in names}
    )
    below = task.study.spec.small_cells
    return replace(found, means=rows_hidden(found.means, below, ["variable", "construct"], LEVEL))


def compared_by(task: Task) -> list[str]:
    """The grouping variables, the segments and what research questions ask by, each once, as far as it was answered."""
    form = task.questionnaire
    asked = [code for one in form.questions for code in one.by]
    wanted = dict.fromkeys([*task.study.spec.groups, *task.ladders, *form.segments, *asked])
    return [code for code in wanted if code in task.clean.respondents.columns]


def ladder(task: Task, code: str, rows: pd.DataFrame) -> Invariance | None:
    """The ladder of a variable: that of the study's groups, else one of the ``rows``, as they go into models, up to
    scalar invariance, which is what means need. None where it can't be had, or says nothing of means: of levels that
    the answers to the scales make."""
    known = task.ladders.get(code)
    if (
        known is not None
        or task.questionnaire.selects(code)
        or "drivers" not in task.found
        or task.options.kind.ordinal
    ):
        return known
    from tamkit import drivers, measurement

    form = task.questionnaire
    try:
        data, _ = drivers.usable(
            rows, modelled_items(form), code, missing=task.options.missing, variable=form.variable(code)
        )
        found: Invariance = measurement.invariance(
            data, blocks(form, "model"), code, smallest=drivers.SMALLEST, upto="scalar", options=task.options
        )
    except FAILURES:
        return None  # the row says that nothing was tested
    return found


def profiles(task: Task) -> Profiles | Nothing:
    """The levels of each segment side by side."""
    segments = [code for code in task.questionnaire.segments if code in task.clean.respondents.columns]
    if not segments:
        return not_asked("segments")
    from tamkit import drivers
    from tamkit.survey.small_cells import rows_hidden

    means = task.found["differences"].means
    found: Profiles = drivers.profiles(means, task.clean.respondents, task.questionnaire, segments)
    below = task.study.spec.small_cells
    interval = ("share", "ci_lower", "ci_upper")
    return replace(
        found,
        segments=rows_hidden(found.segments, below, ["variable"], ("n", "share")),
        shares=rows_hidden(found.shares, below, ["variable", "level", "of"], ("n", *interval)),
    )


STAGES = (
    Stage("differences", ("screen",), differences, takes=("drivers", "invariance")),
    Stage("profiles", ("screen", "differences"), profiles),
)
