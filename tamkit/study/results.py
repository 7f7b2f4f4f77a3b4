"""`Results`: what a study found, as objects, as plain data, and as a report folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.report.plain import dumps, plain
from tamkit.report.warned import collected, first_page
from tamkit.sem.machine import seldom_collected
from tamkit.shown import Card, Shown, noted
from tamkit.study import manifest as manifests
from tamkit.study.folder import MANIFEST, files_of, replacing
from tamkit.study.foreseen import few_people
from tamkit.study.protected import protected

if TYPE_CHECKING:
    from tamkit.drivers import Drivers
    from tamkit.measurement import Measurement
    from tamkit.report import Content
    from tamkit.report.findings import Findings
    from tamkit.study.declared import Declared
    from tamkit.study.stage import Outcome
    from tamkit.survey import Clean, Description

RESULTS = "results.json"
SCREENING = "screening.csv"


@dataclass(frozen=True, slots=True, repr=False)
class Results(Shown):
    """The results of every stage of one study.

    Attributes
    ----------
    study
        What the study's file declares.
    findings
        What each stage found, in a field of its own; ``clean``, ``description``, ``measurement`` and ``drivers`` are
        handed on from there.
    outcomes
        What became of each stage, in the order they were run: done, skipped or failed, and why.
    """

    study: Declared
    findings: Findings
    outcomes: tuple[Outcome, ...]

    @property
    def clean(self) -> Clean:
        return self.findings.clean

    @property
    def description(self) -> Description:
        return self.findings.description

    @property
    def measurement(self) -> Measurement | None:
        return self.findings.measurement

    @property
    def drivers(self) -> Drivers | None:
        return self.findings.drivers

    @property
    def simulated(self) -> bool:
        """Whether the answers are simulated; every output says so."""
        return bool(self.clean.simulated)

    @property
    def extra_warnings(self) -> tuple[Message, ...]:
        """What of the stages could not be done, and why."""
        return tuple(dict.fromkeys(text for one in self.outcomes for text in one.warnings))

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What calls the results into question: said on the first page, each sentence once."""
        found = first_page(self.findings, self.study.questionnaire)
        return protected(tuple(dict.fromkeys([*found, *self.extra_warnings])), self.study.spec.small_cells)

    @property
    def notes(self) -> tuple[Message, ...]:
        """How numbers were got and what was left out, stage by stage, beyond the warnings."""
        stages = (self.clean.survey, self.clean, self.description, self.measurement, self.drivers)
        found = [note for stage in stages for note in getattr(stage, "notes", ())]
        found += few_people(self.study, self.description)
        told = protected(tuple(dict.fromkeys(found)), self.study.spec.small_cells)
        warned = self.warnings
        return tuple(note for note in told if note not in warned)

    @property
    def computed_with(self) -> tuple[str, ...]:
        """The libraries these numbers come from, whatever else the process has imported."""
        battery = self.findings.battery
        fitted = battery is not None and bool(battery.regressions)
        other = self.findings.second_engine
        second = "semopy" in self.study.spec.robustness or (other is not None and other.why is None)
        means = self.findings.differences
        tested = means is not None and len(means.tests) > 0
        used = {"pingouin": tested, "semopy": second, "statsmodels": fitted or tested}
        return ("numpy", "pandas", "scipy", *(name for name, there in used.items() if there))

    @property
    def extras(self) -> dict[str, Any]:
        """What goes beyond the main results; an alias of ``findings.beyond()`` that stays for one release."""
        return self.findings.beyond()

    @property
    def content(self) -> Content:
        """What a report is made from."""
        from tamkit.report import Content

        return Content(
            title=self.study.title,
            questionnaire=self.study.questionnaire,
            findings=self.findings,
            provenance=manifests.provenance(self.study, self.computed_with),
            warnings=self.warnings,
            simulated=self.simulated,
            layout=self.study.layout,
        )

    def to_dict(self) -> dict[str, Any]:
        """``results.json``: every number unrounded, the same order every time; null where there is none."""
        form, drivers = self.study.questionnaire, self.drivers
        outcome = drivers.outcome if drivers is not None else None
        return {
            "title": plain(self.study.title),
            "simulated": self.simulated,
            "questionnaire": {"name": form.name, "version": form.version, "outcome": outcome},
            "options": manifests.options(self.study),
            **self.findings.to_dict(),
            "questions": plain(form.questions),
            "stages": [one.to_dict() for one in self.outcomes],
            "warnings": [*plain(self.warnings), *(one.to_dict() for one in collected(self.findings))],
            "notes": plain(self.notes),
        }

    @seldom_collected()
    def report(
        self,
        folder: str | os.PathLike[str],
        formats: Sequence[str] | None = None,
        langs: Sequence[str] | None = None,
        progress: Progress | None = None,
    ) -> Path:
        """Write the report folder: reports, tables, figures, models, results and manifest.

        The folder is written beside and moved into place when whole. An existing one is replaced only when it is an
        untouched report of tamkit's.

        Raises
        ------
        InputError
            For a format or language there is none of, or a folder that may not be replaced.
        """
        from tamkit import report

        target = Path(folder)
        formats, langs = self.study.output(formats, langs)
        with replacing(target) as staging:
            report.render_into(self.content, staging, formats, langs, progress, (RESULTS, SCREENING))
            (staging / RESULTS).write_text(dumps(self.to_dict()), encoding="utf-8", newline="\n")
            self._write_screening(staging / SCREENING)
            made = manifests.manifest(
                self.study,
                self.clean,
                target.absolute(),
                formats,
                langs,
                files_of(staging),
                self.warnings,
                self.notes,
            )
            (staging / MANIFEST).write_text(dumps(made), encoding="utf-8", newline="\n")
        return target

    def _write_screening(self, path: Path) -> None:
        """Who was excluded and why; ids only. With a byte-order mark, so that Excel reads the Chinese."""
        from tamkit.survey import safe_cell

        frame = self.clean.excluded
        if frame.index.name is not None and frame.index.name not in frame.columns:
            frame = frame.reset_index()
        text = frame.map(lambda cell: safe_cell(", ".join(cell) if isinstance(cell, list | tuple) else cell))
        text.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")

    def _card(self) -> Card:
        clean, drivers = self.clean, None if self.drivers is None else self.drivers._card()
        done = [one for one in self.outcomes if one.state == "done"]
        failed = tuple(one.name for one in self.outcomes if one.state == "failed")
        return Card(
            Message(
                "study.results_of",
                file=self.study.path.name,
                valid=clean.n,
                received=clean.received,
                simulated=self.simulated,
            ),
            {
                "title": self.study.title,
                "found": None if drivers is None else drivers.title,
                "hypotheses": None if drivers is None else drivers.rows["hypotheses"],
                "totals": None if drivers is None else drivers.rows["totals"],
                "stages": Message("study.stages_done", done=len(done), failed=failed or None),
                "warnings": noted(self.warnings),
            },
            (".report(folder)", ".measurement", ".drivers", ".findings", ".to_dict()"),
        )

    def _tables(self) -> dict[str, Any]:
        return self.clean._tables() | ({} if self.drivers is None else self.drivers._tables())
