"""`Declared`: what a study's file says, and the questionnaire it names; nothing of the answers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tamkit.errors import InputError, unknown
from tamkit.sem.estimators import RESERVED
from tamkit.shown import Card, Shown
from tamkit.study.spec import RUNS, SpecFile, StudySpec
from tamkit.study.spec import load as load_spec

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire
    from tamkit.sem.options import Options


@dataclass(frozen=True, slots=True, repr=False)
class Declared(Shown):
    """A study as its file declares it, checked: names exist in the questionnaire, options go together."""

    file: SpecFile
    questionnaire: Questionnaire
    questionnaire_path: Path
    added_paths: tuple[Path, ...] = ()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
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

    def _card(self) -> Card:
        spec, options, form = self.spec, self.options, self.questionnaire
        drawn = f", {options.bootstrap:,} draws" if options.bootstrap else ""
        return Card(
            f"{type(self).__name__} {self.path.name}: {self.title.get('en')}",
            {
                "data": ", ".join(spec.data),
                "asks": f"{form.name} {form.version} ({len(form.items)} items)",
                "models": ", ".join(spec.models),
                "estimator": f"{options.estimator}{drawn}",
                "groups": ", ".join(spec.groups),
                "controls": ", ".join(spec.controls),
                "robustness": ", ".join(spec.robustness),
            },
            (".run()", ".read()", ".questionnaire", ".spec"),
        )

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
        several = isinstance(self.file.tree.data.get("ordered"), list)
        for place, name in enumerate(self.options.ordered):
            if name not in (*form.item_codes, "all"):
                at = self.file.at("ordered", place) if several else self.file.at("ordered")
                raise InputError(f"{at}: {unknown('item', name, form.item_codes)}")
        for key, what, known in checks:
            for place, name in enumerate(getattr(spec, key)):
                at = self.file.at(key, place)
                if not models:
                    raise InputError(f"{at}: questionnaire {form.name} has no models, so there is nothing for {key!r}.")
                if key == "robustness" and name in RESERVED:
                    raise InputError(
                        f"{at}: {name} ({RESERVED[name]}) is not in this version; allowed: {', '.join(RUNS)}."
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
        on = self.options.bootstrap > 0 or self.file.earlier
        return self.spec.measurement.htmt_bootstrap if on else 0


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
