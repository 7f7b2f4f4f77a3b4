"""Robust indices of incomplete data from all matrices written out (Zhang & Savalei 2022)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.ordinal_reference import columns

from tamkit.sem import fit
from tamkit.sem.matrices import Array
from tamkit.sem.missing.discrepancy import IncompleteML, moment_jacobian
from tamkit.sem.missing.information import expected_information, first_order_information, observed_information
from tamkit.sem.missing.robust import _complete_information, corrected
from tamkit.sem.missing.route import IncompleteRoute

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual"


def blocks(parts: list[Array]) -> Array:
    size = sum(len(part) for part in parts)
    out, at = np.zeros((size, size)), 0
    for part in parts:
        out[at : at + len(part), at : at + len(part)] = part
        at += len(part)
    return out


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"estimator": "MLR"},
        {"information": "expected"},
        {"group": "school"},
        {"group": "school", "estimator": "MLR", "group_equal": ["loadings"]},
    ],
)
def test_the_constant_and_the_statistic(options: dict[str, Any]) -> None:
    """c = tr(Wc Wm⁻¹ U Wm⁻¹)/df, robust tr(U Wm⁻¹ Wc Wm⁻¹ U Γ)/df; T = Σ n F_complete of the saturated moments."""
    data = pd.DataFrame(columns("hs_missing"))
    if "group" in options:
        data["school"] = np.where(np.arange(len(data)) % 2 == 0, "a", "b")
    result = fit(HS, data, missing="fiml", **options)
    setup, theta, df = result.setup, result.estimate.theta, result.fit["df"]
    route = setup.route
    assert isinstance(route, IncompleteRoute)
    found = corrected(setup, route.patterns, [(setup, theta, df), (setup, theta, df)])
    assert found is not None
    problem = route.problem(setup)
    assert isinstance(problem, IncompleteML)
    N, robust = sum(result.n), result.options.kind.robust
    Wm, Wh, Wc, gamma, delta, T = [], [], [], [], [], 0.0
    for g, (patterns, n) in enumerate(zip(route.patterns, result.n, strict=True)):
        cov, mean = setup.cov[g], setup.mean[g]
        observed = observed_information(patterns, mean, cov)
        at = problem.at(g, theta[None])
        Wm.append(n / N * observed)
        expected = setup.settings.information == "expected"
        Wh.append(n / N * expected_information(patterns, mean, cov) if expected else Wm[-1])
        Wc.append(n / N * _complete_information(cov))
        inverse = np.linalg.inv(observed)
        meat = first_order_information(patterns, mean, cov) if robust else observed
        gamma.append(N / n * inverse @ meat @ inverse)
        delta.append(moment_jacobian(setup.matrices[g], at)[0])
        Sigma, mu = at.Sigma[0], at.mu[0]
        F = np.linalg.slogdet(Sigma)[1] - np.linalg.slogdet(cov)[1] + np.trace(np.linalg.solve(Sigma, cov)) - len(cov)
        T += n * (F + (mean - mu) @ np.linalg.solve(Sigma, mean - mu))
    W, C, G, D = blocks(Wm), blocks(Wc), blocks(gamma), np.concatenate(delta)
    H = setup.inverse(D.T @ blocks(Wh) @ D, theta)
    U, back = W - W @ D @ H @ D.T @ W, np.linalg.inv(W)
    # U = W − W Δ H⁻¹ Δᵀ W is idempotent with W⁻¹ between, unless H is of another information
    trace = np.trace((U @ back @ C @ back @ U @ G) if robust else (C @ back @ U @ back))
    assert found.chisq == pytest.approx(T, rel=1e-8)
    assert found.c == pytest.approx(trace / df, rel=1e-6)
    assert (found.null, found.c_null) == (found.chisq, found.c)
    assert found.interval == pytest.approx(T / found.c, rel=1e-6)
    f = result.fit
    assert f["rmsea_robust"] == pytest.approx(np.sqrt(max(T / df - found.c, 0) / N * len(result.n)), rel=1e-6, abs=1e-9)


def test_a_saturated_model_is_not_corrected() -> None:
    found = fit("x1 ~~ x2", pd.DataFrame(columns("hs_missing")), missing="fiml")
    assert found.fit["df"] == 0
    assert "cfi_robust" not in found.fit
