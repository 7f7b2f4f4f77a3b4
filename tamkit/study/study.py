"""`Study`: a study file and its stages, run in order; a failure says at which stage it happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tamkit.errors import InputError, TamkitError
from tamkit.progress import Progress
from tamkit.study.declared import Declared
from tamkit.study.results import Results

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.drivers import Drivers
    from tamkit.measurement import Measurement
    from tamkit.survey import Clean, Survey

RESAMPLING = "bootstrap"  # what sem calls it
STAGES = ("read", "screen", "describe", "measurement", "drivers", "extras", "report")


class Study(Declared):
    """One study: what was declared in its file, and its stages.

    >>> study = Study.load("study.yaml")        # doctest: +SKIP
    >>> results = study.run()                   # doctest: +SKIP
    >>> results.report("reports/mine", formats=["html", "docx"], langs=["zh"])  # doctest: +SKIP
    """

    __slots__ = ()

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
                    progress=steps.model,
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

    def model(self, what: str, done: int, total: int) -> None:
        """A model is a step; draws of its bootstrap are counted within it."""
        if what != RESAMPLING:
            self(f"model {what}")
        elif self.progress is not None:
            self.progress(what, done, total)
