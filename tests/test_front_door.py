"""What `import tamkit` offers: the names people look for, found, and nothing else."""

from __future__ import annotations

import pytest

import tamkit
import tamkit.survey

WANTED = [
    "analyse",
    "assess",
    "battery",
    "common_method",
    "compare",
    "compare_groups",
    "describe",
    "explore",
    "fit",
    "htmt",
    "invariance",
    "load_questionnaire",
    "load_survey",
    "power",
    "questionnaire_names",
    "robustness",
    "set_language",
    "simulate",
    "Options",
    "Study",
    "AnalysisError",
    "InputError",
    "TamkitError",
    "TamkitWarning",
]


@pytest.mark.parametrize("name", WANTED)
def test_a_name_is_found_at_the_front_door(name: str) -> None:
    found = getattr(tamkit, name)
    assert callable(found)
    assert found.__doc__
    assert name in dir(tamkit)


def test_nothing_else_is_shown() -> None:
    assert {name for name in dir(tamkit) if not name.startswith("_")} == set(WANTED)
    assert set(tamkit.__all__) == {*WANTED, "__version__"}


def test_a_name_there_is_none_of() -> None:
    with pytest.raises(AttributeError, match="fitt"):
        _ = tamkit.fitt


# -- fit: a model by its address, answers as they were loaded ----------------------------------------------------------


@pytest.fixture(scope="module")
def answers() -> tamkit.survey.Survey:
    return tamkit.simulate("huabei_baitiao_short", 400, seed=2).survey


def test_fit_takes_a_model_a_text_or_an_address(answers: tamkit.survey.Survey) -> None:
    model = tamkit.load_questionnaire("huabei_baitiao_short").model("tam")
    fits = [tamkit.fit(one, answers.items) for one in (model, str(model), "huabei_baitiao_short:tam")]
    assert len({fit.fit["chisq"] for fit in fits}) == 1
    assert tamkit.fit("INT =~ AI1 + a*AI2 + AI3; twice := 2*a", answers.items).defined()["lhs"].tolist() == ["twice"]


def test_fit_takes_a_survey_screened_or_not(answers: tamkit.survey.Survey) -> None:
    clean = answers.screen()
    model = "INT =~ AI1 + AI2 + AI3; PU =~ PU1 + PU2 + PU3; INT ~ PU"
    assert tamkit.fit(model, answers).n == tamkit.fit(model, answers.items).n
    assert tamkit.fit(model, clean).fit == tamkit.fit(model, clean.items).fit
    grouped = tamkit.fit(model, clean, group="gender")
    assert len(grouped.groups) > 1
    assert sum(grouped.n) <= clean.n


def test_fit_names_every_option_and_what_it_does_not_know(answers: tamkit.survey.Survey) -> None:
    import inspect

    assert {"model", "data", "estimator", "group", "bootstrap"} <= set(inspect.signature(tamkit.fit).parameters)
    with pytest.raises(tamkit.InputError, match="unknown model 'tam2'"):
        tamkit.fit("huabei_baitiao_short:tam2", answers)
    with pytest.raises(tamkit.InputError, match="did you mean 'huabei_baitiao"):
        tamkit.fit("huabei_batiao:tam", answers)
    with pytest.raises(tamkit.InputError, match="data must be a DataFrame"):
        tamkit.fit("huabei_baitiao_short:tam", [1, 2, 3])
