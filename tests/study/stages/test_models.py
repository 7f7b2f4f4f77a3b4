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


def test_progress_tells_models_from_draws() -> None:
    told: list[tuple[str, int, int]] = []
    step = models._by_model(lambda *one: told.append(one))
    assert step is not None
    step("full", 1, 2)
    step("bootstrap", 5, 20)
    assert told == [("model full", 1, 2), ("bootstrap", 5, 20)]
    assert models._by_model(None) is None
