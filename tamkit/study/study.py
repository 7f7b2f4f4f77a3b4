"""`Study`: a study file, its stages run, and what they found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamkit.progress import Progress
from tamkit.report.findings import Findings
from tamkit.study import running
from tamkit.study.declared import Declared
from tamkit.study.protected import protected
from tamkit.study.results import Results
from tamkit.study.stages import answers, stages

if TYPE_CHECKING:
    from tamkit.survey import Clean, Survey


class Study(Declared):
    """One study: what was declared in its file, and its stages.

    >>> study = Study.load("study.yaml")        # doctest: +SKIP
    >>> results = study.run()                   # doctest: +SKIP
    >>> results.report("reports/mine", formats=["html", "docx"], langs=["zh"])  # doctest: +SKIP
    """

    __slots__ = ()

    def read(self, progress: Progress | None = None) -> Survey:
        """The coded answers; ``progress`` follows the reading of large files."""
        return answers.read(self, progress)

    def screen(self, survey: Survey) -> Clean:
        """The valid answers, under the declared rules."""
        return answers.screen(self, survey)

    def run(self, progress: Progress | None = None) -> Results:
        """All stages, from the files to the numbers; nothing is written.

        ``progress`` is called with (what is being done, steps done, steps).

        Raises
        ------
        InputError, AnalysisError
            When the answers can't be read or screened, or the measurement model or a structural model fails; the
            message names the study file and the stage. A failure of any other stage is told in the results.
        """
        order = stages()
        made = running.run(self, order, progress)
        found: dict[str, Any] = {
            stage.field: made.found[stage.name]
            for stage in order
            if stage.field is not None and stage.name in made.found
        }
        below = self.spec.small_cells
        return Results(self, protected(Findings(**found), below), protected(made.outcomes, below))
