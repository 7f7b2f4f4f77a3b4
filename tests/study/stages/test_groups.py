"""Groups of respondents, each by itself."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tamkit.errors import AnalysisError
from tamkit.study import Results, Study
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages import groups


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
            raise AnalysisError("no.")
        return name.upper()

    assert groups._each(made, work) == {"gender": "GENDER"}
    assert seen == ["gender", "age"]
    assert made.problems == ["groups: age: no."]
    assert groups._each(task(small, "age"), work) is None


def test_small_groups_are_refused_by_name(small: Results) -> None:
    made = task(small, "gender")
    assert groups.invariance(made) is None
    assert len(made.problems) == 1
    assert "gender" in made.problems[0]


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


def test_the_stages() -> None:
    assert [(stage.name, stage.needs, stage.takes) for stage in groups.STAGES] == [
        ("invariance", ("screen", "drivers"), ()),
        ("groups", ("screen", "drivers"), ("invariance",)),
    ]
