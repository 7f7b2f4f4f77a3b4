"""Latent scores and answers: standardized structure, loadings, thresholds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from survey.samples import YAML, small

from tamkit.errors import QuestionnaireError
from tamkit.questionnaire import loads
from tamkit.survey.simulation.latent import Population, draw_items, draw_latents, normal_cuts, population, thresholds

N = 40_000


def test_the_population_is_standardized():
    pop = population(small())
    assert pop.latents == ["A", "B", "C"]
    assert pop.paths["C"] == {"A": 0.2, "B": 0.4}
    r = 0.5
    assert pop.residuals["B"] == pytest.approx(1 - 0.5**2)
    assert pop.residuals["C"] == pytest.approx(1 - (0.2**2 + 0.4**2 + 2 * 0.2 * 0.4 * r))
    expected = [[1, 0.5, 0.2 + 0.4 * r], [0.5, 1, 0.4 + 0.2 * r], [0.4, 0.5, 1]]
    np.testing.assert_allclose(pop.correlations, expected)
    assert pop.items["B2"] == ("B", 0.8)
    assert pop.facets == {}


def test_drawn_scores_have_the_populations_moments():
    pop = population(small())
    eta = draw_latents(pop, N, np.random.default_rng(1))
    scores = np.column_stack([eta[name] for name in pop.latents])
    np.testing.assert_allclose(np.corrcoef(scores.T), pop.correlations, atol=0.02)
    np.testing.assert_allclose(scores.var(axis=0), 1, atol=0.03)
    np.testing.assert_allclose(scores.mean(axis=0), 0, atol=0.02)


def test_a_shift_moves_a_mean_and_nothing_else():
    pop = population(small())
    plain = draw_latents(pop, 50, np.random.default_rng(1))
    moved = draw_latents(pop, 50, np.random.default_rng(1), {"A": np.full(50, 0.7)})
    np.testing.assert_allclose(moved["A"] - plain["A"], 0.7)
    np.testing.assert_array_equal(moved["B"], plain["B"])
    np.testing.assert_array_equal(moved["C"], plain["C"])


def test_facets_load_on_their_construct():
    pop = Population({"G": {}}, {"G": 1.0}, np.eye(1), {"F": ("G", 0.6)}, {"f1": ("F", 0.9)})
    eta = draw_latents(pop, N, np.random.default_rng(2))
    assert np.corrcoef(eta["G"], eta["F"])[0, 1] == pytest.approx(0.6, abs=0.02)
    assert eta["F"].var() == pytest.approx(1, abs=0.03)
    shifted = draw_latents(pop, 10, np.random.default_rng(2), {"F": np.ones(10)})
    np.testing.assert_allclose(shifted["F"] - draw_latents(pop, 10, np.random.default_rng(2))["F"], 1)


def test_answers_have_the_thresholds_shares():
    pop = Population({"G": {}}, {"G": 1.0}, np.eye(1), {}, {"x": ("G", 0.7)})
    cuts = tuple(ndtri([0.1, 0.3, 0.8]))
    eta = draw_latents(pop, N, np.random.default_rng(3))
    x = draw_items(pop, eta, {"x": cuts}, np.random.default_rng(4))["x"]
    assert [np.mean(x == point) for point in (1, 2, 3, 4)] == pytest.approx([0.1, 0.2, 0.5, 0.2], abs=0.01)
    y = draw_items(pop, eta, {"x": cuts}, np.random.default_rng(5))["x"]
    assert np.corrcoef(x, y)[0, 1] == pytest.approx(0.42, abs=0.02)  # λ² = .49, less what categories lose


def test_thresholds_by_item_construct_and_default():
    found = thresholds(small())
    assert found["A1"] == (-1.4, -0.5, 0.5, 1.4)
    assert found["B4"] == (-1.8, -1.1, -0.3, 0.9)
    own = thresholds(loads(YAML.replace("cuts: {B: lean}", "cuts: {B: lean, B1: bell}"), "own.yaml"))
    assert (own["B1"], own["B2"]) == (found["A1"], found["B2"])
    without = YAML.replace("  default_cut: bell\n", "")
    assert thresholds(loads(without, "without.yaml"))["A1"] == normal_cuts(5)


def test_thresholds_must_fit_the_scale():
    with pytest.raises(QuestionnaireError):
        thresholds(loads(YAML.replace("bell: [-1.4, -0.5, 0.5, 1.4]", "bell: [-1.4, 1.4]"), "short.yaml"))


@pytest.mark.parametrize("points", [2, 3, 4, 5, 7, 10])
def test_equal_steps(points):
    cuts = normal_cuts(points)
    assert len(cuts) == points - 1
    np.testing.assert_allclose(cuts, -np.array(cuts)[::-1], atol=1e-12)
    if points > 2:
        assert (cuts[0], cuts[-1]) == pytest.approx((-1.6, 1.6))
        np.testing.assert_allclose(np.diff(cuts), 3.2 / (points - 2))
