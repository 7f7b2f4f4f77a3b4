"""Stages run in order; what fails costs what needs it and no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from study.small import write

from tamkit.errors import AnalysisError, InputError
from tamkit.study import Study
from tamkit.study.running import Run, ordered, run
from tamkit.study.stage import Nothing, Stage, Task


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study.load(write(tmp_path / "study", 12))


def named(name: str, *needs: str, run: Callable[[Task], Any] = lambda task: 1, **more: Any) -> Stage:
    return Stage(name, needs, run, finds=None, **more)


def fails(error: Exception) -> Callable[[Task], Any]:
    def work(task: Task) -> Any:
        raise error

    return work


def states(found: Run) -> dict[str, str]:
    return {one.name: one.state for one in found.outcomes}


def test_order_follows_needs_then_vital_then_as_given() -> None:
    stages = [named("c", "b"), named("b"), named("z", vital=True), named("a", takes=("c",))]
    assert [stage.name for stage in ordered(stages)] == ["z", "b", "c", "a"]


def test_progress_counts_stages_and_the_report(study: Study) -> None:
    told: list[tuple[str, int, int]] = []
    run(study, [named("a"), named("b", "a")], lambda *step: told.append(step))
    assert told == [("a", 0, 3), ("b", 1, 3)]


def test_what_fails_costs_what_needs_it(study: Study) -> None:
    stages = [named("a", run=fails(AnalysisError("no."))), named("b", "a"), named("c", "b"), named("d", takes=("a",))]
    found = run(study, stages)
    assert states(found) == {"a": "failed", "b": "skipped", "c": "skipped", "d": "done"}
    assert set(found.found) == {"d"}
    outcomes = {one.name: one for one in found.outcomes}
    assert outcomes["a"].warnings == ("a: no.",)
    assert outcomes["b"].warnings
    assert "a" in str(outcomes["b"].why)


def test_what_is_skipped_is_no_warning(study: Study) -> None:
    found = run(
        study,
        [named("a", run=lambda task: Nothing("not asked for.")), named("b", "a"), named("c", run=lambda task: None)],
    )
    assert states(found) == {"a": "skipped", "b": "skipped", "c": "skipped"}
    assert not [text for one in found.outcomes for text in one.warnings]
    assert next(one for one in found.outcomes if one.name == "a").why == "not asked for."


def test_parts_that_fail_are_problems_of_a_stage_that_is_done(study: Study) -> None:
    def partly(task: Task) -> Any:
        task.attempt("part", fails(AnalysisError("no.")))  # type: ignore[arg-type]
        return 1

    def work(task: Task) -> Any:
        task.tell("one."), task.tell("two.")
        return 1

    def nothing(task: Task) -> Any:
        task.tell("one.")

    found = run(study, [named("a", run=work), named("b", run=nothing)])
    one, other = found.outcomes
    assert (one.state, one.why, one.warnings) == ("done", "one. two.", ("one.", "two."))
    assert (other.state, other.warnings) == ("failed", ("one.",))


@pytest.mark.parametrize("error", [AnalysisError("no."), InputError("no."), ZeroDivisionError("no.")])
def test_a_vital_stage_ends_the_study_and_is_named(study: Study, error: Exception) -> None:
    kind = InputError if isinstance(error, InputError) else AnalysisError
    with pytest.raises(kind, match=r"study\.yaml: no\. \(stage: a\)"):
        run(study, [named("a", run=fails(error), vital=True)])


def test_a_place_that_is_named_already_is_not_named_twice(study: Study) -> None:
    with pytest.raises(InputError) as caught:
        run(study, [named("a", run=fails(InputError(f"{study.path}:3:1: no.")), vital=True)])
    assert str(caught.value).count("study.yaml") == 1


def test_a_defect_escapes(study: Study) -> None:
    with pytest.raises(KeyError):
        run(study, [named("a", run=fails(KeyError("x")))])


def test_a_title_is_what_warnings_say(study: Study) -> None:
    found = run(study, [named("a", run=fails(AnalysisError("no.")), title="the first")])
    assert found.outcomes[0].warnings == ("the first: no.",)
