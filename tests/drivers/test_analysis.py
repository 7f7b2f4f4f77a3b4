"""Hypotheses, effects and the comparison of models against lavaan (tests/reference/drivers.R), ML and MLR."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tamkit.drivers import Drivers, analyse
from tamkit.errors import InputError
from tamkit.questionnaire import Questionnaire, load
from tamkit.syntax import parse

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
MODELS = ["tam", "tam_risk", "tam_trust", "tam_risk_trust"]
TOLERANCE = 1e-4


def close(found: float, expected: float) -> bool:
    return abs(found - expected) <= TOLERANCE * max(1.0, abs(expected))


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return load("huabei_baitiao_short")


@pytest.fixture(scope="module")
def items() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "drivers" / "responses.csv").astype(float)


@pytest.fixture(scope="module", params=["ML", "MLR"])
def pair(request: Any, items: pd.DataFrame, form: Questionnaire) -> tuple[Drivers, dict[str, Any]]:
    expected = json.loads((REFERENCE / "drivers.json").read_text(encoding="utf-8"))[request.param]
    return analyse(items, form, MODELS, estimator=request.param), expected


def test_the_reference_fitted_the_questionnaire_s_models(form: Questionnaire) -> None:
    for name in MODELS:
        assert parse((REFERENCE / "drivers" / f"{name}.lav").read_text(encoding="utf-8")) == form.model(name)


def test_every_model_s_fit_difference_and_r2(pair: tuple[Drivers, dict[str, Any]]) -> None:
    found, expected = pair
    assert found.comparison["model"].tolist() == MODELS
    for row in found.comparison.to_dict("records"):
        reference = dict(expected["models"][row["model"]])
        r2 = reference.pop("r2")
        for name, value in reference.items():
            assert close(row[name], value), (row["model"], name, row[name], value)
        for construct, value in r2.items():
            assert close(row[f"r2_{construct}"], value)
    assert found.comparison["nested"].tolist() == [True, True, True, False]
    assert found.comparison["chisq_diff"].isna().tolist() == [False, False, False, True]


def test_every_path_with_its_standardized_interval(pair: tuple[Drivers, dict[str, Any]]) -> None:
    found, expected = pair
    table = found.hypotheses.set_index(["source", "target"])
    assert len(expected["paths"]) == 12
    for reference in expected["paths"]:
        row = table.loc[(reference["source"], reference["target"])]
        for name in reference.keys() - {"source", "target"}:
            assert close(row[name], reference[name]), (reference, name, row[name])


def test_every_effect_on_intention(pair: tuple[Drivers, dict[str, Any]]) -> None:
    found, expected = pair
    table = found.effects.set_index("source")
    columns = {"est.std": "", "se": "_se", "ci.lower": "_ci_lower", "ci.upper": "_ci_upper"}
    assert len(expected["effects"]) == 13
    for label, reference in expected["effects"].items():
        kind, source = label.split("_")
        for name, part in columns.items():
            assert close(table.loc[source, f"{kind}{part}"], reference[name]), (label, name)


def test_effects_are_ranked_by_their_size(pair: tuple[Drivers, dict[str, Any]]) -> None:
    found, _ = pair
    total = found.effects["total"].abs().to_numpy()
    assert (total[:-1] >= total[1:]).all()
    assert set(found.effects["source"]) == {"PEOU", "PU", "PR", "IT", "ATT"}
    # No direct path from ease of use to intention in the model, and nothing between attitude and intention.
    table = found.effects.set_index("source")
    assert table.loc["PEOU", "direct"] == 0
    assert table.loc["ATT", "indirect"] == 0
    assert table.loc["ATT", "mediation"] == ""
    assert table.loc["PEOU", "mediation"] == "several"
    assert table.loc["PU", "mediation"] in ("complementary", "competitive", "indirect_only", "direct_only", "none")
    ways = found.mediation.groupby("outcome").size().to_dict()
    assert sum(ways.values()) == len(found.mediation) == 24  # 16 of them to the outcome
    assert ways["INT"] == 16
    assert len(found.mediated) == 8
    assert set(found.way_differences["outcome"]) == {"ATT", "INT"}
    assert set(found.mediation_steps["path"]) == set(found.mediation["path"])


def test_what_is_returned_besides(pair: tuple[Drivers, dict[str, Any]]) -> None:
    found, _ = pair
    assert list(found.fits) == MODELS
    assert found.main is found.fits["tam_risk_trust"]
    assert found.outcome == "INT"
    assert found.r2["construct"].tolist() == ["IT", "PR", "PU", "ATT", "INT"]
    assert "PEOU -> PR" in found.equivalent["needs"].tolist()
    assert "Drivers of INT" in repr(found)
    assert "<table" in found._repr_html_()


def test_a_model_that_is_not_nested_gets_no_difference_test(items: pd.DataFrame, form: Questionnaire) -> None:
    found = analyse(items, form, ["reversed", "tam_risk_trust"])
    row = found.comparison.iloc[0]
    assert not row["nested"]
    assert pd.isna(row["chisq_diff"])
    assert not pd.isna(row["aic_diff"])
    (note,) = [note for note in found.notes if note.key == "drivers.not_nested"]
    for lang in ("zh", "en"):
        assert form.declared("reversed").title.get(lang) in note.say(lang)
        assert "tam_risk_trust" not in note.say(lang)


def test_a_model_of_other_items_is_compared_by_r2_alone(items: pd.DataFrame, form: Questionnaire) -> None:
    row = analyse(items, form, ["no_attitude", "tam_risk_trust"]).comparison.iloc[0]
    assert row[["chisq_diff", "aic_diff", "cfi_diff"]].isna().all()
    assert 0 < row["r2_INT"] < 1


def test_mistakes_name_the_model(items: pd.DataFrame, form: Questionnaire) -> None:
    with pytest.raises(InputError, match="did you mean 'tam_risk'"):
        analyse(items, form, ["tam_rsk"])
    with pytest.raises(InputError, match="no model to fit"):
        analyse(items, form, [])
    with pytest.raises(InputError, match=r"model tam: .*AI3"):
        analyse(items.drop(columns="AI3"), form, ["tam"])
    with pytest.raises(InputError, match=r"model tam: .*singular"):
        analyse(items.assign(AI2=items["AI1"], AI3=items["AI1"]), form, ["tam"])


def test_where_no_outcome_is_named_it_is_the_construct_that_predicts_nothing(items: pd.DataFrame) -> None:
    from tamkit import sem
    from tamkit.drivers.analysis import _last_outcome

    measured = "PU =~ PU1 + PU2 + PU3\nATT =~ AT1 + AT2 + AT3\nINT =~ AI1 + AI2 + AI3\n"
    assert _last_outcome(sem.fit(measured + "ATT ~ PU\nINT ~ ATT", items)) == "INT"
    with pytest.raises(InputError, match="outcome"):
        _last_outcome(sem.fit(measured, items))
