"""Study folders made for the user: an empty one to fill in, and the demo with simulated answers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamkit.errors import InputError, listed
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.sem.estimators import FOR_ITEMS
from tamkit.study.folder import LITTER, MANIFEST, check_replaceable, digest, read_manifest, replacing

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire
    from tamkit.study.results import Results

STUDY = "study.yaml"
REPORT = "report"
DEMO_QUESTIONNAIRE = "huabei_baitiao"
DEMO_ADDED = "credit_reference"
DEMO_GROUPS = ("product", "user")
DEMO_TRUTH = "demo"  # not the one that power is planned with: a report should have something to tell apart
DEMO_N = 1300  # so many that an effect can be called absent, not only not found
# Screening needs somebody to find: Meade & Craig (2012) put careless students at 10 to 12 %; half of that is cautious.
DEMO_CARELESS = 0.06
# An export is named as the platform names it: id, form, title, last serial, answers.
DEMO_FILE = "100000001_按文本_花呗白条使用意愿调查（模拟数据）_{n}_{n}.xlsx"

# Comments are said in every language of a machine file: the folder is the same wherever it is made.
TEMPLATE = """\
{top}
title: {{zh: "{zh}", en: "{en}"}}

{of_data}
data: {data}

{of_questionnaire}
questionnaire: {questionnaire}.yaml
{add}

{of_screening}
screening: {{attention: 1, min_seconds_per_item: 2, longstring: 0.5, missing: 0.2}}

estimator: {estimator}

{of_bootstrap}
bootstrap: 5000
seed: 1

{of_models}
models: [{models}]

{of_more}
{groups}
# controls: [gender, age, income]
# robustness: [ML, WLSMV, semopy, strict_screening]

report: {{lang: [{langs}], format: [{formats}]}}
"""


def new(folder: str | os.PathLike[str], questionnaire: str = DEMO_QUESTIONNAIRE) -> Path:
    """A study folder to fill in: ``study.yaml``, a copy of the questionnaire, ``data/``.

    Raises
    ------
    InputError
        When the folder exists and isn't empty, or there is no such questionnaire or it has no models.
    """
    target = Path(folder)
    with replacing(target, _must_be_empty) as staging:
        _fill(staging, questionnaire, shown=target, data="data/responses.xlsx")
    return target


def demo(
    folder: str | os.PathLike[str],
    *,
    n: int = DEMO_N,
    seed: int = 20240505,
    formats: Sequence[str] | None = None,
    langs: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Results:
    """Simulate a survey on Huabei and Baitiao, write it as a Wenjuanxing export, and do what ``tamkit report`` does.

    The form is ``huabei_baitiao`` with ``credit_reference`` behind it, the truth the shipped ``demo``. The folder
    gets ``study.yaml``, the questionnaire, ``data/`` with the export, and ``report/``.

    Raises
    ------
    InputError
        When the folder holds anything but an untouched demo.
    """
    from tamkit import survey
    from tamkit.study.study import Study

    target = Path(folder)
    with replacing(target, _must_be_demo) as staging:
        name = f"data/{DEMO_FILE.format(n=n)}"
        told: dict[str, Any] = {"added": DEMO_ADDED, "groups": DEMO_GROUPS, "formats": formats, "langs": langs}
        path = _fill(staging, DEMO_QUESTIONNAIRE, shown=target, data=name, **told)
        study = Study.load(path)
        survey.simulate(
            study.questionnaire,
            n=n,
            seed=seed,
            careless=DEMO_CARELESS,
            truth=DEMO_TRUTH,
            platform="wjx",
            path=staging / name,
        )
        study.output()
        results = study.run(progress)
        results.report(staging / REPORT, progress=progress)
    return results


def _fill(
    folder: Path,
    questionnaire: str,
    *,
    shown: Path,
    data: str,
    added: str | None = None,
    groups: Sequence[str] = (),
    formats: Sequence[str] | None = None,
    langs: Sequence[str] | None = None,
) -> Path:
    from tamkit import questionnaire as questionnaires

    path = questionnaires.find(questionnaire)
    form = questionnaires.load(path)
    (folder / "data").mkdir()
    shutil.copyfile(path, folder / f"{form.name}.yaml")
    text = TEMPLATE.format(
        top=_comment(Message("study.template_top", folder=shown.as_posix())),
        of_data=_comment(Message("study.template_data")),
        of_questionnaire=_comment(Message("study.template_questionnaire")),
        of_screening=_comment(Message("study.template_screening")),
        of_bootstrap=_comment(Message("study.template_bootstrap")),
        of_models=_comment(Message("study.template_models")),
        of_more=_comment(Message("study.template_more")),
        zh=form.title.get("zh").replace('"', "'"),
        en=form.title.get("en").replace('"', "'"),
        data=f'"{data}"',
        questionnaire=form.name,
        add=f"add: {added}" if added else f"# add: {DEMO_ADDED}",
        groups=f"groups: [{', '.join(groups)}]" if groups else "# groups: [gender]",
        estimator=FOR_ITEMS,
        models=", ".join(_models(form)),
        langs=", ".join(langs or ("zh", "en")),
        formats=", ".join(formats or ("html", "docx")),
    )
    (folder / STUDY).write_text(text, encoding="utf-8", newline="\n")
    return folder / STUDY


def _comment(message: Message) -> str:
    """The lines of a comment, Chinese above English."""
    return "\n".join(f"# {line}" for lang in ("zh", "en") for line in message.say(lang).split("\n"))


def _models(form: Questionnaire) -> list[str]:
    """The questionnaire's model set; else its structural models up to the one its truth names, or all of them."""
    if form.default_models:
        return list(form.default_models)
    names = [model.name for model in form.models if model.kind == "structural" and model.module is None]
    if not names:
        raise InputError("study.questionnaire_without_models", questionnaire=form.name)
    last = form.truth.model if form.truth is not None else None
    return names[: names.index(last) + 1] if last in names else names


def _must_be_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(path.name not in LITTER for path in folder.iterdir())):
        raise InputError("study.folder_not_empty", folder=folder)


def _must_be_demo(folder: Path) -> None:
    """Pass a folder that is new, empty, or a demo as tamkit wrote it; anything else may be somebody's work."""
    manifest = folder / REPORT / MANIFEST
    if not manifest.is_file():
        _must_be_empty(folder)
        return
    check_replaceable(folder / REPORT)
    recorded = read_manifest(folder / REPORT)
    entries = [recorded["study"], *recorded["data"]]
    known = {(folder / REPORT / entry["path"]).resolve(): entry["sha256"] for entry in entries if entry.get("path")}
    known[(folder / recorded["questionnaire"]["file"]).resolve()] = recorded["questionnaire"]["sha256"]
    touched = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name not in LITTER
        and folder / REPORT not in path.parents
        and (path.resolve() not in known or digest(path) != known[path.resolve()])
    ]
    if touched or not recorded.get("simulated"):
        raise InputError("study.not_the_demo", folder=folder, names=listed(touched, 4) or None)
