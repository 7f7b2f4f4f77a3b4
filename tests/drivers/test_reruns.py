"""The same paths by other means, against lavaan where it has them (tests/reference/drivers_groups.R)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tamkit import sem
from tamkit.drivers import agreement, robustness
from tamkit.drivers.reruns import control_columns, controlled, fit_row
from tamkit.errors import AnalysisError, InputError
from tamkit.questionnaire import Questionnaire, Variable, load

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return load("huabei_baitiao_short")


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    found = pd.read_csv(REFERENCE / "drivers" / "responses.csv").astype(float)
    return found.assign(x=np.arange(len(found)) % 5)


@pytest.fixture(scope="module")
def x() -> Variable:
    return Variable.model_validate({"code": "x", "name": "x", "text": "x", "kind": "number"})


def test_controls_are_lavaans(form: Questionnaire, data: pd.DataFrame, x: Variable) -> None:
    expected = json.loads((REFERENCE / "drivers_groups.json").read_text(encoding="utf-8"))["controls"]
    syntax = form.syntax("tam_risk_trust")
    main = sem.fit(syntax, data, estimator="MLR")
    found = robustness(syntax, data, main, controls=[x], outcome="INT", estimator="MLR")
    rows = found.paths[found.paths["run"] == "controls"].set_index(["source", "target"])
    assert len(rows) == len(expected["paths"]) == 12
    for path in expected["paths"]:
        row = rows.loc[(path["source"], path["target"])]
        for name in ("est", "se", "std"):
            assert row[name] == pytest.approx(path[name], abs=TOLERANCE)
    assert found.runs.set_index("run").loc["controls", "df"] == expected["df"]
    assert found.controls is not None
    (control,) = found.controls.to_dict("records")
    for name in ("est", "se", "pvalue"):
        assert control[name] == pytest.approx(expected["x"][name], abs=TOLERANCE)
    assert found.failures == ()


def test_every_run_is_there_and_the_main_one_first(form: Questionnaire, data: pd.DataFrame) -> None:
    syntax = form.syntax("tam_risk_trust")
    main = sem.fit(syntax, data, estimator="MLR")
    found = robustness(syntax, data, main, estimators=["ML", "ULS"], samples={"half": data.iloc[::2]}, estimator="MLR")
    assert found.runs["run"].tolist() == ["main", "ML", "ULS", "half"]
    assert found.runs["n"].tolist() == [400, 400, 400, 200]
    assert found.runs["cutoffs"].tolist() == [True, True, False, True]
    assert "do not apply" in str(found.notes[0])
    wide = found.paths.pivot_table(index=["source", "target"], columns="run", values=["est", "se"])
    assert np.allclose(wide["est"]["ML"], wide["est"]["main"], atol=1e-6)  # ML and MLR differ in standard errors only
    assert not np.allclose(wide["se"]["ML"], wide["se"]["main"], rtol=1e-3)


def test_a_run_that_fails_is_named_and_the_others_stand(form: Questionnaire, data: pd.DataFrame) -> None:
    syntax = form.syntax("tam_risk_trust")
    main = sem.fit(syntax, data)
    found = robustness(syntax, data, main, estimators=["ML"], samples={"few": data.head(15)})
    assert found.runs["run"].tolist() == ["main", "ML"]
    assert len(found.failures) == 1
    assert str(found.failures[0]).startswith("robustness, run few: ")
    with pytest.raises(InputError, match="PLS"):
        robustness(syntax, data, main, estimators=["PLS"])


def test_arithmetic_that_fails_costs_one_run_and_a_defect_is_not_hidden(
    form: Questionnaire, data: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    syntax = form.model("tam_risk_trust")
    main = sem.fit(syntax, data, estimator="ML")
    plain = sem.fit

    def fit(syntax: object, frame: pd.DataFrame, **options: object) -> object:
        if len(frame) == len(data):
            return plain(syntax, frame, **options)  # type: ignore[arg-type]
        raise error("what went wrong")

    monkeypatch.setattr("tamkit.sem.fit", fit)
    error: type[Exception] = np.linalg.LinAlgError
    found = robustness(syntax, data, main, estimators=["MLR"], samples={"strict": data.head(300)})
    assert list(found.fits) == ["main", "MLR"]
    assert [str(failure) for failure in found.failures] == [
        "robustness, run strict: the computation broke down (what went wrong)."
    ]
    assert found.failures[0].say("zh") == "稳健性分析（strict）未完成：计算中断（what went wrong）。"
    error = KeyError
    with pytest.raises(KeyError):
        robustness(syntax, data, main, samples={"strict": data.head(300)})


def test_two_engines_agree_and_a_difference_is_found(form: Questionnaire, data: pd.DataFrame) -> None:
    syntax = form.syntax("tam")
    one, other = sem.fit(syntax, data), sem.fit(syntax, data, engine="semopy")
    found = agreement(one, other)
    assert found.agree
    assert found.engines == ("tamkit", "semopy")
    assert found.largest_est < 1e-4
    assert found.parameters == int(one.table["free"].sum())
    elsewhere = agreement(one, sem.fit(syntax, data.iloc[::-1].assign(PU1=data["PU2"].to_numpy())))
    assert not elsewhere.agree
    with pytest.raises(AnalysisError, match="same rows"):
        agreement(one, sem.fit(syntax, data.head(300)))


def test_measures_of_a_run_are_those_of_its_estimator(form: Questionnaire, data: pd.DataFrame) -> None:
    robust, plain = (sem.fit(form.model("tam"), data, estimator=name) for name in ("MLR", "ML"))
    row = fit_row(robust, "main")
    for name in ("chisq", "pvalue", "chisq_scaled", "pvalue_scaled", "srmr"):
        assert row[name] == robust.fit[name]
    for name in ("cfi", "tli", "rmsea"):
        assert row[name] == robust.fit[name] != row[f"{name}_robust"] == robust.fit[f"{name}_robust"]
    assert (row["version"], fit_row(plain, "x")["version"]) == ("robust", "")
    assert fit_row(plain, "x")["chisq"] == plain.fit["chisq"]
    assert "chisq_scaled" not in fit_row(plain, "x")
    assert (row["run"], row["estimator"], row["engine"], row["n"]) == ("main", "MLR", "tamkit", 400)
    assert row["cutoffs"] is True


def test_the_other_engine_is_compared_with_ours(form: Questionnaire, data: pd.DataFrame) -> None:
    syntax = form.model("tam")
    found = robustness(syntax, data, sem.fit(syntax, data, estimator="ML"), semopy=True, estimator="ML")
    assert found.engines is not None
    assert found.engines.engines == ("tamkit", "semopy")
    assert found.runs["run"].tolist() == ["main", "semopy"]


def test_control_variables_as_columns(form: Questionnaire) -> None:
    frame = pd.DataFrame({"age": [1.0, 4.0, None], "gender": [1.0, 2.0, 2.0], "occupation": [1.0, 3.0, 5.0]})
    assert list(control_columns(form.variable("age"), frame)) == ["age"]
    made = control_columns(form.variable("occupation"), frame)
    assert {name: column.tolist() for name, column in made.items()} == {
        "occupation_3": [0, 1, 0],
        "occupation_5": [0, 0, 1],
    }
    assert list(control_columns(form.variable("gender"), frame)) == ["gender_2"]
    for code, frame_ in (("gender", frame.assign(gender=1.0)), ("income", frame)):
        with pytest.raises(InputError, match=code):
            control_columns(form.variable(code), frame_)
    model, extended = controlled(form.model("tam"), frame, [form.variable("occupation")], "INT")
    assert {("occupation_3", "INT"), ("occupation_5", "INT")} <= set(model.paths())
    assert {"occupation_3", "occupation_5"} <= set(extended.columns)


def test_a_control_that_is_an_item_of_the_model_is_named(form: Questionnaire, data: pd.DataFrame) -> None:
    item = Variable.model_validate({"code": "PU1", "name": "x", "text": "x", "kind": "number"})
    with pytest.raises(InputError, match=r"model tam: control 'PU1' is an item of construct 'PU'"):
        controlled(form.model("tam"), data, [item], "INT")


def test_controls_leave_constructs_outside_the_structure_as_they_were(
    form: Questionnaire, data: pd.DataFrame, x: Variable
) -> None:
    """In ``tam`` risk and trust lead nowhere: regressed on a control, their residuals must not covary with others."""
    model, frame = controlled(form.model("tam"), data, [x], "INT")
    plain, larger = sem.fit(form.model("tam"), data), sem.fit(model, frame)
    assert larger.fit["npar"] - plain.fit["npar"] == 4  # INT, PEOU, PR, IT
