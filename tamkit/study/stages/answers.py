"""From the files to valid answers and what they say before any model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamkit.errors import DataError, InputError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.study.foreseen import stops
from tamkit.study.stage import Nothing, Stage, Task

if TYPE_CHECKING:
    from tamkit.study.declared import Declared
    from tamkit.survey import Clean, Description, Survey
    from tamkit.survey.battery import Battery
    from tamkit.survey.missing import Missing

ORDER = 10


def read(study: Declared, progress: Progress | None = None) -> Survey:
    """The coded answers of a study's files; ``progress`` follows the reading of large ones."""
    from tamkit import survey

    for place, path in enumerate(study.data_paths):
        if not path.is_file():
            what = Message("study.no_such_file", path=path)
            raise InputError("located", place=study.file.at("data", place), what=what)
    mapping = None if study.spec.mapping is None else study.path.parent / study.spec.mapping
    found: Survey = survey.load(
        study.data_paths,
        study.questionnaire,
        platform=study.spec.platform,
        mapping=mapping,
        sheet=study.spec.sheet,
        rows=study.spec.rows,
        progress=progress,
    )
    return found


def screen(study: Declared, survey: Survey) -> Clean:
    """The valid answers, under the declared rules."""
    found: Clean = survey.screen(dict(study.spec.screening))
    return found


def screened(task: Task) -> Clean:
    clean = screen(task.study, task.survey)
    check(task.study, clean)
    return clean


def check(study: Declared, clean: Clean) -> None:
    """Whether the models can be estimated from these answers at all: better before the work than after it.

    Raises
    ------
    DataError
        With the items, or the rows there are too few of.
    """
    for reason in stops(study, clean):
        raise DataError(reason)


def description(task: Task) -> Description:
    from tamkit.survey import describe
    from tamkit.survey.small_cells import describe_hidden

    return describe_hidden(describe(task.clean), task.study.spec.small_cells)


def missing(task: Task) -> Missing | Nothing:
    """What is missing of the scale answers, and whether completely at random."""
    if not task.clean.items.shape[1]:
        return Nothing(Message("study.no_scale_items"))
    from tamkit.survey.missing import missing as of
    from tamkit.survey.small_cells import missing_hidden

    return missing_hidden(of(task.clean), task.study.spec.small_cells)


def battery(task: Task) -> Battery | Nothing:
    """The battery, where the questionnaire or the study declares analyses; reference values are such."""
    wanted = task.questionnaire.analyses
    if not (task.questionnaire.reference_values or wanted.of_answers):
        return Nothing(Message("study.no_analyses"))
    from tamkit.survey.battery import battery
    from tamkit.survey.small_cells import battery_hidden

    return battery_hidden(battery(task.clean), task.study.spec.small_cells)


STAGES = (
    Stage("read", (), lambda task: read(task.study), finds=None, vital=True),
    Stage("screen", ("read",), screened, finds="clean", vital=True),
    Stage("describe", ("screen",), description, finds="description", vital=True),
    Stage("missing", ("screen",), missing),
    Stage("battery", ("screen",), battery),
)
