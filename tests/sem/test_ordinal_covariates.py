"""Ordered variables given covariates: probit regressions, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.special import ndtri
from sem.ordinal_reference import columns, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.sem.fitting import fit
from tamkit.sem.ordinal.conditional import conditional_moments
from tamkit.sem.ordinal.latent import pull_back, statistics_jacobian
from tamkit.sem.ordinal.regression import linear, probit

MODEL = reference("ordinal_fits")["covariates_wlsmv"]["model"]
ITEMS = [f"y{j}" for j in range(1, 7)]


def frame(name: str = "covariates") -> pd.DataFrame:
    return pd.DataFrame(columns(name))


def test_probit_regression_recovers_its_parameters() -> None:
    rng = np.random.default_rng(1)
    X = np.column_stack([rng.normal(size=20_000), rng.integers(0, 2, 20_000)])
    y = np.digitize(X @ [0.5, -0.8] + rng.normal(size=20_000), [-1.0, 0.3])
    margin = probit(y, 3, X, "y")
    assert_allclose(margin.level, [-1.0, 0.3], atol=0.04)
    assert_allclose(margin.slope, [0.5, -0.8], atol=0.04)
    assert_allclose(margin.scores.sum(axis=0), 0.0, atol=1e-6)


def test_probit_without_a_solution_is_told() -> None:
    codes = np.zeros(40, dtype=np.int64)
    codes[5] = 1
    X = np.column_stack([np.arange(40) == 5, np.arange(40) != 5]).astype(float)
    with pytest.raises(AnalysisError, match="'y' on the covariates"):
        probit(codes, 2, X, "y")


def test_probit_on_a_useless_covariate_gives_the_marginal_thresholds() -> None:
    y = np.tile([0, 0, 1, 2], 50)
    x = np.repeat([[-1.0], [1.0]], 100, axis=0)
    margin = probit(y, 3, x, "y")
    assert_allclose(margin.level, ndtri([0.5, 0.75]), atol=1e-10)
    assert_allclose(margin.slope, [0.0], atol=1e-10)


def test_linear_margin_is_least_squares() -> None:
    data = frame("hs")
    margin = linear(data["x1"].to_numpy(), data[["x2"]].to_numpy())
    slope, level = np.polyfit(data["x2"], data["x1"], 1)
    assert_allclose([*margin.level, *margin.slope], [level, slope], rtol=1e-9)
    assert_allclose(margin.scores.sum(axis=0), 0.0, atol=1e-8)


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
@pytest.mark.parametrize("ordered", [ITEMS, ITEMS[:4]])
def test_derivatives_are_those_of_the_statistics(parameterization: str, ordered: list[str]) -> None:
    from tamkit.sem.ordinal.latent import model_statistics
    from tamkit.sem.ordinal.route import latents

    found = fit(MODEL, frame(), estimator="WLSMV", ordered=ordered, parameterization=parameterization)
    setup, theta = found.setup, found.estimate.theta
    (latent,) = latents(setup)
    cov, mean = setup.cov[0][None], setup.mean[0][None]
    _, delta = statistics_jacobian(latent, theta[None], cov, mean)
    h = 1e-5
    points = np.concatenate([theta + h * np.eye(len(theta)), theta - h * np.eye(len(theta))])
    many = [np.broadcast_to(part, (len(points), *part.shape[1:])) for part in (cov, mean)]
    values = model_statistics(latent, points, *many)
    numeric = (values[: len(theta)] - values[len(theta) :]).T / (2 * h)
    assert_allclose(delta[0], numeric, atol=1e-7)
    sample, weight = setup.route.statistics[0].statistics + 0.1, setup.route.statistics[0].weights
    sigma, pulled = pull_back(latent, theta[None], cov, mean, np.stack([sample[None], weight[None]]))
    assert_allclose(pulled[0], delta[0].T @ (weight * (sample - sigma[0])), rtol=1e-9, atol=1e-9)


def test_shifting_a_covariate_leaves_the_slopes() -> None:
    first = fit(MODEL, frame(), estimator="WLSMV", ordered="all")
    data = frame()
    data["age"] = 2.0 * (data["age"] - 50.0)
    other = fit(MODEL, data, estimator="WLSMV", ordered="all")
    assert_allclose(other.fit["chisq_scaled"], first.fit["chisq_scaled"], rtol=1e-5)
    assert_allclose(other.paths()["std_all"], first.paths()["std_all"], atol=1e-5)


def test_draws_with_covariates_are_fits_of_the_repeated_rows() -> None:
    data = frame()
    rng = np.random.default_rng(5)
    resamples = rng.integers(0, len(data), size=(3, len(data)))
    options: dict[str, Any] = {"estimator": "WLSMV", "ordered": "all"}
    boot = fit(MODEL, data, bootstrap=3, resamples=resamples, **options).bootstrap
    assert boot is not None
    alone = [fit(MODEL, data.iloc[draw].reset_index(drop=True), **options).estimate.theta for draw in resamples]
    assert_allclose(boot.draws.theta, alone, atol=2e-5)


def test_an_ordered_covariate_is_refused() -> None:
    with pytest.raises(AnalysisError, match="'male' is ordered and exogenous"):
        fit(MODEL, frame(), estimator="WLSMV", ordered=[*ITEMS, "male"])


def test_useless_covariates_are_named() -> None:
    data = frame()
    data["one"] = 1.0
    with pytest.raises(InputError, match="'one'"):
        fit("F1 =~ y1 + y2 + y3\n F1 ~ one", data, estimator="WLSMV", ordered="all")
    values = data[["y1", "y2"]].to_numpy(dtype=float)
    twice = np.column_stack([data["age"], 2 * data["age"]]).astype(float)
    with pytest.raises(InputError, match="linearly dependent"):
        conditional_moments(values, [True, True], twice, ["y1", "y2"], ["a", "b"])


def test_simulated_truth_is_recovered() -> None:
    """Loadings and paths of latent responses behind five categories, a binary covariate among the causes."""
    rng = np.random.default_rng(20)
    n = 4000
    male = rng.integers(0, 2, n)
    f = 0.6 * male + rng.normal(size=n)
    g = 0.5 * f - 0.4 * male + np.sqrt(0.75) * rng.normal(size=n)
    items = {}
    for name, source in (("a", f), ("b", g)):
        for j, loading in enumerate((0.8, 0.7, 0.6)):
            response = loading * source + np.sqrt(1 - loading**2) * rng.normal(size=n)
            items[f"{name}{j + 1}"] = np.digitize(response, [-1.2, -0.4, 0.5, 1.3])
    found = fit(
        "f =~ a1 + a2 + a3\n g =~ b1 + b2 + b3\n g ~ f + male\n f ~ male",
        pd.DataFrame({**items, "male": male}),
        estimator="WLSMV",
        ordered="all",
        std_lv=True,
    )
    # with unit disturbances the paths into g are over sqrt(0.75)
    truth = [
        0.8,
        0.7,
        0.6,
        *(np.sqrt(0.75) * np.array([0.8, 0.7, 0.6])),
        0.5 / np.sqrt(0.75),
        -0.4 / np.sqrt(0.75),
        0.6,
    ]
    rows = pd.concat([found.loadings(), found.paths()])
    assert (np.abs(rows["est"] - truth) < 3.5 * rows["se"]).all()
    assert found.fit["pvalue_scaled"] > 0.001
