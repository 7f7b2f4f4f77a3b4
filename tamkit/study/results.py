"""`Results`: what a study found, as objects, as plain data, and as a report folder."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamkit.progress import Progress
from tamkit.study import manifest as manifests
from tamkit.study.folder import MANIFEST, files_of, replacing
from tamkit.study.plain import dumps, plain
from tamkit.study.renamed import without_aliases

if TYPE_CHECKING:
    from tamkit.drivers import Drivers
    from tamkit.measurement import Measurement
    from tamkit.report import Content
    from tamkit.study.declared import Declared
    from tamkit.survey import Clean, Description

RESULTS = "results.json"
#: What ``results.json`` tells of a fit beside the main ones.
BRIEF = ("engine", "options", "converged", "n", "warnings")


def _without_parameters(value: Any) -> Any:
    """The tables of a chapter without every parameter of each of its many models, which would drown them: of a fit
    beside the main ones stay what it was fitted with and what it had to say."""
    if not isinstance(value, dict):
        return value
    out = {}
    for key, one in value.items():
        if key == "fits" or key.endswith("_fits"):
            out[key] = {name: {part: fit[part] for part in BRIEF} for name, fit in one.items()}
        elif key != "models":
            out[key] = _without_parameters(one)
    return out


def _drivers(drivers: Drivers) -> dict[str, Any]:
    found = {"main": list(drivers.fits)[-1], **plain(drivers)}
    return {**found, "comparison": without_aliases(found["comparison"])}


@dataclass(frozen=True, slots=True, repr=False)
class Results:
    """The results of every stage of one study.

    Attributes
    ----------
    study, clean, description, measurement, drivers
        The study and what its stages returned; the last two are None where the questionnaire has no models.
    extras
        What goes beyond the main results, by chapter: ``sensitivity``, ``robustness``, ``common_method``,
        ``invariance``, ``groups``, ``battery`` … (:mod:`tamkit.study.extras`).
    extra_warnings
        What of the extras could not be done, and why.
    """

    study: Declared
    clean: Clean
    description: Description
    measurement: Measurement | None
    drivers: Drivers | None
    extras: Mapping[str, Any] = field(default_factory=dict)
    extra_warnings: tuple[str, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether the answers are simulated; every output says so."""
        return bool(self.clean.simulated)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What calls the results into question: said on the first page, each sentence once."""
        found: list[str] = []
        if self.measurement is not None:
            found += [f"measurement model: {warning}" for warning in self.measurement.cfa.warnings]
        if self.drivers is not None:
            found += [f"model {name}: {one}" for name, fit in self.drivers.fits.items() for one in fit.warnings]
            left_out = self.clean.n - sum(self.drivers.main.n)
            if left_out > 0:
                found.append(
                    f"{left_out} of {self.clean.n} valid respondents left an item out and are not in the models."
                )
        return tuple(dict.fromkeys([*found, *self.extra_warnings]))

    @property
    def notes(self) -> tuple[str, ...]:
        """How numbers were got and what was left out, stage by stage, beyond the warnings."""
        stages = (self.clean.survey, self.clean, self.description, self.measurement, self.drivers)
        found = [str(note) for stage in stages for note in getattr(stage, "notes", ())]
        return tuple(note for note in dict.fromkeys(found) if note not in self.warnings)

    @property
    def computed_with(self) -> tuple[str, ...]:
        """The libraries these numbers come from, whatever else the process has imported."""
        battery = self.extras.get("battery")
        fitted = battery is not None and battery.overdue is not None
        second = "semopy" in self.study.spec.robustness
        return ("numpy", "pandas", "scipy", *(["semopy"] if second else []), *(["statsmodels"] if fitted else []))

    @property
    def content(self) -> Content:
        """What a report is made from."""
        from tamkit.report import Content

        return Content(
            title=self.study.title,
            questionnaire=self.study.questionnaire,
            clean=self.clean,
            description=self.description,
            measurement=self.measurement,
            drivers=self.drivers,
            provenance=manifests.provenance(self.study, self.computed_with),
            warnings=self.warnings,
            simulated=self.simulated,
            extras=self.extras,
        )

    def to_dict(self) -> dict[str, Any]:
        """``results.json``: every number unrounded, the same order every time; null where there is none."""
        form, clean, drivers = self.study.questionnaire, self.clean, self.drivers
        outcome = drivers.outcome if drivers is not None else None
        analysed = sum(drivers.main.n) if drivers is not None else clean.n
        return {
            "title": plain(self.study.title),
            "simulated": self.simulated,
            "questionnaire": {"name": form.name, "version": form.version, "outcome": outcome},
            "options": manifests.options(self.study),
            "n": {"received": clean.received, "valid": clean.n, "analysed": analysed},
            "screening": {"rules": plain(clean.rules.to_dict()), "flow": plain(clean.flow)},
            "description": plain(self.description),
            "measurement": plain(self.measurement),
            "drivers": None if drivers is None else _drivers(drivers),
            "extras": _without_parameters({name: plain(value) for name, value in self.extras.items()}),
            "warnings": list(self.warnings),
            "notes": list(self.notes),
        }

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
            report.render_into(self.content, staging, formats, langs, progress)
            (staging / RESULTS).write_text(dumps(self.to_dict()), encoding="utf-8", newline="\n")
            self._write_screening(staging / "screening.csv")
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

    def __repr__(self) -> str:
        head = f"Results of {self.study.path.name}: {self.clean.n} valid of {self.clean.received} received"
        label = " [simulated]" if self.simulated else ""
        return f"{head}{label}" if self.drivers is None else f"{head}{label}\n{self.drivers!r}"

    def _repr_html_(self) -> str:
        label = " (simulated)" if self.simulated else ""
        drivers = "" if self.drivers is None else self.drivers._repr_html_()
        return f"<p><b>{self.study.title.get('en')}</b>{label}</p>{self.clean._repr_html_()}{drivers}"
