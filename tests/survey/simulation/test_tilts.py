"""Answers that go with other answers, paths that differ by group, and the misfit of minor factors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from survey.samples import small

import tamkit
from tamkit.errors import QuestionnaireError
from tamkit.questionnaire import Difference, Minor, Quantity, Questionnaire, Tilt, Truth, load, with_truth
from tamkit.survey import simulate
from tamkit.survey.simulation.tilts import log_odds, needed

N = 40_000


def tilted(*tilts: Tilt) -> Questionnaire:
    return with_truth(small(), Truth(tilts=tilts))


def log_ratio(yes: pd.Series, by: pd.Series) -> float:
    table = pd.crosstab(yes, by).to_numpy()
    return float(np.log(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])))


@pytest.fixture(scope="module")
def demo() -> pd.DataFrame:
    return simulate(load("huabei_baitiao", add=["credit_reference"]), 1300, 5, truth="demo").survey.respondents


def test_the_odds_are_those_stated() -> None:
    form = tilted(
        Tilt(variable="often", options=(3,), by=Quantity(count="uses"), odds=1.5, at=2),
        Tilt(variable="uses", options=(2,), by=Quantity(variable="user", options=(1,)), odds=3),
    )
    assert needed(form) == {"often": {"uses"}, "uses": {"user"}}
    people = simulate(form, N, 1).survey.respondents
    users = people[people["user"] == 1]
    count = users[["uses.1", "uses.2", "uses.3"]].sum(axis=1)
    expected = {k: 0.3 * 1.5 ** (k - 2) / (0.7 + 0.3 * 1.5 ** (k - 2)) for k in (1, 2, 3)}
    for k, share in expected.items():
        here = users["often"][count == k]
        assert (here == 3).mean() == pytest.approx(share, abs=5 * np.sqrt(share * (1 - share) / len(here)))
    rest = users["often"][users["often"] != 3]
    assert (rest == 1).mean() == pytest.approx(0.2 / 0.7, abs=0.02)  # the other options keep their proportions


def test_who_was_not_asked_counts_as_the_reference() -> None:
    form = tilted(Tilt(variable="user", options=(1,), by=Quantity(variable="often", options=(1,)), odds=9))
    columns = {"often": np.array([1.0, 2.0, np.nan])}
    found = log_odds(form, form.variable("user"), columns, 3)
    assert found is not None
    np.testing.assert_allclose(found, [[np.log(9), 0], [0, 0], [0, 0]])
    assert log_odds(form, form.variable("often"), columns, 3) is None


def test_answers_that_follow_from_each_other_are_refused() -> None:
    one = Tilt(variable="often", options=(1,), by=Quantity(count="uses"), odds=2)
    other = Tilt(variable="uses", options=(1,), by=Quantity(variable="often"), odds=2)
    with pytest.raises(QuestionnaireError, match="tilts make often, uses depend on one another"):
        simulate(tilted(one, other), 5, 1)


def test_a_tilt_of_what_is_not_asked_is_passed_over() -> None:
    gone = Tilt(variable="often", options=(1,), by=Quantity(count="elsewhere"), odds=2)
    plain, same = simulate(small(), 300, 3), simulate(tilted(gone), 300, 3)
    pd.testing.assert_frame_equal(plain.survey.respondents, same.survey.respondents)


def test_the_demo_s_people_do_not_contradict_themselves(demo: pd.DataFrame) -> None:
    users = demo["user"] == 1
    assert (demo["CR1"][users] == 1).all()
    for option in (1, 2, 3):
        main = users & (demo["product"] == option)
        assert demo[f"CR2.{option}"][main].mean() > 0.97
    assert ((demo["credit_card"] == 1) == (demo["CR16"] == 1)).mean() > 0.999
    overdue = demo[demo["CR8m"].notna()]
    assert len(overdue) > 150
    assert all(overdue[f"CR8.{int(reason)}"][row] == 1 for row, reason in overdue["CR8m"].items())


def test_overdue_goes_with_products_income_and_reminders(demo: pd.DataFrame) -> None:
    asked = demo[demo["CR7"].notna()]
    late = asked["CR7"] > 1
    assert 0.24 < late.mean() < 0.36
    several = asked[[f"CR2.{k}" for k in range(1, 11)]].sum(axis=1) >= 3
    assert log_ratio(late, several) > 0.3
    assert log_ratio(late, asked["income"] > 3) < 0
    assert log_ratio(late, asked["CR11"] == 1) < 0


def test_a_path_differs_by_group() -> None:
    form = with_truth(
        small(), Truth(differences=(Difference(variable="user", options=(2,), source="A", target="B", beta=-0.2),))
    )
    drawn = simulate(form, N, 2)
    users = drawn.survey.respondents["user"] == 1
    for who, beta in ((users, 0.5), (~users, -0.2)):
        found = np.polyfit(drawn.latent["A"][who], drawn.latent["B"][who], 1)[0]
        assert found == pytest.approx(beta, abs=0.03)


def test_minor_factors_worsen_the_fit_and_nothing_else() -> None:
    form = load("huabei_baitiao_short")
    plain, noisy = (simulate(one, 1500, 3) for one in (form, with_truth(form, Truth(minor=Minor(share=0.25, seed=2)))))
    pd.testing.assert_frame_equal(plain.latent, noisy.latent)
    asked = [variable.code for variable in form.variables if variable.kind != "multiple"]
    pd.testing.assert_frame_equal(plain.survey.respondents[asked], noisy.survey.respondents[asked])
    model = form.model("tam_risk_trust")
    fits = [tamkit.fit(model, one.survey.items) for one in (plain, noisy)]
    assert fits[0].fit["cfi"] > 0.99 > 0.97 > fits[1].fit["cfi"] > 0.9
    means = [one.survey.items.mean() for one in (plain, noisy)]
    np.testing.assert_allclose(means[0], means[1], atol=0.15)


def test_the_demo_fits_as_real_answers_do() -> None:
    form = load("huabei_baitiao", add=["credit_reference"])
    clean = simulate(form, 1300, 20240505, careless=0.06, truth="demo").survey.screen()
    found = tamkit.fit(form.model("tam_risk_trust"), clean.items, estimator="MLR")
    assert found.fit["cfi"] == pytest.approx(0.95, abs=0.01)
    paths = found.paths().set_index(["rhs", "lhs"])
    margin = 1.645 * paths["std_all_se"]
    null, small_one, wrong = paths.loc["PEOU", "ATT"], paths.loc["IT", "ATT"], paths.loc["PR", "INT"]
    assert abs(null["std_all"]) + margin["PEOU", "ATT"] < 0.10  # absent
    assert small_one["pvalue"] > 0.05
    assert small_one["std_all"] + margin["IT", "ATT"] > 0.10  # unknown
    assert wrong["std_all"] > 0  # the hypothesis says the opposite
    assert wrong["pvalue"] < 0.001


def test_a_number_follows_an_answer_that_is_tilted(demo: pd.DataFrame) -> None:
    """The year of birth is drawn by the age band, which goes with the occupation, whatever their order in the file."""
    ranges = load("huabei_baitiao").truth.numbers["birth_year"].ranges
    for band, (low, high) in ranges.items():
        assert demo["birth_year"][demo["age"] == band].between(low, high).all()
