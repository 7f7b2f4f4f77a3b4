"""Stated hypotheses with their words, verdicts and prospects, as results.json has them."""

from __future__ import annotations

import pandas as pd
import pytest

from tamkit.drivers import Drivers, analyse
from tamkit.drivers.judgement import Verdicts, verdicts
from tamkit.questionnaire import Questionnaire, load
from tamkit.survey.simulation.answers import drawing

MODELS = ["tam_trust", "tam_risk"]


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return load("huabei_baitiao_short")


@pytest.fixture(scope="module")
def drivers(form: Questionnaire) -> Drivers:
    """The model reported in full has no trust: its hypotheses are judged in the other one."""
    items = pd.DataFrame(drawing(form)(300, 5), columns=form.item_codes)
    return analyse(items, form, MODELS, smallest_effect=0.15)


@pytest.fixture(scope="module")
def found(drivers: Drivers, form: Questionnaire) -> Verdicts:
    return verdicts(drivers, form, samples=20, seed=1)


def test_every_stated_hypothesis_is_there_once(found: Verdicts, form: Questionnaire) -> None:
    assert [one.row["hypothesis"] for one in found.each] == [one.id for one in form.hypotheses]
    assert found.stated == len(form.hypotheses) == sum(found.counts.values())
    assert found.delta == 0.15
    assert found.supported >= found.after_holm


def test_each_in_its_model_and_none_lost(found: Verdicts, form: Questionnaire) -> None:
    by = {(one.row["source"], one.row["target"]): one for one in found.each}
    assert by["IT", "INT"].row["model"] == "tam_trust"
    assert by["PR", "INT"].row["model"] == by["PU", "ATT"].row["model"] == "tam_risk"
    untested = by["IT", "PR"]  # no model has it
    assert (untested.row["verdict"], untested.row["model"], untested.prospect) == ("not_tested", "", None)
    assert all((one.prospect is None) == (one.row["verdict"] == "not_tested") for one in found.each)


def test_as_results_json_has_them(found: Verdicts) -> None:
    told = {one["hypothesis"]: one for one in found.to_list()}
    one = next(one for one in told.values() if one["source"] == "PU" and one["target"] == "ATT")
    assert one["text"]["en"] == "There is a positive effect of perceived usefulness on attitude towards using."
    assert one["text"]["zh"] == "感知有用性对使用态度有正向影响。"
    assert one["reason"]["zh"]
    assert one["ci95"][0] < one["ci90"][0] < one["std"] < one["ci90"][1] < one["ci95"][1]
    power = one["power"]
    assert (power["delta"], power["method"], power["samples"]) == (0.15, "monte_carlo", 20)
    assert power["impossible"] == [False, False]
    assert 0 < power["at_delta"] <= power["at_20"] <= 1
    assert one["equivalence"]["delta"] == 0.15
    assert one["equivalence"]["n_needed"] > 100
    lost = next(one for one in told.values() if one["verdict"] == "not_tested")
    assert (lost["model"], lost["std"], lost["power"], lost["detectable"]) == (None, None, None, None)
    assert lost["ci90"] == [None, None]
    assert set(lost) == set(one)


def test_no_samples_where_nothing_is_resampled(drivers: Drivers, form: Questionnaire) -> None:
    alone = verdicts(drivers, form, samples=0)
    assert {one.prospect.method for one in alone.each if one.prospect is not None} == {"information"}
    assert alone.fragile == ()


def test_another_run_that_decides_otherwise_is_told(drivers: Drivers, form: Questionnaire, found: Verdicts) -> None:
    one = next(one for one in found.each if one.row["verdict"] == "supported")
    path = {"source": one.row["source"], "target": one.row["target"]}
    runs = pd.DataFrame([{**path, "run": "strict", "est": one.row["est"], "pvalue": 0.2}])
    again = verdicts(drivers, form, samples=0, runs=[(runs, "main"), (None, "main")])
    assert [(loose.hypothesis, loose.run) for loose in again.fragile] == [(one.row["hypothesis"], "strict")]
