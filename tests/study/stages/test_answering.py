"""The stage of answers: made of what is there, nothing where nothing is asked."""

from __future__ import annotations

import dataclasses
from typing import Any

from tamkit.questionnaire import Question
from tamkit.questionnaire.texts import Text
from tamkit.study import Results
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages import answering


def task(small: Results, *questions: Question, **found: Any) -> Task:
    form = small.study.questionnaire.model_copy(update={"questions": questions})
    study = dataclasses.replace(small.study, questionnaire=form)
    return Task(study, {"screen": small.clean, **found})


LEVEL = Question(id="Q1", text=Text(en="How high?"), kind="level", of=("INT",))
DRIVERS = Question(id="Q2", text=Text(en="What goes with it?"), kind="drivers", outcome="INT")


def test_nothing_is_asked(small: Results) -> None:
    assert isinstance(answering.answers(task(small)), Nothing)


def test_answers_are_of_what_the_stages_found(small: Results) -> None:
    found = answering.answers(task(small, LEVEL, DRIVERS, drivers=small.drivers))
    assert not isinstance(found, Nothing)
    assert [one.id for one in found] == ["Q1", "Q2"]
    assert found[1].numbers["r2"] == small.drivers.main.r2["INT"]


def test_a_question_without_its_stage_is_told(small: Results) -> None:
    found = answering.answers(task(small, LEVEL, DRIVERS))
    assert not isinstance(found, Nothing)
    assert "no model" in str(found[1].statement[0])
    assert found[0].n > 0


def test_the_stage_stands_in_results(small: Results) -> None:
    form = small.study.questionnaire.model_copy(update={"questions": (LEVEL,)})
    findings = dataclasses.replace(small.findings, answers=answering.answers(task(small, LEVEL)))
    changed = dataclasses.replace(small, study=dataclasses.replace(small.study, questionnaire=form), findings=findings)
    (told,) = changed.to_dict()["answers"]
    assert (told["id"], told["version"], told["question"]["en"]) == ("Q1", 1, "How high?")
    assert set(told["statement"]) == {"zh", "en"}
    assert told["tables"]["levels"][0]["construct"] == "INT"
