"""The stage of the second engine: in every study, unless it is turned off."""

from __future__ import annotations

import dataclasses

from tamkit.drivers.second_engine import SecondEngine
from tamkit.study import Results
from tamkit.study.stage import Nothing, Stage, Task
from tamkit.study.stages import second_engine as stages


def test_it_is_run_unasked_and_stands_in_the_results(small: Results) -> None:
    found = small.findings.second_engine
    assert isinstance(found, SecondEngine)
    assert found.agree
    assert (found.n, found.loadings, found.paths) == (small.drivers.main.n[0], 9, 3)
    told = small.to_dict()["extras"]["second_engine"]
    assert (told["engine"], told["largest_path"], told["why"]) == ("semopy", 0.0, None)
    assert "semopy" in small.computed_with


def test_it_can_be_turned_off(small: Results) -> None:
    spec = small.study.spec.model_copy(update={"second_engine": False})
    study = dataclasses.replace(small.study, file=dataclasses.replace(small.study.file, spec=spec))
    found = stages.second_engine(Task(study, {"screen": small.clean, "drivers": small.drivers}))
    assert isinstance(found, Nothing)
    assert "second_engine" in found.why.say("en")


def test_the_stage() -> None:
    (stage,) = stages.STAGES
    assert stage == Stage("second_engine", ("screen", "drivers"), stages.second_engine)
