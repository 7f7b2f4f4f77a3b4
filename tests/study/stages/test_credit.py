"""The pathways of a study: made where both questionnaires are there, told why where one can't be."""

from __future__ import annotations

import dataclasses

import pytest

from tamkit import questionnaire, survey
from tamkit.errors import InputError
from tamkit.study import Study
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages.credit import pathways

STUDY = """\
data: responses.csv
questionnaire: huabei_baitiao
modules: [SC]
add: credit_reference
screening: {exclude: []}
models: [tam_risk_trust]
bootstrap: 0
outcomes:
  - {outcome: CR7, kind: ordinal, predictors: [n_products, CR3, PR]}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("credit")
    form = questionnaire.load("huabei_baitiao").plus(questionnaire.load("credit_reference").with_modules("SC"))
    survey.simulate(form, 400, 8, path=folder / "responses.csv")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return Study.load(folder / "study.yaml")


def task(study: Study) -> Task:
    clean = study.read().screen({"exclude": []})
    return Task(study, {"screen": clean, "drivers": None})


def test_the_added_questionnaire_has_its_module_and_the_outcome_of_the_study(study: Study) -> None:
    form = study.questionnaire
    assert {"SCF", "SCA"} <= {construct.code for construct in form.constructs}
    assert [one.key for one in form.analyses.outcomes] == ["use", "amount", "CR7_ordinal"]
    assert [one.id for one in form.analyses.grids] == ["scenes"]


def test_awareness_goes_through_privacy_risk_in_the_model_of_facets(study: Study) -> None:
    found = pathways(task(study))
    assert isinstance(found, dict)
    (way,) = found.values()
    assert (way.model, way.variable, way.reference) == ("facets", "CR3", 1)
    assert way.levels["code"].tolist() == [1, 2, 3]  # "not sure" is an answer of its own
    assert way.n + way.missing == 400


def test_without_the_question_it_is_told_and_undeclared_there_is_none(study: Study) -> None:
    one = task(study)
    clean = one.clean
    gone = dataclasses.replace(clean, respondents=clean.respondents.drop(columns="CR3"))
    without = Task(study, {"screen": gone, "drivers": None})
    assert pathways(without) is None
    assert [problem.values["what"].key for problem in without.problems] == ["survey.answers_hold_no"]
    analyses = study.questionnaire.analyses.model_copy(update={"pathways": ()})
    none = dataclasses.replace(study, questionnaire=study.questionnaire.model_copy(update={"analyses": analyses}))
    assert isinstance(pathways(Task(none, one.found)), Nothing)


def test_a_form_may_be_handed_out_with_a_module_of_the_added_questionnaire() -> None:
    form = questionnaire.load("huabei_baitiao", modules=["DCA", "SC"], add=["credit_reference"])
    assert {"DCA", "SCF", "SCA"} <= {construct.code for construct in form.constructs}
    assert form.analyses.rankings == ("DCA", "R4", "CR12")
    with pytest.raises(InputError, match="unknown module 'XX'"):
        questionnaire.load("huabei_baitiao", modules=["XX"], add=["credit_reference"])
