"""The saturated likelihood is the normal density of every row at its own moments."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sem.lavaan_reference import dataset

from tamkit.sem import fit
from tamkit.sem.complete.likelihood import saturated_loglik

Y = np.random.default_rng(3).normal(size=(70, 4)) @ np.random.default_rng(4).normal(size=(4, 4))


def density(y: np.ndarray) -> float:
    return float(multivariate_normal(y.mean(axis=0), np.cov(y.T, bias=True)).logpdf(y).sum())


def test_it_is_the_density_of_the_rows() -> None:
    assert saturated_loglik(70, np.cov(Y.T, bias=True)) == pytest.approx(density(Y), rel=1e-12)


def test_exogenous_variables_are_conditioned_on() -> None:
    wanted = density(Y) - density(Y[:, [0, 2]])
    assert saturated_loglik(70, np.cov(Y.T, bias=True), [0, 2]) == pytest.approx(wanted, rel=1e-12)


def test_a_regression_has_the_likelihood_of_its_residuals() -> None:
    data = dataset("hs")
    X = np.column_stack([np.ones(301), data[["x2", "x3"]]])
    residual = data["x1"].to_numpy() - X @ np.linalg.lstsq(X, data["x1"].to_numpy(), rcond=None)[0]
    s2 = np.mean(residual**2)
    wanted = -0.5 * 301 * (np.log(2 * np.pi * s2) + 1)
    result = fit("x1 ~ x2 + x3", data)
    assert result.fit["logl"] == pytest.approx(wanted, rel=1e-9)
    assert result.fit["unrestricted_logl"] == pytest.approx(wanted, rel=1e-9)


def test_the_models_likelihood_is_the_density_at_its_moments() -> None:
    result = fit("f =~ x1 + x2 + x3 + x4", dataset("hs"), meanstructure=True)
    y = dataset("hs")[result.observed].to_numpy()
    wanted = multivariate_normal(result.implied_mean(), result.implied_cov()).logpdf(y).sum()
    assert result.fit["logl"] == pytest.approx(wanted, rel=1e-9)
