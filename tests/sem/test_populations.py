"""Populations like a fit: what they keep, what they change, and the covariance of cut responses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm

from tamkit.sem import fit, simulate
from tamkit.sem.populations import Cut, likeness

TRUTH = """
A =~ 0.8*a1 + 0.7*a2 + 0.7*a3
B =~ 0.8*b1 + 0.7*b2 + 0.7*b3
C =~ 0.8*c1 + 0.7*c2 + 0.7*c3
B ~ 0.4*A
C ~ 0.3*A + 0.3*B
"""
MODEL = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nC =~ c1 + c2 + c3\nB ~ A\nC ~ A + B"
FACETS = "F =~ a1 + a2 + a3\nG =~ b1 + b2 + b3\nH =~ F + G\nC =~ c1 + c2 + c3\nC ~ H\nF ~~ 0.5*F"


def rows(n: int = 500, cut: bool = False, model: str = TRUTH) -> pd.DataFrame:
    frame: pd.DataFrame = simulate(model, n, seed=2, standardized=True)
    return frame.apply(lambda column: np.digitize(column, [-1.2, -0.4, 0.8]) * 2.0) if cut else frame


def series(first: Cut, second: Cut, rho: float) -> float:
    powers = rho ** np.arange(1, 41)
    return float((powers * first.coefficients() * second.coefficients()).sum())


@pytest.mark.parametrize("rho", [-0.7, 0.0, 0.3, 0.8])
def test_covariance_of_cut_responses(rho: float) -> None:
    """Of two halves it is arcsin(ρ)/2π; of more cuts by the probabilities of the cells."""
    half = Cut(np.zeros(1), np.array([0.0, 1.0]))
    assert series(half, half, rho) == pytest.approx(4 * np.arcsin(rho) / (2 * np.pi), abs=2e-3)
    cut, other = Cut(np.array([-1.0, 0.5]), np.array([1.0, 2.0, 5.0])), Cut(np.array([0.2]), np.array([0.0, 1.0]))
    joint = multivariate_normal([0, 0], [[1, rho], [rho, 1]])

    def above(a: float, b: float) -> float:
        return float(1 - norm.cdf(a) - norm.cdf(b) + joint.cdf([a, b]))

    first, second = [(-1.0, 1.0), (0.5, 3.0)], [(0.2, 1.0)]
    cov = sum(s * t * (above(a, b) - norm.sf(a) * norm.sf(b)) for a, s in first for b, t in second)
    share = np.diff([0, norm.cdf(-1), norm.cdf(0.5), 1])
    sd = np.sqrt(share @ cut.values**2 - (share @ cut.values) ** 2) * np.sqrt(norm.cdf(0.2) * norm.sf(0.2))
    assert series(cut, other, rho) == pytest.approx(cov / sd, abs=1e-3)


def test_what_is_no_category_is_not_cut() -> None:
    assert len(Cut.of(np.random.default_rng(1).normal(size=50)).thresholds) == 0
    assert Cut.of(np.random.default_rng(1).normal(size=50)).coefficients().sum() == 1
    known = Cut.of(np.array([1.0, 2, 2, 3, np.nan]))
    assert known.values.tolist() == [1, 2, 3]


@pytest.mark.parametrize("cut", [False, True])
def test_the_population_unchanged_is_the_fit(cut: bool) -> None:
    found = fit(MODEL, rows(cut=cut), estimator="MLR")
    alike = likeness(found)
    assert alike is not None
    S = alike.moments(alike.populations([{}]))[0]
    own = found.implied_cov().to_numpy()
    scale = np.sqrt(np.outer(own.diagonal(), own.diagonal()))
    assert np.abs((S - own) / scale).max() < (0.03 if cut else 1e-9)
    table = found.paths()
    est, _, std, std_se = alike.information(alike.populations([{}]), 500)[:, 0]
    assert std == pytest.approx(table["std_all"].to_numpy(), abs=0.02 if cut else 1e-6)
    assert std_se == pytest.approx(table["std_all_se"].to_numpy(), rel=0.25)
    assert alike.values == pytest.approx(dict(zip(alike.paths, table["std_all"], strict=True)))
    assert est.shape == (3,)


def test_one_path_changes_and_the_others_stay_standardized() -> None:
    alike = likeness(fit(MODEL, rows()))
    assert alike is not None
    changed = alike.populations([{("A", "C"): -0.1}, {("A", "B"): 0.6, ("B", "C"): 0.0}])
    assert changed.possible.all()
    found = alike.information(changed, 1000)[2]
    own = alike.values
    assert found[0] == pytest.approx([own["A", "B"], -0.1, own["B", "C"]], abs=1e-5)
    assert found[1] == pytest.approx([0.6, own["A", "C"], 0.0], abs=1e-5)
    assert np.allclose(np.diagonal(changed.responses, axis1=1, axis2=2), 1)


def test_more_than_everything_is_impossible() -> None:
    alike = likeness(fit(MODEL, rows()))
    assert alike is not None
    made = alike.populations([{("A", "C"): 0.9, ("B", "C"): 0.6}, {("A", "B"): 1.0}, {("A", "C"): 0.5}])
    assert made.possible.tolist() == [False, False, True]
    found = alike.information(made, 500)
    assert np.isnan(found[:, :2]).all()
    assert np.isfinite(found[:, 2]).all()


def test_samples_have_the_population_s_moments_and_the_sample_s_answers() -> None:
    data = rows(cut=True)
    alike = likeness(fit(MODEL, data, estimator="MLR"))
    assert alike is not None
    made = alike.populations([{("A", "C"): 0.1}])
    drawn = alike.draw(made, 0, 400, 60, np.random.default_rng(1))
    assert drawn.shape == (60, 400, 9)
    assert set(np.unique(drawn)) == set(np.unique(data))
    cov = np.mean([np.cov(one.T) for one in drawn], axis=0)
    assert np.abs(cov - alike.moments(made)[0]).max() < 0.15  # items have variances of about 3
    shares = [(drawn[:, :, 0] == value).mean() - (data["a1"] == value).mean() for value in np.unique(data["a1"])]
    assert np.abs(shares).max() < 0.02


def test_missing_answers_stay_missing() -> None:
    data = rows().mask(np.random.default_rng(1).random((500, 9)) < 0.05)
    alike = likeness(fit(MODEL, data, missing="fiml"))
    assert alike is not None
    drawn = alike.draw(alike.populations([{}]), 0, 500, 2, np.random.default_rng(1))
    assert np.isnan(drawn[0]).mean() == pytest.approx(data.isna().to_numpy().mean(), abs=0.002)


def test_facets_are_kept() -> None:
    found = fit(FACETS.replace("\nF ~~ 0.5*F", ""), rows(), estimator="ML")
    alike = likeness(found)
    assert alike is not None
    assert alike.paths == (("H", "C"),)
    made = alike.populations([{}, {("H", "C"): 0.1}])
    S = alike.moments(made)
    own = found.implied_cov().to_numpy()
    assert np.abs(S[0] - own).max() < 1e-8
    assert np.abs((S[1] - S[0])[:6, :6]).max() < 1e-12  # the items of the facets among each other
    assert S[1][0, 6] == pytest.approx(S[0][0, 6] * 0.1 / alike.values["H", "C"])


def test_what_has_no_populations() -> None:
    data = rows().assign(age=np.random.default_rng(1).normal(size=500), g=np.arange(500) % 2)
    assert likeness(fit(MODEL.replace("C ~ A + B", "C ~ A + B + age"), data)) is None
    assert likeness(fit(MODEL, data, group="g")) is None
    assert likeness(fit("A =~ a1 + a2 + a3", data)) is None
