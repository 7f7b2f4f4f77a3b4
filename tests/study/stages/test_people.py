"""Differences of means and profiles: what they are made by, and what is hidden."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tamkit.errors import SampleError
from tamkit.study import Results
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages import people


def task(small: Results, *segments: str, groups: tuple[str, ...] = (), cells: int = 0, **found: Any) -> Task:
    form = small.study.questionnaire.model_copy(update={"segments": segments})
    spec = small.study.spec.model_copy(update={"groups": groups, "small_cells": cells})
    study = dataclasses.replace(small.study, questionnaire=form, file=dataclasses.replace(small.study.file, spec=spec))
    return Task(study, {"screen": small.clean, "drivers": small.drivers, **found})


def test_without_segments_and_groups_there_is_nothing(small: Results) -> None:
    assert isinstance(people.differences(task(small)), Nothing)
    assert isinstance(people.profiles(task(small)), Nothing)
    assert isinstance(people.differences(task(small, "absent")), Nothing)


def test_groups_and_segments_each_once(small: Results) -> None:
    made = task(small, "gender", groups=("gender",), invariance={"gender": None})
    assert people.compared_by(made) == ["gender"]


def test_the_ladder_of_the_groups_is_taken_else_one_for_means(small: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    assert people.ladder(task(small, "gender", invariance={"gender": "known"}), "gender", small.clean.items) == "known"
    assert people.ladder(task(small, "gender"), "gender", small.clean.items) is None  # groups of fewer than 100
    given: dict[str, Any] = {}

    def invariance(data: Any, blocks: Any, group: str, **more: Any) -> str:
        given.update(more, group=group)
        return "made"

    monkeypatch.setattr("tamkit.drivers.usable", lambda data, items, group, **more: (data, {}))
    monkeypatch.setattr("tamkit.measurement.invariance", invariance)
    assert people.ladder(task(small, "gender"), "gender", small.clean.items) == "made"
    assert (given["group"], given["upto"]) == ("gender", "scalar")
    without = Task(small.study, {"screen": small.clean})
    assert people.ladder(without, "gender", small.clean.items) is None

    def fails(*_: Any, **__: Any) -> None:
        raise SampleError("measurement.one_group", group="gender", n=1)

    monkeypatch.setattr("tamkit.measurement.invariance", fails)
    assert people.ladder(task(small, "gender"), "gender", small.clean.items) is None


def test_means_and_shares_of_few_people_are_hidden(small: Results) -> None:
    shown = people.differences(task(small, "gender"))
    assert not isinstance(shown, Nothing)
    assert shown.means["mean"].notna().all()
    fewest = int(shown.means["n"].min())
    made = task(small, "gender", cells=fewest + 5)
    hidden = people.differences(made)
    assert not isinstance(hidden, Nothing)
    assert hidden.means["mean"].isna().any()
    found = people.profiles(dataclasses.replace(made, found={**made.found, "differences": hidden}))
    assert not isinstance(found, Nothing)
    assert found.segments["n"].isna().all()  # of two levels, one would tell the other


def test_the_stages() -> None:
    assert [(stage.name, stage.needs, stage.takes) for stage in people.STAGES] == [
        ("differences", ("screen",), ("drivers", "invariance")),
        ("profiles", ("screen", "differences"), ()),
    ]
