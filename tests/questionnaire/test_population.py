"""The true values: the population as lavaan syntax, against what R's lavaan implies from it and fits to it.

Run as a program this file writes the syntax that tests/reference/questionnaire.R reads.
"""

import json
from pathlib import Path

import pandas as pd
import pytest

from tamkit import sem
from tamkit.errors import InputError
from tamkit.questionnaire import Questionnaire, Truth, load
from tamkit.questionnaire.population import population, structure
from tamkit.syntax import line, parse

REFERENCE = Path(__file__).parents[1] / "reference"
TOLERANCE = 1e-5  # estimates on exact population moments, as far as lavaan iterates

# domain.md's table of models; the numbers do not depend on the data
FULL_DF = {
    "tam": 396,
    "tam_risk": 394,
    "tam_trust": 392,
    "tam_risk_trust": 389,
    "full_mediation": 392,
    "risk_first": 388,
    "reversed": 389,
    "facets": 378,
    "saturated": 386,
    "cfa_first_order": 369,
    "cfa_second_order": 386,
    "cfa_one_factor": 405,
}


# those that ask for constructs, and the one that asks for nothing; df of the short form
FURTHER = ("RX", "SE", "EN", "PVL", "HAB", "FC", "COM", "TRC", "ECT")
FURTHER_DF = {"risk_extended": 195, "trust_transfer": 261, "continuance": 335}


def cases() -> dict[str, Questionnaire]:
    full = load("huabei_baitiao")
    return {
        "full": full,
        "short": load("huabei_baitiao_short"),
        "antecedents": full.with_modules("TA"),
        "facets": full.with_modules("SO", "TI", "LG", "SI", "PC", "MK", "PIIT", "IB"),
        "further": load("huabei_baitiao_short", modules=FURTHER),
    }


def syntax() -> dict[str, dict[str, object]]:
    return {
        name: {"population": q.population(), "models": {model.name: q.syntax(model.name) for model in q.models}}
        for name, q in cases().items()
    }


@pytest.fixture(scope="module")
def reference() -> dict[str, dict[str, dict[str, object]]]:
    return json.loads((REFERENCE / "questionnaire.json").read_text("utf-8"))["cases"]


def test_the_reference_was_made_from_the_questionnaires_as_they_are() -> None:
    def read(texts: dict) -> dict:
        return {
            case: (parse(found["population"]), {name: parse(text) for name, text in found["models"].items()})
            for case, found in texts.items()
        }

    stored = json.loads((REFERENCE / "questionnaire_syntax.json").read_text("utf-8"))
    assert {case: list(found["models"]) for case, found in stored.items()} == {
        case: list(found["models"]) for case, found in syntax().items()
    }
    assert read(stored) == read(syntax())


@pytest.mark.parametrize("case", ["full", "short", "antecedents", "facets"])
def test_every_item_and_every_construct_has_variance_one(case: str, reference: dict) -> None:
    for key in ("variances", "latent_variances"):
        assert all(value == pytest.approx(1, abs=1e-9) for value in reference[case][key].values())


@pytest.mark.parametrize("case", ["full", "short", "antecedents", "facets"])
def test_the_latent_correlations_are_those_the_paths_imply(case: str, reference: dict) -> None:
    _, correlations, _ = structure(cases()[case])
    names, values = reference[case]["latent_cor"]["names"], reference[case]["latent_cor"]["values"]
    for first in correlations:
        for second, r in correlations[first].items():
            assert values[names.index(first)][names.index(second)] == pytest.approx(r, abs=1e-9)


def test_degrees_of_freedom_are_those_of_the_field(reference: dict) -> None:
    models = reference["full"]["models"]
    assert {name: models[name]["df"] for name in FULL_DF} == FULL_DF
    assert reference["antecedents"]["models"]["antecedents"]["df"] == 788  # M10, with its twelve items
    more = reference["further"]["models"]
    assert {name: more[name]["df"] for name in FURTHER_DF} == FURTHER_DF
    added = [name for name in more if name.startswith("with_")]
    assert {more[name]["df"] for name in added} == {261}
    assert len(added) == 6


def test_ours_have_the_same_degrees_of_freedom(reference: dict) -> None:
    """Every model of the set as this engine fits it to the population's own moments: M0, M1, M2, base, M4 to M10."""
    form = load("huabei_baitiao", modules=["TA"])
    population = sem.population(form.population())
    moments = sem.Moments(pd.DataFrame(population.cov, population.observed, population.observed), n=500)
    found = {model.name: sem.fit(form.model(model.name), moments).fit["df"] for model in form.model_set()}
    assert found == {
        **{name: df for name, df in FULL_DF.items() if not name.startswith("cfa")},
        "no_attitude": 312,
        "antecedents": 788,
    }


@pytest.mark.parametrize("case", ["full", "short"])
def test_the_base_model_recovers_every_path(case: str, reference: dict) -> None:
    base = reference[case]["models"]["tam_risk_trust"]
    assert base["chisq"] == pytest.approx(0, abs=1e-4)
    truth = load("huabei_baitiao").truth
    assert truth is not None
    expected = {(path.source, path.target): path.beta for path in truth.paths}
    assert len(base["paths"]) == 12
    for path in base["paths"]:
        assert path["beta"] == pytest.approx(expected[path["source"], path["target"]], abs=TOLERANCE)


def test_the_model_with_antecedents_of_trust_recovers_every_path(reference: dict) -> None:
    truth = load("huabei_baitiao").truth
    assert truth is not None
    expected = {(path.source, path.target): path.beta for path in truth.paths}
    paths = reference["antecedents"]["models"]["antecedents"]["paths"]
    assert len(paths) == 17
    for path in paths:
        assert path["beta"] == pytest.approx(expected[path["source"], path["target"]], abs=TOLERANCE)


def test_the_direction_between_risk_and_trust_is_not_told_by_the_data(reference: dict) -> None:
    """M6 is equivalent to the base model with one more path: on the base model's population both fit perfectly."""
    assert reference["full"]["models"]["risk_first"]["chisq"] == pytest.approx(0, abs=1e-4)
    assert reference["full"]["models"]["reversed"]["chisq"] > 1


def test_a_smaller_model_draws_from_its_own_paths() -> None:
    questionnaire = load("huabei_baitiao")
    model = parse(population(questionnaire, "tam"))
    values = [line(term) for term in model.terms]
    assert {"PU ~ 0.35*PEOU", "IT ~~ 1*IT", "INT ~~ 0.78115*INT"} <= set(values)
    assert ("IT", "INT") not in model.paths()


def with_truth(**changes: object) -> Questionnaire:
    questionnaire = load("huabei_baitiao")
    assert questionnaire.truth is not None
    plain = questionnaire.truth.model_dump() | changes
    return questionnaire.model_copy(update={"truth": Truth.model_validate(plain)})


def path(source: str, target: str, beta: float) -> dict[str, object]:
    return {"source": source, "target": target, "beta": beta}


def test_what_no_population_can_be() -> None:
    with pytest.raises(InputError, match="run in a circle through ATT, INT"):
        with_truth(paths=[path("ATT", "INT", 0.3), path("INT", "ATT", 0.3)]).population()
    with pytest.raises(InputError, match=r"explains 2\.03 of the variance of 'INT'"):
        with_truth(paths=[path("ATT", "PU", 0.8), path("ATT", "INT", 0.8), path("PU", "INT", 0.7)]).population()
    with pytest.raises(InputError, match="a facet takes no part in the structure"):
        with_truth(paths=[path("FR", "INT", 0.3)]).population()
    with pytest.raises(InputError, match="has no 'truth'"):
        load("huabei_baitiao").model_copy(update={"truth": None}).population()


if __name__ == "__main__":
    target = REFERENCE / "questionnaire_syntax.json"
    target.write_text(json.dumps(syntax(), ensure_ascii=False, indent=1) + "\n", "utf-8")
