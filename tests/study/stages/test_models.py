"""The measurement model and the structural models of a study."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tamkit import sem
from tamkit.study import Results
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages import models


def test_without_models_there_is_nothing_to_fit(small: Results) -> None:
    spec = small.study.spec.model_copy(update={"models": ()})
    study = dataclasses.replace(small.study, file=dataclasses.replace(small.study.file, spec=spec))
    task = Task(study, {"screen": small.clean})
    assert isinstance(models.measurement(task), Nothing)
    assert isinstance(models.drivers(task), Nothing)


def test_fits_are_those_of_the_engine(small: Results) -> None:
    form = small.study.questionnaire
    alone = sem.fit(form.model("full"), small.clean.items, estimator="MLR")
    main = small.drivers.main
    assert main.fit["chisq"] == pytest.approx(alone.fit["chisq"])
    assert np.allclose(main.table["est"], alone.table["est"])
    assert main.bootstrap is not None
    cfa = sem.fit(form.measurement_model(), small.clean.items, estimator="MLR")
    assert small.measurement.cfa.fit["chisq"] == pytest.approx(cfa.fit["chisq"])


def test_only_the_last_is_resampled(small: Results) -> None:
    assert small.drivers.fits["short"].bootstrap is None
    assert small.drivers.fits["full"].bootstrap.requested == 20


def test_intervals_of_htmt_are_drawn_as_declared(small: Results) -> None:
    assert small.measurement.htmt_pairs["ci_upper"].notna().all()


def test_models_are_told_and_their_draws(small: Results) -> None:
    told: list[tuple[str, int, int]] = []
    task = Task(small.study, {"screen": small.clean}, lambda what, *step: told.append((str(what), *step)))
    models.drivers(task)
    assert told[:2] == [("model short", 0, 2), ("model full", 1, 2)]
    assert told[-1][1:] == (20, 20)


def test_the_p_that_can_be_believed_is_of_both_models(small: Results) -> None:
    found = small.findings.calibrated
    assert list(found) == ["measurement", "structural"]
    fits = {"measurement": small.measurement.cfa, "structural": small.drivers.main}
    for name, fit in fits.items():
        assert found[name] == sem.calibrated(fit, seed=small.study.options.seed)
        assert found[name].kind == "five-point"


def test_a_study_without_resampling_draws_nothing_for_it(small: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(sem, "calibrated", lambda fit, *, draws, seed: asked.append(draws))
    found = {"measurement": small.measurement, "drivers": small.drivers}
    models.calibrated(Task(small.study, found))
    options = dataclasses.replace(small.study.options, bootstrap=0)
    monkeypatch.setattr(type(small.study), "options", property(lambda study: options))
    models.calibrated(Task(small.study, found))
    assert asked == [1000, 1000, 0, 0]
