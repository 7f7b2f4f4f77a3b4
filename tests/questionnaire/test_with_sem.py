"""The shipped models are read and identified by tamkit's own engine, with lavaan's degrees of freedom."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tamkit import sem
from tamkit.questionnaire import Questionnaire, load

REFERENCE = json.loads((Path(__file__).parents[1] / "reference" / "questionnaire.json").read_text("utf-8"))
CASES = {"full": load("huabei_baitiao"), "short": load("huabei_baitiao_short")}


def moments(questionnaire: Questionnaire) -> sem.Moments:
    population = sem.population(questionnaire.population())
    frame = pd.DataFrame(population.cov, index=population.observed, columns=population.observed)
    return sem.Moments(frame, REFERENCE["n"])


@pytest.mark.parametrize("case", CASES)
def test_every_model_is_identified_with_lavaans_df(case: str) -> None:
    questionnaire = CASES[case]
    exact = moments(questionnaire)
    for model in questionnaire.models:
        fit = sem.fit(questionnaire.syntax(model.name), exact)
        expected = REFERENCE["cases"][case]["models"][model.name]
        assert fit.converged, model.name
        assert fit.fit["df"] == expected["df"], model.name
        assert fit.fit["chisq"] == pytest.approx(expected["chisq"], rel=1e-5, abs=1e-4), model.name


def test_a_named_model_has_the_paths_of_its_parameter_table() -> None:
    for questionnaire in CASES.values():
        for declared in questionnaire.models:
            model = questionnaire.model(declared.name)
            table = sem.parameter_table(model)
            rows = table[(table["op"] == "~")]
            assert set(model.paths()) == set(zip(rows["rhs"], rows["lhs"], strict=True))
            assert table.equals(sem.parameter_table(questionnaire.syntax(declared.name)))
