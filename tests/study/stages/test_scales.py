"""What is asked of the scales beyond reliability and validity."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from tamkit import measurement, sem
from tamkit.errors import AnalysisError
from tamkit.messages import Message
from tamkit.study import Results
from tamkit.study.modelled import blocks
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages import scales


def task(small: Results, **update: object) -> Task:
    wanted = small.study.spec.measurement.model_copy(update=update)
    spec = small.study.spec.model_copy(update={"measurement": wanted})
    study = dataclasses.replace(small.study, file=dataclasses.replace(small.study.file, spec=spec))
    return Task(study, {"screen": small.clean, "measurement": small.measurement})


def test_what_was_not_asked_for(small: Results) -> None:
    made = task(small, common_method=False, competing=False, efa=False)
    for stage in (scales.common_method, scales.competing, scales.efa):
        assert isinstance(stage(made), Nothing)


def test_method_bias_and_competing_models_are_those_of_their_package(small: Results) -> None:
    given = blocks(small.study.questionnaire, "model")
    alone = measurement.competing(small.clean.items, given, estimator="MLR")
    pd.testing.assert_frame_equal(small.findings.competing.table, alone.table)
    harman = measurement.harman(small.clean.items, given)
    assert small.findings.common_method.harman.pca == pytest.approx(harman.pca)


def test_halves_share_nobody_and_are_drawn_by_the_seed(small: Results) -> None:
    first, second = scales.halves(task(small))
    assert not set(first.index) & set(second.index)
    assert len(first) + len(second) == len(small.clean.items.dropna()) == 118
    again, _ = scales.halves(task(small))
    assert first.index.equals(again.index)


def test_incomplete_rows_are_kept_where_they_are_used(small: Results) -> None:
    made = task(small)
    options = dataclasses.replace(made.study.file.options, missing="fiml")
    study = dataclasses.replace(made.study, file=dataclasses.replace(made.study.file, options=options))
    first, second = scales.halves(Task(study, made.found))
    assert len(first) + len(second) == 120


def test_too_few_to_be_split(small: Results) -> None:
    few = dataclasses.replace(small.clean, items=small.clean.items.dropna().head(37))
    with pytest.raises(AnalysisError, match=r"37 .* 38"):
        scales.halves(Task(small.study, {"screen": few}))
    enough = dataclasses.replace(small.clean, items=small.clean.items.dropna().head(38))
    assert len(scales.halves(Task(small.study, {"screen": enough}))[0]) == 19


def test_one_half_is_explored_and_the_other_confirms(small: Results) -> None:
    first, second = scales.halves(task(small))
    assert small.findings.efa.n == len(first)
    alone = sem.fit(small.study.questionnaire.measurement_model(), second, estimator="MLR")
    assert small.findings.efa_confirmed.fit["chisq"] == pytest.approx(alone.fit["chisq"])


def with_efa(small: Results, **how: object) -> Task:
    made = task(small, efa=None)
    spec = made.study.spec.model_copy(update={"efa": made.study.spec.efa.model_copy(update=how)})
    study = dataclasses.replace(made.study, file=dataclasses.replace(made.study.file, spec=spec))
    return Task(study, made.found | {"efa": small.findings.efa})


def test_as_spss_all_respondents_are_explored(small: Results) -> None:
    found = scales.efa(with_efa(small, mode="spss"))
    assert (found.extraction, found.rotation, found.split) == ("pca", "varimax", None)
    assert found.n == len(small.clean.items.dropna())
    assert scales.efa_confirmed(with_efa(small, mode="spss")) == Nothing(Message("study.efa_of_all"))


def test_factors_and_rotation_are_those_asked_for(small: Results) -> None:
    found = scales.efa(with_efa(small, factors=2, rotation="promax"))
    assert (found.factors, found.rotation, found.split) == (2, "promax", small.study.options.seed)
    assert scales.efa(with_efa(small, factors="kaiser")).factors == 3


def test_unasked_it_is_left_out_where_there_are_too_few(small: Results) -> None:
    few = dataclasses.replace(small.clean, items=small.clean.items.dropna().head(30))
    made = with_efa(small)
    found = scales.efa(Task(made.study, made.found | {"screen": few}))
    assert isinstance(found, Nothing)
    assert found.why.key == "study.too_few_for_halves"
    with pytest.raises(AnalysisError):
        scales.efa(Task(task(small, efa=True).study, {"screen": few}))


def test_the_stages() -> None:
    assert [(stage.name, stage.needs) for stage in scales.STAGES] == [
        ("common_method", ("screen", "measurement")),
        ("competing", ("screen", "measurement")),
        ("efa", ("screen", "measurement")),
        ("efa_confirmed", ("screen", "efa")),
    ]


def test_without_a_seed_the_exploration_is_that_of_seed_nought(small: Results) -> None:
    made = task(small)
    options = dataclasses.replace(made.study.file.options, seed=None)
    study = dataclasses.replace(made.study, file=dataclasses.replace(made.study.file, options=options))
    found = scales.efa(Task(study, made.found))
    assert found.seed == 0
    assert list(found.cases) == list(scales.halves(Task(study, made.found))[0].dropna().index)


def test_remedies_that_the_questionnaire_tells_of(small: Results) -> None:
    """Fails at 0.1.0: attention checks were "not stated" in a report that excluded people by them."""
    assert scales.remedies(task(small)) == {"anchors": False, "reverse": False, "marker": False, "checks": False}
    survey = dataclasses.replace(small.clean.survey, checks=pd.DataFrame({"AC1": [4] * 3}))
    form = small.study.questionnaire
    item = form.constructs[0].items[0].model_copy(update={"reverse": True})
    first = form.constructs[0].model_copy(update={"items": (item, *form.constructs[0].items[1:])})
    marker = form.constructs[2].model_copy(update={"role": "marker", "code": "MV"})
    other = form.model_copy(update={"constructs": (first, *form.constructs[1:], marker)})
    made = task(small)
    study = dataclasses.replace(made.study, questionnaire=other)
    found = Task(study, made.found | {"screen": dataclasses.replace(small.clean, survey=survey)})
    assert scales.remedies(found) == {"anchors": False, "reverse": True, "marker": True, "checks": True}
    slider = form.constructs[2].items[0].model_copy(update={"scale": "slider"})
    last = form.constructs[2].model_copy(update={"items": (slider, *form.constructs[2].items[1:])})
    two = dataclasses.replace(
        made.study, questionnaire=form.model_copy(update={"constructs": (*form.constructs[:2], last)})
    )
    assert scales.remedies(Task(two, made.found))["anchors"] is True
    done = small.findings.common_method.checklist.set_index("key")["done"]
    assert [done[key] for key in ("anchors", "checks", "time")] == [False, False, "not stated"]
