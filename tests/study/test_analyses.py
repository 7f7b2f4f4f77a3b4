# ruff: noqa: E501 (lines of YAML)
"""Analyses and research questions declared by a questionnaire and by a study, from the file to the report."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tamkit.errors import InputError
from tamkit.messages import say
from tamkit.study import Study, verify

#: A questionnaire that tamkit has never heard of, with nothing but questions.
FORM = """\
name: tea
version: "1"
title: {zh: 饮茶, en: Tea}
scales:
  agree: {points: 3, labels: {en: [no, so so, "yes"]}}
variables:
  - code: drinks
    name: {zh: 饮茶频率, en: How often}
    text: {zh: 您多久喝一次茶？, en: How often do you drink tea?}
    ordered: true
    options: [{code: 1, label: Never}, {code: 2, label: Weekly}, {code: 3, label: Daily}]
  - code: kinds
    name: {zh: 茶类, en: Kinds of tea}
    text: {zh: 喝哪些茶？, en: Which kinds?}
    kind: multiple
    options: [{code: 1, label: Green}, {code: 2, label: Black}, {code: 3, label: Oolong}, {code: 4, label: None, exclusive: true}]
  - code: region
    name: {zh: 地区, en: Region}
    text: {zh: 您住在哪里？, en: Where do you live?}
    options: [{code: 1, label: {zh: 南方, en: South}}, {code: 2, label: {zh: 北方, en: North}}, {code: 3, label: {zh: 西部, en: West}}]
  - {code: age, name: {zh: 年龄, en: Age}, text: {zh: 年龄, en: Age}, kind: number}
  - code: leaf
    name: {zh: 茶叶常识, en: Tea facts}
    text: {zh: 红茶与绿茶来自同一种植物。, en: Black and green tea come from one plant.}
    correct: 1
    options: [{code: 1, label: "True"}, {code: 2, label: "False"}]
analyses:
  title: {zh: 茶与茶客, en: Tea and its drinkers}
  crosstabs:
    - {row: region, column: drinks}
    - {row: {count: kinds, at_most: 2}, column: drinks}
    - {row: {variable: region, options: [1, 3]}, column: {score: knowledge}}
  outcomes:
    - id: daily
      title: {zh: 每日饮茶, en: Drinking tea every day}
      outcome: drinks
      kind: binary
      options: [3]
      predictors:
        - {id: years, name: {zh: 年岁, en: Years of age}, variable: age}
        - {id: south, name: {zh: 住在南方, en: Lives in the south}, variable: region, options: [1]}
        - {id: breadth, name: {zh: 茶类数, en: Number of kinds}, count: kinds}
        - {id: facts, name: {zh: 答对常识, en: Facts known}, score: knowledge}
  comparisons:
    - {id: green_share, statement: Drink green tea, value: 40, base: everybody, measure: {variable: kinds, options: [1]}, source: made up}
questions:
  - {id: where, text: {zh: 哪里的人更常喝茶？, en: Where is tea drunk most?}, kind: segments, of: [drinks], by: [region]}
"""
STUDY = """\
data: answers.csv
questionnaire: tea.yaml
screening: {exclude: []}
report: {lang: [zh, en], format: md}
"""
ADDED = """\
analyses:
  crosstabs: [{row: leaf, column: region}]
  outcomes:
    - id: weekly
      title: {en: Drinking common tea}
      outcome: kinds
      kind: binary
      options: [1, 2]
      predictors: [{id: years, name: Age, variable: age}]
"""
QUESTIONS = """\
questions:
  - {id: where, text: How often is tea drunk?, kind: level, of: [drinks]}
  - {id: what, text: Which tea is drunk most?, kind: ranking, of: [kinds]}
"""


def answers(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(8)
    region, age = rng.integers(1, 4, n), rng.integers(18, 70, n)
    ticks = rng.random((n, 3)) < 0.5
    drinks = 1 + (rng.normal(size=(n, 2)) + 0.02 * (age[:, None] - 40) + (region == 1)[:, None] > 0.2).sum(axis=1)
    columns = {"drinks": drinks, **{f"kinds.{k + 1}": ticks[:, k].astype(int) for k in range(3)}}
    none = (~ticks.any(axis=1)).astype(int)
    return pd.DataFrame({**columns, "kinds.4": none, "region": region, "age": age, "leaf": rng.integers(1, 3, n)})


def write(folder: Path, more: str = "", *, n: int = 300, without: tuple[str, ...] = ()) -> Path:
    answers(n).drop(columns=list(without)).to_csv(folder / "answers.csv", index=False)
    (folder / "tea.yaml").write_text(FORM, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY + more, encoding="utf-8")
    return folder


def test_a_questionnaire_of_ones_own_has_its_analyses_in_the_report(tmp_path: Path) -> None:
    results = Study.load(write(tmp_path)).run()
    report = results.report(tmp_path / "report")
    stored = json.loads((report / "results.json").read_text(encoding="utf-8"))
    battery = stored["extras"]["battery"]
    assert battery["notes"] == []
    assert battery["crosstabs"][1]["row"] == {"count": "kinds", "at_most": 2}
    frame = answers(300)
    south = frame[frame["region"] == 1]["drinks"].value_counts()
    assert battery["crosstabs"][0]["table"][0] == {"region": 1, **{str(k): int(south[k]) for k in (1, 2, 3)}}
    fit = battery["regressions"]["daily"]
    assert [row["term"] for row in fit["table"]] == ["(intercept)", "years", "south", "breadth", "facts"]
    assert (fit["n"], fit["events"]) == (300, int((frame["drinks"] == 3).sum()))
    assert battery["references"][0]["n"] == int(frame["kinds.1"].sum())
    assert stored["questions"] == [
        {
            "id": "where",
            "text": {"zh": "哪里的人更常喝茶？", "en": "Where is tea drunk most?"},
            "kind": "segments",
            "of": ["drinks"],
            "by": ["region"],
        }
    ]
    zh, en = ((report / f"report.{lang}.md").read_text(encoding="utf-8") for lang in ("zh", "en"))
    for text in (
        "Tea and its drinkers",
        "Drinking tea every day",
        "Number of kinds",
        "Kinds of tea (number chosen) × How often",
        "Region (South, West) × Right answers",
    ):
        assert text in en
    for text in ("茶与茶客", "每日饮茶：二元 Logistic 回归", "茶类数", "地区（南方、西部） × 知识题答对题数"):
        assert text in zh
    assert "Where is tea drunk most" in en
    assert "逾期" not in zh + en
    table = next((report / "tables").glob("*regression_daily*.csv"))
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in rows[1:]] == ["截距", "年岁", "住在南方", "茶类数", "答对常识"]
    assert verify(report).identical


def test_a_study_adds_analyses_behind_the_questionnaires(tmp_path: Path) -> None:
    study = Study.load(write(tmp_path, ADDED))
    wanted = study.questionnaire.analyses
    assert [one.key for one in wanted.outcomes] == ["daily", "weekly"]
    assert wanted.title is not None
    assert wanted.title.get("en") == "Tea and its drinkers"
    results = study.run()
    found = results.findings.battery
    assert found is not None
    assert set(found.regressions) == {"daily", "weekly"}
    assert len(found.crosstabs) == 4
    text = (results.report(tmp_path / "report") / "report.en.md").read_text(encoding="utf-8")
    assert "Drinking common tea" in text
    assert "analyses" not in results.to_dict()["options"]


def test_outcomes_of_a_study_replace_those_of_the_same_variable(tmp_path: Path) -> None:
    more = "outcomes:\n  - {outcome: drinks, kind: ordinal, predictors: [age, region]}\n"
    results = Study.load(write(tmp_path, more)).run()
    found = results.findings.battery
    assert found is not None
    assert set(found.regressions) == {"drinks_ordinal"}
    assert found.regressions["drinks_ordinal"].table["term"].tolist() == ["age", "region=2", "region=3"]
    stored = results.to_dict()
    assert "outcomes" not in stored["options"]
    told = stored["extras"]["battery"]["regressions"]["drinks_ordinal"]
    assert {"brant", "levels", "thresholds", "n", "missing"} <= set(told)
    text = (results.report(tmp_path / "report") / "report.en.md").read_text(encoding="utf-8")
    assert "How often: ordinal logistic regression" in text
    assert "Region (North)" in text


def test_the_questions_of_a_study_replace_the_questionnaires(tmp_path: Path) -> None:
    study = Study.load(write(tmp_path, QUESTIONS))
    assert [(one.id, one.kind) for one in study.questionnaire.questions] == [("where", "level"), ("what", "ranking")]
    assert len(study.questionnaire.analyses.crosstabs) == 3
    stored = study.run().to_dict()
    assert [one["id"] for one in stored["questions"]] == ["where", "what"]
    assert "questions" not in stored["options"]


@pytest.mark.parametrize("more", ["", "questions: []\n", ADDED])
def test_without_questions_in_the_study_the_questionnaires_stand(tmp_path: Path, more: str) -> None:
    study = Study.load(write(tmp_path, more, n=5))
    assert [(one.id, one.kind) for one in study.questionnaire.questions] == [("where", "segments")]


def test_a_title_in_the_study_heads_the_chapter(tmp_path: Path) -> None:
    study = Study.load(write(tmp_path, "analyses: {title: Leaves}\n"))
    assert study.questionnaire.analyses.title.get("en") == "Leaves"
    assert len(study.questionnaire.analyses.crosstabs) == 3


def test_what_the_answers_cannot_bear_is_told_in_the_report(tmp_path: Path) -> None:
    results = Study.load(write(tmp_path, without=("region",))).run()
    found = results.findings.battery
    assert found is not None
    assert tuple(note.say("en") for note in found.notes) == (
        "region × drinks: the answers hold no region.",
        "region=1,3 × knowledge: the answers hold no region.",
        "Drinking tea every day: logistic regression without the predictor Lives in the south: the answers hold no region.",
    )
    text = (results.report(tmp_path / "report") / "report.en.md").read_text(encoding="utf-8")
    assert all(note.say("en") in text.replace("\\", "") for note in found.notes)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("row: leaf", "row: leef", ["study.yaml:6:21:", "unknown variable 'leef'; did you mean 'leaf'?"]),
        ("id: weekly", "id: daily", ["study.yaml:8:11:", "questionnaire tea has a regression 'daily' already"]),
        ("options: [1, 2]", "options: [5]", ["study.yaml:12:17:", "'kinds' has no option 5"]),
        (
            "id: what",
            "id: where",
            ["study.yaml:16:10:", "a second research question 'where' (the first is in line 15)"],
        ),
        (
            "[drinks]",
            "[drink]",
            ["study.yaml:15:66:", "unknown item, construct or variable 'drink'; did you mean 'drinks'?"],
        ),
        ("kind: level", "kind: rank", ["study.yaml:15:", "'kind' is 'rank'; did you mean 'ranking'?"]),
        ("[kinds]", "[drinks, drinks]", ["study.yaml:16:", "'drinks' stands here twice"]),
        ("crosstabs", "crosstab", ["study.yaml:6:3:", "unknown key 'crosstab'. Did you mean 'crosstabs'?"]),
    ],
)
def test_mistakes_are_placed_in_the_study_file(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert old in ADDED + QUESTIONS
    with pytest.raises(InputError) as caught:
        Study.load(write(tmp_path, (ADDED + QUESTIONS).replace(old, new, 1), n=5))
    assert all(part in str(caught.value) for part in expected), str(caught.value)


def test_without_analyses_the_stage_says_why(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "tea.yaml").write_text(FORM[: FORM.index("analyses:")], encoding="utf-8")
    outcomes = {one.name: one for one in Study.load(folder).run().outcomes}
    assert outcomes["battery"].state == "skipped"
    assert say(outcomes["battery"].why, "en") == "the questionnaire has no reference values and declares no analyses."
