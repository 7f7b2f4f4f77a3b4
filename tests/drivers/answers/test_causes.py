"""What goes with the outcome: numbers of the main model, ties not ordered, nothing said to be a cause."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from drivers.answers.example import evidence, question, said, without

from tamkit.drivers.answers.causes import answer
from tamkit.drivers.model_set import Decisive
from tamkit.errors import SampleError


def changed(**columns: Any) -> Any:
    drivers = evidence().drivers
    assert drivers is not None
    return without(drivers=replace(drivers, effects=drivers.effects.assign(**columns)))


def test_the_numbers_are_those_of_the_model_reported() -> None:
    drivers = evidence().drivers
    assert drivers is not None
    found = answer(question("drivers", outcome="INT"), evidence())
    table = found.tables["drivers"]
    assert table["total"].tolist() == drivers.effects["total"].tolist()
    assert (table["n"] == found.n).all()
    assert found.n == drivers.main.n[0]
    assert found.missing == 400 - found.n
    assert found.numbers["r2"] == drivers.main.r2["INT"]
    assert f"R² = {drivers.main.r2['INT']:.3f}" in said(found)
    for row in table.itertuples():
        assert f"{row.total:.3f} [{row.total_ci_lower:.3f}, {row.total_ci_upper:.3f}]" in said(found)


def test_a_tie_is_not_ordered_and_a_clear_order_has_no_tie() -> None:
    tied = said(answer(question("drivers", outcome="INT"), changed(rank_lower=[1, 1], rank_upper=[2, 2])))
    clear = said(answer(question("drivers", outcome="INT"), changed(rank_lower=[1, 2], rank_upper=[1, 2])))
    assert "none of them may be called the strongest" in tied
    assert "rank 1–2" in tied
    assert "strongest" not in clear
    assert "rank 1)" in clear


def test_beyond_one_is_marked() -> None:
    told = said(answer(question("drivers", outcome="INT"), changed(total=[1.4, 0.2])))
    assert "1.400†" in told
    assert "0.200†" not in told


def test_of_limits_the_sources() -> None:
    found = answer(question("drivers", outcome="INT", of=("IT",)), evidence())
    assert found.tables["drivers"]["source"].tolist() == ["IT"]


@pytest.mark.parametrize("rejected", [True, False])
def test_whether_one_construct_decides(rejected: bool) -> None:
    found = Decisive("m", "PU", 397, 9.0, 1.0, 0.003 if rejected else 0.4, -0.01, ("IT",) if rejected else ())
    told = said(answer(question("drivers", outcome="INT"), without(model_set=type("Set", (), {"decisive": found})())))
    assert ("alone is rejected: in the model reported the direct paths of initial trust" in told) == rejected
    assert ("does not show that the other direct paths are zero" in told) == (not rejected)


@pytest.mark.parametrize(
    ("mean", "linear", "words"),
    [
        ("better", "alike", ("better than the mean of the other", "does not predict significantly differently")),
        ("worse", "worse", ("worse than the mean of the other", "predicts better")),
        ("alike", "better", ("no better than the mean of the other", "better than a linear regression")),
    ],
)
def test_prediction_is_said_as_it_was_found(mean: str, linear: str, words: tuple[str, str]) -> None:
    table = pd.DataFrame(
        {
            "by": ["model", "mean", "linear"],
            "r2": [0.2, 0, 0.2],
            "rmse": [0.8, 0.9, 0.8],
            "model_is": [None, mean, linear],
        }
    )
    found = type("Prediction", (), {"table": table, "outcome": "INT", "n": 390})()
    told = said(answer(question("drivers", outcome="INT"), without(prediction=found)))
    assert all(word in told for word in words)
    assert "R² = 0.200" in told


@pytest.mark.parametrize("verdict", ["supported", "opposite", "absent", "unknown", "not_tested"])
def test_hypotheses_are_counted_and_the_others_named(verdict: str) -> None:
    from tamkit.drivers.judgement import Verdict, Verdicts

    rows = [
        {"hypothesis": "H1", "verdict": "supported", "p_holm": 0.2},
        {"hypothesis": "H2", "verdict": verdict, "p_holm": 0.01},
    ]
    text = evidence().questionnaire.title
    found = Verdicts(0.1, tuple(Verdict(row, text, None, (), None) for row in rows))
    told = said(answer(question("drivers", outcome="INT"), without(verdicts=found)))
    supported = verdict == "supported"
    assert f"Of 2 hypotheses stated, {'2 are' if supported else '1 is'} supported" in told
    assert ("H2" in told) == (not supported)
    assert ("1 after Holm" in told) == supported
    words = {
        "opposite": "significant with the opposite sign",
        "absent": "negligible effect",
        "unknown": "unknown",
        "not_tested": "not tested",
    }
    assert [word for name, word in words.items() if word in told] == ([] if supported else [words[verdict]])


def test_an_inadmissible_solution_is_said_to_be() -> None:
    drivers = evidence().drivers
    assert drivers is not None
    assert "inadmissible" not in said(answer(question("drivers", outcome="INT"), evidence()))

    class Main:
        admissible = False
        n = drivers.main.n
        r2 = drivers.main.r2

    told = said(answer(question("drivers", outcome="INT"), without(drivers=replace(drivers, main=Main()))))
    assert "inadmissible" in told


def test_refusals() -> None:
    with pytest.raises(SampleError, match="no model"):
        answer(question("drivers", outcome="INT"), without(drivers=None))
    with pytest.raises(SampleError, match="IT is not explained in the model reported in full; that explains"):
        answer(question("drivers", outcome="IT"), evidence())
    with pytest.raises(SampleError, match="none of age has a path to INT"):
        answer(question("drivers", outcome="INT", of=("age",)), evidence())


def test_what_goes_with_the_outcome_is_said_by_its_direction() -> None:
    from types import SimpleNamespace

    drivers = evidence().drivers
    assert drivers is not None
    key = "drivers.answer.associated"

    def told(lower: list[float], upper: list[float], *rows: dict[str, str]) -> str:
        frame = drivers.effects.head(len(lower)).assign(total_ci_lower=lower, total_ci_upper=upper)
        verdicts = SimpleNamespace(each=[SimpleNamespace(row=row) for row in rows], stated=0)
        made = without(drivers=replace(drivers, effects=frame), verdicts=verdicts if rows else None)
        found = [one.say("en") for one in answer(question("drivers", outcome="INT"), made).statement if one.key == key]
        return " ".join(found)

    first, second = (evidence().name(code).en for code in drivers.effects["source"].head(2))
    assert f"positively, {first}; not significantly, {second}. These" in told([0.1, -0.1], [0.3, 0.2])
    assert f"positively, {first}; negatively, {second}. These" in told([0.1, -0.3], [0.3, -0.2])
    assert "no construct is significantly associated" in told([-0.1, -0.1], [0.3, 0.2])
    assert told([float("nan"), 0.1], [0.3, 0.2]) == ""
    row = {"hypothesis": "H9", "verdict": "opposite", "source": drivers.effects["source"].iloc[0], "target": "INT"}
    assert f"against the hypothesis is that of {first} (H9)" in told([0.1, 0.1], [0.3, 0.2], {**row, "sign": "-"})
    assert "against" not in told([0.1, 0.1], [0.3, 0.2], {**row, "sign": "+"})
    assert "against" not in told([-0.1, 0.1], [0.3, 0.2], {**row, "sign": "-"})


def test_another_construct_that_the_model_explains() -> None:
    drivers = evidence().drivers
    assert drivers is not None
    found = answer(question("drivers", outcome="PU"), without(model_set=object(), prediction=object()))
    path = drivers.main.table.query("lhs == 'PU' and op == '~' and rhs == 'IT'")
    assert found.tables["drivers"]["total"].tolist() == pytest.approx(path["std_all"].tolist())
    assert found.numbers["r2"] == drivers.main.r2["PU"]
    assert [one.key for one in found.statement] == [
        "drivers.answer.drivers",
        "drivers.answer.associated",
    ]  # hypotheses and prediction are of the study's outcome
