"""The main model again, by other means."""

from __future__ import annotations

import dataclasses

import pytest

from tamkit import sem
from tamkit.study import Results
from tamkit.study.modelled import modelled
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages import reruns


def task(small: Results, **update: object) -> Task:
    spec = small.study.spec.model_copy(update=update)
    study = dataclasses.replace(small.study, file=dataclasses.replace(small.study.file, spec=spec))
    return Task(study, {"screen": small.clean, "drivers": small.drivers})


def test_the_same_respondents_under_other_rules_are_nothing_new(small: Results) -> None:
    found = reruns.sensitivity(task(small))
    if isinstance(found, Nothing):
        assert small.findings.sensitivity is None
    else:
        assert found.paths["n"].nunique() > 1


def test_runs_are_those_asked_for(small: Results) -> None:
    runs = small.findings.robustness.runs["run"].tolist()
    assert runs[0] == "main"
    assert set(runs) == {"main", "ML", "ULS", "controls"}
    assert isinstance(reruns.robustness(task(small, robustness=(), controls=())), Nothing)


def test_a_run_is_a_fit_of_its_own(small: Results) -> None:
    paths = small.findings.robustness.paths
    alone = sem.fit(small.study.questionnaire.model("full"), modelled(small.clean), estimator="ULS")
    table = alone.table[alone.table["op"] == "~"].set_index(["rhs", "lhs"])
    for row in paths[paths["run"] == "ULS"].to_dict("records"):
        assert row["est"] == pytest.approx(table.loc[(row["source"], row["target"]), "est"], abs=1e-6)


def test_controls_are_of_the_outcome(small: Results) -> None:
    controls = small.findings.robustness.controls
    assert controls["variable"].tolist() == ["age"]
    assert controls["outcome"].tolist() == ["INT"]


def test_strict_exclusion_that_fails_is_told(small: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    from tamkit.errors import InputError

    def fails(*args: object) -> object:
        raise InputError("nobody is left.")

    monkeypatch.setattr("tamkit.survey.screen", fails)
    made = task(small, robustness=("strict_screening",), controls=())
    assert isinstance(reruns.robustness(made), Nothing)
    assert any("strict_screening" in text and "nobody is left." in text for text in made.problems)


def test_the_stages() -> None:
    assert [(stage.name, stage.needs) for stage in reruns.STAGES] == [
        ("sensitivity", ("screen", "drivers")),
        ("robustness", ("screen", "drivers")),
    ]
