"""Inference for ULS and DWLS on means and covariances: robust standard errors, adjusted tests, weighted GFI.

The algebra is that of ordered data (:mod:`tamkit.sem.ordinal.least_squares`) with the distribution-free covariance of
the sample moments for Gamma; moments of fixed exogenous variables do not vary and are left out of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tamkit.errors import AnalysisError
from tamkit.sem.gamma import gamma, gamma_diagonal
from tamkit.sem.information import invert
from tamkit.sem.matrices import Array
from tamkit.sem.ordinal.least_squares import adjusted_test, information, sandwich_meat, traces
from tamkit.sem.teststat import Test
from tamkit.sem.weighted import model_statistics, statistics

if TYPE_CHECKING:
    from tamkit.sem.setup import Setup


def diagonal_weights(setup: Setup) -> list[Array]:
    """The diagonal of V for ULS and DWLS on moments."""
    meanstructure = setup.table.options.meanstructure
    if setup.settings.estimator.discrepancy == "ULS":
        p = len(setup.sample.names)
        return [np.ones(p * (p + 1) // 2 + (p if meanstructure else 0)) for _ in setup.sample.n]
    if setup.sample.data is None:
        raise AnalysisError("DWLS needs the rows of the data; a covariance matrix is not enough.")
    return [1.0 / gamma_diagonal(y, meanstructure) for y in setup.sample.data]


def infer(setup: Setup, theta: Array, base: Test, jacobian: Array | None) -> tuple[Array, Array, Test]:
    """Covariance of θ̂, H⁻¹ and the test. ``jacobian``: of non-linear or active constraints."""
    n, settings = setup.sample.n, setup.settings
    weights = diagonal_weights(setup)
    deltas = derivatives(setup, theta)
    inverse = invert(information(deltas, weights, n), setup.constraints.affine, jacobian)
    if settings.estimator.discrepancy == "ULS":
        base = replace(base, pvalue=float("nan"))  # 2 N f of ULS follows no χ²
    vcov, test = inverse / setup.N, base
    if settings.se == "robust.sem" or settings.test != "standard":
        gammas = gammas_of(setup)
        if settings.se == "robust.sem":
            vcov = inverse @ sandwich_meat(deltas, weights, gammas, n) @ inverse / setup.N
        if settings.test != "standard":
            test = adjusted_test(base, *traces(deltas, weights, gammas, n, inverse), settings.test)
    return vcov, inverse, test


def derivatives(setup: Setup, theta: Array) -> list[Array]:
    """Δ (q,k) of each group."""
    return [
        model_statistics(matrices, theta[None], S[None], m[None])[1][0]
        for matrices, S, m in zip(setup.matrices, setup.cov, setup.mean, strict=True)
    ]


def gammas_of(setup: Setup) -> list[Array]:
    """Γ of each group, 0 for moments of fixed exogenous variables."""
    if setup.sample.data is None:
        raise AnalysisError(f"{setup.settings.estimator.name} needs the rows of the data; with a matrix use ML or ULS.")
    meanstructure = setup.table.options.meanstructure
    p, fixed = len(setup.sample.names), set(setup.exogenous)
    i, j = np.triu_indices(p)
    means = [m in fixed for m in range(p)] if meanstructure else []
    out = []
    held = np.flatnonzero([*means, *(a in fixed and b in fixed for a, b in zip(i, j, strict=True))])
    for y in setup.sample.data:
        G = gamma(y, meanstructure)
        G[held, :] = G[:, held] = 0.0
        out.append(G)
    return out


def weighted_gfi(setup: Setup, theta: Array, df: float) -> dict[str, float]:
    """GFI, AGFI and PGFI of DWLS: 1 − Σ w (s − σ)² / Σ w s², groups weighted by n."""
    meanstructure = setup.table.options.meanstructure
    values, count = [], 0
    for matrices, S, m, w in zip(setup.matrices, setup.cov, setup.mean, diagonal_weights(setup), strict=True):
        sigma, _ = model_statistics(matrices, theta[None], S[None], m[None])
        s = statistics(S[None], m[None], meanstructure)[0]
        values.append(1.0 - float(w @ (s - sigma[0]) ** 2) / float(w @ s**2))
        count += len(s)
    gfi = float(np.average(values, weights=setup.sample.n))
    return {"gfi": gfi, "agfi": 1 - count / df * (1 - gfi) if df > 0 else 1.0, "pgfi": df / count * gfi}
