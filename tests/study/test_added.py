"""Questionnaires added to another, questionnaires without models, and what is asked for the scales."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from study import small as example

from tamkit import questionnaire, survey
from tamkit.errors import InputError
from tamkit.study import Results, Study, verify

Make = Callable[..., Path]
ALONE = "data: a.csv\nquestionnaire: credit_reference\nscreening: {min_seconds_per_item: 1}\nreport: {format: html}\n"
TOGETHER = """\
data: a.csv
questionnaire: huabei_baitiao_short
add: credit_reference
models: [tam, tam_risk_trust]
groups: [gender, occupation]
controls: [gender, age]
robustness: [ML, semopy]
measurement: {efa: true, htmt_bootstrap: 50, common_method: false}
report: {lang: [zh, en], format: html}
"""


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Path]:
    folder: Path = tmp_path_factory.mktemp("together")
    form = questionnaire.load("huabei_baitiao_short").plus(questionnaire.load("credit_reference"))
    survey.simulate(form, 400, 5, path=folder / "a.csv")
    (folder / "study.yaml").write_text(TOGETHER, encoding="utf-8")
    results = Study.load(folder).run()
    return results, results.report(folder / "report")


def test_everything_asked_for_is_in_the_results(together: tuple[Results, Path]) -> None:
    results, report = together
    stored = json.loads((report / "results.json").read_text(encoding="utf-8"))["extras"]
    assert {"battery", "robustness", "controls", "engines", "competing", "efa", "efa_confirmed"} <= set(stored)
    assert "common_method" not in stored
    assert stored["engines"]["agree"]
    assert "knowledge_score" not in stored["battery"]  # one number a respondent
    assert "cases" not in stored["efa"]
    assert [row["variable"] for row in stored["controls"]] == ["gender", "age"]
    pairs = results.measurement.htmt_pairs if results.measurement is not None else None
    assert pairs is not None
    assert {"ci_lower", "ci_upper"} <= set(pairs.columns)


def test_added_scales_stay_out_of_the_models(together: tuple[Results, Path]) -> None:
    results, _ = together
    assert results.drivers is not None
    assert not {"R4a", "ADV1"} & set(results.drivers.main.observed)
    assert results.extras["competing"].table["model"].tolist() == ["one_factor", "first_order"]
    assert set(results.extras["efa"].items["item"]) == set(results.drivers.main.observed)
    assert "R4a" in results.clean.items.columns


def test_the_halves_of_the_factor_analyses_share_nobody(together: tuple[Results, Path]) -> None:
    results, _ = together
    n = len(results.clean.items.dropna())
    assert results.extras["efa"].n + sum(results.extras["efa_confirmed"].n) == n
    assert results.extras["efa"].split == results.study.options.seed


def test_groups_are_compared_or_refused_by_name(together: tuple[Results, Path]) -> None:
    results, report = together
    assert set(results.extras["groups"]) <= {"gender", "occupation", "user"}  # trust is initial: users by themselves
    found = results.extras["groups"]["gender"]
    assert set(found.paths["group"]) == {"1", "2"}
    said = [*results.warnings, *(note for part in results.extras["groups"].values() for note in part.notes)]
    assert any("occupation" in text.lower() and "n = " in text for text in map(str, said))
    text = (report / "report.zh.html").read_text(encoding="utf-8")
    for title in ("分组比较", "稳健性", "征信与使用行为", "探索性因子分析", "竞争测量模型", "测量等值性"):
        assert title in text


def test_a_questionnaire_without_models_has_a_report(tmp_path: Path) -> None:
    survey.simulate("credit_reference", 150, 6, path=tmp_path / "a.csv")
    (tmp_path / "study.yaml").write_text(ALONE, encoding="utf-8")
    results = Study.load(tmp_path).run()
    assert results.measurement is None
    assert results.drivers is None
    report = results.report(tmp_path / "report")
    stored = json.loads((report / "results.json").read_text(encoding="utf-8"))
    assert stored["drivers"] is None
    assert "estimator" not in stored["options"]
    assert len(stored["extras"]["battery"]["references"]) > 5
    text = (report / "report.en.html").read_text(encoding="utf-8")
    assert "Credit reference and use" in text
    assert "Structural model" not in text
    assert "CFI" not in text
    assert not (report / "models").exists()
    assert "Results of study.yaml" in repr(results)
    assert verify(report).identical


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("robustness: [PLS]\nmodels:", ["study.yaml:4:14", "partial least squares", "WLSMV"]),
        ("groups: [age_at_school]\nmodels:", ["study.yaml:4:10", "age_at_school"]),
        ("add: [credit]\nmodels:", ["study.yaml:4:7", "credit"]),
        ("measurement: {remedies: {anonymus: true}}\nmodels:", ["study.yaml:4:", "'anonymus'", "anonym"]),
        ("measurement: {efa: yes, ulmc: true}\nmodels:", ["study.yaml:4:", "'ulmc'"]),
    ],
)
def test_mistakes_are_placed(make: Make, new: str, expected: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        Study.load(make(study=("models:", new)))
    assert all(part in str(caught.value) for part in expected), str(caught.value)


@pytest.mark.parametrize(("key", "name"), [("groups", "CR2"), ("controls", "CR8")])
def test_a_multiple_choice_is_no_group_and_no_control(make: Make, key: str, name: str) -> None:
    folder = make(study=("models:", f"add: [credit_reference]\n{key}: [{name}]\nmodels:"))
    with pytest.raises(InputError, match=rf"study.yaml:5:\d+: {name} is a multiple question"):
        Study.load(folder)


def test_models_are_named_where_there_are_some_and_only_there(make: Make, tmp_path: Path) -> None:
    folder = make(study=("models: [tam, tam_risk_trust]\n", ""))
    named = Study.load(folder).models
    assert named[0] == "tam"
    assert named[-1] == "tam_risk_trust"  # the base model, reported in full
    assert len(named) == 9  # M8 is of the full form
    example.write(tmp_path / "small", 60)
    text = (tmp_path / "small" / "study.yaml").read_text(encoding="utf-8")
    (tmp_path / "small" / "study.yaml").write_text(text.replace("models: [short, full]\n", ""), encoding="utf-8")
    with pytest.raises(InputError, match="'models' is missing; questionnaire small has: short, full"):
        Study.load(tmp_path / "small")
    (tmp_path / "study.yaml").write_text(ALONE + "groups: [gender]\n", encoding="utf-8")
    with pytest.raises(InputError, match="credit_reference has no models, so there is nothing for 'groups'"):
        Study.load(tmp_path)
