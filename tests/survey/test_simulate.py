"""Simulated answers: the population comes back, the seed decides everything, the careless look careless."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from survey.samples import small

from tamkit import sem
from tamkit.errors import InputError
from tamkit.questionnaire import load
from tamkit.survey import screen, simulate
from tamkit.survey.simulation import careless, latent

#: Monte-Carlo error of a correlation at n = 40,000 is 0.005; four of them.
MONTE_CARLO = 0.02


@pytest.fixture(scope="module")
def large():
    return simulate("huabei_baitiao", 40_000, 7)


def test_latent_scores_have_the_population_correlations(large):
    pop = large.population
    found = np.corrcoef(large.latent[pop.latents].to_numpy().T)
    np.testing.assert_allclose(found, pop.correlations, atol=MONTE_CARLO)
    np.testing.assert_allclose(large.latent.std(), 1.0, atol=MONTE_CARLO)


def test_the_structure_is_the_truths(large):
    pop = large.population
    eta = large.latent
    for target, causes in pop.paths.items():
        if causes:
            beta, *_ = np.linalg.lstsq(eta[list(causes)].to_numpy(), eta[target].to_numpy(), rcond=None)
            np.testing.assert_allclose(beta, list(causes.values()), atol=MONTE_CARLO)


@pytest.mark.parametrize("model", [None, "tam", "tam_risk_trust"])
def test_the_population_is_that_of_the_lavaan_syntax(model):
    """What is drawn from against the moments ``tamkit.sem`` derives from ``questionnaire.population()``."""
    q = load("huabei_baitiao")
    pop, implied = latent.population(q, model), sem.population(q.population(model))
    at = [implied.latent.index(name) for name in pop.latents]
    np.testing.assert_allclose(pop.correlations, implied.latent_cov[np.ix_(at, at)], atol=1e-10)
    rng = np.random.default_rng(1)
    cuts = dict.fromkeys(pop.items, np.linspace(-4, 4, 400))  # as good as continuous
    drawn = latent.draw_items(pop, latent.draw_latents(pop, 20_000, rng), cuts, rng)
    order = [implied.observed.index(code) for code in drawn]
    found = np.corrcoef(np.array(list(drawn.values())))
    np.testing.assert_allclose(found, implied.cov[np.ix_(order, order)], atol=MONTE_CARLO * 1.5)


def test_a_fit_finds_the_truth_again():
    """Five ordered answers weaken correlations a little, so standardized paths come back within .05 (n = 8,000)."""
    q = load("huabei_baitiao")
    fit = sem.fit(q.syntax("tam_risk_trust"), simulate(q, 8_000, 2).survey.items)
    truth = latent.population(q).paths
    for row in fit.paths().itertuples():
        assert row.std_all == pytest.approx(truth[row.lhs][row.rhs], abs=0.05)


def test_answers_have_the_thresholds_shares(large):
    cuts = latent.thresholds(large.survey.questionnaire)
    for code in ("PU1", "FR1", "IT1"):
        shares = large.survey.items[code].value_counts(normalize=True).sort_index()
        expected = np.diff([0.0, *(NormalDist().cdf(cut) for cut in cuts[code]), 1.0])
        np.testing.assert_allclose(shares, expected, atol=MONTE_CARLO)


def test_respondents_have_the_truths_shares_and_skips(large):
    frame, truth = large.survey.respondents, large.survey.questionnaire.truth
    found = frame["gender"].value_counts(normalize=True)
    for option, share in truth.respondents["gender"].items():
        assert found[option] == pytest.approx(share, abs=MONTE_CARLO)
    assert frame.loc[frame["user"] == 2, "tenure"].isna().all()
    assert frame.loc[frame["user"] == 1, "tenure"].notna().all()
    assert (large.survey.skipped["tenure"] == (frame["user"] == 2)).all()


def test_a_named_model_keeps_its_own_paths_only():
    tam = simulate("huabei_baitiao", 20_000, 3, model="tam")
    assert set(tam.population.paths["PU"]) == {"PEOU"}
    assert abs(np.corrcoef(tam.latent["IT"], tam.latent["PU"])[0, 1]) < MONTE_CARLO * 2


def test_attentive_respondents_pass_the_checks_and_the_screen(large):
    flags = screen(large.survey, {"near_duplicates": None, "mahalanobis": None}).flags
    assert (flags["checks_failed"] == 0).all()
    assert flags["excluded"].mean() < 0.01


def test_the_careless_are_caught():
    sim = simulate("huabei_baitiao", 1_000, 5, careless=0.2)
    assert (sim.careless != "").sum() == 200
    out = screen(sim.survey).flags["excluded"]
    assert out[sim.careless == ""].mean() < 0.01
    assert out[sim.careless != ""].mean() > 0.8
    for kind in careless.KINDS:
        assert out[sim.careless == kind].mean() > 0.5


@pytest.mark.parametrize("kind", careless.KINDS)
def test_each_kind_leaves_its_mark(kind):
    sim = simulate("huabei_baitiao", 400, 11, careless=0.25, kinds=[kind])
    flags = screen(sim.survey, {"exclude": []}).flags
    bad, good = flags[sim.careless == kind], flags[sim.careless == ""]
    assert bad["seconds"].median() < good["seconds"].median() / 2
    if kind == "straight":
        assert bad["longstring_form"].median() > 10
        assert bad["irv"].median() < good["irv"].median()
    elif kind == "copy":
        assert bad["nearest"].median() >= 0.9
    elif kind == "pattern":
        assert bad["identical"].median() > 1  # few ways up and down the scale; many of them hide each other's D²
    else:
        assert bad["mahalanobis"].median() > good["mahalanobis"].median()


def test_the_seed_decides():
    one, two, other = (simulate(small(), 50, seed, careless=0.2, missing=0.1) for seed in (1, 1, 2))
    assert one.survey.items.equals(two.survey.items)
    assert one.survey.meta.equals(two.survey.meta)
    assert one.survey.respondents.equals(two.survey.respondents)
    assert not one.survey.items.equals(other.survey.items)


def test_gaps_and_careless_do_not_touch_the_others():
    plain, holes = simulate(small(), 200, 4), simulate(small(), 200, 4, missing=0.1)
    kept = holes.survey.items.notna()
    assert 0.05 < 1 - kept.to_numpy().mean() < 0.15
    assert (plain.survey.items.where(kept).fillna(0) == holes.survey.items.fillna(0)).all(axis=None)


def test_reversed_items_are_clicked_the_other_way_round():
    sim = simulate(small(), 300, 8)
    assert (sim.raw["A3"] == 6 - sim.survey.items["A3"]).all()
    assert np.corrcoef(sim.raw["A1"], sim.raw["A3"])[0, 1] < -0.3


def test_simulated_is_written_on_everything():
    sim = simulate(small(), 5, 1)
    assert sim.survey.simulated
    assert sim.survey.meta["simulated"].all()
    assert sim.survey.screen({"attention": None}).simulated
    assert "seed 1" in repr(sim)


def test_exclusive_options_stand_alone():
    ticks = simulate(small(), 500, 2).survey.respondents[[f"uses.{code}" for code in (1, 2, 3, 4)]].to_numpy()
    assert (ticks.sum(axis=1) >= 1).all()
    assert (ticks[ticks[:, 3] == 1].sum(axis=1) == 1).all()


def test_multiple_choices_have_the_truths_shares():
    sim = simulate("credit_reference", 40_000, 12)
    frame, truth = sim.survey.respondents, sim.survey.questionnaire.truth.respondents
    for variable in ("CR2", "CR8", "CR12", "CR14"):
        ticks = frame[[f"{variable}.{option}" for option in truth[variable]]].dropna()
        assert (ticks.sum(axis=1) >= 1).all()
        total = sum(truth[variable].values())
        if total > 1.05:  # otherwise one tick a person is more than the shares add up to
            np.testing.assert_allclose(ticks.mean(), list(truth[variable].values()), atol=MONTE_CARLO * 1.5)


def test_group_differences_shift_means():
    q = small()
    shifted = q.model_copy(update={"truth": q.truth.model_copy(update={"shifts": {"user": {2: {"A": -1.0}}}})})
    sim = simulate(shifted, 8_000, 3)
    means = sim.latent.groupby(sim.survey.respondents["user"]).mean()
    assert means.loc[2.0, "A"] - means.loc[1.0, "A"] == pytest.approx(-1.0, abs=0.1)
    assert means.loc[2.0, "B"] - means.loc[1.0, "B"] == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"n": 0}, "n is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"careless": 1.0}, "careless is 1.0"),
        ({"missing": -0.1}, "missing is -0.1"),
        ({"careless": 0.1, "kinds": ["lazy"]}, "unknown kind of careless respondent 'lazy'"),
        ({"careless": 0.1, "kinds": []}, "careless needs a kind"),
        ({"model": "tem"}, "unknown model 'tem'"),
    ],
)
def test_wrong_arguments(arguments, said):
    with pytest.raises(InputError) as caught:
        simulate("huabei_baitiao", **({"n": 10, "seed": 1} | arguments))
    assert said in str(caught.value)


def test_a_questionnaire_without_truth():
    with pytest.raises(InputError, match="no 'truth'"):
        simulate(small().model_copy(update={"truth": None}), 10, 1)


def test_every_shipped_questionnaire_can_be_simulated():
    from tamkit.questionnaire import names

    for name in names():
        assert screen(simulate(name, 60, 1).survey).n > 50
