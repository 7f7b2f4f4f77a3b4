"""Groups of respondents, each by itself."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tamkit.errors import AnalysisError
from tamkit.messages import Message
from tamkit.questionnaire import Base
from tamkit.study import Results, Study
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages import groups

NO = Message("located", place="found", what="no.")


def asked(small: Results, *names: str) -> Study:
    spec = small.study.spec.model_copy(update={"groups": names})
    return dataclasses.replace(small.study, file=dataclasses.replace(small.study.file, spec=spec))


def task(small: Results, *names: str) -> Task:
    return Task(asked(small, *names), {"screen": small.clean, "drivers": small.drivers})


def test_not_asked_for(small: Results) -> None:
    assert isinstance(groups.invariance(task(small)), Nothing)
    assert isinstance(groups.groups(task(small)), Nothing)


def test_each_variable_once_and_one_that_fails_costs_itself(small: Results) -> None:
    made = task(small, "gender", "age", "gender")
    seen = []

    def work(name: str) -> str:
        seen.append(name)
        if name == "age":
            raise AnalysisError(NO)
        return name.upper()

    assert groups._each(made, work) == {"gender": "GENDER"}
    assert seen == ["gender", "age"]
    assert [str(one) for one in made.problems] == ["groups: age: found: no."]
    assert groups._each(task(small, "age"), work) is None


def test_small_groups_are_refused_by_name(small: Results) -> None:
    made = task(small, "gender")
    assert groups.invariance(made) is None
    assert len(made.problems) == 1
    assert "gender" in str(made.problems[0])


def test_the_warning_names_its_variable_once(small: Results) -> None:
    made = task(small, "gender")
    assert groups.groups(made) is None
    (told,) = made.problems
    assert str(told).startswith("groups: gender: fewer than two groups")
    assert str(told).count("gender") == 1


def test_who_a_construct_is_defined_for_is_a_split_unasked(small: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    form = small.study.questionnaire
    first = form.first_order()[0]
    base = Base(variable="gender", options=(1,))
    made = [one.model_copy(update={"defined_for": base}) if one is first else one for one in form.constructs]
    study = dataclasses.replace(small.study, questionnaire=form.model_copy(update={"constructs": tuple(made)}))
    whole = dataclasses.replace(task(small), study=study)
    assert groups.split(whole) == []  # too few of one: nothing is told, the first page says that both are pooled
    assert isinstance(groups.groups(whole), Nothing)
    assert whole.problems == []
    monkeypatch.setattr("tamkit.drivers.usable", lambda data, items, group, **more: (data, {}))
    assert groups.split(whole) == ["gender"]
    assert groups._each(whole, str.upper) == {"gender": "GENDER"}


def test_the_ladder_is_handed_to_the_comparison(small: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def compare(model: Any, data: Any, group: str, ladder: Any, **more: Any) -> str:
        given.update(model=model, group=group, ladder=ladder, rows=len(data), **more)
        return "compared"

    monkeypatch.setattr("tamkit.drivers.compare_groups", compare)
    monkeypatch.setattr("tamkit.drivers.usable", lambda data, items, group, **more: (data, {"3": 4}))
    made = dataclasses.replace(
        task(small, "gender"),
        found={"screen": small.clean, "drivers": small.drivers, "invariance": {"gender": "ladder"}},
    )
    assert groups.groups(made) == {"gender": "compared"}
    assert (given["group"], given["ladder"], given["refused"]) == ("gender", "ladder", {"3": 4})
    assert given["model"] == small.study.questionnaire.model("full")
    assert given["options"].bootstrap == 0
    assert given["variable"].code == "gender"
    assert (given["test"], given["unplaced"]) == ("wald", 0)


def test_the_stages() -> None:
    assert [(stage.name, stage.needs, stage.takes) for stage in groups.STAGES] == [
        ("invariance", ("screen", "drivers"), ()),
        ("groups", ("screen", "drivers"), ("invariance",)),
    ]
