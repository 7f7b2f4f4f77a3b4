"""`Study`: a study file and its stages, run in order; a failure says at which stage it happened."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamkit.errors import InputError, TamkitError, unknown
from tamkit.study.spec import RUNS, SpecFile, StudySpec
from tamkit.study.spec import load as load_spec

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.drivers import Drivers
    from tamkit.measurement import Measurement
    from tamkit.questionnaire import Questionnaire
    from tamkit.sem.options import Options
    from tamkit.study.results import Results
    from tamkit.survey import Clean, Survey

Progress = Callable[[str, int, int], None]
STAGES = ("read", "screen", "describe", "measurement", "drivers", "extras", "report")


@dataclass(frozen=True, slots=True)
class Study:
    """One study: what was declared in its file, and the questionnaire it names.

    >>> study = Study.load("study.yaml")        # doctest: +SKIP
    >>> results = study.run()                   # doctest: +SKIP
    >>> results.report("reports/mine", formats=["html", "docx"], langs=["zh"])  # doctest: +SKIP
    """

    file: SpecFile
    questionnaire: Questionnaire
    questionnaire_path: Path
    added_paths: tuple[Path, ...] = ()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Study:
        """Read a study file (or the ``study.yaml`` of a folder) and its questionnaire.

        Paths in the file are relative to the file.

        Raises
        ------
        InputError
            With file, line and column, for every mistake in the study file or the questionnaire.
        """
        from tamkit import questionnaire as questionnaires

        given = Path(path)
        file = load_spec(given / "study.yaml" if given.is_dir() else given)
        with _placed(file, "questionnaire"):
            where = _questionnaire_path(file, file.spec.questionnaire)
            form = questionnaires.load(where)
        if file.spec.modules:
            with _placed(file, "modules"):
                form = form.with_modules(*file.spec.modules)
        added = []
        for place, name in enumerate(file.spec.add):
            with _placed(file, "add", place):
                added.append(_questionnaire_path(file, name))
                form = form.plus(questionnaires.load(added[-1]))
        study = cls(file, form, where, tuple(added))
        study._check_names()
        return study

    @property
    def path(self) -> Path:
        return self.file.path

    @property
    def spec(self) -> StudySpec:
        return self.file.spec

    @property
    def title(self) -> Any:
        """The study's title; its questionnaire's when it has none."""
        return self.spec.title or self.questionnaire.title

    @property
    def data_paths(self) -> list[Path]:
        return [self.path.parent / name for name in self.spec.data]

    def _check_names(self) -> None:
        form, spec = self.questionnaire, self.spec
        models = [model.name for model in form.models]
        kinds = {variable.code: variable.kind for variable in form.variables}
        if models and not spec.models:
            raise InputError(f"{self.path}: 'models' is missing; questionnaire {form.name} has: {', '.join(models)}.")
        checks = (
            ("models", "model", models),
            ("groups", "variable", list(kinds)),
            ("controls", "variable", list(kinds)),
            ("robustness", "run", list(RUNS)),
        )
        for remedy in spec.measurement.remedies:
            from tamkit.measurement import CHECKLIST

            keys = [one.key for one in CHECKLIST]
            if remedy not in keys:
                at = self.file.at("measurement", "remedies", remedy)
                raise InputError(f"{at}: {unknown('remedy', remedy, keys)}")
        for key, what, known in checks:
            for place, name in enumerate(getattr(spec, key)):
                at = self.file.at(key, place)
                if not models:
                    raise InputError(f"{at}: questionnaire {form.name} has no models, so there is nothing for {key!r}.")
                if key == "robustness" and name == "PLS":
                    raise InputError(
                        f"{at}: PLS (partial least squares) is not in this version; allowed: {', '.join(RUNS)}."
                    )
                if name not in known:
                    raise InputError(f"{at}: {unknown(what, name, known)}")
                if key == "groups" and kinds[name] != "single":
                    raise InputError(
                        f"{at}: {name} is a {kinds[name]} question; groups come from single-choice questions, in which "
                        "everyone has one answer."
                    )
                if key == "controls" and kinds[name] not in ("single", "number"):
                    raise InputError(
                        f"{at}: {name} is a {kinds[name]} question; a control is a single choice or a number."
                    )

    def read(self, progress: Progress | None = None) -> Survey:
        """The coded answers; ``progress`` follows the reading of large files."""
        from tamkit import survey

        for place, path in enumerate(self.data_paths):
            if not path.is_file():
                raise InputError(f"{self.file.at('data', place)}: {path}: no such file.")
        mapping = None if self.spec.mapping is None else self.path.parent / self.spec.mapping
        found: Survey = survey.load(
            self.data_paths,
            self.questionnaire,
            platform=self.spec.platform,
            mapping=mapping,
            sheet=self.spec.sheet,
            progress=progress,
        )
        return found

    def screen(self, survey: Survey) -> Clean:
        """The valid answers, under the declared rules."""
        found: Clean = survey.screen(dict(self.spec.screening))
        return found

    def run(self, progress: Progress | None = None) -> Results:
        """All stages, from the files to the numbers; nothing is written.

        ``progress`` is called with (what is being done, steps done, steps).

        Raises
        ------
        InputError, AnalysisError
            The message names the study file and the stage.
        """
        from tamkit.study.results import Results

        steps = _Steps(progress, len(STAGES) - 1 + len(self.spec.models))
        with self._stage("read", steps):
            survey = self.read()
        with self._stage("screen", steps):
            clean = self.screen(survey)
            self._check_size(clean)
        with self._stage("describe", steps):
            from tamkit.survey import describe

            description = describe(clean)
        measurement: Measurement | None = None
        drivers: Drivers | None = None
        if self.spec.models:
            with self._stage("measurement", steps):
                measurement = self._measure(clean)
            with self._stage("drivers", steps, announce=False):
                from tamkit.drivers import analyse

                drivers = analyse(
                    self._modelled(clean),
                    self.questionnaire,
                    list(self.spec.models),
                    progress=lambda name, done, total: steps(f"model {name}"),
                    options=self.options,
                )
        with self._stage("extras", steps):
            found, warnings = self._extras(clean, drivers)
        return Results(
            study=self,
            clean=clean,
            description=description,
            measurement=measurement,
            drivers=drivers,
            extras=found,
            extra_warnings=warnings,
        )

    def _extras(self, clean: Clean, drivers: Drivers | None) -> tuple[dict[str, Any], tuple[str, ...]]:
        """What goes beyond the main results, by the name of its chapter, and what could not be done of it."""
        from tamkit.study import extras

        spec, warnings = self.spec, list[str]()
        found: dict[str, Any] = {"battery": extras.battery(self.questionnaire, clean, warnings.append)}
        if drivers is not None:
            task = extras.Task(
                self.questionnaire,
                clean,
                self._modelled,
                spec.models[-1],
                drivers.outcome,
                self.options.without_bootstrap(),
                warnings.append,
            )
            found |= extras.sensitivity(task, drivers.main)
            found |= extras.robustness(task, drivers.main, spec.robustness, spec.controls)
            found |= extras.scales(task, spec.measurement)
            found |= extras.groups(task, spec.groups)
        return {name: value for name, value in found.items() if value is not None}, tuple(warnings)

    @property
    def options(self) -> Options:
        """What every fit of the study is told; each stage changes only what makes it another model or sample."""
        return self.file.options

    def output(
        self, formats: Sequence[str] | None = None, langs: Sequence[str] | None = None
    ) -> tuple[list[str], list[str]]:
        """The file formats and languages to write: those given, else the study's.

        Raises
        ------
        InputError
            For one there is none of, or a format whose library isn't installed: better before the work than after it.
        """
        from tamkit import report

        chosen = self.spec.report
        wanted = list(formats or chosen.format), list(langs or chosen.lang)
        report.check(*wanted)
        return wanted

    @property
    def htmt_draws(self) -> int:
        """Resamples for the intervals of HTMT; ``bootstrap: 0`` turns all resampling off."""
        return self.spec.measurement.htmt_bootstrap if self.options.bootstrap else 0

    def _measure(self, clean: Clean) -> Measurement:
        from tamkit.measurement import assess

        found: Measurement = assess(
            clean.items,
            self.questionnaire,
            draws=self.htmt_draws,
            options=self.options,
        )
        return found

    @staticmethod
    def _modelled(clean: Clean) -> pd.DataFrame:
        """The items, and beside them the respondent variables in numbers, for models that have covariates."""
        numbers = clean.respondents.select_dtypes("number")
        return clean.items.join(numbers[[name for name in numbers.columns if name not in clean.items.columns]])

    def _check_size(self, clean: Clean) -> None:
        """A covariance matrix of p items needs more than p rows to be positive definite."""
        if not self.spec.models:
            return
        from tamkit.study.extras import modelled_items

        items = [code for code in modelled_items(self.questionnaire) if code in clean.items.columns]
        used = clean.items[items]
        listwise = self.options.missing == "listwise"
        rows = len(used.dropna()) if listwise else len(used.dropna(how="all"))
        needed = len(items) + 1
        if rows < needed:
            complete = "complete " if listwise else ""
            raise InputError(
                f"too few rows for the model: {len(items)} items need at least {needed} {complete}rows, found {rows} "
                f"({clean.received} received, {clean.n} valid after screening)."
            )

    @contextmanager
    def _stage(self, stage: str, steps: _Steps, *, announce: bool = True) -> Iterator[None]:
        if announce:
            steps(stage)
        try:
            yield
        except TamkitError as error:
            text = str(error)
            # The message may begin with the study file's place already.
            where = "" if text.startswith(str(self.path)) else f"{self.path}: "
            raise type(error)(f"{where}{text} (stage: {stage})") from error


class _Steps:
    """Counts steps and tells a progress callback."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self, what: str) -> None:
        if self.progress is not None:
            self.progress(what, self.done, self.total)
        self.done += 1


def _questionnaire_path(file: SpecFile, name: str) -> Path:
    """A file beside the study wins where the name looks like one; otherwise a shipped name."""
    from tamkit import questionnaire as questionnaires

    beside = file.path.parent / name
    if name not in questionnaires.names() and (beside.is_file() or Path(name).suffix or len(Path(name).parts) > 1):
        return Path(questionnaires.find(beside))
    return Path(questionnaires.find(name))


@contextmanager
def _placed(file: SpecFile, *key: str | int) -> Iterator[None]:
    """Put the place in the study file before a message that doesn't name a place of its own."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{file.at(*key)}: {error}") from error
