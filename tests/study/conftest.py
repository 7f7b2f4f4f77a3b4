"""One simulated study, made once and copied where a test changes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from study import small as example

from tamkit import survey
from tamkit.study import Results

STUDY = """\
data: data/responses.csv
questionnaire: form.yaml
screening: {attention: 1, min_seconds_per_item: 2, longstring: 0.5, missing: 0.2}
models: [tam, tam_risk_trust]
report: {lang: en, format: html}
bootstrap: 0
"""


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study folder: 160 simulated answers to the short form as a csv file."""
    from tamkit import questionnaire

    folder: Path = tmp_path_factory.mktemp("study")
    (folder / "data").mkdir()
    shutil.copyfile(questionnaire.find("huabei_baitiao_short"), folder / "form.yaml")
    form = questionnaire.load(folder / "form.yaml")
    survey.simulate(form, 160, 4, careless=0.05, path=folder / "data" / "responses.csv")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return folder


@pytest.fixture
def make(original: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the study in which a text of a file is replaced."""

    def copy(**changes: tuple[str, str]) -> Path:
        folder = tmp_path / "study"
        shutil.copytree(original, folder)
        for name, (old, new) in changes.items():
            path = {"study": folder / "study.yaml", "form": folder / "form.yaml"}.get(
                name, folder / "data/responses.csv"
            )
            text = path.read_text(encoding="utf-8-sig")
            assert old in text
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return copy


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A small study with what it can have beside its main results; two of its 120 respondents left an item out."""
    return example.rich(tmp_path_factory.mktemp("small") / "study")
