"""A stage, its task and its outcome."""

from __future__ import annotations

import numpy as np
import pytest

from tamkit.errors import AnalysisError
from tamkit.study import Results
from tamkit.study.stage import FAILURES, Nothing, Outcome, Stage, Task, not_asked


def test_fields_and_titles() -> None:
    assert Stage("a", (), lambda task: 1).field == "a"
    assert Stage("a", (), lambda task: 1, finds="b").field == "b"
    assert Stage("a", (), lambda task: 1, finds=None).field is None
    assert Stage("a", (), lambda task: 1).said == "a"
    assert Stage("a", (), lambda task: 1, title="the first").said == "the first"


def test_not_asked_for_names_the_key() -> None:
    assert isinstance(not_asked("groups"), Nothing)
    assert "groups" in not_asked("groups").why


def test_a_task_hands_out_what_was_found(small: Results) -> None:
    task = Task(small.study, {"read": 1, "screen": 2, "drivers": 3, "invariance": {"g": 4}})
    assert (task.survey, task.clean, task.drivers, task.ladders) == (1, 2, 3, {"g": 4})
    assert Task(small.study).ladders == {}
    with pytest.raises(KeyError):
        _ = Task(small.study).clean
    assert task.questionnaire is small.study.questionnaire


def test_the_model_reported_in_full_is_the_last(small: Results) -> None:
    assert Task(small.study).model == small.study.questionnaire.model("full")


def test_companions_are_not_resampled(small: Results) -> None:
    task = Task(small.study)
    assert small.study.options.bootstrap == 20
    assert task.options.bootstrap == 0
    assert task.options.estimator == small.study.options.estimator


@pytest.mark.parametrize("error", [AnalysisError("no."), ZeroDivisionError("no."), np.linalg.LinAlgError("no.")])
def test_an_attempt_that_fails_is_told(small: Results, error: Exception) -> None:
    task = Task(small.study)

    def fails() -> int:
        raise error

    assert task.attempt("a part", fails) is None
    assert task.problems == ["a part: no."]
    assert task.attempt("a part", lambda: 3) == 3
    assert len(task.problems) == 1


def test_a_defect_escapes_an_attempt(small: Results) -> None:
    with pytest.raises(TypeError):
        Task(small.study).attempt("a part", lambda: None + 1)  # type: ignore[operator]
    assert not issubclass(TypeError, FAILURES)


def test_outcomes_as_results_json_has_them() -> None:
    told = Outcome("a", "failed", "no.", ("no.",)).to_dict()
    assert (told["name"], told["state"], told["why"]) == ("a", "failed", "no.")
