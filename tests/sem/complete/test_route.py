"""The route of complete data: χ², information, residuals' errors, GFI and resamples, each by its formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sem.lavaan_reference import dataset, fitted

from tamkit.errors import DataError
from tamkit.sem import Moments, fit
from tamkit.sem.complete.route import CompleteRoute, derivatives, diagonal_weights, normal_acov, rows_of
from tamkit.sem.matrices import Array
from tamkit.sem.result import Fit
from tamkit.sem.vicinity import Vicinity

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual"
ITEMS = [f"x{j}" for j in range(1, 7)]


def hs(**options: Any) -> Fit:
    return fit(HS, dataset("hs"), **options)


def test_chisquare_under_either_likelihood() -> None:
    """N·F with S of divisor n, and Σ (n_g − 1)·F_g with S of divisor n − 1."""
    for options in ({}, {"group": "school"}, {"group": "school", "group_equal": ["loadings"]}):
        for likelihood in ("normal", "wishart"):
            result = hs(likelihood=likelihood, **options)
            total = 0.0
            for g, n in enumerate(result.n, start=1):
                S, Sigma = result.sample_cov(g).to_numpy(), result.implied_cov(g).to_numpy()
                d = result.setup.mean[g - 1] - result.implied_mean(g).to_numpy()
                F = np.linalg.slogdet(Sigma)[1] - np.linalg.slogdet(S)[1] - 6
                F += np.trace(np.linalg.solve(Sigma, S)) + d @ np.linalg.solve(Sigma, d)
                total += (n - (likelihood == "wishart")) * F
            assert result.fit["chisq"] == pytest.approx(total, rel=1e-8)


def test_least_squares_have_information_without_the_lost_case() -> None:
    """H = Σ n_g/N Δᵀ V Δ: (n − 1)/n, which is in f, is not in the information."""
    for estimator in ("ULS", "DWLS"):
        result = hs(estimator=estimator)
        delta = derivatives(result.setup, result.estimate.theta)[0]
        (V,) = diagonal_weights(result.setup)
        H = result.setup.route.hessian(result.setup, result.estimate.theta, "expected")
        np.testing.assert_allclose(H, delta.T @ (V[:, None] * delta), rtol=1e-9, atol=1e-12)
    gls = hs(estimator="GLS")
    delta = derivatives(gls.setup, gls.estimate.theta)[0]
    W = np.linalg.inv(normal_acov(gls.setup.cov[0]))
    H = gls.setup.route.hessian(gls.setup, gls.estimate.theta, "expected")
    np.testing.assert_allclose(H, delta.T @ W @ delta, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("estimator", ["ML", "GLS", "ULS"])
def test_gfi(estimator: str) -> None:
    result = hs(estimator=estimator)
    S, Sigma = result.sample_cov().to_numpy(), result.implied_cov().to_numpy()
    W = {"ML": np.linalg.inv(Sigma), "GLS": np.linalg.inv(S), "ULS": np.eye(6)}[estimator]
    E = W @ (S - Sigma)
    if estimator == "ULS":  # the lower triangle counts once
        low = np.tril_indices(6)
        wanted = 1 - np.sum((S - Sigma)[low] ** 2) / np.sum(S[low] ** 2)
    else:
        wanted = 1 - np.trace(E @ E) / np.trace(W @ S @ W @ S)
    assert result.fit["gfi"] == pytest.approx(wanted, rel=1e-9)
    assert result.fit["agfi"] == pytest.approx(1 - 21 / 8 * (1 - wanted))


@pytest.mark.parametrize("estimator", ["ML", "GLS"])
def test_residuals_over_their_errors(estimator: str) -> None:
    """Q Γ Qᵀ/n with Q = I − Δ H⁻¹ Δᵀ W, all matrices written out; zero where nothing is left."""
    result = hs(estimator=estimator)
    setup, theta = result.setup, result.estimate.theta
    S, Sigma = setup.cov[0], result.implied_cov().to_numpy()
    delta = derivatives(setup, theta)[0]
    W = np.linalg.inv(normal_acov(Sigma if estimator == "ML" else S))
    Q = np.eye(21) - delta @ np.linalg.inv(delta.T @ W @ delta) @ delta.T @ W
    acov = Q @ normal_acov(S) @ Q.T / 301
    i, j = np.triu_indices(6)
    z = result.residuals("standardized").to_numpy()
    plain = result.residuals("normalized").to_numpy()
    for at, (b, a) in enumerate(zip(i, j, strict=True)):
        gap = S[a, b] - Sigma[a, b]
        if abs(gap) < 1e-5:
            assert z[a, b] == plain[a, b] == 0.0
            continue
        assert z[a, b] == z[b, a] == pytest.approx(gap / np.sqrt(acov[at, at]), rel=1e-4)
        own = np.sqrt((S[a, a] * S[b, b] + S[a, b] ** 2) / 301)
        assert plain[a, b] == pytest.approx(gap / own, rel=1e-8)


def test_a_refit_is_a_fit_of_the_repeated_rows() -> None:
    for options in ({}, {"likelihood": "wishart"}, {"estimator": "ULS"}):
        result = hs(**options)
        setup, theta = result.setup, result.estimate.theta
        weights = np.random.default_rng(3).multinomial(301, np.full(301, 1 / 301), size=2).astype(float)
        H = setup.route.problem(setup).derivatives(theta[None], slice(None))[1]
        assert H is not None
        found = setup.route.refit(setup, Vicinity(theta, np.linalg.inv(H[0])), [weights], rows_of(setup))
        for b, weight in enumerate(weights):
            rows = dataset("hs")[ITEMS].to_numpy().repeat(weight.astype(int), axis=0)
            again = fit(HS, dataset("hs")[ITEMS].iloc[np.repeat(np.arange(301), weight.astype(int))], **options)
            np.testing.assert_allclose(found.theta[b], again.estimate.theta, atol=1e-6)
            np.testing.assert_allclose(found.cov[0][b], np.cov(rows.T, bias=not options), rtol=1e-9)
            assert found.value[b] == pytest.approx(again.estimate.value, rel=1e-6)


def test_the_jackknife_leaves_each_case_out() -> None:
    data = dataset("hs").iloc[:40]
    for options in ({}, {"likelihood": "wishart"}):
        result = fit("f =~ x4 + x5 + x6", data, **options)
        setup, theta = result.setup, result.estimate.theta
        H = setup.route.problem(setup).derivatives(theta[None], slice(None))[1]
        assert H is not None
        found = setup.route.jackknife(setup, Vicinity(theta, np.linalg.inv(H[0])))
        assert len(found.theta) == 40
        for case in (0, 17, 39):
            again = fit("f =~ x4 + x5 + x6", data.drop(index=data.index[case]), **options)
            np.testing.assert_allclose(found.theta[case], again.estimate.theta, atol=1e-6)


def test_the_jackknife_of_groups_goes_through_them_in_turn() -> None:
    result = fitted("tam_groups", "configural")
    setup, theta = result.setup, result.estimate.theta
    H = setup.route.problem(setup).derivatives(theta[None], slice(None))[1]
    assert H is not None
    found = setup.route.jackknife(setup, Vicinity(theta, np.linalg.inv(H[0])))
    assert len(found.theta) == sum(result.n)
    second = found.cov[1]
    np.testing.assert_allclose(second[0], setup.cov[1])  # untouched while the first group's cases are left out
    assert not np.allclose(second[result.n[0]], setup.cov[1])
    np.testing.assert_allclose(found.cov[0][-1], setup.cov[0])


def test_robust_indices_belong_to_robust_tests() -> None:
    plain, robust = hs(), hs(estimator="MLM")
    assert "cfi_robust" not in plain.fit
    f = robust.fit
    c, cb = f["chisq_scaling_factor"], f["baseline_chisq_scaling_factor"]
    wanted = 1 - (f["chisq"] - c * f["df"]) / (f["baseline_chisq"] - cb * f["baseline_df"])
    assert f["cfi_robust"] == pytest.approx(wanted)
    assert f["rmsea_robust"] == pytest.approx(np.sqrt((f["chisq"] / f["df"] - c) / 301))


def test_a_matrix_has_no_rows() -> None:
    found = fit(HS, Moments(dataset("hs")[ITEMS].cov(), 301))
    with pytest.raises(DataError) as caught:
        rows_of(found.setup)
    assert caught.value.message.key == "sem.estimator_needs_rows"
    assert isinstance(found.setup.route, CompleteRoute)


def test_no_likelihood_without_maximum_likelihood() -> None:
    for estimator in ("GLS", "ULS", "DWLS"):
        assert not {"logl", "aic", "bic"} & set(hs(estimator=estimator).fit)
    assert {"logl", "aic", "bic"} <= set(hs(estimator="MLM").fit)


def test_a_null_rows_root_undoes_itself() -> None:
    from tamkit.sem.complete.route import _root

    S: Array = np.array([[2.0, 0.5], [0.5, 1.0]])
    np.testing.assert_allclose(_root(S, 0.5) @ _root(S, 0.5), S, rtol=1e-12)
    np.testing.assert_allclose(_root(S, -0.5) @ _root(S, 0.5), np.eye(2), atol=1e-12)
