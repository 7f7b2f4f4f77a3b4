"""From the files to valid answers and what they say before any model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamkit.errors import DataError, InputError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.study.modelled import modelled_items
from tamkit.study.stage import Nothing, Stage, Task

if TYPE_CHECKING:
    from tamkit.study.declared import Declared
    from tamkit.survey import Clean, Description, Survey
    from tamkit.survey.battery import Battery

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
    _check_size(task.study, clean)
    return clean


def _check_size(study: Declared, clean: Clean) -> None:
    """A covariance matrix of p items needs more than p rows to be positive definite."""
    if not study.spec.models:
        return
    items = [code for code in modelled_items(study.questionnaire) if code in clean.items.columns]
    used = clean.items[items]
    listwise = study.options.missing == "listwise"
    rows = len(used.dropna()) if listwise else len(used.dropna(how="all"))
    needed = len(items) + 1
    if rows < needed:
        raise DataError(
            "study.too_few_rows",
            items=len(items),
            needed=needed,
            complete=listwise,
            rows=rows,
            received=clean.received,
            valid=clean.n,
        )


def description(task: Task) -> Description:
    from tamkit.survey import describe

    return describe(task.clean)


def battery(task: Task) -> Battery | Nothing:
    """The battery, where the questionnaire or the study declares analyses; reference values are such."""
    wanted = task.questionnaire.analyses
    if not (task.questionnaire.reference_values or wanted.crosstabs or wanted.regressions):
        return Nothing(Message("study.no_analyses"))
    from tamkit.survey.battery import battery

    return battery(task.clean)


STAGES = (
    Stage("read", (), lambda task: read(task.study), finds=None, vital=True),
    Stage("screen", ("read",), screened, finds="clean", vital=True),
    Stage("describe", ("screen",), description, finds="description", vital=True),
    Stage("battery", ("screen",), battery),
)
