"""The indirect effects of every group."""

from __future__ import annotations

import pandas as pd

from tamkit import sem
from tamkit.study import Results
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages import group_mediation
from tamkit.study.stages.group_mediation import STAGES


def fitted(small: Results, model: str) -> sem.Fit:
    data = small.clean.items.assign(g=small.clean.respondents["gender"].map(str))
    measured = "PU =~ PU1 + PU2 + PU3\nIT =~ IT1 + IT2 + IT3\nINT =~ IN1 + IN2 + IN3\n"
    return sem.fit(measured + model, data, group="g", estimator="MLR")


def told(small: Results, model: str) -> dict[str, pd.DataFrame] | Nothing:
    groups = type("Groups", (), {"fits": {"free": fitted(small, model)}})
    return group_mediation.group_mediation(Task(small.study, {"groups": {"gender": groups}}))


def test_one_list_a_group(small: Results) -> None:
    found = told(small, "INT ~ PU + IT\nPU ~ IT")
    assert list(found) == ["gender"]
    frame = found["gender"]
    assert frame["path"].tolist() == ["IT -> PU -> INT"] * 2
    assert sorted(set(frame["group"])) == sorted({str(label) for label in fitted(small, "PU ~ IT").groups})
    assert (frame["ci"] == "wald").all()


def test_a_model_without_ways_has_nothing(small: Results) -> None:
    assert isinstance(told(small, "INT ~ PU + IT"), Nothing)


def test_it_needs_the_groups() -> None:
    (stage,) = STAGES
    assert (stage.name, stage.needs) == ("group_mediation", ("groups",))
