"""Contribution, importance and prediction of the model reported in full, on by default."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from study.small import write

from tamkit import drivers
from tamkit.errors import SampleError
from tamkit.report.plain import dumps
from tamkit.study import Results, Study
from tamkit.study.stage import Task
from tamkit.study.stages import contributions as stage


def test_they_are_those_of_the_main_model(small: Results) -> None:
    found, main = small.findings, small.drivers.main
    pd.testing.assert_frame_equal(found.contributions.f2, drivers.contributions(main).f2)
    own = drivers.importance(main, small.clean.items, small.study.questionnaire, "INT")
    pd.testing.assert_frame_equal(found.importance.table, own.table)
    assert found.importance.table["n"].max() == 120  # who left out one item is rated by the others
    assert (found.prediction.n, found.prediction.missing) == (118, 2)
    again = drivers.prediction(
        small.study.questionnaire.model("full"), small.clean.items, "INT", seed=small.study.options.seed or 1
    )
    pd.testing.assert_frame_equal(found.prediction.table, again.table)


def test_they_are_in_the_machine_file(small: Results) -> None:
    told = json.loads(dumps(small.to_dict()))
    effects = told["drivers"]["effects"]
    assert all(1 <= row["rank_lower"] <= row["rank_upper"] <= len(effects) for row in effects)
    assert {"source_1", "source_2", "diff", "p_holm", "by"} <= set(told["drivers"]["differences"][0])
    extras = told["extras"]
    assert [row["by"] for row in extras["prediction"]["table"]] == ["model", "mean", "linear"]
    assert {"target", "predictor", "general", "weight"} <= set(extras["contributions"]["table"][0])
    assert extras["importance"]["table"][-1]["construct"] == "INT"


def test_folds_without_a_fit_lose_the_prediction_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: Any, **named: Any) -> None:
        raise SampleError("drivers.few_for_folds", n=60, items=6, folds=10)

    quick = "bootstrap: 0\nmeasurement: {common_method: false, competing: false, htmt_bootstrap: 0}\n"
    study = Study.load(write(tmp_path / "study", 60, quick))
    monkeypatch.setattr("tamkit.drivers.prediction", fails)
    results = study.run()
    assert results.findings.prediction is None
    assert results.findings.contributions is not None
    assert results.findings.importance is not None
    said = [str(one) for one in results.warnings if "complete answers" in str(one)]
    assert said == [
        "prediction of respondents left out: 60 complete answers are too few to predict from 6 items in 10 folds."
    ]


def test_nobody_in_the_questionnaire_leads_to_the_outcome(small: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task(small.study, {"screen": small.clean, "drivers": small.drivers})
    found = small.findings.importance
    alone = dataclasses.replace(found, table=found.table.tail(1))
    monkeypatch.setattr("tamkit.drivers.importance", lambda *given, **named: alone)
    assert stage.importance(task) is None
