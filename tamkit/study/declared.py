"""`Declared`: what a study's file says, and the questionnaire it names; nothing of the answers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tamkit.errors import InputError, QuestionnaireError, listed, unknown
from tamkit.messages import Message
from tamkit.questionnaire.said import mistaken
from tamkit.sem.estimators import ESTIMATORS, RESERVED
from tamkit.shown import Card, Shown
from tamkit.study.spec import RUNS, SpecFile, StudySpec
from tamkit.study.spec import load as load_spec

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire
    from tamkit.report.content import Layout
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
        QuestionnaireError
            With file, line and column, for every mistake in the study file or the questionnaire.
        InputError
            There is no such file, questionnaire or module.
        """
        from tamkit import questionnaire as questionnaires
        from tamkit.questionnaire.extend import shared_out

        given = Path(path)
        file = load_spec(given / "study.yaml" if given.is_dir() else given)
        with _placed(file, "questionnaire"):
            where = _questionnaire_path(file, file.spec.questionnaire)
            form = questionnaires.load(where)
        added, others = [], []
        for place, name in enumerate(file.spec.add):
            with _placed(file, "add", place):
                added.append(_questionnaire_path(file, name))
                others.append(questionnaires.load(added[-1]))
        with _placed(file, "modules"):
            # A module may be one of an added questionnaire's.
            chosen = shared_out([form, *others], file.spec.modules)
            form, *others = (
                one.with_modules(*own) if own else one for one, own in zip([form, *others], chosen, strict=True)
            )
        for place, other in enumerate(others):
            with _placed(file, "add", place):
                form = form.plus(other)
        form = _wanted(file, form)
        study = cls(file, form, where, tuple(added))
        study._check_names()
        study._check_sliders()
        return study

    def _card(self) -> Card:
        spec, options, form = self.spec, self.options, self.questionnaire
        return Card(
            Message("study.card", kind=type(self).__name__, file=self.path.name, title=self.title),
            {
                "data": tuple(spec.data),
                "asks": Message("study.asks", form=form.name, version=form.version, items=len(form.items)),
                "models": self.models,
                "estimator": Message("study.estimator", estimator=options.estimator, draws=options.bootstrap),
                "groups": tuple(spec.groups),
                "controls": tuple(spec.controls),
                "robustness": tuple(spec.robustness),
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

    @property
    def models(self) -> tuple[str, ...]:
        """The models that are fitted, the last reported in full: those the file names, else the questionnaire's set."""
        return self.spec.models or self.questionnaire.default_models

    def _check_names(self) -> None:
        form, spec = self.questionnaire, self.spec
        models = [model.name for model in form.models]
        kinds = {variable.code: variable.kind for variable in (*form.variables, *form.derived)}
        if models and not self.models:
            raise QuestionnaireError(
                "study.models_missing", path=self.path, questionnaire=form.name, models=tuple(models)
            )
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
                raise _mistake(at, unknown("remedy", remedy, keys))
        several = isinstance(self.file.tree.data.get("ordered"), list)
        for place, name in enumerate(self.options.ordered):
            if name not in (*form.item_codes, "all"):
                at = self.file.at("ordered", place) if several else self.file.at("ordered")
                raise _mistake(at, unknown("item", name, form.item_codes))
        for key, what, known in checks:
            for place, name in enumerate(getattr(spec, key)):
                at = self.file.at(key, place)
                if not models:
                    raise _mistake(at, Message("study.key_needs_models", questionnaire=form.name, key=key))
                if key == "robustness" and name in RESERVED:
                    allowed = tuple(RUNS)
                    raise _mistake(
                        at, Message("study.estimator_reserved", name=name, meaning=RESERVED[name], allowed=allowed)
                    )
                if name not in known:
                    raise _mistake(at, unknown(what, name, known))
                if key in ("groups", "controls") and form.selects(name):
                    told = Message("study.selects", variable=name, constructs=form.selects(name), key=key)
                    raise _mistake(at, told)
                if key == "groups" and kinds[name] != "single":
                    raise _mistake(at, Message("study.not_a_grouping", variable=name, kind=kinds[name]))
                if key == "controls" and kinds[name] not in ("single", "number"):
                    raise _mistake(at, Message("study.not_a_control", variable=name, kind=kinds[name]))

    def _check_sliders(self) -> None:
        """Numbers on a slider are no ordered categories."""
        form, given = self.questionnaire, self.file.tree.data
        sliders = [item.code for item in form.items if form.scale_of(item.code).slider]
        if not sliders or not self.models:
            return
        wrong: list[tuple[str | int, ...]] = []
        key = "ordered" if "ordered" in given else "estimator"
        for place, name in enumerate(self.options.ordered):
            if name == "all" or name in sliders:
                wrong.append((key, place) if isinstance(given.get(key), list) else (key,))
        for place, name in enumerate(self.spec.robustness):
            if name in ESTIMATORS and ESTIMATORS[name].ordinal:
                wrong.append(("robustness", place))
        if wrong:
            told = Message("study.slider_not_ordinal", items=listed(sliders, 6))
            raise _mistake(self.file.at(*wrong[0]), told)

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
            For one there is none of, a format whose library isn't installed, or a template that can't be used: better
            before the work than after it.
        """
        from tamkit import report

        chosen = self.spec.report
        wanted = list(formats or chosen.format), list(langs or chosen.lang)
        report.check(*wanted)
        if "docx" in wanted[0] and self.layout.template:
            from tamkit.report import docx_template

            docx_template.opened(self.layout.template)
        return wanted

    @property
    def layout(self) -> Layout:
        """How the reports are to look."""
        from tamkit.report.content import Layout

        chosen = self.spec.report
        template = "" if chosen.docx_template is None else str(self.file.path.parent / chosen.docx_template)
        layouts = {str(name): str(layout) for name, layout in chosen.layout.items()}
        return Layout(
            layouts,
            chosen.chapter,
            chosen.decimals,
            chosen.references or "",
            template,
            grey=chosen.grey,
            hypothesis_labels=chosen.hypothesis_labels,
        )

    @property
    def htmt_draws(self) -> int:
        """Resamples for the intervals of HTMT; ``bootstrap: 0`` turns all resampling off."""
        on = self.options.bootstrap > 0 or self.file.earlier
        return self.spec.measurement.htmt_bootstrap if on else 0


def _mistake(at: str, what: Message) -> QuestionnaireError:
    return QuestionnaireError("located", place=at, what=what)


def _questionnaire_path(file: SpecFile, name: str) -> Path:
    """A file beside the study wins where the name looks like one; otherwise a shipped name."""
    from tamkit import questionnaire as questionnaires

    beside = file.path.parent / name
    if name not in questionnaires.names() and (beside.is_file() or Path(name).suffix or len(Path(name).parts) > 1):
        return Path(questionnaires.find(beside))
    return Path(questionnaires.find(name))


def _wanted(file: SpecFile, form: Questionnaire) -> Questionnaire:
    """The questionnaire with the study's analyses behind its own, and the study's research questions, where it has any,
    in place of its own; mistakes are told at their place."""
    from tamkit.questionnaire.rules_analyses import check_added

    check_added(file.tree, form)
    if file.tree.problems:
        raise mistaken(file.tree.problems, file.path)
    form = form.with_derived(file.spec.derive, file.spec.segments)
    if file.spec.questions:
        form = form.with_questions(file.spec.questions)
    wanted = file.spec.analyses
    wanted = wanted.model_copy(update={"outcomes": (*wanted.outcomes, *file.spec.outcomes)})
    return form.with_analyses(wanted) if wanted or wanted.title else form


@contextmanager
def _placed(file: SpecFile, *key: str | int) -> Iterator[None]:
    """Put the place in the study file before a message that doesn't name a place of its own."""
    try:
        yield
    except InputError as error:
        raise type(error)(Message("located", place=file.at(*key), what=error.message)) from error
