"""Scores case by case and the traces made of them, against the full matrices over all moments."""

from __future__ import annotations

import numpy as np
import pytest
from sem.lavaan_reference import dataset

from tamkit.sem import fit
from tamkit.sem.complete.casewise import case_scores, meat, predicted, trace_mlr_saturated, weighted_trace
from tamkit.sem.complete.gamma import gamma
from tamkit.sem.complete.weighted import model_statistics
from tamkit.sem.linalg import vech_index
from tamkit.sem.matrices import Array
from tamkit.sem.result import Fit

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual"
COVARIATES = "visual =~ x1 + x2 + x3\nvisual ~ x7 + x8\nx9 ~ visual + x7"


def parts(model: str, means: bool) -> tuple[Fit, Array, Array, Array]:
    result = fit(model, dataset("hs"), meanstructure=means)
    assert result.setup.sample.data is not None
    return result, result.setup.sample.data[0], result.setup.cov[0], result.setup.mean[0]


def duplication(p: int) -> Array:
    """vec(A) = D vech(A)."""
    i, j = vech_index(p)
    D = np.zeros((p * p, len(i)))
    for at, (a, b) in enumerate(zip(i, j, strict=True)):
        D[a * p + b, at] = D[b * p + a, at] = 1.0
    return D


def weight_at(Sigma: Array, means: bool) -> Array:
    """Information about (means and) covariances: Σ⁻¹ and ½ Dᵀ(Σ⁻¹ ⊗ Σ⁻¹)D."""
    p, inverse = len(Sigma), np.linalg.inv(Sigma)
    D = duplication(p)
    W = 0.5 * D.T @ np.kron(inverse, inverse) @ D
    if not means:
        return np.asarray(W)
    return np.block([[inverse, np.zeros((p, len(W)))], [np.zeros((len(W), p)), W]])


@pytest.mark.parametrize("means", [False, True])
def test_scores_are_derivatives_of_each_cases_likelihood(means: bool) -> None:
    result, y, S, m = parts(HS, means)
    setup, theta = result.setup, result.estimate.theta + 0.02
    scores = case_scores(setup.matrices[0], theta, y, S, m)

    def loglik(point: Array) -> Array:
        Sigma, mu = setup.route.implied(setup, point, 0)
        d = y - (mu if means else m)
        return np.asarray(-0.5 * (np.linalg.slogdet(Sigma)[1] + np.einsum("ni,ij,nj->n", d, np.linalg.inv(Sigma), d)))

    h = 1e-6
    for place in range(len(theta)):
        step = np.zeros(len(theta))
        step[place] = h
        numeric = (loglik(theta + step) - loglik(theta - step)) / (2 * h)
        np.testing.assert_allclose(scores[:, place], numeric, atol=1e-6)


def test_scores_add_up_to_the_gradient() -> None:
    result, y, S, m = parts(HS, True)
    theta = result.estimate.theta + 0.03
    g, _ = result.setup.route.problem(result.setup).derivatives(theta[None], slice(None), weight=False)
    scores = case_scores(result.setup.matrices[0], theta, y, S, m)
    np.testing.assert_allclose(scores.mean(axis=0), -g[0], atol=1e-10)
    at_minimum = case_scores(result.setup.matrices[0], result.estimate.theta, y, S, m)
    np.testing.assert_allclose(at_minimum.mean(axis=0), 0.0, atol=1e-6)


def test_the_meat_is_a_crossproduct_over_all_groups() -> None:
    one, two = np.arange(6.0).reshape(3, 2), np.ones((2, 2))
    np.testing.assert_allclose(meat([one, two], 5), (one.T @ one + two.T @ two) / 5)


@pytest.mark.parametrize("means", [False, True])
@pytest.mark.parametrize("model", [HS, COVARIATES])
def test_centred_at_the_sample_the_meat_is_that_of_gamma(model: str, means: bool) -> None:
    """Δᵀ W Γ W Δ, with the moments of fixed exogenous variables held."""
    result, y, S, m = parts(model, means)
    setup, theta = result.setup, result.estimate.theta
    x = setup.exogenous
    scores = case_scores(setup.matrices[0], theta, y, S, m, centre="sample", exogenous=x)
    Sigma, _ = setup.route.implied(setup, theta, 0)
    _, delta = model_statistics(setup.matrices[0], theta[None], S[None], m[None])
    fitted = predicted(y - m, x) if x else np.zeros_like(y)
    z = gamma(y, means)
    if x:
        # lavaan's Γ under fixed.x: what the exogenous variables predict of each case does not vary
        held = gamma(fitted + m, means)
        a, b = vech_index(len(S))
        own = (y - m)[:, a] * (y - m)[:, b] - fitted[:, a] * fitted[:, b]
        own = own - own.mean(axis=0)
        parts_ = np.concatenate([y - m - fitted, own], axis=1) if means else own
        z = parts_.T @ parts_ / len(y)
        assert not np.allclose(z, held)
    W = weight_at(Sigma, means)
    wanted = delta[0].T @ W @ z @ W @ delta[0]
    np.testing.assert_allclose(meat([scores], len(y)), wanted, rtol=1e-6, atol=1e-8)
    trace = weighted_trace(setup.matrices, theta, [y], [S], [m], x)
    assert trace == pytest.approx(np.trace(W @ z), rel=1e-8)


def test_prediction_keeps_the_exogenous_columns() -> None:
    y = np.random.default_rng(1).normal(size=(50, 4))
    y -= y.mean(axis=0)
    found = predicted(y, [1, 3])
    np.testing.assert_allclose(found[:, [1, 3]], y[:, [1, 3]], atol=1e-12)
    np.testing.assert_allclose((y - found).T @ y[:, [1, 3]], 0.0, atol=1e-10)


@pytest.mark.parametrize("means", [False, True])
@pytest.mark.parametrize("exogenous", [[], [0, 2]])
def test_the_saturated_trace(exogenous: list[int], means: bool) -> None:
    """tr(B₁ A₁⁻¹) over all moments but those among exogenous variables."""
    _, y, S, m = parts(HS, means)
    y, S, m = y[:, :4], S[:4, :4], m[:4]
    inverse = np.linalg.inv(S)
    a, b = vech_index(4)
    D = duplication(4)
    d = y - m
    outer = np.einsum("ni,nj->nij", d @ inverse, d @ inverse) - inverse
    scores = 0.5 * outer.reshape(len(y), -1) @ D
    if means:
        scores = np.concatenate([d @ inverse, scores], axis=1)
    inside = np.isin(a, exogenous) & np.isin(b, exogenous)
    keep = np.concatenate([~np.isin(np.arange(4), exogenous), ~inside]) if means else ~inside
    A = weight_at(S, means)[np.ix_(keep, keep)]
    B = scores[:, keep].T @ scores[:, keep] / len(y)
    found = trace_mlr_saturated([y], [S], [m], means, exogenous)
    assert found == pytest.approx(np.trace(np.linalg.solve(A, B)), rel=1e-9)
    assert trace_mlr_saturated([y, y], [S, S], [m, m], means, exogenous) == pytest.approx(2 * found)


def test_for_normal_data_the_saturated_trace_is_the_number_of_moments() -> None:
    y = np.random.default_rng(2).normal(size=(20_000, 3))
    S, m = np.cov(y.T, bias=True), y.mean(axis=0)
    assert trace_mlr_saturated([y], [S], [m], False, []) == pytest.approx(6, abs=0.3)
    assert trace_mlr_saturated([y], [S], [m], True, []) == pytest.approx(9, abs=0.3)
