"""Robust CFI, TLI and RMSEA of incomplete data: what complete data would have said of the misfit.

Zhang & Savalei (2022), Psychological Methods.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tamkit.sem.implied import implied
from tamkit.sem.linalg import crossed
from tamkit.sem.matrices import Array
from tamkit.sem.missing.discrepancy import moment_jacobian
from tamkit.sem.missing.information import expected_information, first_order_information, observed_information
from tamkit.sem.missing.patterns import Patterns
from tamkit.sem.pieces import Corrected
from tamkit.sem.setup import Setup


def corrected(
    setup: Setup, all_patterns: Sequence[Patterns], models: Sequence[tuple[Setup, Array, float]]
) -> Corrected | None:
    """(T, c) of the model and of the independence model, given as (setup, θ̂, df), with incomplete data.

    T is the complete-data ML statistic of the saturated moments at the estimates; with Wm, Wc the information of
    incomplete and of complete data about the saturated moments, H = Delta' Wm Delta (Wm expected there if the standard
    errors use expected information) and U = Wm - Wm Delta H⁻¹ Delta' Wm, the constant is
    tr(Wc Wm⁻¹ U Wm⁻¹)/df under normality (FIML-C V6) and tr(U Wm⁻¹ Wc Wm⁻¹ U Gamma)/df with Gamma the sandwich under a
    robust test (V3): Zhang & Savalei (2022), Psychological Methods.
    """
    robust = setup.settings.test != "standard"
    keep = np.flatnonzero(setup.modelled(means=True))
    n = setup.sample.n
    parts, kinds = [], []
    expected = setup.settings.information == "expected"
    for patterns, cov, mean, m in zip(all_patterns, setup.cov, setup.mean, n, strict=True):
        share = m / sum(n)
        Wm = observed_information(patterns, mean, cov)[np.ix_(keep, keep)]
        inverse = np.linalg.inv(Wm)
        Wc = _complete_information(cov)[np.ix_(keep, keep)]
        gamma = inverse
        if robust:
            gamma = inverse @ first_order_information(patterns, mean, cov)[np.ix_(keep, keep)] @ inverse
        parts.append((share * Wm, inverse / share, share * Wc, gamma / share))
        kinds.append(
            share * expected_information(patterns, mean, cov)[np.ix_(keep, keep)] if expected else parts[-1][0]
        )
    out: list[float] = []
    for own, theta, df in models:
        chisq = 0.0
        deltas = []
        for g, (cov, mean, m) in enumerate(zip(setup.cov, setup.mean, n, strict=True)):
            moments = implied(own.matrices[g], theta[None], cov[None], mean[None])
            chisq += m * _complete_discrepancy(cov, mean, moments.Sigma[0], moments.mu[0])
            deltas.append(moment_jacobian(own.matrices[g], moments)[0][keep])
        H = sum((delta.T @ W @ delta for W, delta in zip(kinds, deltas, strict=True)), np.zeros((own.table.k,) * 2))
        trace = _corrected_trace(parts, deltas, own.inverse(H, theta), robust)
        out += [chisq, trace / df if df > 0 else float("nan")]
    T, c, null, c_null = out
    return Corrected(T, c, null, c_null, T / c, c, setup.N) if np.isfinite(c) else None


def _corrected_trace(
    parts: Sequence[tuple[Array, Array, Array, Array]], deltas: Sequence[Array], inverse: Array, robust: bool
) -> float:
    """tr(Wc Wm⁻¹ U Wm⁻¹), or tr(U Wm⁻¹ Wc Wm⁻¹ U Gamma), over all groups without building their block matrix.

    With A = I - Delta H⁻¹ Delta' Wm, so that Wm⁻¹ U = A, the second is tr(A' Wc A Gamma).
    """
    if not robust:
        k = inverse.shape[0]
        middle = sum(
            (delta.T @ Wc @ delta for (_, _, Wc, _), delta in zip(parts, deltas, strict=True)), np.zeros((k, k))
        )
        return float(sum(np.sum(Wc * Wmi) for _, Wmi, Wc, _ in parts)) - float(np.sum(inverse * middle))
    DWD = sum(delta.T @ Wc @ delta for (_, _, Wc, _), delta in zip(parts, deltas, strict=True))
    out = 0.0
    for (Wm, _, Wc, gamma), delta in zip(parts, deltas, strict=True):
        back = inverse @ (delta.T @ Wm)
        out += float(np.sum(Wc * gamma))
        out -= 2.0 * float(np.sum((Wc @ delta) * (gamma @ back.T)))
        out += float(np.sum((DWD @ back @ gamma) * back))
    return out


def _complete_information(cov: Array) -> Array:
    """Information of complete data about (mu, vech Sigma), per observation."""
    p = len(cov)
    inverse = np.linalg.inv(cov)
    out = np.zeros((p + p * (p + 1) // 2,) * 2)
    out[:p, :p] = inverse
    out[p:, p:] = 0.5 * crossed(inverse[None], inverse[None])
    return out


def _complete_discrepancy(S: Array, mean: Array, Sigma: Array, mu: Array) -> float:
    inverse = np.linalg.inv(Sigma)
    d = mean - mu
    logs = float(np.linalg.slogdet(Sigma)[1]) - float(np.linalg.slogdet(S)[1])
    return logs + float(np.sum(inverse * S)) - len(S) + float(d @ inverse @ d)
