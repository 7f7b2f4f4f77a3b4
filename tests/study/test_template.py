"""Study folders tamkit makes: the empty one and the demo."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tamkit
from tamkit import questionnaire, study
from tamkit.cli import main
from tamkit.errors import InputError
from tamkit.study import template
from tamkit.study.spec import load


def test_a_new_study_is_readable_and_lacks_only_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "我的研究"
    assert main(["new", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["data", "huabei_baitiao.yaml", "study.yaml"]
    read = load(folder / "study.yaml")
    spec = read.spec
    assert read.options.bootstrap == 5000
    assert spec.models == questionnaire.load("huabei_baitiao").default_models
    assert spec.models[-1] == "tam_risk_trust"
    assert spec.questionnaire == "huabei_baitiao.yaml"
    assert (spec.add, spec.groups) == ((), ())
    capsys.readouterr()
    assert main(["check", str(folder)]) == 2
    assert "responses.xlsx: no such file" in capsys.readouterr().err


def test_new_never_writes_into_somebody_s_folder(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="not an empty folder"):
        study.new(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_questionnaire_without_models_makes_no_study(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no models"):
        study.new(tmp_path / "x", "credit_reference")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown here does not depend on how often a small sample is resampled, nor on how many models there are."""
    monkeypatch.setattr(template, "TEMPLATE", template.TEMPLATE.replace("bootstrap: 5000", "bootstrap: 50"))
    monkeypatch.setattr(template, "_models", lambda form: ["tam", "tam_risk_trust"])


@pytest.mark.usefixtures("few_draws")
def test_the_demo_is_what_report_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "demo"
    assert main(["demo", "--out", str(folder), "--lang", "en", "--format", "html", "--n", "300", "--seed", "2"]) == 0
    assert "SIMULATED DATA" in capsys.readouterr().out
    assert (folder / "report" / "report.en.html").is_file()
    export = next((folder / "data").iterdir())
    assert export.name.endswith("_300_300.xlsx")
    assert main(["report", str(folder), "--out", str(tmp_path / "again")]) == 0
    first, second = (
        json.loads((path / "results.json").read_text("utf-8")) for path in (folder / "report", tmp_path / "again")
    )
    assert first == second
    assert first["simulated"] is True
    assert first["n"]["received"] == 300
    spec = load(folder / "study.yaml").spec
    assert (spec.add, spec.groups) == (("credit_reference",), ("product", "user"))
    survey = tamkit.load_survey(export, questionnaire="huabei_baitiao", add=["credit_reference"])
    assert (survey.respondents["CR1"][survey.respondents["user"] == 1] == 1).all()  # the demo's own truth


@pytest.mark.usefixtures("few_draws")
def test_an_untouched_demo_is_replaced_and_a_touched_one_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    options = {"n": 200, "formats": ["html"], "langs": ["en"]}
    study.demo(folder, seed=1, **options)
    study.demo(folder, seed=2, **options)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds notes\.txt, which the demo did not write"):
        study.demo(folder, seed=3, **options)
    (folder / "notes.txt").unlink()
    with (folder / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    with pytest.raises(InputError, match=r"holds study\.yaml"):
        study.demo(folder, seed=3, **options)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
