"""What is asked of the scales beyond reliability and validity: method bias, other models, an exploration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tamkit.errors import AnalysisError, SampleError
from tamkit.messages import Message
from tamkit.study.modelled import blocks, modelled_items
from tamkit.study.stage import Nothing, Stage, Task, not_asked

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.measurement import Competing, Efa, MethodBias
    from tamkit.sem import Fit

T = TypeVar("T")

ORDER = 40


def common_method(task: Task) -> MethodBias | Nothing:
    """Harman's factor, one-factor CFA, collinearity, latent method factor; the marker technique where there is one."""
    wanted = task.study.spec.measurement
    if not wanted.common_method:
        return not_asked("measurement.common_method")
    from tamkit import measurement

    markers = [construct.code for construct in task.questionnaire.constructs if construct.role == "marker"]
    return measurement.common_method(
        task.clean.items,
        blocks(task.questionnaire, "model", "marker"),
        marker=markers[0] if markers else None,
        answers=remedies(task) | wanted.remedies,
        options=task.options,
    )


def remedies(task: Task) -> dict[str, bool]:
    """The procedural remedies that the questionnaire and the answers tell of; what nobody knows stays unsaid."""
    form = task.questionnaire
    modelled = set(modelled_items(form))
    items = [item for item in form.items if item.code in modelled]
    return {
        "anchors": len({item.scale for item in items}) > 1,
        "reverse": any(item.reverse for item in items),
        "marker": any(construct.role == "marker" for construct in form.constructs),
        "checks": task.clean.survey.checks.shape[1] > 0,
    }


def competing(task: Task) -> Competing | Nothing:
    """One factor, correlated first-order factors and, where there are facets, second-order and bifactor models."""
    if not task.study.spec.measurement.competing:
        return not_asked("measurement.competing")
    from tamkit import measurement

    return measurement.competing(task.clean.items, blocks(task.questionnaire, "model"), options=task.options)


def efa(task: Task) -> Efa | Nothing:
    """The items explored on a random half of the respondents; as SPSS does by default, on all of them."""
    if task.study.spec.measurement.efa is False:
        return not_asked("measurement.efa")
    from tamkit import measurement

    def work() -> Efa:
        how, items = task.study.spec.efa, modelled_items(task.questionnaire)
        rows = task.clean.items[items] if how.mode == "spss" else halves(task)[0]
        return measurement.explore(
            rows.dropna(),
            items,
            factors=how.factors or "parallel",
            mode=how.mode,
            rotation=how.rotation,
            seed=task.options.seed or 0,
        )

    return unasked(task, work)


def efa_confirmed(task: Task) -> Fit | Nothing:
    """The measurement model on the other half: on the same respondents it would confirm the chance in their answers."""
    if task.study.spec.efa.mode == "spss":
        return Nothing(Message("study.efa_of_all"))

    def work() -> Fit:
        from tamkit import sem

        _, second = halves(task)
        return sem.fit(task.questionnaire.measurement_model(), second, options=task.options).require_converged()

    return unasked(task, work)


def unasked(task: Task, work: Callable[[], T]) -> T | Nothing:
    """What ``work`` returns. What a study has not asked for is left out where its answers can't bear it, with the
    reason; what it asked for fails."""
    try:
        return work()
    except AnalysisError as error:
        if task.study.spec.measurement.efa:
            raise
        return Nothing(error.message)


def halves(task: Task) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows in two random halves, the same for the same seed; incomplete ones where the estimation uses them."""
    from tamkit import measurement

    items = modelled_items(task.questionnaire)
    rows = task.clean.items[items]
    if task.options.missing == "listwise":
        rows = rows.dropna()
    first, second = measurement.split_cases(rows, seed=task.options.seed or 0)
    if len(first.dropna()) <= 2 * len(items):
        raise SampleError("study.too_few_for_halves", n=len(rows), items=len(items), needed=4 * len(items) + 2)
    return first, second


STAGES = (
    Stage("common_method", ("screen", "measurement"), common_method),
    Stage("competing", ("screen", "measurement"), competing),
    Stage("efa", ("screen", "measurement"), efa),
    Stage("efa_confirmed", ("screen", "efa"), efa_confirmed),
)
