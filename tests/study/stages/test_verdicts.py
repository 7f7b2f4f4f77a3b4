"""Verdicts and power as a stage of a study."""

from __future__ import annotations

import dataclasses

import pytest

from tamkit.errors import InputError
from tamkit.study import Results, Study
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages import models
from tamkit.study.stages import verdicts as stage


def task(small: Results, bootstrap: int | None = None, **spec: object) -> Task:
    file = small.study.file
    options = file.options if bootstrap is None else dataclasses.replace(file.options, bootstrap=bootstrap)
    changed = dataclasses.replace(file, spec=file.spec.model_copy(update=spec), options=options)
    found = {"drivers": small.drivers, "sensitivity": small.findings.sensitivity}
    return Task(dataclasses.replace(small.study, file=changed), found)


def test_it_is_on_by_default_with_as_many_samples_as_draws(small: Results) -> None:
    """The study has 20 draws: no more samples than that."""
    found = small.findings.verdicts
    assert found is not None
    known = [one.prospect for one in found.each if one.prospect is not None]
    assert known
    assert {(one.method, one.samples) for one in known} == {("monte_carlo", 20)}
    told = small.to_dict()
    assert [one["hypothesis"] for one in told["verdicts"]] == small.drivers.hypotheses["hypothesis"].tolist()
    assert isinstance(told["fragile"], list)


def test_without_resampling_the_information_alone(small: Results) -> None:
    off = stage.verdicts(task(small, bootstrap=0, power_samples=50))
    assert not isinstance(off, Nothing)
    assert {one.prospect.method for one in off.each if one.prospect is not None} == {"information"}


def test_as_many_samples_as_asked_for(small: Results) -> None:
    asked = stage.verdicts(task(small, power_samples=10))
    assert not isinstance(asked, Nothing)
    assert {one.prospect.samples for one in asked.each if one.prospect is not None} == {10}


def test_a_questionnaire_without_hypotheses(small: Results) -> None:
    made = task(small)
    none = dataclasses.replace(small.drivers, hypotheses=small.drivers.hypotheses.head(0))
    assert isinstance(stage.verdicts(Task(made.study, {"drivers": none})), Nothing)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("smallest_effect: 0", "smallest_effect"),
        ("smallest_effect: 1.0", "smallest_effect"),
        ("smallest_effect: small", "smallest_effect"),
        ("power_samples: -1", "power_samples"),
    ],
)
def test_what_is_out_of_range_is_told_with_its_place(make: object, line: str, key: str) -> None:
    folder = make(study=("bootstrap: 0", f"bootstrap: 0\n{line}"))  # type: ignore[operator]
    with pytest.raises(InputError, match=rf"study\.yaml:7.*{key}"):
        Study.load(folder)


def test_the_smallest_effect_reaches_the_verdicts(small: Results) -> None:
    asked = task(small, bootstrap=0, smallest_effect=0.95)
    drivers = models.drivers(dataclasses.replace(asked, found={"screen": small.clean}))
    found = stage.verdicts(dataclasses.replace(asked, found={"drivers": drivers}))
    assert drivers.smallest_effect == found.delta == 0.95
    assert drivers.hypotheses.query("verdict == 'supported'")["negligible"].all()
    assert not (drivers.hypotheses["verdict"] == "unknown").any()
